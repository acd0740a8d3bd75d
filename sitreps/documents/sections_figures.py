"""The key figures of an edition: tiles a measure and country, the lesser tiles, the line below (edition.md C2, 4)."""

from collections.abc import Sequence

from sitreps.codelists import vocabulary
from sitreps.documents import sections_changes, wording
from sitreps.documents.edition import Damage, EditionDocument, PublicTotal
from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.layout import CountryCell, KeyFigures, Number, SmallTile, Sure, Tile
from sitreps.documents.numbering import Numbering
from sitreps.documents.numbers import coverage, dots, number

MOST_NOTES = 3
MARKERS = {"KILLED": "killed", "INJURED": "injured"}
NO_REPORT = Number("no report", wording.DASH, "no report", "none", "", "")


def key_figures(document: EditionDocument, numbering: Numbering) -> KeyFigures:
    """The strip of tiles: killed and injured by country, then incidents, children, facilities, displaced."""
    fresh = numbering.fresh
    letters = iter("abcdefgh")
    notes: list[tuple[str, str]] = []

    def letter(note: str) -> str:
        """A footnote's letter, where there is a note to point at."""
        if not note:
            return ""
        notes.append((next(letters), note))
        return notes[-1][0]

    tiles = tuple(
        Tile(
            label=vocabulary("measure").label(measure),
            marker=marker,
            letter=letter(_tile_note(document, measure, numbering)),
            cells=_cells(document, measure, numbering),
            sure=_sure(fresh, measure, numbering),
        )
        for measure, marker in MARKERS.items()
    )
    children, note = _children(fresh, numbering)
    small = (
        SmallTile("Incidents", "", _incidents(fresh, document)),
        *((SmallTile("Children killed", letter(note), children),) if children else ()),
        SmallTile("Health facilities damaged", "", _facilities(document.damage, "HEA")),
        SmallTile("Education facilities damaged", "", _facilities(document.damage, "EDU")),
        SmallTile("People displaced", "", _displaced(document)),
    )
    return KeyFigures(tiles, small, _since(document), tuple(notes))


def _cells(document: EditionDocument, measure: str, numbering: Numbering) -> tuple[CountryCell, ...]:
    return tuple(
        CountryCell(country.name, number(total), coverage(total, numbering))
        for country in document.countries
        if (total := _total(document.totals, country.code, measure)) is not None
    )


def _total(totals: Sequence[PublicTotal], scope: str, measure: str) -> PublicTotal | None:
    return next((one for one in totals if one.scope == scope and one.measure == measure), None)


def _sure(roots: Sequence[IncidentDocument], measure: str, numbering: Numbering) -> Sure:
    """How the figures of a tile are sourced: the words by incident, the dots of the incident that weighs most."""
    told = [(root, figure) for root in roots for figure in root.figures if figure.measure == measure and figure.lower]
    if not told:
        return Sure(None, "no source gives a number")
    weightiest = max(told, key=lambda one: (one[1].lower or 0, one[0].ref))[0]
    by_words = sorted({root.grade_text for root, _ in told}, key=lambda words: -(dots(words) or 0))
    parts = []
    for words in by_words:
        refs = [root.ref for root, _ in told if root.grade_text == words]
        parts.append(f"{words} for {numbering.incidents(refs)}")
    text = "; ".join(parts)
    return Sure(dots(weightiest.grade_text), text[:1].upper() + text[1:])


def _incidents(roots: Sequence[IncidentDocument], document: EditionDocument) -> Number:
    count = str(len(roots))
    clusters = [root for root in roots if root.children]
    places = sum(len(root.children) for root in clusters)
    late = f"{len(document.late)} reported late; " if document.late else ""
    spans = (
        f"{'1 of them a cluster' if len(clusters) == 1 else f'{len(clusters)} of them clusters'} of"
        f" {wording.counted(places, 'location', 'locations')}"
        if clusters
        else "none spans several locations"
    )
    return Number("", count, count, "exact", "", f"{late}{spans}" if roots else "none published")


def _children(roots: Sequence[IncidentDocument], numbering: Numbering) -> tuple[Number | None, str]:
    """Children killed, as far as a source says so; never more than the sum of the lower ends."""
    told = [
        (root, kind)
        for root in roots
        for figure in root.figures
        if figure.measure == "KILLED"
        if (kind := _children_in(figure))
    ]
    if not told:
        return None, ""
    lower = sum(kind for _, kind in told)
    deaths = sum(1 for root in roots if any(one.measure == "KILLED" and one.lower for one in root.figures))
    where = wording.joined(list(dict.fromkeys(root.place.name for root, _ in told)))
    of_all = wording.counted(deaths, "incident", "incidents")
    note = f"{where}, {len({root.ref for root, _ in told})} of {of_all} with deaths"
    labels = numbering.incidents([root.ref for root, _ in told])
    words = Number("at least", str(lower), f"at least {lower}", "open", "", note)
    return words, f"Children are counted only where a source says so ({labels}); the others’ ages are not stated."


def _children_in(figure: PublicFigure) -> int:
    """How many children a figure numbers at least; infants are among them, girls and boys add up."""
    if not figure.splits:
        return max((kind.lower for kind in figure.of_which if kind.age_group in {"CHILD", "INFANT"}), default=0)
    ages = (part for split in figure.splits if split.by == "age_group" for part in split.parts)
    return max((part.numbered_lower for part in ages if part.value == "CHILD"), default=0)


def _facilities(damage: Sequence[Damage], sector: str) -> Number:
    """Facilities of a sector: digits only for those that a source counts (B10)."""
    rows = [row for row in damage if row.category.split(".")[0] == sector]
    if not rows:
        return NO_REPORT
    what = wording.joined(list(dict.fromkeys(_plural(row.category) for row in rows)))
    counted = [row.lower for row in rows if row.lower]
    if not counted:
        return Number(wording.NOT_GIVEN, wording.DASH, wording.NOT_GIVEN, "none", "", what)
    floor = str(sum(counted))
    if all(row.number_given and row.text.isdigit() for row in rows):
        return Number("", floor, floor, "exact", "", what)
    return Number("at least", floor, f"at least {floor}", "open", "", f"{what}; number not given")


def _plural(category: str) -> str:
    return wording.facility_nouns(category)[1]


def _displaced(document: EditionDocument) -> Number:
    totals = [one for one in document.totals if one.measure == "DISPLACED" and one.scope != "ALL" and one.quantifier]
    if not totals:
        return Number(wording.NO_FIGURE, wording.DASH, wording.NO_FIGURE, "none", "", "nothing reported")
    names = {country.code: country.name for country in document.countries}
    first, *rest = totals
    value = number(first)
    others = "; ".join(f"{names[one.scope]} {one.text}" for one in rest)
    note = names[first.scope] + (f"; {others}" if others else "")
    return Number(value.qualifier, value.number, value.text, value.mark, value.mark_text, note)


def _tile_note(document: EditionDocument, measure: str, numbering: Numbering) -> str:
    """What a reader must know about a tile: the data notes on its figures, by incident."""
    about: dict[str, list[str]] = {}
    for note in document.data_notes:
        ref, _, of = note.ref.partition(".")
        told = of == measure and note.text != wording.NOTE_TEXTS["UNATTRIBUTED_FIGURE"]
        if told and numbering.is_fresh(ref):
            about.setdefault(ref, []).append(f"{note.text} {note.note}".strip())
    refs = sorted(about, key=numbering.order)[:MOST_NOTES]
    return " ".join(f"Incident {numbering.label(ref)}: {numbering.named(' '.join(about[ref]))}" for ref in refs)


def _since(document: EditionDocument) -> str:
    since = wording.day(document.since)
    if document.first:
        return f"New in this period. Since {since}: the same numbers, this is the first edition of the series."
    return sections_changes.since_line(document)
