"""The checks of input that forms, import and later API writes share.

Pure functions on plain values. Each gives faults as `InvalidValue(field, message)`: the field of the row, and a
message that says what was read and how to mend it. A form adds them to its errors, an import turns the field into a
path of the file, a write raises the first.
"""

from sitreps.actions.validation.claims import (
    ClaimValues,
    FacilityValues,
    PersonValues,
    claim_faults,
    derivation_faults,
    exclusion_faults,
    facility_faults,
    overlap_faults,
    person_faults,
    relay_faults,
    supersession_faults,
)
from sitreps.actions.validation.incidents import (
    IncidentValues,
    Member,
    incident_faults,
    kind_faults,
    publication_faults,
    tree_faults,
)
from sitreps.actions.validation.sources import (
    NoticeValues,
    OriginValues,
    PlaceValues,
    SaidValues,
    SeriesValues,
    SourceItemValues,
    circle_faults,
    notice_faults,
    origin_faults,
    party_faults,
    place_faults,
    said_faults,
    series_faults,
    source_item_faults,
)
from sitreps.actions.validation.values import EARLIEST, hint, shown, stamp, values_of

__all__ = [
    "EARLIEST",
    "ClaimValues",
    "FacilityValues",
    "IncidentValues",
    "Member",
    "NoticeValues",
    "OriginValues",
    "PersonValues",
    "PlaceValues",
    "SaidValues",
    "SeriesValues",
    "SourceItemValues",
    "circle_faults",
    "claim_faults",
    "derivation_faults",
    "exclusion_faults",
    "facility_faults",
    "hint",
    "incident_faults",
    "kind_faults",
    "notice_faults",
    "origin_faults",
    "overlap_faults",
    "party_faults",
    "person_faults",
    "place_faults",
    "publication_faults",
    "relay_faults",
    "said_faults",
    "series_faults",
    "shown",
    "source_item_faults",
    "stamp",
    "supersession_faults",
    "tree_faults",
    "values_of",
]
