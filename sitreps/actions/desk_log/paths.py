"""Where in a desk log something stands: `incidents[3].claims[0].value`."""

from collections.abc import Iterable
from dataclasses import dataclass

from sitreps.actions.validation import shown
from sitreps.errors import Fault

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault before it is put into words for people: the steps to the place, and the message."""

    path: Path
    message: str


def render(path: Path) -> str:
    """The path as it is printed; the log itself is `file`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = step if step.isidentifier() else shown(step)
            text += f".{name}" if text else name
    return text or "file"


def as_faults(findings: Iterable[Finding], sections: Iterable[str]) -> list[Fault]:
    """The findings as faults, each once, in the order in which a reader of the file meets them."""
    order = {section: number for number, section in enumerate(sections)}

    def place(finding: Finding) -> tuple[tuple[int, str], ...]:
        steps = [(step, "") if isinstance(step, int) else (0, step) for step in finding.path[1:]]
        first = str(finding.path[0]) if finding.path else ""
        return ((order.get(first, -1), first), *steps)

    unique = dict.fromkeys(findings)
    return [Fault(render(finding.path), finding.message) for finding in sorted(unique, key=place)]
