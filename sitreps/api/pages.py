"""One page of a list: `{"data": […], "links": {…}, "meta": {…}}`, joined from JSON that exists already, as bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlencode

import msgspec
from django.conf import settings
from django.http import HttpRequest

from sitreps.api.parameters import Reader

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 1000
LARGEST_COUNT = 10_000
FORMATS = ("json",)
FOREIGN_CURSOR = "Does not belong to this query; follow links.next, or begin again without it."


@dataclass(frozen=True, slots=True)
class Meta:
    """`count` is of this page; `as_known_at` is null where the record is read as it is now."""

    count: int
    limit: int
    as_known_at: datetime | None
    licence: str
    attribution: str


@dataclass(frozen=True, slots=True)
class CountedMeta(Meta):
    """`total` is of all pages, exact as far as is counted; beyond that null, and `total_at_least` says how far."""

    total: int | None
    total_at_least: int | None


def read_limit(reader: Reader) -> int:
    """How many rows a page may have."""
    return reader.whole("limit", 1, LARGEST_LIMIT) or DEFAULT_LIMIT


def read_format(reader: Reader) -> None:
    """`format` may say json."""
    reader.code("format", FORMATS)


def read_members(reader: Reader, members: Sequence[str]) -> tuple[str, ...]:
    """The top-level members that `fields` picks, in the document's order; none means all. `format` may say json."""
    read_format(reader)
    return reader.codes("fields", members)


def read_as_known_at(reader: Reader, now: datetime) -> datetime | None:
    """The moment whose knowledge is asked for, in UTC."""
    moment = reader.moment("as_known_at")
    if moment is not None and moment > now:
        reader.fault("as_known_at", "Lies in the future: nobody knows yet what will be known then.")
    return moment


def meta(count: int, limit: int, as_known_at: datetime | None = None) -> Meta:
    """What stands below a list, with the record's terms."""
    return Meta(count, limit, as_known_at, settings.SITREPS_LICENCE, settings.SITREPS_ATTRIBUTION)


def envelope(
    request: HttpRequest,
    rows: Sequence[bytes],
    *,
    next_cursor: str | None,
    limit: int,
    as_known_at: datetime | None = None,
    total: int | None = None,
) -> bytes:
    """The list's JSON around rows that are JSON; `total` where count=1 asked for it."""
    following = None if next_cursor is None else {"cursor": next_cursor}
    said = meta(len(rows), limit, as_known_at)
    return wrap(request, rows, following=following, meta=said if total is None else _counted(said, total))


def wrap(request: HttpRequest, rows: Sequence[bytes], *, following: Mapping[str, str] | None, meta: object) -> bytes:
    """The same for lists whose meta says more; `following` is what the next page's query has in place of this one's."""
    links = {"self": request.get_full_path(), "next": _next(request, following)}
    whole = [*rows] or [b""]
    whole[0] = b'{"data":[' + whole[0]
    whole[-1] += b'],"links":%b,"meta":%b}' % (_json(links), _json(meta))
    return b",".join(whole)  # the one time that the rows are copied


def _counted(of: Meta, total: int) -> CountedMeta:
    exact = total <= LARGEST_COUNT
    return CountedMeta(**asdict(of), total=total if exact else None, total_at_least=None if exact else LARGEST_COUNT)


def pick(row: str | bytes, names: Sequence[str]) -> bytes:
    """A row's JSON with some of its members only, as they are; without names the row itself."""
    if not names:
        return row.encode() if isinstance(row, str) else row
    members = msgspec.json.decode(row, type=dict[str, msgspec.Raw])
    return _json({name: members[name] for name in names})


def _next(request: HttpRequest, following: Mapping[str, str] | None) -> str | None:
    if following is None:
        return None
    return f"{request.path}?{urlencode({**dict(request.GET.lists()), **following}, doseq=True)}"


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
