"""The texts an edition starts with: highlights and overview from plain templates, one root at a time (edition.md C2).

They are Markdown with figure tokens, so that editors can change every word and no number. One fact a bullet, with who
says it; most severe first.
"""

import re
from collections.abc import Sequence

from sitreps.documents import wording
from sitreps.documents.edition import Country, Damage, Revised
from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.markdown import escape

MOST_BULLETS = 5
MOST_PARAGRAPHS = 6
CASUALTIES = ("KILLED", "INJURED")
AS_OF = re.compile(r"(; as of [^)]*| \(as of [^)]*\))")
MOST_NAMED = 4
QUIET = "No new incident was published for this period."


def highlights(
    roots: Sequence[IncidentDocument],
    damage: Sequence[Damage],
    countries: Sequence[Country],
    revised: Sequence[tuple[IncidentDocument, Revised]] = (),
) -> list[str]:
    """Two to five bullets, the most severe first, then damage, then the greatest change since the edition before;
    on a quiet day that there is nothing new. `revised`: what earlier editions said otherwise of a root."""
    change = _change_highlight(revised)
    if not roots:
        return [QUIET, *change]
    ordered = sorted(roots, key=severity)
    room = MOST_BULLETS - (1 if damage else 0) - len(change)
    if len(ordered) > room:
        room -= 1
    bullets = [_highlight(root, countries) for root in ordered[:room]]
    left = len(ordered) - room
    if left > 0:
        bullets.append(f"{wording.counted(left, 'further incident is', 'further incidents are')} listed below.")
    return bullets + ([_damage_highlight(ordered, damage)] if damage else []) + change


def _change_highlight(revised: Sequence[tuple[IncidentDocument, Revised]]) -> list[str]:
    """The killed or injured of an earlier incident that changed most, with what was said before and why."""
    told = [
        (abs(one.delta), one.measure == "KILLED", root.ref, root, one, figure)
        for root, one in revised
        if one.measure in CASUALTIES and one.delta and one.was and (figure := figure_of(root, one.measure))
    ]
    if not told:
        return []
    *_, root, most, figure = max(told, key=lambda one: one[:3])
    note = f" {escape(most.text)}" if most.text else ""
    now = _tokened(root, most.measure, figure)
    return [f"**Revised, {escape(root.title)}:** {now}, before {escape(most.was)}.{note}"]


def overview(roots: Sequence[IncidentDocument], countries: Sequence[Country]) -> str:
    """A paragraph a root for the most severe ones, one sentence for the rest."""
    if not roots:
        return f"{QUIET} Silence is not zero: events may have happened that no source in the desk's record tells of."
    ordered = sorted(roots, key=severity)
    paragraphs = [_paragraph(root, countries) for root in ordered[:MOST_PARAGRAPHS]]
    left = len(ordered) - MOST_PARAGRAPHS
    if left > 0:
        paragraphs.append(
            f"{wording.counted(left, 'further incident is', 'further incidents are')} in the table below."
        )
    return "\n\n".join(paragraphs)


def severity(root: IncidentDocument) -> tuple[int, int, str]:
    """The order of severity: killed, then injured, by their lower ends."""
    lower = {figure.measure: figure.lower or 0 for figure in root.figures}
    return (-lower.get("KILLED", 0), -lower.get("INJURED", 0), root.ref)


def token(ref: str, measure: str) -> str:
    """The token of a figure."""
    return f"{{{{fig:{ref}.{measure}}}}}"


def figure_of(root: IncidentDocument, measure: str) -> PublicFigure | None:
    """The figure of a measure, if a source gives one."""
    return next((one for one in root.figures if one.measure == measure and one.quantifier is not None), None)


def country_of(root: IncidentDocument, countries: Sequence[Country]) -> str:
    """The name of the root's country; empty for the series' own, which needs no naming."""
    code = root.place.country
    if countries and code == countries[0].code:
        return ""
    return next((country.name for country in countries if country.code == code), "")


def _highlight(root: IncidentDocument, countries: Sequence[Country]) -> str:
    where = country_of(root, countries)
    head = f"{root.title}{f', {where}' if where else ''}, {wording.day(root.occurred.on)}"
    told = [(one, figure_of(root, one)) for one in CASUALTIES]
    facts = [(measure, figure) for measure, figure in told if figure]
    if not facts:
        return f"**{escape(head)}:** no source gives a number of people killed or injured."
    first, *rest = facts
    bold = f"**{escape(head)}: {_tokened(root, *first)}**"
    tail = _reason(first[1])
    tail += "".join(f"; {_tokened(root, measure, figure)}{_reason(figure)}" for measure, figure in rest)
    return f"{bold}{tail}."


def _tokened(root: IncidentDocument, measure: str, figure: PublicFigure) -> str:
    """`{{fig:…}} people reported killed`."""
    done = wording.ENGLISH.either(f"short.{measure}", measure.lower())
    people = wording.ENGLISH.form("noun.person", wording.number_words(figure).noun)
    return f"{token(root.ref, measure)} {people} reported {done}"


def _reason(figure: PublicFigure) -> str:
    """Who says it, and of whom it is known, from the figure's ready sentence."""
    kinds = wording.joined([kind.text for kind in figure.people_named])
    of_whom = ""
    if kinds:
        of_whom = f" ({kinds})" if figure.names_everybody else f", including {kinds}"
    told = figure.quote.rstrip(".")
    if figure.taken_from == "BREAKDOWN" and "(" in told:
        said = AS_OF.sub("", told)[told.index("(") + 1 : -1]
        return f"{escape(of_whom)} ({escape(said)})"
    if "," not in told:
        return escape(of_whom)
    said = AS_OF.sub("", told[told.index(",") :])
    return escape(of_whom + said)


def _damage_highlight(roots: Sequence[IncidentDocument], damage: Sequence[Damage]) -> str:
    """The damage of the most severe incident that tells of any: its own rows, else those of one of its places."""
    by_ref: dict[str, list[Damage]] = {}
    for row in damage:
        by_ref.setdefault(row.ref, []).append(row)
    worst, refs = next((root, found) for root in roots if (found := [ref for ref in _tree(root) if ref in by_ref]))
    rows = by_ref[refs[0]]
    named = wording.joined([wording.damage_phrase(row.category, row.text) for row in rows[:MOST_NAMED]])
    more = ", among others," if len(rows) > MOST_NAMED or len(refs) > 1 else ""
    alone = len(rows) == 1 and not more and rows[0].number_given and rows[0].lower == 1
    were = "was" if alone else "were"
    return f"**Damage in {escape(worst.place.name)}:** {escape(named)}{more} {were} reported damaged."


def _tree(root: IncidentDocument) -> tuple[str, ...]:
    return (root.ref, *root.children)


def _paragraph(root: IncidentDocument, countries: Sequence[Country]) -> str:
    where = country_of(root, countries)
    sentences = [escape(root.summary.strip()) or f"{escape(root.title)}{f', {where}' if where else ''}."]
    for measure in CASUALTIES:
        figure = figure_of(root, measure)
        if figure:
            sentences.append(_sentence(root, figure))
    return " ".join(sentences)


def _sentence(root: IncidentDocument, figure: PublicFigure) -> str:
    """The figure's ready sentence with its number as a token, without the date that the whole edition is as of."""
    text = figure.text[:1].upper() + figure.text[1:]
    told = AS_OF.sub("", figure.quote)
    if not told.startswith(text):
        return escape(told)
    return token(root.ref, figure.measure) + escape(told[len(text) :])
