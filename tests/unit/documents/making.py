"""Frozen inputs for tests of documents, and the public documents that are built from them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sitreps.documents import canonical, publication
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import ClaimInput, IncidentInput, OriginInput, PlaceInput, SourceInput
from sitreps.documents.publication import Occasion

MORNING = datetime(2025, 6, 24, 9, 0, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)


def origin(label: str = "police", **members: Any) -> OriginInput:
    """Who says it; of reliability B."""
    told: dict[str, Any] = {
        "key": label.upper().replace(" ", "-"),
        "label": label,
        "type": "POLICE",
        "voice": None,
        "reliability": "B",
        "protected": False,
        "narrative_of": None,
        "party": None,
    }
    return OriginInput(**{**told, **members})


def source(key: str = "DOC", **members: Any) -> SourceInput:
    """A public report of a judged outlet."""
    told: dict[str, Any] = {
        "key": key,
        "type": "NEWS_MEDIA",
        "title": f"Report {key}",
        "publisher": "An agency",
        "url": None,
        "published_on": date(2025, 6, 24),
        "published_at": None,
        "reliability": "C",
        "sensitivity": "PUBLIC",
    }
    return SourceInput(**{**told, **members})


def claim(name: str, value: int | None, quantifier: str = "EXACT", **members: Any) -> ClaimInput:
    """The police say so many were killed, as of nine in the morning; `name` is `UKR-2025-0001/C01`."""
    told: dict[str, Any] = dict.fromkeys(ClaimInput.__dataclass_fields__) | {
        "id": name,
        "measure": "KILLED",
        "quantifier": quantifier,
        "value": value,
        "wording": f"{quantifier.lower()} {value}",
        "covers": "ALL",
        "kind": "TOTAL",
        "origin": origin(),
        "relays": (),
        "source": source(),
        "attribution_mode": "ACCORDING_TO",
        "attribution_text": "",
        "credibility": 6,
        "as_of_at": MORNING,
        "as_of_basis": "STATED",
        "count_basis": "CUMULATIVE",
        "scope_certainty": "CLEAR",
        "status": "ACTIVE",
        "recommended": False,
        "excluded": False,
        "requote_confirmed": False,
        "recorded_at": MORNING,
    }
    return ClaimInput(**{**told, **members})


def incident(number: int, *claims: ClaimInput, **members: Any) -> IncidentInput:
    """An event in a town of its own; UKR-2025-0001 is number 1."""
    told: dict[str, Any] = dict.fromkeys(IncidentInput.__dataclass_fields__) | {
        "v": 1,
        "ref": f"UKR-2025-{number:04}",
        "kind": "EVENT",
        "breakdown_complete": "unknown",
        "title": f"Strike on town {number}",
        "summary": "",
        "occurred_on": date(2025, 6, 24),
        "date_precision": "DAY",
        "date_basis": "STATED",
        "zone": "Europe/Kyiv",
        "place": place(f"Town {number}"),
        "place_text": "",
        "event_type": "EXPLOSIONS_REMOTE_VIOLENCE",
        "sub_event_type": "SHELLING_ARTILLERY_MISSILE",
        "perpetrator_basis": "NOT_STATED",
        "sensitivity": "PUBLIC",
        "claims": claims,
        "facilities": (),
        "persons": (),
        "formerly_current": (),
    }
    return IncidentInput(**{**told, **members})


def place(name: str, level: str = "SETTLEMENT") -> PlaceInput:
    """A place of Ukraine without codes or a point."""
    told: dict[str, Any] = dict.fromkeys(PlaceInput.__dataclass_fields__)
    said = {"key": name.upper(), "name": name, "level": level, "country": "UKR", "names": {}}
    return PlaceInput(**{**told, **said})


def document(
    inputs: IncidentInput,
    children: Sequence[IncidentInput] = (),
    *,
    before: IncidentDocument | None = None,
    code: str = "NEW",
    note: str = "",
    published_at: datetime = NOON,
) -> IncidentDocument:
    """The public document of a revision; `before` is the one that it follows."""
    number = before.revision + 1 if before else 1
    occasion = Occasion(revision=number, seq=number, published_at=published_at, code=code, note=note)
    stored = canonical.encode(before) if before else None
    built = publication.build(inputs, children, occasion=occasion, previous=_plain(stored))
    return canonical.decode(canonical.encode(built), IncidentDocument)


def cluster(*claims: ClaimInput, complete: str = "unknown") -> IncidentInput:
    """Number 1, a cluster of an oblast."""
    whole = incident(1, *claims, kind="CLUSTER", title="Strikes on the oblast", breakdown_complete=complete)
    return replace(whole, place=place("The oblast", "ADM1"))


def _plain(text: str | None) -> Any:
    return canonical.decode(text, dict) if text else None
