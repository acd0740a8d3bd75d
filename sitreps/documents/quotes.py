"""A figure as a ready sentence, with who says it: what editors and partners may quote as it stands (edition.md C4)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sitreps.codelists import vocabulary
from sitreps.documents import wording
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.reckoning import is_attributed
from sitreps.figures.figure import Figure, Side


def figure_text(figure: Figure, claims: Mapping[str, ClaimInput]) -> str:
    """The figure in words: a conflict's sides in theirs, a progression with its range, else its number (B5)."""
    if figure.sides:
        return "; ".join(f"{_side_words(side)} ({labels(side.keys, claims)})" for side in figure.sides)
    text = wording.number_words(figure).text
    span = wording.range_words(figure)
    return f"{text} ({span})" if span else text


def quote(
    figure: Figure,
    incident: IncidentInput,
    children: Sequence[IncidentInput],
    parts: Mapping[str, Figure],
) -> str:
    """One sentence: the number, what happened, who says so, as of when. `parts` are the children's figures by ref."""
    label = vocabulary("measure").label(figure.measure)
    if not figure.has_number:
        return f"{label}: no source gives a number."
    claims = {claim.id: claim for one in (incident, *children) for claim in one.claims}
    words = wording.number_words(figure)
    what = wording.happened(figure.measure, words, label.lower())
    if figure.sides:
        sides = figure_text(figure, claims)
        return wording.sentence(f"{label}: sources differ: {sides}{_as_of(figure, incident.zone, ' (', ')')}")
    if figure.taken_from == "BREAKDOWN":
        names = {child.ref: child.place.name for child in children}
        told = [
            f"{wording.number_words(parts[ref]).text} in {names[ref]}"
            for ref in sorted(names)
            if ref in parts and parts[ref].has_number
        ]
        said = f"{', '.join(told)}, {attribution(figure.basis, claims)}; sum by the desk"
        return wording.sentence(f"{what} ({said}{_as_of(figure, incident.zone, '; ', '')})")
    return wording.sentence(f"{what}, {attribution(figure.basis, claims)}{_as_of(figure, incident.zone, ' (', ')')}")


def attribution(keys: Iterable[str], claims: Mapping[str, ClaimInput]) -> str:
    """`according to police`, or that the report gives no source; a mixture says both."""
    used = [claims[key] for key in keys if key in claims]
    named = [claim for claim in used if is_attributed(claim)]
    if not named:
        return f"as {labels(keys, claims) or 'a report'} says without naming a source"
    said = f"according to {labels([claim.id for claim in named], claims)}"
    return said if len(named) == len(used) else f"{said} and a report that names no source"


def labels(keys: Iterable[str], claims: Mapping[str, ClaimInput]) -> str:
    """The public labels of the origins of some claims, each once, in the claims' order."""
    return wording.joined(list(dict.fromkeys(claims[key].origin.label for key in keys if key in claims)))


def as_of_text(moment: date | datetime | None) -> str | None:
    """ISO 8601: a date, or a moment in UTC with Z."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return moment.isoformat() if moment else None


def as_of_words(moment: date | datetime, zone: str) -> str:
    """`24 June 2025`, with the time where it is known."""
    if isinstance(moment, datetime):
        return wording.day_and_clock(moment, ZoneInfo(zone))
    return wording.day(moment)


def _as_of(figure: Figure, zone: str, before: str, after: str) -> str:
    if figure.as_of_to is None:
        return ""
    last = as_of_words(figure.as_of_to, zone)
    first = as_of_words(figure.as_of_from, zone) if figure.as_of_from else last
    return f"{before}as of {last if first == last else f'{first} to {last}'}{after}"


def _side_words(side: Side) -> str:
    return wording.number_words(_PrintableSide(side)).text


class _PrintableSide:
    """One side of a conflict as wording takes it."""

    def __init__(self, side: Side) -> None:
        self.printed = side.printed
        self.printed_upper = side.printed_upper
        self.quantifier = side.quantifier
        self.vague_parts = side.vague_words
