"""What an edition may have to tell of, and so how little of the record must be opened to compile it (B8).

An edition tells of what is new to its series and of what changed since the edition before. The rest it only adds up:
that the database does, and nothing frozen is opened for it. So a compilation costs what it tells of, not what the
record holds.
"""

from collections.abc import Collection, Iterable
from datetime import date

import msgspec
from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from sitreps.models.editions import EditionEntry, EditionIssue, EntryRole
from sitreps.models.revisions import IncidentRevision
from sitreps.models.takedowns import Takedown
from sitreps.queries import covering, published
from sitreps.queries.covering import ACROSS, ANY_ZONE, Cut

MOST_REFS = 20_000
"""Refs in one question, below what SQLite takes; an edition that tells of more is compiled from the whole record."""
MOST_LATER = 10_000
"""The same of what a cut does not cover by its hour: the question that adds up names each of them twice."""


def to_open(last: EditionIssue | None, cut: Cut) -> set[str] | None:
    """The refs of what an edition that comes after `last` may have to tell of, with their trees; None: everything.

    That is a first edition, and one whose series looks at other countries than it did. Everything else stands in the
    record as it was told of by then, and is in no row of the edition. Statements: a fixed number.
    """
    if last is None or _countries(last) != set(cut.countries):
        return None
    issues = EditionIssue.objects.filter(series=last.series_id, number__lte=last.number)
    of_the_last = issues.filter(number=last.number).aggregate(seq=Min("seq"), known=Min("known_seq"), day=Min("date"))
    ended = set(_taken_down())
    refs = {
        *_since(of_the_last["known"], cut.seq),
        *ended,
        *_never_told(issues, cut, since=of_the_last["day"] - ANY_ZONE),
        *_told_since(issues, of_the_last["seq"], last),
        *_across_borders(cut),
    }
    if len(refs) <= MOST_REFS:
        refs |= _parents(refs, cut.seq) | _told_with(issues, refs, ended)
    if len(refs) <= MOST_REFS:
        refs |= _parents(refs, cut.seq)
    return refs if len(refs) <= MOST_REFS else None


class _Country(msgspec.Struct):
    code: str


class _Looked(msgspec.Struct):
    """Of an issue: the countries that its series looked at."""

    countries: list[_Country]


def _countries(issue: EditionIssue) -> set[str] | None:
    """None where the issue was redacted."""
    if not issue.snapshot:
        return None
    return {one.code for one in msgspec.json.decode(issue.snapshot, type=_Looked).countries}


def _since(known_seq: int, seq: int) -> Iterable[str]:
    """What was published since the edition before was compiled."""
    return IncidentRevision.objects.filter(seq__gt=known_seq, seq__lte=seq).values_list("ref", flat=True)


def _taken_down() -> Iterable[str]:
    """Whatever was ever taken down: hiding holds at every moment, so no number of the record tells since when."""
    return Takedown.objects.filter(incident__isnull=False).values_list("incident__ref", flat=True)


def _never_told(issues: QuerySet[EditionIssue], cut: Cut, *, since: date) -> Iterable[str]:
    """What was in the record by then and happened too late for the edition before."""
    told = EditionEntry.objects.filter(issue__in=issues.order_by(), ref=OuterRef("ref"))
    stands_told = Q(Exists(told)) & ~Q(Exists(told.filter(role=EntryRole.DROPPED)))
    found = IncidentRevision.objects.filter(occurred_on__gte=since, occurred_on__lte=cut.on_or_before)
    return found.filter(~stands_told, country__in=cut.countries).values_list("ref", flat=True)


def _told_since(issues: QuerySet[EditionIssue], seq: int, last: EditionIssue) -> Iterable[str]:
    """What was told of after the edition before was first issued, in another issue of it or of one before it."""
    other = issues.filter(Q(seq__gt=seq) | Q(number=last.number)).exclude(pk=last.pk)
    return EditionEntry.objects.filter(issue__in=other.order_by()).values_list("ref", flat=True)


def _across_borders(cut: Cut) -> Iterable[str]:
    """The clusters that lie in several countries: what they add is found place by place."""
    return [one.ref for one in covering.known(cut.seq, ACROSS)]


def _parents(refs: Collection[str], seq: int) -> set[str]:
    """The clusters that these belong to in the record at that number."""
    found = published.as_known_at(seq).filter(ref__in=refs).exclude(parent_ref="")
    return set(found.values_list("parent_ref", flat=True))


def _told_with(issues: QuerySet[EditionIssue], refs: Collection[str], ended: Collection[str]) -> set[str]:
    """The clusters with which these were told of, and the places that were told of with those that were gone once."""
    entries = EditionEntry.objects.filter(issue__in=issues.order_by())
    told = list(entries.filter(ref__in=refs).values_list("ref", "issue", "role", "revision__parent_ref"))
    gone = set(ended) | {ref for ref, _, role, _ in told if role == EntryRole.DROPPED}
    with_gone = {issue for ref, issue, _, _ in told if ref in gone}
    places = entries.filter(issue__in=with_gone, role=EntryRole.PLACE, revision__parent_ref__in=gone)
    return {parent for *_, parent in told if parent} | set(places.values_list("ref", flat=True))
