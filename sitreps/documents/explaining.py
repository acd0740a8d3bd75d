"""From public documents to the explanation of one figure. Pure: the same documents give the same explanation.

What the documents leave out is not known here either: a sum that cannot be seen to be closed is said to be open, so
that an explanation never says more than the figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sitreps.documents import explanation_words as words
from sitreps.documents import figure_words, projections, quotes, tellings, wording
from sitreps.documents.addresses import figure_path, revision_href
from sitreps.documents.explanation import (
    VERSION,
    Breakdown,
    ExplainedClaim,
    FigureExplanation,
    Headline,
    HistoryLine,
    PlaceFigure,
    RollUp,
    Step,
)
from sitreps.documents.incident import IncidentDocument, PublicClaim, PublicFigure
from sitreps.documents.naming import Named
from sitreps.documents.numbering import place_name, title_in
from sitreps.documents.revisions import revision_change
from sitreps.documents.wording import ENGLISH, Phrases
from sitreps.figures.sums import add

_SAID_BEFORE = frozenset({"OLDER_SAME_ORIGIN", "STALE_REQUOTE"})
_AT_ODDS = frozenset({"CONFLICTING", "PROGRESSION"})
_WHOLE_AGAINST_SUM = ("BREAKDOWN_EXCEEDS_TOTAL", "TOTAL_EXCEEDS_BREAKDOWN")
_CASES = (*_WHOLE_AGAINST_SUM, "BREAKDOWN_INCOMPLETE", "HEADLINE_ABOVE_BREAKDOWN")


@dataclass(frozen=True, slots=True)
class _Tree:
    """One incident's figure with those of its places, all as known at one moment. `left_out`: places not counted."""

    document: IncidentDocument
    figure: PublicFigure
    places: Mapping[str, tuple[IncidentDocument, PublicFigure | None]]
    say: Phrases
    left_out: Sequence[IncidentDocument] = ()

    @property
    def is_cluster(self) -> bool:
        return bool(self.places)


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum as wording takes it."""

    quantifier: str
    printed: int | None
    printed_upper: int | None
    vague_parts: tuple[str, ...]


def explain(
    document: IncidentDocument,
    measure: str,
    *,
    children: Sequence[IncidentDocument] = (),
    revisions: Sequence[IncidentDocument] = (),
    say: Phrases = ENGLISH,
) -> FigureExplanation | None:
    """How a figure was reached, told in a language; None where the incident has none of this measure.

    `children` are the places below as known at the same moment, `revisions` the incident's own up to then, newest
    first. Cost: linear in the claims, and in the revisions.
    """
    figure = _figure_of(document, measure)
    if figure is None:
        return None
    below = sorted((child for child in children if child.ref in document.children), key=lambda child: child.ref)
    places = {child.ref: (child, _figure_of(child, measure)) for child in below if child.is_counted}
    left_out = tuple(child for child in below if not child.is_counted)
    history = tuple(_history(revisions, measure, children, say))
    return _told(_Tree(document, figure, places, say, left_out), history)


def _told(tree: _Tree, history: tuple[HistoryLine, ...]) -> FigureExplanation:
    document, figure, say = tree.document, tree.figure, tree.say
    claims = tuple(_claims(tree))
    withheld = _withheld(figure, claims)
    roll_up = _roll_up(tree, claims) if tree.is_cluster else None
    return FigureExplanation(
        v=VERSION,
        ref=document.ref,
        href=figure.href,
        page=figure_path(document.ref, figure.measure),
        revision=document.revision,
        seq=document.seq,
        status=document.status,
        published_at=document.published_at,
        title=title_in(document, say),
        place=place_name(document, say),
        tz=document.occurred.tz,
        parent=document.parent,
        measure=figure.measure,
        label=say.label("measure", figure.measure),
        figure=figure,
        agreement=words.agreement(figure.agreement, roll_up.case.code if roll_up else None, say),
        grade=document.grade,
        grade_text=figure_words.grade_words(document, say),
        claims=claims,
        withheld=withheld,
        roll_up=roll_up,
        steps=tuple(_steps(tree, claims, roll_up, withheld)),
        history=history,
        language=say.language,
    )


def _label(claim: PublicClaim, say: Phrases) -> str:
    return Named(claim.origin.label, claim.origin.labels).in_(say)


def _figure_text(
    document: IncidentDocument, figure: PublicFigure, say: Phrases, children: Sequence[IncidentDocument] = ()
) -> str:
    """A figure in words: as it was frozen in English, else with the names of those who say it."""
    if say is ENGLISH:
        return figure.text
    return quotes.figure_text(tellings.of_public(figure, document, children), say)


def _figure_of(document: IncidentDocument, measure: str) -> PublicFigure | None:
    return next((one for one in document.figures if one.measure == measure), None)


# ---- The claims


def _claims(tree: _Tree) -> Iterator[ExplainedClaim]:
    """Those the figure rests on, then those it was weighed against, then the rest; each group by id."""
    found = [_claim(claim, tree.document, tree) for claim in _of_measure(tree.document, tree.figure.measure)]
    for child, _ in tree.places.values():
        found += [_claim(claim, child, tree) for claim in _of_measure(child, tree.figure.measure)]
    yield from sorted(found, key=lambda one: (not one.claim.used, not one.claim.counted, one.claim.id))


def _of_measure(document: IncidentDocument, measure: str) -> list[PublicClaim]:
    return [claim for claim in document.claims if claim.measure == measure]


def _claim(claim: PublicClaim, attached_to: IncidentDocument, tree: _Tree) -> ExplainedClaim:
    figure = tree.figure
    used = claim.id in figure.basis
    because = None if used else figure_words.not_used_code(claim, attached_to)
    standing = replace(claim, used=used, not_used_because=words.PUBLIC_CODES.get(because or "", because))
    return ExplainedClaim(
        incident=attached_to.ref,
        place=place_name(attached_to, tree.say),
        says=figure_words.claim_text(claim, tree.say),
        outcome=words.outcome(
            used=used,
            counted=claim.counted,
            because=because,
            adds=len(figure.basis) > 1,
            taken=figure.taken_from,
            preferred=claim.preferred,
            say=tree.say,
        ),
        claim=standing,
    )


def _withheld(figure: PublicFigure, claims: Sequence[ExplainedClaim]) -> int:
    """How many of the figure's claims are in no public document."""
    shown = sum(one.claim.status == "ACTIVE" and one.claim.disaggregation.kind == "TOTAL" for one in claims)
    missing = len(set(figure.basis) - {one.claim.id for one in claims})
    return max(figure.claims - shown, missing, 0)


# ---- Headline and sum


def _roll_up(tree: _Tree, claims: Sequence[ExplainedClaim]) -> RollUp:
    figure = tree.figure
    headline = _headline(tree, claims)
    code = _case(tree, has_headline=headline is not None)
    taken = figure.taken_from if figure.taken_from in {"OWN", "BREAKDOWN"} else None
    return RollUp(
        case=words.roll_up_case(code, taken, tree.say),
        taken=taken,
        headline=headline,
        breakdown=_breakdown(tree, code),
        unallocated=figure.unallocated,
    )


def _case(tree: _Tree, *, has_headline: bool) -> str:
    figure = tree.figure
    flags = {flag.code for flag in figure.flags}
    has_sum = any(one is not None and one.quantifier is not None for _, one in tree.places.values())
    if figure.quantifier is None:
        return "NO_FIGURE"
    if not has_sum:
        return "ONLY_HEADLINE"
    if figure.agreement == "DESK_TOTAL" or not has_headline:
        return "ONLY_BREAKDOWN"
    found = next((code for code in _CASES if code in flags), None)
    return found or ("EQUAL" if figure.agreement == "AGREED" else "WITHIN")


def _headline(tree: _Tree, claims: Sequence[ExplainedClaim]) -> Headline | None:
    """The claim of the whole that was weighed against the sum; several where the record does not tell which."""
    current = [
        one.claim
        for one in claims
        if one.incident == tree.document.ref and one.claim.counted and one.claim.not_used_because not in _SAID_BEFORE
    ]
    told = (
        [claim for claim in current if claim.used]
        or [claim for claim in current if claim.not_used_because == "BREAKDOWN_IS_HIGHER"]
        or current
    )
    if not told:
        return None
    say = tree.say
    said = [say("explain.said", number=figure_words.claim_text(claim, say), label=_label(claim, say)) for claim in told]
    return Headline("; ".join(dict.fromkeys(said)), tuple(claim.id for claim in told))


def _breakdown(tree: _Tree, case: str) -> Breakdown:
    places = tuple(_place(child, figure, tree.say) for child, figure in tree.places.values())
    without = sum(place.quantifier is None for place in places)
    summands = [
        summand
        for child, _ in tree.places.values()
        if (summand := projections.summands(child).get(tree.figure.measure)) is not None
    ]
    if not summands:
        return Breakdown(None, None, without, places)
    if tree.figure.taken_from == "BREAKDOWN":
        return Breakdown(wording.number_words(tree.figure, tree.say).text, tree.figure.lower, without, places)
    closed = case in {"EQUAL", "TOTAL_EXCEEDS_BREAKDOWN"}
    total = add(summands, is_open=not closed)
    said = _Sum(total.words.quantifier, total.words.printed, total.words.printed_upper, total.vague_parts)
    return Breakdown(wording.number_words(said, tree.say).text, total.lower, without, places)


def _place(child: IncidentDocument, figure: PublicFigure | None, say: Phrases) -> PlaceFigure:
    measure = figure.measure if figure else ""
    labels = {claim.id: _label(claim, say) for claim in child.claims}
    basis = figure.basis if figure else ()
    return PlaceFigure(
        ref=child.ref,
        href=figure.href if figure else child.href,
        page=figure_path(child.ref, measure) if figure else f"/incidents/{child.ref}/",
        title=title_in(child, say),
        place=place_name(child, say),
        text=_figure_text(child, figure, say) if figure else say("number.no_figure"),
        quantifier=figure.quantifier if figure else None,
        lower=figure.lower if figure else None,
        low=figure.low if figure else None,
        highest_stated=figure.highest_stated if figure else None,
        open=figure.open if figure else False,
        said_by=tuple(dict.fromkeys(labels[key] for key in basis if key in labels)),
    )


# ---- In words


def _steps(tree: _Tree, claims: Sequence[ExplainedClaim], roll_up: RollUp | None, withheld: int) -> Iterator[Step]:
    figure, say = tree.figure, tree.say
    if not tree.document.is_counted:
        yield Step("B11", say("explain.step.discounted"), say("explain.discounted"))
    if tree.left_out:
        named = [say("explain.named", place=place_name(one, say), ref=one.ref) for one in tree.left_out]
        told = wording.sentence(say("explain.left_out", names=say.joined(named)))
        yield Step("B11", say("explain.step.left_out"), told)
    counting = words.which_count(claims, origins=figure.origins, withheld=withheld, say=say)
    yield Step("B2", say("explain.step.count"), counting)
    if figure.quantifier is None:
        return
    if roll_up is None:
        yield Step("B5", say("explain.step.choice"), _choice(tree, claims))
    else:
        yield from _roll_up_steps(roll_up, say)
    off = words.range_text(figure, of=_ranged(figure, roll_up), say=say)
    yield Step("B5", say("explain.step.range"), off)


def _ranged(figure: PublicFigure, roll_up: RollUp | None) -> str:
    """Of what the numbers are that a figure allows: of every claim, of a sum, or of a whole and its sum (B6)."""
    case = roll_up.case.code if roll_up else "ONLY_HEADLINE"
    if figure.consistent is None:  # never of a sum alone: the whole has a number too, which may be withheld
        against_sum = any(flag.code in _WHOLE_AGAINST_SUM for flag in figure.flags)
        return "whole" if roll_up and against_sum else "claim"
    if case in {"ONLY_BREAKDOWN", "HEADLINE_ABOVE_BREAKDOWN"}:
        return "sum"
    return "claim" if case == "ONLY_HEADLINE" else "whole"


def _roll_up_steps(roll_up: RollUp, say: Phrases) -> Iterator[Step]:
    if roll_up.headline:
        yield Step("B5", say("explain.step.whole"), wording.sentence(roll_up.headline.text))
    if roll_up.breakdown.text:
        yield Step("B6", say("explain.step.sum"), _added_up(roll_up.breakdown, say))
    yield Step("B6", say("explain.step.roll_up"), roll_up.case.text)


def _choice(tree: _Tree, claims: Sequence[ExplainedClaim]) -> str:
    current = [one for one in claims if one.claim.counted and one.claim.not_used_because not in _SAID_BEFORE]
    say = tree.say
    if len(current) <= 1:
        return say("explain.choice.alone")
    rule = say("explain.choice.differ" if tree.figure.agreement in _AT_ODDS else "explain.choice.agree")
    used = [say("explain.said", number=one.says, label=_label(one.claim, say)) for one in claims if one.claim.used]
    chosen = [wording.sentence(say("explain.used_is", said=said)) for said in used]
    if any(one.claim.used and one.claim.preferred for one in claims):
        return " ".join([*chosen, say("explain.preferred")])
    return " ".join([*chosen, rule, say("explain.pinned")])


def _added_up(breakdown: Breakdown, say: Phrases) -> str:
    parts = [
        say("explain.part", number=one.text, place=one.place) for one in breakdown.places if one.quantifier is not None
    ]
    text = wording.sentence(say("explain.added", parts=say.joined(parts), total=breakdown.text))
    without = breakdown.without_figure
    return f"{text} {say.counted('explain.without', without)}" if without else text


# ---- Over time


def _history(
    revisions: Sequence[IncidentDocument], measure: str, children: Sequence[IncidentDocument], say: Phrases
) -> Iterator[HistoryLine]:
    """The figure by revision, newest first; revisions that had no figure of the measure are left out.

    `children`: the newest of the places; their claims keep their ids, so that they name an older sum's sources too.
    """
    found = [(one, figure) for one in revisions if (figure := _figure_of(one, measure)) is not None]
    earlier: list[str | None] = [*(figure.text for _, figure in found), None]
    for (document, figure), before in zip(found, earlier[1:], strict=True):
        yield HistoryLine(
            revision=document.revision,
            href=revision_href(document.ref, document.revision),
            published_at=document.published_at,
            text=_figure_text(document, figure, say, children),
            quantifier=figure.quantifier,
            printed=figure.printed,
            printed_upper=figure.printed_upper,
            lower=figure.lower,
            low=figure.low,
            high=figure.high,
            open=figure.open,
            as_of_to=figure.as_of_to,
            is_new=before != figure.text,
            change=revision_change(document, say),
        )
