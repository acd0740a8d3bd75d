"""What a redaction does beyond its own incident: revisions of others that tell of it are erased in the same act.

A cluster's earlier revisions name the places of their day in quotes, bases, flags and children. Which of them go, a
person chooses; that the newest goes leaves the incident without words, so it is published anew from what was frozen of
it, if that does not tell of the erased one too. Where its own words do, readers get nothing of it until somebody mends
them: the working copy stays open.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db.models import Q

from sitreps.actions import acts, erasing, projections, publishing
from sitreps.codelists import ChangeCode, TakedownAct
from sitreps.documents import canonical, mentions
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.mentions import Names
from sitreps.errors import InvalidValue, StaleVersion
from sitreps.models.accounts import User
from sitreps.models.comments import Comment
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.takedowns import Takedown
from sitreps.queries import standing, takedowns, telling
from sitreps.queries.dealt import Dealt, dealt
from sitreps.workflow import OPEN_DRAFT, IncidentState


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """What goes in the same act: numbers of revisions by the ref of the incident, and issues by id.

    `seen`: the number of the record up to which a person looked for more; None where nobody did.
    """

    revisions: Mapping[str, Collection[int]] = field(default_factory=dict)
    issues: Collection[int] = ()
    seen: int | None = None


NOTHING = Also()


@dataclass(frozen=True, slots=True)
class Other:
    """Another incident with its revisions that go. `names`: by what they may tell of the erased one.

    `inputs`: what its newest revision was made from, if that goes, stood in the record, and carries none of the erased
    one's claims; `parent_ref`: its cluster.
    """

    incident: Incident
    going: Sequence[IncidentRevision]
    names: Names
    inputs: IncidentInput | None
    parent_ref: str


def chosen(also: Also, *, incident: Incident, names: Names) -> list[Other]:
    """The others whose revisions go, places before clusters. The caller holds the record's sequence.

    Raises InvalidValue for a revision that is not there, StaleVersion where one that tells of the incident came after
    `seen`.
    """
    above = telling.clusters_of(incident)
    claims = dealt(incident)
    wanted = [(ref, numbers) for ref, numbers in sorted(also.revisions.items()) if numbers]
    found = [_without(claims, _other(ref, numbers, incident, names, above)) for ref, numbers in wanted]
    if also.seen is not None:
        newer = [one for one in telling.elsewhere(incident, names, since=also.seen) if one.is_sure]
        missed = sorted(f"{one.revision}" for one in newer if one.revision.number not in _numbers(also, one.revision))
        if missed:
            raise StaleVersion(f"Published meanwhile, and tells of it: {', '.join(missed)}. Look again, then choose.")
    return sorted(found, key=lambda one: (not one.parent_ref, one.incident.ref))


def issues(also: Also, others: Iterable[Other], *, known: Iterable[EditionIssue]) -> list[EditionIssue]:
    """The issues that go, in the order of the record: the known ones, those chosen, those that rest on what goes."""
    ids = {revision.pk for other in others for revision in other.going}
    wanted = Q(pk__in=set(also.issues)) | Q(entries__revision__in=ids) | Q(pk__in={one.pk for one in known})
    found = list(EditionIssue.objects.filter(wanted).exclude(snapshot="").select_related("series").distinct())
    missing = sorted(set(also.issues) - {one.pk for one in found})
    if missing:
        raise InvalidValue("issues", "One of these editions is redacted already, or was never issued. Look again.")
    return sorted(found, key=lambda one: one.seq)


def record(others: Iterable[Other], *, text: str, because: Takedown, by: User, now: datetime) -> list[Takedown]:
    """The acts, one a revision."""
    return [
        acts.on_incident(
            act=TakedownAct.REDACT,
            incident=other.incident,
            revision=revision,
            reason=ChangeCode.REDACTED,
            text=text,
            because=because,
            by=by,
            now=now,
        )
        for other in others
        for revision in other.going
    ]


def erase(others: Iterable[Other]) -> None:
    """Empty what the acts name, and what colleagues wrote about it beside these incidents.

    One that was merged and of which no revision is left loses its working copy, too: it tells of the same event.
    """
    for other in others:
        erasing.revisions(other.going)
        is_left = standing.unredacted().filter(incident=other.incident).exists()
        if other.incident.state == IncidentState.MERGED and not is_left:
            erasing.close(other.incident)
            erasing.working_copy(other.incident)
        else:
            _remarks(other)


def drafts(ref: str, others: Iterable[Other], names: Names) -> list[EditionDraft]:
    """The drafts that tell of it, by number, by title, or by what they have of others' revisions that go."""
    found = [*takedowns.drafts_that_tell_of(ref), *telling.drafts_in_words(names)]
    resting = [draft for other in others for draft in takedowns.drafts_that_tell_of(other.incident.ref)]
    return [*found, *(draft for draft in resting if draft.state in OPEN_DRAFT)]


def publish_again(others: Iterable[Other], *, because: str, by: User, now: datetime) -> set[str]:
    """Publish anew those whose newest revision went, where what is left of them may be said.

    Returns the refs of the clusters that then have to be computed anew themselves.
    """
    above = set()
    for other in others:
        if other.inputs is not None:
            publishing.republish(
                incident=other.incident, inputs=other.inputs, unsaid=other.names, because=because, by=by, now=now
            )
        projections.refresh_latest(other.incident)
        above.add(other.parent_ref)
    return above - {""}


def _without(claims: Dealt, other: Other) -> Other:
    """The same, not to be published anew where it would say the erased one's claims again."""
    return replace(other, inputs=None) if other.inputs and claims.carried_in(other.going[-1]) else other


def _other(ref: str, numbers: Collection[int], incident: Incident, names: Names, above: Collection[str]) -> Other:
    rows = standing.unredacted().filter(ref=ref, number__in=numbers).exclude(incident=incident)
    going = list(rows.select_related("incident", "content").order_by("number"))
    missing = sorted(set(numbers) - {revision.number for revision in going})
    if missing:
        told = ", ".join(map(str, missing))
        raise InvalidValue("also", f"{ref} has no such revision to redact: {told}. Look again, then choose.")
    newest = standing.standing().filter(incident=going[0].incident).select_related("content").first()
    is_going = newest is not None and newest.number in numbers
    return Other(
        incident=going[0].incident,
        going=going,
        names=names.without_places(telling.places_beside(ref, incident))
        if ref in above
        else Names(names.ref, names.titles),
        inputs=canonical.decode(newest.content.inputs, IncidentInput) if newest and is_going else None,
        parent_ref=newest.parent_ref if newest and is_going else "",
    )


def _numbers(also: Also, revision: IncidentRevision) -> Collection[int]:
    return also.revisions.get(revision.ref, ())


def _remarks(other: Other) -> None:
    """Notes and remarks beside another incident stay, but those that tell of the erased one."""
    incident, names = other.incident, other.names
    remarks = Comment.objects.filter(incident=incident).values_list("pk", "text")
    Comment.objects.filter(pk__in=[pk for pk, text in remarks if mentions.is_told_in_words(text, names)]).delete()
    erasing.notes_of(incident, where=lambda text: mentions.is_told_in_words(text, names))
