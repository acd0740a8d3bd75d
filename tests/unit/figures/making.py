"""Short ways to say a claim, and hypothesis strategies for whole families of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from sitreps.codelists import (
    STOCK_MEASURES,
    AsOfBasis,
    BreakdownComplete,
    ClaimStatus,
    CountBasis,
    Covers,
    Credibility,
    Part,
    Quantifier,
    Reliability,
    VagueWord,
)
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.figure import Figure
from sitreps.figures.reconcile import reconcile

Tree = tuple[list[ClaimValue], dict[str, list[ClaimValue]], BreakdownComplete]
"""A cluster's own claims, its children's by ref, and whether these are all."""

ONE_NUMBER = (
    Quantifier.EXACT,
    Quantifier.AT_LEAST,
    Quantifier.MORE_THAN,
    Quantifier.AT_MOST,
    Quantifier.LESS_THAN,
    Quantifier.APPROX,
    Quantifier.ALMOST,
)
"""The quantifiers of one number."""


LAW = settings(max_examples=100)
"""How a law is tried: on many examples."""


def at(hour: int, *, day: int = 24) -> datetime:
    return datetime(2025, 6, day, hour, 0, tzinfo=UTC)


def claim(
    key: str = "c", quantifier: Quantifier = Quantifier.EXACT, value: int | None = 7, **fields: Any
) -> ClaimValue:
    """A claim of a reliable, named origin of its own, as of the day."""
    given: dict[str, Any] = {
        "measure": "KILLED",
        "origin": f"origin of {key}",
        "source_item": "DOC",
        "reliability": Reliability.B,
        "as_of": date(2025, 6, 24),
        "as_of_basis": AsOfBasis.STATED,
    }
    return ClaimValue(key=key, quantifier=quantifier, value=value, **given | fields)


def figure_of(*claims: ClaimValue, measure: str = "KILLED", **options: Any) -> Figure:
    return reconcile(measure, claims, zone=UTC, **options)


def codes(figure: Figure) -> list[str]:
    return [flag.code for flag in figure.flags]


# --- families: drawn from small pools, so that claims meet and examples are cheap to make -----------------------------

_NUMBERS: list[dict[str, Any]] = [
    *({"quantifier": quantifier, "value": value} for quantifier in ONE_NUMBER for value in (2, 3, 7, 11, 20)),
    *({"quantifier": Quantifier.EXACT, "value": value} for value in (0, 0, 1, 5, 8, 12, 13, 13)),
    *({"quantifier": Quantifier.BETWEEN, "value": n, "value2": m} for n, m in ((0, 3), (2, 9), (10, 15))),
    *({"quantifier": Quantifier.VAGUE, "vague_word": word} for word in VagueWord),
    {"quantifier": Quantifier.NONE_REPORTED},
    {"quantifier": Quantifier.UNQUANTIFIED},
]

_SPEAKERS: list[dict[str, Any]] = [
    {"origin": "police", "voice": "STATE", "reliability": Reliability.B},
    {"origin": "police", "voice": "STATE", "reliability": Reliability.B, "unjudged_relay": True},
    {"origin": "governor", "voice": "STATE", "reliability": Reliability.B},
    {"origin": "governor", "voice": "STATE", "reliability": Reliability.B, "credibility": Credibility.DOUBTFUL},
    {"origin": "hospital", "voice": None, "reliability": Reliability.A},
    {"origin": "ngo", "voice": None, "reliability": Reliability.C, "credibility": Credibility.CONFIRMED},
    {"origin": "tv", "voice": None, "reliability": Reliability.D},
    {"origin": "tv", "voice": None, "reliability": Reliability.E},
    {"origin": "narrative 1", "voice": None, "reliability": Reliability.F, "attributed": False},
    {"origin": "narrative 2", "voice": None, "reliability": Reliability.C, "attributed": False},
]

_TIMES: list[dict[str, Any]] = [
    {"as_of": at(8), "as_of_basis": AsOfBasis.STATED},
    {"as_of": at(12), "as_of_basis": AsOfBasis.STATED},
    {"as_of": at(20), "as_of_basis": AsOfBasis.INFERRED},
    {"as_of": date(2025, 6, 24), "as_of_basis": AsOfBasis.STATED},
    {"as_of": date(2025, 6, 24), "as_of_basis": AsOfBasis.INFERRED, "published_at": at(15)},
    {"as_of": date(2025, 6, 25), "as_of_basis": AsOfBasis.INFERRED, "published_on": date(2025, 6, 25)},
    {"as_of": date(2025, 6, 25), "as_of_basis": AsOfBasis.STATED, "recorded_at": at(9, day=25)},
    {"published_at": at(18), "recorded_at": at(19)},
    {},
]

_FATES: list[dict[str, Any]] = [
    *[{} for _ in range(9)],
    {"covers": Covers.PART, "part": Part.ONE_FACILITY},
    {"covers": Covers.PART, "part": Part.IDENTIFIED_ONLY},
    {"subset": Subset(role="EDUCATOR")},
    {"count_basis": CountBasis.INCREMENT},
    {"status": ClaimStatus.WITHDRAWN},
    {"excluded": True},
    {"recommended": True},
    {"requote_confirmed": True},
]


def claims_of(key: str, measure: str = "KILLED") -> st.SearchStrategy[ClaimValue]:
    """Any claim that can be made, under this key."""
    basis = CountBasis.STOCK if measure in STOCK_MEASURES else CountBasis.CUMULATIVE
    said = {"key": key, "measure": measure, "count_basis": basis}
    return st.builds(
        lambda number, speaker, time, fate, item: ClaimValue(
            **said | number | speaker | time | fate | {"source_item": item}
        ),
        *(st.sampled_from(pool) for pool in (_NUMBERS, _SPEAKERS, _TIMES, _FATES, ["D1", "D2"])),
    )


def claim_lists(prefix: str = "c", measure: str = "KILLED", most: int = 6) -> st.SearchStrategy[list[ClaimValue]]:
    return st.integers(0, most).flatmap(
        lambda count: st.tuples(*(claims_of(f"{prefix}{number}", measure) for number in range(count))).map(list)
    )


@st.composite
def trees(draw: st.DrawFn, measure: str = "KILLED") -> Tree:
    own = draw(claim_lists("own", measure, most=3))
    children = {f"child{n}": draw(claim_lists(f"child{n}/", measure, most=2)) for n in range(draw(st.integers(0, 3)))}
    return own, children, draw(st.sampled_from(BreakdownComplete))
