"""What the desk decides about discrepancies: a block is resolved, or accepted with a note that is printed (B13).

A decision holds across editions until one of the claims or values it rests on changes (its fingerprint).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sitreps.actions.validation.values import text_faults
from sitreps.codelists import PUBLIC_FLAGS, DiscrepancyCode, Severity
from sitreps.documents import facts, wording
from sitreps.documents.edition import DataNote, EditionDocument
from sitreps.documents.edition_build import Root
from sitreps.errors import InvalidValue
from sitreps.models.accounts import User
from sitreps.models.editions import DecisionState, DiscrepancyDecision


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A discrepancy as a draft keeps it: what was found, and the fingerprint a decision would hold for."""

    severity: str
    code: str
    ref: str
    text: str
    fingerprint: str

    @property
    def key(self) -> str:
        """`CODE:REF`, as `--accept` names it."""
        return f"{self.code}:{self.ref}"

    @property
    def line(self) -> str:
        """`SEVERITY CODE:REF text`, as commands print it."""
        return f"{self.severity} {self.key} {self.text}"

    def as_json(self) -> dict[str, Any]:
        """Plain JSON for the draft's row."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Discrepancy":
        """The inverse of `as_json`."""
        return cls(**value)


def discrepancies(document: EditionDocument, roots: Sequence[Root]) -> list[Discrepancy]:
    """What the desk must look at in the incidents that this edition prints, worst first."""
    printed = {one.ref for one in document.incidents}
    trees = [(root.inputs, root.children) for root in roots if root.document.ref in printed]
    return [
        Discrepancy(one.severity, one.code, one.ref, one.text, one.fingerprint) for one in facts.discrepancies_of(trees)
    ]


def open_blocks(found: Iterable[Discrepancy]) -> list[Discrepancy]:
    """The blocks for which no decision holds."""
    decided = _notes(found)
    return [one for one in found if one.severity == Severity.BLOCK and one.key not in decided]


def accept(found: Sequence[Discrepancy], notes: Mapping[str, str], *, by: User, now: datetime) -> None:
    """Accept discrepancies by `CODE:REF`, each with the note that readers will see.

    InvalidValue names a key that this edition does not have, or one without a note.
    """
    by_key = {one.key: one for one in found}
    for key, note in notes.items():
        if key not in by_key:
            raise InvalidValue("accept", f"{key} is no discrepancy of this edition.")
        if not note.strip():
            raise InvalidValue("accept", f"{key} needs a note: readers see why it was accepted.")
        for fault in text_faults("accept", note):
            raise InvalidValue("accept", f"The note of {key} {fault.message}.")
        one = by_key[key]
        DiscrepancyDecision(
            code=one.code,
            ref=one.ref,
            fingerprint=one.fingerprint,
            state=DecisionState.ACCEPTED,
            by=by.username,
            at=now,
            note=note.strip(),
        ).save()


def data_notes(document: EditionDocument, found: Sequence[Discrepancy]) -> tuple[DataNote, ...]:
    """What is printed: the figures' flags, what else a reader must know, and the notes of what was accepted."""
    accepted = _notes(found)
    flags = {
        (flag.code, f"{one.ref}.{figure.measure}"): flag.text
        for one in document.incidents
        for figure in one.figures
        for flag in figure.flags
    }
    notes = []
    for one in found:
        code = DiscrepancyCode(one.code)
        text = flags.get((one.code, one.ref)) or wording.NOTE_TEXTS.get(one.code)
        note = "" if code is DiscrepancyCode.SENSITIVE_CONTENT else accepted.get(one.key, "")
        if code is not DiscrepancyCode.SENSITIVE_CONTENT and (text or note):
            notes.append(DataNote(one.code if code in PUBLIC_FLAGS else None, one.ref, text or "", note))
    return tuple(notes)


def _notes(found: Iterable[Discrepancy]) -> dict[str, str]:
    """The notes of the decisions that hold, by `CODE:REF`."""
    prints = {one.fingerprint: one.key for one in found}
    held = DiscrepancyDecision.objects.filter(fingerprint__in=prints, state=DecisionState.ACCEPTED).order_by("at", "pk")
    return {prints[decision.fingerprint]: decision.note for decision in held}
