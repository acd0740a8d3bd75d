"""Whatever stands in the record: totals are the sums of its figures, breakdowns add up, and no sum says more (B7)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitreps.codelists.judgements import Ruling
from sitreps.documents import canonical
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.reckoning import reckon
from sitreps.figures.totals import Total, total
from sitreps.models.accounts import Role
from sitreps.models.incidents import Incident
from sitreps.models.judgements import Judgement
from sitreps.models.revisions import Latest
from tests import factories
from tests.flows.test_api_totals import rows

pytestmark = pytest.mark.django_db

MEASURES = ("KILLED", "INJURED")
AREAS = ("country", "adm1", "adm2")
OTHERS = ("day", "week", "month", "weapon", "sub_event_type")
PLACES = ("Ukraine", "Dnipropetrovska oblast", "Dnipro", "Shebekino", "border")
COMPARED = ("best", "lower", "low", "high", "highest_stated", "open", "quantifier", "printed", "printed_upper")

Root = dict[str, Any]

_SAID = st.sampled_from(
    [
        *({"quantifier": "EXACT", "value": value} for value in (0, 1, 3, 11)),
        {"quantifier": "AT_LEAST", "value": 2},
        {"quantifier": "MORE_THAN", "value": 4},
        {"quantifier": "AT_MOST", "value": 5},
        {"quantifier": "BETWEEN", "value": 2, "value2": 6},
        {"quantifier": "APPROX", "value": 50},
        {"quantifier": "VAGUE", "value": None, "vague_word": "dozens"},
        {"quantifier": "NONE_REPORTED", "value": None},
    ]
)
_DAMAGE = st.sampled_from(
    [
        {"category": "EDU.SCHOOL", "quantifier": "EXACT", "value": 2},
        {"category": "EDU.PRESCHOOL", "quantifier": "AT_LEAST", "value": 1},
        {"category": "EDU", "quantifier": "VAGUE"},
        {"category": "HEA.HOSPITAL", "quantifier": "AT_MOST", "value": 3},
    ]
)
_EVENTS = st.fixed_dictionaries(
    {
        "place": st.sampled_from(PLACES),
        "claims": st.lists(st.tuples(st.sampled_from(MEASURES), _SAID), max_size=2),
        "damage": st.lists(_DAMAGE, max_size=2),
        "discounted": st.sampled_from([False, False, False, True]),
    }
)
_ROOTS = st.fixed_dictionaries(
    {
        "event": _EVENTS,
        "children": st.lists(_EVENTS, max_size=3),
        "day": st.integers(15, 24),
        "precision": st.sampled_from(["DAY", "DAY", "WEEK", "UNKNOWN"]),
        "weapon": st.sampled_from(["MISSILE", ""]),
        "complete": st.sampled_from(["yes", "no", "unknown"]),
    }
)


@pytest.fixture
def desk() -> dict[str, Any]:
    """Places by name, and who logs and publishes."""
    found: dict[str, Any] = factories.places()
    russia = factories.place(level="COUNTRY", name="Russia", iso3166_1="RUS")
    region = factories.place(level="ADM1", name="Belgorod region", parent=russia, iso3166_2="RU-BEL")
    found["Shebekino"] = factories.place(name="Shebekino", parent=region)
    found["border"] = factories.place(level="AREA", name="the border area")
    people = {"reporter": factories.user(), "editor": factories.user(Role.EDITOR)}
    return {**found, **people, "origin": factories.origin(), "source": factories.source_item()}


def publish(desk: Mapping[str, Any], root: Root) -> None:
    made = log(desk, root, root["event"], kind="CLUSTER" if root["children"] else "EVENT")
    for child in root["children"]:
        log(desk, root, child, parent=made)
    factories.published(made, by=desk["editor"])


def log(desk: Mapping[str, Any], root: Root, event: Root, **fields: Any) -> Incident:
    made = factories.incident(
        by=desk["reporter"],
        state="IN_REVIEW",
        place=desk[event["place"]],
        occurred_on=date(2025, 6, root["day"]),
        date_precision=root["precision"],
        weapon=root["weapon"],
        breakdown_complete=root["complete"],
        **fields,
    )
    said_by = {"origin": desk["origin"], "source_item": desk["source"]}
    for measure, said in event["claims"]:
        factories.claim(made, measure=measure, **said, **said_by)
    for damage in event["damage"]:
        factories.facility(made, **damage, **said_by)
    if event["discounted"]:
        who = {"verifier": "A field team", "evidence": "It went there.", "by": "chief", "at": factories.NOON}
        Judgement(incident=made, ruling=Ruling.DISCOUNTED, **who).save()
    return made


@contextmanager
def record(desk: Mapping[str, Any], roots: list[Root]) -> Iterator[None]:
    """These incidents in the record, and nothing else."""
    with transaction.atomic():
        for root in roots:
            publish(desk, root)
        yield
        transaction.set_rollback(True)


def direct(measure: str) -> Total:
    """The total of the roots' figures, from what they were frozen with."""
    newest = list(Latest.objects.select_related("revision__content"))
    inputs = {one.ref: canonical.decode(one.revision.content.inputs, IncidentInput) for one in newest}
    children = {ref: [one for one in inputs.values() if one.parent == ref] for ref in inputs}
    roots = [reckon(one, children[one.ref]) for one in inputs.values() if one.parent is None and one.is_counted]
    return total(measure, [root.figures.get(measure) for root in roots])


def assert_says_no_more(row: Mapping[str, Any]) -> None:
    """The words of a row hold for every number that its bounds allow."""
    lower, high, printed = row["lower"] or 0, row["high"], row["printed"]
    if row["quantifier"] == "EXACT":
        assert printed == lower
        assert high is not None
    elif row["quantifier"] == "AT_LEAST":
        assert printed <= lower
    elif row["quantifier"] == "MORE_THAN":
        assert printed < lower
    elif row["quantifier"] == "BETWEEN":
        assert (printed, row["printed_upper"]) == (lower, high)
    assert (row["high"] is None) == row["open"] or row["quantifier"] is None
    assert row["incidents_with_figure"] <= row["incidents"]
    assert row["open"] or row["incidents_with_figure"] == row["incidents"]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roots=st.lists(_ROOTS, max_size=4))
def test_totals_are_the_sums_of_figures_and_breakdowns_add_up(
    client: Client, desk: dict[str, Any], roots: list[Root]
) -> None:
    with record(desk, roots):
        for measure in MEASURES:
            whole = rows(client, f"measure={measure}")[0]
            expected = direct(measure)
            assert {name: whole[name] for name in COMPARED} == {name: getattr(expected, name) for name in COMPARED}
            assert (whole["incidents"], whole["incidents_with_figure"]) == (
                expected.incidents,
                expected.incidents_with_figure,
            )
            for group_by in (*OTHERS, *AREAS, "country,week", "weapon,adm1"):
                assert_adds_up(whole, rows(client, f"measure={measure}&group_by={group_by}&limit=1000"), group_by)


def assert_adds_up(whole: Mapping[str, Any], parts: list[dict[str, Any]], group_by: str) -> None:
    for row in parts:
        assert_says_no_more(row)
    lower, added = whole["lower"] or 0, sum(row["lower"] or 0 for row in parts)
    if not set(AREAS) & set(group_by.split(",")):
        assert added == lower
        assert sum(row["incidents"] for row in parts) == whole["incidents"]
        assert sum(row["low"] or 0 for row in parts) == (whole["low"] or 0)
    assert added >= lower  # places may say more than the number that was taken for all of them
    assert any(row["open"] for row in parts) or not whole["open"]


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roots=st.lists(_ROOTS, max_size=4))
def test_facilities_add_up_and_say_no_more(client: Client, desk: dict[str, Any], roots: list[Root]) -> None:
    with record(desk, roots):
        whole = {row["group"]["facility"]: row for row in rows(client, "group_by=facility")}
        for group_by in ("weapon", "day", "country", "adm1"):
            parts = rows(client, f"group_by={group_by},facility&limit=1000")
            assert {row["group"]["facility"] for row in parts} == set(whole)
            for category, row in whole.items():
                of_it = [part for part in parts if part["group"]["facility"] == category]
                for one in (row, *of_it):
                    assert_says_no_more(one)
                added = sum(part["lower"] for part in of_it)
                assert added >= row["lower"]
                assert added == row["lower"] or group_by in AREAS
