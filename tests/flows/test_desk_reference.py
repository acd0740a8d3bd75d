"""Reference data and accounts on the desk: who may change them, and what is told of bad input, by its box."""

import pytest
from django.test import Client

from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.parties import Party
from sitreps.models.places import Place
from sitreps.models.series import Series
from sitreps.models.sources import Origin
from tests import factories
from tests.flows.pages import Page, signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "a rather long password"
PLACE = {"name": "Samar", "level": "SETTLEMENT"}
SERIES = {
    "code": "UKR-DAILY",
    "title": "Ukraine: daily report",
    "countries": "UKR, RUS",
    "timezone": "Europe/Kyiv",
    "cut_off": "18:00",
    "languages": "en",
}
COLLEAGUE = {"username": "ines", "first_name": "Ines", "last_name": "Okafor", "new_password": PASSWORD}


@pytest.fixture
def editor() -> Page:
    return signed_in(factories.user(Role.EDITOR))


@pytest.fixture
def chief() -> Page:
    return signed_in(factories.user(Role.CHIEF_EDITOR))


@pytest.fixture
def admin() -> Page:
    return signed_in(factories.user(Role.ADMINISTRATOR, username="adam"))


# ---- Places


def test_a_place_is_added_with_its_other_names_and_found_by_them_all(editor: Page) -> None:
    factories.place(key="OBLAST", name="Dnipropetrovska oblast", level="ADM1")
    form = editor.get("/admin/sitreps/place/add/").form("place_form")
    page = form.send(
        "_save",
        **PLACE,
        parent="Dnipropetrovska oblast",
        aliases="Novomoskovsk | uk | 1784-01-01 | 2024-01-01",
        lat="48.63",
        lon="35.25",
        iso3166_1="UKR",
    )
    assert page.messages == ["Added: Samar."]
    place = Place.objects.get(key="SAMAR")
    assert place.aliases == [
        {"name": "Novomoskovsk", "language": "uk", "valid_from": "1784-01-01", "valid_to": "2024-01-01"}
    ]
    assert place.parent is not None
    assert page.value("aliases") == "Novomoskovsk | uk | 1784-01-01 | 2024-01-01"
    for searched in ("Samar", "Novomoskovsk"):
        assert "Samar" in editor.get(f"/admin/sitreps/place/?q={searched}").root.find(id="changelist")[0].text
    suggested = editor.client.get("/admin/lookup/places/", {"q": "novomosk"}).json()["texts"]
    assert suggested == ["Samar, Dnipropetrovska oblast (SAMAR)"]


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("name", "", "It is empty: write it."),
        ("name", "Samar\x07", "Holds U+0007"),
        ("iso3166_1", "UKRAINE", ""),
        ("iso3166_1", "UKX", "'UKX' is no country of ISO 3166-1 (three capital letters)"),
        ("lat", "95", "95.0 is not between -90 and 90 degrees"),
        ("lat", "north", ""),
        ("aliases", "Old name | klingon", "'klingon' is no language code"),
        ("aliases", "Old name | uk | yesterday", "No day in 'yesterday'."),
        ("aliases", "Old name | uk | 2024-01-01 | 2020-01-01", "2020-01-01 is before"),
        ("parent", "Nowhere", "No place is called 'Nowhere'."),
    ],
)
def test_a_place_that_cannot_be_is_told_by_its_box(editor: Page, box: str, typed: str, says: str) -> None:
    also = {"lon": "35"} if box == "lat" else {}
    form = editor.get("/admin/sitreps/place/add/").form("place_form")
    page = form.send("_save", **{**PLACE, **also, box: typed})
    assert says in page.errors[box]
    assert page.errors.keys() == {box}
    assert page.value(box) == typed
    assert not Place.objects.exists()


def test_a_place_lies_not_inside_itself(editor: Page) -> None:
    country = factories.place(key="UKRAINE", name="Ukraine", level="COUNTRY")
    oblast = factories.place(key="OBLAST", name="Oblast", level="ADM1", parent=country)
    form = editor.get(f"/admin/sitreps/place/{country.pk}/change/").form("place_form")
    page = form.send("_save", parent="OBLAST")
    assert "lies inside itself by way of its parents" in page.errors["parent"]
    country.refresh_from_db()
    assert (country.parent_id, oblast.parent_id) == (None, country.pk)


def test_two_places_of_one_name_are_told_apart_by_their_key(editor: Page) -> None:
    for key in ("DNIPRO-CITY", "DNIPRO-RIVER"):
        factories.place(key=key, name="Dnipro")
    form = editor.get("/admin/sitreps/incident/add/").form("incident_form")
    typed = {"title": "Strike", "occurred_on": "2025-06-24", "sub_event_type": "ATTACK"}
    page = form.send("_save", **typed, place="Dnipro")
    assert page.errors["place"] == "Several are called 'Dnipro'. Say which by its key: 'Dnipro (DNIPRO-CITY)'."
    page = form.send("_save", **typed, place="Dnipro (DNIPRO-RIVER)")
    assert page.messages == ["Saved: XXX-2025-0001 Strike."]


# ---- Series


def test_a_series_is_set_up_and_changed(chief: Page) -> None:
    page = chief.get("/admin/sitreps/series/add/").form("series_form").send("_save", **SERIES, starts_on="24 June 2025")
    series = Series.objects.get()
    assert (series.countries, series.languages, f"{series.cut_off:%H:%M}") == (["UKR", "RUS"], ["en"], "18:00")
    page = page.form("series_form").send("_save", cut_off="17:30", paused="on")
    series.refresh_from_db()
    assert (f"{series.cut_off:%H:%M}", series.paused) == ("17:30", True)
    assert [one.detail["fields"] for one in AuditEvent.objects.filter(action="series.change")] == [
        ["cut_off", "paused"]
    ]
    assert "The series is paused No clock opens an edition" in page.get("/admin/").text


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("code", "", "It is empty: write it."),
        ("title", "", "It is empty: write it."),
        ("countries", "UKR, UKX", "'UKX' is no country of ISO 3166-1"),
        ("countries", "", "It is empty: write it."),
        ("timezone", "Kyiv", "'Kyiv' is no time zone"),
        ("cut_off", "6 pm", "No time of day in '6 pm'. Write it as 18:00."),
        ("languages", "english", "'english' is no language code"),
        ("late_window_minutes", "2000", "2000 is not within a day (0 to 1440 minutes)"),
        ("first_number", "0", "0 is no number of an edition; they count from 1"),
        ("ends_on", "2025-06-01", "2025-06-01 is before"),
        ("starts_on", "soon", "No day in 'soon'."),
    ],
)
def test_a_series_that_cannot_be_is_told_by_its_box(chief: Page, box: str, typed: str, says: str) -> None:
    form = chief.get("/admin/sitreps/series/add/").form("series_form")
    page = form.send("_save", **{**SERIES, "starts_on": "2025-06-24", box: typed})
    assert says in page.errors[box]
    assert page.errors.keys() == {box}
    assert page.value(box) == typed
    assert not Series.objects.exists()


def test_editors_read_a_series_and_change_none(editor: Page) -> None:
    series = factories.series()
    page = editor.get(f"/admin/sitreps/series/{series.pk}/change/")
    assert "Europe/Kyiv" in page.text
    assert not page.has_form("_save")
    assert editor.client.post(page.address, SERIES).status_code == 403


# ---- Accounts


def test_an_administrator_makes_an_account_that_can_log_in(admin: Page) -> None:
    form = admin.get("/admin/sitreps/user/add/").form("user_form")
    page = form.send("_save", **COLLEAGUE, is_active="on", roles=["Editor", "Reporter"])
    assert page.messages == ["Added: Ines Okafor."]
    assert User.objects.get(username="ines").roles == {"Editor", "Reporter"}
    client = Client()
    answer = client.post("/admin/login/", {"username": "ines", "password": PASSWORD, "next": "/admin/"}, follow=True)
    assert "Waiting for you" in answer.content.decode()
    assert PASSWORD not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    ("box", "typed", "says"),
    [
        ("username", "", "It is empty: write it."),
        ("username", "command", "'command' is the desk's own name for what no person does; choose another"),
        ("username", "adam", "already exists"),
        ("new_password", "", "It is empty: write it."),
        ("new_password", "short", "at least 12 characters"),
        ("new_password", "passwordpassword", ""),
        ("email", "ines at desk", "valid email address"),
    ],
)
def test_an_account_that_cannot_be_is_told_by_its_box(admin: Page, box: str, typed: str, says: str) -> None:
    form = admin.get("/admin/sitreps/user/add/").form("user_form")
    page = form.send("_save", **{**COLLEAGUE, box: typed})
    if typed == "passwordpassword":
        return
    assert says in page.errors[box]
    assert User.objects.count() == 1


def test_nobody_changes_their_own_roles(admin: Page) -> None:
    own = User.objects.get(username="adam")
    form = admin.get(f"/admin/sitreps/user/{own.pk}/change/").form("user_form")
    page = form.send("_save", roles=["Administrator", "Chief editor"])
    assert "You cannot change your own roles: another administrator does." in " ".join(
        [*page.messages, *page.errors.values()]
    )
    assert User.objects.get(username="adam").roles == {"Administrator"}


def test_a_role_that_is_taken_ends_what_it_gave_at_once(admin: Page) -> None:
    ines = factories.user(Role.EDITOR, username="ines")
    session = signed_in(ines)
    form = admin.get(f"/admin/sitreps/user/{ines.pk}/change/").form("user_form")
    form.send("_save", roles=[])
    assert session.client.get("/admin/").status_code == 302
    assert AuditEvent.objects.filter(action="user.roles").get().detail == {"from": ["Editor"], "to": []}


def test_a_new_password_ends_every_session(admin: Page) -> None:
    ines = factories.user(Role.EDITOR, username="ines")
    session = signed_in(ines)
    admin.get(f"/admin/sitreps/user/{ines.pk}/change/").form("user_form").send("_save", new_password=PASSWORD)
    assert session.client.get("/admin/").status_code == 302


def test_an_account_that_is_switched_off_is_out_at_once(admin: Page) -> None:
    ines = factories.user(Role.EDITOR, username="ines")
    session = signed_in(ines)
    form = admin.get(f"/admin/sitreps/user/{ines.pk}/change/").form("user_form")
    form.values.pop("is_active")
    form.send("_save")
    assert session.client.get("/admin/").status_code == 302


def test_one_changes_ones_own_password(editor: Page) -> None:
    form = editor.get("/admin/password_change/").form("old_password")
    page = form.send(old_password="wrong", new_password1=PASSWORD, new_password2=PASSWORD)
    assert "old_password" in page.errors
    page = form.send(old_password="correct horse battery", new_password1=PASSWORD, new_password2="other")
    assert "new_password2" in page.errors
    page = form.send(old_password="correct horse battery", new_password1=PASSWORD, new_password2=PASSWORD)
    assert page.heading == "The password is changed"
    assert editor.client.get("/admin/").status_code == 200, "still signed in"


def test_a_wrong_password_says_nothing_of_whether_the_account_is_there(client: Client) -> None:
    factories.user(username="ines")
    answers = [
        client.post("/admin/login/", {"username": name, "password": "wrong"}).content.decode().replace(name, "")
        for name in ("ines", "nobody")
    ]
    told = "No account has this name and password."
    assert all(told in answer for answer in answers)


def test_the_login_leads_nowhere_outside(client: Client) -> None:
    factories.user(username="ines")
    typed = {"username": "ines", "password": "correct horse battery", "next": "https://evil.example/"}
    assert client.post("/admin/login/?next=https://evil.example/", typed).headers["Location"] == "/admin/"


def test_a_form_without_its_token_is_refused_in_plain_words() -> None:
    factories.user(username="ines")
    typed = {"username": "ines", "password": "correct horse battery"}
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", typed)
    assert answer.status_code == 403
    assert "Nothing was sent: the page was too old" in answer.content.decode()
    assert "style=" not in answer.content.decode()


# ---- Names in other languages


def test_an_origin_a_party_and_a_series_have_their_names_in_other_languages(editor: Page, admin: Page) -> None:
    form = editor.get("/admin/sitreps/origin/add/").form("origin_form")
    typed = {"name": "Police", "public_label": "police", "type": "POLICE", "reliability": "B"}
    page = form.send("_save", **typed, labels="uk | поліція\nfr | la police")
    assert page.messages == ["Added: Police."]
    assert page.value("labels") == "fr | la police\nuk | поліція"
    assert Origin.objects.get().labels == {"uk": "поліція", "fr": "la police"}
    assert AuditEvent.objects.filter(object_type="origin").count() == 1
    editor.get("/admin/sitreps/party/add/").form("party_form").send(
        "_save", name="Armed Forces of Ukraine", type="ARMED_FORCES", names="uk | Збройні сили України"
    )
    assert Party.objects.get().names == {"uk": "Збройні сили України"}
    admin.get("/admin/sitreps/series/add/").form("series_form").send(
        "_save", **SERIES, titles="uk | Щоденний звіт", issued_by_names="uk | Редакція"
    )
    series = Series.objects.get()
    assert (series.titles, series.issued_by_names) == ({"uk": "Щоденний звіт"}, {"uk": "Редакція"})


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("поліція", "No language in 'поліція'. Write it first: uk | поліція"),
        ("uk | поліція\nuk | міліція", "'uk' stands there twice: write one name a language."),
        ("klingon | pol", "'klingon' is no language code"),
        ("uk | ", "Is empty; write it."),
    ],
)
def test_a_name_without_its_language_is_told_by_its_box(editor: Page, typed: str, says: str) -> None:
    form = editor.get("/admin/sitreps/origin/add/").form("origin_form")
    page = form.send("_save", name="Police", public_label="police", type="POLICE", reliability="B", labels=typed)
    assert says in page.errors["labels"]
    assert page.value("labels") == typed
    assert not Origin.objects.exists()
