"""The PDF of an edition: 40 incidents against WeasyPrint on the same content, and 400 by itself.

WeasyPrint is given the product's own HTML edition, which says the same and is made to be printed: what a desk would do
that has a page and wants a PDF of it. Ours is the accessible and archivable PDF as it is issued (PDF/UA-1, PDF/A-3a).
WeasyPrint needs Pango on the machine; where it cannot be loaded, the row stands without a ratio and says so.
"""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import Any, Self

from bench import news, timing
from bench.requests import size
from bench.results import Result
from sitreps.actions import compiling
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.documents.sections import lay_out
from sitreps.renderers import html, pdf

SHORT, LONG, SMALL = 40, 400, 5
CLAIMS, CLAIMS_OF_THE_LONG = 5, 1
"""The long one has the shortest annex there is, and is nearest to the 85 pages of the bound so. With 2,000 claims it
would hold more than `pdf.MOST_CHARACTERS`, and be refused."""
ROUNDS, ROUNDS_OF_PEERS = 5, 2
MEGABYTE = 10**6


def run(database: str) -> Iterator[Result]:
    """CPU, with that of the process that draws; no database is asked while it is drawn, so it is measured on one."""
    if database != "sqlite":
        return
    yield _against_weasyprint(database, _edition(SHORT, CLAIMS))
    yield from _long(database, _edition(LONG, CLAIMS_OF_THE_LONG))


def _edition(incidents: int, claims: int) -> EditionDocument:
    count = SMALL if timing.briefly else incidents
    with size("1k"), news.day_of_news(count, claims) as draft:
        return compiling.compile_document(draft, as_known_at=news.NOW).document


def _against_weasyprint(database: str, document: EditionDocument) -> Result:
    weasyprint = _weasyprint()
    rivals: dict[str, Callable[[], int]] = {"ours": lambda: _ours(document)}
    if weasyprint is not None:
        rivals["weasyprint"] = lambda: _theirs(document, weasyprint)
    spent: dict[str, list[float]] = {name: [] for name in rivals}
    of: dict[str, float] = {}
    for number in range(1 if timing.briefly else ROUNDS):
        for name, rival in rivals.items():
            if name == "ours" or number < ROUNDS_OF_PEERS:  # a minute each
                cpu, of[f"{name}_pages"] = _cpu_of(rival)
                spent[name].append(cpu)
    of |= {f"{name}_s": round(median(times), 3) for name, times in spent.items()}
    if weasyprint is None:
        name = f"PDF of {SHORT} incidents, not compared: WeasyPrint finds no Pango here"
        return Result(name, database, of["ours_s"], "s", more=False, of=of)
    value = of["weasyprint_s"] / of["ours_s"]
    return Result(f"PDF of {SHORT} incidents against WeasyPrint, CPU", database, value, "x", 10, 15, of=of)


def _long(database: str, document: EditionDocument) -> Iterator[Result]:
    times, peaks, pages = [], [], 0
    for _ in range(1 if timing.briefly else ROUNDS):
        with Peak() as peak:
            cpu, pages = _cpu_of(lambda: _ours(document))
        times.append(cpu)
        peaks.append(peak.bytes)
    of = {"pages": pages}
    case = f"PDF of {LONG} incidents with a claim each"
    yield Result(f"{case}, CPU", database, median(times), "s", 3, 2, more=False, of=of)
    yield Result(f"{case}, memory of the render process", database, max(peaks) / MEGABYTE, "MB", 550, 400, more=False,
                 of=of)  # fmt: skip


def _ours(document: EditionDocument) -> int:
    """How many pages our PDF has."""
    snapshot = canonical.encode(document).encode()
    drawn: pdf.Pdf = pdf.render(
        lay_out(document), attachment=snapshot, created=news.NOW, identifier="edition", alive=lambda: None
    )
    return drawn.pages


def _theirs(document: EditionDocument, weasyprint: Any) -> int:
    """How many pages it makes of the HTML edition."""
    made = weasyprint.HTML(string=html.render(lay_out(document)).decode()).render()
    if not made.write_pdf().startswith(b"%PDF"):
        raise RuntimeError("WeasyPrint gave no PDF.")
    return len(made.pages)


def _weasyprint() -> Any:
    """The library, or None where the machine lacks what it loads: it is a developer's package, Pango the system's."""
    try:
        with redirect_stdout(sys.stderr):  # it explains itself there, where results are written
            import weasyprint  # noqa: PLC0415 loads Pango
    except OSError:
        return None
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # hundreds of warnings about styles that it leaves out
    return weasyprint


def _cpu_of(work: Callable[[], int]) -> tuple[float, int]:
    """What it cost, and what it gave."""
    before = _cpu()
    gave = work()
    return _cpu() - before, gave


def _cpu() -> float:
    """Seconds of this process and of the children that have ended."""
    return sum(one.ru_utime + one.ru_stime for one in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


class Peak:
    """The most memory that any child held meanwhile: looked at every 20 ms, as the kernel keeps its highest mark."""

    def __init__(self) -> None:
        self.bytes = 0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.02):
            for task in Path("/proc/self/task").iterdir():
                self.bytes = max([self.bytes, *map(_highest, _children(task))])


def _children(task: Path) -> list[str]:
    try:
        return (task / "children").read_text().split()
    except OSError:  # the thread has ended
        return []


def _highest(pid: str) -> int:
    """The highest mark of a process's resident memory, in bytes; 0 where it has ended or not begun its own work yet."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    lines = (line.split() for line in status.splitlines() if line.startswith("VmHWM:"))
    return next((int(kilobytes) * 1024 for _, kilobytes, _ in lines), 0) if _is_drawing(pid) else 0


def _is_drawing(pid: str) -> bool:
    """Before it is replaced by the renderer a child still has this process's memory."""
    try:
        return pdf.CHILD.name in Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return False
