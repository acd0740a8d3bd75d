"""A page of 100 and one incident: stored JSON against ModelSerializers, against constant bytes, and in statements."""

from collections.abc import Iterator

from bench.peers.views import Constant
from bench.requests import Server, size
from bench.results import Result, milliseconds
from bench.timing import interleave
from sitreps.models.revisions import Latest

OURS, PEERS = "/api/v1/incidents/?limit=100", "/peers/v1/incidents/"
BOUNDS = {"sqlite": (30, 55, 35, 50), "postgresql": (20, 50, 15, 40)}


def run(database: str) -> Iterator[Result]:
    """Ratios of CPU of this process; PostgreSQL's own is not in it, on either side."""
    server = Server()
    with size("100k"):
        yield from _list(server, database)
        yield from _detail(server, database)
        yield from _statements(server, database)


def _list(server: Server, database: str) -> Iterator[Result]:
    if server.json(OURS)["data"] != server.json(PEERS)["results"]:
        raise RuntimeError("The peers' page does not hold the same JSON as ours.")
    Constant.bodies["list"] = server.get(OURS)
    paths = {"ours": OURS, "peers": PEERS, "constant": "/peers/v1/constant/list/"}
    rivals = {name: lambda path=path: server.get(path) for name, path in paths.items()}
    times = interleave(rivals, rounds=15, repeats={"ours": 20, "peers": 2, "constant": 40})
    cpu = {name: one.median_cpu for name, one in times.items()}
    must, stretch, share, better = BOUNDS[database]
    of = milliseconds(cpu)
    yield Result("list of 100 against ModelSerializer", database, cpu["peers"] / cpu["ours"], "x", must, stretch, of=of)
    part = 100 * cpu["constant"] / cpu["ours"]
    yield Result("list of 100 against constant bytes", database, part, "%", share, better, of=of)


def _detail(server: Server, database: str) -> Iterator[Result]:
    ref = Latest.objects.filter(kind="EVENT").order_by("-occurred_on", "ref")[50].ref
    ours, peers = f"/api/v1/incidents/{ref}/", f"/peers/v1/incidents/{ref}/"
    if server.json(ours) != server.json(peers):
        raise RuntimeError("The peers' incident is not the same JSON as ours.")
    rivals = {"ours": lambda: server.get(ours), "peers": lambda: server.get(peers)}
    times = interleave(rivals, rounds=15, repeats={"ours": 60, "peers": 15})
    cpu = {name: one.median_cpu for name, one in times.items()}
    yield Result(
        "detail against ModelSerializer", database, cpu["peers"] / cpu["ours"], "x", 5, 12, of=milliseconds(cpu)
    )


def _statements(server: Server, database: str) -> Iterator[Result]:
    ref = Latest.objects.order_by("-occurred_on", "ref")[0].ref
    detail = f"/api/v1/incidents/{ref}/"
    for name, path, stretch in (("list", OURS, 1), ("detail", detail, 1), ("304", OURS, 0)):
        headers = {"HTTP_IF_NONE_MATCH": server.etag(path)} if name == "304" else {}
        count = server.statements(path, **headers)
        yield Result(f"SQL statements: {name}", database, count, "", 1, stretch, more=False)
