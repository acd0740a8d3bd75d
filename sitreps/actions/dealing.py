"""What merging, splitting and undoing either have in common: who may be regrouped, and claims that change hands (B12).

The callers (regrouping.py, undoing.py) hold the record's sequence and the incidents.
"""

from collections.abc import Collection, Mapping, Sequence

from sitreps.actions import incident_rows
from sitreps.actions.validation.values import text_faults
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.queries import standing, takedowns
from sitreps.workflow import GONE, IncidentState

LONGEST_TEXT = 240
"""Of the sentence for readers: what stands before it in a revision's note needs room for refs."""
PART_ROLE = "part-"
"""What begins the name of a field of a split's part, such as `part-2.title`."""


def check_text(text: str) -> None:
    """The sentence for readers."""
    if not text.strip():
        raise InvalidValue("text", "Say in a sentence why: readers of the record see it.")
    if len(text.strip()) > LONGEST_TEXT:
        raise InvalidValue("text", f"Use at most {LONGEST_TEXT} characters.")
    for fault in text_faults("text", text):
        raise fault


def check_open(incident: Incident) -> IncidentRevision:
    """The newest revision of an incident that can be regrouped: it stands, is not hidden, has no places, and nobody is
    changing it."""
    revision = check_standing(incident)
    if incident.children.exclude(state__in=GONE).exists():
        raise WrongState(f"{incident.ref} has places of its own: merge or split those.")
    return revision


def check_standing(incident: Incident) -> IncidentRevision:
    """The same of one that may have places."""
    revision = standing.standing().filter(incident=incident).first()
    if revision is None or incident.state != IncidentState.PUBLISHED:
        raise WrongState(f"{incident.ref} has an open change, or is not public: publish or discard that first.")
    if takedowns.hiding(incident):
        raise WrongState(f"{incident.ref} is hidden: restore it first.")
    return revision


def check_chains(claims: Mapping[str, Claim], going: Collection[str]) -> None:
    """A claim and the one that it replaces or continues stay together."""
    keys = {claim.pk: key for key, claim in claims.items()}
    for key, claim in claims.items():
        rests = {"replaces": claim.supersedes_id, "adds": claim.adds_id, "continues": claim.adds_to_id}
        for verb, pk in rests.items():
            other = keys.get(pk or 0)
            if other and (key in going) != (other in going):
                raise InvalidValue("claims", f"{key} {verb} {other}: deal both to the same incident.")


def new_names(going: Sequence[str], to: Incident, *, beside: Collection[str] = ()) -> dict[str, str]:
    """What claims of these names, in this order, will be called in another incident: its next keys after `beside`."""
    names: dict[str, str] = {}
    for key in going:
        names[key] = incident_rows.next_key(to, Claim, "C", beside=(*beside, *names.values()))
    return names


def move(
    going: Sequence[Claim], to: Incident, names: Mapping[str, str], *, published_in: int | None = None
) -> dict[str, str]:
    """Give claims to another incident under these names, which it returns.

    `published_in`: the revision of it that will carry them first, where it is not published at once: a claim that was
    public before is not edited in between (reconciliation.md B0).
    """
    for claim in going:
        claim.incident, claim.key, claim.published_in = to, names[claim.key], published_in
        claim.save(update_fields=["incident", "key", "published_in"])
    return dict(names)
