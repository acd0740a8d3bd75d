"""The public shape of "how was this number reached?": an allow-list, built from public documents alone.

The API answers it, the public page and the desk draw from it. What is not a member here is not told; letters, tiers
and what is withheld are in no document that it is built from. Member order is the order of the JSON.
"""

from dataclasses import dataclass
from datetime import datetime

from sitreps.documents.incident import PublicClaim, PublicFigure
from sitreps.documents.revisions import RevisionChange

VERSION = 1


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that follows from a rule: a code, the rule's number in the method, and a sentence for readers."""

    code: str
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class ExplainedClaim:
    """One claim behind the figure, with the incident it is attached to and what became of it for this figure.

    `claim` is the public claim; its `used` and `not_used_because` are those of this figure, which for a place's claim
    under a cluster can differ from those of the place's own. `says` is the claim read as a number.
    """

    incident: str
    place: str
    says: str
    outcome: Reason
    claim: PublicClaim


@dataclass(frozen=True, slots=True)
class Headline:
    """What a cluster's own claims say of the whole; `claims` are the newest word of each of their sources."""

    text: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceFigure:
    """The figure of one place of a cluster, as it enters the sum; numbers are null where the place has none."""

    ref: str
    href: str
    page: str
    title: str
    place: str
    text: str
    quantifier: str | None
    lower: int | None
    low: int | None
    highest_stated: int | None
    open: bool
    said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The places of a cluster, added up: `text` and `lower` are null where no place has a figure."""

    text: str | None
    lower: int | None
    without_figure: int
    places: tuple[PlaceFigure, ...]


@dataclass(frozen=True, slots=True)
class RollUp:
    """Headline or sum, never both (reconciliation.md B6). `taken` is OWN, BREAKDOWN or null without a number."""

    case: Reason
    taken: str | None
    headline: Headline | None
    breakdown: Breakdown
    unallocated: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning in words, by the rule it follows."""

    rule: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """The figure as one revision gave it, newest first; `is_new` where the revision before gave another."""

    revision: int
    href: str
    published_at: datetime
    text: str
    quantifier: str | None
    printed: int | None
    printed_upper: int | None
    lower: int | None
    low: int | None
    high: int | None
    open: bool
    as_of_to: str | None
    is_new: bool
    change: RevisionChange


@dataclass(frozen=True, slots=True)
class FigureExplanation:
    """How one figure of one incident was reached, as known at a moment.

    `withheld` counts claims that the figure rests on or was weighed against and that may not be shown. Labels, names
    and sentences are in `language`; `figure`, the claims and every note of the desk are as they were frozen.
    """

    v: int
    ref: str
    href: str
    page: str
    revision: int
    seq: int
    status: str
    published_at: datetime
    title: str
    place: str
    tz: str
    parent: str | None
    measure: str
    label: str
    figure: PublicFigure
    agreement: Reason
    grade: str
    grade_text: str
    claims: tuple[ExplainedClaim, ...]
    withheld: int
    roll_up: RollUp | None
    steps: tuple[Step, ...]
    history: tuple[HistoryLine, ...]
    language: str = "en"
