"""At the desk: a chief editor compares two incidents, deals the claims, sees the figures, and makes them one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sitreps.codelists import ChangeCode
from sitreps.models.accounts import Role
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.sources import Origin
from sitreps.models.takedowns import Takedown
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

TEXT = "Both reports are of one strike."


@pytest.fixture
def police() -> Origin:
    return factories.origin()


@pytest.fixture
def pair(police: Origin) -> tuple[Incident, Incident]:
    """Two reports of one strike: the police say 7 in both; in the second somebody else says that 9 were injured."""
    dnipro = factories.places()["Dnipro"]
    made = [factories.incident(place=dnipro, title=title) for title in ("Strike on Dnipro", "Strike on the city")]
    for one in made:
        factories.claim(one, quantifier="EXACT", value=7, origin=police)
    factories.claim(made[1], measure="INJURED", quantifier="EXACT", value=9)
    for one in made:
        factories.published(one)
    return made[0], made[1]


@pytest.fixture
def chief() -> Page:
    return signed_in(factories.user(Role.CHIEF_EDITOR))


def address(one: Incident, other: Incident | None = None) -> str:
    return f"/admin/sitreps/incident/{one.pk}/merge/" + (f"?with={other.ref}" if other else "")


def box(one: Incident, key: str) -> str:
    return f"deal-{one.ref}-{key}"


def tables(page: Page) -> dict[str, list[str]]:
    """The cells of each table of figures, by its caption's ref."""
    found = {}
    for table in page.root.find("table"):
        (caption,) = table.find("caption")
        if caption.text.startswith("Figures of"):
            found[caption.text.split()[2]] = [cell.text for cell in (*table.find("th"), *table.find("td"))][3:]
    return found


def test_from_an_incident_to_its_suspect_and_to_one(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor, loser = pair
    page = chief.get(f"/admin/sitreps/incident/{survivor.pk}/change/").follow("Merge…")
    assert "same place, same day" in page.text
    page = page.follow("Compare and merge…")
    assert page.heading == f"Are {survivor.ref} and {loser.ref} one event?"
    done = page.form("text").send("_merge", text=TEXT)
    (told,) = done.messages
    assert told.startswith(f"Merged: {loser.ref} into {survivor.ref}. Of {loser.ref}, C02 is now C02.")
    assert told.endswith(f"Published: {survivor.ref} revision 2. Who asks for {loser.ref} is led here.")
    assert Incident.objects.get(pk=loser.pk).state == "MERGED"
    public = chief.client.get(f"/api/v1/incidents/{survivor.ref}/").json()
    assert [claim["id"] for claim in public["claims"]] == [f"{survivor.ref}/C01", f"{survivor.ref}/C02"]
    assert public["change"]["note"] == f"merged with {loser.ref}: {TEXT}"


def test_a_merged_incident_says_where_its_claims_are(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor, loser = pair
    go_along = {box(loser, key): "goes" for key in ("C01", "C02")}
    chief.get(address(survivor, loser)).form("text").send("_merge", text=TEXT, **go_along)
    page = chief.get(f"/admin/sitreps/incident/{loser.pk}/change/")
    assert f"No claim is left here. Went along to {survivor.ref} : C01 (there C02) and C02 (there C03)." in page.text
    assert page.follow(survivor.ref).address == f"/admin/sitreps/incident/{survivor.pk}/change/"


def test_claims_that_stay_with_a_merged_incident_are_listed_there(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor, loser = pair
    chief.get(address(survivor, loser)).form("text").send("_merge", text=TEXT)
    page = chief.get(f"/admin/sitreps/incident/{loser.pk}/change/")
    assert f"Went along to {survivor.ref} : C02." in page.text
    assert "No claim" not in page.root.find(id="claims")[0].text


def test_claims_that_say_the_same_stay_unless_somebody_says_otherwise(
    chief: Page, pair: tuple[Incident, Incident]
) -> None:
    survivor, loser = pair
    page = chief.get(address(*pair))
    assert (page.value(box(loser, "C01")), page.value(box(loser, "C02"))) == ("stays", "goes")
    assert f"{survivor.ref} has it already as C01" in page.text
    page.form("text").send("_merge", text=TEXT, **{box(loser, "C01"): "goes"})
    assert Claim.objects.filter(incident=survivor).count() == 3


def test_figures_before_and_after_are_those_that_come_out(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor, loser = pair
    page = chief.get(address(*pair))
    assert tables(page) == {
        survivor.ref: ["Killed", "Injured", "7", "7", "no figure", "9"],
        loser.ref: ["Killed", "Injured", "7", "–", "9", "–"],
    }
    page = page.form("text").send("_show", **{box(loser, "C02"): "stays"})
    assert tables(page)[survivor.ref] == ["Killed", "Injured", "7", "7", "no figure", "no figure"]
    assert page.value(box(loser, "C02")) == "stays"
    assert Takedown.objects.count() == 0
    page.form("text").send("_merge", text=TEXT, **{box(loser, "C02"): "goes"})
    public = chief.client.get(f"/api/v1/incidents/{survivor.ref}/").json()
    assert [figure["text"] for figure in public["figures"]] == ["7", "9"]


def test_figures_follow_the_choice_without_the_page(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor, loser = pair
    values = {"with": loser.ref, "survivor": survivor.ref, "_figures": "on", box(loser, "C02"): "stays"}
    part = Page(chief.client, chief.client.post(address(survivor), values))
    assert tables(part)[survivor.ref] == ["Killed", "Injured", "7", "7", "no figure", "no figure"]
    assert not part.root.find("form")


def test_the_cluster_above_is_shown_too(chief: Page) -> None:
    places = factories.places()
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"], title="Strikes")
    below = [factories.incident(parent=cluster, place=places["Dnipro"], state="IN_REVIEW") for _ in range(2)]
    for one, value in zip(below, (4, 3), strict=True):
        factories.claim(one, quantifier="EXACT", value=value)
    factories.published(cluster)
    page = chief.get(address(*below))
    assert tables(page)[cluster.ref][2:4] == ["at least 7", "at least 3"]
    page.form("text").send("_merge", text=TEXT)
    assert chief.client.get(f"/api/v1/incidents/{cluster.ref}/").json()["figures"][0]["text"] == "at least 3"


def test_the_other_one_can_go_on(chief: Page, pair: tuple[Incident, Incident]) -> None:
    first, second = pair
    page = chief.get(address(*pair)).form("text").send("_merge", survivor=second.ref, text=TEXT)
    assert page.errors["survivor"].startswith(f"Now {second.ref} goes on: look where each claim of {first.ref} goes")
    assert page.value("text") == TEXT
    assert page.value(box(first, "C01")) == "stays"
    page.form("text").send("_merge")
    assert Incident.objects.get(pk=first.pk).state == "MERGED"


def test_another_incident_is_named_by_its_ref(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor, loser = pair
    page = chief.get(address(survivor)).get(f"{address(survivor)}?other={loser.ref}")
    assert page.heading == f"Are {survivor.ref} and {loser.ref} one event?"
    itself = page.get(f"{address(survivor)}?other={survivor.ref}")
    assert itself.errors == {"other": "An incident cannot be merged with itself."}
    nobody = page.get(f"{address(survivor)}?other=UKR-1999-0001")
    assert nobody.errors["other"].startswith("No incident is called 'UKR-1999-0001'.")


# ---- Refusals


def test_what_is_missing_is_told_by_its_box_and_nothing_is_lost(chief: Page, pair: tuple[Incident, Incident]) -> None:
    loser = pair[1]
    page = chief.get(address(*pair)).form("text").send("_merge", text=" ", **{box(loser, "C01"): "goes"})
    assert list(page.errors) == ["text"]
    assert page.value(box(loser, "C01")) == "goes"
    assert Takedown.objects.count() == 0


def test_a_chain_that_is_torn_is_told_at_its_claim(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor, loser = pair
    old = Claim.objects.get(incident=loser, key="C02")
    factories.claim(loser, key="C03", measure="INJURED", value=10, origin=old.origin, supersedes=old)
    factories.republished(loser, code=ChangeCode.NEW_FIGURE, note="More.", now=factories.NOON)
    page = chief.get(address(*pair)).form("text").send("_merge", text=TEXT, **{box(loser, "C02"): "stays"})
    assert page.errors == {box(loser, "C03"): "C03 replaces C02: deal both to the same incident."}
    assert page.value("text") == TEXT
    assert Incident.objects.get(pk=survivor.pk).state == "PUBLISHED"


def test_somebody_who_saved_meanwhile_is_not_overtaken(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor = pair[0]
    page = chief.get(address(*pair))
    factories.claim(survivor, measure="INJURED", quantifier="EXACT", value=11)
    factories.republished(survivor, code=ChangeCode.NEW_FIGURE, note="More.", now=factories.NOON)
    stale = page.form("text").send("_merge", text=TEXT)
    assert stale.status == 409
    assert "after you had opened it" in stale.problems[0]
    assert stale.value("text") == TEXT
    assert tables(stale)[survivor.ref][4] == "11"
    assert stale.form("text").send("_merge").messages[0].startswith("Merged:")


def test_what_cannot_be_merged_is_said_before_anything_is_typed(chief: Page, pair: tuple[Incident, Incident]) -> None:
    survivor, loser = pair
    Incident.objects.filter(pk=loser.pk).update(state="CHANGED")
    page = chief.get(address(*pair))
    assert page.held.startswith(f"{loser.ref} has an open change")
    assert page.buttons == {"Back"}
    values = {"with": loser.ref, "survivor": survivor.ref, "text": TEXT, "_merge": "on", f"version-{loser.ref}": "x"}
    values |= {box(loser, key): "goes" for key in ("C01", "C02")}
    refused = chief.post(address(survivor), values)
    assert refused.problems == [f"{loser.ref} has an open change, or is not public: publish or discard that first."]
    assert refused.value("text") == TEXT


def test_who_changed_one_of_them_last_is_held(pair: tuple[Incident, Incident]) -> None:
    user = factories.user(Role.CHIEF_EDITOR)
    Incident.objects.filter(pk=pair[0].pk).update(changed_by=user)
    assert "another chief editor does this" in signed_in(user).get(address(*pair)).held


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.AUDITOR])
def test_only_chief_editors_merge(pair: tuple[Incident, Incident], role: Role) -> None:
    page = signed_in(factories.user(role))
    assert "Merge…" not in page.get(f"/admin/sitreps/incident/{pair[0].pk}/change/").text
    refused = page.get(address(*pair))
    assert (refused.status, "needs chief editor" in refused.text) == (403, True)


def test_the_page_takes_as_many_queries_however_many_claims(chief: Page, pair: tuple[Incident, Incident]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            chief.client.get(address(*pair))
        return len(captured)

    queries()
    few = queries()
    for one in pair:
        for _ in range(5):
            factories.claim(one, measure="INJURED", value=3)
    assert queries() - few <= 5 * 2  # the new name of each claim that goes
    assert few <= 45


def test_the_desk_counts_a_merged_place_no_more(chief: Page) -> None:
    places = factories.places()
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"], title="Strikes")
    place = factories.incident(parent=cluster, place=places["Dnipro"], state="IN_REVIEW")
    factories.claim(place, quantifier="EXACT", value=4)
    factories.published(cluster)
    other = factories.published_incident(place=places["Dnipro"], killed=9)
    loser = {box(place, "C01"): "stays"}
    chief.get(address(other, place)).form("text").send("_merge", text=TEXT, **loser)
    page = chief.get(f"/admin/sitreps/incident/{cluster.pk}/change/")
    assert place.ref not in page.text
    assert "at least 4" not in page.text
