"""What an edition says of earlier ones: new, late, revised, dropped, each with its reason (reconciliation.md B8)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sitreps.actions import hiding, redaction, withdrawals
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.layout import Layout
from sitreps.documents.sections import lay_out
from sitreps.models.accounts import Role
from sitreps.models.claims import Claim
from sitreps.models.editions import EditionEntry, EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.models.series import Series
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def daily() -> Series:
    """A series of Ukraine and Russia from 24 June on."""
    return factories.series(code="UKR-DAILY", countries=["UKR", "RUS"], starts_on=factories.DAY)


def noon(day: int) -> datetime:
    """Noon of a day, counted from 24 June."""
    return factories.NOON + day * DAY


def on(day: int) -> date:
    return factories.DAY + day * DAY


def incident(day: int = 0, killed: int | None = 7, *, published: int | None = None, **fields: Any) -> Incident:
    """An incident of a day, published at its noon or at that of another day."""
    return factories.published_incident(
        occurred_on=on(day), killed=killed, now=noon(day if published is None else published), **fields
    )


def revised(one: Incident, day: int, code: ChangeCode = ChangeCode.NEW_FIGURE, **values: Any) -> None:
    """Another number, or another place, published on a day."""
    if "killed" in values:
        Claim.objects.filter(incident=one, measure="KILLED").update(value=values.pop("killed"))
    if values:
        Incident.objects.filter(pk=one.pk).update(**values)
    factories.republished(one, code=code, note=f"Told on day {day}.", now=noon(day))


def edition(of: Series, day: int) -> EditionDocument:
    """The edition of a day, issued."""
    return canonical.decode(factories.issued_edition(of, on(day)).snapshot, EditionDocument)


def rows(document: EditionDocument) -> list[tuple[str, str, str, str, str, int | None]]:
    return [(one.what, one.measure, one.was, one.now, one.reason, one.delta) for one in document.revised]


def total(document: EditionDocument, scope: str, measure: str = "KILLED") -> str:
    """The running total of a country, in words."""
    return next(one.text for one in document.since_start if (one.scope, one.measure) == (scope, measure))


def running(document: EditionDocument, scope: str, measure: str = "KILLED") -> tuple[int, ...]:
    """Before, new, late, revised, dropped, now."""
    one = next(one for one in document.running if (one.scope, one.measure) == (scope, measure))
    assert one.now == one.before + one.new + one.late + one.revised + one.dropped
    assert sum(reason.amount for reason in one.reasons) == one.revised + one.dropped
    return (one.before, one.new, one.late, one.revised, one.dropped, one.now)


def reasons(document: EditionDocument, scope: str, measure: str = "KILLED") -> dict[str, int]:
    one = next(one for one in document.running if (one.scope, one.measure) == (scope, measure))
    return {reason.reason: reason.amount for reason in one.reasons}


def country(code: str) -> Place:
    return factories.place(iso3166_1=code, name=f"A town in {code}")


def test_a_first_edition_compares_with_none(daily: Series) -> None:
    incident()
    document = edition(daily, 0)
    assert (document.first, document.compared_with, document.running) == (True, None, ())
    assert (len(document.new), document.late, document.revised, document.dropped) == (1, (), (), ())
    assert total(document, "UKR") == "at least 7"


def test_what_happened_in_the_period_is_new_and_what_happened_earlier_is_late(daily: Series) -> None:
    edition(daily, 0)
    today, yesterday, older = incident(2), incident(1, published=2), incident(0, published=2)
    document = edition(daily, 2)  # no edition was made on the day between: this one covers both
    assert {one.ref for one in document.new} == {today.ref, yesterday.ref, older.ref}
    late = incident(1, 3, published=3)
    document = edition(daily, 3)
    assert ([one.ref for one in document.late], document.new) == ([late.ref], ())
    assert running(document, "UKR") == (21, 0, 3, 0, 0, 24)
    assert total(document, "UKR") == "at least 24"


def test_what_begins_after_the_cut_off_waits_for_the_next_edition(daily: Series) -> None:
    late = incident(0, occurred_from=noon(0) + 4 * HOUR, occurred_to=noon(0) + 5 * HOUR)
    assert edition(daily, 0).new == ()
    assert [one.ref for one in edition(daily, 1).new] == [late.ref]


def test_what_was_carried_and_did_not_change_is_in_none(daily: Series) -> None:
    incident()
    edition(daily, 0)
    document = edition(daily, 1)
    assert (document.new, document.late, document.revised, document.dropped, document.incidents) == ((),) * 5
    assert running(document, "UKR") == (7, 0, 0, 0, 0, 7)


@pytest.mark.parametrize("code", [ChangeCode.NEW_FIGURE, ChangeCode.OUR_ERROR, ChangeCode.SOURCE_RETRACTED])
def test_another_figure_is_told_with_was_now_and_why(daily: Series, code: ChangeCode) -> None:
    one = incident()
    edition(daily, 0)
    revised(one, 1, code, killed=9)
    document = edition(daily, 1)
    assert rows(document) == [("FIGURE", "KILLED", "at least 7", "at least 9", code, 2)]
    assert (document.revised[0].ref, document.revised[0].text) == (one.ref, "Told on day 1.")
    assert running(document, "UKR") == (7, 0, 0, 2, 0, 9)
    assert reasons(document, "UKR") == {code: 2}
    assert [two.ref for two in document.incidents] == [one.ref]


def test_a_figure_is_compared_with_what_was_printed_not_with_the_revision_before(daily: Series) -> None:
    one = incident()
    edition(daily, 0)
    revised(one, 1, killed=9)
    revised(one, 1, ChangeCode.OUR_ERROR, killed=8)
    assert rows(edition(daily, 1)) == [("FIGURE", "KILLED", "at least 7", "at least 8", "OUR_ERROR", 1)]
    revised(one, 2, killed=12)
    revised(one, 2, killed=8)
    assert edition(daily, 2).revised == ()


def test_the_reason_is_that_of_the_revision_that_changed_the_figure(daily: Series) -> None:
    one = incident()
    edition(daily, 0)
    revised(one, 1, ChangeCode.SOURCE_RETRACTED, killed=5)
    revised(one, 1, ChangeCode.EDITORIAL, title="Another title")
    document = edition(daily, 1)
    assert rows(document) == [("FIGURE", "KILLED", "at least 7", "at least 5", "SOURCE_RETRACTED", -2)]


def test_a_change_of_words_alone_is_not_told(daily: Series) -> None:
    one = incident()
    edition(daily, 0)
    revised(one, 1, ChangeCode.EDITORIAL, title="Another title")
    assert edition(daily, 1).revised == ()


def test_a_figure_under_an_editorial_code_is_a_newer_figure_all_the_same(daily: Series) -> None:
    one = incident()
    edition(daily, 0)
    revised(one, 1, ChangeCode.EDITORIAL, killed=8)
    assert reasons(edition(daily, 1), "UKR") == {"NEW_FIGURE": 1}


def test_a_figure_that_is_gone_counts_nothing_and_is_told(daily: Series) -> None:
    one = incident()
    edition(daily, 0)
    Claim.objects.filter(incident=one).update(status="WITHDRAWN")
    revised(one, 1, ChangeCode.SOURCE_RETRACTED)
    document = edition(daily, 1)
    assert rows(document) == [("FIGURE", "KILLED", "at least 7", "no figure", "SOURCE_RETRACTED", -7)]
    assert (running(document, "UKR"), total(document, "UKR")) == ((7, 0, 0, -7, 0, 0), "no figure")


def test_a_state_at_a_moment_is_told_and_never_added(daily: Series) -> None:
    one = incident(killed=None)
    factories.claim(one, measure="MISSING", quantifier="EXACT", value=4, count_basis="STOCK")
    revised(one, 0)
    edition(daily, 0)
    Claim.objects.filter(incident=one).update(value=1)
    revised(one, 1)
    document = edition(daily, 1)
    assert rows(document) == [("FIGURE", "MISSING", "4", "1", "NEW_FIGURE", None)]
    assert {two.measure for two in document.since_start} == {two.measure for two in document.running}
    assert "MISSING" not in {two.measure for two in document.since_start}


def test_an_incident_in_another_country_takes_its_number_along(daily: Series) -> None:
    one = incident(place=country("UKR"))
    edition(daily, 0)
    revised(one, 1, ChangeCode.MOVED, place=country("RUS"), killed=9)
    document = edition(daily, 1)
    assert rows(document) == [
        ("PLACE", "", "A town in UKR, Ukraine", "A town in RUS, Russian Federation", "MOVED", None),
        ("FIGURE", "KILLED", "at least 7", "at least 9", "MOVED", 2),
    ]
    assert running(document, "UKR") == (7, 0, 0, -7, 0, 0)
    assert running(document, "RUS") == (0, 0, 0, 9, 0, 9)
    assert running(document, "ALL") == (7, 0, 0, 2, 0, 9)


def test_an_incident_outside_the_series_countries_is_dropped_and_may_come_back(daily: Series) -> None:
    one = incident(place=country("UKR"))
    edition(daily, 0)
    revised(one, 1, ChangeCode.MOVED, place=country("BLR"))
    document = edition(daily, 1)
    [dropped] = document.dropped
    assert (dropped.ref, dropped.reason, dropped.text) == (one.ref, "MOVED", "Told on day 1.")
    assert [(two.measure, two.was, two.delta) for two in dropped.figures] == [("KILLED", "at least 7", -7)]
    assert running(document, "UKR") == (7, 0, 0, 0, -7, 0)
    assert edition(daily, 2).dropped == ()  # told once
    revised(one, 3, ChangeCode.OUR_ERROR, place=country("UKR"))
    document = edition(daily, 3)
    assert rows(document) == [("STATUS", "", "not counted", "counted again", "OUR_ERROR", None)]
    assert (running(document, "UKR"), reasons(document, "UKR")) == ((0, 0, 0, 7, 0, 7), {"OUR_ERROR": 7})
    assert (document.new, document.late) == ((), ())


def withdrawn(one: Incident, day: int) -> None:
    one.refresh_from_db()
    withdrawals.withdraw(
        incident=one,
        expected_version=one.version,
        reason=ChangeCode.OUR_ERROR,
        text="It was another town.",
        by=factories.user(Role.EDITOR),
        now=noon(day),
    )


def test_a_withdrawn_incident_is_dropped_with_its_reason_and_number(daily: Series) -> None:
    one = incident(title="Missile strike on a depot")
    edition(daily, 0)
    withdrawn(one, 1)
    document = edition(daily, 1)
    [dropped] = document.dropped
    assert (dropped.title, dropped.reason, dropped.text, dropped.into) == (
        "Missile strike on a depot", "OUR_ERROR", "It was another town.", None,
    )  # fmt: skip
    assert (running(document, "UKR"), reasons(document, "UKR")) == ((7, 0, 0, 0, -7, 0), {"OUR_ERROR": -7})
    assert EditionEntry.objects.get(issue__number=2).role == "DROPPED"
    assert edition(daily, 2).dropped == ()


def test_what_was_withdrawn_after_the_cut_still_counts_in_it(daily: Series) -> None:
    one = incident()
    edition(daily, 0)
    withdrawn(one, 2)
    document = edition(daily, 1)
    assert (document.dropped, total(document, "UKR")) == ((), "at least 7")
    assert [two.ref for two in edition(daily, 2).dropped] == [one.ref]


def test_what_was_withdrawn_before_any_edition_carried_it_is_in_none(daily: Series) -> None:
    withdrawn(incident(), 0)
    document = edition(daily, 0)
    assert (document.new, document.dropped, total(document, "UKR")) == ((), (), "no figure")


def test_an_incident_under_review_is_not_counted_until_it_is_restored(daily: Series) -> None:
    one = incident()
    edition(daily, 0)
    hiding.hide(incident=one, note="A name in it.", by=factories.user(Role.EDITOR), now=noon(1))
    document = edition(daily, 1)
    [dropped] = document.dropped
    assert (dropped.reason, dropped.text) == ("WITHDRAWN", "Under review.")
    assert running(document, "UKR") == (7, 0, 0, 0, -7, 0)
    hiding.restore(incident=one, note="Mended.", by=factories.user(Role.CHIEF_EDITOR), now=noon(2))
    document = edition(daily, 2)
    assert [two.what for two in document.revised] == ["STATUS"]
    assert running(document, "UKR") == (0, 0, 0, 7, 0, 7)


def redacted(one: Incident, day: int) -> None:
    hiding.hide(incident=one, note="A name in it.", by=factories.user(Role.EDITOR), now=noon(day))
    redaction.redact(
        incident=one, text="It named a person.", by=factories.user(Role.CHIEF_EDITOR), now=noon(day) + HOUR
    )


def test_of_a_redacted_incident_nothing_is_said_again_and_its_number_is_taken_back(daily: Series) -> None:
    one, other = incident(title="A name in the title"), incident(killed=2)
    edition(daily, 0)
    redacted(one, 1)
    document = edition(daily, 1)
    [dropped] = document.dropped
    assert (dropped.ref, dropped.title, dropped.figures) == (one.ref, "", ())
    assert (dropped.reason, dropped.text) == ("REDACTED", "It named a person.")
    assert (running(document, "UKR"), reasons(document, "UKR")) == ((9, 0, 0, 0, -7, 2), {"REDACTED": -7})
    layout = lay_out(document)
    assert [(row.incident, row.was) for row in layout.dropped] == [("Content removed", "not repeated")]
    assert "A name in the title" not in canonical.encode(document)
    assert layout.running is not None
    assert layout.running.rows[0].before == "not repeated"  # that edition named it, and was erased with it
    revised(other, 2, killed=3)
    assert running(edition(daily, 2), "UKR") == (2, 0, 0, 1, 0, 3)


# ---- Clusters


def cluster(*killed: int, day: int = 0) -> tuple[Incident, list[Incident]]:
    """A cluster with a place for each number, published together."""
    whole = factories.incident(kind="CLUSTER", title="Strikes on the region", occurred_on=on(day))
    places = [factories.incident(parent=whole, occurred_on=on(day), state="IN_REVIEW") for _ in killed]
    for place, number in zip(places, killed, strict=True):
        factories.claim(place, quantifier="EXACT", value=number)
    factories.published(whole, now=noon(day))
    return whole, places


def test_a_place_whose_figure_changes_is_told_beside_its_cluster_and_counted_once(daily: Series) -> None:
    whole, (first, _second) = cluster(4, 2)
    document = edition(daily, 0)
    assert total(document, "UKR") == "at least 6"
    revised(first, 1, ChangeCode.OUR_ERROR, killed=5)
    document = edition(daily, 1)
    assert [(one.ref, one.was, one.now, one.reason, one.delta) for one in document.revised] == [
        (whole.ref, "at least 6", "at least 7", "OUR_ERROR", 1),
        (first.ref, "4", "5", "OUR_ERROR", None),
    ]
    assert document.revised[0].text == "Told on day 1."
    assert running(document, "UKR") == (6, 0, 0, 1, 0, 7)


def test_an_incident_that_becomes_a_place_of_a_cluster_is_regrouped(daily: Series) -> None:
    alone = incident(killed=4)
    edition(daily, 0)
    whole, _ = cluster(2, day=1)
    revised(alone, 1, ChangeCode.REGROUPED, parent=whole)
    document = edition(daily, 1)
    assert [one.ref for one in document.new] == [whole.ref]
    assert rows(document) == [
        ("PARENT", "", "an incident of its own", f"part of {whole.ref}", "REGROUPED", None),
    ]
    assert running(document, "UKR") == (4, 6, 0, -4, 0, 6)
    assert reasons(document, "UKR") == {"REGROUPED": -4}
    assert document.dropped == ()


def test_a_place_that_becomes_an_incident_of_its_own_is_regrouped_and_not_new(daily: Series) -> None:
    whole, (first, _second) = cluster(4, 2)
    edition(daily, 0)
    revised(first, 1, ChangeCode.REGROUPED, parent=None)
    document = edition(daily, 1)
    assert (document.new, document.late, document.dropped) == ((), (), ())
    assert {(one.ref, one.what) for one in document.revised} == {(whole.ref, "FIGURE"), (first.ref, "PARENT")}
    assert running(document, "UKR") == (6, 0, 0, 0, 0, 6)
    assert reasons(document, "UKR") == {"REGROUPED": 0}


def test_a_place_that_moves_to_another_cluster_says_so(daily: Series) -> None:
    _one, (first, _) = cluster(4, 2)
    other, _ = cluster(1, 1)
    edition(daily, 0)
    revised(first, 1, ChangeCode.REGROUPED, parent=other)
    document = edition(daily, 1)
    told = [(one.ref, one.what, one.delta) for one in document.revised if one.what == "PARENT"]
    assert told == [(first.ref, "PARENT", None)]
    assert running(document, "UKR")[3:] == (0, 0, 8)


def test_a_place_that_is_withdrawn_is_told_and_counted_in_its_cluster(daily: Series) -> None:
    whole, (first, second) = cluster(4, 2)
    edition(daily, 0)
    withdrawn(first, 1)
    document = edition(daily, 1)
    assert [(one.ref, one.figures) for one in document.dropped] == [(first.ref, ())]
    assert [(one.ref, one.now, one.delta) for one in document.revised] == [(whole.ref, "at least 2", -4)]
    assert (running(document, "UKR"), reasons(document, "UKR")) == ((6, 0, 0, -4, 0, 2), {"OUR_ERROR": -4})
    assert {entry.ref: entry.role for entry in EditionEntry.objects.filter(issue__number=2)} == {
        whole.ref: "REVISED", second.ref: "PLACE", first.ref: "DROPPED",
    }  # fmt: skip


def test_a_cluster_that_is_withdrawn_takes_its_places_along(daily: Series) -> None:
    whole, _ = cluster(4, 2)
    edition(daily, 0)
    withdrawn(whole, 1)
    document = edition(daily, 1)
    assert [one.ref for one in document.dropped] == [whole.ref]
    assert running(document, "UKR") == (6, 0, 0, 0, -6, 0)
    assert edition(daily, 2).dropped == ()


def test_a_cluster_in_two_countries_is_counted_by_its_places(daily: Series) -> None:
    border = factories.place(level="AREA", name="The border", iso3166_1="")
    whole = factories.incident(kind="CLUSTER", place=border, title="Strikes along the border")
    for code, number in (("UKR", 4), ("RUS", 1), ("BLR", 9)):
        part = factories.incident(parent=whole, place=country(code), state="IN_REVIEW")
        factories.claim(part, quantifier="EXACT", value=number)
    factories.published(whole, now=noon(0))
    document = edition(daily, 0)
    assert [one.ref for one in document.new] == [whole.ref]
    assert (total(document, "UKR"), total(document, "RUS"), total(document, "ALL")) == (
        "at least 4", "at least 1", "at least 14",
    )  # fmt: skip
    document = edition(daily, 1)
    assert (running(document, "UKR"), running(document, "ALL")) == ((4, 0, 0, 0, 0, 4), (14, 0, 0, 0, 0, 14))


# ---- In words


def test_an_edition_made_again_is_not_compared_with_itself(daily: Series) -> None:
    incident()
    first = factories.issued_edition(daily, on(0))
    assert isinstance(first, EditionIssue)
    draft = factories.compiled_draft(daily, on(1))
    document = canonical.decode(draft.snapshot, EditionDocument)
    assert (document.compared_with, document.first) == (1, False)


def test_what_changed_is_told_in_words_and_for_the_same_set(daily: Series) -> None:
    first = incident(0, 7, title="Missile strike on Dnipro")
    gone = incident(0, 2, title="Shelling of Nikopol")
    edition(daily, 0)
    revised(first, 1, killed=9)
    withdrawn(gone, 1)
    incident(-1, 3, published=1, title="Drone strike on Kherson")
    layout: Layout = lay_out(edition(daily, 1))
    assert layout.changed == (
        "Since No. 1: 1 reported late, 1 figure revised and 1 incident no longer counted.",
        "Reported late: 1 Drone strike on Kherson (23 June 2025).",
        "Revised: 2 Missile strike on Dnipro, killed, at least 7 to at least 9.",
        "No longer counted: Shelling of Nikopol (It was another town.).",
    )
    assert (
        "killed: Ukraine at least 12 (3 more than in No. 1: 3 reported late, 2 revised and 2 no longer counted),"
        in (layout.key_figures.line)
    )
    assert [cell.value.text for cell in layout.key_figures.tiles[0].cells] == ["at least 3", "no figure"]
    assert layout.highlights[-1][0].text == "Revised, Missile strike on Dnipro:"
    assert [(row.incident, row.was, row.why) for row in layout.dropped] == [
        ("Shelling of Nikopol", "at least 2 killed", "It was another town."),
    ]
    assert layout.running is not None
    row = layout.running.rows[0]
    assert (row.before, row.new, row.late, row.revised, row.dropped, row.now) == (
        "at least 9", "none", "at least 3", "+2", "−2", "at least 12",
    )  # fmt: skip


def test_a_day_without_any_change_says_so(daily: Series) -> None:
    incident()
    edition(daily, 0)
    layout: Layout = lay_out(edition(daily, 1))
    assert layout.changed == ("Since No. 1: nothing new, nothing revised.",)
    assert "Ukraine at least 7 (as in No. 1)" in layout.key_figures.line
    assert (layout.revised, layout.dropped, layout.late) == ((), (), ())


def test_a_word_that_stands_for_a_number_adds_no_digits(daily: Series) -> None:
    one = incident()
    edition(daily, 0)
    Claim.objects.filter(incident=one).update(quantifier="VAGUE", value=None, vague_word="dozens")
    revised(one, 1)
    layout: Layout = lay_out(edition(daily, 1))
    assert "killed: Ukraine “dozens”, Russian Federation" in layout.key_figures.line
    assert layout.running is not None
    assert (layout.running.rows[0].before, layout.running.rows[0].revised) == ("at least 7", "changed")
