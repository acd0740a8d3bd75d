"""The process that sets a PDF: alone, limited, killed when it overstays, and plain in what it says when it fails."""

import json
import os
import sys
import time
from pathlib import Path

import pytest

from sitreps.documents.printable import font_files
from sitreps.renderers import child_process, pdf
from sitreps.renderers.child_process import Answer, NotStarted, Overstayed

# Writes its own process id and that of a child of its own, then sleeps.
SLEEPER = """
import os, subprocess, sys, time
inner = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with open(sys.argv[1], "w") as file:
    file.write(f"{os.getpid()} {inner.pid}")
os.rename(sys.argv[1], sys.argv[1] + ".written")
time.sleep(60)
"""


class LeaseGone(Exception):
    """Stands for a lease that another worker has taken."""


def is_running(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def both_gone(note: Path, patience: float = 5.0) -> bool:
    """Whether the sleeper and its own child have ended; the system may take a moment to bury the latter."""
    processes = [int(word) for word in note.read_text().split()]
    deadline = time.monotonic() + patience
    while any(map(is_running, processes)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_a_child_that_overstays_is_killed_with_its_group(tmp_path: Path) -> None:
    note = tmp_path / "processes"
    command = (sys.executable, "-c", SLEEPER, str(note))
    with pytest.raises(Overstayed):
        child_process.run(command, b"", wall=2.0, beat=0.1, alive=lambda: None)
    assert both_gone(tmp_path / "processes.written")


def test_a_lost_lease_kills_the_child_and_is_told_as_it_is(tmp_path: Path) -> None:
    note, written = tmp_path / "processes", tmp_path / "processes.written"

    def alive() -> None:
        if written.exists():
            raise LeaseGone

    command = (sys.executable, "-c", SLEEPER, str(note))
    with pytest.raises(LeaseGone):
        child_process.run(command, b"", wall=30.0, beat=0.05, alive=alive)
    assert both_gone(written)


def test_the_lease_is_renewed_while_the_child_works() -> None:
    beats: list[float] = []
    command = (sys.executable, "-c", "import time; time.sleep(0.7); print('done')")
    answer = child_process.run(command, b"", wall=30.0, beat=0.1, alive=lambda: beats.append(time.monotonic()))
    assert answer == Answer(0, b"done\n", "")
    assert len(beats) >= 5


def test_it_inherits_no_variable_and_no_working_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "canary")
    code = "import json, os; print(json.dumps([dict(os.environ), os.getcwd()]))"
    answer = child_process.run((sys.executable, "-I", "-c", code), b"", wall=30, beat=3, alive=lambda: None)
    environment, folder = json.loads(answer.output)
    assert set(environment) <= {"LC_ALL", "LC_CTYPE", "TZ", "RAYON_NUM_THREADS", "LD_LIBRARY_PATH"}
    assert folder == "/"


def test_a_large_feed_and_a_large_answer_pass_over_several_beats() -> None:
    code = "import sys, time; text = sys.stdin.buffer.read(); time.sleep(0.3); sys.stdout.buffer.write(text * 2)"
    feed = os.urandom(3_000_000)
    answer = child_process.run((sys.executable, "-c", code), feed, wall=30, beat=0.05, alive=lambda: None)
    assert answer.output == feed * 2


# ---- The child itself, with templates that misbehave


def set_by_child(
    folder: Path, template: str, *, memory: int = pdf.MEMORY_BYTES, cpu: int = 20, inputs: dict[str, str] | None = None
) -> Answer:
    (folder / "edition.typ").write_text(template)
    order = {
        "template": str(folder / "edition.typ"),
        "root": str(folder),
        "fonts": sorted({str(path.parent) for path in font_files()}),
        "standards": pdf.STANDARDS,
        "created": 0,
        "inputs": inputs or {},
    }
    command = (sys.executable, "-I", "-B", str(pdf.CHILD), str(memory), str(cpu), "60")
    return child_process.run(command, json.dumps(order).encode(), wall=60, beat=3, alive=lambda: None)


PREAMBLE = '#set document(title: "T")\n#set text(lang: "en", font: "Noto Sans")\n#title()\n'
PAGES = "\n#context [#metadata(counter(page).final().first())<pages>]"


def test_a_sound_template_gives_its_pages_and_its_bytes(tmp_path: Path) -> None:
    answer = set_by_child(tmp_path, PREAMBLE + "One #pagebreak() two" + PAGES)
    assert answer.code == 0
    assert answer.output.startswith(b"2\n%PDF-")


@pytest.mark.parametrize(
    ("template", "says"),
    [
        pytest.param('#set document(title: "T")\n#panic("stop here")', "stop here", id="an error of the template"),
        pytest.param(PREAMBLE + '#text(font: "Nobody Sans")[A]', "unknown font family: nobody sans", id="a warning"),
        pytest.param(PREAMBLE + "→" + PAGES, "could not be displayed", id="a glyph that no font has"),
        pytest.param(PREAMBLE + '#read("/../../etc/passwd")', "file", id="a file outside its folder"),
        pytest.param(PREAMBLE + '#import "@preview/cetz:0.3.0"', "cetz", id="a package from the network"),
        pytest.param("No title", "missing document title", id="a document below the standard"),
    ],
)
def test_what_typst_refuses_is_told_without_a_traceback(tmp_path: Path, template: str, says: str) -> None:
    answer = set_by_child(tmp_path, template)
    assert answer.code == pdf.REFUSED
    assert says in answer.complaint
    assert "Traceback" not in answer.complaint
    assert pdf._reason(answer).count("\n") == 0


def test_a_document_that_eats_memory_is_stopped_and_named(tmp_path: Path) -> None:
    answer = set_by_child(tmp_path, PREAMBLE + "#{ range(40000000).map(n => (n, n, n)) }", memory=400 * 1024**2)
    assert answer.code not in (0, pdf.REFUSED)
    assert pdf._reason(answer) == "it needs more than 1536 MiB of memory"


def test_a_document_that_never_ends_is_stopped_and_named(tmp_path: Path) -> None:
    spin = "#{ let n = 0; for a in range(100000) { for b in range(100000) { n = calc.rem(n + a * b, 7) } } }"
    answer = set_by_child(tmp_path, PREAMBLE + spin, cpu=1)
    assert answer.code < 0
    assert pdf._reason(answer) == "it needs more than 60 seconds of processor time"


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    code = (
        "import runpy, sys; sys.argv = ['x', '1500000000', '20', '60'];"
        f"part = runpy.run_path({str(pdf.CHILD)!r});"
        "part['impose'](1500000000, 20, 60);"
        f"file = open({str(tmp_path / 'leak')!r}, 'w'); file.write('x' * 10); file.close()"
    )
    answer = child_process.run((sys.executable, "-I", "-c", code), b"", wall=30, beat=3, alive=lambda: None)
    assert "File too large" in answer.complaint
    assert (tmp_path / "leak").stat().st_size == 0


def test_no_process_to_be_had_is_told_as_such() -> None:
    with pytest.raises(NotStarted, match="No such file"):
        child_process.run(("/nowhere/python",), b"", wall=1, beat=1, alive=lambda: None)
