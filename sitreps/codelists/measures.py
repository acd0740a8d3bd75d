"""What can be counted of people, and which counts are the state at a moment (vocabulary.md A2)."""

from __future__ import annotations

from sitreps.codelists.claims import CountBasis

STOCK_MEASURES = frozenset({"MISSING", "HOSPITALISED", "DETAINED", "SERVICE_OUTAGE", "SHELTERED"})
"""Measures of a state at a moment: never summed over time, and they may fall without anybody having erred."""


def count_basis_of(measure: str) -> CountBasis:
    """The one count basis whose claims enter a figure of this measure (reconciliation.md B2)."""
    return CountBasis.STOCK if measure in STOCK_MEASURES else CountBasis.CUMULATIVE
