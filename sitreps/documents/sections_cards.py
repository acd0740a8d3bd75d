"""A card for each root incident: its numbers, what is reported by whom, what is not known (edition.md C2, 13)."""

from collections.abc import Mapping
from dataclasses import replace

from sitreps.documents import figure_words, quotes, wording
from sitreps.documents.addresses import figure_address
from sitreps.documents.damage import words_of
from sitreps.documents.edition import EditionDocument
from sitreps.documents.incident import IncidentDocument, PublicClaim, PublicFigure
from sitreps.documents.layout import Card, CardFigure, Paragraph, Run
from sitreps.documents.naming import Named, country_names
from sitreps.documents.numbering import Numbering, place_name
from sitreps.documents.numbers import combatants_text, number
from sitreps.documents.sections_figures import MARKERS
from sitreps.documents.sections_incidents import place_code, responsible_text, when
from sitreps.documents.wording import Phrases


def cards(document: EditionDocument, numbering: Numbering) -> tuple[Card, ...]:
    """A card for each root: its numbers, what is reported by whom, responsibility, what is not known."""
    names = country_names(document, numbering.say)
    return tuple(
        Card(
            label=numbering.label(root.ref),
            title=numbering.title(root),
            ref=root.ref,
            meta=_meta(root, names, numbering.say),
            figures=tuple(
                _card_figure(root, figure, numbering, document.permalink)
                for figure in root.figures
                if _is_carded(figure)
            ),
            paragraphs=_paragraphs(root, numbering, document),
        )
        for root in numbering.roots
    )


def _meta(root: IncidentDocument, names: Mapping[str, str], say: Phrases) -> tuple[str, ...]:
    days, hours = when(root, say)
    inferred = f" ({say('card.date_inferred')})" if root.occurred.basis == "INFERRED" else ""
    where = " · ".join(part for part in (names.get(root.place.country or "", ""), place_name(root, say)) if part)
    cluster = say.counted("card.cluster", len(root.children)) if root.children else ""
    days = say("card.date", days=days) if root.occurred.precision == "UNKNOWN" else days
    lines = (f"{where} {place_code(root)}".strip(), f"{days}, {hours}{inferred}", cluster)
    return tuple(line for line in lines if line)


def _is_carded(figure: PublicFigure) -> bool:
    return figure.measure in MARKERS or figure.quantifier is not None


def _card_figure(root: IncidentDocument, figure: PublicFigure, numbering: Numbering, permalink: str) -> CardFigure:
    return CardFigure(
        label=numbering.measure(figure.measure),
        marker=MARKERS.get(figure.measure, ""),
        value=replace(number(figure, numbering.say), note=""),  # its basis tells of combatants
        basis=_basis(root, figure, numbering),
        page=figure_address(permalink, root.ref, figure.measure, numbering.say.language),
    )


def _basis(root: IncidentDocument, figure: PublicFigure, numbering: Numbering) -> str:
    """On what the number rests, in half a line; of a conflict every side."""
    say = numbering.say
    if figure.quantifier is None:
        return say("tile.no_source")
    if figure.sides:
        return figure_words.text(root, figure, numbering)
    kinds = figure_words.kinds(figure, say)
    if kinds and not figure.names_everybody:
        kinds = say("card.including", kinds=kinds)
    said_by = quotes.basis(figure_words.telling(root, figure, numbering), say)
    told = ", ".join(part for part in (combatants_text(figure.combatants, say), said_by) if part)
    return "; ".join(part for part in (kinds, told) if part)


def _paragraphs(root: IncidentDocument, numbering: Numbering, document: EditionDocument) -> tuple[Paragraph, ...]:
    say = numbering.say
    reported = [figure_words.quote(root, figure, numbering) for figure in root.figures if figure.quantifier is not None]
    reported += [_aside(claim, root, say) for claim in root.claims if _is_aside(claim)]
    reported += [numbering.named(figure_words.flag_text(flag, say)) for figure in root.figures for flag in figure.flags]
    paragraphs: list[Paragraph] = []
    if root.summary.strip():
        paragraphs.append((Run(root.summary.strip()),))
    if reported:
        paragraphs.append((Run(" ".join(reported)),))
    damage = [row for row in document.damage if row.ref == root.ref]
    if damage:
        rows = say.joined([wording.damage_phrase(row.category, words_of(row, say), say) for row in damage])
        told = say("card.damage", origins=say.joined(figure_words.damage_origins(damage, numbering)), rows=rows)
        paragraphs.append((Run(wording.sentence(told)),))
    return (*paragraphs, _last_paragraph(root, say, with_party=document.publish_attribution == "with_basis"))


def _is_aside(claim: PublicClaim) -> bool:
    return claim.disaggregation.kind == "TOTAL" and claim.status == "ACTIVE" and not claim.used and bool(claim.wording)


def _aside(claim: PublicClaim, root: IncidentDocument, say: Phrases) -> str:
    """A claim that is not the figure, in its own words, with why it is not."""
    label = Named(claim.origin.label, claim.origin.labels).in_(say)
    told = say(
        "card.aside",
        label=label[:1].upper() + label[1:],
        wording=say.quoted(claim.wording),
        measure=say.label("measure", claim.measure).lower(),
    )
    why = figure_words.not_used(claim, root, say)
    return f"{told}{f': {why}' if why else ''}."


def _last_paragraph(root: IncidentDocument, say: Phrases, *, with_party: bool) -> Paragraph:
    runs: list[Run] = []
    if with_party:
        responsible = root.reported_responsible
        said = responsible_text(responsible, say) if responsible else say("responsible.nobody")
        runs += [Run(f"{say('card.responsible')} ", strong=True), Run(f"{said} ")]
    unknown = _unknown(root, say)
    if unknown:
        runs += [Run(f"{say('card.not_known')} ", strong=True), Run(" ".join(unknown))]
    return tuple(runs)


def _unknown(root: IncidentDocument, say: Phrases) -> list[str]:
    """What no source tells, as far as the record shows it."""
    said = {figure.measure for figure in root.figures if figure.quantifier is not None}
    sentences = [say(f"unknown.{measure}") for measure in MARKERS if measure not in said]
    if root.children and any(figure.open for figure in root.figures):
        sentences.append(say("unknown.elsewhere"))
    if root.occurred.precision == "UNKNOWN":
        sentences.append(say("unknown.when"))
    if any(facility.number is None for facility in root.facilities):
        sentences.append(say("unknown.facilities"))
    return sentences
