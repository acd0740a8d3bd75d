"""The same day with the parties exchanged everywhere: the same grades, standings, figures and totals (B11).

From a desk log through import, publication and an edition; what reads otherwise is who is reported responsible.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from sitreps.actions.imports import import_log
from sitreps.codelists import PerpetratorBasis
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.models.accounts import COMMAND, actor
from sitreps.models.revisions import IncidentRevision
from sitreps.models.series import Series
from tests import desk_logs, factories
from tests.desk_logs import Log

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 6, 24, 14, 45, tzinfo=UTC)
SWAPPED = {"RUS-FORCES": "UKR-FORCES", "RUS-STATE": "UKR-STATE"}
SWAPPED |= {theirs: ours for ours, theirs in SWAPPED.items()}
OF_ITS_OWN = {"reported_responsible", "published_at", "seq", "sha256"}
"""What names a party, or tells one publication from another."""


def swapped(value: Any) -> Any:
    """A log with the parties exchanged wherever one is meant, by key; their own entries stay."""
    if isinstance(value, dict):
        return {name: one if name == "key" else swapped(one) for name, one in value.items()}
    if isinstance(value, list):
        return [swapped(one) for one in value]
    return SWAPPED.get(value, value) if isinstance(value, str) else value


def published(log: Log) -> tuple[Mapping[str, dict[str, Any]], EditionDocument | None]:
    """The public JSON of each incident of a log, and the day's edition where the log has a series; nothing stays."""
    told: dict[str, dict[str, Any]] = {}
    edition = None
    with transaction.atomic():
        import_log(content=desk_logs.encoded(log), by=actor(COMMAND), now=NOW, publish=True, at=None)
        for one in IncidentRevision.objects.select_related("content"):
            told[one.ref] = json.loads(one.content.payload)
        if log.get("series"):
            edition = canonical.decode(factories.issued_edition(Series.objects.get()).snapshot, EditionDocument)
        transaction.set_rollback(True)
    return told, edition


def blind(payload: dict[str, Any]) -> dict[str, Any]:
    """Without what must differ."""
    return {name: value for name, value in payload.items() if name not in OF_ITS_OWN}


def standings(payload: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(one["id"], one["verification"], one["counted"], one["used"]) for one in payload["claims"]]


def two_sides(basis: str, letter: str) -> Log:
    """Two incidents: each party claims about the one, accuses about the other; one side's word is given `letter`."""
    origins = [
        {"key": f"{side}-MOD", "name": f"{side} ministry", "public_label": "a ministry of defence",
         "type": "PARTY_TO_CONFLICT", "party": f"{side}-FORCES", "voice": f"{side}-STATE", "reliability": grade}
        for side, grade in (("RUS", letter), ("UKR", "C"))
    ]  # fmt: skip
    parties = [
        {"key": f"{side}-FORCES", "name": f"Forces of {side}", "type": "ARMED_FORCES"} for side in ("RUS", "UKR")
    ]
    incidents = [
        desk_logs.incident(
            number,
            desk_logs.claim("C1", origin="RUS-MOD", attribution_mode="CLAIMED", value=9),
            desk_logs.claim("C2", origin="UKR-MOD", attribution_mode="ACCORDING_TO", value=4),
            desk_logs.claim("C3", value=3),
            perpetrator=f"{side}-FORCES",
            perpetrator_basis=basis,
        )
        for number, side in ((1, "RUS"), (2, "UKR"))
    ]
    log = desk_logs.small(*incidents)
    return {**log, "parties": parties, "origins": [*log["origins"], *origins]}


def test_the_demos_day_reads_the_same_with_the_parties_exchanged() -> None:
    day, edition = published(desk_logs.day())
    other, other_edition = published(swapped(desk_logs.day()))
    assert len(day) == 6
    assert {ref: blind(one) for ref, one in other.items()} == {ref: blind(one) for ref, one in day.items()}
    assert edition
    assert other_edition
    for name in ("totals", "since_start", "running", "highlights", "overview", "new", "late", "damage"):
        assert getattr(other_edition, name) == getattr(edition, name), name
    responsible = day["UKR-2025-0001"]["reported_responsible"]["party"]
    assert responsible != other["UKR-2025-0001"]["reported_responsible"]["party"]  # it was exchanged


@pytest.mark.parametrize("letter", ["B", "E"])
@pytest.mark.parametrize("basis", [one.value for one in PerpetratorBasis if one.value != "NOT_STATED"])
def test_a_partys_word_stands_as_the_others_would(basis: str, letter: str) -> None:
    log = two_sides(basis, letter)
    day, _ = published(log)
    other, _ = published(swapped(log))
    for ref, payload in day.items():
        assert other[ref]["grade"] == payload["grade"]
        assert standings(other[ref]) == standings(payload)
        assert blind(other[ref]) == blind(payload)
    # And within one log: who is reported responsible moves no grade and no number.
    one, two = day["UKR-2025-0001"], day["UKR-2025-0002"]
    assert [figure["text"] for figure in one["figures"]] == [figure["text"] for figure in two["figures"]]
    assert one["grade"] == two["grade"]
