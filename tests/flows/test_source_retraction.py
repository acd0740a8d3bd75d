"""A retracted source: what rests on it, across incidents, is withdrawn, reviewed by others, published and corrected.

vocabulary.md (SourceItem), desk.md (screen 6), reconciliation.md B0 and B8.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sitreps.actions import retraction
from sitreps.actions.retraction import Notice
from sitreps.codelists import ChangeCode, SourceItemStatus
from sitreps.errors import InvalidValue, NotAllowed, StaleVersion, WrongState
from sitreps.models.accounts import Role, User
from sitreps.models.audit import AuditEvent
from sitreps.models.claims import Claim
from sitreps.models.editions import CorrectionDraft, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.sources import SourceItem, SourceNotice
from sitreps.queries import resting
from tests import factories
from tests.flows.pages import Page, page_of_source, signed_in

pytestmark = pytest.mark.django_db

SENTENCE = "The agency withdrew its report of this."


@pytest.fixture
def incident(item: SourceItem) -> Incident:
    """Published with 9 killed after the agency; at least 7 after somebody else the day before."""
    made = factories.incident(title="Strike on the market")
    factories.claim(made, value=7, as_of_on=factories.DAY - timedelta(days=1))
    agency = factories.origin(reliability="A")
    factories.claim(made, quantifier="EXACT", value=9, source_item=item, origin=agency)
    factories.published(made)
    return made


def retract(person: User, item: SourceItem, **typed: Any) -> Page:
    form = signed_in(person).get(page_of_source(item)).follow("Retract…").form("retract_form")
    return form.send(**{"happened_on": "2025-06-24", "sentence": SENTENCE, **typed})


def publish_after(incident: Incident, by: User) -> Page:
    return signed_in(by).get(f"/admin/sitreps/incident/{incident.pk}/publish/").form("note").send()


# ---- The whole way


def test_a_retraction_goes_from_the_source_through_review_into_the_record(
    incident: Incident, item: SourceItem, ines: User, client: Client
) -> None:
    page = signed_in(ines).get(page_of_source(item)).follow("Retract…")
    assert "1 active claim rests on it" in page.text
    assert "Killed 9 at least 7" in page.rows
    assert f"(read in it) Open the claim {incident.ref}/C02" in page.text
    assert Claim.objects.filter(status="WITHDRAWN").count() == 0

    page = retract(ines, item, notice_url="https://agency.example/withdrawn", note="Their own notice.", replacement="")
    assert page.messages == ["Retracted: Agency report."]
    assert page.address == page_of_source(item, "retracted")
    assert f"review {incident.ref}" in page.text
    claim = Claim.objects.get(source_item=item)
    assert (claim.status, claim.withdrawal_reason) == ("WITHDRAWN", "SOURCE_RETRACTED")
    incident.refresh_from_db()
    assert (incident.state, incident.changed_by) == ("IN_REVIEW", ines)
    assert client.get(f"/api/v1/incidents/{incident.ref}/").json()["figures"][0]["text"] == "9"

    other = factories.user(Role.EDITOR)
    assert publish_after(incident, other).messages == [f"Published: {incident.ref} revision 2."]
    change = client.get("/api/v1/changes/").json()["data"][-1]
    assert (change["event"], change["why"]) == (
        "incident.revised",
        {"code": "SOURCE_RETRACTED", "text": SENTENCE},
    )
    after = client.get(f"/api/v1/incidents/{incident.ref}/").json()
    assert after["figures"][0]["text"] == "at least 7"
    assert "REVERTED_TO_OLDER" not in str(after["figures"][0]["flags"])  # another origin's number, not an older one


def test_the_retraction_is_somebody_elses_to_publish(incident: Incident, item: SourceItem, ines: User) -> None:
    retract(ines, item)
    page = signed_in(ines).get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert (page.status, "another editor publishes" in page.text) == (403, True)


def test_the_next_edition_tells_the_change_and_its_reason(item: SourceItem, ines: User, client: Client) -> None:
    series = factories.series(starts_on=factories.DAY)
    incident = factories.incident()
    factories.claim(incident, value=7, as_of_on=factories.DAY - timedelta(days=1))
    factories.claim(incident, quantifier="EXACT", value=9, source_item=item, origin=factories.origin(reliability="A"))
    factories.published(incident)
    first = factories.issued_edition(series)
    before = EditionIssue.objects.values("snapshot", "sha256").get()

    page = retract(ines, item)
    assert f"{series.code} No. 1, version 1 {incident.ref}, killed 9 at least 7" in page.rows
    draft = CorrectionDraft.objects.get()
    assert (draft.issue, draft.ref, draft.measure, draft.kind) == (first, incident.ref, "KILLED", "SOURCE_RETRACTION")
    assert (draft.section, draft.was, draft.now) == ("incidents", "9", "at least 7")
    assert EditionIssue.objects.values("snapshot", "sha256").get() == before
    shown = signed_in(ines).get(f"/admin/sitreps/editionissue/{first.pk}/change/")
    assert f"{series.code} No. 1, version 1 {incident.ref}, killed 9 at least 7" in shown.rows

    review = signed_in(factories.user(Role.EDITOR)).get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    code, note = ChangeCode(review.value("code")), review.value("note")
    assert (code, note) == (ChangeCode.SOURCE_RETRACTED, SENTENCE)
    day = factories.DAY + timedelta(days=1)
    factories.republished(incident, code=code, note=note, now=factories.an_hour_after_cut_off(series, factories.DAY))
    second = factories.issued_edition(series, day)
    told = client.get(f"/api/v1/editions/{series.code}/{second.number}/").json()
    (revised,) = told["revised"]
    assert (revised["was"], revised["now"], revised["delta"]) == ("9", "at least 7", -2)
    assert (revised["reason"], revised["text"]) == ("SOURCE_RETRACTED", SENTENCE)
    (killed,) = (one for one in told["running"] if (one["scope"], one["measure"]) == ("UKR", "KILLED"))
    assert killed["reasons"] == [{"reason": "SOURCE_RETRACTED", "amount": -2}]


# ---- What rests on it


def test_claims_that_it_says_or_passes_on_rest_on_it_too(item: SourceItem, ines: User) -> None:
    """Another document quotes the agency's own narrative, or names it as the one through whom it knows."""
    narrative = factories.origin(narrative_of=item, public_label="the agency")
    incident = factories.incident()
    factories.claim(incident, key="SAID", origin=narrative)
    factories.claim(incident, key="PASSED").relays.add(narrative)
    factories.claim(incident, key="OTHER")
    factories.published(incident)
    page = signed_in(ines).get(page_of_source(item, "retract"))
    assert "said by it, read elsewhere" in page.text
    assert "passed on by it" in page.text
    retract(ines, item)
    withdrawn = Claim.objects.filter(status="WITHDRAWN").values_list("key", flat=True)
    assert sorted(withdrawn) == ["PASSED", "SAID"]
    review = signed_in(factories.user(Role.EDITOR)).get(f"/admin/sitreps/incident/{incident.pk}/publish/")
    assert (review.value("code"), review.value("note")) == ("SOURCE_RETRACTED", SENTENCE)


def test_the_desks_own_sum_falls_with_the_number_that_it_continues(item: SourceItem, ines: User) -> None:
    """Two more died, says another document: the sum rests on the retracted number all the same (B2, INCREMENT)."""
    series = factories.series(starts_on=factories.DAY)
    incident = factories.incident()
    base = factories.claim(incident, quantifier="EXACT", value=9, source_item=item)
    more = factories.claim(incident, quantifier="EXACT", value=2, count_basis="INCREMENT")
    total = factories.claim(incident, value=11, adds=more, adds_to=base)
    factories.published(incident)
    factories.issued_edition(series)
    page = signed_in(ines).get(page_of_source(item, "retract"))
    (killed,) = (row for row in page.rows if row.startswith("Killed"))
    assert killed.endswith("at least 11 (police) no figure")
    assert "the desk's sum of numbers that rest on it" in page.text
    retract(ines, item)
    standing = dict(Claim.objects.values_list("key", "status"))
    assert standing == {base.key: "WITHDRAWN", more.key: "ACTIVE", total.key: "WITHDRAWN"}
    assert CorrectionDraft.objects.get().now == "no figure"


def test_a_claim_filed_later_cannot_rest_on_it(incident: Incident, item: SourceItem, ines: User) -> None:
    retract(ines, item)
    draft = factories.incident(by=ines)
    claim = factories.claim(draft)
    form = signed_in(ines).get(f"/admin/sitreps/incident/{draft.pk}/change/").form("incident_form")
    page = form.send("_save", claims__0__source_item="AGENCY-1")
    assert "was retracted by its publisher" in page.text
    assert Claim.objects.get(pk=claim.pk).source_item != item


def test_drafts_lose_their_claims_and_stay_drafts(item: SourceItem, ines: User) -> None:
    draft = factories.incident()
    factories.claim(draft, source_item=item)
    retract(ines, item)
    draft.refresh_from_db()
    assert (draft.state, draft.claims.get().status, draft.claims.get().withdrawal_reason) == (
        "DRAFT",
        "WITHDRAWN",
        "SOURCE_RETRACTED",
    )  # fmt: skip


@pytest.mark.parametrize("state", ["CHANGED", "IN_REVIEW", "RETURNED"])
def test_an_open_change_of_somebody_else_is_left_to_them(
    incident: Incident, item: SourceItem, ines: User, state: str
) -> None:
    Incident.objects.filter(pk=incident.pk).update(state=state)
    version = Incident.objects.get(pk=incident.pk).version
    page = retract(ines, item)
    incident.refresh_from_db()
    assert (incident.state, incident.version, incident.changed_by.username == "ines") == (state, version, False)
    assert Claim.objects.get(source_item=item).status == "ACTIVE"
    assert "Still resting on it 1" in page.text
    assert page.follow(incident.ref).address == f"/admin/sitreps/incident/{incident.pk}/change/"


def test_what_was_left_to_others_is_retracted_later(incident: Incident, item: SourceItem, ines: User) -> None:
    Incident.objects.filter(pk=incident.pk).update(state="CHANGED")
    page = retract(ines, item)
    factories.published(incident)
    form = page.follow("Retract what is left…").form("retract_form")
    form.send(happened_on="2025-06-24", sentence=SENTENCE)
    assert Claim.objects.get(source_item=item).status == "WITHDRAWN"
    assert SourceNotice.objects.count() == 2


def test_an_own_open_change_goes_along(incident: Incident, item: SourceItem, ines: User) -> None:
    Incident.objects.filter(pk=incident.pk).update(state="CHANGED", changed_by=ines)
    retract(ines, item)
    incident.refresh_from_db()
    assert incident.state == "IN_REVIEW"


def test_an_incident_that_is_withdrawn_is_not_touched(incident: Incident, item: SourceItem, ines: User) -> None:
    Incident.objects.filter(pk=incident.pk).update(state="WITHDRAWN")
    assert "Closed 1" in signed_in(ines).get(page_of_source(item, "retract")).text
    retract(ines, item)
    assert Claim.objects.get(source_item=item).status == "ACTIVE"


def test_a_place_takes_its_cluster_along_in_the_figures_and_in_the_record(item: SourceItem, ines: User) -> None:
    cluster = factories.incident(kind="CLUSTER", title="A night of strikes")
    place = factories.incident(parent=cluster)
    factories.claim(place, quantifier="EXACT", value=4, source_item=item)
    factories.claim(factories.incident(parent=cluster), quantifier="EXACT", value=3)
    Incident.objects.filter(parent=cluster).update(state="IN_REVIEW")
    factories.published(cluster)
    rows = signed_in(ines).get(page_of_source(item, "retract")).rows
    assert [row for row in rows if row.startswith("Killed")] == ["Killed 4 no figure", "Killed at least 7 at least 3"]
    retract(ines, item)
    cluster.refresh_from_db()
    assert (cluster.state, Incident.objects.get(pk=place.pk).state) == ("PUBLISHED", "IN_REVIEW")
    publish_after(place, factories.user(Role.EDITOR))
    assert [one.change_code for one in cluster.revisions.order_by("number")] == ["NEW", "RECOMPUTED"]


def test_damage_that_was_read_in_it_is_named_to_be_mended_by_hand(item: SourceItem, ines: User) -> None:
    incident = factories.incident()
    factories.facility(incident, source_item=item)
    page = signed_in(ines).get(page_of_source(item, "retract"))
    assert "Damage to mend or take away by hand:" in page.text
    assert f"{incident.ref}/F01 School: 1, damaged, Police" in page.text


def test_an_incident_that_nothing_else_speaks_of_is_named(item: SourceItem, ines: User) -> None:
    made = factories.incident()
    factories.claim(made, source_item=item)
    factories.published(made)
    assert "No other claim is left" in signed_in(ines).get(page_of_source(item, "retract")).text


# ---- What is kept, and who may


def test_the_audit_log_and_the_notice_keep_what_was_done(incident: Incident, item: SourceItem, ines: User) -> None:
    newer = factories.source_item(key="AGENCY-2", title="Agency report, corrected")
    retract(ines, item, notice_url="https://agency.example/n", note="By telephone.", replacement="AGENCY-2")
    notice = SourceNotice.objects.get()
    assert (notice.status, notice.notice_url, notice.replacement, notice.note, notice.by) == (
        "RETRACTED", "https://agency.example/n", newer, "By telephone.", "ines",
    )  # fmt: skip
    event = AuditEvent.objects.get(action="source.retract")
    assert (event.actor, event.object_ref, event.detail) == (
        "ines",
        "AGENCY-1",
        {"status": "RETRACTED", "incidents": [incident.ref], "claims": 1, "by_hand": [], "corrections": 0},
    )
    assert "By telephone." not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert AuditEvent.objects.filter(action="claim.withdraw", object_ref=incident.ref).count() == 1
    page = signed_in(ines).get(page_of_source(item))
    assert "Status: retracted by its publisher" in page.text
    assert "replaced by Agency report, corrected" in page.text


@pytest.mark.parametrize("page", ["retract", "status"])
def test_a_reporter_may_not(item: SourceItem, page: str) -> None:
    rita = signed_in(factories.user(Role.REPORTER))
    refused = rita.get(page_of_source(item, page))
    assert (refused.status, "that needs chief editor or editor" in refused.text) == (403, True)
    assert "Retract…" not in rita.get(page_of_source(item)).text


def test_nothing_is_written_where_the_list_changed_after_it_was_shown(
    incident: Incident, item: SourceItem, ines: User
) -> None:
    form = signed_in(ines).get(page_of_source(item, "retract")).form("retract_form")
    Incident.objects.filter(pk=incident.pk).update(version=9)
    page = form.send(happened_on="2025-06-24", sentence="My own sentence.")
    assert page.status == 409
    assert "changed since the page was opened" in page.text
    assert page.value("sentence") == "My own sentence."
    assert not SourceNotice.objects.exists()
    assert not AuditEvent.objects.filter(action="source.retract").exists()
    assert page.form("retract_form").send().messages == ["Retracted: Agency report."]


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"sentence": ""}, "is empty"),
        ({"sentence": "An odd letter \ue000."}, "cannot be printed"),
        ({"happened_on": "2999-01-01"}, "lies in the future"),
        ({"happened_on": "soon"}, "No day in 'soon'"),
        ({"notice_url": "javascript:alert(1)"}, "is no web address"),
        ({"replacement": "AGENCY-1"}, "does not replace itself"),
        ({"replacement": "NOBODY"}, "No source is called"),
    ],
)
def test_what_is_wrong_is_told_by_its_box(
    incident: Incident, item: SourceItem, ines: User, typed: dict[str, str], says: str
) -> None:
    page = retract(ines, item, **typed)
    assert says in page.errors[next(iter(typed))]
    assert not SourceNotice.objects.exists()
    assert SourceItem.objects.get(pk=item.pk).status == "LIVE"


def test_a_source_that_is_retracted_with_nothing_left_is_not_retracted_again(item: SourceItem, ines: User) -> None:
    retract(ines, item)
    assert "is retracted already" in retract(ines, item).text
    assert SourceNotice.objects.count() == 1


# ---- Corrected, gone, live again


@pytest.mark.parametrize("status", ["CORRECTED", "GONE"])
def test_other_statuses_move_no_figure(incident: Incident, item: SourceItem, ines: User, status: str) -> None:
    form = signed_in(ines).get(page_of_source(item)).follow("Corrected or gone…").form("status_form")
    page = form.send(status=status, happened_on="2025-06-24", notice_url="https://agency.example/n", note="Seen.")
    assert page.messages == [f"Noted: Agency report is {SourceItemStatus(status).label}."]
    assert SourceItem.objects.get(pk=item.pk).status == status
    assert Claim.objects.get(source_item=item).status == "ACTIVE"
    incident.refresh_from_db()
    assert incident.state == "PUBLISHED"
    assert AuditEvent.objects.get(action="source.status").detail == {"status": status}


def test_a_status_needs_to_be_another_one_and_never_retracted(item: SourceItem, ines: User) -> None:
    notice = Notice(happened_on=factories.DAY)
    how: dict[str, Any] = {"source_item": item, "notice": notice, "by": ines, "now": factories.NOON}
    with pytest.raises(WrongState, match="live already"):
        retraction.set_status(status=SourceItemStatus.LIVE, **how)
    with pytest.raises(InvalidValue, match="use Retract"):
        retraction.set_status(status=SourceItemStatus.RETRACTED, **how)
    with pytest.raises(NotAllowed):
        retraction.set_status(status=SourceItemStatus.GONE, **how | {"by": factories.user(Role.REPORTER)})
    with pytest.raises(StaleVersion):
        retraction.retract(sentence=SENTENCE, seen="another", **how)


# ---- Cost


def queries(person: Page, of: SourceItem, page: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert person.get(page_of_source(of, page)).status == 200
    return len(caught)


def test_the_list_takes_as_many_queries_for_two_hundred_claims_as_for_two(item: SourceItem, ines: User) -> None:
    series = factories.series(starts_on=factories.DAY)
    for _ in range(2):
        made = factories.incident()
        factories.claim(made, source_item=item)
        factories.published(made)
    factories.issued_edition(series)
    person = signed_in(ines)
    few = queries(person, item, "retract")
    police = factories.origin()
    for _ in range(10):
        made = factories.incident()
        for _ in range(20):
            factories.claim(made, source_item=item, origin=police)
        factories.published(made, now=factories.an_hour_after_cut_off(series, factories.DAY))
    factories.issued_edition(series, factories.DAY + timedelta(days=1))
    assert resting.resting(item, by=ines).claims == 202
    assert queries(person, item, "retract") == few <= 30
