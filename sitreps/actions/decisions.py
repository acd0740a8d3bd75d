"""What the desk decides about discrepancies: a block is resolved, or accepted with a note that is printed (B13).

A decision holds across editions until one of the claims or values it rests on changes (its fingerprint).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from sitreps.actions import audit
from sitreps.actions.validation.values import text_faults
from sitreps.codelists import PUBLIC_FLAGS, DiscrepancyCode, Severity
from sitreps.documents import edition_checks, text_checks, wording
from sitreps.documents.carrying import Root
from sitreps.documents.edition import DataNote, EditionDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.errors import InvalidValue
from sitreps.figures.discrepancy_words import WHAT_TO_DO
from sitreps.models.accounts import User
from sitreps.models.editions import DecisionState, DiscrepancyDecision
from sitreps.queries import distinctions, protected

LONGEST_NOTE = 300
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A discrepancy as a draft keeps it: what was found, what to do, and the fingerprint a decision would hold for.

    `claims`: the ids of the claims that are involved.
    """

    severity: str
    code: str
    ref: str
    text: str
    fingerprint: str
    claims: Sequence[str] = ()

    @property
    def what_to_do(self) -> str:
        """One sentence for whoever has to settle it."""
        return WHAT_TO_DO[DiscrepancyCode(self.code)]

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


def discrepancies(
    document: EditionDocument, roots: Sequence[Root], beside: Iterable[IncidentInput] = ()
) -> list[Discrepancy]:
    """What the desk must look at in an edition, worst first: in the incidents that it prints, in its own texts, since
    the edition before, and beside the rest of the record.
    """
    return [
        Discrepancy(one.severity, one.code, one.ref, one.text, one.fingerprint, one.claims)
        for one in edition_checks.discrepancies_of(
            document,
            roots,
            beside,
            protected.secrets_of(edition_checks.printed(document)),
            apart=distinctions.standing(),
        )
    ]


def open_blocks(found: Iterable[Discrepancy]) -> list[Discrepancy]:
    """The blocks for which no decision holds."""
    decided = _notes(found)
    return [one for one in found if one.severity == Severity.BLOCK and one.key not in decided]


@transaction.atomic
def accept(found: Sequence[Discrepancy], notes: Mapping[str, str], *, by: User, now: datetime) -> None:
    """Accept discrepancies by `CODE:REF`, each with the note that readers will see (never that of SENSITIVE_CONTENT).

    InvalidValue names a key that this edition does not have, one without a note, or a note that is too long.
    """
    by_key = {one.key: one for one in found}
    for key, note in notes.items():
        if key not in by_key:
            raise InvalidValue("accept", f"{key} is no discrepancy of this edition.")
        if not note.strip():
            raise InvalidValue("accept", f"{key} needs a note: readers see why it was accepted.")
        for fault in text_faults("accept", note):
            raise InvalidValue("accept", f"The note of {key} {fault.message}.")
        if len(note.strip()) > LONGEST_NOTE:
            raise InvalidValue(
                "accept", f"The note on {key} has {len(note.strip())} characters; {LONGEST_NOTE} at most."
            )
        one = by_key[key]
        if one.code != DiscrepancyCode.SENSITIVE_CONTENT:
            _check_note(key, note, found)
        _decision(one, DecisionState.ACCEPTED, by=by, now=now, note=note.strip()).save()
        detail = {"severity": one.severity, "fingerprint": one.fingerprint}  # the note stands in the decision alone
        audit.record(
            action="discrepancy.accept", object_type="discrepancy", object_ref=key[:120], by=by, now=now, detail=detail
        )


def _check_note(key: str, note: str, found: Sequence[Discrepancy]) -> None:
    """A note goes out like any other text: InvalidValue where it says what must not be said."""
    refs = {one.ref.partition(".")[0] for one in found}
    text = text_checks.Outgoing("EDITION/NOTE", f"the note on {key}", note, is_of_small_place=True)
    for told in text_checks.check_texts([text], secrets=protected.secrets_of(refs)):
        if told.code is DiscrepancyCode.SENSITIVE_CONTENT:
            raise InvalidValue("accept", f"{told.text} Readers would see it: word it otherwise.")


def acknowledge(found: Sequence[Discrepancy], *, by: User, now: datetime) -> int:
    """Note that whoever issues has seen every warning that stands (B13). Returns how many were new to the desk.

    An acknowledgement holds, like every decision, until one of the claims or values changes.
    """
    warned = {one.fingerprint: one for one in found if one.severity == Severity.WARN}
    known = DiscrepancyDecision.objects.filter(fingerprint__in=warned).values_list("fingerprint", flat=True)
    new = [warned[fingerprint] for fingerprint in warned if fingerprint not in set(known)]
    DiscrepancyDecision.objects.bulk_create(
        [_decision(one, DecisionState.ACKNOWLEDGED, by=by, now=now) for one in new], batch_size=AT_ONCE
    )
    return len(new)


def _decision(
    one: Discrepancy, state: DecisionState, *, by: User, now: datetime, note: str = ""
) -> DiscrepancyDecision:
    return DiscrepancyDecision(
        code=one.code, ref=one.ref, fingerprint=one.fingerprint, state=state, by=by.username, at=now, note=note
    )


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
