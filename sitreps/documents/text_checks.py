"""What outgoing texts must not say, or not say so (reconciliation.md B13; edition.md C4).

SENSITIVE_CONTENT, EMOTIVE_LANGUAGE and PARTY_CLAIM_AS_FACT follow from the texts as readers would get them. What was
found is described, never repeated, where it may not be printed.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sitreps.codelists import DiscrepancyCode
from sitreps.codelists.lexicons import Lexicon, lexicons
from sitreps.documents import disclosure
from sitreps.documents.canonical import digest
from sitreps.documents.edition import EditionDocument
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.documents.secrets import Haystack, Secret, fold, named_in
from sitreps.figures.discrepancy import Discrepancy, told

QUOTED = re.compile(r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|\"[^\"]*\"")
SENTENCE = re.compile(r"[^.!?\n]+[.!?]*")
COORDINATES = re.compile(r"-?\d{1,2}\.\d{3,}\s*°?\s*[NSns]?\s*[,; ]\s*-?\d{1,3}\.\d{3,}|\d{1,3}\s?°\s?\d{1,2}\s?[′']")
NAME = "names somebody or something whose name stays in the desk"
AGE_AND_SEX = "gives the age and the sex of a person in a small place"
HEALTH = "speaks of somebody’s health or pregnancy"
SITE = "names an exact site"
A_LONG_WORD = 4
ALIKE_PERCENT = 60
ALIKE_WORDS = 3


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One text as it leaves the desk. `where` names it for an editor: "the title"."""

    ref: str
    where: str
    text: str
    is_desk_voice: bool = True
    """Not the words of a source."""
    is_of_small_place: bool = False
    """It speaks of a place below the first administrative level."""


@dataclass(frozen=True, slots=True)
class ClaimedItem:
    """What a party claims: an incident's claim of mode CLAIMED, or a row of the parties' claims. `ref` as in B13."""

    ref: str
    text: str
    measure: str | None = None
    numbers: tuple[int, ...] = ()
    rests_on: str = ""


def of_incident(incident: IncidentInput) -> tuple[Outgoing, ...]:
    """The texts of an incident that its public JSON and its editions carry."""
    small = not disclosure.is_coarse(incident.place)
    texts = [("the title", incident.title, True), ("the summary", incident.summary, True)]
    public = [claim for claim in incident.claims if disclosure.may_publish_claim(claim, incident.place)]
    texts += [(f"the wording of {_short(claim)}", claim.wording, False) for claim in public]
    items = {claim.source.key: claim.source for claim in incident.claims}
    texts += [(f"the title of {key}", disclosure.source(item).title, False) for key, item in items.items()]
    return tuple(
        Outgoing(incident.ref, where, text, is_desk_voice=desk, is_of_small_place=small)
        for where, text, desk in texts
        if text.strip()
    )


def of_edition(document: EditionDocument) -> tuple[Outgoing, ...]:
    """The texts that an edition adds to those of its incidents: written or compiled, and the notes of decisions."""
    small = [one.place for one in document.incidents if not disclosure.is_coarse(one.place)]
    places = {name for place in small for name in (place.name, *place.names.values())}
    listed = [("HIGHLIGHTS", f"highlight {n}", text.text) for n, text in enumerate(document.highlights, start=1)]
    listed.append(("OVERVIEW", "the overview", document.overview.text))
    for language, texts in document.texts.items():
        told = {text for _, _, text in listed}
        lines = enumerate(texts.highlights, start=1)
        further = [("HIGHLIGHTS", f"highlight {n} ({language})", text.text) for n, text in lines]
        further.append(("OVERVIEW", f"the overview ({language})", texts.overview.text))
        listed += [one for one in further if one[2] not in told]
    listed.append(("CORRECTION", "the correction", document.correction or ""))
    listed += [("NOTES", f"the note on {note.ref}", note.note) for note in document.data_notes]
    return tuple(
        Outgoing(f"{document.series}/{key}", where, text, is_of_small_place=any(place in text for place in places))
        for key, where, text in listed
        if text.strip()
    )


def claimed_by_parties(incident: IncidentInput) -> tuple[ClaimedItem, ...]:
    """The claims of an incident that a party makes about military acts."""
    return tuple(
        ClaimedItem(
            ref=f"{incident.ref}.{claim.measure}",
            text=claim.wording,
            measure=claim.measure,
            numbers=tuple(number for number in (claim.value, claim.value2) if number is not None),
            rests_on=claim.id,
        )
        for claim in incident.claims
        if claim.attribution_mode == "CLAIMED" and claim.status == "ACTIVE"
    )


def check_texts(
    texts: Iterable[Outgoing], *, secrets: Sequence[Secret] = (), claimed: Sequence[ClaimedItem] = ()
) -> Iterator[Discrepancy]:
    """Everything that these texts must not say, text by text. Cost: O(length of the text) a word list and name."""
    for text in texts:
        yield from _sensitive(text, [one for one in secrets if one.ref in {"", text.ref} or "/" in text.ref])
        if text.is_desk_voice:
            yield from _emotive(text)
            yield from _as_fact(text, claimed)


def _sensitive(text: Outgoing, secrets: Sequence[Secret]) -> Iterator[Discrepancy]:
    found = []
    if secrets and named_in(Haystack.of(text.text), secrets):
        found.append(NAME)
    if text.is_of_small_place and any(_has_age_and_sex(sentence) for sentence in SENTENCE.findall(text.text)):
        found.append(AGE_AND_SEX)
    if any(lexicon.health.search(text.text) for lexicon in lexicons()):
        found.append(HEALTH)
    if COORDINATES.search(text.text) or any(lexicon.site.search(text.text) for lexicon in lexicons()):
        found.append(SITE)
    for what in found:
        sentence = f"{_capital(text.where)} {what}."
        yield told(DiscrepancyCode.SENSITIVE_CONTENT, text.ref, sentence, [f"{text.where}={digest(text.text + what)}"])


def _has_age_and_sex(sentence: str) -> bool:
    return any(lexicon.age.search(sentence) and lexicon.sex.search(sentence) for lexicon in lexicons())


def _emotive(text: Outgoing) -> Iterator[Discrepancy]:
    plain = QUOTED.sub(" ", text.text)
    words = [found.group() for lexicon in lexicons() for found in lexicon.emotive.finditer(plain)]
    if words:
        said = ", ".join(f"“{word}”" for word in dict.fromkeys(word.casefold() for word in words))
        sentence = f"{_capital(text.where)} says {said} in the desk’s own voice."
        yield told(DiscrepancyCode.EMOTIVE_LANGUAGE, text.ref, sentence, [f"{text.where}={digest(text.text)}"])


def _as_fact(text: Outgoing, claimed: Sequence[ClaimedItem]) -> Iterator[Discrepancy]:
    sentences = [one for one in SENTENCE.findall(QUOTED.sub(" ", text.text)) if not _says_claimed(one)]
    for item in claimed:
        is_near = item.ref.partition(".")[0] == text.ref or "/" in text.ref
        if is_near and any(_tells(sentence, item) for sentence in sentences):
            told_as = f"{_capital(text.where)} tells what a party claims as if it were established."
            rests_on = [f"{text.where}={digest(text.text)}", item.rests_on or digest(item.text)]
            claims = [item.rests_on] if item.rests_on else []
            yield told(DiscrepancyCode.PARTY_CLAIM_AS_FACT, item.ref, told_as, rests_on, claims=claims)


def _says_claimed(sentence: str) -> bool:
    return any(lexicon.claimed.search(sentence) for lexicon in lexicons())


def _tells(sentence: str, item: ClaimedItem) -> bool:
    """Whether a sentence says the same as a claim: its number with its measure, or most of its words."""
    if item.measure and any(_has_number(sentence, number) for number in item.numbers):
        patterns = [lexicon.measures.get(item.measure) for lexicon in lexicons()]
        if any(pattern and pattern.search(sentence) for pattern in patterns):
            return True
    wanted, said = _content(item.text), _content(sentence)
    common = len(wanted & said)
    return common >= ALIKE_WORDS and common * 100 >= len(wanted) * ALIKE_PERCENT


def _has_number(sentence: str, number: int) -> bool:
    if re.search(rf"(?<![\d.,]){number:,}(?![\d.,]*\d)", sentence) or re.search(rf"(?<!\d){number}(?!\d)", sentence):
        return True
    return any(_spelled(lexicon, sentence, number) for lexicon in lexicons())


def _spelled(lexicon: Lexicon, sentence: str, number: int) -> bool:
    """A number in words; the English list alone is in order."""
    if lexicon.language != "en" or not 0 < number <= len(lexicon.numbers):
        return False
    return re.search(rf"\b{lexicon.numbers[number - 1]}\b", sentence, re.IGNORECASE) is not None


def _content(text: str) -> set[str]:
    return {fold(word) for word in re.findall(r"\w+", text) if len(word) >= A_LONG_WORD}


def _short(claim: ClaimInput) -> str:
    return claim.id.partition("/")[2]


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
