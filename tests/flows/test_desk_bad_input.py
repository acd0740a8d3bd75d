"""Bad input on the desk: a clear message by its box, every typed word kept, nothing half-written (issue: Bad input)."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.test import RequestFactory
from django.utils import timezone

from sitreps.admin.row_forms import MOST_ROWS
from sitreps.models.accounts import Role
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

TOMORROW = (timezone.now() + timedelta(days=2)).date().isoformat()
GOOD = {
    "title": "Missile strike on Dnipro",
    "place": "Dnipro",
    "occurred_on": "2025-06-24",
    "sub_event_type": "SHELLING_ARTILLERY_MISSILE",
}
CLAIM = {"measure": "KILLED", "quantifier": "EXACT", "value": "17", "origin": "POLICE", "source_item": "BULLETIN"}
DAMAGE = {"category": "EDU.SCHOOL", "quantifier": "EXACT", "value": "1", "origin": "POLICE", "source_item": "BULLETIN"}
PERSON = {"outcome": "KILLED", "name": "N. N.", "origin": "POLICE", "source_item": "BULLETIN"}
ROWS = {"claims": CLAIM, "facilities": DAMAGE, "persons": PERSON}


@pytest.fixture
def rita() -> Page:
    """A reporter at a desk with a place, an origin and a document."""
    factories.places()
    factories.origin(key="POLICE", name="Ukrainian police", public_label="Ukrainian police")
    factories.source_item(key="BULLETIN", title="Police bulletin")
    return signed_in(factories.user(Role.REPORTER, username="rita"))


def boxes(prefix: str, row: dict[str, str]) -> dict[str, str]:
    return {f"{prefix}__0__{name}": value for name, value in row.items()}


def log(rita: Page, button: str = "_save", **typed: Any) -> Page:
    """A new incident with one claim, one row of damage and one person, but for what is typed otherwise."""
    page = rita.get("/admin/sitreps/incident/add/?claim=1&facilitydamage=1&personmention=1")
    rows = {name: value for prefix, row in ROWS.items() for name, value in boxes(prefix, row).items()}
    return page.form("incident_form").send(button, **{**GOOD, **rows, **typed})


def nothing_is_written() -> bool:
    kept = (Incident, Claim, FacilityDamage, PersonMention, AuditEvent)
    return not any(model._default_manager.exists() for model in kept)


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("title", "", "It is empty: write it."),
        ("title", "Strike\x00", "Null characters are not allowed."),
        ("title", "Strike \u202eon Dnipro", "Holds U+202E"),
        ("summary", "A bell\x07 rang.", "Holds U+0007"),
        ("summary", "A glyph that no font has: \U0001f9ff", "Holds U+1F9FF NAZAR AMULET"),
        ("place_text", "\U000f0000", "Holds U+F0000"),
        ("place", "Dnepr", "No place is called 'Dnepr'. Did you mean 'Dnipro'? Else add it first."),
        ("place", "", "It is empty: write it."),
        ("occurred_on", TOMORROW, f"{TOMORROW} lies in the future"),
        ("occurred_on", "1825-06-24", "1825-06-24 is before 1900; check the year"),
        ("occurred_on", "24.6.25", "No day in '24.6.25'. Write it as 2025-06-24 or 24 June 2025."),
        ("occurred_from", "2025-06-24", "'2025-06-24' is a day. Give the time too: 2025-06-24 17:10."),
        ("occurred_from", "2025-06-27 03:00", ""),
        ("occurred_from", "five o'clock", "No time in 'five o'clock'."),
        ("tz", "Europe/Kiew", "'Europe/Kiew' is no time zone; did you mean 'Europe/Kiev'?"),
        ("tz", "Mars/Olympus", "'Mars/Olympus' is no time zone"),
        ("glide", "EQ-2025", "'EQ-2025' is no GLIDE number; write it as 'CE-2022-000198-UKR'"),
        ("parent", "Nowhere", "No cluster is called 'Nowhere'."),
        ("perpetrator_basis", "ALLEGED_BY_ADVERSARY", ""),
        ("publish_not_before", "soon", "No time in 'soon'."),
    ],
)
def test_an_event_that_cannot_be_is_told_by_its_box(rita: Page, box: str, typed: str, says: str) -> None:
    page = log(rita, **{box: typed})
    assert page.status == 200
    blamed = {"perpetrator_basis": "perpetrator", "occurred_from": "occurred_on"}.get(box, box) if not says else box
    assert says in page.errors[blamed]
    assert page.errors.keys() == {blamed}
    assert any(says in line for line in page.problems)
    assert page.value(box) == typed
    assert page.value("claims-0-value") == "17"
    assert nothing_is_written()


@pytest.mark.parametrize(
    ("typed", "box", "says"),
    [
        ({"value": ""}, "value", "EXACT needs a number"),
        ({"quantifier": ""}, "quantifier", "Nothing is chosen: choose one."),
        ({"measure": ""}, "measure", "Nothing is chosen: choose one."),
        ({"quantifier": "BETWEEN", "value": "9", "value2": "3"}, "value2", "9"),
        ({"quantifier": "BETWEEN", "value": "9"}, "value2", "BETWEEN needs"),
        ({"quantifier": "LESS_THAN", "value": "1"}, "value", "1"),
        ({"value": "-1"}, "value", "-1 is below zero; a count starts at 0."),
        ({"value": "1000000000000"}, "value", "1000000000000"),
        ({"value": "1" * 40}, "value", "1111"),
        ({"value": "dozens"}, "value", "Not a whole number. Write digits, such as 30;"),
        ({"value": "17.5"}, "value", "Not a whole number."),
        ({"quantifier": "VAGUE", "value": ""}, "vague_word", "VAGUE needs"),
        ({"quantifier": "VAGUE", "value": "12", "vague_word": "dozens"}, "value", ""),
        ({"quantifier": "NONE_REPORTED", "value": "0"}, "value", ""),
        ({"origin": ""}, "origin", "It is empty: write it."),
        ({"origin": "Polise"}, "origin", "No origin is called 'Polise'."),
        ({"source_item": "The internet"}, "source_item", "No source is called 'The internet'."),
        ({"as_of": TOMORROW}, "as_of", f"{TOMORROW} lies in the future"),
        ({"as_of": "2025-03-30 03:30"}, "as_of", "03:30 does not exist on 2025-03-30 in Europe/Kyiv"),
        ({"as_of": "noon"}, "as_of", "No time in 'noon'."),
        ({"wording": "17 people \u2066were killed"}, "wording", "Holds U+2066"),
        ({"relays": "POLICE"}, "relays", "POLICE is who says it; name only those through whom it came"),
        ({"covers": "PART"}, "part", "Is missing: PART needs to say which"),
        ({"part": "OWN_STAFF"}, "part", "OWN_STAFF goes with PART only"),
        ({"kind": "SUBSET"}, "kind", "SUBSET says of whom"),
        ({"sex": "f"}, "sex", "TOTAL counts everybody"),
        ({"kind": "SUBSET", "age_group": "CHILD", "age_years": "30"}, "age_years", "30 does not fit the age group"),
        ({"measure": "MISSING", "count_basis": "CUMULATIVE"}, "count_basis", "MISSING is the state at a moment"),
        ({"credibility": "5"}, "note", "Is missing: credibility 5 needs a reason"),
        ({"as_of_basis": "STATED"}, "as_of_basis", "STATED needs the day or moment"),
        ({"reliability": "E"}, "reliability", "Only a chief editor gives an official body the letter E"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_is_told_by_its_box(rita: Page, typed: dict[str, str], box: str, says: str) -> None:
    factories.series(countries=["UKR"], timezone="Europe/Kyiv")
    page = log(rita, **boxes("claims", typed))
    assert page.status == 200
    assert says in page.errors[f"claims-0-{box}"]
    assert page.errors.keys() == {f"claims-0-{box}"}
    assert page.problems[0].startswith("Claim 1, ")
    for name, value in typed.items():
        assert page.value(f"claims-0-{name}") == value
    assert nothing_is_written()


@pytest.mark.parametrize(
    ("typed", "box", "says"),
    [
        ({"value": ""}, "value", "EXACT needs a number"),
        ({"category": ""}, "category", "Nothing is chosen: choose one."),
        ({"quantifier": "NONE_REPORTED", "value": ""}, "quantifier", "NONE_REPORTED is no damage; leave the row out"),
        ({"public_name": "School\x07"}, "public_name", "Holds U+0007"),
        ({"as_of": TOMORROW}, "as_of", f"{TOMORROW} lies in the future"),
    ],
)
def test_damage_that_cannot_be_is_told_by_its_box(rita: Page, typed: dict[str, str], box: str, says: str) -> None:
    page = log(rita, **boxes("facilities", typed))
    assert says in page.errors[f"facilities-0-{box}"]
    assert page.errors.keys() == {f"facilities-0-{box}"}
    assert nothing_is_written()


@pytest.mark.parametrize(
    ("typed", "box", "says"),
    [
        ({"outcome": ""}, "outcome", "Nothing is chosen: choose one."),
        ({"age_years": "131"}, "age_years", "131 is no age in years; 0 to 130 are possible"),
        ({"name": "N.\u202e N."}, "name", "Holds U+202E"),
    ],
)
def test_a_person_that_cannot_be_is_told_by_its_box(rita: Page, typed: dict[str, str], box: str, says: str) -> None:
    page = log(rita, **boxes("persons", typed))
    assert says in page.errors[f"persons-0-{box}"]
    assert page.errors.keys() == {f"persons-0-{box}"}
    assert nothing_is_written()


def test_all_that_is_wrong_is_told_at_once(rita: Page) -> None:
    page = log(rita, title="", claims__0__value="-1", facilities__0__category="", persons__0__age_years="200")
    assert page.errors.keys() == {"title", "claims-0-value", "facilities-0-category", "persons-0-age_years"}
    assert len(page.problems) == 4
    assert nothing_is_written()


def test_what_cannot_be_saved_cannot_be_submitted(rita: Page) -> None:
    assert "claims-0-value" in log(rita, "_submit", claims__0__value="-1").errors
    assert nothing_is_written()


def test_an_edit_with_one_bad_claim_changes_nothing_at_all(rita: Page) -> None:
    page = log(rita)
    before = (Incident.objects.values().get(), Claim.objects.values().get(), AuditEvent.objects.count())
    page = page.form("incident_form").send("_save", title="Another title", claims__0__value="-1")
    assert page.errors.keys() == {"claims-0-value"}
    assert page.value("title") == "Another title"
    assert (Incident.objects.values().get(), Claim.objects.values().get(), AuditEvent.objects.count()) == before


def test_a_request_that_claims_millions_of_rows_gets_no_more_than_a_form_may_have(rf: RequestFactory) -> None:
    request = rf.get("/admin/")
    request.user = factories.user(Role.REPORTER)
    sent = {"rows-TOTAL_FORMS": "99999999", "rows-INITIAL_FORMS": "0"}
    for inline in site._registry[Incident].get_inline_instances(request):
        formset: Any = inline.get_formset(request)
        assert formset(sent, prefix="rows", instance=Incident()).total_form_count() == MOST_ROWS


def test_an_empty_row_is_no_row(rita: Page) -> None:
    page = rita.get("/admin/sitreps/incident/add/?claim=3").form("incident_form").send("_save", **GOOD)
    assert page.messages == ["Saved: UKR-2025-0001 Missile strike on Dnipro."]
    assert not Claim.objects.exists()


# ---- Clusters and their places


@pytest.fixture
def cluster(rita: Page) -> Incident:
    return factories.incident(kind="CLUSTER", title="Strikes on the oblast")


def test_a_cluster_stands_in_no_other(rita: Page, cluster: Incident) -> None:
    page = log(rita, kind="CLUSTER", parent=cluster.ref)
    assert "a cluster stands in no other; leave parent out, or make it an EVENT" in page.errors["parent"]
    assert Incident.objects.count() == 1


def test_a_cluster_with_places_becomes_no_event_and_no_place(rita: Page, cluster: Incident) -> None:
    factories.incident(parent=cluster)
    other = factories.incident(kind="CLUSTER", title="Strikes on the country")
    form = rita.get(f"/admin/sitreps/incident/{cluster.pk}/change/").form("incident_form")
    assert "so it stays a CLUSTER; move them first" in form.send("_save", kind="EVENT").errors["kind"]
    assert "parent" in form.send("_save", parent=other.ref).errors
    assert "Strikes on the oblast" not in form.send("_save", parent=cluster.ref).messages


def test_a_place_of_a_public_cluster_is_public(rita: Page, cluster: Incident) -> None:
    page = log(rita, parent=cluster.ref, sensitivity="CONFIDENTIAL")
    assert "a public cluster has public places only" in page.errors["sensitivity"]


def test_a_cluster_is_discarded_after_its_places(rita: Page, cluster: Incident) -> None:
    place = factories.incident(parent=cluster)
    page = rita.get(f"/admin/sitreps/incident/{cluster.pk}/discard/").form("version").send()
    assert page.status == 409
    assert f"{cluster.ref} has places of its own: {place.ref}. Discard or move them first." in page.text


# ---- Reasons, notes, comments


def test_a_comment_without_words_is_none(rita: Page, cluster: Incident) -> None:
    form = rita.get(f"/admin/sitreps/incident/{cluster.pk}/change/").form("comment_form")
    assert form.send(text="  ").errors == {"text": "It is empty: write it."}
    page = form.send(text="Look\u202e here")
    assert page.errors["text"].startswith("Holds U+202E")
    assert page.value("text") == "Look\u202e here"
    assert not cluster.comments.exists()


@pytest.mark.parametrize(
    ("code", "note", "box"),
    [
        ("", "Better words.", "code"),
        ("EDITORIAL", "", "note"),
        ("EDITORIAL", "   ", "note"),
        ("EDITORIAL", "Bell\x07", "note"),
        ("EDITORIAL", "\U0001f9ff", "note"),
    ],
)
def test_a_further_revision_says_why_in_words_that_can_be_printed(rita: Page, code: str, note: str, box: str) -> None:
    incident = factories.published_incident()
    Incident.objects.update(state="IN_REVIEW")
    editor = signed_in(factories.user(Role.EDITOR))
    form = editor.get(f"/admin/sitreps/incident/{incident.pk}/publish/").form("note")
    page = form.send(code=code, note=note)
    assert page.errors.keys() == {box}
    assert page.value("note") == note
    assert incident.revisions.count() == 1


def test_what_is_not_public_cannot_be_published_and_says_why_in_the_bar(rita: Page) -> None:
    incident = factories.incident(state="IN_REVIEW", sensitivity="CONFIDENTIAL")
    page = signed_in(factories.user(Role.EDITOR)).get(f"/admin/sitreps/incident/{incident.pk}/change/")
    assert "only a public incident can be published" in page.held
    page = page.get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert (page.status, page.heading) == (409, "Not done")


def test_a_claim_replaces_one_of_the_same_measure_only(rita: Page) -> None:
    incident = factories.published_incident(killed=7)
    page = rita.get(f"/admin/sitreps/incident/{incident.pk}/change/?replaces=C01&claim=1")
    replaced = page.form("incident_form")
    page = replaced.send("_save", claims__0__measure="INJURED", claims__0__quantifier="EXACT", claims__0__value="9")
    assert "It replaces C01, which counts killed." in page.errors["claims-0-measure"]
    page = replaced.send("_save", claims__0__quantifier="EXACT", claims__0__value="9")
    assert page.errors == {"claims-0-supersedes_reason": "Say why it replaces C01: choose a reason."}
    corrected = {"claims__0__quantifier": "EXACT", "claims__0__value": "9"}
    page = page.form("incident_form").send("_save", claims__0__supersedes_reason="SOURCE_CORRECTED", **corrected)
    assert page.messages == [f"Saved: {incident.ref} Missile strike."]
    assert "Replaces C01 (the source corrected it)." in page.text
