"""The incidents of an edition: the table by country, a card for each root, the damage (edition.md C2, 8, 9, 13)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from sitreps.codelists import vocabulary
from sitreps.documents import wording
from sitreps.documents.addresses import figure_address
from sitreps.documents.edition import Country, EditionDocument, PublicTotal
from sitreps.documents.incident import IncidentDocument, PublicClaim, PublicFigure
from sitreps.documents.layout import (
    Card,
    CardFigure,
    CountryRows,
    DamageRow,
    IncidentRow,
    IncidentTable,
    Number,
    Paragraph,
    Run,
)
from sitreps.documents.numbering import Numbering
from sitreps.documents.numbers import NO_NUMBER, number, share, sure

NONE_LEFT = Number("", "none", "none", "none", "", "")
STRIKES = {
    "MISSILE": "Missile strike",
    "BALLISTIC_MISSILE": "Ballistic missile strike",
    "CRUISE_MISSILE": "Cruise missile strike",
    "UAV": "Drone strike",
    "GLIDE_BOMB": "Glide bomb strike",
    "AERIAL_BOMB": "Aerial bombing",
    "ARTILLERY": "Artillery shelling",
    "MLRS": "Rocket shelling",
}
SEVERITIES = {
    "AFFECTED": "Affected",
    "DAMAGED": "Damaged",
    "PARTIALLY_DESTROYED": "Partly destroyed",
    "DESTROYED": "Destroyed",
}
BASES = {
    "ACCEPTED_BY_PARTY": "{name} accepted responsibility.",
    "ESTABLISHED_BY_THIRD_PARTY": "A third party established that {name} was responsible.",
    "ALLEGED_BY_ADVERSARY": "Attributed to {name} by its adversary.",
    "ASSERTED_BY_PUBLISHER": "The report attributes it to {name}; it names no origin for this.",
    "CONTESTED": "Disputed; {name} was named.",
    "NOT_STATED": "{name} was named; on what basis is not stated.",
}


def incident_table(document: EditionDocument, numbering: Numbering) -> IncidentTable:
    """By country, a row an incident; children under their cluster, then what is not allocated to a location."""
    zone = ZoneInfo(document.timezone)
    countries = sorted(document.countries, key=lambda country: country.name)
    rows = [_country(document, country, numbering) for country in countries]
    notes = ["“–” means that no source gives a number; silence is not zero."]
    if document.late:
        notes.append("Country totals include the incidents reported late.")
    inferred = [root.ref for root in numbering.roots if root.occurred.basis == "INFERRED"]
    if inferred:
        notes.append(f"Dates of {numbering.incidents(inferred)} are inferred.")
    return IncidentTable(
        times_in=document.period.to.astimezone(zone).tzname() or "UTC",
        countries=tuple(row for row in rows if row.rows),
        note=" ".join(notes) if numbering.roots else "",
    )


def late_rows(document: EditionDocument, numbering: Numbering) -> tuple[IncidentRow, ...]:
    """The incidents that happened before the period and reached the record since, in a table of their own (B8)."""
    late = {one.ref for one in document.late}
    return tuple(row for root in numbering.roots if root.ref in late for row in _rows(root, numbering))


def cards(document: EditionDocument, numbering: Numbering) -> tuple[Card, ...]:
    """A card for each root: its numbers, what is reported by whom, responsibility, what is not known."""
    names = {country.code: country.name for country in document.countries}
    with_party = document.publish_attribution == "with_basis"
    return tuple(
        Card(
            label=numbering.label(root.ref),
            title=root.title,
            ref=root.ref,
            meta=_meta(root, names),
            figures=tuple(
                _card_figure(figure, figure_address(document.permalink, root.ref, figure.measure))
                for figure in root.figures
                if _is_carded(figure)
            ),
            paragraphs=_card_paragraphs(root, numbering, document, with_party=with_party),
        )
        for root in numbering.roots
    )


def damage_rows(document: EditionDocument, numbering: Numbering) -> tuple[DamageRow, ...]:
    """Damage by incident and category, in words."""
    facility = vocabulary("facility")
    rows = []
    for row in sorted(document.damage, key=lambda row: numbering.order(row.ref)):
        one, many = wording.facility_nouns(row.category)
        what = one if row.text == "1" else many
        rows.append(
            DamageRow(
                what=what[:1].upper() + what[1:],
                sector=facility.label(row.category.split(".")[0]),
                number=row.text,
                severity=SEVERITIES.get(row.severity or "", "Not stated"),
                where=numbering.documents[row.ref].place.name,
                incident=numbering.label(row.ref),
            )
        )
    return tuple(rows)


def when(document: IncidentDocument) -> tuple[str, str]:
    """The day or days, and the time of day or why there is none."""
    happened, zone = document.occurred, ZoneInfo(document.occurred.tz)
    on = _short(happened.on)
    if happened.precision == "UNKNOWN":
        return "not stated", f"logged under {on}"
    if happened.from_ is None:
        coarse = {"WEEK": "in the week of", "MONTH": "in the month of"}.get(happened.precision)
        return (f"{coarse} {on}", "day not stated") if coarse else (on, _part(happened.precision))
    start = happened.from_.astimezone(zone)
    end = (happened.to or happened.from_).astimezone(zone)
    hours = f"{start:%H:%M}" if start == end else f"{start:%H:%M}{wording.DASH}{end:%H:%M}"
    if happened.precision == "OVERNIGHT":
        hours = f"overnight, {hours}"
    return _days(start.date(), end.date()), hours


def _part(precision: str) -> str:
    return {"OVERNIGHT": "overnight", "PART_OF_DAY": "part of the day"}.get(precision, "time not stated")


def _short(day: date) -> str:
    return f"{day.day} {day:%B}"


def _days(first: date, last: date) -> str:
    if first == last:
        return _short(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{wording.DASH}{_short(last)}"
    return f"{_short(first)} to {_short(last)}"


def _country(document: EditionDocument, country: Country, numbering: Numbering) -> CountryRows:
    new = {one.ref for one in document.new}
    roots = [root for root in numbering.roots if root.ref in new and root.place.country == country.code]
    killed, injured = (_total(document.totals, country.code, measure) for measure in ("KILLED", "INJURED"))
    return CountryRows(
        name=country.name,
        count=wording.counted(len(roots), "incident", "incidents"),
        killed=number(killed),
        killed_coverage=share(killed, numbering),
        injured=number(injured),
        injured_coverage=share(injured, numbering),
        rows=tuple(row for root in roots for row in _rows(root, numbering)),
    )


def _rows(root: IncidentDocument, numbering: Numbering) -> Sequence[IncidentRow]:
    children = numbering.children(root)
    rows = [_row(root, numbering, level=0), *(_row(child, numbering, level=1) for child in children)]
    return [*rows, _unallocated(root, children)] if children else rows


def _row(document: IncidentDocument, numbering: Numbering, *, level: int) -> IncidentRow:
    days, hours = when(document)
    return IncidentRow(
        label=numbering.label(document.ref),
        title=what(document),
        detail=f"cluster, {wording.counted(len(document.children), 'location', 'locations')}"
        if document.children
        else "",
        ref=document.ref,
        when=days,
        when_note=hours,
        where=document.place.name,
        where_code=_place_code(document),
        killed=number(_figure(document, "KILLED")),
        injured=number(_figure(document, "INJURED")),
        sure=sure(document.grade_text),
        level=level,
    )


def what(document: IncidentDocument) -> str:
    """The kind of event in a few words: the weapon where it is known, else the sub-event's label."""
    event = vocabulary("sub_event_type").label(document.event.sub_event_type)
    weapon = document.event.weapon
    return STRIKES.get(weapon or "", event)


def _unallocated(root: IncidentDocument, children: Sequence[IncidentDocument]) -> IncidentRow:
    return IncidentRow(
        label="",
        title="Not allocated to a location",
        detail="",
        ref="",
        when="",
        when_note="",
        where="",
        where_code="",
        killed=_left(root, children, "KILLED"),
        injured=_left(root, children, "INJURED"),
        sure=None,
        level=1,
    )


def _left(root: IncidentDocument, children: Sequence[IncidentDocument], measure: str) -> Number:
    """What of a cluster's figure is in none of its places: all of it, a difference, or nothing."""
    whole = _figure(root, measure)
    if whole is None or whole.quantifier is None:
        return NO_NUMBER
    if not any(_has_number(child, measure) for child in children):
        return number(whole)
    if whole.unallocated:
        left = wording.digits(whole.unallocated)
        return Number("", left, left, "exact", "", "")
    return NONE_LEFT


def _has_number(document: IncidentDocument, measure: str) -> bool:
    figure = _figure(document, measure)
    return figure is not None and figure.quantifier is not None


def _figure(document: IncidentDocument, measure: str) -> PublicFigure | None:
    return next((one for one in document.figures if one.measure == measure), None)


def _total(totals: Sequence[PublicTotal], scope: str, measure: str) -> PublicTotal | None:
    return next((one for one in totals if one.scope == scope and one.measure == measure), None)


def _place_code(document: IncidentDocument) -> str:
    place = document.place
    unit = place.adm2 if place.adm2 and place.level not in {"ADM1", "COUNTRY"} else place.adm1
    return (unit.pcode if unit else None) or ""


# ---- Cards


def _meta(root: IncidentDocument, names: dict[str, str]) -> tuple[str, ...]:
    days, hours = when(root)
    inferred = " (date inferred)" if root.occurred.basis == "INFERRED" else ""
    where = " · ".join(part for part in (names.get(root.place.country or "", ""), root.place.name) if part)
    cluster = f"cluster of {wording.counted(len(root.children), 'location', 'locations')}" if root.children else ""
    days = f"date {days}" if root.occurred.precision == "UNKNOWN" else days
    lines = (f"{where} {_place_code(root)}".strip(), f"{days}, {hours}{inferred}", cluster)
    return tuple(line for line in lines if line)


def _is_carded(figure: PublicFigure) -> bool:
    return figure.measure in {"KILLED", "INJURED"} or figure.quantifier is not None


def _card_figure(figure: PublicFigure, page: str) -> CardFigure:
    marker = {"KILLED": "killed", "INJURED": "injured"}.get(figure.measure, "")
    return CardFigure(
        label=vocabulary("measure").label(figure.measure),
        marker=marker,
        value=replace(number(figure), note=""),  # its basis tells of combatants
        basis=_basis(figure),
        page=page,
    )


def _basis(figure: PublicFigure) -> str:
    """On what the number rests, in half a line."""
    if figure.quantifier is None:
        return "no source gives a number"
    kinds = wording.joined([kind.text for kind in figure.people_named])
    said = figure.quote.rstrip(".")
    if figure.taken_from == "BREAKDOWN" and "(" in said:
        told = said[said.index("(") + 1 :].split("; as of")[0]
    else:
        told = said.split(", ", 1)[1].split(" (as of")[0] if ", " in said else ""
    of_whom = (kinds if figure.names_everybody else f"including {kinds}") if kinds else ""
    return "; ".join(part for part in (of_whom, told) if part)


def _card_paragraphs(
    root: IncidentDocument, numbering: Numbering, document: EditionDocument, *, with_party: bool
) -> tuple[Paragraph, ...]:
    reported = [figure.quote for figure in root.figures if figure.quantifier is not None]
    reported += [_aside(claim) for claim in root.claims if _is_aside(claim)]
    reported += [f"{numbering.named(flag.text)}" for figure in root.figures for flag in figure.flags]
    paragraphs: list[Paragraph] = []
    if root.summary.strip():
        paragraphs.append((Run(root.summary.strip()),))
    if reported:
        paragraphs.append((Run(" ".join(reported)),))
    damage = [row for row in document.damage if row.ref == root.ref]
    if damage:
        rows = wording.joined([wording.damage_phrase(row.category, row.text) for row in damage])
        origins = wording.joined(list(dict.fromkeys(origin for row in damage for origin in row.origins)))
        paragraphs.append((Run(wording.sentence(f"Damage, according to {origins}: {rows}")),))
    return (*paragraphs, _last_paragraph(root, with_party=with_party))


def _is_aside(claim: PublicClaim) -> bool:
    return claim.disaggregation.kind == "TOTAL" and claim.status == "ACTIVE" and not claim.used and bool(claim.wording)


def _aside(claim: PublicClaim) -> str:
    """A claim that is not the figure, in its own words, with why it is not."""
    measure = vocabulary("measure").label(claim.measure).lower()
    why = wording.NOT_USED_TEXTS.get(claim.not_used_because or "", "")
    label = claim.origin.label[:1].upper() + claim.origin.label[1:]
    return f"{label} says “{claim.wording}” ({measure}){f': {why}' if why else ''}."


def _last_paragraph(root: IncidentDocument, *, with_party: bool) -> Paragraph:
    runs: list[Run] = []
    if with_party:
        responsible = root.reported_responsible
        said = BASES[responsible.basis].format(name=responsible.name) if responsible else "No party is named."
        runs += [Run("Reported responsible. ", strong=True), Run(f"{said} ")]
    unknown = _unknown(root)
    if unknown:
        runs += [Run("Not known. ", strong=True), Run(" ".join(unknown))]
    return tuple(runs)


def _unknown(root: IncidentDocument) -> list[str]:
    """What no source tells, as far as the record shows it."""
    said = {figure.measure for figure in root.figures if figure.quantifier is not None}
    sentences = [
        f"How many people were {wording.ENGLISH(f'short.{measure}')}."
        for measure in ("KILLED", "INJURED")
        if measure not in said
    ]
    if root.children and any(figure.open for figure in root.figures):
        sentences.append("Whether there were casualties in other places.")
    if root.occurred.precision == "UNKNOWN":
        sentences.append("When it happened.")
    if any(facility.number is None for facility in root.facilities):
        sentences.append("How many facilities were damaged, and whether they still work.")
    return sentences
