"""What editors decided about a claim, as its card and the explanation show it, and what may be done with it now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.urls import reverse

from sitreps import permissions
from sitreps.admin.proposals import Offers
from sitreps.admin.uses import Use
from sitreps.codelists import ClaimStatus, DisaggregationKind, NotUsedBecause
from sitreps.codelists.annotations import AnnotationKind
from sitreps.documents import wording
from sitreps.models.accounts import User
from sitreps.models.annotations import Annotation
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.queries.people import Names
from sitreps.workflow import EDITABLE

Annotations = Mapping[int, Sequence[Annotation]]
"""Of each claim, by its id, what was noted about it, oldest first."""


@dataclass(frozen=True, slots=True)
class Link:
    """One thing to do with a claim. `about` names the claim for those who do not see the card.

    `in_panel`: it leads to the figures, which on a small screen are a sheet that has to be opened.
    """

    text: str
    href: str
    about: str
    in_panel: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """One decision about a claim, or a question that waits for one. `kind` is for its looks."""

    kind: str
    text: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Rights:
    """What this person may do with the claims of this incident now."""

    write: bool = False
    review: bool = False
    judge: bool = False

    @classmethod
    def of(cls, user: User, incident: Incident) -> "Rights":
        """Their role, and whether the incident may be changed at all."""
        if incident.state not in EDITABLE:
            return cls()
        checks = (permissions.check_log, permissions.check_review, permissions.check_judge)
        return cls(*(permissions.can(check, user) for check in checks))


@dataclass(frozen=True, slots=True)
class Sight:
    """What a page knows beside its claims: what its reader may do, what was decided and by whom, what increments
    propose."""

    rights: Rights = field(default_factory=Rights)
    noted: Annotations = field(default_factory=dict)
    offered: Offers = field(default_factory=Offers)
    names: Names = field(default_factory=Names)


def annotations_of(incidents: Iterable[Incident]) -> Annotations:
    """Everything that was noted about the claims of some incidents; one query."""
    found: dict[int, list[Annotation]] = {}
    for one in Annotation.objects.filter(claim__incident__in=[incident.pk for incident in incidents]):
        found.setdefault(one.claim_id, []).append(one)
    return found


def marks(row: Claim, use: Use, sight: Sight, zone: str) -> tuple[Mark, ...]:
    """What a colleague must see of a claim without opening it."""
    noted, rights, offered = sight.noted.get(row.pk, ()), sight.rights, sight.offered
    found = [Mark("decided", text) for text in decisions(row, noted, zone, sight.names)]
    if row.status != ClaimStatus.ACTIVE:
        return ()
    if row.key in offered.waiting:
        see = Link("See the proposal", f"#proposal-{row.key}", row.key, in_panel=True)
        found.append(Mark("warn", "They are in no number yet: an editor adds them to one, or does not.", see))
    if row.key in offered.outdated:
        withdraw = _link("Withdraw…", "withdraw", row) if rights.write else None
        changed = "What it adds up has changed since: accept the new proposal beside the figures, or withdraw it."
        found.append(Mark("warn", changed, withdraw))
    if row.recommended and not use.leads:
        found.append(Mark("warn", f"The pin has lapsed: {use.why or use.text.lower()}."))
    if use.because == NotUsedBecause.STALE_REQUOTE:
        question = "Did the origin itself revise downward? Until an editor confirms it, the higher number stays."
        confirm = _link("Confirm…", "confirm_requote", row) if rights.review else None
        found.append(Mark("warn", question, confirm))
    return tuple(found)


_NOTED = {
    AnnotationKind.REGRADED: "Graded anew",
    AnnotationKind.REDATED: "Dated anew",
    AnnotationKind.KEPT: "Kept when its source was retracted",
}


def decisions(row: Claim, noted: Sequence[Annotation], zone: str, names: Names) -> list[str]:
    """What holds now, one sentence each: by whom, when and why."""
    found = []
    if row.recommended:
        found.append(_told("Pinned as the figure", _last(noted, AnnotationKind.PINNED), row.role_reason, zone, names))
    if row.excluded_reason:
        last = _last(noted, AnnotationKind.EXCLUDED)
        words = "Left out of the figure" if last else f"Left out of the figure by {names.called(row.excluded_by)}"
        found.append(_told(words, last, row.excluded_reason, zone, names))
    if row.requote_confirmed:
        last = _last(noted, AnnotationKind.REQUOTE_CONFIRMED)
        found.append(_told("Confirmed as a downward revision", last, last.reason if last else "", zone, names))
    for kind, words in _NOTED.items():
        last = _last(noted, kind)
        if last:
            found.append(_told(words, last, last.reason, zone, names))
    return found


def acts(row: Claim, use: Use, rights: Rights) -> tuple[Link, ...]:
    """What this person may do with a saved claim, the most frequent first."""
    if row.status != ClaimStatus.ACTIVE or not rights.write:
        return ()
    found = []
    if use.follows:
        found.append(_link("Newer number…", "newer", row))
    if row.adds_id is not None and row.published_in is None:
        found.append(_link("Withdraw…", "withdraw", row))
    if row.published_in is not None:
        if use.because != NotUsedBecause.NOT_ACTIVE:  # else another claim is in its place already
            found.append(Link("Supersede…", f"?replaces={row.key}&claim=1#claims", row.key))
        found += [
            _link("Withdraw…", "withdraw", row),
            _link("Re-grade…", "regrade", row),
            _link("Re-date…", "redate", row),
        ]
    if rights.review:
        found += [_link(text, name, row) for text, name in _judgements(row, use)]
    if rights.judge:
        found.append(_link("Judge…", "judge", row))
    return tuple(found)


def _judgements(row: Claim, use: Use) -> Iterable[tuple[str, str]]:
    if row.recommended:
        yield "Take the pin off…", "unpin"
    elif row.kind == DisaggregationKind.TOTAL and use.leads:
        yield "Pin…", "pin"
    if row.excluded_reason:
        yield "Count it again…", "count_again"
    elif not row.recommended:
        yield "Leave out…", "exclude"
    if row.requote_confirmed:
        yield "Take the confirmation back…", "doubt_requote"


def _told(words: str, by: Annotation | None, reason: str, zone: str, names: Names) -> str:
    if by is not None:
        words = f"{words} by {names.called(by.by)}, {wording.day_and_clock(by.at, ZoneInfo(zone))}"
    return f"{words}: {wording.sentence(reason)}" if reason.strip() else f"{words}."


def _last(noted: Sequence[Annotation], kind: AnnotationKind) -> Annotation | None:
    return next((one for one in reversed(noted) if one.kind == kind), None)


def _link(text: str, name: str, row: Claim) -> Link:
    return Link(text, reverse(f"admin:sitreps_incident_{name}", args=[row.incident_id, row.key]), row.key)
