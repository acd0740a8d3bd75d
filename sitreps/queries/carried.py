"""What earlier editions of a series told of, and what became of it since: what an edition is compared with (B8)."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db.models import Q, QuerySet, Window, prefetch_related_objects
from django.db.models.functions import RowNumber

from sitreps.codelists import ChangeCode, Grade, Quantifier, VagueWord
from sitreps.documents import canonical, wording
from sitreps.documents.carrying import Carriage, Carried, Ended, History, Root, Step
from sitreps.documents.edition import PublicTotal
from sitreps.documents.incident import IncidentDocument
from sitreps.figures.running import NOTHING, Node, Share, share
from sitreps.figures.sums import Summand
from sitreps.models.editions import EditionEntry, EditionIssue, EntryRole
from sitreps.models.revisions import IncidentRevision, RevisionFigure
from sitreps.models.series import Series
from sitreps.queries import published, takedowns
from sitreps.queries.slices import CONDITIONS, slices
from sitreps.queries.takedowns import Became, Fate

CARRIAGES = {EntryRole.PLACE: Carriage.PLACE, EntryRole.DROPPED: Carriage.DROPPED}
BECAUSE = re.compile(r"recomputed: (?P<ref>[A-Z]{3}-\d{4}-\d{4,6})(?: revision (?P<number>\d+))?")


def last_issue(series: Series, *, before: int) -> EditionIssue | None:
    """The newest issue of the edition before that number."""
    found: EditionIssue | None = (
        EditionIssue.objects.filter(series=series, number__lt=before).order_by("-number", "-issue").first()
    )
    return found


def history(last: EditionIssue | None, carried: Mapping[str, Carried], roots: Sequence[Root], *, seq: int) -> History:
    """What an edition after `last` is compared with, at number `seq` of the record.

    A fixed number of queries, by slices.
    """
    documents = {one.ref: one for root in roots for one in (root.document, *root.child_documents)}
    changed = {
        ref: carried[ref].revision
        for ref, document in documents.items()
        if ref in carried and carried[ref].revision != document.revision
    }
    gone = [
        ref for ref, one in carried.items() if ref not in documents and one.carriage is not Carriage.DROPPED
    ]  # fmt: skip
    return History(
        number=last.number if last else None,
        carried=carried,
        ended={ref: _ended(one) for ref, one in takedowns.became(gone, seq=seq).items()},
        steps=_steps(changed, seq=seq),
        totals=_totals(last),
    )


def carried(series: Series, *, before: int, refs: Collection[str] | None = None) -> Mapping[str, Carried]:
    """Every incident that an edition of a lower number told of, as the newest of them did; of `refs` those that are
    named. Three queries, by slices."""
    entries = EditionEntry.objects.filter(issue__series=series, issue__number__lt=before)
    asked = [entries] if refs is None else [entries.filter(ref__in=some) for some in slices(refs)]
    newest = [one for some in asked for one in _newest(some)]
    for some in slices(newest):
        prefetch_related_objects(some, "revision__figures")
    places = _places(newest)
    return {entry.ref: _carried(entry, places.get((entry.issue_id, entry.ref), [])) for entry in newest}


def _newest(entries: QuerySet[EditionEntry]) -> QuerySet[Any]:
    """Of each ref the entry of its newest issue."""
    # A window, not a comparison with every newer entry: that took seconds where the database knows no numbers of rows.
    place = Window(RowNumber(), partition_by="ref", order_by="-issue__seq")
    found: Any = entries.annotate(place=place).filter(place=1).select_related("revision__content")
    rows: QuerySet[Any] = found
    return rows


def _carried(entry: EditionEntry, places: Sequence[Node]) -> Carried:
    revision, carriage = entry.revision, CARRIAGES.get(EntryRole(entry.role), Carriage.ROOT)
    payload = revision.content.payload
    return Carried(
        ref=entry.ref,
        revision=revision.number,
        carriage=carriage,
        parent=revision.parent_ref or None,
        document=canonical.decode(payload, IncidentDocument) if payload else None,
        share=_share(revision, places) if carriage is Carriage.ROOT else NOTHING,
        is_counted=_is_counted(revision),
    )


def _share(revision: IncidentRevision, places: Sequence[Node]) -> Share:
    return share(_node(revision), places)


def _places(entries: Iterable[EditionEntry]) -> Mapping[tuple[int, str], list[Node]]:
    """The places with which roots were carried that lie in several countries, by issue and root."""
    several = {(one.issue_id, one.ref) for one in entries if not one.revision.country and not one.revision.parent_ref}
    found: dict[tuple[int, str], list[Node]] = {}
    if not several:
        return found
    rows = EditionEntry.objects.filter(
        role=EntryRole.PLACE,
        issue__in={issue for issue, _ in several},
        revision__parent_ref__in={ref for _, ref in several},
    )
    for row in rows.select_related("revision").prefetch_related("revision__figures").order_by("ref"):
        found.setdefault((row.issue_id, row.revision.parent_ref), []).append(_node(row.revision))
    return found


def _node(revision: IncidentRevision) -> Node:
    """A revision as totals see it, from the rows beside it: they stand also where its content was erased."""
    figures = {one.measure: _summand(one) for one in revision.figures.all()}
    return Node(revision.ref, revision.country or None, figures, is_counted=_is_counted(revision))


def _is_counted(revision: IncidentRevision) -> bool:
    return revision.grade != Grade.DISCOUNTED


def _summand(figure: RevisionFigure) -> Summand:
    return Summand(
        best=figure.best,
        lower=figure.lower,
        low=figure.low,
        highest_stated=figure.highest_stated,
        numbered_lower=figure.numbered_lower,
        open=figure.open,
        quantifier=Quantifier(figure.quantifier),
        printed=figure.printed,
        vague_parts=tuple(VagueWord(word) for word in figure.vague_parts.split(",") if word),
    )


def _totals(last: EditionIssue | None) -> Mapping[tuple[str, str], PublicTotal] | None:
    """The totals since the start of the edition before; None where it was redacted."""
    if last is None:
        return {}
    if not last.snapshot:
        return None
    since_start = msgspec.json.decode(last.snapshot, type=_Totals).since_start
    return {(total.scope, total.measure): total for total in since_start}


class _Totals(msgspec.Struct):
    """Of an issue: its totals since the start."""

    since_start: list[PublicTotal]


# ---- What became of it


def _ended(became: Became) -> Ended:
    if became.fate is Fate.HIDDEN:
        return Ended(ChangeCode.WITHDRAWN, wording.ENGLISH("carried.under_review"))
    if became.fate is Fate.STANDING:  # in the record, but not where the series looks
        return Ended(ChangeCode.MOVED, became.revision.change_note)
    return Ended(str(became.code), became.text, became.survivor)


class _Figure(msgspec.Struct):
    """Of a figure in a stored payload: whether its words are others than in the revision before."""

    measure: str
    previous: Any


class _Told(msgspec.Struct):
    figures: list[_Figure]


def _steps(since: Mapping[str, int], *, seq: int) -> Mapping[str, tuple[Step, ...]]:
    """The revisions of each incident after the one of that number, newest first. Three queries at most, by slices."""
    by_then = IncidentRevision.objects.filter(seq__lte=seq).select_related("content").order_by("-seq")
    rows: list[IncidentRevision] = []
    for some in slices(since.items(), CONDITIONS):
        later = Q(*(Q(ref=ref, number__gt=number) for ref, number in some), _connector=Q.OR)
        rows += by_then.filter(later)
    causes = _causes(rows, seq=seq)
    found: dict[str, list[Step]] = {}
    for row in rows:
        code, note = causes.get(row.pk, (row.change_code, row.change_note))
        found.setdefault(row.ref, []).append(Step(code, note, _measures(row), _is_counted(row)))
    return {ref: tuple(steps) for ref, steps in found.items()}


def _measures(revision: IncidentRevision) -> frozenset[str] | None:
    if not revision.content.payload:
        return None
    told = msgspec.json.decode(revision.content.payload, type=_Told)
    return frozenset(figure.measure for figure in told.figures if figure.previous is not None)


def _causes(rows: Sequence[IncidentRevision], *, seq: int) -> Mapping[int, tuple[str, str]]:
    """Code and sentence of what made the desk recompute a cluster: a revision of a place, or that the place ended."""
    because = {
        row.pk: found
        for row in rows
        if row.change_code == ChangeCode.RECOMPUTED and (found := BECAUSE.search(row.change_note))
    }
    names = {(found["ref"], int(found["number"])) for found in because.values() if found["number"]}
    revisions = published.revisions_by_name(names)
    ends = takedowns.became({found["ref"] for found in because.values() if not found["number"]}, seq=seq)
    causes = {}
    for pk, found in because.items():
        if found["number"]:
            revision = revisions[found["ref"], int(found["number"])]
            causes[pk] = (str(revision.change_code), revision.change_note)
        elif found["ref"] in ends:
            ended = _ended(ends[found["ref"]])
            causes[pk] = (ended.reason, ended.text)
    return causes
