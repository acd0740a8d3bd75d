"""Query parameters are read strictly, and every fault is named with its mend."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.http import QueryDict

from sitreps.api.parameters import LONGEST, MOST_FAULTS, Reader
from sitreps.errors import InvalidQuery

KNOWN = ("country", "when", "limit", "roots", "ref", "fields")
REF = re.compile(r"[A-Z]{3}-[0-9]{4}")

Read = Callable[[Reader], Any]


def read(query: str, how: Read) -> Any:
    reader = Reader(QueryDict(query), KNOWN)
    value = how(reader)
    reader.check()
    return value


def nothing(_: Reader) -> None:
    """A view that looks at no parameter."""


def faults(query: str, how: Read = nothing) -> dict[str, str]:
    with pytest.raises(InvalidQuery) as refused:
        read(query, how)
    return {fault.path: fault.message for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("query", "how", "value"),
    [
        ("country=UKR", lambda reader: reader.text("country"), "UKR"),
        ("", lambda reader: reader.text("country"), None),
        ("limit=1000", lambda reader: reader.whole("limit", 1, 1000), 1000),
        ("roots=1", lambda reader: reader.flag("roots"), True),
        ("roots=0", lambda reader: reader.flag("roots"), False),
        ("", lambda reader: reader.flag("roots"), False),
        ("ref=UKR-0001&ref=UKR-0002,UKR-0001", lambda reader: reader.several("ref", REF, "X", most=9),
         ("UKR-0001", "UKR-0002")),
        ("fields=b,a", lambda reader: reader.codes("fields", ("a", "b", "c")), ("a", "b")),
        ("when=2025-06-24T18:00:00Z", lambda reader: reader.moment("when"), datetime(2025, 6, 24, 18, tzinfo=UTC)),
        ("when=2025-06-24T18:00:00.25%2B03:00", lambda reader: reader.moment("when"),
         datetime(2025, 6, 24, 15, 0, 0, 250_000, tzinfo=UTC)),
        ("when=2025-06-24", lambda reader: reader.day_or_moment("when"), datetime(2025, 6, 24, tzinfo=UTC)),
        ("when=2025-06-24", lambda reader: reader.day("when"), date(2025, 6, 24)),
        ("when=2025-06-24T00:00:00%2B03:00", lambda reader: reader.day("when"), date(2025, 6, 24)),
    ],
)  # fmt: skip
def test_what_is_well_formed_is_read(query: str, how: Read, value: Any) -> None:
    assert read(query, how) == value


@pytest.mark.parametrize(
    ("query", "how", "says"),
    [
        ("country=", lambda reader: reader.text("country"), "Empty"),
        ("country=A&country=B", lambda reader: reader.text("country"), "more than once"),
        ("country=U%00R", lambda reader: reader.text("country"), "control character"),
        ("country=U%0AR", lambda reader: reader.text("country"), "control character"),
        (f"country={'A' * (LONGEST + 1)}", lambda reader: reader.text("country"), "Longer than"),
        ("country=UA", lambda reader: reader.matching("country", REF, "UKR"), "not of the form UKR"),
        ("country=KILED", lambda reader: reader.code("country", ("KILLED", "MISSING")), "'KILLED'"),
        ("fields=a,x", lambda reader: reader.codes("fields", ("a", "b")), "'x' is unknown"),
        ("fields=a,", lambda reader: reader.codes("fields", ("a", "b")), "unknown"),
        ("limit=0", lambda reader: reader.whole("limit", 1, 1000), "from 1 to 1,000"),
        ("limit=1001", lambda reader: reader.whole("limit", 1, 1000), "from 1 to 1,000"),
        ("limit=-5", lambda reader: reader.whole("limit", 1, 1000), "whole number"),
        ("limit=1_0", lambda reader: reader.whole("limit", 1, 1000), "whole number"),
        ("limit=%D9%A3", lambda reader: reader.whole("limit", 1, 1000), "whole number"),
        (f"limit={'9' * 400}", lambda reader: reader.whole("limit", 1, 1000), "whole number"),
        ("roots=yes", lambda reader: reader.flag("roots"), "1 for yes"),
        ("ref=UKR", lambda reader: reader.several("ref", REF, "UKR-0001", most=9), "not of the form UKR-0001"),
        ("ref=UKR-0001,UKR-0002", lambda reader: reader.several("ref", REF, "X", most=1), "No more than 1"),
        ("when=2025-06-24T18:00:00", lambda reader: reader.moment("when"), "zone is missing"),
        ("when=2025-06-24T18:00:00+03:00", lambda reader: reader.moment("when"), "%2B03:00"),
        ("when=2025-06-24", lambda reader: reader.moment("when"), "not of the form"),
        ("when=20250624T180000Z", lambda reader: reader.moment("when"), "not of the form"),
        ("when=2025-06-24T25:00:00Z", lambda reader: reader.moment("when"), "no moment of the calendar"),
        ("when=0001-01-01T00:00:00%2B14:00", lambda reader: reader.moment("when"), "years 1 to 9999"),
        ("when=2025-02-30", lambda reader: reader.day("when"), "no day of the calendar"),
        ("when=2025-02-30", lambda reader: reader.day_or_moment("when"), "no day of the calendar"),
        ("when=2025-W26-2", lambda reader: reader.day("when"), "not of the form"),
        ("when=2025-06-24T14:45:00Z", lambda reader: reader.day("when"), "dated by day"),
    ],
)
def test_what_is_not_is_refused_by_name(query: str, how: Read, says: str) -> None:
    found = faults(query, how)
    assert list(found) == [query.partition("=")[0]]
    assert says in next(iter(found.values()))


def test_an_unknown_parameter_names_the_nearest() -> None:
    assert "'country'" in faults("contry=UKR")["contry"]
    assert "'limit'" in faults("LIMIT=1")["LIMIT"]


def test_an_unknown_code_names_the_nearest_however_it_is_cased() -> None:
    assert "'INJURED'" in faults("limit=injured", lambda reader: reader.code("limit", ("INJURED", "KILLED")))["limit"]


def test_an_address_without_parameters_says_so() -> None:
    with pytest.raises(InvalidQuery, match="takes no parameters"):
        Reader(QueryDict("x=1"), ()).check()


def test_every_fault_is_in_the_one_answer() -> None:
    def both(reader: Reader) -> None:
        reader.whole("limit", 1, 10)
        reader.flag("roots")

    assert set(faults("limit=x&roots=x&nonsense=1", both)) == {"limit", "roots", "nonsense"}


def test_a_flood_of_unknown_names_is_cut_short() -> None:
    query = "&".join(f"unknown{number}=1" for number in range(5000))
    assert len(faults(query)) == MOST_FAULTS


def test_a_strangers_text_is_shown_short_and_without_control_characters() -> None:
    name, message = next(iter(faults("a%00" + "b" * 300 + "=1").items()))
    assert "\x00" not in name + message
    assert len(name) < 100
