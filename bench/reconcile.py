"""How long the figures take: one incident, a record of 100,000, the sweep for duplicates. `python -m bench.reconcile`.

Processor seconds of one process, not wall time, so that a busy machine says nearly the same. The targets are those of
reconciliation.md's issue: 200 claims under 5 ms, 500,000 claims under 20 s, 100,000 incidents swept under 30 s.
"""

import random
from datetime import UTC, date, datetime, timedelta
from time import process_time

from sitreps.codelists import AsOfBasis, BreakdownComplete, Quantifier, Reliability
from sitreps.figures.claims import ClaimValue
from sitreps.figures.duplicates import Sighting, find_suspects
from sitreps.figures.figure import Figure
from sitreps.figures.reconcile import reconcile
from sitreps.figures.rollup import roll_up

ONE = 200
INCIDENTS, CLAIMS_EACH, CLUSTER, BATCH = 100_000, 5, 5, 2_000
TARGETS = {"one incident of 200 claims": 0.005, "reconcile and roll up": 20.0, "find duplicates": 30.0}
MEASURE = "KILLED"
MORNING = datetime(2025, 6, 24, 6, tzinfo=UTC)
QUANTIFIERS = (Quantifier.EXACT, Quantifier.EXACT, Quantifier.AT_LEAST, Quantifier.MORE_THAN)
LETTERS = (Reliability.A, Reliability.B, Reliability.B, Reliability.C, Reliability.D, Reliability.F)


def claims(ref: str, count: int, dice: random.Random) -> list[ClaimValue]:
    """So many claims of one incident: a few origins, each with a rising toll."""
    return [
        ClaimValue(
            key=f"{ref}/C{number:03}",
            measure=MEASURE,
            quantifier=dice.choice(QUANTIFIERS),
            value=dice.randrange(1, 40),
            origin=f"O{number % 4}",
            voice=f"V{number % 3}",
            attributed=number % 4 != 0,
            source_item=f"D{number % 5}",
            reliability=LETTERS[number % len(LETTERS)],
            as_of=MORNING + timedelta(minutes=number * 7),
            as_of_basis=AsOfBasis.STATED,
            recorded_at=MORNING + timedelta(minutes=number * 7 + 3),
        )
        for number in range(count)
    ]


def one_incident(dice: random.Random) -> float:
    """Seconds for one figure of 200 claims, the mean of 50 runs."""
    said = claims("UKR-2025-0001", ONE, dice)
    begun = process_time()
    for _ in range(50):
        reconcile(MEASURE, said, zone=UTC)
    return (process_time() - begun) / 50


def whole_record(dice: random.Random) -> float:
    """Seconds for 100,000 incidents of five claims each, one cluster in six incidents with five places.

    The clock is asked once a batch: where asking it is slow, it must not be what is measured.
    """
    spent = 0.0
    for first in range(0, INCIDENTS, BATCH):
        said = {f"I{n}": claims(f"I{n}", CLAIMS_EACH, dice) for n in range(first, first + BATCH)}
        begun = process_time()
        figures = [(ref, reconcile(MEASURE, some, zone=UTC)) for ref, some in said.items()]
        for cluster in range(0, BATCH, CLUSTER + 1):
            _roll(figures[cluster : cluster + CLUSTER + 1])
        spent += process_time() - begun
    return spent


def _roll(figures: list[tuple[str, Figure]]) -> None:
    (_, own), *below = figures
    roll_up(MEASURE, own, dict(below), breakdown_complete=BreakdownComplete.UNKNOWN)


def sweep(dice: random.Random) -> tuple[float, int]:
    """Seconds and suspicions of the sweep over 100,000 incidents of a year in 500 towns of 136 districts."""
    towns = [(f"T{n}", f"A{n % 136}", (48 + dice.random() * 4, 24 + dice.random() * 14)) for n in range(500)]
    sightings = []
    for number in range(INCIDENTS):
        town, adm2, point = dice.choice(towns)
        day = date(2025, 1, 1) + timedelta(days=dice.randrange(365))
        sightings.append(
            Sighting(
                ref=f"UKR-2025-{number:06}",
                tree=f"UKR-2025-{number:06}",
                event_type=dice.choice(("EXPLOSIONS_REMOTE_VIOLENCE", "BATTLES", "NATURAL_HAZARD")),
                weapon=dice.choice(("MISSILE", "UAV", None)),
                first=day,
                last=day,
                place=town,
                adm2=adm2,
                point=point,
            )
        )
    begun = process_time()
    found = find_suspects(sightings)
    return process_time() - begun, len(found)


def main() -> None:
    """Measure, and print each figure beside its target."""
    dice = random.Random(24)
    _say("one incident of 200 claims", one_incident(dice), "")
    _say("reconcile and roll up", whole_record(dice), f"{INCIDENTS:,} incidents, {INCIDENTS * CLAIMS_EACH:,} claims")
    seconds, found = sweep(dice)
    _say("find duplicates", seconds, f"{INCIDENTS:,} incidents, {found:,} suspicions")


def _say(what: str, seconds: float, of_what: str) -> None:
    target = TARGETS[what]
    unit, factor = ("ms", 1000) if target < 1 else ("s", 1)
    told = f"{what}: {seconds * factor:.2f} {unit} (target {target * factor:g} {unit}, {seconds / target:.0%} of it)"
    print(f"{told}{f'; {of_what}' if of_what else ''}")


if __name__ == "__main__":
    main()
