"""An editor says that two suspected duplicates are not the same: they are left out until one of them changes."""

import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitreps.actions import decisions, distinguishing, hiding, incidents, redaction
from sitreps.actions.incident_rows import Changes
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.distinctions import Distinction
from sitreps.models.editions import EditionDraft
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.queries import duplicates
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/sitreps/incident/duplicates/"
WHY = "One hit the market, the other the harbour: two alarms."
Pair = tuple[Incident, Incident]


@pytest.fixture
def pair(places: dict[str, Place]) -> Pair:
    """Two published reports of one city and day."""
    titles = ("Strike on Dnipro", "Strike on the city")
    one, other = (factories.published_incident(place=places["Dnipro"], title=title) for title in titles)
    return one, other


def change(one: Incident) -> str:
    return f"/admin/sitreps/incident/{one.pk}/change/"


def apart(pair: Pair) -> str:
    return f"/admin/sitreps/incident/{pair[0].pk}/apart/?with={pair[1].ref}"


def tell_apart(pair: Pair, by: User, **typed: str) -> Page:
    return signed_in(by).get(LIST).follow("Not the same…").form("apart_form").send("_apart", **{"reason": WHY, **typed})


def act(pair: Pair, by: User, **wanted: Any) -> Distinction:
    _, fingerprint = duplicates.pair(*pair)
    given: dict[str, Any] = {"reason": WHY, "seen": fingerprint, "by": by, "now": factories.NOON}
    return distinguishing.tell_apart(pair=pair, **given | wanted)


def sweep() -> str:
    out = io.StringIO()
    call_command("find_duplicates", stdout=out)
    return out.getvalue().splitlines()[-1]


def warned(series: Any) -> list[str]:
    """The incidents of a fresh draft that may be others."""
    draft = factories.compiled_draft(series)
    found = [decisions.Discrepancy.from_json(one) for one in EditionDraft.objects.get(pk=draft.pk).discrepancies]
    return [one.ref for one in found if one.code == "DUPLICATE_SUSPECT"]


def move(one: Incident, **fields: Any) -> None:
    one.refresh_from_db()
    incidents.record_edit(
        incident=one,
        expected_version=one.version,
        changes=Changes(fields=fields),
        by=factories.user(Role.EDITOR),
        now=factories.NOON,
    )


def redact(one: Incident, by: User) -> None:
    later = factories.NOON + timedelta(hours=3)
    hiding.hide(incident=one, note="A name.", by=by, now=later)
    redaction.redact(incident=one, text="It named a person.", by=factories.user(Role.CHIEF_EDITOR), now=later)


# ---- The whole way


def test_the_pair_is_left_out_of_list_form_and_sweep_and_each_says_so(pair: Pair, ines: User) -> None:
    one, other = pair
    page = tell_apart(pair, ines)
    assert page.messages == [f"Noted: {one.ref} and {other.ref} are not the same."]
    assert page.address == change(one)
    assert "May be logged already" not in page.text
    assert "Not the same, editors said: 1" in page.text
    assert WHY in page.text
    assert "May be logged already" not in signed_in(ines).get(change(other)).text

    listed = signed_in(ines).get(LIST)
    assert "0 suspicions" in listed.text
    assert "1 left out: editors said that they are not the same." in listed.text
    (told,) = (row.text for row in listed.root.find("li") if WHY in row.text)
    assert all(said in told for said in (one.ref, other.ref, "ines"))
    assert sweep() == "0 suspected pairs among 2 incidents; 1 left out: an editor said that they are not the same."
    decided = Distinction.objects.get()
    assert (decided.one, decided.other, decided.state, decided.by) == (one, other, "NOT_THE_SAME", "ines")
    event = AuditEvent.objects.get(action="incident.tell_apart")
    assert (event.actor, event.object_ref, event.detail["other"]) == ("ines", one.ref, other.ref)
    assert WHY not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert {incident.state for incident in Incident.objects.all()} == {"PUBLISHED"}, "nothing is to be published"


def test_it_is_said_from_the_incident_too(pair: Pair, ines: User) -> None:
    page = signed_in(ines).get(change(pair[1])).follow("Not the same…")
    assert page.heading == f"Are {pair[1].ref} and {pair[0].ref} two events?"
    page = page.form("apart_form").send("_apart", reason=WHY)
    assert page.address == change(pair[1])
    assert Distinction.objects.get().one == pair[0], "the earlier ref first, whoever said it where"


def test_the_edition_warns_of_it_no_more(pair: Pair, ines: User) -> None:
    series = factories.series(starts_on=factories.DAY)
    assert warned(series) == [pair[1].ref]
    tell_apart(pair, ines)
    EditionDraft.objects.all().delete()
    assert warned(series) == []


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("what", ["place", "day", "kind"])
def test_it_comes_back_when_either_changes_its_day_place_or_kind(
    pair: Pair, places: dict[str, Place], ines: User, what: str, which: int
) -> None:
    tell_apart(pair, ines)
    changed: dict[str, dict[str, Any]] = {
        "place": {"place": places["Samar"]},
        "day": {"occurred_on": factories.DAY - timedelta(days=1)},
        "kind": {"sub_event_type": "AIR_DRONE_STRIKE"},
    }
    if what == "place":  # another place that is near enough to be suspected still
        near = factories.place(key="UKR-N", name="Near", level="SETTLEMENT", parent=places["Dnipro"].parent)
        Place.objects.filter(pk=near.pk).update(lat=places["Dnipro"].lat, lon=places["Dnipro"].lon)
        changed["place"] = {"place": Place.objects.get(pk=near.pk)}
    move(pair[which], **changed[what])
    assert "1 suspicion" in signed_in(ines).get(LIST).text
    assert sweep() == "1 suspected pairs among 2 incidents."
    page = signed_in(ines).get(apart(pair))
    assert "It does not hold any more" in page.text
    assert page.form("apart_form").send("_apart", reason="Still two.").messages


def test_a_title_may_change_and_it_holds(pair: Pair, ines: User) -> None:
    tell_apart(pair, ines)
    move(pair[0], title="Strike on the market of Dnipro")
    assert "0 suspicions" in signed_in(ines).get(LIST).text


def test_while_somebody_types_another_day_it_is_suspected_again(pair: Pair, ines: User) -> None:
    tell_apart(pair, ines)
    person = signed_in(ines)
    typed = {
        "place": pair[0].place.key, "occurred_on": "2025-06-24",
        "sub_event_type": "SHELLING_ARTILLERY_MISSILE", "weapon": "MISSILE",
    }  # fmt: skip
    address = f"/admin/sitreps/incident/{pair[0].pk}/suspects/"
    assert "May be logged" not in person.client.post(address, typed).content.decode()
    said = person.client.post(address, typed | {"occurred_on": "2025-06-23"}).content.decode()
    assert "May be logged" in said


def test_it_is_taken_back_for_a_reason(pair: Pair, ines: User) -> None:
    tell_apart(pair, ines)
    emil = factories.user(Role.EDITOR, username="emil")
    page = signed_in(emil).get(LIST).follow("Take it back…")
    assert WHY in page.text
    page = page.form("apart_form").send("_back", reason="One alarm after all.")
    assert page.messages == [f"Taken back: {pair[0].ref} and {pair[1].ref} may be the same."]
    assert "1 suspicion" in signed_in(ines).get(LIST).text
    assert list(Distinction.objects.values_list("state", "by")) == [("NOT_THE_SAME", "ines"), ("TAKEN_BACK", "emil")]
    assert AuditEvent.objects.get(action="incident.suspect_again").actor == "emil"
    history = signed_in(ines).get(apart(pair)).text
    assert "ines: not the same." in history
    assert "emil: taken back. One alarm after all." in history
    act(pair, ines)
    assert "0 suspicions" in signed_in(ines).get(LIST).text


# ---- Refusals


def test_a_reporter_is_not_asked_and_may_not(pair: Pair) -> None:
    rita = signed_in(factories.user(Role.REPORTER))
    assert "Not the same…" not in rita.get(LIST).text
    refused = rita.get(apart(pair))
    assert (refused.status, "that needs chief editor or editor" in refused.text) == (403, True)
    with pytest.raises(NotAllowed):
        act(pair, factories.user(Role.REPORTER))


@pytest.mark.parametrize("reason", ["", "   ", "Hidden \u202e turn"])
def test_it_takes_a_reason(pair: Pair, ines: User, reason: str) -> None:
    page = tell_apart(pair, ines, reason=reason)
    assert "reason" in page.errors
    assert not Distinction.objects.exists()


def test_what_changed_meanwhile_is_shown_again(pair: Pair, ines: User) -> None:
    form = signed_in(ines).get(apart(pair)).form("apart_form")
    move(pair[0], sub_event_type="AIR_DRONE_STRIKE")
    page = form.send("_apart", reason=WHY)
    assert page.status == 409
    assert "Look again" in page.text
    assert page.value("reason") == WHY
    assert page.form("apart_form").send("_apart").messages


def test_what_somebody_else_said_first_is_told_and_the_reason_stays(pair: Pair, ines: User) -> None:
    form = signed_in(factories.user(Role.EDITOR)).get(apart(pair)).form("apart_form")
    act(pair, ines)
    page = form.send("_apart", reason=WHY)
    assert page.status == 409
    assert page.problems == [f"It is said already that {pair[0].ref} and {pair[1].ref} are not the same."]
    assert page.value("reason") == WHY
    assert Distinction.objects.count() == 1


@pytest.mark.parametrize("was_said", [False, True])
@pytest.mark.parametrize("which", [0, 1])
def test_where_either_has_ended_nothing_is_asked_and_the_page_says_so(
    pair: Pair, ines: User, which: int, was_said: bool
) -> None:
    if was_said:
        act(pair, ines)
    Incident.objects.filter(pk=pair[which].pk).update(state="WITHDRAWN")
    page = signed_in(ines).get(apart(pair))
    assert not page.has_form("apart_form")
    assert f"{pair[which].ref} was withdrawn, merged, discarded or redacted: nothing is compared with it." in page.text


@pytest.mark.parametrize("which", [0, 1])
def test_nothing_is_taken_back_of_a_pair_of_which_one_has_ended_meanwhile(pair: Pair, ines: User, which: int) -> None:
    act(pair, ines)
    form = signed_in(ines).get(apart(pair)).form("apart_form")
    redact(pair[which], ines)
    page = form.send("_back", reason="One alarm after all.")
    assert page.status == 409
    assert page.problems == [
        f"{pair[which].ref} was withdrawn, merged, discarded or redacted: nothing is compared with it."
    ]
    assert Distinction.objects.get().state == "NOT_THE_SAME"
    assert not AuditEvent.objects.filter(action="incident.suspect_again").exists()


def test_two_make_a_pair_that_is_suspected_and_stands(pair: Pair, places: dict[str, Place], ines: User) -> None:
    with pytest.raises(InvalidValue, match="always the same as itself"):
        distinguishing.tell_apart(pair=(pair[0], pair[0]), reason=WHY, seen="", by=ines, now=factories.NOON)
    far = factories.incident(place=places["Dnipro"], occurred_on=factories.DAY - timedelta(days=9))
    with pytest.raises(WrongState, match="are not suspected"):
        act((pair[0], far), ines)
    act(pair, ines)
    with pytest.raises(WrongState, match="said already"):
        act((pair[1], pair[0]), ines)
    with pytest.raises(StaleVersion):
        act(pair, ines, seen="0" * 64)
    with pytest.raises(WrongState, match="Nobody says now"):
        distinguishing.take_back(pair=(pair[0], far), reason=WHY, by=ines, now=factories.NOON)
    Incident.objects.filter(pk=pair[1].pk).update(state="WITHDRAWN")
    with pytest.raises(WrongState, match="nothing is compared"):
        act(pair, ines)


@pytest.mark.parametrize("asked", ["", "?with=UKR-2025-9999", "?with=itself"])
def test_without_another_incident_there_is_no_page(pair: Pair, ines: User, asked: str) -> None:
    address = f"/admin/sitreps/incident/{pair[0].pk}/apart/{asked.replace('itself', pair[0].ref)}"
    assert signed_in(ines).get(address).status == 404


# ---- What it costs, and what is erased


def test_the_list_takes_as_many_queries_for_many_decisions(pair: Pair, places: dict[str, Place], ines: User) -> None:
    person = signed_in(ines)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert person.get(address).status == 200
        return len(caught)

    factories.incident(place=places["Dnipro"])
    act(pair, ines)
    addresses = (LIST, change(pair[0]))
    for address in addresses:
        person.get(address)  # what a process reads once for all its pages
    few = [queries(address) for address in addresses]
    for _ in range(6):
        other = factories.incident(place=places["Dnipro"])
        act((pair[0], other), ines)
    assert [queries(address) for address in addresses] == few


@pytest.mark.parametrize("which", [0, 1])
def test_a_redaction_of_either_erases_the_reason(pair: Pair, ines: User, which: int) -> None:
    act(pair, ines)
    redact(pair[which], ines)
    assert Distinction.objects.get().reason == ""
