"""What became of a published incident or issue, and what this person may do about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse

from sitreps import permissions
from sitreps.codelists import IncidentKind, TakedownAct
from sitreps.documents import wording
from sitreps.models.accounts import User
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.incidents import Incident
from sitreps.models.takedowns import Takedown
from sitreps.queries import regrouped, takedowns
from sitreps.workflow import IncidentMove, IncidentState, can_move

TOMBSTONE = "Redacted: only the tombstone is left."


@dataclass(frozen=True, slots=True)
class Link:
    """A way to a page that asks for the reason."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Record:
    """`words`: what readers meet in place of it, empty while they read it; `note`: why, for colleagues.

    `went`: the way to the incident that claims of a merged one went along to; `claims`: which, with their keys there.
    """

    words: str
    note: str
    since: datetime | None
    by: str
    links: Sequence[Link]
    went: Link | None = None
    claims: str = ""


def record_of(incident: Incident, user: User) -> Record:
    """The record's side of an incident that was published. Three queries at most, and those of what may be undone."""
    state = IncidentState(incident.state)
    if state == IncidentState.REDACTED:
        return Record(TOMBSTONE, "", None, "", ())
    hiding = takedowns.hiding(incident)
    names = []
    if hiding and permissions.can(permissions.check_restore, user, hidden_by=hiding.by):
        names += [("Restore…", "restore")]
    if hiding and permissions.can(permissions.check_redact, user, hidden_by=hiding.by):
        names += [("Redact…", "redact"), ("Redact single revisions…", "redact_revisions")]
    if permissions.can(permissions.check_take_down, user):
        names += [("Hide…", "hide")] if not hiding else []
        names += [("Withdraw…", "take_back")] if can_move(state, IncidentMove.WITHDRAW) else []
        names += [("Take up again…", "reopen")] if can_move(state, IncidentMove.REOPEN) else []
    links = [Link(text, reverse(f"admin:sitreps_incident_{name}", args=[incident.pk])) for text, name in names]
    merged = regrouped.merge_of(incident) if state == IncidentState.MERGED else None
    goes_on = Link(merged[1].ref, reverse("admin:sitreps_incident_change", args=[merged[1].pk])) if merged else None
    if goes_on:
        links.insert(0, Link(f"Open {goes_on.text}", goes_on.href))
    if permissions.can(permissions.check_merge, user, changed_by=()):
        links += _regrouping(incident, state)
    ended = {
        IncidentState.WITHDRAWN: "Withdrawn: readers get the reason.",
        IncidentState.MERGED: f"Merged into {goes_on.text}: readers are led there." if goes_on else "Merged.",
    }
    record = _record(hiding, ended.get(state, ""), links)
    dealt = merged[0].dealt if merged else {}
    return replace(record, went=goes_on, claims=_dealt_words(dealt)) if dealt else record


def _dealt_words(dealt: Mapping[str, str]) -> str:
    """`C02 (there C04) and C03`, in the order of the keys."""
    return wording.joined([old if old == new else f"{old} (there {new})" for old, new in sorted(dealt.items())])


def _regrouping(incident: Incident, state: IncidentState) -> Iterator[Link]:
    """The ways to merge, to split, and to undo either. Four queries at most."""

    def link(text: str, name: str, to: Incident = incident) -> Link:
        return Link(text, reverse(f"admin:sitreps_incident_{name}", args=[to.pk]))

    if can_move(state, IncidentMove.MERGE):
        yield link("Merge…", "merge")
        if incident.kind == IncidentKind.EVENT:
            yield link("Split…", "split")
        for act in regrouped.merged_into(incident):
            if act.incident:
                yield link(f"Undo the merge of {act.incident.ref}…", "unmerge", act.incident)
    if can_move(state, IncidentMove.UNMERGE):
        yield link("Undo the merge…", "unmerge")
    if can_move(state, IncidentMove.UNSPLIT) and regrouped.parts_of_last_split(incident):
        yield link("Undo the split…", "unsplit")


def record_of_issue(issue: EditionIssue, user: User) -> Record:
    """The same of an issue. Three queries."""
    if takedowns.is_redacted(issue):
        return Record(TOMBSTONE, "", None, "", ())
    hiding, withdrawn = takedowns.hiding_issue(issue), takedowns.withdrawal_of(issue)
    names = []
    if hiding and permissions.can(permissions.check_restore, user, hidden_by=hiding.by):
        names += [("Restore…", "restore")]
    if hiding and permissions.can(permissions.check_redact, user, hidden_by=hiding.by):
        names += [("Redact…", "redact")]
    if not hiding and permissions.can(permissions.check_take_down, user):
        names += [("Hide…", "hide")]
    if not withdrawn and permissions.can(permissions.check_withdraw_edition, user):
        names += [("Withdraw…", "take_back")]
    links = [Link(text, reverse(f"admin:sitreps_editionissue_{name}", args=[issue.pk])) for text, name in names]
    return _record(hiding, "Withdrawn: readers get the reason." if withdrawn else "", links)


def records_of_documents(issue: EditionIssue, user: User) -> Mapping[tuple[str, str], Record]:
    """The same of each stored document by language and format. Four queries, however many there are."""
    if takedowns.is_redacted(issue):
        return {}
    above = takedowns.hiding_issue(issue)
    acts = takedowns.acts_on_documents(issue)
    stored = Rendition.objects.filter(issue=issue).values_list("language", "format")
    return {key: _of_document(issue, key, acts.get(key, []), above, user) for key in stored}


def _of_document(
    issue: EditionIssue, key: tuple[str, str], acts: Sequence[Takedown], above: Takedown | None, user: User
) -> Record:
    if any(act.act == TakedownAct.REDACT for act in acts):
        return Record(TOMBSTONE, "", None, "", ())
    hiding = next((act for act in acts if act.hides_now), None)
    names = []
    if hiding and permissions.can(permissions.check_restore, user, hidden_by=hiding.by):
        names += [("Restore…", "restore_document")]
    first = hiding or above
    if first and permissions.can(permissions.check_redact, user, hidden_by=first.by):
        names += [("Redact…", "redact_document")]
    if not hiding and permissions.can(permissions.check_take_down, user):
        names += [("Hide…", "hide_document")]
    at = [issue.pk, *key]
    return _record(
        hiding, "", [Link(text, reverse(f"admin:sitreps_editionissue_{name}", args=at)) for text, name in names]
    )


def _record(hiding: Takedown | None, ended: str, links: Sequence[Link]) -> Record:
    if hiding is None:
        return Record(ended, "", None, "", links)
    return Record("Hidden: readers get that it is under review.", hiding.note, hiding.at, hiding.by, links)
