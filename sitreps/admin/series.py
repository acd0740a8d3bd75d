"""Series: countries, clock, cadence and policies of the editions."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from sitreps import permissions
from sitreps.admin import fields
from sitreps.admin.base import DeskAdmin, ReferenceForm
from sitreps.documents.naming import language_name
from sitreps.documents.wording import ENGLISH, LANGUAGES
from sitreps.models.series import Series

DRAWN = ENGLISH.joined([f"{language_name(code, ENGLISH.language)} ({code})" for code in LANGUAGES])
HINT = (
    f"With a comma between them, the one that you type in first: en, uk. Editions are worded in {DRAWN}; in any other "
    "language all but what you type stands in English."
)


class ClockField(forms.CharField):
    """A time of day, as 18:00."""

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        try:
            return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 a time of day has no zone of its own
        except ValueError:
            raise ValidationError(f"No time of day in '{text}'. Write it as 18:00.") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.prepare_value(initial) != data)


class SeriesForm(ReferenceForm):
    """A crisis and a product. Its clock is in its own zone."""

    countries = fields.ListField(case=str.upper, help_text="Three letters each, the crisis' own first: UKR, RUS")
    languages = fields.ListField(case=str.lower, help_text=HINT)
    timezone = forms.CharField(label="Time zone", help_text="As the IANA database names it: Europe/Kyiv")
    titles = fields.NamesField(
        required=False, label="Title in other languages", help_text="One a line: uk | Україна: щоденний звіт"
    )
    issued_by_names = fields.NamesField(
        required=False, label="Issued by, in other languages", help_text="One a line: uk | Редакція ситуаційних звітів"
    )
    cut_off = ClockField(label="Cut-off", help_text="Local time of the series: 18:00")

    class Meta:
        model = Series
        fields = (
            "code", "title", "titles", "countries", "timezone", "cut_off", "late_window_minutes", "languages",
            "cadence", "missed_days", "first_number", "starts_on", "ends_on", "paused", "publish_attribution",
            "issued_by", "issued_by_names", "contact", "glide",
        )  # fmt: skip


@admin.register(Series)
class SeriesAdmin(DeskAdmin):
    """The series of a desk."""

    form = SeriesForm
    writes = staticmethod(permissions.check_settings)
    list_display = ("code", "title", "timezone", "cut_off", "cadence", "starts_on", "ends_on", "paused")
    search_fields = ("code", "title")

    def save_model(self, request: HttpRequest, obj: Series, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for code in obj.languages:
            if code not in LANGUAGES:
                name = language_name(code, ENGLISH.language)
                messages.warning(
                    request,
                    f"Editions are worded in {DRAWN}. Those in {name} ({code}) have headings, tables and sentences "
                    f"in English, and say so to who has them read aloud; what you type stands as {name}.",
                )
