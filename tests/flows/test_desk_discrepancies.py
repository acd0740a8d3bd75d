"""What is contradictory now, over all incidents and open editions, and what was decided about it (B13)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitreps.actions import issuing
from sitreps.models.accounts import Role, User
from sitreps.models.editions import DiscrepancyDecision
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

PAGE = "/admin/sitreps/discrepancydecision/"
DECISIONS = f"{PAGE}decisions/"


@pytest.fixture
def chief() -> User:
    return factories.user(Role.CHIEF_EDITOR, username="chief")


@pytest.fixture
def series() -> Series:
    return factories.series(starts_on=factories.DAY)


def conflict(**fields: Any) -> Incident:
    """Two bodies of one reliability say 3 and 40 killed of the same day."""
    made = factories.incident(**fields)
    for value in (3, 40):
        factories.claim(made, quantifier="EXACT", value=value)
    return made


def found(page: Page) -> list[str]:
    """The codes of what is shown, in order."""
    return [one.attrs["data-code"] for one in page.root.find("article") if "data-code" in one.attrs]


def accepted(series: Series, incident: Incident, chief: User, note: str = "Both are printed.") -> None:
    """Issue the day's edition with the conflict accepted."""
    draft = factories.compiled_draft(series)
    issuing.issue_edition(
        draft=draft,
        by=chief,
        now=factories.an_hour_after_cut_off(series, factories.DAY),
        accept={f"CONFLICT:{incident.ref}.KILLED": note},
        wake=False,
    )


def states(page: Page) -> dict[str, str]:
    """What the table says of each decision now, by what it is about."""
    rows = {}
    for row in page.root.find("tr"):
        cells = [one.text for one in row.find("td")]
        if cells:
            rows[row.find("th")[0].text] = cells[-1]
    return rows


def test_a_contradiction_is_listed_with_its_text_its_claims_and_what_to_do(chief: User) -> None:
    incident = conflict()
    page = signed_in(chief).get("/admin/").follow("Discrepancies")
    assert page.heading == "Discrepancies"
    assert found(page)[0] == "CONFLICT"
    (first, *_) = [one for one in page.root.find("article") if one.attrs.get("data-code") == "CONFLICT"]
    assert first.text.startswith(f"Block: Claims conflict. {incident.ref}.KILLED")
    links = {one.text: one.attrs["href"] for one in first.find("a")}
    here = f"/admin/sitreps/incident/{incident.pk}/change/"
    assert links == {
        f"{incident.ref}.KILLED": here,
        f"{incident.ref}/C01": f"{here}#claim-C01",
        f"{incident.ref}/C02": f"{here}#claim-C02",
    }


def test_it_is_filtered_by_severity_by_code_and_by_what_is_still_open(chief: User) -> None:
    conflict(date_basis="INFERRED")
    page = signed_in(chief).get(PAGE)
    assert {"CONFLICT", "DATE_INFERRED"} <= set(found(page))
    assert set(found(page.get("?severity=BLOCK"))) == {"CONFLICT"}
    assert set(found(page.get("?code=DATE_INFERRED"))) == {"DATE_INFERRED"}
    assert "DATE_INFERRED" not in found(page.get("?open=1"))
    assert "Nothing fits the filters." in page.get("?severity=BLOCK&code=DATE_INFERRED").text
    assert page.get("?severity=NONSENSE&page=seven").status == 200


def test_an_open_edition_is_named_with_what_was_found_in_it(chief: User, series: Series) -> None:
    incident = conflict()
    factories.published(incident)
    draft = factories.compiled_draft(series)
    page = signed_in(chief).get(f"{PAGE}?code=CONFLICT")
    assert found(page) == ["CONFLICT"]  # of the working copy and of the draft: the same, told once
    assert f"In the open edition {draft}" in page.text
    assert page.follow(str(draft)).address == f"/admin/sitreps/editiondraft/{draft.pk}/change/"


def test_what_a_draft_has_and_the_working_copies_have_no_more_is_told_apart(chief: User, series: Series) -> None:
    incident = conflict()
    factories.published(incident)
    factories.compiled_draft(series)
    incident.claims.filter(value=40).update(value=3)
    page = signed_in(chief).get(f"{PAGE}?code=CONFLICT")
    assert ", not in the working copies" in page.text


def test_discarded_and_withdrawn_incidents_are_left_out(chief: User) -> None:
    conflict(state="DISCARDED")
    conflict(state="WITHDRAWN")
    assert "CONFLICT" not in found(signed_in(chief).get(PAGE))
    assert "Nothing is contradictory." in signed_in(chief).get(PAGE).text


def test_a_decision_is_listed_and_holds_while_its_claims_stay(chief: User, series: Series) -> None:
    incident = conflict()
    factories.published(incident)
    accepted(series, incident, chief)
    page = signed_in(chief).get(PAGE)
    assert "CONFLICT" not in found(page.get("?open=1"))
    assert "Accepted by chief," in page.get("?code=CONFLICT").text
    assert "“Both are printed.”" in page.get("?code=CONFLICT").text

    decisions = page.follow("Decisions")
    about = f"{incident.ref}.KILLED Claims conflict."
    assert states(decisions)[about] == "holds"
    assert "Both are printed." in decisions.text

    incident.claims.filter(value=40).update(value=50)
    later = factories.an_hour_after_cut_off(series, factories.DAY) + timedelta(hours=1)
    factories.published(incident, now=later)
    assert states(decisions.get(DECISIONS))[about] == "lapsed: its claims changed, or it is resolved"
    assert "CONFLICT" in found(page.get("?open=1"))


def test_a_decision_about_an_editions_own_text_is_over_when_it_is_out(chief: User, series: Series) -> None:
    incident = factories.incident()
    factories.claim(incident)
    factories.published(incident)
    factories.issued_edition(series)
    factories.published(factories.incident(title="The same strike, logged twice", place=incident.place))
    DiscrepancyDecision.objects.create(
        code="LARGE_CHANGE", ref=f"{incident.ref}.KILLED", fingerprint="0" * 64, state="ACKNOWLEDGED", by="chief",
        at=factories.NOON,
    )  # fmt: skip
    shown = states(signed_in(chief).get(DECISIONS))
    assert shown[f"{incident.ref}.KILLED Large change since the last edition."] == "its edition is out"


def test_whoever_reads_the_desk_reads_them(chief: User) -> None:
    auditor = signed_in(factories.user(Role.AUDITOR))
    assert (auditor.get(PAGE).status, auditor.get(DECISIONS).status) == (200, 200)
    assert auditor.get(f"{PAGE}1/change/").status == 404
    assert auditor.get(f"{PAGE}add/").status == 403


def test_many_incidents_take_as_many_queries_as_one(chief: User, series: Series) -> None:
    person = signed_in(chief)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert person.get(address).status == 200
        return len(caught)

    def more() -> Incident:
        made = conflict()
        factories.published(made)
        return made

    accepted(series, more(), chief)
    few = [queries(PAGE), queries(DECISIONS)]
    for _ in range(4):
        more()
    factories.compiled_draft(series, factories.DAY + timedelta(days=1))
    assert [queries(PAGE), queries(DECISIONS)] == few
    assert max(few) <= 32


def test_a_page_shows_fifty(chief: User) -> None:
    for _ in range(30):
        conflict(date_basis="INFERRED")
    page = signed_in(chief).get(f"{PAGE}?open=1")
    assert len(found(page)) <= 50
    everything = signed_in(chief).get(PAGE)
    assert (len(found(everything)), "Page 1 of" in everything.text) == (50, True)
    assert found(everything.follow("After"))


def test_an_incidents_page_leads_a_chief_editor_to_its_judgement(chief: User) -> None:
    incident = conflict()
    page = signed_in(chief).get(f"/admin/sitreps/incident/{incident.pk}/change/").follow("Judge on evidence…")
    assert page.heading == f"Judge {incident.ref}"
    assert (
        "Judge on evidence…"
        not in signed_in(factories.user(Role.EDITOR)).get(f"/admin/sitreps/incident/{incident.pk}/change/").text
    )
