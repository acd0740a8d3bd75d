"""Small parts of the desk's pages: icons, fields with their hint and error, states, times in two zones."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.forms import BaseForm, CheckboxInput
from django.template import Library
from django.utils.html import format_html
from django.utils.safestring import SafeString

from sitreps.codelists import DiscrepancyCode, vocabulary
from sitreps.documents import wording
from sitreps.queries.people import Names

register = Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing of the sprite, beside words that say the same."""
    return format_html('<svg class="i" aria-hidden="true" focusable="false"><use href="#i-{}"></use></svg>', name)


@register.inclusion_tag("admin/parts/field.html")
def field(form: BaseForm, name: str, width: str = "") -> dict[str, Any]:
    """A labelled box with its hint and what is wrong with it. A form that has no such box shows nothing."""
    bound = form[name] if name in form.fields else None
    is_check = bound is not None and isinstance(bound.field.widget, CheckboxInput)
    return {"field": bound, "width": width, "is_check": is_check}


@register.inclusion_tag("admin/parts/state.html")
def state(code: str) -> dict[str, str]:
    """A state as icon and word."""
    return {"code": code, "text": code.replace("_", " ").capitalize()}


@register.filter
def digits(number: int) -> str:
    """1,250."""
    return wording.digits(number)


@register.filter
def clock(moment: datetime | None, zone: str = "UTC") -> str:
    """`24 June 2025, 18:00 EEST / 15:00 UTC`."""
    return wording.day_and_clock(moment, ZoneInfo(zone)) if moment else ""


@register.filter
def hour(moment: datetime, zone: str = "UTC") -> str:
    """`18:00 EEST / 15:00 UTC`."""
    return wording.clock(moment, ZoneInfo(zone))


@register.filter
def initials(name: Any) -> str:
    """IO for Ines Okafor."""
    return "".join(part[0] for part in str(name).split()[:2]).upper()


@register.filter
def named(username: str, names: Names) -> str:
    """What a colleague is called whom a row names by username."""
    return names.called(username)


@register.filter
def admin_page(opts: Any, name: str) -> str:
    """The name of a noun's page, for `url`."""
    return f"admin:{opts.app_label}_{opts.model_name}_{name}"


@register.filter
def term(code: str, name: str) -> str:
    """The label of a code of a vocabulary."""
    table = vocabulary(name)
    return table.label(code) if code in table else code


@register.filter
def discrepancy(code: str) -> str:
    """A code of a discrepancy in words."""
    label = DiscrepancyCode(code).label
    return f"{label[:1].upper()}{label[1:]}."
