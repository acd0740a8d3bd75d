"""What totals need of one revision, taken from what it says in public, so that nobody has to open it again.

The rows beside a revision are written from these values and can be made again from its two frozen JSONs at any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sitreps.codelists import DatePrecision, Quantifier, VagueWord
from sitreps.documents import damage, public_kinds
from sitreps.documents.incident import IncidentDocument, Occurred, PublicFigure
from sitreps.documents.inputs import IncidentInput
from sitreps.figures.counts import VAGUE_FLOORS
from sitreps.figures.facilities import FacilityCount
from sitreps.figures.sums import Summand

_WITHIN_A_DAY = frozenset(
    {
        DatePrecision.EXACT_TIME,
        DatePrecision.HOUR,
        DatePrecision.PART_OF_DAY,
        DatePrecision.OVERNIGHT,
        DatePrecision.DAY,
    }
)


@dataclass(frozen=True, slots=True)
class Dating:
    """The day, the Monday of the week and the first of the month that an event belongs to; None: not so finely dated.

    A week belongs to the month of its day.
    """

    day: date | None
    week: date | None
    month: date | None


@dataclass(frozen=True, slots=True)
class Scene:
    """The public place by its key and point, and the key of the party reported responsible ('': none is named)."""

    place_key: str
    lat: float | None
    lon: float | None
    perpetrator: str


def scene(document: IncidentDocument) -> Scene:
    """Where it happened, and who is reported responsible."""
    responsible = document.reported_responsible
    place = document.place
    return Scene(place.key, place.lat, place.lon, responsible.party if responsible else "")


def sources(document: IncidentDocument) -> tuple[str, ...]:
    """The keys of the documents that are cited by name; one that the desk keeps has none."""
    return tuple(sorted({claim.source.key for claim in document.claims if claim.source.key}))


def summands(document: IncidentDocument) -> Mapping[str, Summand]:
    """What sums take of each figure that has a number, by measure."""
    found = {figure.measure: _summand(figure) for figure in document.figures}
    return {measure: summand for measure, summand in found.items() if summand is not None}


def combatants(document: IncidentDocument) -> Mapping[str, Summand]:
    """What sums take of the people of each figure who are stated to be combatants, by measure."""
    return {
        figure.measure: public_kinds.summand(figure.combatants)
        for figure in document.figures
        if figure.combatants is not None
    }


def facilities(document: IncidentDocument, inputs: IncidentInput) -> Mapping[str, FacilityCount]:
    """The counts of the incident's own damage, as far as the revision may tell of it."""
    return damage.counts(inputs, published_at=document.published_at)


def dating(occurred: Occurred) -> Dating:
    """How finely an event is dated. A range counts where its public window lies within one day, week or month."""
    precision = DatePrecision(occurred.precision)
    if precision is DatePrecision.RANGE:
        return _of_a_range(occurred)
    is_month = precision is DatePrecision.MONTH
    is_week = precision is DatePrecision.WEEK
    is_day = precision in _WITHIN_A_DAY
    return Dating(
        day=occurred.on if is_day else None,
        week=_monday(occurred.on) if is_day or is_week else None,
        month=_first(occurred.on) if is_day or is_week or is_month else None,
    )


def _summand(figure: PublicFigure) -> Summand | None:
    numbers = (figure.best, figure.lower, figure.low, figure.highest_stated)
    best, lower, low, highest_stated = numbers
    if figure.quantifier is None or best is None or lower is None or low is None or highest_stated is None:
        return None
    words = tuple(VagueWord(word) for word in figure.vague_parts)
    return Summand(
        best=best,
        lower=lower,
        low=low,
        highest_stated=highest_stated,
        numbered_lower=lower - sum(VAGUE_FLOORS[word] for word in words),
        open=figure.open,
        quantifier=Quantifier(figure.quantifier),
        printed=figure.printed,
        vague_parts=words,
    )


def _of_a_range(occurred: Occurred) -> Dating:
    if occurred.from_ is None or occurred.to is None:
        return Dating(None, None, None)
    zone = ZoneInfo(occurred.tz)
    begins, ends = occurred.from_.astimezone(zone).date(), occurred.to.astimezone(zone).date()
    return Dating(
        day=begins if begins == ends else None,
        week=_monday(begins) if _monday(begins) == _monday(ends) else None,
        month=_first(begins) if _first(begins) == _first(ends) else None,
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _first(day: date) -> date:
    return day.replace(day=1)
