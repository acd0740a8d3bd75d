"""The figure panel: what the claims of a working copy come to, in words, with the reason and what to do.

From plain inputs, saved or typed a moment ago; the arithmetic is the one of every publication (documents/reckoning.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sitreps.admin.intervals import Axis, Mark, axis_for
from sitreps.admin.uses import Use, uses_of
from sitreps.codelists import (
    Agreement,
    NotUsedBecause,
    Severity,
    TakenFrom,
    Verification,
    vocabulary,
)
from sitreps.documents import facts, publication, quotes, tellings, wording
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.reckoning import Reckoning, claim_value, reckon
from sitreps.documents.secrets import Secret
from sitreps.figures.counts import SOFT, read_count
from sitreps.figures.discrepancies import Discrepancy
from sitreps.figures.figure import Figure

UNSAVED = "NEW-"
"""How the keys of claims begin that are typed and not saved (preview.py)."""

RULES = {
    TakenFrom.CLAIM: "Rule B5: best tier first; where claims agree, the best informed of them, else the latest.",
    TakenFrom.OWN: "Rule B6: the headline or the sum of the places, never both; here the headline.",
    TakenFrom.BREAKDOWN: "Rule B6: the headline or the sum of the places, never both; here the sum.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One source on the axis of a figure: a sentence over a strip."""

    who: str
    about: str
    says: str
    use: Use
    mark: Mark | None
    key: str = ""
    """Of a claim that is saved."""

    @property
    def follows(self) -> bool:
        """Whether its source may give a newer number here."""
        return bool(self.key) and self.use.follows

    @property
    def asks(self) -> bool:
        """Whether an editor must say if the origin itself revised downward (B2)."""
        return bool(self.key) and self.use.because == NotUsedBecause.STALE_REQUOTE


@dataclass(frozen=True, slots=True)
class FigureView:
    """One measure in the panel. `text` is empty where no claim gives a number."""

    measure: str
    label: str
    agreement: str
    words: wording.Words
    has_number: bool
    low: str
    best: str
    high: str
    rests_on: str
    sentence: str
    rule: str
    rows: tuple[Row, ...]
    unused: tuple[Row, ...]
    axis: Axis | None
    flags: tuple[Discrepancy, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """Every figure of an incident, and what is odd about it apart from any measure."""

    figures: tuple[FigureView, ...]
    about: tuple[Discrepancy, ...]
    notes: tuple[Discrepancy, ...]
    grade: str
    uses: Mapping[str, Use]
    verification: Mapping[str, Verification]

    @property
    def blocks(self) -> int:
        return self._count(Severity.BLOCK)

    @property
    def warnings(self) -> int:
        return self._count(Severity.WARN)

    @property
    def strip(self) -> str:
        """The figures in one line."""
        return " · ".join(f"{one.label} {one.best}" for one in self.figures if one.has_number) or "No figure"

    def _count(self, severity: Severity) -> int:
        flags = [*self.about, *(flag for figure in self.figures for flag in figure.flags)]
        return sum(flag.severity == severity for flag in flags)


def panel(
    incident: IncidentInput,
    children: Sequence[IncidentInput] = (),
    *,
    at: datetime | None = None,
    secrets: Sequence[Secret] = (),
) -> Panel:
    """The panel of one incident. `at` and `secrets` as in documents/facts.py. Cost: its figures and discrepancies."""
    reckoning = reckon(incident, children)
    grading = publication.grade(incident, children, reckoning)
    everything = facts.discrepancies_of([(incident, children)], at=at, secrets=secrets)
    found = [one for one in everything if one.ref.partition(".")[0] == incident.ref]
    telling = [one for one in found if one.severity != Severity.INFO]
    by_measure: dict[str, list[Discrepancy]] = {measure: [] for measure in reckoning.figures}
    about: list[Discrepancy] = []
    for one in telling:
        by_measure.get(one.ref.partition(".")[2], about).append(one)
    uses = uses_of(incident, children, reckoning, at=at)
    return Panel(
        figures=tuple(
            _figure(figure, incident, children, reckoning, uses=uses, flags=by_measure[measure])
            for measure, figure in reckoning.figures.items()
        ),
        about=tuple(about),
        notes=tuple(one for one in found if one.severity == Severity.INFO),
        grade=wording.grade_text(grading.grade, attributed=grading.attributed),
        uses=uses,
        verification=grading.verification,
    )


def figure_words(figure: Figure) -> str:
    """What a figure rests on, as the list says it: its places, its origins, or that nobody is named."""
    if figure.taken_from == TakenFrom.BREAKDOWN:
        return f"from {wording.counted(len(figure.basis), 'place', 'places')}"
    if figure.unattributed:
        return wording.NO_NAMED_SOURCE
    return wording.counted(figure.origins, "origin", "origins")


def _figure(
    figure: Figure,
    incident: IncidentInput,
    children: Sequence[IncidentInput],
    reckoning: Reckoning,
    *,
    uses: Mapping[str, Use],
    flags: Sequence[Discrepancy],
) -> FigureView:
    parts = {ref: figures[figure.measure] for ref, figures in reckoning.children.items()}
    words = wording.number_words(figure)
    axis = axis_for(figure)
    standings = {one.key: one for one in figure.standings}
    claims = [claim for claim in incident.claims if claim.measure == figure.measure]
    rows = [(_row(claim, uses[claim.id], incident.zone, axis), standings.get(claim.id)) for claim in claims]
    return FigureView(
        measure=figure.measure,
        label=vocabulary("measure").label(figure.measure),
        agreement=_agreement(figure),
        words=words,
        has_number=figure.has_number,
        low=_digits(figure.low),
        best=words.text,
        high="open" if figure.open else _digits(figure.high),
        rests_on=f"{wording.counted(figure.claims, 'claim', 'claims')}, {figure_words(figure)}",
        sentence=quotes.quote(tellings.of_figure(figure, incident, children, parts)),
        rule=RULES[figure.taken_from],
        rows=(*_breakdown(figure, parts, children, axis), *(row for row, one in rows if one and one.is_current)),
        unused=tuple(row for row, one in rows if not one or not one.is_current),
        axis=axis,
        flags=tuple(flags),
    )


def _row(claim: ClaimInput, use: Use, zone: str, axis: Axis | None) -> Row:
    value = claim_value(claim)
    reading = read_count(
        value.quantifier, value.value, value2=value.value2, vague_word=value.vague_word, covers=value.covers
    )
    mark = None
    if axis and reading:
        interval = reading.interval
        mark = axis.mark(interval.lower, interval.upper, reading.best, use=use.code, vague=value.quantifier in SOFT)
    moment = claim.as_of_at or claim.as_of_on
    about = [claim.id.partition("/")[2], grade_letters(claim)]
    if moment:
        about.append(quotes.as_of_words(moment, zone))
    if claim.recommended and use.leads:
        about.append("pinned by an editor")
    key = claim.id.partition("/")[2]
    return Row(
        who=claim.origin.label,
        about=", ".join(about),
        says=claim.wording or wording.claim_words(claim.quantifier, claim.value, claim.value2, claim.vague_word),
        use=use,
        mark=mark,
        key="" if key.startswith(UNSAVED) else key,
    )


def grade_letters(claim: ClaimInput) -> str:
    """Reliability and credibility as the desk's eye reads them, such as B6; they never leave the desk."""
    return f"{claim.reliability or claim.origin.reliability}{claim.credibility}"


def _breakdown(
    figure: Figure, parts: Mapping[str, Figure], children: Sequence[IncidentInput], axis: Axis | None
) -> list[Row]:
    """The places' own numbers as one source on the axis."""
    names = {child.ref: child.place.name for child in children}
    told = [(names[ref], part) for ref, part in sorted(parts.items()) if part.has_number]
    if not told or axis is None:
        return []
    lower = sum(part.lower or 0 for _, part in told)
    is_open = figure.open or any(part.open for _, part in told) or len(told) < len(parts)
    upper = None if is_open else sum(part.highest_stated or 0 for _, part in told)
    used = figure.taken_from == TakenFrom.BREAKDOWN
    use = Use("used", "Used") if used else Use("counted", "Counted", wording.NOT_USED_TEXTS["HEADLINE_USED"])
    about = " + ".join(f"{name} {wording.number_words(part).text}" for name, part in told)
    says = f"at least {wording.digits(lower)}" if upper is None else wording.digits(lower)
    return [Row("The sum of the places", about, says, use, axis.mark(lower, upper, lower, use=use.code, vague=False))]


def _agreement(figure: Figure) -> str:
    if figure.one_voice and figure.agreement in {Agreement.AGREED, Agreement.COMPATIBLE}:
        return f"{figure.agreement.label}, with one voice"
    return figure.agreement.label


def _digits(number: int | None) -> str:
    return wording.DASH if number is None else wording.digits(number)
