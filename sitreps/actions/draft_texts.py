"""The texts that editors type into a draft, in each language of its series; what they leave alone is compiled."""

from collections.abc import Mapping

from sitreps.actions.validation.values import text_faults
from sitreps.documents import canonical, markdown
from sitreps.documents.edition import EditionDocument, EditionTexts
from sitreps.documents.edition_languages import TEXTS, Typed, text_field
from sitreps.models.editions import EditionDraft


def languages(draft: EditionDraft) -> tuple[str, ...]:
    """The languages of the draft's documents, the first being that which the desk types in."""
    if draft.snapshot:
        return canonical.decode(draft.snapshot, EditionDocument).languages
    return tuple(draft.series.languages) or ("en",)


def shown(draft: EditionDraft) -> dict[str, Typed]:
    """Highlights and overview with tokens by language, the editors' own or as compiled: what their form begins with.

    In a further language in which nobody typed them they are those of the first, to be translated.
    """
    typed = stored(draft)
    if not draft.snapshot:
        return typed
    document = canonical.decode(draft.snapshot, EditionDocument)
    own = EditionTexts(document.title, document.heading, document.highlights, document.overview, (), (), ())
    compiled = {document.languages[0]: own, **document.texts}
    return {language: typed[language].before(_compiled(compiled.get(language, own))) for language in typed}


def stored(draft: EditionDraft) -> dict[str, Typed]:
    """What editors typed, by language; empty where it is as compiled."""
    first, *further = languages(draft)
    kept = {language: draft.texts.get(language, {}) for language in further}
    return {
        first: Typed(draft.highlights, draft.overview),
        **{language: Typed(**{name: told.get(name, "") for name in TEXTS}) for language, told in kept.items()},
    }


def check(typed: Mapping[str, Typed], first: str) -> None:
    """InvalidValue by field for a text that no font can print."""
    for language, texts in typed.items():
        for name in TEXTS:
            for fault in text_faults(text_field(name, language, first), getattr(texts, name)):
                raise fault


def put(draft: EditionDraft, typed: Mapping[str, Typed]) -> dict[str, bool]:
    """Put the texts into the draft, unsaved; returns which of them changed, by the names of their fields.

    A text that was not changed stays what it was: compiled, and so refreshed with the next compilation.
    """
    before, begun_with = stored(draft), shown(draft)
    after = {
        language: Typed(*(_kept(name, language, typed, begun_with, before) for name in TEXTS)) for language in before
    }
    first, *further = before
    draft.highlights, draft.overview = after[first].highlights, after[first].overview
    told = {language: {name: getattr(after[language], name) for name in after[language].names} for language in further}
    draft.texts = {language: texts for language, texts in told.items() if texts}
    return {
        text_field(name, language, first): getattr(before[language], name) != getattr(after[language], name)
        for language in before
        for name in TEXTS
    }


def _kept(
    name: str,
    language: str,
    typed: Mapping[str, Typed],
    begun_with: Mapping[str, Typed],
    before: Mapping[str, Typed],
) -> str:
    old: str = getattr(before[language], name)
    if language not in typed:
        return old
    new = _lines(getattr(typed[language], name))
    return old if new == _lines(getattr(begun_with[language], name)) else new


def _compiled(texts: EditionTexts) -> Typed:
    return Typed(
        highlights=_lines("\n".join(markdown.with_tokens(text.markdown) for text in texts.highlights)),
        overview=_lines(markdown.with_tokens(texts.overview.markdown)),
    )


def _lines(text: str) -> str:
    """A typed text with plain line ends and nothing around it."""
    return "\n".join(line.rstrip() for line in text.strip().splitlines())
