"""What may happen to a thing: the transition tables of incidents, edition drafts and renditions (desk.md, States).

Whether the *person* may do it is permissions.py's question. Each rule has two voices: `check_…` raises
`WrongState`, `can_…` asks by the same table.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sitreps.errors import WrongState

M = TypeVar("M", bound=StrEnum)
S = TypeVar("S", bound=StrEnum)


class IncidentState(StrEnum):
    """The state of an incident's working copy. Hidden is none of them: while readers see nothing, editors mend it."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    RETURNED = "RETURNED"
    PUBLISHED = "PUBLISHED"
    CHANGED = "CHANGED"
    DISCARDED = "DISCARDED"
    WITHDRAWN = "WITHDRAWN"
    MERGED = "MERGED"
    REDACTED = "REDACTED"


class IncidentMove(StrEnum):
    """What a person does to an incident."""

    EDIT = "edit"
    SUBMIT = "submit"
    RETURN = "return"
    PUBLISH = "publish"
    DISCARD = "discard"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    MERGE = "merge"
    UNMERGE = "undo the merge of"
    UNSPLIT = "undo the split of"
    REDACT = "redact"


class DraftState(StrEnum):
    """The state of an edition's draft."""

    DUE = "DUE"
    COMPILING = "COMPILING"
    DRAFT = "DRAFT"
    FAILED = "FAILED"
    ISSUED = "ISSUED"
    CANCELLED = "CANCELLED"


class DraftMove(StrEnum):
    """What a person or the clock does to an edition's draft."""

    COMPILE = "compile"
    COMPILED = "compiled"
    FAIL = "fail"
    EDIT = "edit"
    ISSUE = "issue"
    CANCEL = "cancel"


class RenditionState(StrEnum):
    """The state of one document of an issue."""

    QUEUED = "QUEUED"
    RENDERING = "RENDERING"
    STORED = "STORED"
    FAILED = "FAILED"
    PARKED = "PARKED"


INCIDENT: Mapping[IncidentMove, Mapping[IncidentState, IncidentState]] = {
    IncidentMove.EDIT: {
        IncidentState.DRAFT: IncidentState.DRAFT,
        IncidentState.IN_REVIEW: IncidentState.IN_REVIEW,
        IncidentState.RETURNED: IncidentState.RETURNED,
        IncidentState.PUBLISHED: IncidentState.CHANGED,
        IncidentState.CHANGED: IncidentState.CHANGED,
    },
    IncidentMove.SUBMIT: {
        IncidentState.DRAFT: IncidentState.IN_REVIEW,
        IncidentState.RETURNED: IncidentState.IN_REVIEW,
        IncidentState.CHANGED: IncidentState.IN_REVIEW,
    },
    IncidentMove.RETURN: {IncidentState.IN_REVIEW: IncidentState.RETURNED},
    IncidentMove.PUBLISH: {IncidentState.IN_REVIEW: IncidentState.PUBLISHED},
    IncidentMove.DISCARD: {
        IncidentState.DRAFT: IncidentState.DISCARDED,
        IncidentState.RETURNED: IncidentState.DISCARDED,
    },
    IncidentMove.WITHDRAW: {
        IncidentState.PUBLISHED: IncidentState.WITHDRAWN,
        IncidentState.CHANGED: IncidentState.WITHDRAWN,
        IncidentState.IN_REVIEW: IncidentState.WITHDRAWN,
        IncidentState.RETURNED: IncidentState.WITHDRAWN,
    },
    IncidentMove.REOPEN: {IncidentState.WITHDRAWN: IncidentState.CHANGED},
    IncidentMove.MERGE: {IncidentState.PUBLISHED: IncidentState.MERGED},
    IncidentMove.UNMERGE: {IncidentState.MERGED: IncidentState.PUBLISHED},
    IncidentMove.UNSPLIT: {
        IncidentState.PUBLISHED: IncidentState.PUBLISHED,
        IncidentState.CHANGED: IncidentState.PUBLISHED,
        IncidentState.IN_REVIEW: IncidentState.PUBLISHED,
        IncidentState.RETURNED: IncidentState.PUBLISHED,
    },
    IncidentMove.REDACT: {state: IncidentState.REDACTED for state in IncidentState if state != IncidentState.REDACTED},
}

DRAFT: Mapping[DraftMove, Mapping[DraftState, DraftState]] = {
    DraftMove.COMPILE: {
        DraftState.DUE: DraftState.COMPILING,
        DraftState.COMPILING: DraftState.COMPILING,
        DraftState.DRAFT: DraftState.COMPILING,
        DraftState.FAILED: DraftState.COMPILING,
    },
    DraftMove.COMPILED: {DraftState.COMPILING: DraftState.DRAFT},
    DraftMove.FAIL: {DraftState.COMPILING: DraftState.FAILED},
    DraftMove.EDIT: {
        DraftState.DRAFT: DraftState.DRAFT,
        DraftState.FAILED: DraftState.COMPILING,
    },
    DraftMove.ISSUE: {DraftState.DRAFT: DraftState.ISSUED},
    DraftMove.CANCEL: {
        DraftState.DUE: DraftState.CANCELLED,
        DraftState.DRAFT: DraftState.CANCELLED,
        DraftState.FAILED: DraftState.CANCELLED,
    },
}

# Named sets of states: what is asked more often than a single state.
EDITABLE = frozenset(INCIDENT[IncidentMove.EDIT])
EVER_PUBLISHED = frozenset({IncidentState.PUBLISHED, IncidentState.CHANGED})
UNPUBLISHED_CHANGE = frozenset({IncidentState.CHANGED, IncidentState.IN_REVIEW, IncidentState.RETURNED})
GONE = frozenset({IncidentState.DISCARDED, IncidentState.WITHDRAWN, IncidentState.MERGED, IncidentState.REDACTED})
OPEN_DRAFT = frozenset(DraftState) - {DraftState.ISSUED, DraftState.CANCELLED}
UNFINISHED_RENDITION = frozenset({RenditionState.QUEUED, RenditionState.RENDERING, RenditionState.FAILED})


def can_move(state: IncidentState, move: IncidentMove) -> bool:
    """Whether the table lets an incident in `state` make `move`."""
    return state in INCIDENT[move]


def check_move(state: IncidentState, move: IncidentMove) -> IncidentState:
    """The state after `move`; `WrongState` if the table has no such move."""
    return _next(INCIDENT, state, move, "incident")


def can_move_draft(state: DraftState, move: DraftMove) -> bool:
    """Whether the table lets an edition's draft in `state` make `move`."""
    return state in DRAFT[move]


def check_draft_move(state: DraftState, move: DraftMove) -> DraftState:
    """The draft's state after `move`; `WrongState` if the table has no such move."""
    return _next(DRAFT, state, move, "edition")


def _next(table: Mapping[M, Mapping[S, S]], state: S, move: M, noun: str) -> S:
    row = table[move]
    if state not in row:
        allowed = ", ".join(sorted(before.replace("_", " ").lower() for before in row))
        raise WrongState(
            f"Cannot {move} this {noun}: it is {state.replace('_', ' ').lower()}. That needs a state of: {allowed}."
        )
    return row[state]
