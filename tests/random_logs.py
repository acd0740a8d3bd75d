"""Desk logs of any shape that the desk takes: every member of the schema, present or not, in any order of entries."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st

from sitreps.codelists import (
    STOCK_MEASURES,
    AgeGroup,
    AttributionMode,
    Cadence,
    DamageSeverity,
    PersonOutcome,
    PlaceLevel,
    PublishedBasis,
    Quantifier,
    Reliability,
    SourceItemStatus,
    VagueWord,
    WithdrawalReason,
    vocabulary,
)
from tests.desk_logs import Log

FIRST, LAST = datetime(2025, 1, 1), datetime(2025, 6, 20)  # noqa: DTZ001 the offset is drawn beside it
TEXT = st.text(alphabet="Aяé'\"\\/ \n–<&ع", min_size=1, max_size=12).filter(str.strip)
KEYS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._-]{0,5}", fullmatch=True)
DAYS = st.dates(FIRST.date(), LAST.date())
OFFSETS = st.sampled_from([UTC, timezone(timedelta(hours=3)), timezone(-timedelta(hours=9, minutes=30))])
MOMENTS = st.builds(lambda at, zone: at.replace(tzinfo=zone).isoformat(), st.datetimes(FIRST, LAST), OFFSETS)
AS_OF = DAYS.map(date.isoformat) | MOMENTS
COUNTS = st.integers(2, 100)
PLAIN = (Quantifier.EXACT, Quantifier.AT_LEAST, Quantifier.MORE_THAN, Quantifier.AT_MOST, Quantifier.LESS_THAN)


def codes(of: Any) -> st.SearchStrategy[str]:
    """One of an enumeration's codes, as plain text."""
    return st.sampled_from([str(code.value) for code in of])


def terms(name: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(vocabulary(name).terms))


def entries(required: Log, optional: Log) -> st.SearchStrategy[Log]:
    return st.fixed_dictionaries(required, optional=optional)


def named(draw: st.DrawFn, entry: st.SearchStrategy[Log], *, least: int = 0, most: int = 3) -> list[Log]:
    """Some entries, each with a key of its own."""
    keys = draw(st.lists(KEYS, unique=True, min_size=least, max_size=most))
    return [{"key": key, **draw(entry)} for key in keys]


def one_of(rows: Sequence[Log]) -> st.SearchStrategy[str]:
    return st.sampled_from([row["key"] for row in rows])


def maybe(draw: st.DrawFn) -> bool:
    return draw(st.sampled_from([False, True]))


def number(draw: st.DrawFn, quantifiers: Sequence[str] = PLAIN) -> Log:
    """A quantifier and what it takes."""
    quantifier = draw(st.sampled_from([*quantifiers, "BETWEEN", "VAGUE", "UNQUANTIFIED"]))
    value = draw(COUNTS)
    if quantifier == "BETWEEN":
        return {"quantifier": quantifier, "value": value, "value2": value + draw(COUNTS)}
    if quantifier == "VAGUE":
        return {"quantifier": quantifier, "vague_word": draw(codes(VagueWord))}
    return {"quantifier": quantifier} if quantifier == "UNQUANTIFIED" else {"quantifier": quantifier, "value": value}


@st.composite
def logs(draw: st.DrawFn) -> Log:
    """A whole log."""
    parties = named(draw, entries({"name": TEXT}, {"type": terms("party_type"), "names": NAMES}))
    items = named(draw, ITEMS, least=1)
    origins = named(draw, ORIGINS, least=1)
    for origin in origins:
        if parties and maybe(draw):
            origin["party"] = draw(one_of(parties))
        if maybe(draw):
            origin["narrative_of"] = draw(one_of(items))
    told = notices(draw, items)
    places = named(draw, PLACES, least=1, most=4)
    for above, place in pairwise(places):
        place["parent"] = above["key"]
    series = [
        draw(SERIES) | {"code": code}
        for code in draw(st.lists(st.sampled_from(["AA", "B-1", "UA-DAILY"]), unique=True))
    ]
    log: Log = {
        "format": "sitreps/desk-log/1",
        "note": "Made at random.",
        "series": series,
        "parties": parties,
        "places": draw(st.permutations(places)),
        "origins": origins,
        "source_items": items,
        "source_notices": draw(st.permutations(told)),
        "incidents": draw(st.permutations(incidents(draw, places, parties, origins, items))),
    }
    for one in series:
        for section, kinds, more in SAID:
            members = {"kind": terms(kinds), **SAID_MEMBERS, **more}
            speakers = {name: one_of(origins) for name in SPEAKERS.get(section, ())}
            said = named(draw, entries({"text": TEXT, "source_item": one_of(items)}, members | speakers), most=2)
            log[section] = log.get(section, []) + [row | {"series": one["code"]} for row in said]
    return log


def notices(draw: st.DrawFn, items: list[Log]) -> list[Log]:
    """What became known of some documents; the newest gives a document its status."""
    found = []
    for item in items:
        told = draw(st.lists(NOTICES, max_size=3))
        others = [other["key"] for other in items if other is not item]
        for number, notice in enumerate(told, start=1):
            made = {"source_item": item["key"], "key": f"N{number:04}", **notice}
            found.append(made | ({"replacement": draw(st.sampled_from(others))} if others and maybe(draw) else {}))
        if told:
            item["status"] = told[-1]["status"]
    return found


def incidents(
    draw: st.DrawFn, places: list[Log], parties: list[Log], origins: list[Log], items: list[Log]
) -> list[Log]:
    found: list[Log] = []
    numbers = draw(st.lists(st.integers(1, 120_000), unique=True, max_size=4))
    for at, one in enumerate(numbers):
        day = draw(DAYS)
        kind = "CLUSTER" if at == 0 else "EVENT"
        made = {"ref": f"UKR-2025-{one:04}", "kind": kind, "occurred_on": day.isoformat(), **draw(INCIDENTS)}
        if maybe(draw):
            begins = datetime(day.year, day.month, day.day, draw(st.integers(0, 20)), tzinfo=UTC)
            made |= {"occurred_from": begins.isoformat(), "occurred_to": (begins + timedelta(minutes=30)).isoformat()}
        if parties and maybe(draw):
            made |= {"perpetrator": draw(one_of(parties)), "perpetrator_basis": "CONTESTED"}
        if at and maybe(draw):
            made |= {"parent": found[0]["ref"], "sensitivity": "PUBLIC"}
        made |= {
            "place": draw(one_of(places)),
            "claims": claims(draw, origins, items),
            "facilities": damage(draw, origins, items),
            "persons": [
                {**person, "origin": draw(one_of(origins)), "source_item": draw(one_of(items))}
                for person in named(draw, PERSONS, most=2)
            ],
        }
        found.append(made)
    return found


def claims(draw: st.DrawFn, origins: list[Log], items: list[Log]) -> list[Log]:
    found = named(draw, CLAIMS)
    for claim in found:
        said_by = draw(one_of(origins))
        relays = [key for key in draw(st.lists(one_of(origins), unique=True)) if key != said_by]
        claim.update(number(draw), origin=said_by, source_item=draw(one_of(items)), relays=relays)
        if maybe(draw):
            basis = ["STOCK", "PERIOD"] if claim["measure"] in STOCK_MEASURES else ["CUMULATIVE", "INCREMENT", "PERIOD"]
            claim["count_basis"] = draw(st.sampled_from(basis))
        claim.update(draw(st.sampled_from([{}, {"covers": "ALL"}, {"covers": "PART", "part": "OTHER"}])))
        if "as_of" not in claim:
            claim["as_of_basis"] = draw(st.sampled_from(["INFERRED", "UNKNOWN"]))
        if maybe(draw):
            claim.update(status="WITHDRAWN", withdrawal_reason=draw(codes(WithdrawalReason)))
    for earlier, claim in pairwise(found):
        if earlier["measure"] == claim["measure"]:
            claim["supersedes"] = earlier["key"]
            claim.update(draw(st.sampled_from([{}, {"supersedes_reason": "SOURCE_CORRECTED"}])))
            claim.update(draw(st.sampled_from([{}, {"adds": earlier["key"], "adds_to": earlier["key"]}])))
    return found


def damage(draw: st.DrawFn, origins: list[Log], items: list[Log]) -> list[Log]:
    found = [
        row | number(draw) | {"origin": draw(one_of(origins)), "source_item": draw(one_of(items))}
        for row in named(draw, FACILITIES)
    ]
    for row in found[1:]:
        row["overlaps"] = [found[0]["key"]]
    return found


OPEN = st.sampled_from([letter for letter in Reliability if letter != Reliability.E]).map(str)
CREDIBLE = st.sampled_from([1, 2, 3, 6])
NAMES = st.dictionaries(st.sampled_from(["uk", "fr", "pt-BR"]), TEXT)
SERIES = entries(
    {
        "title": TEXT,
        "countries": st.lists(st.sampled_from(["UKR", "RUS", "SDN"]), unique=True, min_size=1),
        "timezone": st.sampled_from(["Europe/Kyiv", "UTC", "Australia/Lord_Howe"]),
        "cut_off": st.times().map(lambda at: at.isoformat("minutes")),
        "languages": st.lists(st.sampled_from(["en", "uk", "pt-BR"]), unique=True, min_size=1),
    },
    {
        "first_number": st.integers(1, 400),
        "starts_on": st.just("2025-01-01"),
        "ends_on": DAYS.map(date.isoformat) | st.none(),
        "cadence": codes(Cadence),
        "late_window_minutes": st.integers(0, 1440),
        "issued_by": TEXT | st.just(""),
        "titles": NAMES,
        "issued_by_names": NAMES,
        "contact": TEXT,
        "glide": st.just("CE-2022-000198-UKR"),
    },
)
PLACES = entries(
    {"level": codes(PlaceLevel), "name": TEXT},
    {
        "aliases": st.lists(
            entries(
                {"name": TEXT},
                {"language": st.just("uk"), "valid_to": DAYS.map(date.isoformat), "x": st.integers(0, 9)},
            )
        ),
        "iso3166_1": st.sampled_from(["UKR", "RUS", None]),
        "iso3166_2": st.just("UA-12"),
        "pcode": st.just("UA12"),
        "adm1_pcode": st.just("UA12"),
        "adm2_pcode": st.just("UA1202"),
        "geo_precision": st.integers(1, 3),
        "geonames_id": st.integers(1, 10**7),
    },
).flatmap(
    lambda place: st.sampled_from([{}, {"lat": 48.46, "lon": 35.05}, {"lat": -90, "lon": 99.0}]).map(place.__or__)
)
NOTICES = entries(
    {"status": codes(SourceItemStatus), "happened_on": DAYS.map(date.isoformat), "by": TEXT},
    {"notice_url": st.just("https://example.org/notice"), "note": TEXT, "sentence": TEXT, "at": MOMENTS},
)
ITEMS = entries(
    {"type": terms("source_type"), "title": TEXT, "reliability": codes(Reliability)},
    {
        "publisher": TEXT | st.none(),
        "author": TEXT | st.none(),
        "url": st.just("https://example.org/?a=ї"),
        "archived_url": st.none(),
        "language": st.just("uk"),
        "published_on": DAYS.map(date.isoformat) | st.none(),
        "published_at": MOMENTS | st.none(),
        "published_basis": codes(PublishedBasis),
        "retrieved_at": MOMENTS,
        "reliability_note": TEXT,
        "sha256": st.just("0f" * 32),
        "bytes": st.integers(0, 10**12),
        "media_type": st.just("text/plain"),
        "text": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20),
        "sensitivity": st.sampled_from(["PUBLIC", "CONFIDENTIAL"]),
        "status": codes(SourceItemStatus),
    },
)
ORIGINS = entries(
    {"name": TEXT, "public_label": TEXT, "type": terms("source_type"), "reliability": codes(Reliability)},
    {"protect_identity": st.booleans(), "note": TEXT, "voice": st.just("UKR-STATE"), "labels": NAMES},
)
INCIDENTS = entries(
    {
        "title": TEXT,
        "date_precision": st.sampled_from(["DAY", "HOUR", "RANGE", "UNKNOWN"]),
        "sub_event_type": terms("sub_event_type"),
    },
    {
        "breakdown_complete": st.sampled_from(["yes", "no", "unknown"]),
        "summary": TEXT,
        "place_text": TEXT,
        "date_basis": st.sampled_from(["STATED", "INFERRED", "UNKNOWN"]),
        "weapon": terms("weapon") | st.none(),
        "sensitivity": st.just("PUBLIC"),
        "publish_not_before": MOMENTS,
        "sectors": st.lists(terms("sector"), unique=True, max_size=3),
        "geo_precision": st.integers(1, 3),
        "glide": st.just("CE-2022-000198-UKR"),
    },
)
PEOPLE = {"sex": st.sampled_from(["f", "m", "x", "u", "o"]), "age_group": codes(AgeGroup)}
CLAIMS = entries(
    {"measure": st.sampled_from(["KILLED", "INJURED", "MISSING"]), "attribution_mode": codes(AttributionMode)},
    {
        "wording": TEXT,
        "quote": entries({"text": TEXT}, {"start": st.integers(0, 5), "end": st.integers(6, 9), "page": st.just(1)}),
        "disaggregation": st.just({"kind": "TOTAL"})
        | entries(
            {"kind": st.just("SUBSET"), "role": terms("role")},
            {**PEOPLE, "age_text": TEXT, "vulnerability": terms("vulnerability")},
        )
        | st.just({"kind": "SUBSET", "age_years": 12}),
        "attribution_text": TEXT,
        "reliability": OPEN,
        "credibility": CREDIBLE,
        "as_of": AS_OF,
        "scope_certainty": st.sampled_from(["CLEAR", "AMBIGUOUS"]),
        "place_text": TEXT,
        "recorded_at": MOMENTS,
        "role": st.just("TRIANGULATION"),
        "role_reason": TEXT,
        "definition_note": TEXT,
        "note": TEXT,
        "requote_confirmed": st.booleans(),
    },
).flatmap(lambda claim: st.sampled_from([{}, {"excluded_reason": "A slip.", "excluded_by": "emil"}]).map(claim.__or__))
FACILITIES = entries(
    {"category": terms("facility"), "severity": codes(DamageSeverity)},
    {
        "severity_wording": TEXT,
        "service_impact": TEXT,
        "name": TEXT,
        "public_name": TEXT,
        "credibility": CREDIBLE,
        "as_of": AS_OF,
        "recorded_at": MOMENTS,
        "note": TEXT,
    },
)
PERSONS = entries(
    {"outcome": codes(PersonOutcome)},
    {**PEOPLE, "name": TEXT, "role": terms("role"), "vulnerability": terms("vulnerability"), "note": TEXT},
)
SAID_MEMBERS = {
    "made_on": DAYS.map(date.isoformat),
    "made_on_basis": st.sampled_from(["STATED", "INFERRED", "UNKNOWN"]),
    "recorded_at": MOMENTS,
    "language": st.just("uk"),
    "note": TEXT,
}
SPEAKERS = {"statements": ["speaker"], "party_claims": ["party_speaker"]}
SAID: tuple[tuple[str, str, Log], ...] = (
    ("statements", "statement_kind", {"verbatim": st.booleans()}),
    ("party_claims", "party_claim_kind", {"status": st.sampled_from(["CORROBORATED", "CLAIMED_UNVERIFIED"])}),
    ("context_notes", "context_kind", {}),
)
