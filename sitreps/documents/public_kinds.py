"""The kinds of people inside a figure, as far as they may be said: cells, splits with "not stated", combatants (B9).

Computed from what may be published alone, so that no rest gives away a kind that is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sitreps.codelists import PopulationStatus, Quantifier, VagueWord, vocabulary
from sitreps.documents import disclosure, wording
from sitreps.documents.incident import Combatants, OfWhich, PublicPart, PublicSplit
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.reckoning import kinds_of
from sitreps.figures.counts import VAGUE_FLOORS
from sitreps.figures.disaggregation import Cell, Disaggregation, Kind, Split, Trait
from sitreps.figures.figure import Figure
from sitreps.figures.sums import Summand, add

FIGHTERS = Kind(population_status=PopulationStatus.COMBATANT)


@dataclass(frozen=True, slots=True)
class PublicKinds:
    """What a public figure tells of the people in it; the fields are those of PublicFigure."""

    of_which: tuple[OfWhich, ...] = ()
    splits: tuple[PublicSplit, ...] = ()
    combatants: Combatants | None = None
    others_not_stated: bool = False
    """Whether some are stated to be combatants and the civilian status of others is not stated."""


def kinds_that_may_be_said(
    figure: Figure, incident: IncidentInput, children: Sequence[IncidentInput] = ()
) -> Disaggregation:
    """The kinds of people in a figure, from the claims that may be published. Cost: that of `kinds_of`."""
    return kinds_of(figure, _sayable(incident), [_sayable(child) for child in children])


def public_kinds(figure: Figure, incident: IncidentInput, children: Sequence[IncidentInput] = ()) -> PublicKinds:
    """The kinds of people in a figure, in words."""
    kinds = kinds_that_may_be_said(figure, incident, children)
    if not kinds.cells:
        return PublicKinds()
    fighters = combatants(kinds.cell(FIGHTERS))
    status = next((split for split in kinds.splits if split.by is Trait.STATUS), None)
    others = fighters is not None and status is not None and status.not_stated.upper != 0
    return PublicKinds(
        of_which=tuple(one for cell in kinds.cells if (one := _of_which(cell)) is not None),
        splits=tuple(_split(split) for split in kinds.splits),
        combatants=fighters,
        others_not_stated=others,
    )


def combatants(cell: Cell | None) -> Combatants | None:
    """Those of a figure or a total who are stated to be combatants; None where nobody is."""
    if cell is None or (cell.lower == 0 and cell.printed is not None):
        return None
    text = wording.combatants_words(cell)
    return Combatants(
        quantifier=str(cell.quantifier),
        printed=cell.printed,
        lower=cell.lower,
        upper=cell.upper,
        text=text,
        printed_upper=cell.printed_upper,
        vague_parts=tuple(cell.vague_parts),
    )


def combined(told: Sequence[Summand]) -> Combatants | None:
    """Those of several incidents together: as many as are stated, no fewer; None where nobody is."""
    if not told:
        return None
    total = add(told, is_open=False)
    words = Count(total.words.quantifier, total.words.printed, total.words.printed_upper, total.vague_parts)
    return Combatants(
        quantifier=str(total.words.quantifier),
        printed=total.words.printed,
        lower=total.lower,
        upper=None if total.open else total.highest_stated,
        text=wording.combatants_words(words),
        printed_upper=total.words.printed_upper,
        vague_parts=tuple(total.vague_parts),
    )


def summand(one: Combatants) -> Summand:
    """What sums take of those who are stated to be combatants; open where nothing bounds their number."""
    words = tuple(VagueWord(word) for word in one.vague_parts)
    return Summand(
        best=one.lower,
        lower=one.lower,
        low=one.lower,
        highest_stated=one.lower if one.upper is None else one.upper,
        numbered_lower=one.lower - sum(VAGUE_FLOORS[word] for word in words),
        open=one.upper is None,
        quantifier=Quantifier(one.quantifier),
        printed=one.printed,
        vague_parts=words,
    )


@dataclass(frozen=True, slots=True)
class Count:
    """A number as it may be printed."""

    quantifier: str | None
    printed: int | None
    printed_upper: int | None
    vague_parts: Sequence[str]


def _sayable(incident: IncidentInput) -> IncidentInput:
    return replace(
        incident,
        claims=tuple(claim for claim in incident.claims if disclosure.may_publish_claim(claim, incident.place)),
    )


def _of_which(cell: Cell) -> OfWhich | None:
    kind, roles = cell.kind, vocabulary("role")
    label = roles.label(kind.role).lower() if kind.role and kind.role in roles else (kind.role or "").lower()
    text = wording.kind_words(
        wording.number_words(cell),
        sex=kind.sex,
        age_group=kind.age_group,
        population_status=kind.population_status,
        role=kind.role,
        role_label=label,
    )
    if not text:
        return None
    return OfWhich(
        sex=kind.sex,
        age_group=kind.age_group,
        quantifier=str(cell.quantifier),
        lower=cell.lower,
        text=text,
        printed=cell.printed,
        printed_upper=cell.printed_upper,
        vague_parts=tuple(cell.vague_parts),
        upper=cell.upper,
        population_status=kind.population_status,
        role=kind.role,
    )


def _split(split: Split) -> PublicSplit:
    parts = tuple(_part(split.by, cell) for cell in split.cells)
    lower, upper = split.not_stated
    text = wording.split_words([part.text for part in parts], lower, upper)
    return PublicSplit(split.by.value, parts, lower, upper, f"{wording.split_label(split.by.value)}: {text}")


def _part(by: Trait, cell: Cell) -> PublicPart:
    value = str(getattr(cell.kind, by.value))
    text = wording.part_words(by.value, value, wording.number_words(cell))
    return PublicPart(
        value=value,
        lower=cell.lower,
        upper=cell.upper,
        numbered_lower=cell.numbered_lower,
        text=text,
        quantifier=str(cell.quantifier),
        printed=cell.printed,
        printed_upper=cell.printed_upper,
        vague_parts=tuple(cell.vague_parts),
    )
