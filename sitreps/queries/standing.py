"""What may still be seen of the record: the one place that knows what withdrawals, merges, hiding and redaction do.

Two voices of the same rules: `shown_…` are the conditions that lists and totals filter by, `check_…` says of one thing
whether it is there, and raises `Gone` (410) or `Merged` (308) where it is not.

    withdrawn, merged   from that number of the record on; what was said before still answers, marked
    hidden              at once and at every moment, until it is restored
    redacted            at every moment and for good: the content is no more
"""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from sitreps.codelists import ENDS, GoneCode, PublicStatus, TakedownAct
from sitreps.documents.wording import ENGLISH
from sitreps.errors import Gone, Merged
from sitreps.models.editions import EditionIssue, Rendition
from sitreps.models.revisions import IncidentRevision
from sitreps.models.takedowns import HIDES_NOW, Takedown

UNDER_REVIEW = ENGLISH("gone.under_review")
REDACTED = ENGLISH("gone.redacted")

_STATUS = {TakedownAct.WITHDRAW: PublicStatus.WITHDRAWN, TakedownAct.MERGE: PublicStatus.MERGED}


# ---- Incidents


def newest(*, seq: int | Subquery | None = None) -> QuerySet[IncidentRevision]:
    """The newest revision of each incident, of all or of those up to `seq`, whatever became of it later."""
    newer = IncidentRevision.objects.filter(incident=OuterRef("incident"), seq__gt=OuterRef("seq"))
    if seq is None:
        return IncidentRevision.objects.filter(~Exists(newer))
    return IncidentRevision.objects.filter(~Exists(newer.filter(seq__lte=seq)), seq__lte=seq)


def standing(*, seq: int | Subquery | None = None) -> QuerySet[IncidentRevision]:
    """Of these the ones that stand: neither withdrawn nor merged by then, and not redacted; hidden ones among them."""
    return newest(seq=seq).filter(~Exists(_bars(seq, with_hidden=False)))


def shown(*, seq: int | Subquery | None = None) -> QuerySet[IncidentRevision]:
    """Of these the ones that may be seen: what lists, totals and editions are made from."""
    return newest(seq=seq).filter(~Exists(_bars(seq, with_hidden=True)))


def _bars(seq: int | Subquery | None, *, with_hidden: bool) -> QuerySet[Takedown]:
    """What keeps a revision (the outer row) from standing at `seq`: one look at its incident's few takedowns."""
    ended = Q(act__in=ENDS, seq__gt=OuterRef("seq"))
    if seq is not None:
        ended &= Q(seq__lte=seq)
    found = ended | Q(act=TakedownAct.REDACT, revision=OuterRef("pk"))
    return Takedown.objects.filter(found | HIDES_NOW if with_hidden else found, incident=OuterRef("incident"))


def hidden() -> Exists:
    """Whether the incident of a revision is under review now."""
    return Exists(Takedown.objects.filter(HIDES_NOW, incident=OuterRef("incident")))


def hidden_ref() -> Exists:
    """Whether the incident that is named in the column `ref` is under review now."""
    return Exists(Takedown.objects.filter(HIDES_NOW, incident__ref=OuterRef("ref")))


def visible_revision() -> Combinable:
    """The condition under which a revision that is asked for by its number answers: neither hidden nor redacted."""
    redacted = Q(act=TakedownAct.REDACT, revision=OuterRef("pk"))
    return ~Exists(Takedown.objects.filter(HIDES_NOW | redacted, incident=OuterRef("incident")))


def status_now() -> Coalesce:
    """For revisions of a past moment: what their incident is now (PublicStatus)."""
    later = IncidentRevision.objects.filter(incident=OuterRef("incident"), seq__gt=OuterRef("seq"))
    end = Takedown.objects.filter(~Exists(later), incident=OuterRef("incident"), act__in=ENDS, seq__gt=OuterRef("seq"))
    cases = [When(act=act, then=Value(status.value)) for act, status in _STATUS.items()]
    named = end.order_by("-seq").values(status=Case(*cases))[:1]
    return Coalesce(Subquery(named), Value(PublicStatus.PUBLISHED.value))


def touched() -> Exists:
    """Whether anything was ever taken down of the incident of a revision: where not, nothing more need be asked."""
    return Exists(Takedown.objects.filter(incident=OuterRef("incident")))


def redaction() -> QuerySet[Takedown]:
    """The redaction of a revision (the outer row), if there is one."""
    return Takedown.objects.filter(revision=OuterRef("pk"), act=TakedownAct.REDACT)


def unredacted() -> QuerySet[IncidentRevision]:
    """The revisions that have their content."""
    return IncidentRevision.objects.filter(~Exists(redaction()))


def check_revision(
    revision: IncidentRevision, *, moment: datetime | None = None, seq: int | None = None, by_number: bool = False
) -> PublicStatus:
    """How a revision answers that was found for a moment or a number of the record (neither: now), or by its own.

    `Gone` where it is hidden or redacted, or withdrawn by then; `Merged` where its incident was merged by then. What
    is asked for by its number answers after that too, with its status. Two statements; ask only where `touched`.
    """
    acts = list(
        Takedown.objects.filter(incident=revision.incident_id).select_related("survivor", "lifted_by").order_by("seq")
    )
    _check_seen(revision.ref, acts, revision=revision)
    ends = [one for one in acts if one.act in ENDS and one.seq > revision.seq]
    by_then = [one for one in ends if (moment is None or one.at <= moment) and (seq is None or one.seq <= seq)]
    if by_then and not by_number:
        _raise_end(revision.ref, by_then[-1])
    if not ends or _went_on(revision, after=ends[-1]):
        return PublicStatus.PUBLISHED
    return _STATUS[TakedownAct(ends[-1].act)]


def _raise_end(ref: str, end: Takedown) -> None:
    if end.survivor is not None:
        raise Merged(ref, end.survivor.ref)
    raise Gone(ref, GoneCode.WITHDRAWN, end.text)


def _went_on(revision: IncidentRevision, *, after: Takedown) -> bool:
    """Whether the incident was published anew after it had been withdrawn."""
    return IncidentRevision.objects.filter(incident=revision.incident_id, seq__gt=after.seq).exists()


def _check_seen(what: str, acts: Sequence[Takedown], *, revision: IncidentRevision | None = None) -> None:
    """Raise `Gone` where the thing is redacted or hidden; `acts` are its own, or those of the revision's incident."""
    for act in acts:
        if act.act == TakedownAct.REDACT and act.revision_id == (revision.pk if revision else None):
            raise Gone(what, GoneCode.REDACTED, act.text or REDACTED)
    if any(act.hides_now for act in acts):
        raise Gone(what, GoneCode.UNDER_REVIEW, UNDER_REVIEW)


# ---- Editions


def shown_issue(moment: datetime | None = None) -> Combinable:
    """The condition under which an issue is listed: it may be seen, and was not withdrawn by the moment (None: now)."""
    withdrawn = Q(act=TakedownAct.WITHDRAW)
    if moment is not None:
        withdrawn &= Q(at__lte=moment)
    return ~Exists(_bars_of_issue(withdrawn))


def visible_issue() -> Combinable:
    """The condition under which an issue that is asked for by its version answers: neither hidden nor redacted."""
    return ~Exists(_bars_of_issue())


def _bars_of_issue(withdrawn: Q | None = None) -> QuerySet[Takedown]:
    bars = HIDES_NOW | Q(act=TakedownAct.REDACT)
    return Takedown.objects.filter(bars | withdrawn if withdrawn else bars, issue=OuterRef("pk"), language="")


def hidden_issue() -> Exists:
    """Whether an issue is under review now."""
    return Exists(Takedown.objects.filter(HIDES_NOW, issue=OuterRef("pk"), language=""))


def withdrawn_issue() -> Exists:
    """Whether an issue is withdrawn by now."""
    return Exists(Takedown.objects.filter(issue=OuterRef("pk"), act=TakedownAct.WITHDRAW))


def shown_document() -> Combinable:
    """The condition under which a rendition of an issue that may be seen may be seen itself."""
    bars = Takedown.objects.filter(HIDES_NOW | Q(act=TakedownAct.REDACT), issue=OuterRef("issue"))
    return ~Exists(bars.filter(language=OuterRef("language"), format=OuterRef("format")))


def touched_issue(outer: str = "pk") -> Exists:
    """Whether anything was ever taken down of an issue or of its documents."""
    return Exists(Takedown.objects.filter(issue=OuterRef(outer)))


def check_issue(issue: EditionIssue, *, moment: datetime | None = None, by_number: bool = False) -> bool:
    """Whether an issue is withdrawn by now, and answers all the same: for a moment before that, or `by_number`.

    `Gone` where it is hidden or redacted, or withdrawn by then. One statement; ask only where it is touched.
    """
    what = f"{issue.series.code} No. {issue.number}"
    acts = list(Takedown.objects.filter(issue=issue, language="").select_related("lifted_by").order_by("seq"))
    _check_seen(what, acts)
    ends = [one for one in acts if one.act == TakedownAct.WITHDRAW]
    by_then = [one for one in ends if moment is None or one.at <= moment]
    if by_then and not by_number:
        raise Gone(what, GoneCode.WITHDRAWN, by_then[-1].text)
    return bool(ends)


def check_document(rendition: Rendition) -> None:
    """`Gone` where one document of an issue is hidden or redacted by itself. One statement."""
    acts = Takedown.objects.filter(issue=rendition.issue_id, language=rendition.language, format=rendition.format)
    what = f"{rendition.issue.series.code} No. {rendition.issue.number}, {rendition.language}.{rendition.format}"
    _check_seen(what, list(acts.select_related("lifted_by").order_by("seq")))
