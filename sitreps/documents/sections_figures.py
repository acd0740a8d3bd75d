"""The key figures of an edition: tiles a measure and country, the lesser tiles, the line below (edition.md C2, 4)."""

from collections.abc import Sequence

from sitreps.documents import figure_words, sections_changes, wording
from sitreps.documents.edition import Damage, EditionDocument, EditionTexts, PublicTotal
from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.layout import CountryCell, KeyFigures, Number, SmallTile, Sure, Tile
from sitreps.documents.naming import country_names
from sitreps.documents.numbering import Numbering, place_name
from sitreps.documents.numbers import coverage, dots, number
from sitreps.documents.wording import Phrases

MOST_NOTES = 3
MARKERS = {"KILLED": "killed", "INJURED": "injured"}


def key_figures(document: EditionDocument, texts: EditionTexts, numbering: Numbering) -> KeyFigures:
    """The strip of tiles: killed and injured by country, then incidents, children, facilities, displaced."""
    fresh, say = numbering.fresh, numbering.say
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
            label=say.label("measure", measure),
            marker=marker,
            letter=letter(_tile_note(document, measure, numbering)),
            cells=_cells(document, measure, numbering),
            sure=_sure(fresh, measure, numbering),
        )
        for measure, marker in MARKERS.items()
    )
    children, note = _children(fresh, numbering)
    small = (
        SmallTile(say("tile.incidents"), "", _incidents(fresh, document, say)),
        *((SmallTile(say("tile.children"), letter(note), children),) if children else ()),
        SmallTile(say("tile.HEA"), "", _facilities(document.damage, "HEA", say)),
        SmallTile(say("tile.EDU"), "", _facilities(document.damage, "EDU", say)),
        SmallTile(say("tile.displaced"), "", _displaced(document, say)),
    )
    return KeyFigures(tiles, small, _since(document, texts, say), tuple(notes))


def _cells(document: EditionDocument, measure: str, numbering: Numbering) -> tuple[CountryCell, ...]:
    return tuple(
        CountryCell(name, number(total, numbering.say), coverage(total, numbering))
        for code, name in country_names(document, numbering.say).items()
        if (total := _total(document.totals, code, measure)) is not None
    )


def _total(totals: Sequence[PublicTotal], scope: str, measure: str) -> PublicTotal | None:
    return next((one for one in totals if one.scope == scope and one.measure == measure), None)


def _sure(roots: Sequence[IncidentDocument], measure: str, numbering: Numbering) -> Sure:
    """How the figures of a tile are sourced: the words by incident, the dots of the incident that weighs most."""
    say = numbering.say
    told = [(root, figure) for root in roots for figure in root.figures if figure.measure == measure and figure.lower]
    if not told:
        return Sure(None, say("tile.no_source"))
    weightiest = max(told, key=lambda one: (one[1].lower or 0, one[0].ref))[0]
    by_words = sorted({root.grade_text for root, _ in told}, key=lambda words: -(dots(words) or 0))
    parts = []
    for words in by_words:
        of_it = [root for root, _ in told if root.grade_text == words]
        incidents = numbering.incidents([root.ref for root in of_it])
        parts.append(say("tile.sure", words=figure_words.grade_words(of_it[0], say), incidents=incidents))
    text = "; ".join(parts)
    return Sure(dots(weightiest.grade_text), text[:1].upper() + text[1:])


def _incidents(roots: Sequence[IncidentDocument], document: EditionDocument, say: Phrases) -> Number:
    count = str(len(roots))
    if not roots:
        return Number("", count, count, "exact", "", say("tile.none_published"))
    clusters = [root for root in roots if root.children]
    places = say.counted("locations", sum(len(root.children) for root in clusters))
    spans = say.counted("tile.clusters", len(clusters), places=places) if clusters else say("tile.no_cluster")
    late = f"{say.counted('tile.late', len(document.late))}; " if document.late else ""
    return Number("", count, count, "exact", "", f"{late}{spans}")


def _children(roots: Sequence[IncidentDocument], numbering: Numbering) -> tuple[Number | None, str]:
    """Children killed, as far as a source says so; never more than the sum of the lower ends."""
    say = numbering.say
    told = [
        (root, kind)
        for root in roots
        for figure in root.figures
        if figure.measure == "KILLED"
        if (kind := _children_in(figure))
    ]
    if not told:
        return None, ""
    deaths = sum(1 for root in roots if any(one.measure == "KILLED" and one.lower for one in root.figures))
    where = say.joined(list(dict.fromkeys(place_name(root, say) for root, _ in told)))
    note = say.counted("tile.children.where", deaths, where=where, k=str(len({root.ref for root, _ in told})))
    labels = numbering.incidents([root.ref for root, _ in told])
    return _at_least(sum(kind for _, kind in told), note, say), say("tile.children.note", incidents=labels)


def _children_in(figure: PublicFigure) -> int:
    """How many children a figure numbers at least; infants are among them, girls and boys add up."""
    if not figure.splits:
        return max((kind.lower for kind in figure.of_which if kind.age_group in {"CHILD", "INFANT"}), default=0)
    ages = (part for split in figure.splits if split.by == "age_group" for part in split.parts)
    return max((part.numbered_lower for part in ages if part.value == "CHILD"), default=0)


def _facilities(damage: Sequence[Damage], sector: str, say: Phrases) -> Number:
    """Facilities of a sector: digits only for those that a source counts (B10)."""
    rows = [row for row in damage if row.category.split(".")[0] == sector]
    if not rows:
        return _in_words(say("number.no_report"), "")
    what = say.joined(list(dict.fromkeys(wording.plural_noun(row.category, say) for row in rows)))
    counted = [row.lower for row in rows if row.lower]
    if not counted:
        return _in_words(say("number.not_given"), what)
    floor = str(sum(counted))
    if all(row.number_given and row.text.isdigit() for row in rows):
        return Number("", floor, floor, "exact", "", what)
    return _at_least(sum(counted), say("number.and_not_given", number=what), say)


def _displaced(document: EditionDocument, say: Phrases) -> Number:
    totals = [one for one in document.totals if one.measure == "DISPLACED" and one.scope != "ALL" and one.quantifier]
    if not totals:
        return _in_words(say("number.no_figure"), say("tile.nothing_reported"))
    names = country_names(document, say)
    first, *rest = totals
    value = number(first, say)
    others = "; ".join(f"{names[one.scope]} {number(one, say).text}" for one in rest)
    note = names[first.scope] + (f"; {others}" if others else "")
    return Number(value.qualifier, value.number, value.text, value.mark, value.mark_text, note)


def _in_words(words: str, note: str) -> Number:
    return Number(words, wording.DASH, words, "none", "", note)


def _at_least(floor: int, note: str, say: Phrases) -> Number:
    qualifier = say("qualifier.AT_LEAST")
    return Number(qualifier, str(floor), f"{qualifier} {floor}", "open", "", note)


def _tile_note(document: EditionDocument, measure: str, numbering: Numbering) -> str:
    """What a reader must know about a tile: the data notes on its figures, by incident."""
    about: dict[str, list[str]] = {}
    for note in document.data_notes:
        ref, _, of = note.ref.partition(".")
        told = of == measure and note.text != wording.NOTE_TEXTS["UNATTRIBUTED_FIGURE"]
        if told and numbering.is_fresh(ref):
            text = figure_words.note_text(note.text, document.incidents, numbering.say)
            about.setdefault(ref, []).append(f"{text} {note.note}".strip())
    refs = sorted(about, key=numbering.order)[:MOST_NOTES]
    return " ".join(
        numbering.say("tile.note", incident=numbering.label(ref), text=numbering.named(" ".join(about[ref])))
        for ref in refs
    )


def _since(document: EditionDocument, texts: EditionTexts, say: Phrases) -> str:
    if document.first:
        return say("tile.since.first", since=wording.day(document.since, say))
    return sections_changes.since_line(document, texts, say)
