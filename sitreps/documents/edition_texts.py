"""The texts an edition starts with: highlights and overview from plain templates, one root at a time (edition.md C2).

They are Markdown with figure tokens, so that editors can change every word and no number. One fact a bullet, with who
says it; most severe first. In every language of the edition; titles and summaries that are in no script of a further
language are put together anew or left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sitreps.codelists import RevisedWhat
from sitreps.documents import figure_words, quotes, wording
from sitreps.documents.damage import words_of
from sitreps.documents.edition import Damage, Revised
from sitreps.documents.incident import IncidentDocument, PublicFigure
from sitreps.documents.markdown import escape
from sitreps.documents.naming import is_in
from sitreps.documents.numbering import Numbering, place_name
from sitreps.documents.wording import Words

MOST_BULLETS = 5
MOST_PARAGRAPHS = 6
CASUALTIES = ("KILLED", "INJURED")
MOST_NAMED = 4
PLACE = "\x00"
"""Stands for a figure's token while the words around it are escaped; no text may hold it."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What the texts are written from: the edition's incidents in one language, and the countries' names by code.

    `home` is the series' own country, which needs no naming.
    """

    numbering: Numbering
    countries: Mapping[str, str]
    home: str

    def country_of(self, root: IncidentDocument) -> str:
        """The name of the root's country; empty for the series' own."""
        code = root.place.country or ""
        return "" if code == self.home else self.countries.get(code, "")

    def titled(self, root: IncidentDocument) -> str:
        """`Drone strike in Belgorod oblast, Russian Federation`."""
        return ", ".join(part for part in (self.numbering.title(root), self.country_of(root)) if part)


def highlights(writing: Writing, damage: Sequence[Damage], revised: Sequence[Revised] = ()) -> list[str]:
    """Two to five bullets, the most severe first, then damage, then the greatest change since the edition before;
    on a quiet day that there is nothing new. `revised`: what earlier editions said otherwise."""
    say, roots = writing.numbering.say, writing.numbering.fresh
    change = _change_highlight(revised, writing)
    if not roots:
        return [say("text.quiet"), *change]
    ordered = sorted(roots, key=severity)
    room = MOST_BULLETS - (1 if damage else 0) - len(change)
    if len(ordered) > room:
        room -= 1
    bullets = [_highlight(root, writing) for root in ordered[:room]]
    left = len(ordered) - room
    if left > 0:
        bullets.append(say.counted("text.further_below", left))
    return bullets + ([_damage_highlight(ordered, damage, writing)] if damage else []) + change


def _change_highlight(revised: Sequence[Revised], writing: Writing) -> list[str]:
    """The killed or injured of an earlier incident that changed most, with what was said before and why."""
    numbering = writing.numbering
    told = [
        (abs(one.delta), one.measure == "KILLED", root.ref, root, one, figure)
        for one in revised
        if one.what == RevisedWhat.FIGURE and one.measure in CASUALTIES
        if one.delta and one.was and numbering.is_root(one.ref)
        for root in (numbering.documents[one.ref],)
        if not numbering.is_fresh(one.ref) and (figure := figure_of(root, one.measure))
    ]
    if not told:
        return []
    *_, root, most, figure = max(told, key=lambda one: one[:3])
    head = numbering.say("text.revised.head", title=numbering.title(root))
    told_now = numbering.say("text.revised", now=_fact(figure, writing), was=most.was)
    note = f" {escape(most.text)}" if most.text else ""
    return [f"**{escape(head)}** {_with_token(root, figure, told_now)}{note}"]


def overview(writing: Writing) -> str:
    """A paragraph a root for the most severe ones, one sentence for the rest."""
    say, roots = writing.numbering.say, writing.numbering.fresh
    if not roots:
        return f"{say('text.quiet')} {say('text.silence')}"
    ordered = sorted(roots, key=severity)
    paragraphs = [_paragraph(root, writing) for root in ordered[:MOST_PARAGRAPHS]]
    left = len(ordered) - MOST_PARAGRAPHS
    if left > 0:
        paragraphs.append(say.counted("text.further_in_table", left))
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


def _highlight(root: IncidentDocument, writing: Writing) -> str:
    say = writing.numbering.say
    head = say("text.head", title=writing.titled(root), day=wording.day(root.occurred.on, say))
    facts = [figure for measure in CASUALTIES if (figure := figure_of(root, measure))]
    if not facts:
        return f"**{escape(head)}:** {escape(say('text.no_number'))}"
    told = [_with_token(root, figure, _fact(figure, writing)) for figure in facts]
    tails = [escape(_reason(root, figure, writing)) for figure in facts]
    rest = "".join(f"; {fact}{tail}" for fact, tail in zip(told[1:], tails[1:], strict=True))
    return f"**{escape(head)}: {told[0]}**{tails[0]}{rest}."


def _fact(figure: PublicFigure, writing: Writing) -> str:
    """`… people reported killed`, around the token."""
    say = writing.numbering.say
    words, measure = wording.number_words(figure, say), figure.measure
    short = say.either(f"short.{measure}", say.label("measure", measure).lower())
    return say(f"text.fact.{_kind(figure, words)}", number=PLACE, noun=say.form("noun.person", words.noun), short=short)


def _kind(figure: PublicFigure, words: Words) -> str:
    """What the token stands for: a number, one with words of some places, a word, no number, or sides."""
    if figure.sides:
        return "sides"
    if words.number == wording.DASH:
        return "unstated"
    if words.vague:
        return "with_vague"
    return "counted" if words.is_digits else "word"


def _reason(root: IncidentDocument, figure: PublicFigure, writing: Writing) -> str:
    """Of whom it is known, and who says it; the sides of a conflict name theirs."""
    say = writing.numbering.say
    kinds = figure_words.kinds(figure, say)
    if kinds:
        kinds = say("text.all_of_them" if figure.names_everybody else "text.including", kinds=kinds)
    if figure.sides:
        return kinds
    return kinds + quotes.reason(figure_words.telling(root, figure, writing.numbering), say)


def _damage_highlight(roots: Sequence[IncidentDocument], damage: Sequence[Damage], writing: Writing) -> str:
    """The damage of the most severe incident that tells of any: its own rows, else those of one of its places."""
    say = writing.numbering.say
    by_ref: dict[str, list[Damage]] = {}
    for row in damage:
        by_ref.setdefault(row.ref, []).append(row)
    worst, refs = next((root, found) for root in roots if (found := [ref for ref in _tree(root) if ref in by_ref]))
    rows = by_ref[refs[0]]
    named = say.joined([wording.damage_phrase(row.category, words_of(row, say), say) for row in rows[:MOST_NAMED]])
    alone = len(rows) == 1 and rows[0].number_given and rows[0].lower == 1
    key = "text.damage.one" if alone else "text.damage.several"
    if len(rows) > MOST_NAMED or len(refs) > 1:
        key = "text.damage.among_others"
    head = say("text.damage.head", place=place_name(worst, say))
    return f"**{escape(head)}** {escape(say(key, named=named))}"


def _tree(root: IncidentDocument) -> tuple[str, ...]:
    return (root.ref, *root.children)


def _paragraph(root: IncidentDocument, writing: Writing) -> str:
    numbering, summary = writing.numbering, root.summary.strip()
    is_told = bool(summary) and (not numbering.translated or is_in(summary, numbering.say.language))
    sentences = [escape(summary) if is_told else f"{escape(writing.titled(root))}."]
    sentences += [_sentence(root, figure, numbering) for one in CASUALTIES if (figure := figure_of(root, one))]
    return " ".join(sentences)


def _sentence(root: IncidentDocument, figure: PublicFigure, numbering: Numbering) -> str:
    """The figure's ready sentence with its number as a token, without the date that the whole edition is as of."""
    telling = figure_words.telling(root, figure, numbering)
    return _with_token(root, figure, quotes.quote(telling, numbering.say, number=PLACE, dated=False))


def _with_token(root: IncidentDocument, figure: PublicFigure, text: str) -> str:
    return escape(text).replace(PLACE, token(root.ref, figure.measure))
