"""The house parameters of the arithmetic: what a desk may set differently (marked hp in reconciliation.md)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """Whole percents and whole numbers only, so that no figure depends on a floating point."""

    approx_percent: int = 10
    """How far "about n" reaches to either side, and "nearly n" below (B1)."""
    conflict_least: int = 3
    conflict_percent: int = 20
    """A conflict blocks from this gap on, in people and in percent of the lower side, whichever is more (B13)."""
    change_least: int = 5
    change_percent: int = 25
    """A change since the last edition is large from here on, whichever is more (B13)."""
    stale_hours: int = 12
    """How long a newer, higher claim of the next tier may wait (B13)."""


DEFAULTS = Parameters()

_in_use: list[Parameters] = []


def use_parameters(parameters: Parameters) -> None:
    """Make a deployment's parameters those that `house_parameters` answers; called once, at start."""
    _in_use[:] = [parameters]


def house_parameters() -> Parameters:
    """The parameters in use: the defaults, unless a deployment's were put in their place."""
    return _in_use[0] if _in_use else DEFAULTS
