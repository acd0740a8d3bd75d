"""The incidents of an edition: the table by country, those reported late, the damage (edition.md C2, 8, 9)."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sitreps.documents import figure_words, wording
from sitreps.documents.damage import words_of
from sitreps.documents.edition import Country, EditionDocument, PublicTotal
from sitreps.documents.incident import IncidentDocument, PublicFigure, Responsible
from sitreps.documents.layout import CountryRows, DamageRow, IncidentRow, IncidentTable, Number
from sitreps.documents.naming import Named
from sitreps.documents.numbering import Numbering, place_name, what
from sitreps.documents.numbers import no_number, number, share, sure
from sitreps.documents.wording import ENGLISH, Phrases


def incident_table(document: EditionDocument, numbering: Numbering) -> IncidentTable:
    """By country, a row an incident; children under their cluster, then what is not allocated to a location.

    Last what lies in no one country of the series, without a sum: a total across borders is for machines alone (B7).
    """
    zone, say = ZoneInfo(document.timezone), numbering.say
    countries = sorted(document.countries, key=lambda country: country.name)
    rows = [_country(document, country, numbering) for country in countries]
    across = _across(document, numbering)
    notes = [say("table.silence")]
    if across.rows:
        notes.append(say("table.across.note"))
    if document.late:
        notes.append(say("table.late"))
    inferred = [root.ref for root in numbering.roots if root.occurred.basis == "INFERRED"]
    if inferred:
        notes.append(say("table.inferred", incidents=numbering.incidents(inferred)))
    return IncidentTable(
        times_in=document.period.to.astimezone(zone).tzname() or "UTC",
        countries=tuple(row for row in (*rows, across) if row.count),
        note=" ".join(notes) if numbering.roots else "",
    )


def late_rows(document: EditionDocument, numbering: Numbering) -> tuple[IncidentRow, ...]:
    """The incidents that happened before the period and reached the record since, in a table of their own (B8)."""
    late = {one.ref for one in document.late}
    return tuple(row for root in numbering.roots if root.ref in late for row in _rows(root, numbering))


def damage_rows(document: EditionDocument, numbering: Numbering) -> tuple[DamageRow, ...]:
    """Damage by incident and category, in words."""
    say = numbering.say
    rows = []
    for row in sorted(document.damage, key=lambda row: numbering.order(row.ref)):
        one, many = wording.facility_nouns(row.category, say)
        name = one if row.text == "1" else many
        rows.append(
            DamageRow(
                what=name[:1].upper() + name[1:],
                sector=say.label("facility", row.category.split(".")[0]),
                number=words_of(row, say),
                severity=say.either(f"severity.{row.severity}", say("severity.not_stated")),
                where=place_name(numbering.documents[row.ref], say),
                incident=numbering.label(row.ref),
            )
        )
    return tuple(rows)


def when(document: IncidentDocument, say: Phrases = ENGLISH) -> tuple[str, str]:
    """The day or days, and the time of day or why there is none."""
    happened, zone = document.occurred, ZoneInfo(document.occurred.tz)
    on = wording.short_day(happened.on, say)
    if happened.precision == "UNKNOWN":
        return say("when.not_stated"), say("when.logged", day=on)
    if happened.from_ is None:
        if happened.precision in {"WEEK", "MONTH"}:
            return say(f"when.{happened.precision}", day=on), say("when.day_not_stated")
        return on, say.either(f"when.{happened.precision}", say("when.time_not_stated"))
    start = happened.from_.astimezone(zone)
    end = (happened.to or happened.from_).astimezone(zone)
    hours = f"{start:%H:%M}" if start == end else f"{start:%H:%M}{wording.DASH}{end:%H:%M}"
    if happened.precision == "OVERNIGHT":
        hours = say("when.overnight_hours", hours=hours)
    return wording.days(start.date(), end.date(), say), hours


def responsible_text(responsible: Responsible, say: Phrases = ENGLISH) -> str:
    """Who is reported responsible, never without the basis."""
    return say(f"responsible.{responsible.basis}", name=Named(responsible.name, responsible.names).in_(say))


def place_code(document: IncidentDocument) -> str:
    """The P-code of the place, or of the unit it lies in; nothing where there is none."""
    place = document.place
    unit = place.adm2 if place.adm2 and place.level not in {"ADM1", "COUNTRY"} else place.adm1
    return (unit.pcode if unit else None) or ""


def _country(document: EditionDocument, country: Country, numbering: Numbering) -> CountryRows:
    say = numbering.say
    new = {one.ref for one in document.new}
    roots = [root for root in numbering.roots if root.ref in new and root.place.country == country.code]
    killed, injured = (_total(document.totals, country.code, measure) for measure in ("KILLED", "INJURED"))
    return CountryRows(
        name=Named(country.name, country.names).in_(say),
        count=_count(len(roots), _places_there(document, country, numbering), say),
        killed=number(killed, say),
        killed_coverage=share(killed, numbering),
        injured=number(injured, say),
        injured_coverage=share(injured, numbering),
        rows=tuple(row for root in roots for row in _rows(root, numbering)),
    )


def _count(roots: int, places: int, say: Phrases) -> str:
    """How many incidents a group has, and how many places of incidents across borders; empty where there is neither."""
    if not roots and not places:
        return ""
    count = say.counted("incidents", roots)
    return say.counted("table.and_across", places, count=count) if places else count


def _places_there(document: EditionDocument, country: Country, numbering: Numbering) -> int:
    """The places in a country of incidents that lie in several: its totals count them as incidents (B7)."""
    new = {one.ref for one in document.new}
    across = [root for root in numbering.roots if root.ref in new and root.place.country is None and root.is_counted]
    there = [one for root in across for one in numbering.children(root) if one.place.country == country.code]
    return sum(one.is_counted for one in there)


def _across(document: EditionDocument, numbering: Numbering) -> CountryRows:
    say, nothing = numbering.say, Number("", "", "", "none", "", "")
    new, codes = {one.ref for one in document.new}, {country.code for country in document.countries}
    roots = [root for root in numbering.roots if root.ref in new and root.place.country not in codes]
    return CountryRows(
        name=say("table.across"),
        count=_count(len(roots), 0, say),
        killed=nothing,
        killed_coverage="",
        injured=nothing,
        injured_coverage="",
        rows=tuple(row for root in roots for row in _rows(root, numbering)),
    )


def _rows(root: IncidentDocument, numbering: Numbering) -> Sequence[IncidentRow]:
    children = numbering.children(root)
    rows = [_row(root, numbering, level=0), *(_row(child, numbering, level=1) for child in children)]
    return [*rows, _unallocated(root, children, numbering.say)] if children else rows


def _row(document: IncidentDocument, numbering: Numbering, *, level: int) -> IncidentRow:
    say = numbering.say
    days, hours = when(document, say)
    return IncidentRow(
        label=numbering.label(document.ref),
        title=what(document, say),
        detail=say.counted("cluster.detail", len(document.children)) if document.children else "",
        ref=document.ref,
        when=days,
        when_note=hours,
        where=place_name(document, say),
        where_code=place_code(document),
        killed=number(_figure(document, "KILLED"), say),
        injured=number(_figure(document, "INJURED"), say),
        sure=sure(document.grade_text, figure_words.grade_words(document, say)),
        level=level,
    )


def _unallocated(root: IncidentDocument, children: Sequence[IncidentDocument], say: Phrases) -> IncidentRow:
    return IncidentRow(
        label="",
        title=say("table.unallocated"),
        detail="",
        ref="",
        when="",
        when_note="",
        where="",
        where_code="",
        killed=_left(root, children, "KILLED", say),
        injured=_left(root, children, "INJURED", say),
        sure=None,
        level=1,
    )


def _left(root: IncidentDocument, children: Sequence[IncidentDocument], measure: str, say: Phrases) -> Number:
    """What of a cluster's figure is in none of its places: all of it, a difference, or nothing."""
    whole = _figure(root, measure)
    if whole is None or whole.quantifier is None:
        return no_number(say)
    if not any(_has_number(child, measure) for child in children):
        return number(whole, say)
    if whole.unallocated:
        left = say.digits(whole.unallocated)
        return Number("", left, left, "exact", "", "")
    none = say("number.none_left")
    return Number("", none, none, "none", "", "")


def _has_number(document: IncidentDocument, measure: str) -> bool:
    figure = _figure(document, measure)
    return figure is not None and figure.quantifier is not None


def _figure(document: IncidentDocument, measure: str) -> PublicFigure | None:
    return next((one for one in document.figures if one.measure == measure), None)


def _total(totals: Sequence[PublicTotal], scope: str, measure: str) -> PublicTotal | None:
    return next((one for one in totals if one.scope == scope and one.measure == measure), None)
