"""What every code list of the house is made of."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Code(StrEnum):
    """A stable code with an English label.

    The value goes into the database, the API and the exports and never changes; the label is for people
    and is translated where it is shown.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(code, label) pairs in the order of the list, as form and model fields take them."""
        return [(member.value, member.label) for member in cls]
