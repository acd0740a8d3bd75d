"""How one figure was reached, as a page prints it: every value is display text, drawn alike by the site and the desk.

Laid out from a `FigureExplanation`, which comes from public documents alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from zoneinfo import ZoneInfo

from sitreps.documents import canonical, figure_words, wording
from sitreps.documents.addresses import figure_path
from sitreps.documents.explanation import (
    ExplainedClaim,
    FigureExplanation,
    HistoryLine,
    PlaceFigure,
    RollUp,
)
from sitreps.documents.explanation_words import withheld_words
from sitreps.documents.incident import PublicFigure
from sitreps.documents.layout import Number, Sure
from sitreps.documents.naming import Named
from sitreps.documents.numbering import REF
from sitreps.documents.numbers import no_number, number, sure
from sitreps.documents.sections_annex import as_of
from sitreps.documents.wording import Phrases, spoken

MARKERS = {"KILLED": "killed", "INJURED": "injured"}
WIDTH = 72
EXCERPT = (
    "measure",
    "text",
    "best",
    "printed",
    "quantifier",
    "lower",
    "low",
    "high",
    "highest_stated",
    "open",
    "consistent",
    "agreement",
    "claims",
    "origins",
    "taken_from",
)


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One claim: who says it and where it was read, in which words, of whom, what became of it and by which rule."""

    id: str
    who: str
    source: str
    source_url: str
    says: str
    covers: str
    as_of: str
    outcome: str
    rule: str
    is_used: bool
    number: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of the reckoning."""

    title: str
    text: str
    rule: str


@dataclass(frozen=True, slots=True)
class PartLine:
    """One place of a cluster; `page` is where its own figure is told, `said_by` who says it."""

    place: str
    ref: str
    page: str
    value: Number
    said_by: str


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What a cluster's figure is made of: its places, what is allocated to none of them, and the whole."""

    parts: tuple[PartLine, ...]
    unallocated: str
    whole: Number
    whole_from: str


@dataclass(frozen=True, slots=True)
class Change:
    """The figure as one revision gave it."""

    label: str
    when: str
    text: str
    why: str
    revision_href: str


@dataclass(frozen=True, slots=True)
class FigurePage:
    """Everything the page prints. `known_at`: the moment of this revision, in UTC, as the API takes it.

    `sure` is how sure the incident is, None where no source gives a number of this measure.
    """

    ref: str
    measure: str
    marker: str
    label: str
    title: str
    where: str
    revision: str
    published: str
    known_at: str
    href: str
    parent_page: str
    value: Number
    answer: str
    agreement: str
    of_whom: str
    sure: Sure | None
    claims: tuple[ClaimLine, ...]
    withheld: str
    steps: tuple[StepLine, ...]
    noticed: tuple[str, ...]
    made_of: MadeOf | None
    history: tuple[Change, ...]
    unchanged: str
    excerpt: str
    language: str
    typed_in: str = "en"
    typed: tuple[str, ...] = ()


def lay_out_figure(explained: FigureExplanation) -> FigurePage:
    """The page of one figure, in the language of its explanation."""
    figure, zone, say = explained.figure, ZoneInfo(explained.tz), spoken(explained.language)
    names = {one.incident: one.place for one in explained.claims} | {explained.ref: explained.place}
    if explained.roll_up:
        names |= {place.ref: place.place for place in explained.roll_up.breakdown.places}
    moved = [line for line in explained.history if line.is_new]
    return FigurePage(
        ref=explained.ref,
        measure=explained.measure,
        marker=MARKERS.get(explained.measure, ""),
        label=explained.label,
        title=explained.title,
        where=explained.place,
        revision=say("figure.revision", number=explained.revision),
        published=wording.day_and_clock(explained.published_at, zone, say),
        known_at=explained.published_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        href=explained.href,
        parent_page=figure_path(explained.parent, explained.measure) if explained.parent else "",
        value=number(figure, say),
        answer=figure.quotes.get(say.language, figure.quote),
        agreement=explained.agreement.text,
        of_whom=_of_whom(figure, say),
        sure=sure(explained.grade_text) if figure.quantifier else None,
        claims=tuple(_claim(one, say) for one in explained.claims),
        withheld=withheld_words(explained.withheld, say) if explained.withheld else "",
        steps=tuple(StepLine(step.title, step.text, step.rule) for step in explained.steps),
        noticed=tuple(_named(figure_words.flag_text(flag, say), names) for flag in figure.flags),
        made_of=_made_of(explained.roll_up, figure, say) if explained.roll_up else None,
        history=tuple(_change(line, zone, say) for line in moved),
        unchanged=_unchanged(len(explained.history) - len(moved), say),
        excerpt=_excerpt(figure),
        language=say.language,
    )


def _of_whom(figure: PublicFigure, say: Phrases) -> str:
    if figure.splits:
        told = [": ".join(figure_words.split(split, say)) for split in figure.splits]
        return " ".join(wording.sentence(text) for text in told)
    kinds = figure_words.kinds_of(figure.of_which, say)
    return wording.sentence(say("figure.of_whom", kinds=kinds)) if kinds else ""


def _claim(one: ExplainedClaim, say: Phrases) -> ClaimLine:
    claim = one.claim
    label = Named(claim.origin.label, claim.origin.labels).in_(say)
    return ClaimLine(
        id=claim.id,
        who=label[:1].upper() + label[1:],
        source=say.of_english(claim.source.title, "source.") or claim.source.title,
        source_url=claim.source.url or "",
        says=say.quoted(claim.wording) if claim.wording else one.says,
        covers=one.place,
        as_of=as_of(claim, say),
        outcome=one.outcome.text[:1].upper() + one.outcome.text[1:],
        rule=one.outcome.rule,
        is_used=claim.used,
        number=one.says,
    )


WHOLE_FROM = {"BREAKDOWN": "figure.added_by_desk", "OWN": "figure.whole"}


def _made_of(roll_up: RollUp, figure: PublicFigure, say: Phrases) -> MadeOf:
    return MadeOf(
        parts=tuple(_part(place, say) for place in roll_up.breakdown.places),
        unallocated=say.digits(roll_up.unallocated) if roll_up.unallocated else say("number.none_left"),
        whole=number(figure, say),
        whole_from=say(WHOLE_FROM[roll_up.taken]) if roll_up.taken else "",
    )


def _part(place: PlaceFigure, say: Phrases) -> PartLine:
    value = no_number(say) if place.quantifier is None else Number("", place.text, place.text, "exact", "", "")
    return PartLine(place.place, place.ref, place.page, value, say.joined(place.said_by))


def _named(text: str, names: Mapping[str, str]) -> str:
    """A sentence with refs replaced by the places they stand for."""
    return REF.sub(lambda found: names.get(found.group(), found.group()), text)


def _change(line: HistoryLine, zone: ZoneInfo, say: Phrases) -> Change:
    change = line.change
    why = say("figure.why", change=change.text, note=change.note) if change.note else change.text
    return Change(
        label=wording.opened(say("figure.revision", number=line.revision)),
        when=wording.day_and_clock(line.published_at, zone, say),
        text=line.text,
        why=wording.sentence(why),
        revision_href=line.href,
    )


def _unchanged(count: int, say: Phrases) -> str:
    return say.counted("figure.unchanged", count) if count else ""


def _excerpt(figure: PublicFigure) -> str:
    """The members that carry the number as the API gives them, as many on a line as it holds."""
    lines = ["{"]
    for name in EXCERPT:
        member = f'"{name}": {canonical.encode(getattr(figure, name))}, '
        if len(lines[-1]) + len(member) > WIDTH:
            lines.append(" ")
        lines[-1] += member
    return "\n".join(line.rstrip() for line in lines) + " …}"
