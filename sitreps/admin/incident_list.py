"""The list of incidents: filters, search, cells with each row's figures in a fixed number of queries."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sitreps.admin.base import DeskAdmin, person
from sitreps.admin.panel import Panel, panel
from sitreps.documents import wording
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.queries import desk
from sitreps.workflow import IncidentState

ICON = '<svg class="i" aria-hidden="true"><use href="#i-{}"></use></svg>'


class WithFigures(ChangeList):
    """A page of the list with each row's panel: a fixed number of queries at any size."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        trees = desk.trees([row.pk for row in self.result_list])
        for row in self.result_list:
            row.panel = panel(*trees[row.pk])


class CountryFilter(admin.SimpleListFilter):
    """By the country of the place."""

    title = parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = Place.objects.filter(Exists(Incident.objects.filter(place=OuterRef("pk")))).exclude(iso3166_1="")
        return [(code, code) for code in used.order_by("iso3166_1").values_list("iso3166_1", flat=True).distinct()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        return queryset.filter(place__iso3166_1=self.value()) if self.value() else queryset


class TreeFilter(admin.SimpleListFilter):
    """Roots, or places of a cluster."""

    title = parameter_name = "tree"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("roots", "only the top"), ("places", "only places of a cluster")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        return queryset.filter(parent__isnull=self.value() == "roots") if self.value() else queryset


class MineFilter(admin.SimpleListFilter):
    """What the person was the last to change, or what they may review."""

    title = parameter_name = "mine"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("mine", "changed by me"), ("review", "for me to review")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Incident]) -> QuerySet[Incident]:
        if self.value() == "mine":
            return queryset.filter(changed_by=person(request))
        if self.value() == "review":
            return queryset.filter(state=IncidentState.IN_REVIEW).exclude(changed_by=person(request))
        return queryset


class IncidentList(DeskAdmin):
    """What the list shows of a working copy."""

    list_display = ("what", "status", "killed", "injured", "attention", "occurred", "changed")
    list_display_links = ("what",)
    list_filter = ("state", MineFilter, CountryFilter, TreeFilter, "occurred_on")
    list_select_related = ("place", "changed_by", "parent")
    search_fields = ("ref", "title", "place__name", "place_text", "claims__wording")
    search_help_text = "Title, place, reference or words of a claim"
    sortable_by = ("what", "status", "occurred", "changed")
    ordering = ("-occurred_on", "ref")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list with its figures."""
        return WithFigures

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Each word in any of the fields; rows once, without a DISTINCT over every column."""
        for word in search_term.split():
            anywhere = Q()
            for name in self.search_fields:
                anywhere |= Q(**{f"{name}__icontains": word})
            queryset = queryset.filter(pk__in=Incident.objects.filter(anywhere).values("pk"))
        return queryset, False

    @admin.display(description="Incident", ordering="ref")
    def what(self, row: Incident) -> SafeString:
        """Title, reference and place."""
        kid = " is-place" if row.parent_id else ""
        return format_html(
            '<span class="l-title{}">{}</span><span class="l-sub">{} · {}</span>', kid, row.title, row.ref, row.place
        )

    @admin.display(description="State", ordering="state")
    def status(self, row: Incident) -> SafeString:
        """State as icon and word."""
        return format_html('<span class="state s-{}">' + ICON + "{}</span>", row.state, row.state, state_words(row))

    @admin.display(description="Killed")
    def killed(self, row: Any) -> SafeString:
        """The figure in words."""
        return _figure_cell(row.panel, "KILLED")

    @admin.display(description="Injured")
    def injured(self, row: Any) -> SafeString:
        """The figure in words."""
        return _figure_cell(row.panel, "INJURED")

    @admin.display(description="Needs attention")
    def attention(self, row: Any) -> SafeString | str:
        """Open blocks and warnings."""
        shown: Panel = row.panel
        parts = []
        for number, code, one, many in (
            (shown.blocks, "block", "block", "blocks"),
            (shown.warnings, "warn", "warning", "warnings"),
        ):
            if number:
                text = f"{number} {one if number == 1 else many}"
                parts.append(format_html('<span class="sev {}">' + ICON + "{}</span>", code, code, text))
        return format_html("{}" * len(parts), *parts) if parts else "–"

    @admin.display(description="Occurred", ordering="occurred_on")
    def occurred(self, row: Incident) -> SafeString:
        """Day and how exactly it is known."""
        return format_html('{}<span class="l-sub">{}</span>', wording.day(row.occurred_on), precision_words(row))

    @admin.display(description="Last change", ordering="changed_at")
    def changed(self, row: Incident) -> SafeString:
        """When (UTC) and by whom."""
        day, hour = wording.day(row.changed_at.date()), f"{row.changed_at:%H:%M} UTC"
        return format_html('{}<span class="l-sub">{}, {}</span>', day, hour, row.changed_by)


def state_words(row: Incident) -> str:
    """In review, Draft …"""
    return str(row.state).replace("_", " ").capitalize()


def precision_words(row: Incident) -> str:
    """How exactly the day is known."""
    words = str(row.get_date_precision_display())
    return f"{words}, inferred" if row.date_basis == "INFERRED" else words


def _figure_cell(shown: Panel, measure: str) -> SafeString:
    figure = next(one for one in shown.figures if one.measure == measure)
    if not figure.has_number:
        return format_html('<span class="nofig">{}</span>', "no figure")
    return format_html(
        '<b class="l-number">{}</b><span class="l-sub">{}</span>', figure.best, figure.rests_on.partition(", ")[2]
    )
