"""A save over somebody else's: both versions side by side, and nothing typed is lost (reliability.md A4)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.text import capfirst

from sitreps.admin.row_forms import RowFormSet

UNTOLD = frozenset({"id", "DELETE", "incident", "seen_version", "over_version", "version", "supersedes"})
NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One box in which what is saved now and what was typed are not the same."""

    label: str
    theirs: str
    yours: str


def differences(typed: forms.BaseForm, saved: forms.BaseForm, *, row: str = "") -> Iterator[Difference]:
    """Box by box, in the order of the form; `row` names the form among many."""
    for name in typed.fields:
        if name in UNTOLD or name not in saved.fields:
            continue
        theirs, yours = box_text(saved[name]), box_text(typed[name])
        if theirs != yours:
            label = ", ".join(part for part in (row, str(typed[name].label)) if part)
            yield Difference(label, theirs or NOTHING, yours or NOTHING)


def row_differences(typed: RowFormSet) -> Iterator[Difference]:
    """Rows that both have, box by box; rows that one of the two took away or added, as one line each."""
    saved = typed.again()
    mine = {form.instance.pk: form for form in typed.rows if form.instance.pk}
    for form in saved.rows:
        name = f"{capfirst(str(form.instance._meta.verbose_name))} {form.instance.key}"  # noqa: SLF001 Django's public name
        own = mine.get(form.instance.pk)
        if own is None:
            yield Difference(name, "added", NOTHING)
        elif own.cleaned_data.get("DELETE"):
            yield Difference(name, "kept", "taken away")
        else:
            yield from differences(own, form, row=name)


def rebased(formset: RowFormSet) -> RowFormSet:
    """The same typed rows on what is stored now: a row that is gone becomes a new one, so that its words stay."""
    data = formset.data if isinstance(formset.data, QueryDict) else QueryDict()
    prefix = formset.prefix
    stored = {str(form.instance.pk) for form in formset.again().rows}
    numbers = range(formset.total_form_count())
    kept = [one for one in numbers if data.get(f"{prefix}-{one}-id") in stored]
    fresh = QueryDict(mutable=True)
    for name in data:
        if not name.startswith(f"{prefix}-"):
            fresh.setlist(name, data.getlist(name))
    for place, number in enumerate([*kept, *(one for one in numbers if one not in kept)]):
        for name in _names_of_row(data, f"{prefix}-{number}-"):
            fresh.setlist(f"{prefix}-{place}-{name}", data.getlist(f"{prefix}-{number}-{name}"))
        if number not in kept:
            fresh[f"{prefix}-{place}-id"] = ""
    fresh |= {f"{prefix}-TOTAL_FORMS": str(len(numbers)), f"{prefix}-INITIAL_FORMS": str(len(kept))}
    again = formset.again(fresh)
    again.is_valid()
    return again


def box_text(bound: BoundField) -> str:
    """What a box shows, in the words of its options where it has some."""
    value = bound.value()
    options = dict(_options(getattr(bound.field, "choices", ())))
    if isinstance(value, bool):
        return "yes" if value else "no"
    parts = value if isinstance(value, list | tuple) else [value]
    told = (options.get(str(part), str(part)) for part in parts if part not in (None, ""))
    return "\n".join(", ".join(told).splitlines()).strip()


def _options(choices: Any) -> Iterator[tuple[str, str]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _options(label)
        elif value not in (None, ""):
            yield str(value), str(label).strip()


def _names_of_row(data: QueryDict, begins: str) -> Sequence[str]:
    return [name.removeprefix(begins) for name in data if name.startswith(begins)]
