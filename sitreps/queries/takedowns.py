"""What became of things after they were published: for editions, which say why one is dropped, and for the desk."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec
from django.db.models import Exists, OuterRef, Q, QuerySet

from sitreps.codelists import ENDS, ChangeCode, TakedownAct
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.takedowns import HIDES_NOW, Takedown
from sitreps.queries import standing
from sitreps.queries.slices import slices


class Fate(StrEnum):
    """Where an incident stands. HIDDEN and REDACTED hold for every moment, the others as of the number asked for."""

    STANDING = "STANDING"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    HIDDEN = "HIDDEN"
    REDACTED = "REDACTED"


@dataclass(frozen=True, slots=True)
class Became:
    """What had become of an incident. `code` is the delta reason of B8 (empty: it stands, or is under review), `text`
    the sentence that was said in public, `survivor` the ref that it was merged into.

    `revision` is its newest by then, with its place and parent in the filter columns; its content may be gone.
    """

    fate: Fate
    revision: IncidentRevision
    code: ChangeCode | None = None
    text: str = ""
    survivor: str | None = None


def became(refs: Collection[str], *, seq: int) -> Mapping[str, Became]:
    """What happened to each of these incidents up to number `seq` of the record; none for one not published by then.

    Two statements, by slices.
    """
    rows = standing.newest(seq=seq)
    newest = {one.incident_id: one for some in slices(refs) for one in rows.filter(ref__in=some)}
    acts: dict[int, list[Takedown]] = {}
    found = Takedown.objects.select_related("survivor", "lifted_by").order_by("seq")
    for act in (act for some in slices(newest) for act in found.filter(incident__in=some)):
        acts.setdefault(act.incident_id, []).append(act)
    return {revision.ref: _became(revision, acts.get(pk, []), seq) for pk, revision in newest.items()}


def _became(revision: IncidentRevision, acts: list[Takedown], seq: int) -> Became:
    for act in acts:
        if act.act == TakedownAct.REDACT and act.revision_id == revision.pk:
            return Became(Fate.REDACTED, revision, ChangeCode.REDACTED, act.text)
    ends = [one for one in acts if one.act in ENDS and revision.seq < one.seq <= seq]
    if ends and ends[-1].survivor is not None:
        survivor = ends[-1].survivor.ref
        return Became(Fate.MERGED, revision, ChangeCode.MERGED, ends[-1].text, survivor)
    if ends:
        return Became(Fate.WITHDRAWN, revision, ChangeCode(ends[-1].reason), ends[-1].text)
    if any(act.hides_now for act in acts):
        return Became(Fate.HIDDEN, revision)
    return Became(Fate.STANDING, revision)


def unseen(names: Collection[tuple[str, int]]) -> list[str]:
    """The refs of those revisions, by ref and number, that may not be seen now: hidden or redacted.

    One statement, by slices.
    """
    rows = IncidentRevision.objects.exclude(standing.visible_revision()).values_list("ref", "number")
    refs, numbers = {ref for ref, _ in names}, {number for _, number in names}
    found = (name for some in slices(refs) for name in rows.filter(ref__in=some, number__in=numbers))
    return sorted({name[0] for name in found if name in names})


def is_hidden() -> Exists:
    """Whether an incident (the outer row) is hidden now."""
    return Exists(Takedown.objects.filter(HIDES_NOW, incident=OuterRef("pk")))


def undecided() -> QuerySet[Takedown]:
    """What is hidden and has been neither restored nor withdrawn, merged or redacted since, oldest first (desk.md).

    Issues that went with an incident are decided with it, and are not among these.
    """
    later = Takedown.objects.filter(seq__gt=OuterRef("seq"), act__in=(*ENDS, TakedownAct.REDACT))
    same_document = Q(language="") | Q(language=OuterRef("language"), format=OuterRef("format"))
    decided = Exists(later.filter(incident=OuterRef("incident"))) | Exists(
        later.filter(same_document, issue=OuterRef("issue"))
    )
    hidden = Takedown.objects.filter(HIDES_NOW, because__isnull=True)
    return hidden.filter(~decided).select_related("incident", "issue__series").order_by("seq")


def hiding(incident: Incident) -> Takedown | None:
    """The act that hides an incident now, if one does."""
    return _newest(Takedown.objects.filter(HIDES_NOW, incident=incident))


def hiding_issue(issue: EditionIssue, *, language: str = "", format_: str = "") -> Takedown | None:
    """The newest act that hides an issue, or one document of it, now."""
    return _newest(Takedown.objects.filter(HIDES_NOW, issue=issue, language=language, format=format_))


def fates_of_issues(issues: Collection[EditionIssue]) -> Mapping[int, Fate]:
    """What became of those of some whole issues that do not stand, by id. One statement."""
    acts = Takedown.objects.filter(issue__in=issues, language="", format="").select_related("lifted_by").order_by("seq")
    found: dict[int, Fate] = {}
    for act in acts:
        fate = Fate.HIDDEN if act.hides_now else _AS_FATE.get(TakedownAct(act.act))
        if act.issue_id is not None and fate and found.get(act.issue_id) != Fate.REDACTED:
            found[act.issue_id] = fate
    return found


_AS_FATE = {TakedownAct.WITHDRAW: Fate.WITHDRAWN, TakedownAct.REDACT: Fate.REDACTED}


def acts_on_documents(issue: EditionIssue) -> Mapping[tuple[str, str], list[Takedown]]:
    """What was done to single documents of an issue, newest first, by language and format. One statement."""
    found: dict[tuple[str, str], list[Takedown]] = {}
    acts = Takedown.objects.filter(issue=issue).exclude(format="").select_related("lifted_by").order_by("-seq")
    for act in acts:
        found.setdefault((act.language, act.format), []).append(act)
    return found


def withdrawal_of(issue: EditionIssue) -> Takedown | None:
    """The act that withdrew an issue, if one did."""
    return _newest(Takedown.objects.filter(issue=issue, act=TakedownAct.WITHDRAW))


def is_redacted(issue: EditionIssue, *, language: str = "", format_: str = "") -> bool:
    """Whether an issue is redacted, or with `language` and `format_` that document of it, alone or with all."""
    named = Q(language="") | Q(language=language, format=format_)
    return Takedown.objects.filter(named, issue=issue, act=TakedownAct.REDACT).exists()


def _newest(acts: QuerySet[Takedown]) -> Takedown | None:
    found: Takedown | None = acts.order_by("-seq").first()
    return found


def issues_that_tell_of(ref: str, *, revisions: Collection[int] = ()) -> list[EditionIssue]:
    """Every issue whose content names an incident anywhere: its card, a row, a note, a cluster's children.

    With `revisions` those that carry one of these, or that only mention the incident: a row about what was dropped
    keeps words of a revision that it does not name. Reads each snapshot that has the ref in it; the cost grows with
    all that was ever issued, once an act.
    """
    whole = re.compile(rf"{re.escape(ref)}(?![0-9])")
    found = EditionIssue.objects.filter(snapshot__contains=ref).select_related("series").order_by("seq")
    telling = [issue for issue in found if whole.search(issue.snapshot)]
    return [issue for issue in telling if not revisions or _rests_on(issue, ref, set(revisions))]


class _Carried(msgspec.Struct):
    ref: str
    revision: int


class _Carrying(msgspec.Struct):
    """What an issue rests on, of its snapshot."""

    incidents: list[_Carried]


def _rests_on(issue: EditionIssue, ref: str, revisions: set[int]) -> bool:
    carried = msgspec.json.decode(issue.snapshot, type=_Carrying).incidents
    numbers = {one.revision for one in carried if one.ref == ref}
    return not numbers or bool(numbers & revisions)


def drafts_that_tell_of(ref: str) -> list[EditionDraft]:
    """The same of drafts, whatever became of them, with the editors' texts."""
    whole = re.compile(rf"{re.escape(ref)}(?![0-9])")
    found = EditionDraft.objects.filter(snapshot__contains=ref).select_related("series").order_by("pk")
    return [draft for draft in found if whole.search(draft.snapshot)]
