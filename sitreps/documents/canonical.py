"""One JSON form for everything that is frozen, and its digest.

UTF-8, members in the order of the dataclass, no spaces, moments in UTC with `Z`, whole numbers as integers. The
same value always gives the same bytes, in any process, zone or locale.
"""

import hashlib
import re
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeVar

import msgspec

T = TypeVar("T")

UNFROZEN = frozenset({"status", "sha256", "documents", "previous", "next"})


def encode(value: object) -> str:
    """The canonical JSON of a dataclass or of plain JSON values."""
    return _encode(value, None)


def encode_sorted(value: object) -> str:
    """The same with the members of every object sorted by name, for values that a database may hand back reordered."""
    return _encode(value, "deterministic")


def decode(text: str, shape: type[T]) -> T:
    """A frozen dataclass from its own JSON; `msgspec.ValidationError` if the text is not of that shape."""
    return msgspec.json.decode(text, type=shape)


def digest(text: str) -> str:
    """sha256 of a text's UTF-8 bytes, in lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def frozen_digest(document: object, *, unfrozen: frozenset[str] = UNFROZEN) -> str:
    """The sha256 of a document's frozen members: what is added at answer time stays outside (api.md, Conventions).

    Takes the dataclass, or the object that its JSON gives: the digest is the same.
    """
    return digest(frozen(document, unfrozen=unfrozen))


def frozen(document: object, *, unfrozen: frozenset[str] = UNFROZEN) -> str:
    """The canonical JSON of a document's frozen members: the text that its digest is over."""
    members = (
        {field.name: getattr(document, field.name) for field in fields(document)}
        if is_dataclass(document) and not isinstance(document, type)
        else dict(document)  # type: ignore[call-overload]
    )
    return encode({name: value for name, value in members.items() if name not in unfrozen})


_NOT_IN_UTC = re.compile(rb'T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?["+-]')
"""A moment with an offset or without a zone, as it would be encoded; a text that looks like one is no harm."""


def _encode(value: object, order: Literal["deterministic"] | None) -> str:
    """Whatever is in UTC already, which is nearly everything, is spared the walk that brings it there."""
    found = msgspec.json.encode(value, order=order)
    return (msgspec.json.encode(_utc(value), order=order) if _NOT_IN_UTC.search(found) else found).decode()


def _utc(value: Any) -> Any:
    """The same value with every moment in UTC, so that an offset never changes a digest."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _utc(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, msgspec.Struct):
        members = {name: _utc(getattr(value, name)) for name in value.__struct_fields__}
        return msgspec.structs.replace(value, **members)
    if isinstance(value, dict):
        return {key: _utc(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_utc(item) for item in value]
    return value
