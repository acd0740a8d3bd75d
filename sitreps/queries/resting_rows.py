"""What else rests on a document beside claims: damage, persons and what was said. A retraction moves none of it.

No such row has a status that it could lose: a person mends it, or takes it away, on its incident's page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from sitreps.codelists import vocabulary
from sitreps.documents import wording
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention
from sitreps.models.sources import SourceItem
from sitreps.models.statements import ContextNote, PartyClaim, Statement


@dataclass(frozen=True, slots=True)
class RestingRow:
    """A row of damage or a person of an incident, in words; of a person neither name nor age. `kind` names its place on
    the incident's page."""

    key: str
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, a party's claim or a note on context of a series, with what it says."""

    name: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows by incident's id, and the incidents themselves."""

    incidents: Mapping[int, Incident]
    damage: Mapping[int, Sequence[RestingRow]]
    persons: Mapping[int, Sequence[RestingRow]]


def rows_of(item: SourceItem) -> Rows:
    """The damage and the persons that were read in a document, or that it says itself. Two queries."""
    incidents: dict[int, Incident] = {}
    damage = _by_incident(FacilityDamage, item, incidents, _damage)
    persons = _by_incident(PersonMention, item, incidents, _person)
    return Rows(incidents, damage, persons)


def said_in(item: SourceItem) -> list[Said]:
    """What was said, and read in a document or by its own narrative; by series and key. Three queries."""
    tables: tuple[tuple[Any, str, Q], ...] = (
        (Statement, "statement", Q(speaker__narrative_of=item)),
        (PartyClaim, "claim of a party", Q(party_speaker__narrative_of=item)),
        (ContextNote, "context", Q(pk__in=())),
    )
    return [
        Said(str(row), what, row.text)
        for model, what, speaks in tables
        for row in model.objects.filter(Q(source_item=item) | speaks).select_related("series").order_by("series", "key")
    ]


def _by_incident(
    model: Any, item: SourceItem, incidents: dict[int, Incident], row_of: Any
) -> Mapping[int, Sequence[RestingRow]]:
    found: dict[int, list[RestingRow]] = {}
    rows = model.objects.filter(Q(source_item=item) | Q(origin__narrative_of=item))
    for row in rows.select_related("incident__changed_by", "origin").order_by("incident__ref", "key"):
        incidents.setdefault(row.incident_id, row.incident)
        found.setdefault(row.incident_id, []).append(row_of(row))
    return found


def _damage(row: FacilityDamage) -> RestingRow:
    number = wording.claim_words(row.quantifier, row.value, row.value2, row.vague_word or None)
    told = f"{vocabulary('facility').label(row.category)}: {number}, {row.get_severity_display().lower()}, {row.origin}"
    return RestingRow(row.key, "facilities", told)


def _person(row: PersonMention) -> RestingRow:
    return RestingRow(row.key, "persons", f"one person, {row.get_outcome_display().lower()}, {row.origin}")
