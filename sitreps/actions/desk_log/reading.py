"""From bytes to a JSON object, strictly: what a lenient reader would swallow in silence is refused by its path.

Of two members with one name a usual reader keeps the last; it takes NaN for a number and 1e999 for infinity.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sitreps.actions.desk_log.paths import Finding, Path, as_faults, render
from sitreps.actions.validation import shown
from sitreps.errors import Fault, InvalidLog

LARGEST_FILE = 256 * 2**20
DEEPEST = 32
_DIGITS = 18
_WHOLE_UP_TO = 2**53


@dataclass(frozen=True, slots=True)
class _NoNumber:
    """Stands where a number stood that is none, until its path is known."""

    text: str
    why: str


class _Repeated(dict[str, Any]):
    """An object in which a name stands more than once."""

    names: tuple[str, ...] = ()


_LOOKED_INTO = (dict, list, _NoNumber)


def read(content: bytes) -> dict[str, Any]:
    """The log as plain values, whole numbers as integers. Raises InvalidLog: where, what was read, how to mend it."""
    log = _parse(_decode(content))
    findings = list(_odd_values(log))
    if findings:
        raise InvalidLog(as_faults(findings, log if isinstance(log, dict) else ()))
    if not isinstance(log, dict):
        raise _refused("file", f"{shown(log)} is no desk log; that is an object with 'format', 'incidents' and more")
    return log


def _refused(path: str, message: str) -> InvalidLog:
    return InvalidLog([Fault(path, message)])


def _decode(content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise _refused("file", f"has {len(content)} bytes; {LARGEST_FILE} at most, so import it in several logs")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise _refused("file", f"is not UTF-8 (byte 0x{byte:02x} at {error.start}); save it as UTF-8") from error
    if not text.strip():
        raise _refused("file", "is empty; a desk log is a JSON object with 'format', 'incidents' and more")
    return text


def _parse(text: str) -> Any:
    try:
        return json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole_number,
            parse_float=_number,
            parse_constant=lambda name: _NoNumber(name, "is no number; leave the member out, or write the number"),
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _refused(where, f"this is not JSON: {error.msg}; correct it there or just before") from error
    except RecursionError as error:
        raise _refused("file", f"is nested deeper than {DEEPEST} levels; a desk log needs fewer than ten") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    repeated = _Repeated(members)
    names = [name for name, _ in pairs]
    repeated.names = tuple(dict.fromkeys(name for name in names if names.count(name) > 1))
    return repeated


def _whole_number(text: str) -> Any:
    if len(text) > _DIGITS:
        return _NoNumber(text, f"is a number of {len(text.lstrip('-'))} digits; check them")
    return int(text)


def _number(text: str) -> Any:
    number = float(text)
    if not math.isfinite(number):
        return _NoNumber(text, "is too large for a number; check it")
    return int(number) if number.is_integer() and abs(number) < _WHOLE_UP_TO else number


def _odd_values(log: Any) -> Iterator[Finding]:
    """Repeated names, numbers that are none, too many levels. Iterative: depth is the file's to choose."""
    waiting: list[tuple[Any, Path]] = [(log, ())] if isinstance(log, _LOOKED_INTO) else []
    while waiting:
        node, path = waiting.pop()
        if len(path) > DEEPEST:
            yield Finding(path[:1], f"is nested deeper than {DEEPEST} levels; a desk log needs fewer than ten")
            continue
        if isinstance(node, _NoNumber):
            yield Finding(path, f"{shown(node.text)[1:-1]} {node.why}")
            continue
        if isinstance(node, _Repeated):
            for name in node.names:
                where = render((*path, name))
                yield Finding(path, f"the name {shown(name)} stands more than once ({where}); keep one of them")
        members = node.items() if isinstance(node, dict) else enumerate(node)
        waiting += [(child, (*path, step)) for step, child in members if isinstance(child, _LOOKED_INTO)]
