"""What follows from beside an incident: the edition before, and other incidents (reconciliation.md B12, B13)."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sitreps.codelists import DateBasis, DatePrecision, DiscrepancyCode, vocabulary
from sitreps.documents import wording
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.figures.discrepancy import Discrepancy, is_large, told
from sitreps.figures.duplicates import Sighting, Sightings, Suspect, mark_of, told_apart
from sitreps.figures.parameters import house_parameters

A_WEEK, A_MONTH = timedelta(days=6), timedelta(days=30)
COARSEST = timedelta(days=31)
"""How far from its day an event may have happened that is dated to a week or a month."""
MOST_TOLD = 3
SITES = frozenset({"SETTLEMENT", "SITE"})


def large_changes(was: IncidentDocument, now: IncidentDocument) -> Iterator[Discrepancy]:
    """The figures of a root that changed much since the edition that carried it last (LARGE_CHANGE).

    A missing figure counts 0, as it does in running totals (B8).
    """
    before, after = ({figure.measure: figure for figure in one.figures} for one in (was, now))
    for measure in dict.fromkeys([*after, *before]):
        old, new = before.get(measure), after.get(measure)
        earlier, number = (old.best if old else None) or 0, (new.best if new else None) or 0
        if is_large(earlier, number, house_parameters()):
            label = vocabulary("measure").label(measure).lower()
            said = old.text if old else wording.NO_FIGURE
            text = (
                f"{abs(number - earlier)} {'more' if number > earlier else 'fewer'} {label} than in the last edition"
                f" that carried it: {said}, now {new.text if new else wording.NO_FIGURE}."
            )
            basis = new.basis if new else ()
            rests_on = [f"{earlier}:{number}", *basis]
            yield told(DiscrepancyCode.LARGE_CHANGE, f"{now.ref}.{measure}", text, rests_on, claims=basis)


def duplicates(
    sightings: Iterable[Sighting], printed: Iterable[str], *, apart: Collection[str] = ()
) -> Iterator[Discrepancy]:
    """The incidents of an edition that may be others of the record, each told once (DUPLICATE_SUSPECT).

    Of two that are both printed the later ref is told. `apart`: fingerprints of two of which an editor said that they
    are not the same. Cost: O(n) in the record, plus pairs near in place and time.
    """
    known, said = {one.ref: one for one in sightings}, dict.fromkeys(apart, True)
    index, wanted = Sightings(known.values()), set(printed)
    for sighting in (known[ref] for ref in sorted(wanted & known.keys())):
        near = [one for one in index.suspects(sighting) if _is_told_here(one, sighting.ref, wanted)]
        suspects, _ = told_apart(near, known, said)
        if suspects:
            yield _of_suspects(sighting.ref, sorted(suspects, key=lambda one: (-one.score, one.one, one.other)))


def sighting(incident: IncidentInput) -> Sighting:
    """An incident as it is compared with others. Its place's exact point is not known to the record."""
    place = incident.place
    first, last = days(incident.occurred_on, DatePrecision(incident.date_precision))
    if incident.date_precision == DatePrecision.RANGE and incident.occurred_from and incident.occurred_to:
        zone = ZoneInfo(incident.zone)
        first, last = (moment.astimezone(zone).date() for moment in (incident.occurred_from, incident.occurred_to))
    is_site = place.level in SITES
    return Sighting(
        ref=incident.ref,
        tree=incident.parent or incident.ref,
        event_type=incident.event_type,
        sub_event_type=incident.sub_event_type,
        weapon=incident.weapon,
        first=first,
        last=last,
        date_is_stated=incident.date_basis == DateBasis.STATED,
        place=place.key,
        is_settlement=is_site,
        adm2=place.adm2.key if place.adm2 else None,
        point=(place.lat, place.lon) if is_site and place.lat is not None and place.lon is not None else None,
        killed=_stated(incident, "KILLED"),
        mark=mark_of(incident.ref, incident.occurred_on, incident.date_precision, place.key, incident.sub_event_type),
    )


def days(on: date, precision: DatePrecision) -> tuple[date, date]:
    """The days on which an event of this day and precision may have happened, both included."""
    if precision is DatePrecision.WEEK:
        monday = on - timedelta(days=on.weekday())
        return monday, monday + A_WEEK
    if precision is DatePrecision.MONTH:
        first = on.replace(day=1)
        return first, first + A_MONTH
    return on, on


def _stated(incident: IncidentInput, measure: str) -> int | None:
    """The highest plain number of a measure that a claim gives: enough to recognise an event by."""
    numbers = [
        claim.value
        for claim in incident.claims
        if claim.measure == measure and claim.kind == "TOTAL" and claim.status == "ACTIVE" and claim.value
    ]
    return max(numbers, default=None)


def _is_told_here(suspect: Suspect, ref: str, printed: set[str]) -> bool:
    other = suspect.beside(ref)
    return other not in printed or other < ref


def _of_suspects(ref: str, suspects: Sequence[Suspect]) -> Discrepancy:
    others = [(one.beside(ref), one) for one in suspects]
    listed = "; ".join(f"{other} ({one.text})" for other, one in others[:MOST_TOLD])
    more = f"; and {len(others) - MOST_TOLD} more" if others[MOST_TOLD:] else ""
    rests_on = [f"{other}={one.score}:{one.text}" for other, one in others]
    return told(DiscrepancyCode.DUPLICATE_SUSPECT, ref, f"It may be the same event as {listed}{more}.", rests_on)
