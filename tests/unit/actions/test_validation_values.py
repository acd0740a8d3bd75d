"""One value at a time: what is refused, by its field and with a mend; what is let through."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sitreps.actions.validation import values
from sitreps.codelists import Quantifier
from sitreps.errors import InvalidValue

NOW = datetime(2025, 6, 24, 14, 45, tzinfo=UTC)


def said(faults: Iterator[InvalidValue]) -> list[str]:
    return [str(fault) for fault in faults]


def only(faults: Iterator[InvalidValue]) -> str:
    (fault,) = said(faults)
    return fault


def test_a_text_in_the_documents_scripts_is_good() -> None:
    assert said(values.text_faults("title", "Strike on Дніпро – 'البيت'\n\tsecond line", required=True)) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a\x00b", "U+0000 control character"),
        ("a\x07b", "U+0007 control character"),
        ("a\x85b", "U+0085 control character"),
        ("a\ud800b", "U+D800 lone surrogate"),
        ("\u202eabc", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("漢", "U+6F22 CJK UNIFIED IDEOGRAPH-6F22"),
    ],
)
def test_a_character_that_cannot_be_printed_is_refused_by_name(text: str, named: str) -> None:
    assert only(values.text_faults("title", text)) == (
        f"title: holds {named}, which cannot be printed; delete it, or write it with other letters"
    )


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_an_empty_text_is_refused_only_where_one_is_required(text: str) -> None:
    assert only(values.text_faults("title", text, required=True)) == "title: is empty; write it"
    assert said(values.text_faults("summary", text)) == []


def test_a_note_takes_any_script_but_nothing_that_hides() -> None:
    assert said(values.note_faults("note", "漢字, ქართული")) == []
    assert only(values.note_faults("note", "a\u2066b")).startswith("note: holds U+2066 LEFT-TO-RIGHT ISOLATE")


def test_evidence_is_kept_as_it_was_captured() -> None:
    assert said(values.evidence_faults("text", "a\r\n\x0c\u202eb")) == []
    assert "U+0000" in only(values.evidence_faults("text", "a\0b"))


def test_an_unknown_code_names_the_nearest() -> None:
    assert only(values.code_faults("quantifier", "AT_LEST", Quantifier)) == (
        "quantifier: 'AT_LEST' is not known; did you mean 'AT_LEAST'?"
    )
    assert only(values.term_faults("weapon", "MISILE", "weapon")) == (
        "weapon: 'MISILE' is not known in the vocabulary 'weapon'; did you mean 'MISSILE'?"
    )


def test_a_code_is_missing_only_where_one_is_required() -> None:
    assert said(values.code_faults("quantifier", "", Quantifier)) == []
    assert only(values.code_faults("quantifier", "", Quantifier, required=True)) == "quantifier: is empty; choose one"


def test_a_few_known_words_are_listed_where_none_is_near() -> None:
    assert values.hint("x", ["RED", "BLUE"]) == "; choose RED or BLUE"
    assert values.hint("red", ["RED", "BLUE"]) == "; did you mean 'RED'?"
    assert values.hint("x", [f"WORD-{number}" for number in range(20)]) == ""


@pytest.mark.parametrize(("code", "good"), [("UKR", True), ("XKX", True), ("", True), ("UKX", False), ("ukr", False)])
def test_countries(code: str, good: bool) -> None:
    assert (said(values.country_faults("countries", code)) == []) is good


def test_a_wrong_country_names_the_nearest() -> None:
    assert "did you mean 'UKR'?" in only(values.country_faults("countries", "ukr"))


@pytest.mark.parametrize(
    ("code", "good"), [("en", True), ("pt-BR", True), ("ukr", True), ("", True), ("xx", False), ("English", False)]
)
def test_languages(code: str, good: bool) -> None:
    assert (said(values.language_faults("languages", code)) == []) is good


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("Europe/Kiyv", "did you mean 'Europe/Kyiv'?"),
        ("Mars/Base", "write it as the IANA database does: 'Europe/Kyiv'"),
    ],
)
def test_an_unknown_zone_is_refused_with_its_mend(name: str, mend: str) -> None:
    assert only(values.zone_faults("tz", name)).endswith(mend)
    assert said(values.zone_faults("tz", "Europe/Kyiv")) == []


def test_a_day_lies_in_the_future_once_it_has_begun_nowhere() -> None:
    assert said(values.day_faults("occurred_on", date(2025, 6, 25), now=NOW)) == []  # begun at UTC+14
    assert only(values.day_faults("occurred_on", date(2025, 6, 26), now=NOW)) == (
        "occurred_on: 2025-06-26 lies in the future (it is 2025-06-25); give the day on which it happened"
    )


def test_a_day_is_judged_in_its_own_zone_where_that_is_known() -> None:
    kyiv = ZoneInfo("Europe/Kyiv")
    late = NOW.replace(hour=22)
    assert said(values.day_faults("occurred_on", date(2025, 6, 25), now=late, zone=kyiv)) == []
    assert said(values.day_faults("occurred_on", date(2025, 6, 25), now=NOW, zone=kyiv)) != []


def test_a_moment_needs_a_zone_and_has_passed() -> None:
    assert said(values.moment_faults("as_of_at", NOW, now=NOW)) == []
    assert "lies in the future (it is 2025-06-24T14:45:00Z)" in only(
        values.moment_faults("as_of_at", NOW + timedelta(seconds=1), now=NOW)
    )
    naive = NOW.replace(tzinfo=None)
    assert only(values.moment_faults("as_of_at", naive, now=NOW)).endswith(
        "has no zone; add Z for UTC, or an offset such as +03:00"
    )


@pytest.mark.parametrize("field", ["day", "moment"])
def test_a_slip_in_the_year_is_noticed(field: str) -> None:
    faults = (
        values.day_faults(field, date(202, 6, 24), now=NOW)
        if field == "day"
        else values.moment_faults(field, datetime(202, 6, 24, tzinfo=UTC), now=NOW)
    )
    assert only(faults).endswith("is before 1900; check the year")


def test_a_span_does_not_end_before_it_begins() -> None:
    begins, ends = ("starts_on", date(2025, 6, 24)), ("ends_on", date(2025, 6, 23))
    assert only(values.span_faults(begins, ends)) == (
        "ends_on: 2025-06-23 is before starts_on 2025-06-24; exchange or correct them"
    )
    assert said(values.span_faults(begins, ("ends_on", None))) == []


@pytest.mark.parametrize(
    "url", ["ftp://example.org", "javascript:alert(1)", "example.org", "https://", "https://u:p@example.org/",
            "https://example.org/a b", "https://[::1", "https://example.org/\x00"],
)  # fmt: skip
def test_an_address_of_another_kind_is_refused(url: str) -> None:
    assert "is no web address" in only(values.url_faults("url", url))


def test_a_web_address_is_good() -> None:
    assert said(values.url_faults("url", "https://example.org/a?b=c#d")) == []


@pytest.mark.parametrize(
    ("lat", "lon", "fault"),
    [
        (48.4, None, "lon: is missing; a point has lat and lon, or leave out both"),
        (91.0, 31.2, "lat: 91.0 is not between -90 and 90 degrees"),
        (48.4, float("nan"), "lon: nan is not between -180 and 180 degrees"),
    ],
)
def test_points_lie_on_earth(lat: float | None, lon: float | None, fault: str) -> None:
    assert only(values.point_faults(lat, lon)) == fault


def test_a_glide_number_has_its_form() -> None:
    assert said(values.glide_faults("glide", "CE-2022-000198-UKR")) == []
    assert "write it as 'CE-2022-000198-UKR'" in only(values.glide_faults("glide", "CE-2022-198-UKR"))


def test_a_quoted_value_is_escaped_and_short() -> None:
    assert values.shown("a\nb") == r"'a\nb'"
    assert values.shown(None) == "null"
    assert len(values.shown("x" * 500)) == 80
