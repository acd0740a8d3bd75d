"""Series: countries, clock, cadence and policies of the editions."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse

from sitreps import permissions
from sitreps.actions import continuing
from sitreps.actions.continuing import Way
from sitreps.admin import fields
from sitreps.admin.base import DeskAdmin, PlainForm, ReferenceForm, now, person, problems
from sitreps.documents import wording
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


ENDLESS = "endless"
"""The box of the way without an end."""


class GoOnForm(PlainForm):
    """For one more edition, or without an end. What each way brings stands beside it."""

    until = forms.ChoiceField(label="How the series goes on", widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Sequence[Way], series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = {str(way.until or ENDLESS): way for way in ways}
        pairs = [(key, way_words(way, series)) for key, way in self.ways.items()]
        self.fields["until"].choices = pairs  # type: ignore[attr-defined]
        self.initial = {"until": pairs[0][0]}

    @property
    def chosen(self) -> Way:
        """The way that was chosen; only once the form is valid."""
        return self.ways[self.cleaned_data["until"]]


def way_words(way: Way, series: Series) -> str:
    """What would follow, in two or three sentences."""
    told = [f"One more edition, of {wording.day(way.until)}." if way.until else "Without an end, from now on."]
    if way.opens:
        which = "It" if way.opens[0] == way.until else f"An edition of {wording.day(way.opens[0])}"
        days = f" and covers the {way.covers} days since the last one" if way.covers > 1 else ""
        told.append(f"{which} is compiled at once{days}.")
    if way.next_cut_off:
        told.append(f"The next cut-off is {wording.day_and_clock(way.next_cut_off, series.zone)}.")
    return " ".join(told)


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

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        series = context["original"]
        context["may_go_on"] = (
            series is not None and self.may_write(request) and continuing.can_go_on(series, now=now())
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        return [self.page("<int:pk>/go-on/", self.go_on, "go_on"), *super().get_urls()]

    def go_on(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A series that has ended goes on; what comes of it is issued by nobody but a chief editor."""
        by, moment = person(request), now()
        permissions.check_settings(by)
        series = get_object_or_404(Series, pk=pk)
        continuing.check_go_on(series, now=moment)
        form = GoOnForm(request.POST or None, ways=continuing.ways(series, now=moment), series=series)
        if request.method == "POST" and form.is_valid():
            opened = continuing.go_on(series=series, until=form.chosen.until, by=by, now=moment)
            if opened:
                messages.success(request, f"{series} goes on: {opened[0]} is being compiled from what is published.")
                return HttpResponseRedirect(reverse("admin:sitreps_editiondraft_change", args=[opened[0].pk]))
            messages.success(request, f"{series} goes on.")
            return HttpResponseRedirect(reverse("admin:index"))
        context = self.context(request, series=series, form=form, problems=problems(form), title="Go on")
        return TemplateResponse(request, "admin/sitreps/series/go_on.html", context)
