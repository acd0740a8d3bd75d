"""Reliability and credibility make a tier: it ranks, and never deletes (B3)."""

from __future__ import annotations

import pytest

from sitreps.codelists import Credibility, Reliability
from sitreps.figures.claims import is_relied_on, tier_of
from tests.unit.figures.making import claim

R, C = Reliability, Credibility


@pytest.mark.parametrize(
    ("reliability", "credibility", "relayed", "tier"),
    [
        (R.A, C.NOT_JUDGED, False, 1),
        (R.B, C.NOT_JUDGED, False, 1),
        (R.C, C.NOT_JUDGED, False, 2),
        (R.D, C.NOT_JUDGED, False, 3),
        (R.F, C.NOT_JUDGED, False, 3),
        (R.B, C.CONFIRMED, False, 1),
        (R.D, C.CONFIRMED, False, 2),
        (R.F, C.CONFIRMED, False, 2),
        (R.A, C.DOUBTFUL, False, 3),
        (R.C, C.DOUBTFUL, False, 3),
        (R.A, C.PROBABLY_TRUE, False, 1),
        (R.B, C.NOT_JUDGED, True, 2),
        (R.C, C.NOT_JUDGED, True, 2),
        (R.D, C.NOT_JUDGED, True, 3),
        (R.A, C.DOUBTFUL, True, 3),
    ],
)
def test_the_tier_of_a_claim(reliability: Reliability, credibility: Credibility, relayed: bool, tier: int) -> None:
    assert tier_of(claim(reliability=reliability, credibility=credibility, unjudged_relay=relayed)) == tier


@pytest.mark.parametrize(("reliability", "credibility"), [(R.E, C.NOT_JUDGED), (R.E, C.CONFIRMED), (R.A, C.IMPROBABLE)])
def test_only_the_unreliable_and_the_improbable_are_set_aside(
    reliability: Reliability, credibility: Credibility
) -> None:
    assert not is_relied_on(claim(reliability=reliability, credibility=credibility))


def test_every_other_letter_is_relied_on() -> None:
    others = set(Reliability) - {R.E}
    assert all(is_relied_on(claim(reliability=reliability, credibility=C.DOUBTFUL)) for reliability in others)
