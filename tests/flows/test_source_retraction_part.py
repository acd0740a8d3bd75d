"""One paragraph of a report was withdrawn: a chief editor sees all that rests on it and keeps what does not fall."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from sitreps.actions import hiding, redaction, retraction
from sitreps.actions.retraction import Choice, Notice
from sitreps.errors import InvalidValue
from sitreps.models.accounts import Role, User
from sitreps.models.annotations import Annotation
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.editions import CorrectionDraft
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention
from sitreps.models.sources import SourceItem
from sitreps.models.statements import ContextNote, PartyClaim, Statement
from sitreps.queries import resting
from tests import factories
from tests.flows.pages import Page, page_of_source, signed_in

pytestmark = pytest.mark.django_db

WHY = "Only the paragraph on the market was withdrawn."


@pytest.fixture
def carla() -> User:
    return factories.user(Role.CHIEF_EDITOR, username="carla")


@pytest.fixture
def market(item: SourceItem) -> Incident:
    """9 killed and 20 injured after the report, at least 7 killed after somebody else the day before."""
    made = factories.incident(title="Strike on the market")
    factories.claim(made, value=7, as_of_on=factories.DAY - timedelta(days=1))
    agency = factories.origin(reliability="A")
    factories.claim(made, quantifier="EXACT", value=9, source_item=item, origin=agency)
    factories.claim(made, measure="INJURED", quantifier="EXACT", value=20, source_item=item, origin=agency)
    factories.published(made)
    return made


@pytest.fixture
def bridge(item: SourceItem) -> Incident:
    """2 killed after the report."""
    made = factories.incident(title="Strike on the bridge")
    factories.claim(made, quantifier="EXACT", value=2, source_item=item)
    factories.published(made)
    return made


def opened(person: User, item: SourceItem) -> Page:
    return signed_in(person).get(page_of_source(item, "retract"))


def send(page: Page, button: str = "", **typed: Any) -> Page:
    return page.form("retract_form").send(button, **{"happened_on": "2025-06-24", **typed})


def boxes(page: Page) -> dict[str, bool]:
    """Each claim's box, and whether it is ticked."""
    found = [one for one in page.root.find("input") if one.attrs.get("name") == "falls"]
    return {one.attrs["value"]: "checked" in one.attrs for one in found}


# ---- The whole way


def test_what_is_ticked_falls_and_what_is_not_stays_for_a_reason(
    client: Client, market: Incident, bridge: Incident, item: SourceItem, carla: User
) -> None:
    page = opened(carla, item)
    assert boxes(page) == {f"{market.ref}/C02": True, f"{market.ref}/C03": True, f"{bridge.ref}/C01": True}
    assert "Killed 2 no figure" in page.rows
    page = send(page, "_show", falls=[f"{market.ref}/C02"], note="By telephone.")
    assert (page.problems, page.value("note")) == ([], "By telephone.")
    assert boxes(page) == {f"{market.ref}/C02": True, f"{market.ref}/C03": False, f"{bridge.ref}/C01": False}
    assert "1 falls, 2 stay" in page.text
    assert {"Killed 9 at least 7", "Injured 20 unchanged", "Killed 2 unchanged"} <= set(page.rows)
    assert not Annotation.objects.exists()

    page = send(page, why_kept=WHY)
    assert page.messages == ["Retracted: Agency report."]
    standing = Claim.objects.filter(source_item=item).values_list("incident__ref", "key", "status")
    assert sorted(standing) == [
        (market.ref, "C02", "WITHDRAWN"),
        (market.ref, "C03", "ACTIVE"),
        (bridge.ref, "C01", "ACTIVE"),
    ]
    assert "Kept 2" in page.text
    assert WHY in page.text
    noted = Annotation.objects.filter(kind="KEPT").values_list("claim__incident__ref", "claim__key", "reason", "by")
    assert sorted(noted) == [(market.ref, "C03", WHY, "carla"), (bridge.ref, "C01", WHY, "carla")]
    bridge.refresh_from_db()
    assert bridge.state == "PUBLISHED"
    card = signed_in(carla).get(f"/admin/sitreps/incident/{bridge.pk}/change/")
    assert "Kept when its source was retracted by carla" in card.text
    event = AuditEvent.objects.get(action="source.retract")
    assert event.detail["incidents"] == [market.ref]
    assert (event.detail["claims"], event.detail["kept"]) == (1, [f"{market.ref}/C03", f"{bridge.ref}/C01"])
    assert WHY not in str(list(AuditEvent.objects.values_list("detail", flat=True)))

    other = signed_in(factories.user(Role.EDITOR))
    other.get(f"/admin/sitreps/incident/{market.pk}/publish/").form("note").send()
    said = client.get(f"/api/v1/incidents/{market.ref}/").json()
    assert [figure["text"] for figure in said["figures"]] == ["at least 7", "20"]
    assert WHY not in str(said)


def test_other_ticks_than_the_figures_were_computed_for_are_shown_first(
    market: Incident, item: SourceItem, carla: User
) -> None:
    page = send(opened(carla, item), falls=[f"{market.ref}/C03"], why_kept=WHY)
    assert page.problems == ["The figures are those for what is ticked now: look at them, then retract it."]
    assert {"Killed 9 unchanged", "Injured 20 no figure"} <= set(page.rows)
    assert SourceItem.objects.get(pk=item.pk).status == "LIVE"
    assert send(page).messages == ["Retracted: Agency report."]
    assert Claim.objects.get(status="WITHDRAWN").measure == "INJURED"


def test_corrections_are_drafted_for_what_falls_alone(
    market: Incident, bridge: Incident, item: SourceItem, carla: User
) -> None:
    issue = factories.issued_edition(factories.series(starts_on=factories.DAY))
    page = send(opened(carla, item), "_show", falls=[f"{market.ref}/C02"])
    (told,) = (row for row in page.rows if row.endswith("killed 9 at least 7"))
    assert told.startswith(str(issue))
    assert not [row for row in page.rows if f"{bridge.ref}, killed" in row]
    send(page, why_kept=WHY)
    assert [(one.ref, one.measure) for one in CorrectionDraft.objects.all()] == [(market.ref, "KILLED")]


def test_what_was_kept_may_fall_later(market: Incident, bridge: Incident, item: SourceItem, carla: User) -> None:
    page = send(opened(carla, item), "_show", falls=[f"{market.ref}/C02", f"{market.ref}/C03"])
    send(page, why_kept=WHY)
    page = opened(carla, item)
    assert boxes(page) == {f"{bridge.ref}/C01": False}
    assert f"Kept before: {WHY}" in page.text
    refused = send(page)
    assert "is retracted already, and nothing is ticked" in refused.text
    page = send(send(page, "_show", falls=[f"{bridge.ref}/C01"]))
    assert page.messages == ["Retracted: Agency report."]
    assert Claim.objects.get(incident=bridge).withdrawal_reason == "SOURCE_RETRACTED"


# ---- What rests on it beside claims


def test_damage_persons_and_what_was_said_are_listed_across_incidents(
    market: Incident, item: SourceItem, carla: User
) -> None:
    factories.facility(market, source_item=item)
    elsewhere = factories.incident(title="Elsewhere")
    about: dict[str, Any] = {"origin": factories.origin(), "source_item": item}
    PersonMention.objects.create(incident=elsewhere, key="P01", outcome="KILLED", name="QX Olena", **about)
    series = factories.series()
    for model, key in ((Statement, "S01"), (PartyClaim, "M01"), (ContextNote, "B01")):
        model.objects.create(
            series=series, key=key, text=f"What {key} says.", source_item=item, recorded_at=factories.NOON
        )
    page = opened(carla, item)
    assert f"{market.ref}/F01 School: 1, damaged, Police" in page.text
    assert f"{elsewhere.ref}/P01 one person, killed, Police" in page.text
    assert "QX Olena" not in page.html
    for key, what in (("S01", "statement"), ("M01", "claim of a party"), ("B01", "context")):
        assert f"{series.code}/{key} What {key} says. ({what})" in page.text
    send(page)
    assert PersonMention.objects.get().name == "QX Olena"


# ---- Refusals


def test_what_stays_needs_a_reason(market: Incident, item: SourceItem, carla: User) -> None:
    page = send(opened(carla, item), "_show", falls=[f"{market.ref}/C02"])
    for typed, says in (("", "Say why the others stay"), ("Bad \x00", "")):
        refused = send(page, why_kept=typed)
        assert says in refused.errors["why_kept"]
        assert not Annotation.objects.exists()


def test_a_sum_falls_with_what_it_is_made_of(item: SourceItem, carla: User) -> None:
    incident = factories.incident()
    base = factories.claim(incident, quantifier="EXACT", value=9, source_item=item)
    more = factories.claim(incident, quantifier="EXACT", value=2, count_basis="INCREMENT")
    factories.claim(incident, value=11, adds=more, adds_to=base)
    factories.published(incident)
    page = send(opened(carla, item), "_show", falls=[f"{incident.ref}/C01"])
    refused = send(page, why_kept=WHY)
    assert f"{incident.ref}/C03 is the desk's sum of {incident.ref}/C01: tick it too." in refused.text
    assert Claim.objects.filter(status="WITHDRAWN").count() == 0
    falls = [f"{incident.ref}/C01"]
    seen = resting.resting(item, by=carla, falls=falls).fingerprint
    with pytest.raises(InvalidValue, match="tick it too"):
        retraction.retract(
            source_item=item, notice=Notice(happened_on=factories.DAY), sentence="Withdrawn.",
            seen=seen, choice=Choice(falls=falls, why_kept=WHY), by=carla, now=factories.NOON,
        )  # fmt: skip


def test_nobody_chooses_where_nothing_can_be_touched(market: Incident, item: SourceItem, carla: User) -> None:
    Incident.objects.filter(pk=market.pk).update(state="IN_REVIEW")
    assert boxes(opened(carla, item)) == {}
    send(opened(carla, item))
    assert not Annotation.objects.exists()


def test_the_reason_goes_with_a_redaction_of_the_incident(bridge: Incident, item: SourceItem, carla: User) -> None:
    send(send(opened(carla, item), "_show", falls=[]), why_kept="QX names Olena.")
    later = factories.NOON + timedelta(hours=3)
    hiding.hide(incident=bridge, note="A name.", by=factories.user(Role.EDITOR), now=later)
    redaction.redact(incident=bridge, text="It named a person.", by=carla, now=later)
    assert Annotation.objects.get().reason == ""
