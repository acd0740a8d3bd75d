"""Claims and damage as cards: what each says, who says it, what became of it; with its form where it may be changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sitreps.admin.base import is_taken_away
from sitreps.admin.claim_marks import Link, Mark, Sight, acts, marks
from sitreps.admin.panel import Panel, grade_letters
from sitreps.admin.row_forms import RowForm, RowFormSet
from sitreps.admin.uses import Use
from sitreps.codelists import CountBasis, Credibility, Reliability, Sex, vocabulary
from sitreps.documents import quotes, wording
from sitreps.documents.inputs import ClaimInput, IncidentInput
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident

NEW = Use("new", "Not saved")
CREDIBLE = {
    Credibility.CONFIRMED: "confirmed by other sources",
    Credibility.PROBABLY_TRUE: "probably true",
    Credibility.POSSIBLY_TRUE: "possibly true",
    Credibility.DOUBTFUL: "doubtful",
    Credibility.IMPROBABLE: "improbable",
    Credibility.NOT_JUDGED: "not judged",
}


@dataclass(frozen=True, slots=True)
class Card:
    """One claim. `form` is None for what is in the published record; `row` is None for one that is not saved yet."""

    key: str
    row: Claim | None
    form: RowForm | None
    measure: str
    measure_label: str
    says: str
    wording: str
    use: Use
    grade: str
    grade_words: str
    origin: str
    standing: str
    source: str
    as_of: str
    note: str
    marks: tuple[Mark, ...] = ()
    acts: tuple[Link, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.row is None or bool(self.form and self.form.errors)


@dataclass(frozen=True, slots=True)
class DamageCard:
    """One row of damage."""

    key: str
    form: RowForm | None
    number: str
    category: str
    wording: str
    severity: str
    origin: str

    @property
    def is_open(self) -> bool:
        return not self.key or bool(self.form and self.form.errors)


def claim_cards(
    incident: Incident,
    inputs: IncidentInput,
    panel: Panel,
    formset: RowFormSet | None,
    *,
    sight: Sight | None = None,
) -> list[Card]:
    """Every claim of the incident in the order of its key, then those that are typed and not saved."""
    sight = sight or Sight()
    forms = _forms(formset)
    by_id = {claim.id: claim for claim in inputs.claims}
    found = []
    for row in sorted(incident.claims.all(), key=lambda claim: claim.key):
        claim = by_id[f"{inputs.ref}/{row.key}"]
        standing = panel.verification.get(claim.id)
        use = panel.uses[claim.id]
        card = _card(
            row,
            claim,
            forms.get(row.pk),
            use=use,
            standing=standing.label if standing else "",
            zone=inputs.zone,
        )
        found.append(replace(card, marks=marks(row, use, sight, inputs.zone), acts=acts(row, use, sight.rights)))
    return [*found, *(new_card(form) for form in _new(formset))]


def damage_cards(incident: Incident, formset: RowFormSet | None) -> list[DamageCard]:
    """Every row of damage, then those that are typed and not saved."""
    forms = _forms(formset)
    return [*(_damage(row, forms.get(row.pk)) for row in incident.facilities.all()), *new_damage(formset)]


def new_damage(formset: RowFormSet | None) -> list[DamageCard]:
    """Rows of damage that are typed and not saved."""
    return [DamageCard("", form, "", "New row", "", "", "") for form in _new(formset)]


def _card(row: Claim, claim: ClaimInput, form: RowForm | None, *, use: Use, standing: str, zone: str) -> Card:
    reliability = Reliability(claim.reliability or claim.origin.reliability)
    moment = claim.as_of_at or claim.as_of_on
    return Card(
        key=row.key,
        row=row,
        form=form,
        measure=claim.measure,
        measure_label=vocabulary("measure").label(claim.measure),
        says=claim_says(claim),
        wording=claim.wording,
        use=use,
        grade=grade_letters(claim),
        grade_words=f"{reliability.label}; {CREDIBLE[Credibility(claim.credibility)]}",
        origin=str(row.origin),
        standing=standing,
        source=row.source_item.title,
        as_of=quotes.as_of_words(moment, zone) if moment else "",
        note=_note(row),
    )


def claim_says(claim: ClaimInput) -> str:
    """What a claim says, with of whom where it is not of everybody."""
    said = wording.claim_words(claim.quantifier, claim.value, claim.value2, claim.vague_word)
    if claim.count_basis == CountBasis.INCREMENT:
        said = f"{said} more"
    if claim.kind == "TOTAL":
        return said
    kinds = (
        dict(Sex.choices()).get(claim.sex or "", claim.sex),
        claim.age_group,
        claim.age_text,
        claim.people_role,
        claim.population_status,
        claim.vulnerability,
    )
    of_whom = ", ".join(kind.lower().replace("_", " ") for kind in kinds if kind)
    return f"{said} (of whom: {of_whom})"


def _note(row: Claim) -> str:
    """What a colleague must see without opening the card."""
    if row.withdrawal_reason:
        return f"Withdrawn: {row.get_withdrawal_reason_display()}."
    if row.adds and row.adds_to:
        return f"Adds {row.adds.key} to {row.adds_to.key}."
    if row.supersedes:
        why = f" ({row.get_supersedes_reason_display()})" if row.supersedes_reason else ""
        return f"Replaces {row.supersedes.key}{why}."
    return "Scope not clear." if row.scope_certainty == "AMBIGUOUS" else ""


def new_card(form: RowForm) -> Card:
    """A claim that is typed and not saved."""
    return Card("", None, form, "", "", "New claim", "", NEW, "", "", "", "", "", "", "")


def _damage(row: FacilityDamage, form: RowForm | None) -> DamageCard:
    number = wording.claim_words(row.quantifier, row.value, row.value2, row.vague_word or None)
    return DamageCard(
        key=row.key,
        form=form,
        number=number,
        category=vocabulary("facility").label(row.category),
        wording=row.severity_wording,
        severity=str(row.get_severity_display()),
        origin=str(row.origin),
    )


def _forms(formset: RowFormSet | None) -> Mapping[Any, RowForm]:
    return {form.instance.pk: form for form in formset.rows if form.instance.pk} if formset else {}


def _new(formset: RowFormSet | None) -> Sequence[RowForm]:
    return [form for form in formset.rows if not form.instance.pk and not is_taken_away(form)] if formset else []
