""" "The toll rose from 17 to 19, says the same source": one short form, figures before and after, and what was said
before stays on record (desk.md, screen 1; reconciliation.md B0, B2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sitreps.actions import incidents, tolls
from sitreps.codelists import WithdrawalReason, vocabulary
from sitreps.codelists.tolls import TollChange
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.sources import SourceItem
from tests import factories
from tests.factories import hour
from tests.flows.pages import Page, opened, signed_in

pytestmark = pytest.mark.django_db

NEWER: dict[str, Any] = {"value": 19, "wording": "19 people were killed", "as_of": "2025-06-24 20:00"}


@pytest.fixture
def incident() -> Incident:
    """17 killed, say the police of 10:00, through a spokesman. Published."""
    made = factories.incident(tz="Europe/Kyiv")
    police = factories.origin(public_label="police", name="police")
    said = {"quantifier": "EXACT", "as_of_on": None, "as_of_at": hour(10), "wording": "17 dead"}
    claim = factories.claim(made, value=17, origin=police, attribution_text="the spokesman", reliability="B", **said)
    claim.relays.add(factories.origin(public_label="an agency"))
    factories.published(made)
    return made


def newer(page: Page, incident: Incident, key: str = "C01") -> Page:
    return page.get(f"/admin/sitreps/incident/{incident.pk}/claims/{key}/newer/")


def rows(page: Page) -> list[list[str]]:
    return [[cell.text for cell in row.find("td")] for row in page.root.find("tr") if row.find("td")]


def test_the_toll_rises_in_one_short_form_from_the_figure_and_goes_to_review(
    incident: Incident, rita: Page, client: Client
) -> None:
    (panel,) = opened(rita, incident).root.find("aside", id="figures")
    (link,) = [one for one in panel.find("a") if one.text.startswith("Newer number")]
    page = rita.get(link.attrs["href"])
    assert "C01 says 17: “17 dead”" in page.text
    kept = {name: page.value(name) for name in ("quantifier", "value", "wording", "as_of")}
    assert kept == {"quantifier": "EXACT", "value": "", "wording": "", "as_of": ""}
    assert page.value("source_item") == f"{incident.claims.get().source_item.title} ({SourceItem.objects.get().key})"
    page = page.form("change_code").send("_submit", **NEWER)
    assert page.messages == [f"Added and sent to review: C02 of police, after C01, in {incident.ref}."]
    made = Claim.objects.get(incident=incident, key="C02")
    assert (made.value, made.wording, made.as_of_at) == (19, "19 people were killed", hour(17))
    assert (made.origin, made.attribution_text, made.reliability) == (
        incident.claims.get(key="C01").origin,
        "the spokesman",
        "B",
    )
    assert [relay.public_label for relay in made.relays.all()] == ["an agency"]
    assert Incident.objects.get(pk=incident.pk).state == "IN_REVIEW"
    event = AuditEvent.objects.get(action="claim.follow")
    assert event.detail == {"claim": "C01", "by": "C02", "change": "NEWER"}
    factories.published(incident)
    found = client.get(f"/api/v1/incidents/{incident.ref}/").json()
    assert found["figures"][0]["best"] == 19
    assert {one["id"][-3:]: one["not_used_because"] for one in found["claims"]} == {
        "C01": "OLDER_SAME_ORIGIN",
        "C02": None,
    }


def test_the_figures_before_and_after_stand_on_the_page_before_anything_is_saved(
    incident: Incident, rita: Page
) -> None:
    page = newer(rita, incident)
    assert rows(page) == [["17", "the same"]]
    page = page.form("change_code").send("_figures", **NEWER)
    assert rows(page) == [["17", "19"]]
    assert "The new claim Used" in page.text
    assert "C01 Counted: older word of the same source" in page.text
    assert page.value("wording") == "19 people were killed"
    assert not Claim.objects.filter(key="C02").exists()


def _queries(page: Page, incident: Incident, typed: dict[str, list[str]]) -> int:
    with CaptureQueriesContext(connection) as captured:
        page.post(f"/admin/sitreps/incident/{incident.pk}/claims/C01/newer/figures/", typed)
    return len(captured.captured_queries)


def test_the_figures_come_while_typing_from_an_address_that_writes_nothing(incident: Incident, rita: Page) -> None:
    form = newer(rita, incident).form("change_code")
    typed = {**form.values, **{name: [str(value)] for name, value in NEWER.items()}}
    page = rita.post(f"/admin/sitreps/incident/{incident.pk}/claims/C01/newer/figures/", typed)
    assert rows(page) == [["17", "19"]]
    few = _queries(rita, incident, typed)
    for number in range(3):
        incident.claims.get(key="C01").relays.add(factories.origin(public_label=f"relay {number}"))
    assert _queries(rita, incident, typed) == few <= 18
    page = rita.post(f"/admin/sitreps/incident/{incident.pk}/claims/C01/newer/figures/", {**typed, "value": ["many"]})
    assert "cannot be read as a claim yet" in page.root.text
    assert not Claim.objects.filter(key="C02").exists()


def test_an_older_time_is_said_not_to_count_before_it_is_saved(incident: Incident, rita: Page) -> None:
    page = newer(rita, incident).form("change_code").send("_figures", **{**NEWER, "as_of": "2025-06-24 08:00"})
    assert rows(page) == [["17", "the same"]]
    assert "The new claim Counted: older word of the same source" in page.text


def test_a_correction_by_the_source_takes_the_place_of_the_older_number(incident: Incident, rita: Page) -> None:
    typed = {"value": 16, "wording": "16, not 17", "change_code": "SOURCE_CORRECTED"}
    page = newer(rita, incident).form("change_code").send("_figures", **typed)
    assert rows(page) == [["17", "16"]]
    page = page.form("change_code").send("_save")
    assert page.messages == [
        f"Added: C02 of police, after C01, in {incident.ref}. Submit it for review when it is whole."
    ]
    made = Claim.objects.get(key="C02")
    assert made.supersedes is not None
    assert (made.supersedes.key, made.supersedes_reason, made.as_of_at) == (
        "C01",
        "SOURCE_CORRECTED",
        hour(10),
    )
    assert "Replaces C01 (the source corrected it)." in page.text
    assert Incident.objects.get(pk=incident.pk).state == "CHANGED"
    refused = newer(rita, incident)
    assert refused.status == 409
    assert "C01 is replaced by C02 already: go on from that." in refused.text


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"value": ""}, {"value"}),
        ({"as_of": ""}, {"as_of"}),
        ({"as_of": "yesterday"}, {"as_of"}),
        ({"source_item": ""}, {"source_item"}),
        ({"source_item": "no such paper"}, {"source_item"}),
        ({"value": -1}, {"value"}),
        ({"as_of": "2099-01-01"}, {"as_of"}),
    ],
)
def test_what_is_missing_or_wrong_is_told_by_its_box_and_nothing_typed_is_lost(
    incident: Incident, rita: Page, typed: dict[str, Any], error: set[str]
) -> None:
    page = newer(rita, incident).form("change_code").send("_save", **{**NEWER, **typed})
    assert set(page.errors) == error
    assert page.value("wording") == "19 people were killed"
    assert not Claim.objects.filter(key="C02").exists()


def test_a_retracted_document_is_not_offered_and_not_taken(incident: Incident, rita: Page) -> None:
    SourceItem.objects.update(status="RETRACTED")
    page = newer(rita, incident)
    assert page.value("source_item") == ""
    item = SourceItem.objects.get()
    page = page.form("change_code").send("_save", **NEWER, source_item=item.key)
    assert "was retracted by its publisher" in page.errors["source_item"]


def test_who_saves_over_a_colleague_sees_the_figures_again_and_loses_no_word(
    incident: Incident, rita: Page, reporter: User
) -> None:
    form = newer(rita, incident).form("change_code")
    colleague = factories.user(Role.EDITOR, first_name="Emil", last_name="Editor")
    followed(incident, colleague, value=18)
    page = form.send("_save", **NEWER)
    assert page.status == 409
    assert "Emil Editor saved" in page.problems[0]
    assert rows(page) == [["18", "19"]]
    page = page.form("change_code").send("_save")
    assert page.messages[0].startswith("Added: C03 of police, after C01")


def test_what_cannot_be_sent_to_review_is_not_saved_either(incident: Incident, rita: Page) -> None:
    form = newer(rita, incident).form("change_code")
    with saved_before_take(2, incident):
        page = form.send("_submit", **NEWER)
    assert page.status == 409
    assert "Nothing of yours was saved" in page.problems[0]
    assert incident.claims.count() == 1
    page = page.form("change_code").send("_submit")
    assert page.messages == [f"Added and sent to review: C02 of police, after C01, in {incident.ref}."]
    assert incident.claims.count() == 2


@contextmanager
def saved_before_take(number: int, incident: Incident) -> Iterator[None]:
    """A colleague saves just before the incident is taken for this time."""
    seen = count(1)

    def colleague(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('UPDATE "sitreps_incident" SET "version"') and next(seen) == number:
            execute(
                'UPDATE "sitreps_incident" SET "version" = "version" + 1 WHERE "id" = %s', (incident.pk,), many, context
            )
        return execute(sql, params, many, context)

    with connection.execute_wrapper(colleague):
        yield


def test_a_number_typed_for_a_claim_that_has_gone_meanwhile_is_not_lost(
    incident: Incident, rita: Page, editor: User
) -> None:
    form = newer(rita, incident).form("change_code")
    incidents.withdraw_claim(
        claim=incident.claims.get(),
        expected_version=incident.version,
        reason=WithdrawalReason.DUPLICATE,
        note="",
        by=editor,
        now=hour(18),
    )
    page = form.send("_save", **NEWER)
    assert page.status == 409
    assert page.problems == ["C01 is withdrawn: add a claim to the incident instead."]
    assert (page.value("value"), page.value("wording")) == ("19", "19 people were killed")
    assert incident.claims.count() == 1


def test_from_anywhere_the_incident_is_named_then_the_source(incident: Incident, rita: Page) -> None:
    council = factories.origin(public_label="city council", name="city council")
    factories.claim(incident, measure="INJURED", value=40, origin=council)
    which = rita.get("/admin/sitreps/incident/toll/")
    assert "Choose one" in rita.get("/admin/sitreps/incident/toll/?incident=nowhere").errors["incident"]
    assert which.status == 200
    page = rita.get(f"/admin/sitreps/incident/toll/?incident={incident.ref}")
    assert page.heading == "Which number is new?"
    assert [one.text for one in page.root.find("a") if one.text.startswith("Newer")] == [
        "Newer number… C01, police",
        "Newer number… C02, city council",
    ]
    assert page.follow("Newer number… C02").heading == "Injured: a new number from city council"


def test_where_one_source_speaks_its_form_comes_at_once(incident: Incident, rita: Page) -> None:
    page = rita.get(f"/admin/sitreps/incident/toll/?incident={incident.ref}")
    assert page.heading == "Killed: a new number from police"


def test_those_who_do_not_log_neither_see_nor_open_it(incident: Incident) -> None:
    auditor = signed_in(factories.user(Role.AUDITOR))
    assert "Newer number" not in opened(auditor, incident).text
    for address in ("toll/", f"{incident.pk}/toll/", f"{incident.pk}/claims/C01/newer/"):
        page = auditor.get(f"/admin/sitreps/incident/{address}")
        assert page.status == 403
        assert "log incidents" in page.text


def test_nothing_follows_what_was_withdrawn_or_adds_to_another_number(incident: Incident, reporter: User) -> None:
    added = factories.claim(incident, value=2, count_basis="INCREMENT", origin=incident.claims.get().origin)
    gone = factories.claim(incident, value=9, status="WITHDRAWN", withdrawal_reason="DUPLICATE")
    for claim, words in ((added, "says how many were added"), (gone, "is withdrawn")):
        assert f"Newer number… {claim.key}" not in opened(signed_in(reporter), incident).text
        with pytest.raises(WrongState, match=words):
            followed(incident, reporter, claim=claim)
    assert "Newer number… C01" in opened(signed_in(reporter), incident).text
    tolls.check_follow(incident.claims.get(key="C01"))


def test_the_verb_refuses_who_may_not_log_what_says_no_time_and_an_older_version(
    incident: Incident, reporter: User
) -> None:
    with pytest.raises(NotAllowed):
        followed(incident, factories.user(Role.AUDITOR))
    with pytest.raises(InvalidValue, match="say as of when"):
        followed(incident, reporter, as_of_at=None)
    with pytest.raises(StaleVersion):
        followed(incident, reporter, version=incident.version - 1)
    assert incident.claims.count() == 1


def followed(
    incident: Incident, by: User, *, claim: Claim | None = None, version: int | None = None, **typed: Any
) -> Claim:
    incident.refresh_from_db()
    values = {
        "quantifier": "EXACT",
        "value": 19,
        "as_of_at": hour(17),
        "as_of_on": None,
        "as_of_basis": "STATED",
    }
    return tolls.follow(
        claim=claim or incident.claims.get(key="C01"),
        change=TollChange.NEWER,
        typed={**values, "source_item": SourceItem.objects.first(), **typed},
        expected_version=incident.version if version is None else version,
        by=by,
        now=hour(18),
    )


def test_who_publishes_a_newer_number_finds_the_reason_begun_and_may_say_another(
    incident: Incident, rita: Page
) -> None:
    newer(rita, incident).form("change_code").send("_submit", **NEWER)
    emil = signed_in(factories.user(Role.EDITOR))
    page = emil.get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert (page.value("code"), page.value("note")) == ("NEW_FIGURE", "Killed: 19, until now 17.")
    page = page.form("note").send(note="The police give a newer number.")
    assert page.messages == [f"Published: {incident.ref} revision 2."]


def test_the_reason_begun_says_of_a_measure_that_is_new_that_there_was_no_figure(
    incident: Incident, reporter: User, emil: Page
) -> None:
    followed(incident, reporter, measure="MISSING", count_basis="STOCK", value=3, wording="3 are missing")
    submitted(incident, reporter)
    page = emil.get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert (page.value("code"), page.value("note")) == ("NEW_FIGURE", "Missing: 3, until now no figure.")
    assert page.form("note").send().messages == [f"Published: {incident.ref} revision 2."]


def test_no_reason_is_begun_that_would_be_too_long_to_send(incident: Incident, reporter: User, emil: Page) -> None:
    followed(incident, reporter)
    for measure in vocabulary("measure").terms:
        factories.claim(incident, measure=measure, quantifier="BETWEEN", value=100_000, value2=200_000)
    submitted(incident, reporter)
    page = emil.get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert (page.value("code"), page.value("note")) == ("NEW_FIGURE", "")


def submitted(incident: Incident, by: User) -> None:
    incident.refresh_from_db()
    incidents.submit(incident=incident, expected_version=incident.version, by=by, now=hour(18))


def test_a_correction_is_not_taken_for_a_newer_number(incident: Incident, rita: Page) -> None:
    typed = {"value": 16, "wording": "16, not 17", "change_code": "DESK_ERROR"}
    newer(rita, incident).form("change_code").send("_submit", **typed)
    page = signed_in(factories.user(Role.EDITOR)).get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert (page.value("code"), page.value("note")) == ("", "")


def test_a_stale_decision_is_shown_anew_with_its_words_and_can_then_be_made(incident: Incident, reporter: User) -> None:
    emil = signed_in(factories.user(Role.EDITOR))
    form = emil.get(f"/admin/sitreps/incident/{incident.pk}/claims/C01/exclude/").form("version")
    followed(incident, reporter, value=18)
    page = form.send(reason="The council counted twice.")
    assert page.status == 409
    assert "look again, then go on" in page.problems[0]
    assert page.value("reason") == "The council counted twice."
    page = page.form("version").send()
    assert page.messages == [f"Left out: C01 of {incident.ref}."]


def test_two_more_is_said_so_on_its_card(incident: Incident, rita: Page) -> None:
    factories.claim(incident, value=2, count_basis="INCREMENT", origin=incident.claims.get().origin)
    (card,) = opened(rita, incident).root.find("article", id="claim-C02")
    assert "2 more" in card.text
    assert "Newer number" not in card.text
