"""How the desk's forms read what is typed: days and moments as text, other rows by their key, lists by line.

Text boxes, not native date boxes, which speak the browser's language; typed text stays as it was typed.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime

from sitreps.admin.lookups import Lookup

M = TypeVar("M", bound=models.Model)

DAY_FORMATS = ("%Y-%m-%d", "%d %B %Y", "%d %b %Y")
MOMENT_FORMATS = ("%Y-%m-%d %H:%M", "%d %B %Y %H:%M", "%d %b %Y %H:%M", "%d %B %Y, %H:%M")


class DayField(forms.DateField):
    """A day, as 2025-06-24 or 24 June 2025."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "2025-06-24")
        super().__init__(input_formats=DAY_FORMATS, **options)
        self.error_messages["invalid"] = "No day in '%(value)s'. Write it as 2025-06-24 or 24 June 2025."

    def to_python(self, value: Any) -> date | None:
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid"], "invalid", {"value": value}) from None


class WhenField(forms.CharField):
    """A moment or, where `days` says so, a whole day. One without an offset is local: `resolve` gives it its zone."""

    def __init__(self, *, days: bool = False, **options: Any) -> None:
        self.days = days
        options.setdefault(
            "help_text",
            "2025-06-24, with a time if known" if days else "2025-06-24 17:10, or 2025-06-24T14:10Z for UTC",
        )
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        moment = _moment(text)
        if moment is not None:
            return moment
        day = _day(text)
        if day is None:
            raise ValidationError(
                f"No time in '{text}'. Write it as 2025-06-24 17:10 (local time) or 2025-06-24T14:10Z (UTC)."
            )
        if not self.days:
            raise ValidationError(f"'{text}' is a day. Give the time too: {day.isoformat()} 17:10.")
        return day

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or "").strip() != (data or "").strip()


def resolve(moment: datetime, zone: ZoneInfo) -> datetime:
    """A typed moment in UTC; one without an offset is in `zone`. ValidationError for an hour that the clocks skip."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    utc = moment.replace(tzinfo=zone).astimezone(UTC)
    if utc.astimezone(zone).replace(tzinfo=None) != moment:
        raise ValidationError(f"{moment:%H:%M} does not exist on {moment:%Y-%m-%d} in {zone.key}: the clocks skip it.")
    return utc


def typed(value: date | datetime | None, zone: ZoneInfo) -> str:
    """A stored day or moment as it would be typed, in local time."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%Y-%m-%d %H:%M}"
    return value.isoformat() if value else ""


class LookupField(forms.CharField, Generic[M]):
    """One other row, named in a text box with suggestions."""

    def __init__(self, lookup: Lookup[M], **options: Any) -> None:
        self.lookup = lookup
        super().__init__(**options)
        self.widget.attrs.update({"list": f"known-{lookup.names}", "data-lookup": lookup.names, "autocomplete": "off"})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, self.lookup.model):
            return self.lookup.text(value)
        if isinstance(value, int):
            row = self.lookup.rows().filter(pk=value).first()
            return self.lookup.text(row) if row else ""
        return value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        row = self.lookup.find(text)
        if row is None:
            raise ValidationError(self.lookup.refusal(text))
        return row

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "").strip() != (data or "").strip()


class LookupManyField(LookupField[M]):
    """Several other rows, with a semicolon between them."""

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(self.lookup.text(row) for row in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        parts = [part.strip() for part in (value or "").split(";")]
        return [super(LookupManyField, self).to_python(part) for part in parts if part]


class ListField(forms.CharField):
    """Codes with a comma between them, such as UKR, RUS."""

    def __init__(self, *, case: Callable[[str], str] = str, **options: Any) -> None:
        self.case = case
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        return [self.case(part.strip()) for part in (value or "").split(",") if part.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class NamesField(forms.CharField):
    """A name in further languages, one a line: `uk | поліція`."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(f"{language} | {name}" for language, name in sorted(value.items()))

    def to_python(self, value: Any) -> Any:
        found: dict[str, str] = {}
        for line in (value or "").splitlines():
            language, bar, name = (part.strip() for part in line.partition("|"))
            if not (language or name):
                continue
            if not bar or not language:
                raise ValidationError(f"No language in '{line.strip()}'. Write it first: uk | {language or name}")
            if language in found:
                raise ValidationError(f"'{language}' stands there twice: write one name a language.")
            found[language] = name
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool((initial or {}) != self.to_python(data))
        except ValidationError:
            return True


class NumberField(forms.IntegerField):
    """A count. What it may be, the rules say (reconciliation.md B1), in words that name the field's neighbours."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs["inputmode"] = "numeric"
        self.error_messages["invalid"] = (
            "Not a whole number. Write digits, such as 30; a word such as 'dozens' has its own box."
        )


def say_what_is_missing(fields: Iterable[forms.Field]) -> None:
    """Give boxes that must be filled in words for being empty that say what to do."""
    for field in fields:
        kinds = (
            (forms.FileField, "No file is chosen: choose one."),
            (forms.ChoiceField, "Nothing is chosen: choose one."),
        )
        told = next((words for kind, words in kinds if isinstance(field, kind)), "It is empty: write it.")
        field.error_messages["required"] = told


def choices(pairs: Sequence[tuple[str, str]], *, empty: str | None = None) -> list[tuple[str, str]]:
    """The options of a select, with words for the empty one."""
    return [*([("", empty)] if empty is not None else []), *pairs]


def _moment(text: str) -> datetime | None:
    for form in MOMENT_FORMATS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 local: `resolve` gives it its zone
        except ValueError:
            continue
    try:
        return parse_datetime(text) if ":" in text else None  # a day alone would be read as its midnight
    except ValueError:
        return None


def _day(text: str) -> date | None:
    for form in DAY_FORMATS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return None
