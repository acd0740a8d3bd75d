"""Reading query parameters strictly: nothing is guessed, nothing ignored, and one answer names every fault.

A view declares its parameters as a frozen dataclass and fills it from a `Reader`. A method of the reader gives None
both for a parameter that is absent and for one that is faulty; `check()` then raises for all faults at once.
"""

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time

from django.http import QueryDict

from sitreps.errors import Fault, InvalidQuery

LONGEST = 500
MOST_FAULTS = 20
LARGEST_WHOLE = 999_999_999_999
_SHOWN = 60

_INVISIBLE = frozenset({"Cf", "Zs"})
_WHOLE = re.compile(r"[0-9]{1,12}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
# RFC 3339: a date, a time and a zone; the seconds are not optional.
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(?P<zone>Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII
)
_EXAMPLE = "2025-06-24T18:00:00Z"


class Reader:
    """The query of one request, against the names that its view knows."""

    def __init__(self, given: QueryDict, known: Collection[str]) -> None:
        self._given = given
        self._known = known
        self._faults: list[Fault] = []
        unknown = [name for name in given if name not in known]
        for name in unknown[:MOST_FAULTS]:
            self.fault(_shown(name), self._unknown(name))

    def fault(self, name: str, message: str) -> None:
        """Note what is wrong with a parameter."""
        self._faults.append(Fault(name, message))

    def is_faulty(self, *names: str) -> bool:
        """Whether any of these parameters was refused already."""
        return any(fault.path in names for fault in self._faults)

    def check(self) -> None:
        """Raise `InvalidQuery` if anything was noted."""
        if self._faults:
            raise InvalidQuery(self._faults[:MOST_FAULTS])

    def has(self, name: str) -> bool:
        """Whether the request names this parameter at all."""
        return name in self._given

    def text(self, name: str) -> str | None:
        """The one value of a parameter, neither empty nor endless."""
        if not self.has(name):
            return None
        values = self._given.getlist(name)
        if len(values) > 1:
            self.fault(name, "Given more than once; give it once.")
            return None
        return self._clean(name, values[0]) if values else None

    def prose(self, name: str) -> str | None:
        """The one value of a parameter as people write it: invisible characters of its script are no fault."""
        values = self._given.getlist(name)
        if len(values) > 1 or not values:
            return self.text(name)
        value = values[0]
        plain = "".join(" " if unicodedata.category(letter) in _INVISIBLE else letter for letter in value)
        return value if self._clean(name, plain) is not None else None

    def several(self, name: str, pattern: re.Pattern[str], example: str, *, most: int) -> tuple[str, ...]:
        """The values of a parameter that may be repeated or listed with commas; each once, in the order given."""
        given = self._given.getlist(name)
        if sum(value.count(",") + 1 for value in given) > most:
            self.fault(name, f"No more than {most} at once; ask for the others in another request.")
            return ()
        cleaned = [self._clean(name, value, longest=LONGEST * most) for value in given]
        parts = [part for value in cleaned if value for part in value.split(",")]
        for part in parts:
            if not pattern.fullmatch(part):
                self.fault(name, f"'{_shown(part)}' is not of the form {example}.")
                return ()
        return tuple(dict.fromkeys(parts))

    def matching(self, name: str, pattern: re.Pattern[str], example: str) -> str | None:
        """A value of a fixed form."""
        value = self.text(name)
        if value is not None and not pattern.fullmatch(value):
            self.fault(name, f"'{_shown(value)}' is not of the form {example}.")
            return None
        return value

    def code(self, name: str, codes: Collection[str]) -> str | None:
        """A code of a vocabulary."""
        value = self.text(name)
        return value if value is not None and self._is_known(name, value, codes) else None

    def codes(self, name: str, codes: Sequence[str]) -> tuple[str, ...]:
        """Codes that may be repeated or listed with commas, in the order of the vocabulary."""
        asked = self.codes_as_given(name, codes)
        return tuple(code for code in codes if code in asked)

    def codes_as_given(self, name: str, codes: Collection[str]) -> tuple[str, ...]:
        """The same in the order in which they were given, each once."""
        cleaned = [self._clean(name, value) for value in self._given.getlist(name)]
        asked = [code for value in cleaned if value for code in value.split(",")]
        if not all(self._is_known(name, code, codes) for code in asked):
            return ()
        return tuple(dict.fromkeys(asked))

    def whole(self, name: str, lowest: int, highest: int) -> int | None:
        """A whole number within bounds."""
        value = self.text(name)
        if value is None:
            return None
        if not _WHOLE.fullmatch(value) or not lowest <= int(value) <= highest:
            self.fault(name, f"'{_shown(value)}' is not a whole number from {lowest:,} to {highest:,}.")
            return None
        return int(value)

    def flag(self, name: str) -> bool:
        """1 for yes; 0 or nothing for no."""
        value = self.text(name)
        if value not in (None, "0", "1"):
            self.fault(name, "Write 1 for yes or 0 for no.")
        return value == "1"

    def moment(self, name: str) -> datetime | None:
        """A moment with its zone, in UTC."""
        value = self.text(name)
        read = self._moment(name, value) if value is not None else None
        return self._in_utc(name, read) if read else None

    def day_or_moment(self, name: str) -> datetime | None:
        """A moment, or a day as the moment at which it begins in UTC."""
        value = self.text(name)
        if value is None or not _DAY.fullmatch(value):
            return self.moment(name)
        day = self._day(name, value)
        return datetime.combine(day, time(), UTC) if day else None

    def day(self, name: str) -> date | None:
        """A day, or the midnight that begins it. What is dated by day cannot be asked for by the hour."""
        value = self.text(name)
        if value is None or _DAY.fullmatch(value):
            return self._day(name, value) if value else None
        moment = self._moment(name, value)
        if moment is None:
            return None
        if moment.time() != time():
            self.fault(name, f"Incidents are dated by day: give a day, such as {moment.date()}, or its midnight.")
            return None
        return moment.date()

    def _is_known(self, name: str, code: str, codes: Collection[str]) -> bool:
        if code in codes:
            return True
        self.fault(name, f"'{_shown(code)}' is unknown here. The nearest known one is '{_nearest(code, codes)}'.")
        return False

    def _clean(self, name: str, value: str, *, longest: int = LONGEST) -> str | None:
        if not value:
            self.fault(name, "Empty; give a value or leave it out.")
        elif len(value) > longest:
            self.fault(name, f"Longer than {longest} characters.")
        elif not value.isprintable():
            self.fault(name, "Holds a control character or another that cannot be printed.")
        else:
            return value
        return None

    def _day(self, name: str, value: str) -> date | None:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fault(name, f"'{value}' is no day of the calendar.")
            return None

    def _moment(self, name: str, value: str) -> datetime | None:
        """The moment in its own zone."""
        if " " in value and _MOMENT.fullmatch(value.replace(" ", "+")):
            self.fault(name, "A plus sign stands for a space in an address; write the zone as %2B03:00, or use Z.")
            return None
        form = _MOMENT.fullmatch(value)
        if form is None:
            self.fault(name, f"'{_shown(value)}' is not of the form {_EXAMPLE}.")
            return None
        if form["zone"] is None:
            self.fault(name, f"The zone is missing; write it as {_EXAMPLE} or with an offset.")
            return None
        try:
            return datetime.fromisoformat(value)
        except ValueError:
            self.fault(name, f"'{value}' is no moment of the calendar.")
            return None

    def _in_utc(self, name: str, moment: datetime) -> datetime | None:
        try:
            return moment.astimezone(UTC)
        except OverflowError:
            self.fault(name, "Beyond the years 1 to 9999.")
            return None

    def _unknown(self, name: str) -> str:
        if not self._known:
            return "This address takes no parameters."
        return f"There is no such parameter here. The nearest known one is '{_nearest(name, sorted(self._known))}'."


def _nearest(word: str, known: Collection[str]) -> str:
    """However it is cased: who writes killed means KILLED."""
    folded = {name.casefold(): name for name in known}
    return folded[difflib.get_close_matches(word[:_SHOWN].casefold(), folded, n=1, cutoff=0.0)[0]]


def _shown(text: str) -> str:
    """A stranger's text, short and printable, for a message."""
    printable = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return printable if len(printable) <= _SHOWN else f"{printable[:_SHOWN]}…"
