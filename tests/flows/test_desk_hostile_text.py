"""Whatever is typed is shown as text: markup, template and formula payloads in every text column of the desk."""

import pytest
from django.db import models

from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.comments import Comment
from sitreps.models.editions import EditionDraft
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.parties import Party
from sitreps.models.persons import PersonMention
from sitreps.models.places import Place
from sitreps.models.series import Series
from sitreps.models.sources import CustodyEntry, Origin, SourceItem
from tests import factories
from tests.flows.pages import signed_in
from tests.flows.test_desk_protected import pages

pytestmark = pytest.mark.django_db

SPARED = {
    Incident: {"ref", "tz", "sub_event_type", "weapon", "glide"},
    Claim: {"key", "measure", "vague_word", "people_role", "vulnerability"},
    FacilityDamage: {"key", "category", "vague_word"},
    PersonMention: {"key", "role", "vulnerability"},
    Origin: {"key", "type"},
    SourceItem: {"key", "type", "sha256"},
    CustodyEntry: {"sha256"},
    Place: {"key", "level", "iso3166_1", "pcode", "adm1_pcode", "adm2_pcode"},
    Party: {"key", "type"},
    Series: {"code", "timezone", "cadence"},
    User: {"password"},
    AuditEvent: {"previous_hash", "hash"},
    Comment: set(),
}
"""Columns that hold codes which rules read; everything else is somebody's text."""


class Payloads:
    """Markup with a number of its own for each column, so that what is found tells where it came from."""

    def __init__(self) -> None:
        self.columns: list[str] = []

    def of(self, model: type[models.Model], **fixed: object) -> dict[str, object]:
        return {
            column.name: self._text(f"{model.__name__}.{column.name}", column.max_length)
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField)
            and not column.choices
            and column.name not in SPARED[model]
            and column.name not in fixed
        } | fixed

    def _text(self, where: str, most: int | None) -> str:
        self.columns.append(where)
        number = len(self.columns)
        long = (
            f"<script>x({number})</script><img src=q onerror=x({number})>\"'{{{{ 7919*7907 }}}}{{% now %}}=1+1&lt;i&gt;"
        )
        return long if most is None or len(long) <= most else f"<b n={number}>"[: most or None]


@pytest.fixture
def payloads() -> Payloads:
    return Payloads()


@pytest.fixture
def incident(payloads: Payloads) -> Incident:
    """A desk all of whose texts are hostile."""
    rita = factories.user(**payloads.of(User, username="rita", email="rita@desk.example"))
    party = Party.objects.create(**payloads.of(Party, key="ARMY", type="STATE"))
    place = factories.place(**payloads.of(Place, iso3166_1="UKR"))
    item = factories.source_item(**payloads.of(SourceItem, language="en", media_type="text/plain", sha256="0" * 64))
    CustodyEntry.objects.create(
        **payloads.of(CustodyEntry, source_item=item, at=factories.MORNING, action="CAPTURED", sha256="0" * 64)
    )
    origin = factories.origin(**payloads.of(Origin), party=party)
    made = factories.incident(by=rita, perpetrator=party, place=place, **payloads.of(Incident), state="IN_REVIEW")
    factories.claim(made, origin=origin, source_item=item, **payloads.of(Claim, excluded_by="rita"))
    factories.facility(made, origin=origin, source_item=item, **payloads.of(FacilityDamage))
    made.persons.create(**payloads.of(PersonMention), key="P1", outcome="KILLED", origin=origin, source_item=item)
    Comment.objects.create(incident=made, by=rita, at=factories.NOON, **payloads.of(Comment))
    factories.series(**payloads.of(Series), starts_on=factories.DAY)
    return made


def test_no_page_of_the_desk_runs_what_was_typed(incident: Incident, payloads: Payloads) -> None:
    assert len(payloads.columns) > 40
    people = factories.user(Role.CHIEF_EDITOR, Role.ADMINISTRATOR)
    seen = pages(signed_in(people))
    assert len(seen) > 25
    alive = [
        (address, payload)
        for address, html in seen.items()
        for payload in ("<script>x(", "<img src=q", "<b n=", "onerror=x(1)>")
        if payload in html
    ]
    assert alive == []
    everything = "".join(seen.values())
    shown = {
        where
        for number, where in enumerate(payloads.columns, start=1)
        if f"x({number})" in everything or f"n={number}&gt;" in everything
    }
    assert {
        "Incident.title",
        "Claim.wording",
        "Origin.name",
        "SourceItem.title",
        "Comment.text",
        "User.first_name",
    } <= shown
    assert "62615533" not in seen["/admin/sitreps/party/"], "no template was rendered twice"


def test_a_search_and_a_refusal_repeat_no_markup(incident: Incident) -> None:
    editor = signed_in(factories.user(Role.EDITOR))
    payload = "%3Cscript%3Ex(1)%3C/script%3E"
    for address in ("incident/?q=", "origin/?q=", "incident/?state=", f"incident/{incident.pk}/change/?replaces=", ""):
        assert "<script>x(1)" not in editor.get(f"/admin/sitreps/{address}{payload}").html
    typed = "<script>x(1)</script>"
    form = editor.get("/admin/sitreps/incident/add/?claim=1").form("incident_form")
    page = form.send(
        "_save", title=typed, place=typed, occurred_on=typed, claims__0__value=typed, claims__0__origin=typed
    )
    assert page.problems
    assert "<script>x(" not in page.html
    assert page.value("title") == typed


def test_an_editions_texts_are_text_in_form_preview_and_page(incident: Incident) -> None:
    series = Series.objects.get()
    Series.objects.filter(pk=series.pk).update(title="Daily", issued_by="Desk", contact="")
    Incident.objects.all().delete()
    factories.published_incident(place=factories.place(iso3166_1="UKR"))
    draft = factories.compiled_draft(Series.objects.get())
    chief = signed_in(factories.user(Role.CHIEF_EDITOR)).get(f"/admin/sitreps/editiondraft/{draft.pk}/change/")
    hostile = "<script>x(1)</script> [a link](javascript:x(1)) <img src=q onerror=x(1)> {{ 7919*7907 }}"
    page = chief.form("texts_form").send("_save", overview=hostile)
    assert "{{ 7919*7907 }}" in page.errors["overview"], "no figure is called so"
    page = chief.form("texts_form").send("_save", overview=hostile.replace("{{ 7919*7907 }}", "= 1 + 1"))
    assert page.messages
    for html in (page.html, page.follow("Open alone").html):
        assert "<script>x(" not in html
        assert "<img src=q" not in html
        assert 'href="javascript' not in html
    assert EditionDraft.objects.get().overview.startswith("<script>")
