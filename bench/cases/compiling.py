"""Compiling an edition of 400 incidents with 2,000 claims on a record of a million: query, reconcile, freeze.

Twice: for a series whose country is new to the record, and for one that also covers a fifth of the record, all of it
told of before. Both in a transaction that is rolled back.
"""

from collections.abc import Iterator, Mapping

from bench import news, timing
from bench.backend import Backend
from bench.requests import size
from bench.results import Result
from sitreps.actions import drafts, work
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.models.accounts import COMMAND, actor
from sitreps.models.editions import EditionDraft
from sitreps.models.revisions import Latest

INCIDENTS, CLAIMS, SMALL = 400, 5, 10
ROUNDS = 5


def run(database: str) -> Iterator[Result]:
    """CPU of this process and, on PostgreSQL, of the server's process that works for it; the median of five rounds."""
    incidents = SMALL if timing.briefly else INCIDENTS
    for what, carried in (("a new country", ()), ("a fifth of the record told before", ("UKR",))):
        with size("1m"), news.day_of_news(incidents, CLAIMS, carried=carried) as draft:
            told_before = Latest.objects.filter(country__in=carried).count()
            of = {"incidents": incidents, "claims": incidents * CLAIMS, "told_before": told_before}
            yield _measured(f"compile an edition, {what}", database, draft, of)


def _measured(case: str, database: str, draft: EditionDraft, of: Mapping[str, float]) -> Result:
    server = Backend()
    rounds = []
    for _ in range(1 if timing.briefly else ROUNDS):
        before = server.cpu()
        took = timing.once(lambda: _compile(draft))
        rounds.append((took.cpu + server.cpu() - before, took.wall, took.cpu))
    compiled = EditionDraft.objects.get(pk=draft.pk)
    document = canonical.decode(compiled.snapshot, EditionDocument)
    if len(document.incidents) != of["incidents"]:
        raise RuntimeError(f"The edition tells of {len(document.incidents)} incidents, {compiled.error!r}.")
    cpu, wall, ours = sorted(rounds)[len(rounds) // 2]
    more = {"first_s": round(rounds[0][0], 3), "wall_s": round(wall, 3), "without_server_s": round(ours, 3)}
    return Result(case, database, cpu, "s", 1, 0.3, more=False, of={**of, **more})


def _compile(draft: EditionDraft) -> None:
    """As a worker does it: the job is asked for, claimed and done, the draft stored with what is odd about it."""
    job = drafts.ask_to_compile(draft=draft, by=actor(COMMAND), now=news.NOW, wake=False)
    work.run_job(job_id=job.pk, clock=lambda: news.NOW)
