"""Reads worked examples and a desk log into the values that the arithmetic takes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sitreps.codelists import (
    AgeGroup,
    AsOfBasis,
    AttributionMode,
    BreakdownComplete,
    ClaimStatus,
    CountBasis,
    Covers,
    Credibility,
    DamageSeverity,
    DateBasis,
    GeoPrecision,
    PerpetratorBasis,
    PersonOutcome,
    PopulationStatus,
    Quantifier,
    Reliability,
    ScopeCertainty,
    Sex,
    VagueWord,
    vocabulary,
)
from sitreps.figures.claims import ClaimValue, Subset
from sitreps.figures.discrepancies import IncidentFacts
from sitreps.figures.facilities import FacilityValue, facility_counts
from sitreps.figures.figure import Figure
from sitreps.figures.persons import PersonValue
from sitreps.figures.reconcile import reconcile
from sitreps.figures.rollup import roll_up

DATA = Path(__file__).parents[2] / "data"
KYIV = ZoneInfo("Europe/Kyiv")


def load(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def moment(text: str | None) -> date | datetime | None:
    """A date where the text is one, else an instant."""
    if text is None:
        return None
    return date.fromisoformat(text) if len(text) == len("2025-06-24") else datetime.fromisoformat(text)


def instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def example_claim(raw: Mapping[str, Any], measure: str) -> ClaimValue:
    """One claim of reconciliation-examples.json."""
    return ClaimValue(
        key=raw["key"],
        measure=measure,
        quantifier=Quantifier(raw["quantifier"]),
        value=raw.get("value"),
        value2=raw.get("value2"),
        vague_word=VagueWord(raw["vague_word"]) if "vague_word" in raw else None,
        covers=Covers(raw.get("covers", Covers.ALL)),
        count_basis=CountBasis(raw.get("count_basis", CountBasis.CUMULATIVE)),
        origin=raw["origin"],
        attributed=raw["attributed"],
        source_item=raw["source_item"],
        reliability=Reliability(raw["reliability"]),
        credibility=Credibility(raw.get("credibility", Credibility.NOT_JUDGED)),
        unjudged_relay=raw.get("unjudged_relay", False),
        as_of=moment(raw.get("as_of")),
        as_of_basis=AsOfBasis(raw.get("as_of_basis", AsOfBasis.UNKNOWN)),
        published_at=instant(raw.get("published_at")),
        recorded_at=instant(raw.get("recorded_at")),
        status=ClaimStatus(raw.get("status", ClaimStatus.ACTIVE)),
    )


def example_figure(case: Mapping[str, Any]) -> Figure:
    """The figure of one case of reconciliation-examples.json."""
    measure = case["measure"]

    def figure(claims: list[dict[str, Any]]) -> Figure:
        return reconcile(measure, [example_claim(raw, measure) for raw in claims], zone=UTC)

    own = figure(case["claims"])
    if "children" not in case:
        return own
    children = {ref: figure(claims) for ref, claims in case["children"].items()}
    return roll_up(measure, own, children, breakdown_complete=BreakdownComplete(case["breakdown_complete"]))


class DeskLog:
    """The seed's log, with its keys resolved."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.origins = {origin["key"]: origin for origin in raw["origins"]}
        self.items = {item["key"]: item for item in raw["source_items"]}
        self.places = {place["key"]: place for place in raw["places"]}
        self.incidents = {incident["ref"]: incident for incident in raw["incidents"]}

    def claims(self, ref: str) -> list[ClaimValue]:
        return [self._claim(ref, raw) for raw in self.incidents[ref]["claims"]]

    def children(self, ref: str) -> list[str]:
        return [child for child, incident in self.incidents.items() if incident.get("parent") == ref]

    def roots(self, country: str | None = None) -> list[str]:
        return [
            ref
            for ref, incident in self.incidents.items()
            if "parent" not in incident and country in (None, self.places[incident["place"]]["iso3166_1"])
        ]

    def figure(self, ref: str, measure: str) -> Figure:
        own = reconcile(measure, self.claims(ref), zone=KYIV)
        if self.incidents[ref]["kind"] == "EVENT":
            return own
        children = {child: self.figure(child, measure) for child in self.children(ref)}
        complete = BreakdownComplete(self.incidents[ref].get("breakdown_complete", BreakdownComplete.UNKNOWN))
        return roll_up(measure, own, children, breakdown_complete=complete)

    def facilities(self, ref: str) -> list[FacilityValue]:
        return [
            FacilityValue(
                key=raw["key"],
                category=raw["category"],
                quantifier=Quantifier(raw["quantifier"]),
                value=raw.get("value"),
                vague_word=VagueWord(raw["vague_word"]) if "vague_word" in raw else None,
                severity=DamageSeverity(raw["severity"]),
                origin=raw["origin"],
                source_item=raw["source_item"],
                overlaps=frozenset(raw.get("overlaps", [])),
            )
            for raw in self.incidents[ref]["facilities"]
        ]

    def facts(self, ref: str) -> IncidentFacts:
        raw = self.incidents[ref]
        own = self.claims(ref)
        children = [claim for child in self.children(ref) for claim in self.claims(child)]
        cited = {claim.source_item for claim in own}
        return IncidentFacts(
            ref=ref,
            figures={measure: self.figure(ref, measure) for measure in ("KILLED", "INJURED")},
            claims=tuple(own),
            child_claims=tuple(children),
            facilities=facility_counts(self.facilities(ref), vocabulary("facility")),
            persons=tuple(_person(person) for person in raw["persons"]),
            has_perpetrator=raw["perpetrator"] is not None,
            perpetrator_basis=PerpetratorBasis(raw["perpetrator_basis"]),
            date_basis=DateBasis(raw["date_basis"]),
            geo_precision=GeoPrecision(self.places[raw["place"]]["geo_precision"]),
            unidentified_sources=tuple(sorted(key for key in cited if self.items[key]["publisher"] is None)),
        )

    def _claim(self, ref: str, raw: Mapping[str, Any]) -> ClaimValue:
        origin, item = self.origins[raw["origin"]], self.items[raw["source_item"]]
        is_narrative = origin.get("narrative_of") == item["key"]
        mode = AttributionMode(raw["attribution_mode"])
        published_on = item.get("published_on")
        return ClaimValue(
            key=f"{ref}/{raw['key']}",
            measure=raw["measure"],
            quantifier=Quantifier(raw["quantifier"]),
            value=raw.get("value"),
            value2=raw.get("value2"),
            vague_word=VagueWord(raw["vague_word"]) if "vague_word" in raw else None,
            subset=_subset(raw["disaggregation"]),
            count_basis=CountBasis(raw["count_basis"]),
            scope_certainty=ScopeCertainty(raw.get("scope_certainty", ScopeCertainty.CLEAR)),
            origin=origin["key"],
            voice=origin.get("voice"),
            attributed=mode is not AttributionMode.UNATTRIBUTED and not is_narrative,
            party_claim=mode is AttributionMode.CLAIMED,
            source_item=item["key"],
            reliability=Reliability(raw.get("reliability", origin["reliability"])),
            unjudged_relay=item["reliability"] == Reliability.F and not is_narrative,
            as_of=moment(raw["as_of"]),
            as_of_basis=AsOfBasis(raw["as_of_basis"]),
            published_at=instant(item["published_at"]),
            published_on=date.fromisoformat(published_on) if published_on else None,
            recorded_at=instant(raw["recorded_at"]),
        )


def _person(raw: Mapping[str, Any]) -> PersonValue:
    return PersonValue(
        key=raw["key"],
        outcome=PersonOutcome(raw["outcome"]),
        age_group=AgeGroup(raw["age_group"]),
        age_years=raw["age_years"],
        sex=Sex(raw["sex"]),
    )


def _subset(raw: Mapping[str, Any]) -> Subset | None:
    if raw["kind"] == "TOTAL":
        return None
    return Subset(
        sex=Sex(raw["sex"]) if "sex" in raw else None,
        age_group=AgeGroup(raw["age_group"]) if "age_group" in raw else None,
        age_years=raw.get("age_years"),
        age_text=raw.get("age_text"),
        population_status=PopulationStatus(raw["population_status"]) if "population_status" in raw else None,
        role=raw.get("role"),
        vulnerability=raw.get("vulnerability"),
    )
