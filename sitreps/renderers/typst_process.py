"""The child that sets one document with Typst. Started by its path in isolated mode, it knows nothing of the house.

`typst_process.py MEMORY_BYTES CPU_SECONDS WALL_SECONDS`, the order as JSON on stdin (pdf.py writes it). Answers on
stdout with the number of pages, a line feed and the PDF; or on stderr, exit code 2, with what Typst had to say.
"""

import json
import resource
import signal
import sys
from typing import Any, cast

import typst

REFUSED = 2


def main() -> int:
    impose(*(int(limit) for limit in sys.argv[1:4]))
    order = json.load(sys.stdin.buffer)
    try:
        content, pages = compile_document(order)
    except typst.TypstError as error:
        return refuse([getattr(error, "message", str(error)), *getattr(error, "hints", ())])
    except typst.TypstWarning as warning:
        return refuse([str(warning)])
    sys.stdout.buffer.write(f"{pages}\n".encode() + content)
    return 0


def impose(memory: int, cpu: int, wall: int) -> None:
    """Limits that hold even if the parent is gone; files cannot be written at all."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(wall)


def compile_document(order: dict[str, Any]) -> tuple[bytes, int]:
    """The PDF and its pages. An unknown font is only a warning to Typst; here every warning is an error."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=order["fonts"])
    compiler = typst.Compiler(order["template"], root=order["root"], font_paths=fonts, sys_inputs=order["inputs"])
    content, warnings = compiler.compile_with_warnings(
        format="pdf", pdf_standards=order["standards"], timestamp=order["created"]
    )
    if warnings:
        raise warnings[0]
    pages: int = json.loads(compiler.query("<pages>", field="value", one=True))
    return cast("bytes", content), pages  # no path was given to write to, and a PDF is one file


def refuse(messages: list[str]) -> int:
    sys.stderr.write("; ".join(message for message in messages if message))
    return REFUSED


if __name__ == "__main__":
    sys.exit(main())
