"""What size and depth cost: 1k against 1M, the first page against the deepest, cursors against OFFSET, past moments."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote

from django.http import QueryDict

from bench.requests import Server, size
from bench.results import Result, milliseconds
from bench.timing import interleave
from sitreps.api import cursors
from sitreps.api.incident_parameters import IncidentListParameters
from sitreps.models.revisions import IncidentRevision, Latest

LIST, LIMIT, DEEP = "/api/v1/incidents/?limit=100", 100, 9000
NEWEST_FIRST = ("-occurred_on", "ref")


def run(database: str) -> Iterator[Result]:
    """Best wall times, because the work is the database's."""
    server = Server()
    yield _growth(server, database)
    with size("1m"):
        pages = Latest.objects.count() // LIMIT - 1
        yield from _deep(server, database, pages)
        yield from _offset(server, database, min(DEEP, pages))
        yield from _past(server, database)


def _growth(server: Server, database: str) -> Result:
    def at(alias: str) -> Callable[[], object]:
        def ask() -> None:
            with size(alias):
                server.get(LIST)

        return ask

    times = interleave({name: at(name) for name in ("1k", "100k", "1m")}, rounds=30, repeats=10)
    wall = {name: one.best_wall for name, one in times.items()}
    value = wall["1m"] / wall["1k"]
    return Result("list at 1M over 1k, wall", database, value, "x", 1.3, 1.2, more=False, of=milliseconds(wall))


def _deep(server: Server, database: str, pages: int) -> Iterator[Result]:
    """The last page, and one in the middle, for which a database may take another way."""
    paths = {"first": LIST, "middle": _page(max(2, pages // 2)), "deepest": _page(pages)}
    rivals = {name: lambda path=path: server.get(path) for name, path in paths.items()}
    wall = {name: one.best_wall for name, one in interleave(rivals, rounds=30, repeats=10).items()}
    for name in ("middle", "deepest"):
        value, of = wall[name] / wall["first"], milliseconds({"first": wall["first"], name: wall[name]})
        yield Result(f"{name} page over first, wall", database, value, "x", 1.3, 1.2, more=False, of=of)


def _offset(server: Server, database: str, page: int) -> Iterator[Result]:
    """The usual page numbers, which the bound is about; and OFFSET at its best, over JSON stored like ours (ADR 19)."""
    paths = {
        "cursor": _page(page), "peers": f"/peers/v1/incidents/?page={page}", "best": f"/peers/v1/offset/{page}/"
    }  # fmt: skip
    data = server.json(paths["cursor"])["data"]
    if data != server.json(paths["peers"])["results"] or data != server.json(paths["best"])["data"]:
        raise RuntimeError("The pages by OFFSET are not the one by cursor.")
    rivals = {name: lambda path=path: server.get(path) for name, path in paths.items()}
    # About as long as a rival runs: its scan leaves cold caches to whoever comes next.
    times = interleave(rivals, rounds=5, repeats={"cursor": 100, "peers": 1, "best": 1})
    wall = {name: one.best_wall for name, one in times.items()}
    of = milliseconds(wall)
    peers, best = wall["peers"] / wall["cursor"], wall["best"] / wall["cursor"]
    yield Result(f"cursor against page numbers, page {page}", database, peers, "x", 500, 1000, of=of)
    yield Result(f"cursor against OFFSET at its best, page {page}", database, best, "x", of=of)


def _past(server: Server, database: str) -> Iterator[Result]:
    """A list as known when a hundredth, and when nearly all, of the record was published."""
    newest = IncidentRevision.objects.order_by("-seq")[0].seq
    moments = {
        name: IncidentRevision.objects.get(seq=int(newest * share)).published_at
        for name, share in (("early", 0.01), ("half", 0.5), ("late", 0.99))
    }
    paths = {"now": LIST} | {name: f"{LIST}&as_known_at={_stamp(moment)}" for name, moment in moments.items()}
    rivals = {name: lambda path=path: server.get(path) for name, path in paths.items()}
    wall = {name: one.best_wall for name, one in interleave(rivals, rounds=5, repeats=3).items()}
    for name in moments:
        of = milliseconds({"now": wall["now"], name: wall[name]})
        yield Result(f"as_known_at {name}, over now", database, wall[name] / wall["now"], "x", more=False, of=of)


def _page(number: int) -> str:
    """The address of a page by its number, with the cursor that the page before it gave."""
    rows = Latest.objects.order_by(*NEWEST_FIRST).values_list("occurred_on", "ref")
    day, ref = rows[(number - 1) * LIMIT - 1]
    asked = IncidentListParameters.read(QueryDict(LIST.partition("?")[2]), now=datetime.now(UTC))
    cursor = cursors.write((day.isoformat(), ref), query=asked.binding)
    return f"{LIST}&cursor={quote(cursor)}"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
