"""Discrepancies over all incidents and open drafts, and what the desk decided about them (B13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from sitreps import permissions
from sitreps.admin.base import ReadOnlyAdmin, now, person
from sitreps.codelists import DiscrepancyCode, Severity
from sitreps.models.editions import DecisionState, DiscrepancyDecision
from sitreps.models.incidents import Incident
from sitreps.queries import contradictions
from sitreps.queries.contradictions import Current, Decided, Standing

PER_PAGE = 50
STANDINGS = {
    Standing.HOLDS: "holds",
    Standing.LAPSED: "lapsed: its claims changed, or it is resolved",
    Standing.ISSUED: "its edition is out",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a filter."""

    text: str
    href: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter with its choices, the first of which is all."""

    title: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> str:
        """What is chosen, empty for all."""
        return next((one.text for one in self.choices[1:] if one.is_chosen), "")


@dataclass(frozen=True, slots=True)
class Row:
    """A discrepancy with the addresses of what it is about; an address is empty where there is no such incident."""

    one: Current
    href: str
    claims: tuple[tuple[str, str], ...]


@admin.register(DiscrepancyDecision)
class DiscrepancyAdmin(ReadOnlyAdmin):
    """One page for what is odd now, one for the decisions."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """What is odd now, worst first, by severity and code."""
        permissions.check_read(person(request))
        asked = {name: request.GET.get(name, "") for name in ("severity", "code", "open")}
        found = contradictions.current(at=now())
        shown = [one for one in found.rows if _fits(one, asked)]
        page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
        context = self.context(
            request,
            title="Discrepancies",
            found=found,
            rows=_rows(list(page.object_list)),
            page=page,
            query=urlencode({name: value for name, value in asked.items() if value}),
            filters=_filters(found.rows, asked),
            is_filtered=any(asked.values()),
        )
        return TemplateResponse(request, "admin/sitreps/discrepancy/list.html", context)

    def get_urls(self) -> list[Any]:
        return [self.page("decisions/", self.decisions, "decisions"), *super().get_urls()]

    def decisions(self, request: HttpRequest) -> HttpResponse:
        """Who decided what, when, with which note, and whether it holds."""
        permissions.check_read(person(request))
        page = Paginator(DiscrepancyDecision.objects.all(), PER_PAGE).get_page(request.GET.get("page"))
        decided = contradictions.standings(list(page.object_list), at=now())
        pks = _incidents(one.decision.ref.partition(".")[0] for one in decided)
        context = self.context(
            request, title="Decisions", rows=[_decision(one, pks) for one in decided], page=page, query=""
        )
        return TemplateResponse(request, "admin/sitreps/discrepancy/decisions.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A decision has no page of its own."""
        raise Http404


def _fits(one: Current, asked: Mapping[str, str]) -> bool:
    if asked["severity"] and one.severity != asked["severity"]:
        return False
    if asked["code"] and one.code != asked["code"]:
        return False
    return not asked["open"] or one.is_open


def _filters(rows: Sequence[Current], asked: Mapping[str, str]) -> list[Filter]:
    """Only codes that somebody would find something by."""
    present = {one.code for one in rows}
    codes = [(code.value, code.label) for code in DiscrepancyCode if code in present or code == asked["code"]]
    return [
        _filter("Severity", "severity", [(one.value, one.label) for one in Severity], asked),
        _filter("Code", "code", codes, asked),
        _filter("Decided", "open", [("1", "still open")], asked),
    ]


def _filter(title: str, name: str, choices: Iterable[tuple[str, str]], asked: Mapping[str, str]) -> Filter:
    made = []
    for value, text in (("", "all"), *choices):
        query = urlencode({key: one for key, one in {**asked, name: value}.items() if one})
        made.append(Choice(text, f"?{query}", asked[name] == value))
    return Filter(title, tuple(made))


def _rows(found: Sequence[Current]) -> list[Row]:
    pks = _incidents(
        [*(one.incident for one in found), *(key.partition("/")[0] for one in found for key in one.claims)]
    )
    return [
        Row(one, _href(pks, one.incident), tuple((key, _claim_href(pks, key)) for key in one.claims)) for one in found
    ]


def _decision(decided: Decided, pks: Mapping[str, int]) -> dict[str, Any]:
    one = decided.decision
    return {
        "one": one,
        "href": _href(pks, one.ref.partition(".")[0]),
        "state": DecisionState(one.state).value.lower(),
        "holds": decided.standing is Standing.HOLDS,
        "standing": STANDINGS[decided.standing],
    }


def _incidents(refs: Iterable[str]) -> Mapping[str, int]:
    return dict(Incident.objects.filter(ref__in=set(refs)).values_list("ref", "pk"))


def _href(pks: Mapping[str, int], ref: str) -> str:
    return reverse("admin:sitreps_incident_change", args=[pks[ref]]) if ref in pks else ""


def _claim_href(pks: Mapping[str, int], key: str) -> str:
    ref, _, claim = key.partition("/")
    href = _href(pks, ref)
    return f"{href}#claim-{claim}" if href else ""
