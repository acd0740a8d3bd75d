"""Bytes that are no desk log: each a clear fault, and what is repeated or no number is named by its path."""

import json

import pytest

from sitreps.actions.desk_log.reading import read
from sitreps.errors import InvalidLog


def faults(content: bytes) -> list[str]:
    with pytest.raises(InvalidLog) as refused:
        read(content)
    return [str(fault) for fault in refused.value.faults]


def test_numbers_stay_what_they_are() -> None:
    assert read(b'{"a": 1, "b": 1.0, "c": 1.5, "d": -0.0, "e": 1e3}') == {"a": 1, "b": 1, "c": 1.5, "d": 0, "e": 1000}
    assert [type(value) for value in read(b'{"a": 1.0, "b": 1.5}').values()] == [int, float]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert read(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "file: is empty; a desk log is a JSON object with 'format', 'incidents' and more"),
        (b" \n ", "file: is empty; a desk log is a JSON object with 'format', 'incidents' and more"),
        (b'{"a": "\xff"}', "file: is not UTF-8 (byte 0xff at 7); save it as UTF-8"),
        (b"\xff\xfe{\x00}\x00", "file: is not UTF-8 (byte 0xff at 0); save it as UTF-8"),
        (b"[1]", "file: [1] is no desk log; that is an object with 'format', 'incidents' and more"),
        (b"null", "file: null is no desk log; that is an object with 'format', 'incidents' and more"),
        (b'"text"', "file: 'text' is no desk log; that is an object with 'format', 'incidents' and more"),
        (b"NaN", "file: NaN is no number; leave the member out, or write the number"),
        (b"[" * 100_000, "file: is nested deeper than 32 levels; a desk log needs fewer than ten"),
        (b'{"a":' * 200 + b"1" + b"}" * 200, "a: is nested deeper than 32 levels; a desk log needs fewer than ten"),
    ],
)
def test_what_is_no_desk_log_is_refused(content: bytes, fault: str) -> None:
    assert faults(content) == [fault]


def test_broken_json_names_the_line_and_column() -> None:
    (fault,) = faults(b'{"a": 1,\n "b" 2}')
    assert fault.startswith("line 2, column 6: this is not JSON:")


def test_a_name_that_stands_twice_is_refused_by_its_path() -> None:
    assert faults(b'{"incidents": [{"ref": "A", "title": "one", "title": "two", "title": "three"}]}') == [
        "incidents[0]: the name 'title' stands more than once (incidents[0].title); keep one of them"
    ]


def test_what_is_no_number_is_refused_by_its_path() -> None:
    assert faults(b'{"a": [NaN, -Infinity, 1e999], "b": {"c": 1234567890123456789012345}}') == [
        "a[0]: NaN is no number; leave the member out, or write the number",
        "a[1]: -Infinity is no number; leave the member out, or write the number",
        "a[2]: 1e999 is too large for a number; check it",
        "b.c: 1234567890123456789012345 is a number of 25 digits; check them",
    ]


def test_a_number_of_thousands_of_digits_is_no_crash() -> None:
    (fault,) = faults(b'{"a": ' + b"9" * 10_000 + b"}")
    assert fault.endswith("is a number of 10000 digits; check them")
    assert len(fault) < 200


def test_a_lone_surrogate_in_a_name_can_still_be_told() -> None:
    content = json.dumps({"\ud800": {"a": 1}}).replace('"a": 1', '"a": 1, "a": 2').encode()
    (fault,) = faults(content)
    assert fault.encode("utf-8", errors="strict")
