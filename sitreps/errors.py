"""The few errors of the house. Each says what is wrong and what to do; none is caught blindly.

The public side turns them into problem details (api/problems.py), the desk into messages by their field,
commands into lines on stderr and an exit code.
"""

from collections.abc import Sequence
from dataclasses import dataclass


class SitrepsError(Exception):
    """The root of every error that is raised on purpose."""


class InvalidValue(SitrepsError):
    """A value that cannot be what it says it is.

    `field` is the name of the input (a form field, a JSON path, a query parameter); `message` says what was
    read and how to mend it.
    """

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        self.message = message
        super().__init__(f"{field}: {message}")


@dataclass(frozen=True, slots=True)
class Fault:
    """One line of a report on bad input: where (a path or field), what is wrong and how to mend it."""

    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class InvalidLog(SitrepsError):
    """A desk log that was refused as a whole; `faults` lists every path with its mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class InvalidQuery(SitrepsError):
    """A request whose parameters were refused; `faults` lists every parameter with its mend."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(str(fault) for fault in self.faults))


class NotAllowed(SitrepsError):
    """The person may not do this: a missing role, or four eyes. The message names the way out."""


class WrongState(SitrepsError):
    """The thing may not do this now (workflow.py). The message names the state and what it allows."""


class StaleVersion(SitrepsError):
    """Somebody else saved first: the write was refused and nothing was changed."""


class Blocked(SitrepsError):
    """An edition that cannot be issued; `lines` are the discrepancies as `BLOCK CODE:REF text`."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = tuple(lines)
        super().__init__("\n".join(self.lines))


class NotDue(SitrepsError):
    """A day for which a series has no edition: outside its dates, or inside another edition's period."""


class Conflict(SitrepsError):
    """A write that contradicts what the record already holds (a key with other content, a backdated moment)."""


class Gone(SitrepsError):
    """What was public and is so no longer: `code` is a `GoneCode`, `reason` the sentence that may be said of it."""

    def __init__(self, what: str, code: str, reason: str) -> None:
        self.what = what
        self.code = code
        self.reason = reason
        super().__init__(f"{what}: {reason}")


class Merged(SitrepsError):
    """An incident that has become part of another: `survivor` is the ref under which it goes on."""

    def __init__(self, ref: str, survivor: str) -> None:
        self.ref = ref
        self.survivor = survivor
        super().__init__(f"{ref} was merged into {survivor}.")


class KeyNeeded(SitrepsError):
    """A question that is answered to partners with a key only; `what` begins the sentence that says so."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"{what} is for partners with a key, and this desk gives out none yet.")


class RenderFailed(SitrepsError):
    """A document that could not be drawn; the message names the text or the limit that stopped it."""


class NotErased(SitrepsError):
    """Remains of redacted content that could not be erased yet; the job tries again."""


class LeaseLost(SitrepsError):
    """A worker that was overtaken: its lease ran out and another holds the job now, so its write is refused."""
