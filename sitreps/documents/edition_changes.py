"""What an edition says of what earlier ones carried: new, late, revised, dropped, and why (reconciliation.md B8). Pure.

An incident is printed as new or late once; after that only what reads otherwise is told, each change with its reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from sitreps.codelists import STOCK_MEASURES, ChangeCode, RevisedWhat
from sitreps.documents import quotes, tellings, wording
from sitreps.documents.carrying import Carriage, Carried, Ended, History, Root, Step
from sitreps.documents.edition import Country, Dropped, DroppedFigure, Revised
from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.naming import Named
from sitreps.documents.numbering import place_name
from sitreps.documents.wording import ENGLISH, Phrases
from sitreps.figures.running import ALL, NOTHING, REASONS, Delta, Share, deltas

MOVED_OUT = Ended(ChangeCode.MOVED)


@dataclass(frozen=True, slots=True)
class Changes:
    """The roots by their role; what is told of the others, row by row; what all that does to the running totals.

    `revised` are the roots of which something is told, or of a place of theirs; `corrections` those of revised ones,
    `losses` those of dropped ones.
    """

    new: tuple[Root, ...]
    late: tuple[Root, ...]
    revised: tuple[Root, ...]
    rows: tuple[Revised, ...]
    dropped: tuple[Dropped, ...]
    corrections: tuple[Delta, ...]
    losses: tuple[Delta, ...]


def compare(
    roots: Sequence[Root], history: History, begins: date, countries: Sequence[Country], say: Phrases = ENGLISH
) -> Changes:
    """Sort the roots that an edition covers by what earlier ones carried; `begins` is the first day of its period.

    `say` is the language of the rows; what is told, and what it changes, is the same in all. Cost: linear in roots,
    their figures and what was carried.
    """
    fresh = [root for root in roots if root.document.ref not in history.carried and root.document.is_counted]
    others = [root for root in roots if _is_compared(root, history)]
    comparison = _Comparison(history, countries, roots, say)
    told = [(root, tuple(comparison.rows(root)), comparison.corrections(root)) for root in others]
    told += [(root, tuple(comparison.rows_of_places(root)), comparison.regrouped(root)) for root in fresh]
    rows = {root.document.ref: own for root, own, _ in told}
    moved = {root.document.ref: own for root, _, own in told}
    roots = [root for root in roots if root.document.ref in rows]
    dropped = [comparison.dropped(one) for one in comparison.gone()]
    return Changes(
        new=tuple(root for root in fresh if root.document.occurred.on >= begins),
        late=tuple(root for root in fresh if root.document.occurred.on < begins),
        revised=tuple(root for root in others if rows[root.document.ref] or moved[root.document.ref]),
        rows=tuple(row for root in roots for row in rows[root.document.ref]),
        dropped=tuple(dropped),
        corrections=tuple(delta for root in roots for delta in moved[root.document.ref]),
        losses=tuple(delta for one in comparison.gone() for delta in comparison.losses(one)),
    )


def _is_compared(root: Root, history: History) -> bool:
    """Whether a root is told of as one that was carried; one that was dropped and does not count now either is not."""
    carried = history.carried.get(root.document.ref)
    return carried is not None and (root.document.is_counted or carried.carriage is not Carriage.DROPPED)


class _Comparison:
    """The roots of an edition beside what was carried."""

    def __init__(self, history: History, countries: Sequence[Country], roots: Sequence[Root], say: Phrases) -> None:
        self._history = history
        self._say = say
        self._countries = {country.code: Named(country.name, country.names).in_(say) for country in countries}
        self._documents = {child.ref: child for root in roots for child in root.child_documents}
        self._roots = {root.document.ref for root in roots}
        self._places = {child.ref for root in roots for child in root.child_documents}

    # ---- Roots that were carried

    def rows(self, root: Root) -> Iterator[Revised]:
        """What is told of a root that was carried, and of its places."""
        document = root.document
        carried = self._history.carried[document.ref]
        if carried.carriage is Carriage.ROOT:
            amounts: dict[str, int] = defaultdict(int)
            for delta in self._own(root):
                amounts[delta.measure] += delta.amount if delta.scope == ALL else 0
            yield from self._differences(carried, document, amounts)
        else:
            yield self._came_back(carried, root)
        yield from self.rows_of_places(root)

    def corrections(self, root: Root) -> list[Delta]:
        """What a root that was carried, and places of it that were roots, change in the running totals."""
        return [*self._own(root), *self.regrouped(root)]

    def _own(self, root: Root) -> list[Delta]:
        ref = root.document.ref
        carried = self._history.carried[ref]
        before = carried.share if carried.carriage is Carriage.ROOT else NOTHING
        turned = self._turned(carried, root.document)
        return deltas(ref, before, root.share, lambda measure: (turned or self._told(ref, measure))[0])

    def _came_back(self, carried: Carried, root: Root) -> Revised:
        """It did not count by itself in the edition before: it was dropped, or a place of a cluster."""
        ref = root.document.ref
        code, note = self._told(ref, "")
        turned = self._turned(carried, root.document)
        if turned and not root.document.is_counted:
            was, now = self._say("carried.part_of", ref=carried.parent or ""), self._say("carried.dropped")
            return Revised(ref, "", was, now, *turned, what=RevisedWhat.STATUS)
        if carried.carriage is Carriage.DROPPED:
            was, now = self._say("carried.dropped"), self._say("carried.counted_again")
            return Revised(ref, "", was, now, code, note, what=RevisedWhat.STATUS)
        was = self._say("carried.part_of", ref=carried.parent or "")
        now = self._say("carried.of_its_own")
        return Revised(ref, "", was, now, ChangeCode.REGROUPED, note, what=RevisedWhat.PARENT)

    # ---- Places

    def rows_of_places(self, root: Root) -> Iterator[Revised]:
        """What is told of the places of a cluster that were carried before; their numbers count in the cluster."""
        for child in root.child_documents:
            carried = self._history.carried.get(child.ref)
            if carried is None or carried.carriage is Carriage.DROPPED:
                continue
            if carried.carriage is Carriage.ROOT or carried.parent != root.document.ref:
                yield self._regrouped(carried, root)
            yield from self._differences(carried, child, None)

    def regrouped(self, root: Root) -> list[Delta]:
        """What places of a cluster that were roots before no longer add by themselves."""
        found: list[Delta] = []
        for child in root.child_documents:
            carried = self._history.carried.get(child.ref)
            if carried and carried.carriage is Carriage.ROOT:
                found += deltas(child.ref, carried.share, NOTHING, lambda _measure: str(ChangeCode.REGROUPED))
        return found

    def _regrouped(self, carried: Carried, root: Root) -> Revised:
        was = self._say("carried.of_its_own")
        if carried.carriage is Carriage.PLACE:
            was = self._say("carried.part_of", ref=carried.parent or "")
        now = self._say("carried.part_of", ref=root.document.ref)
        note = self._told(carried.ref, "")[1]
        return Revised(carried.ref, "", was, now, ChangeCode.REGROUPED, note, what=RevisedWhat.PARENT)

    # ---- What reads otherwise

    def _differences(
        self, carried: Carried, now: IncidentDocument, amounts: Mapping[str, int] | None
    ) -> Iterator[Revised]:
        """What an incident says otherwise than it was carried; `amounts` are the deltas of a root, by measure."""
        was = carried.document
        if was and was.place.key != now.place.key:
            note = self._told(now.ref, "")[1]
            there, here = self._where(was, now), self._where(now, was)
            yield Revised(now.ref, "", there, here, ChangeCode.MOVED, note, what=RevisedWhat.PLACE)
        turned = self._turned(carried, now)
        if turned:
            yield from self._turn(carried, now, turned, amounts or {})
            return
        before = {figure.measure: figure for figure in was.figures} if was else {}
        after = {figure.measure: figure for figure in now.figures}
        for measure in dict.fromkeys([*after, *before]):
            old, new = before.get(measure), after.get(measure)
            delta = None if amounts is None or measure in STOCK_MEASURES else amounts.get(measure, 0)
            if _english(old) == _english(new) if was else not delta:
                continue
            code, note = self._told(now.ref, measure)
            unsaid = was is None or code == ChangeCode.REDACTED
            old_text = "" if unsaid else self._text(old, was)
            yield Revised(now.ref, measure, old_text, self._text(new, now), code, note, delta=delta)

    def _turned(self, carried: Carried, now: IncidentDocument) -> tuple[str, str] | None:
        """Code and sentence since when it counts, or does not; None where it is as it was carried (B11, DISCOUNTED)."""
        if carried.is_counted is now.is_counted:
            return None
        steps = self._history.steps.get(now.ref, ())
        since = [*takewhile(lambda one: one.is_counted is now.is_counted, steps)]
        step = since[-1] if since else Step(ChangeCode.METHOD, "")
        return (step.code if step.code in REASONS else str(ChangeCode.METHOD)), step.note

    def _turn(
        self, carried: Carried, now: IncidentDocument, why: tuple[str, str], amounts: Mapping[str, int]
    ) -> Iterator[Revised]:
        """What an incident said and no longer counts, or counts again: by measure, else as a whole."""
        said = carried.document if carried.is_counted else now
        figures = [figure for figure in said.figures if figure.quantifier is not None] if said else []
        not_counted = self._say("carried.dropped")
        nothing = self._say("number.no_figure") if said else ""
        told = [(one.measure, self._text(one, said)) for one in figures] or [("", nothing)]
        for measure, text in told:
            was, is_now = (text, not_counted) if carried.is_counted else (not_counted, text)
            delta = None if measure in STOCK_MEASURES else amounts.get(measure)
            yield Revised(now.ref, measure, was, is_now, *why, what=RevisedWhat.STATUS, delta=delta)

    def _text(self, figure: PublicFigure | None, document: IncidentDocument | None) -> str:
        """A figure's words: as they were published, or told anew in another language."""
        if self._say is ENGLISH or figure is None or document is None:
            return self._say("number.no_figure") if figure is None else figure.text
        below = [self._documents[ref] for ref in document.children if ref in self._documents]
        return quotes.figure_text(tellings.of_public(figure, document, below), self._say)

    def _where(self, one: IncidentDocument, other: IncidentDocument) -> str:
        """The place, with its country where that is another."""
        name = place_name(one, self._say)
        if one.place.country == other.place.country:
            return name
        country = self._countries.get(one.place.country or "", one.place.country or "")
        return f"{name}, {country}" if country and country != name else name

    # ---- Dropped

    def gone(self) -> list[Carried]:
        """What was carried and is neither a root nor a place of one any more; once told, it is not told again.

        A place that is gone with its cluster is told with it. What did not count any more has nothing to lose.
        """
        return [
            carried
            for ref, carried in sorted(self._history.carried.items())
            if carried.carriage is not Carriage.DROPPED
            and ref not in self._roots
            and ref not in self._places
            and (carried.is_counted if carried.carriage is Carriage.ROOT else carried.parent in self._roots)
        ]

    def dropped(self, carried: Carried) -> Dropped:
        """What is told of it: never what it said, where that was redacted."""
        ended, was = self._ended(carried), carried.document
        unsaid = was is None or ended.reason == ChangeCode.REDACTED
        return Dropped(
            ref=carried.ref,
            title="" if unsaid or was is None else was.title,
            revision=carried.revision,
            reason=ended.reason,
            text=ended.text,
            into=ended.into,
            figures=() if unsaid or was is None else self._figures_of(was, carried.share),
        )

    def _figures_of(self, document: IncidentDocument, share: Share) -> tuple[DroppedFigure, ...]:
        return tuple(
            DroppedFigure(figure.measure, self._text(figure, document), -amount.best)
            for figure in document.figures
            if (amount := share.get((ALL, figure.measure))) is not None
        )

    def losses(self, carried: Carried) -> list[Delta]:
        """What it no longer adds to the running totals; a place added nothing by itself."""
        return deltas(carried.ref, carried.share, NOTHING, lambda _measure: self._ended(carried).reason)

    def _ended(self, carried: Carried) -> Ended:
        return self._history.ended.get(carried.ref, MOVED_OUT)

    # ---- Reasons

    def _told(self, ref: str, measure: str) -> tuple[str, str]:
        """The reason for what changed, and its sentence: of the newest revision that said something else of it."""
        steps = self._history.steps.get(ref, ())
        step = next((one for one in steps if one.measures is None or measure in one.measures), _newest(steps))
        return reason_code(step.code), step.note


def reason_code(code: str) -> str:
    """The delta reason of B8 for a revision's change code: whatever else it was called, a newer figure stands there."""
    return code if code in REASONS else str(ChangeCode.NEW_FIGURE)


def _newest(steps: Sequence[Step]) -> Step:
    return steps[0] if steps else Step(ChangeCode.NEW_FIGURE, "")


def _english(figure: PublicFigure | None) -> str:
    """What a figure says, for comparing: the words that every record keeps."""
    return figure.text if figure else wording.NO_FIGURE
