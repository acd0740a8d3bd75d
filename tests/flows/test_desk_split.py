"""At the desk: a chief editor splits an incident; and both, merging and splitting, are undone there."""

import pytest

from sitreps.codelists import ChangeCode
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from tests import factories
from tests.flows.pages import Page, signed_in
from tests.flows.test_desk_merge import tables

pytestmark = pytest.mark.django_db

PARTS = {"part-1.title": "Strike on Dnipro", "part-2.title": "Strike on Samar"}
TWO = {"claim-C01": "1", "claim-C02": "2"}


@pytest.fixture
def user() -> User:
    return factories.user(Role.CHIEF_EDITOR)


@pytest.fixture
def chief(user: User) -> Page:
    return signed_in(user)


@pytest.fixture
def second() -> Page:
    return signed_in(factories.user(Role.CHIEF_EDITOR))


def change(one: Incident) -> str:
    return f"/admin/sitreps/incident/{one.pk}/change/"


def address(one: Incident) -> str:
    return f"/admin/sitreps/incident/{one.pk}/split/"


def typed(places: dict[str, Place]) -> dict[str, str]:
    return {**PARTS, "part-1.place": places["Dnipro"].key, "part-2.place": places["Samar"].key, **TWO}


def split(page: Page, one: Incident, places: dict[str, Place], **boxes: str) -> Page:
    return page.get(address(one)).form("becomes").send("_split", **{**typed(places), **boxes})


def publish(second: Page, one: Incident) -> Page:
    page = second.get(f"/admin/sitreps/incident/{one.pk}/publish/")
    return page.form("note").send(code="EDITORIAL", note="They were two strikes.")


def public(page: Page, one: Incident) -> dict[str, object]:
    said = page.client.get(f"/api/v1/incidents/{one.ref}/").json()
    return {"kind": said["kind"], "killed": said["figures"][0]["text"], "children": said["children"]}


# ---- Split


def test_from_an_incident_to_its_parts_and_out(
    chief: Page, second: Page, several: Incident, places: dict[str, Place]
) -> None:
    page = chief.get(change(several)).follow("Split…")
    assert page.value("becomes") == "cluster"
    done = page.form("becomes").send("_split", **typed(places))
    parts = list(several.parts.order_by("ref"))
    (told,) = done.messages
    assert told.startswith(f"Split: {several.ref}. {parts[0].ref} and {parts[1].ref} came out of it and are in review")
    assert [(part.title, part.place, part.parent) for part in parts] == [
        ("Strike on Dnipro", places["Dnipro"], several),
        ("Strike on Samar", places["Samar"], several),
    ]
    assert publish(second, several).messages[0].startswith("Published:")
    assert public(chief, several) == {
        "kind": "CLUSTER",
        "killed": "at least 9",
        "children": [part.ref for part in parts],
    }


def test_it_stays_one_event_and_an_empty_part_is_left_out(
    chief: Page, second: Page, several: Incident, places: dict[str, Place]
) -> None:
    boxes = {"part-1.title": "", "part-1.place": "", "claim-C01": "stays"}
    split(chief, several, places, becomes="beside", **boxes)
    (part,) = several.parts.all()
    publish(second, several)
    assert public(chief, several) == {"kind": "EVENT", "killed": "7", "children": []}
    assert public(chief, part) == {"kind": "EVENT", "killed": "2", "children": []}


def test_figures_before_and_after_are_those_that_come_out(
    chief: Page, several: Incident, places: dict[str, Place]
) -> None:
    page = chief.get(address(several))
    told = "2 (police); 7 (police)"
    assert tables(page)[several.ref][2:4] == [told, told]
    page = page.form("becomes").send("_show", **typed(places))
    assert tables(page)[several.ref][2:4] == [told, "at least 9"]
    assert (page.value("part-1.title"), page.value("claim-C02")) == ("Strike on Dnipro", "2")
    assert "Part 1 Strike on Dnipro" in page.text
    assert not several.parts.exists()
    part = Page(
        chief.client, chief.client.post(address(several), {**typed(places), "becomes": "beside", "_figures": 1})
    )
    assert tables(part)[several.ref][2:4] == [told, "no figure"]
    assert not part.root.find("form")


def test_parts_are_added_and_what_was_typed_stays(chief: Page, several: Incident, places: dict[str, Place]) -> None:
    page = chief.get(address(several)).form("becomes").send("_more", **typed(places))
    assert (page.value("part-1.title"), page.value("part-3.title")) == ("Strike on Dnipro", "")
    assert page.problems == []
    page.form("becomes").send("_split", **{"claim-C02": "3", "part-3.title": "A third", "part-3.place": "Samar"})
    assert list(several.parts.values_list("title", flat=True).order_by("ref")) == [*PARTS.values(), "A third"]


def test_a_place_of_a_cluster_has_its_parts_beside_it(chief: Page, places: dict[str, Place]) -> None:
    cluster = factories.incident(kind="CLUSTER", place=places["Dnipropetrovska oblast"])
    place = factories.incident(parent=cluster, place=places["Dnipro"], state="IN_REVIEW")
    for value in (4, 3):
        factories.claim(place, quantifier="EXACT", value=value)
    factories.published(cluster)
    page = chief.get(address(place))
    assert page.form("becomes").options["becomes"] == {"beside"}
    page = page.form("becomes").send("_show", **{"claim-C02": "1", "part-1.title": "Another"})
    assert tables(page)[cluster.ref][2:4] == ["at least 3", "at least 7"]


# ---- Refusals


def test_what_is_missing_is_told_by_its_box(chief: Page, several: Incident, places: dict[str, Place]) -> None:
    page = split(chief, several, places, **{"part-1.title": " ", "part-2.place": "Atlantis"})
    assert page.errors["part-1.title"] == "Give part 1 a title."
    assert page.errors["part-2.place"].startswith("No place is called 'Atlantis'.")
    assert page.value("part-2.place") == "Atlantis"
    assert page.value("claim-C02") == "2"
    page = split(chief, several, places, **{"part-2.place": ""})
    assert page.errors == {"part-2.place": "Say where part 2 happened."}
    empty = {"part-1.title": "", "part-1.place": "", "part-2.title": "", "part-2.place": ""}
    page = split(chief, several, places, **{**empty, "claim-C01": "stays", "claim-C02": "stays"})
    assert page.problems == ["A split has at least one part: give part 1 a title and a place."]
    assert not several.parts.exists()


def test_what_the_rules_refuse_is_told_at_the_box_of_its_part(
    chief: Page, several: Incident, places: dict[str, Place]
) -> None:
    boxes = {"part-1.title": "", "part-1.place": "", "claim-C01": "stays", "part-2.title": "A\u202estrike"}
    page = split(chief, several, places, **boxes)
    assert list(page.errors) == ["part-2.title"]
    assert page.value("part-2.title") == "A\u202estrike"


def test_a_chain_that_is_torn_is_told_at_its_claim(chief: Page, several: Incident, places: dict[str, Place]) -> None:
    old = Claim.objects.get(incident=several, key="C02")
    factories.claim(several, key="C03", value=3, origin=old.origin, supersedes=old)
    factories.republished(several, code=ChangeCode.NEW_FIGURE, note="More.", now=factories.NOON)
    page = split(chief, several, places)
    assert page.errors == {"claim-C03": "C03 replaces C02: deal both to the same incident."}
    assert page.value("part-1.title") == "Strike on Dnipro"


def test_somebody_who_saved_meanwhile_is_not_overtaken(
    chief: Page, several: Incident, places: dict[str, Place]
) -> None:
    page = chief.get(address(several))
    factories.claim(several, measure="INJURED", value=3)
    factories.republished(several, code=ChangeCode.NEW_FIGURE, note="More.", now=factories.NOON)
    stale = page.form("becomes").send("_split", **typed(places))
    assert stale.status == 409
    assert "after you had opened it" in stale.problems[0]
    assert (stale.value("part-2.title"), stale.value("claim-C03")) == ("Strike on Samar", "stays")
    assert stale.form("becomes").send("_split").messages[0].startswith("Split:")


def test_what_cannot_be_split_is_said_before_anything_is_typed(
    chief: Page, several: Incident, places: dict[str, Place]
) -> None:
    split(chief, several, places)
    page = chief.get(address(several))
    assert page.held.startswith(f"{several.ref} has an open change")
    assert page.buttons == {"Back"}
    values = {**typed(places), "becomes": "cluster", "_split": "on"}
    assert chief.post(address(several), values).problems[0].startswith(f"{several.ref} has an open change")


@pytest.mark.parametrize("role", [Role.REPORTER, Role.EDITOR, Role.AUDITOR])
def test_only_chief_editors_split(several: Incident, role: Role) -> None:
    page = signed_in(factories.user(role))
    assert "Split…" not in page.get(change(several)).text
    for path in ("split", "split/undo", "merge/undo"):
        assert page.get(f"/admin/sitreps/incident/{several.pk}/{path}/").status == 403


# ---- Undo


def test_a_merge_is_undone_from_either_page(chief: Page, second: Page, places: dict[str, Place]) -> None:
    survivor, loser = (factories.published_incident(place=places["Dnipro"], killed=killed) for killed in (7, 9))
    chief.get(f"/admin/sitreps/incident/{survivor.pk}/merge/?with={loser.ref}").form("text").send("_merge", text="One.")
    assert chief.get(change(loser)).follow("Undo the merge…").heading == f"Undo the merge of {loser.ref}"
    page = chief.get(change(survivor)).follow(f"Undo the merge of {loser.ref}…")
    assert tables(page) == {
        survivor.ref: ["Killed", "Injured", "at least 9", "at least 7", "no figure", "no figure"],
        loser.ref: ["Killed", "Injured", "–", "at least 9", "–", "no figure"],
    }
    assert list(page.form("text").send(text=" ").errors) == ["text"]
    done = page.form("text").send(text="They were two.")
    (told,) = done.messages
    assert told.startswith(f"{loser.ref} stands again, and {survivor.ref} is without its claims.")
    assert told.endswith(f"Published: {survivor.ref} revision 3 and {loser.ref} revision 2.")
    assert [public(chief, one)["killed"] for one in (survivor, loser)] == ["at least 7", "at least 9"]
    assert "Undo the merge" not in second.get(change(survivor)).text


def test_what_came_on_top_is_said_with_the_way_out(chief: Page, places: dict[str, Place]) -> None:
    survivor, loser = (factories.published_incident(place=places["Dnipro"], killed=killed) for killed in (7, 9))
    chief.get(f"/admin/sitreps/incident/{survivor.pk}/merge/?with={loser.ref}").form("text").send("_merge", text="One.")
    page = chief.get(change(loser)).follow("Undo the merge…")
    factories.republished(survivor, code=ChangeCode.EDITORIAL, note="Better.", now=factories.NOON)
    late = page.form("text").send(text="They were two.")
    assert late.problems[0].startswith(
        f"{survivor.ref} revision 3 was published after the merge, so it cannot be undone."
    )
    assert f"Split {survivor.ref} instead" in late.problems[0]
    assert "Undo the merge" not in chief.get(change(survivor)).text
    held = chief.get(change(loser)).follow("Undo the merge…")
    assert "published after the merge" in held.held
    assert not held.root.find("textarea")


def test_a_split_that_nobody_published_is_undone_without_a_word(
    chief: Page, several: Incident, places: dict[str, Place]
) -> None:
    split(chief, several, places)
    page = chief.get(change(several)).follow("Undo the split…")
    assert "were never public and are discarded" in page.text
    done = page.form("undo_form").send()
    assert done.messages[0].startswith(f"The split of {several.ref} is taken back.")
    assert Incident.objects.get(pk=several.pk).state == "PUBLISHED"
    assert "Undo the split" not in chief.get(change(several)).text


def test_a_published_split_is_undone_by_a_second_chief_editor(
    chief: Page, second: Page, several: Incident, places: dict[str, Place]
) -> None:
    split(chief, several, places)
    publish(second, several)
    held = chief.get(change(several)).follow("Undo the split…")
    assert "another chief editor" in held.held
    page = second.get(change(several)).follow("Undo the split…")
    assert tables(page)[several.ref][2:4] == ["at least 9", "2 (police); 7 (police)"]
    stale = page.form("text")
    stale.values[f"version-{several.ref}"] = ["1"]
    assert stale.send(text="It was one.").status == 409
    done = page.form("text").send(text="It was one.")
    assert f"are part of {several.ref} again. Published: {several.ref} revision 3." in done.messages[0]
    assert public(chief, several) == {"kind": "EVENT", "killed": "2 (police); 7 (police)", "children": []}
