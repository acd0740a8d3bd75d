"""Desk logs of any length, in the words of the desk log's schema."""

from random import Random
from typing import Any

CLAIMS = 4


def log(incidents: int, *, claims: int = CLAIMS, country: str = "LBN", day: str = "2025-06-24") -> dict[str, Any]:
    """So many incidents with so many claims each, one in five a place of a cluster; the same numbers, the same log."""
    random = Random(incidents)
    places: list[dict[str, Any]] = [{"key": country, "level": "COUNTRY", "name": "Lebanon", "iso3166_1": country}]
    places += [
        {"key": f"{country}-{n}", "level": "SETTLEMENT", "name": f"Town {n}", "parent": country, "iso3166_1": country,
         "adm1_pcode": f"LB{n % 8 + 10}", "lat": 33 + n / 100, "lon": 35.5 + n / 100}
        for n in range(100)
    ]  # fmt: skip
    return {
        "format": "sitreps/desk-log/1",
        "series": [{"code": f"{country}-DAILY", "title": "Lebanon: Daily Situation Report", "countries": [country],
                    "timezone": "Asia/Beirut", "cut_off": "18:00", "languages": ["en"], "starts_on": day}],
        "places": places,
        "origins": [
            {"key": f"{country}-ORIGIN-{n}", "name": f"Source number {n}", "public_label": f"local officials {n}",
             "type": "LOCAL_AUTHORITY", "reliability": "B"}
            for n in range(30)
        ],
        "source_items": [
            {"key": f"{country}-DOC-{n}", "type": "NEWS_MEDIA", "title": f"Report {n}", "reliability": "C",
             "publisher": "A newspaper", "published_on": day, "published_basis": "STATED"}
            for n in range(200)
        ],
        "incidents": [_incident(random, n, claims, country, day) for n in range(1, incidents + 1)],
    }  # fmt: skip


def _incident(random: Random, number: int, claims: int, country: str, day: str) -> dict[str, Any]:
    in_cluster = number % 25  # the first of 25 is the cluster of the next five
    members = {"kind": "CLUSTER"} if in_cluster == 1 else {"kind": "EVENT"}
    if 1 < in_cluster <= 6:
        members["parent"] = f"{country}-2025-{number - in_cluster + 1:05}"
    return {
        "ref": f"{country}-2025-{number:05}",
        **members,
        "title": f"Strike number {number}",
        "summary": "Houses near the market were hit in the night, and people were killed and injured.",
        "place": f"{country}-{random.randrange(100)}",
        "occurred_on": day,
        "date_precision": "DAY",
        "sub_event_type": "AIR_DRONE_STRIKE",
        "claims": [_claim(random, country, day, n) for n in range(claims)],
    }


def _claim(random: Random, country: str, day: str, number: int) -> dict[str, Any]:
    value = random.choice([1, 2, 3, 7, 20])
    return {
        "key": f"C{number + 1}",
        "measure": random.choice(["KILLED", "INJURED"]),
        "quantifier": random.choice(["EXACT", "AT_LEAST", "MORE_THAN"]),
        "value": value,
        "wording": f"{value} people",
        "quote": {"text": f"The officials spoke of {value} people."},
        "origin": f"{country}-ORIGIN-{random.randrange(30)}",
        "source_item": f"{country}-DOC-{random.randrange(200)}",
        "attribution_mode": "ACCORDING_TO",
        "as_of": day,
        "recorded_at": f"{day}T15:00:00Z",
    }
