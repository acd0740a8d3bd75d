"""Which rows of the desk a log takes along: all of them, or those of one series with all that they refer to."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from django.db.models import QuerySet

from sitreps.actions.desk_log.columns import Column, Table
from sitreps.actions.desk_log.sections import SECTIONS
from sitreps.actions.desk_log.stored import in_batches
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from sitreps.queries import gazetteer, takedowns
from sitreps.workflow import IncidentState

STAY = (IncidentState.DISCARDED, IncidentState.WITHDRAWN, IncidentState.MERGED, IncidentState.REDACTED)
"""States in which an incident stays behind: a log would bring it back to life as a draft, to be published by whoever
imports it. What became of it is said in the record, and the record is the backup's."""

Keys = Mapping[str, Collection[str]]
"""By section the keys of its rows; what stands under an owner comes with the owner."""


def everything() -> Keys:
    """Every row but for the incidents that stay behind."""
    keys: dict[str, Collection[str]] = {
        table.section: set(table.rows.values_list(table.key, flat=True)) for table in SECTIONS if table.owner is None
    }
    return keys | {"incidents": {ref for ref, _, _ in _incidents()}}


def of_series(series: Series) -> Keys:
    """A series, its statements and notes, its incidents, and every row that one of these refers to.

    Its incidents are those that its editions cover: roots in its countries, with all their places (B8). Costs a
    question for every 900 keys and each kind of reference.
    """
    chosen: dict[str, set[str]] = defaultdict(set)
    kept = {ref for ref, _, _ in _incidents()}
    waiting = {"series": {series.code}, "incidents": _refs_of(series)}
    while waiting:
        section, keys = waiting.popitem()
        new = (keys & kept if section == "incidents" else keys) - chosen[section]
        chosen[section] |= new
        for table in SECTIONS:
            if section in {table.section, table.owner_section}:
                for column in table.references:
                    waiting.setdefault(column.refers_to or "", set()).update(_referred_to(table, column, section, new))
        waiting = {name: found for name, found in waiting.items() if found - chosen[name]}
    return chosen


def _referred_to(table: Table, column: Column, section: str, keys: Collection[str]) -> set[str]:
    """The keys that some rows, or the rows that they own, name in one of their columns."""
    where = table.key if section == table.section else table.owner_lookup
    return {
        key
        for batch in in_batches(keys)
        for key in table.rows.filter(**{f"{where}__in": batch, f"{column.attribute}__isnull": False})
        .order_by()
        .values_list(column.key_lookup, flat=True)
        .distinct()
    }


def _refs_of(series: Series) -> set[str]:
    country = gazetteer.countries()
    rows = _incidents()
    roots = {ref for ref, parent, place in rows if parent is None and country[place] in series.countries}
    return {ref for ref, parent, _ in rows if (parent or ref) in roots}


def _incidents() -> list[tuple[str, str | None, int]]:
    """Ref, ref of the parent and place of every incident that a log takes along; a cluster that stays behind is none
    of a place that goes."""
    staying = _staying().values("pk")
    rows = list(
        Incident.objects.exclude(pk__in=staying).order_by().values_list("ref", "parent__ref", "parent", "place_id")
    )
    behind = set(_staying().values_list("pk", flat=True))
    return [(ref, None if parent in behind else above, place) for ref, above, parent, place in rows]


def _staying() -> "QuerySet[Incident]":
    return Incident.objects.filter(state__in=STAY) | Incident.objects.filter(takedowns.is_hidden())


def left_behind(series: Series | None) -> Mapping[str, int]:
    """How many incidents of the desk, or of a series' countries, are in no log, by what became of them."""
    country = gazetteer.countries()
    rows = _staying().exclude(state=IncidentState.DISCARDED).values_list("state", "place_id")
    ended = {IncidentState.WITHDRAWN, IncidentState.MERGED, IncidentState.REDACTED}
    told = (
        state.lower() if state in ended else "hidden"
        for state, place in rows
        if series is None or country[place] in series.countries
    )
    return dict(sorted(Counter(told).items()))
