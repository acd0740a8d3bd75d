"""Which issues told of figures that rest on a document, and what these would have said without it.

From the frozen inputs of the revisions that an issue carried, so that later news plays no part (edition.md C1: new
information goes to the next edition). Only the newest version of an edition can be corrected, and none that was
withdrawn or redacted.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from sitreps.codelists import TakedownAct, vocabulary
from sitreps.documents import canonical, retraction
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.models.editions import EditionEntry, EditionIssue, EntryRole
from sitreps.models.incidents import Incident
from sitreps.models.sources import SourceItem
from sitreps.models.takedowns import Takedown
from sitreps.queries import resting
from sitreps.queries.dealt import names_ever
from sitreps.queries.resting import Links

SECTION = "incidents"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure of an issue that rests on the document: the correction that the issue needs."""

    issue: EditionIssue
    ref: str
    measure: str
    was: str
    now: str
    section: str = SECTION

    @property
    def label(self) -> str:
        """The measure in words."""
        return vocabulary("measure").label(self.measure)


@dataclass(frozen=True, slots=True)
class _Falling:
    """Which claims of a frozen revision fall: `sums` and `kept` are ids as revisions freeze them."""

    key: str
    sums: frozenset[str]
    kept: frozenset[str]

    def without(self, one: IncidentInput) -> IncidentInput:
        return retraction.without(one, self.key, self.sums, kept=self.kept)


def corrections_wanted(item: SourceItem, *, kept: Collection[int] = ()) -> list[Wanted]:
    """Every figure of an issue that would read otherwise without the document, newest edition first; without the claims
    of these ids, if they do not fall.

    A fixed number of queries, and some for each further generation of merges and splits."""
    linked = resting.links(item)
    refs, falling = _refs(linked), _Falling(item.key, names_ever(linked.derived), names_ever(kept))
    newer = EditionIssue.objects.filter(
        series=OuterRef("issue__series"), number=OuterRef("issue__number"), issue__gt=OuterRef("issue__issue")
    )
    ended = Takedown.objects.filter(
        issue=OuterRef("issue"), act__in=(TakedownAct.WITHDRAW, TakedownAct.REDACT), format=""
    )
    told = EditionEntry.objects.filter(
        Q(ref__in=refs) | Q(revision__parent_ref__in=refs), ~Exists(newer), ~Exists(ended)
    ).exclude(role=EntryRole.DROPPED)
    rows = told.select_related("issue__series", "revision__content").defer("issue__snapshot")
    by_issue: dict[int, list[EditionEntry]] = {}
    for row in rows.order_by("-issue__seq", "ref"):
        by_issue.setdefault(row.issue_id, []).append(row)
    return [one for entries in by_issue.values() for one in _of_issue(entries, falling)]


def _refs(linked: Links) -> set[str]:
    """The incidents of claims that rest on the document, of whatever standing; their clusters; and those that were
    merged into them or that they were split from."""
    rows = Incident.objects.filter(claims__in=linked.claims).distinct()
    refs: set[str] = set()
    for ref, parent, whole in rows.values_list("ref", "parent__ref", "split_from__ref"):
        refs |= {one for one in (ref, parent, whole) if one}
    merged = Takedown.objects.filter(act=TakedownAct.MERGE, survivor__ref__in=refs)
    return refs | set(merged.values_list("incident__ref", flat=True))


def _of_issue(entries: Sequence[EditionEntry], falling: _Falling) -> Iterator[Wanted]:
    frozen = {
        one.ref: canonical.decode(one.revision.content.inputs, IncidentInput)
        for one in entries
        if one.revision.content.inputs
    }
    for entry in entries:
        if entry.ref not in frozen:
            continue
        whole = frozen[entry.ref]
        places = [frozen[one.ref] for one in entries if one.revision.parent_ref == entry.ref and one.ref in frozen]
        changed = [falling.without(one) for one in (whole, *places)]
        if changed == [whole, *places]:
            continue
        was = _said(entry)
        after = retraction.outcome(changed[0], changed[1:]).figures
        for measure, now in after.items():
            if measure in was and was[measure] != now:
                yield Wanted(entry.issue, entry.ref, measure, was[measure], now)


def _said(entry: EditionEntry) -> Mapping[str, str]:
    document = canonical.decode(entry.revision.content.payload, IncidentDocument)
    return {figure.measure: figure.text for figure in document.figures}
