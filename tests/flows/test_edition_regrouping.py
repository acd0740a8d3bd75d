"""What an edition says after a merge and after a split: which table, which reason, and totals that add up (B8, B12)."""

from datetime import timedelta
from typing import Any

import pytest

from sitreps.actions import regrouping, undoing
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.sections import lay_out
from sitreps.models.accounts import Role
from sitreps.models.editions import EditionEntry
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision
from sitreps.models.series import Series
from tests import factories

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TEXT = "Both reports are of one strike."


@pytest.fixture
def daily() -> Series:
    """A series of Ukraine and Russia from 24 June on."""
    return factories.series(code="UKR-DAILY", countries=["UKR", "RUS"], starts_on=factories.DAY)


def killed(*numbers: int, **fields: Any) -> Incident:
    """An incident of 24 June, published that noon, with an exact claim of people killed for each number."""
    one = factories.incident(**fields)
    for number in numbers:
        factories.claim(one, quantifier="EXACT", value=number)
    if "parent" not in fields:
        factories.published(one)
    return one


def cluster(*numbers: int) -> tuple[Incident, list[Incident]]:
    """Strikes in several places, published together."""
    whole = factories.incident(kind="CLUSTER", title="Strikes on the region")
    places = [killed(number, parent=whole, state="IN_REVIEW") for number in numbers]
    factories.published(whole)
    return whole, places


def merge(survivor: Incident, loser: Incident, *, goes: bool = True, day: int = 1) -> None:
    pair = [Incident.objects.select_related("changed_by").get(pk=one.pk) for one in (survivor, loser)]
    regrouping.merge(
        survivor=pair[0],
        loser=pair[1],
        dealt={claim.key: goes for claim in loser.claims.all()},
        versions={one.ref: one.version for one in pair},
        text=TEXT,
        by=factories.user(Role.CHIEF_EDITOR),
        now=factories.NOON + day * DAY,
    )


def split(one: Incident, *claims: str, as_cluster: bool, day: int = 1) -> list[Incident]:
    """Each of these claims in an incident of its own; prepared by a chief editor and published by another editor."""
    one.refresh_from_db()
    parts = [
        regrouping.Part(fields={"title": f"Strike {number}", "place": one.place}, claims=[key])
        for number, key in enumerate(claims, start=1)
    ]
    made = regrouping.split(
        incident=one,
        expected_version=one.version,
        parts=parts,
        as_cluster=as_cluster,
        by=factories.user(Role.CHIEF_EDITOR),
        now=factories.NOON + day * DAY,
    )
    factories.republished(one, code=ChangeCode.EDITORIAL, note="They were two strikes.", now=factories.NOON + day * DAY)
    return made


def edition(of: Series, day: int) -> EditionDocument:
    return canonical.decode(factories.issued_edition(of, factories.DAY + day * DAY).snapshot, EditionDocument)


def rows(document: EditionDocument) -> list[tuple[str, str, str, str, int | None, str]]:
    return [(one.ref, one.was, one.now, one.reason, one.delta, one.text) for one in document.revised]


def gone(document: EditionDocument) -> list[tuple[str, str, str | None, dict[str, int]]]:
    return [
        (one.ref, one.reason, one.into, {figure.was: figure.delta for figure in one.figures})
        for one in document.dropped
    ]


def running(document: EditionDocument) -> tuple[tuple[int, ...], dict[str, int]]:
    """Of people killed in Ukraine: before, new, late, revised, dropped, now; and the reasons."""
    one = next(one for one in document.running if (one.scope, one.measure) == ("UKR", "KILLED"))
    assert one.now == one.before + one.new + one.late + one.revised + one.dropped
    assert sum(reason.amount for reason in one.reasons) == one.revised + one.dropped
    told = (one.before, one.new, one.late, one.revised, one.dropped, one.now)
    return told, {reason.reason: reason.amount for reason in one.reasons}


# ---- Merge


def test_the_loser_is_dropped_and_the_survivor_revised_because_they_were_merged(daily: Series) -> None:
    survivor, loser = killed(9, title="Strike on Dnipro"), killed(7, title="Strike on the city")
    edition(daily, 0)
    merge(survivor, loser)
    document = edition(daily, 1)
    assert gone(document) == [(loser.ref, "MERGED", survivor.ref, {"7": -7})]
    assert rows(document) == [
        (survivor.ref, "9", "7 (police); 9 (police)", "MERGED", -2, f"merged with {loser.ref}: {TEXT}"),
    ]
    assert running(document) == ((16, 0, 0, -2, -7, 7), {"MERGED": -9})
    layout = lay_out(document)
    assert [(row.incident, row.was, row.why) for row in layout.dropped] == [
        ("Strike on the city", "7 killed", f"merged into 1 Strike on Dnipro: {TEXT}"),
    ]
    assert [(row.incident, row.why) for row in layout.revised] == [
        ("1 Strike on Dnipro", f"merged with {loser.ref}: {TEXT}"),
    ]
    after = edition(daily, 2)
    assert (gone(after), rows(after), running(after)[0]) == ([], [], (7, 0, 0, 0, 0, 7))


def test_a_merge_is_told_in_the_language_of_the_edition() -> None:
    series = factories.series(countries=["UKR"], starts_on=factories.DAY, languages=["en", "uk"])
    survivor, loser = killed(9), killed(7)
    edition(series, 0)
    merge(survivor, loser)
    layout = lay_out(edition(series, 1), "uk")
    assert [row.why for row in layout.revised] == [f"об’єднано з {loser.ref}: {TEXT}"]
    assert [row.why.partition(" ")[0] for row in layout.dropped] == ["об’єднано"]


def test_a_merge_without_claims_only_takes_the_loser_away(daily: Series) -> None:
    survivor, loser = killed(9), killed(7)
    edition(daily, 0)
    merge(survivor, loser, goes=False)
    document = edition(daily, 1)
    assert (gone(document), rows(document)) == ([(loser.ref, "MERGED", survivor.ref, {"7": -7})], [])
    assert running(document) == ((16, 0, 0, 0, -7, 9), {"MERGED": -7})


def test_what_was_merged_before_any_edition_carried_it_is_in_none(daily: Series) -> None:
    survivor, loser = killed(9), killed(9)
    merge(survivor, loser, day=0)
    document = edition(daily, 0)
    assert ([one.ref for one in document.new], document.dropped) == ([survivor.ref], ())


def test_a_place_that_is_merged_into_an_incident_leaves_its_cluster_with_that_reason(daily: Series) -> None:
    (whole, (place, _)), survivor = cluster(4, 2), killed(4)
    edition(daily, 0)
    merge(survivor, place)
    note = IncidentRevision.objects.filter(ref=whole.ref).order_by("-number")[0].change_note
    assert note == f"recomputed: {place.ref} merged into {survivor.ref}"
    document = edition(daily, 1)
    assert gone(document) == [(place.ref, "MERGED", survivor.ref, {})]
    assert rows(document) == [(whole.ref, "at least 6", "at least 2", "MERGED", -4, TEXT)]
    assert running(document) == ((10, 0, 0, -4, 0, 6), {"MERGED": -4})


def test_an_incident_that_is_merged_into_a_place_counts_in_its_cluster(daily: Series) -> None:
    (whole, (place, _)), loser = cluster(4, 2), killed(3)
    edition(daily, 0)
    merge(place, loser)
    document = edition(daily, 1)
    assert gone(document) == [(loser.ref, "MERGED", place.ref, {"3": -3})]
    assert [(ref, reason, delta) for ref, _, _, reason, delta, _ in rows(document)] == [
        (whole.ref, "MERGED", -1),
        (place.ref, "MERGED", None),
    ]
    assert running(document) == ((9, 0, 0, -1, -3, 5), {"MERGED": -4})


def test_two_places_of_one_cluster_that_were_one_lower_it_once(daily: Series) -> None:
    whole, (first, second, _) = cluster(4, 4, 2)
    edition(daily, 0)
    merge(first, second)
    document = edition(daily, 1)
    assert gone(document) == [(second.ref, "MERGED", first.ref, {})]
    assert rows(document) == [(whole.ref, "at least 10", "at least 6", "MERGED", -4, TEXT)]
    assert running(document) == ((10, 0, 0, -4, 0, 6), {"MERGED": -4})


# ---- Undone


def undo_merge(survivor: Incident, loser: Incident, day: int) -> None:
    pair = [Incident.objects.select_related("changed_by", "parent").get(pk=one.pk) for one in (survivor, loser)]
    undoing.undo_merge(
        loser=pair[1],
        versions={one.ref: one.version for one in pair},
        text="They were two.",
        by=factories.user(Role.CHIEF_EDITOR),
        now=factories.NOON + day * DAY,
    )


def test_a_merge_that_an_edition_told_and_that_was_undone_is_told_as_an_error_of_ours(daily: Series) -> None:
    survivor, loser = killed(9), killed(7)
    edition(daily, 0)
    merge(survivor, loser)
    edition(daily, 1)
    undo_merge(survivor, loser, day=2)
    document = edition(daily, 2)
    assert (document.new, document.late, document.dropped) == ((), (), ())
    without, again = (
        f"merge with {loser.ref} undone: They were two.",
        f"merge into {survivor.ref} undone: They were two.",
    )
    assert rows(document) == [
        (survivor.ref, "7 (police); 9 (police)", "9", "OUR_ERROR", 2, without),
        (loser.ref, "not counted", "counted again", "OUR_ERROR", None, again),
    ]
    assert running(document) == ((7, 0, 0, 9, 0, 16), {"OUR_ERROR": 9})


def test_a_merge_that_was_undone_before_the_next_edition_moved_nothing(daily: Series) -> None:
    survivor, loser = killed(9), killed(7)
    edition(daily, 0)
    merge(survivor, loser)
    undo_merge(survivor, loser, day=1)
    document = edition(daily, 1)
    assert (rows(document), gone(document)) == ([], [])
    assert running(document)[0] == (16, 0, 0, 0, 0, 16)


def test_what_was_undone_is_told_in_the_language_of_the_edition() -> None:
    series = factories.series(countries=["UKR"], starts_on=factories.DAY, languages=["en", "uk"])
    survivor, loser = killed(9), killed(7)
    merge(survivor, loser, day=0)
    edition(series, 0)
    undo_merge(survivor, loser, day=1)
    layout = lay_out(edition(series, 1), "uk")
    assert [row.why for row in layout.revised] == [f"об’єднання з {loser.ref} скасовано: They were two."]


def test_a_split_that_was_undone_takes_its_part_back_into_the_incident(daily: Series) -> None:
    one = killed(5, 7)
    edition(daily, 0)
    (part,) = split(one, "C01", as_cluster=False)
    edition(daily, 1)
    undoing.undo_split(
        incident=Incident.objects.select_related("changed_by", "parent").get(pk=one.pk),
        versions={row.ref: row.version for row in Incident.objects.filter(pk__in=[one.pk, part.pk])},
        text="It was one.",
        by=factories.user(Role.CHIEF_EDITOR),
        now=factories.NOON + 2 * DAY,
    )
    document = edition(daily, 2)
    assert gone(document) == [(part.ref, "MERGED", one.ref, {"5": -5})]
    assert rows(document) == [
        (one.ref, "7", "5 (police); 7 (police)", "OUR_ERROR", -2, "split undone: It was one."),
    ]
    assert running(document) == ((12, 0, 0, -2, -5, 5), {"OUR_ERROR": -2, "MERGED": -5})


# ---- Split


def test_the_cluster_that_a_split_makes_is_revised_and_its_parts_are_neither_new_nor_late(daily: Series) -> None:
    one = killed(7, 5)
    edition(daily, 0)
    split(one, "C01", "C02", as_cluster=True)
    document = edition(daily, 1)
    assert (document.new, document.late, document.dropped) == ((), (), ())
    assert rows(document) == [
        (one.ref, "5 (police); 7 (police)", "at least 12", "SPLIT", 7, "They were two strikes."),
    ]
    assert running(document) == ((5, 0, 0, 7, 0, 12), {"SPLIT": 7})


@pytest.mark.parametrize(("day", "role"), [(1, "new"), (2, "late")])
def test_the_part_that_a_split_puts_beside_is_told_as_any_first_report(daily: Series, day: int, role: str) -> None:
    one = killed(5, 7)
    for before in range(day):
        edition(daily, before)
    (part,) = split(one, "C01", as_cluster=False, day=day)
    document = edition(daily, day)
    told = {
        "new": [one.ref for one in document.new],
        "late": [one.ref for one in document.late],
        "dropped": [one.ref for one in document.dropped],
    }
    assert {key: refs for key, refs in told.items() if refs} == {role: [part.ref]}
    assert rows(document) == [(one.ref, "5 (police); 7 (police)", "7", "SPLIT", 2, "They were two strikes.")]
    new, late = (5, 0) if role == "new" else (0, 5)
    assert running(document) == ((5, new, late, 2, 0, 12), {"SPLIT": 2})


def test_a_place_that_is_split_leaves_its_part_in_the_cluster(daily: Series) -> None:
    whole, (place, other) = cluster(4, 2)
    factories.claim(place, quantifier="EXACT", value=3)
    factories.republished(place, code=ChangeCode.NEW_FIGURE, note="Another source.", now=factories.NOON)
    edition(daily, 0)
    (part,) = split(place, "C02", as_cluster=False)
    document = edition(daily, 1)
    assert (document.new, document.late, document.dropped) == ((), (), ())
    assert [(ref, reason, delta, text) for ref, _, _, reason, delta, text in rows(document)] == [
        (whole.ref, "SPLIT", 4, "They were two strikes."),
        (place.ref, "SPLIT", None, "They were two strikes."),
    ]
    assert running(document) == ((5, 0, 0, 4, 0, 9), {"SPLIT": 4})
    entries = {entry.ref: entry.role for entry in EditionEntry.objects.filter(issue__number=2)}
    assert entries == {whole.ref: "REVISED", place.ref: "PLACE", other.ref: "PLACE", part.ref: "PLACE"}
