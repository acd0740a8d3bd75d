"""What every model file stands on: fields for codes and keys, and the base of what only ever grows."""

from enum import StrEnum
from typing import Any, NoReturn

from django.core.validators import RegexValidator
from django.db import models

KEY_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

key_validator = RegexValidator(
    KEY_PATTERN, "Use up to 64 letters, digits, dots, underscores or hyphens, and begin with a letter or digit."
)


def code_label(code: StrEnum) -> str:
    """A code as a person reads it: its own label, else `IN_REVIEW` -> `in review`."""
    return str(getattr(code, "label", code.value.replace("_", " ").lower()))


def code_field(codes: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """A column for one code of an enumeration, with its readable choices."""
    options.setdefault("choices", [(str(code.value), code_label(code)) for code in codes])
    return models.CharField(max_length=40, **options)


def key_field(**options: Any) -> "models.CharField[str, str]":
    """The stable name of a row in desk logs and in the public record."""
    return models.CharField(max_length=64, validators=[key_validator], **options)


class AppendOnlyError(TypeError):
    """A write that the record does not know: its rows are added, never changed (triggers.py guards the same)."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """A queryset without a way to change or delete rows."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never changed.")

    def delete(self) -> NoReturn:
        raise AppendOnlyError(f"{self.model.__name__} rows are never deleted.")


def erase(rows: models.QuerySet[Any, Any], *columns: str) -> int:
    """Empty some texts of rows of the record; returns of how many.

    The database lets it pass for what a recorded redaction names, and for nothing else (triggers.py).
    """
    return models.QuerySet.update(rows, **dict.fromkeys(columns, ""))


class AppendOnlyManager(models.Manager[Any]):
    """The manager of tables that only grow."""

    def get_queryset(self) -> AppendOnlyQuerySet:
        return AppendOnlyQuerySet(self.model, using=self._db)


class AppendOnly(models.Model):
    """A row of the record: inserted once. The database refuses UPDATE, DELETE and TRUNCATE too (triggers.py)."""

    objects = AppendOnlyManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} rows are never changed.")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(f"{type(self).__name__} rows are never deleted.")
