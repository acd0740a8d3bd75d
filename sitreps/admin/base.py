"""The thin layer over Django's admin: rights from roles, errors by field, saves through actions, no inline scripts.

Every screen of the desk stands on these classes. They give Django's forms and lists other clothes and other writers;
nothing of how Django posts, validates or finds rows is changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from itertools import count
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import construct_instance
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst, slugify

from sitreps import permissions
from sitreps.actions import reference
from sitreps.admin import fields
from sitreps.documents.wording import sentence
from sitreps.errors import InvalidValue, SitrepsError
from sitreps.models.accounts import User

MEDIA = forms.Media()
CONFLICT = 409
"""The status of a page that was sent over what somebody else has done meanwhile."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the summary above a form: where to go, what it is called, what is wrong."""

    anchor: str
    label: str
    message: str


def person(request: HttpRequest) -> User:
    """Who asks. The site lets nobody in who is not signed in."""
    if not isinstance(request.user, User):
        raise TypeError("This view is for people who are signed in.")
    return request.user


def add_faults(form: forms.BaseForm, faults: Iterator[InvalidValue], names: Mapping[str, str] | None = None) -> None:
    """Put faults to the form's fields; `names` maps a column to the field that shows it. One a field is enough."""
    for fault in faults:
        name = (names or {}).get(fault.field, fault.field)
        field = name if name in form.fields else None
        if field not in form.errors:
            form.add_error(field, sentence(fault.message))


def problems(form: forms.BaseForm, row: str = "") -> list[Problem]:
    """Every error of a form, each with the box that it is about; `row` names the form among many."""
    found = []
    for name, errors in form.errors.items():
        bound = form[name] if name in form.fields else None
        anchor, label = (bound.id_for_label or "", str(bound.label)) if bound else ("", "")
        told = ", ".join(part for part in (row, label) if part)
        found += [Problem(anchor, told, str(error)) for error in errors]
    return found


def row_problems(formset: Any) -> list[Problem]:
    """Every error of the rows of a form that stay."""
    found = [Problem("", "", str(error)) for error in formset.non_form_errors()]
    noun = capfirst(formset.model._meta.verbose_name)  # noqa: SLF001 Django's public name
    for number, form in enumerate(formset.forms, start=1):
        if not is_taken_away(form):
            found += problems(form, f"{noun} {form.instance.key or number}")
    return found


def is_taken_away(form: forms.BaseForm) -> bool:
    """Whether its row is to go: what is wrong in it does not matter."""
    return bool(getattr(form, "cleaned_data", {}).get("DELETE"))


class PlainForm(forms.Form):
    """A form of our own pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.say_what_is_missing(self.fields.values())


class DeskForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model's form whose rules are those of actions/validation, told by field.

    Constraints are left to the database and to those rules: their own messages name no field. Moments that are typed
    without an offset are in `zone`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.say_what_is_missing(self.fields.values())
        moments = [name for name, field in self.fields.items() if isinstance(field, fields.WhenField)]
        zone = self.zone() if moments else None
        for name in moments:
            if zone and hasattr(self.instance, name):
                self.initial[name] = fields.typed(getattr(self.instance, name), zone)

    def zone(self) -> ZoneInfo:
        """The zone of local times in this form."""
        return ZoneInfo("UTC")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, fields.WhenField) and isinstance(cleaned.get(name), datetime):
                try:
                    cleaned[name] = fields.resolve(cleaned[name], self.zone())
                except ValidationError as error:
                    self.add_error(name, error)
        return cleaned

    def validate_constraints(self) -> None:
        pass


class ReferenceForm(DeskForm):
    """Reference data: the rules are asked as actions/reference.py asks them. An empty key is made from the name."""

    key_from: ClassVar[str] = "name"
    by: ClassVar[User]
    """Who types; the admin makes a class of its own for each request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].required = False
            self.fields["key"].help_text = "Stable name in logs and in the record. Empty: made from the name."
            self.fields["key"].disabled = self.instance.pk is not None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "key" in self.fields and not cleaned.get("key") and cleaned.get(self.key_from):
            cleaned["key"] = _free_key(self._meta.model, str(cleaned[self.key_from]))
        return cleaned

    def _post_clean(self) -> None:
        if not self.errors:  # before Django's own checks of the columns, which name no way out
            construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)
            add_faults(self, reference.faults(self.instance, by=self.by, now=timezone.now()))
        super()._post_clean()  # type: ignore[misc]


class DeskFields(BaseModelAdmin):  # type: ignore[type-arg]
    """How columns become boxes, in records and in their rows."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Text boxes for days and numbers; a foreign key without Django's four icons around it."""
        options: dict[str, Any] = {
            "label": capfirst(db_field.verbose_name),
            "required": not db_field.blank,
        }
        if db_field.help_text:
            options["help_text"] = db_field.help_text
        if db_field.has_default():
            options["initial"] = db_field.get_default()
        if isinstance(db_field, models.DateTimeField):
            return fields.WhenField(**options)
        if isinstance(db_field, models.DateField):
            return fields.DayField(**options)
        if isinstance(db_field, models.IntegerField) and not db_field.choices:
            return fields.NumberField(**options)
        if isinstance(db_field, models.ForeignKey):
            return db_field.formfield(**{"empty_label": "none" if db_field.blank else None, **kwargs})
        if isinstance(db_field, models.TextField):
            kwargs["widget"] = forms.Textarea(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class DeskAdmin(DeskFields, admin.ModelAdmin):  # type: ignore[type-arg]
    """A noun of the desk. `reads`, `writes` and, where changing takes more than adding, `changes` are checks of
    permissions.py; nothing is ever deleted in bulk."""

    reads: ClassVar[Any] = staticmethod(permissions.check_read)
    writes: ClassVar[Any] = staticmethod(permissions.check_log)
    changes: ClassVar[Any] = None
    actions = None
    list_per_page = 50
    show_full_result_count = False
    view_on_site = False

    @property
    def media(self) -> forms.Media:
        """Django's own brings 350 KB of jQuery that no form of the desk uses."""
        return MEDIA

    # ---- Rights

    def may_read(self, request: HttpRequest) -> bool:
        return permissions.can(self.reads, person(request))

    def may_write(self, request: HttpRequest, *, add: bool = False) -> bool:
        return permissions.can(self.writes if add else self.changes or self.writes, person(request))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_read(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_read(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request, add=True)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_write(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Django asks yes or no, and answers a plain 403. Asked first, the checks say which role it takes.

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        self.reads(person(request))
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request: HttpRequest, object_id: Any = None, *args: Any, **kwargs: Any) -> HttpResponse:
        if not object_id:
            self.writes(person(request))
        elif request.method == "POST":
            (self.changes or self.writes)(person(request))
        else:
            self.reads(person(request))
        return super().changeform_view(request, object_id, *args, **kwargs)

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only what a filter of the list offers: Django lets any column be asked by address, letter by letter."""
        filters = self.get_list_filter(request)
        offered = {one if isinstance(one, str) else getattr(one, "parameter_name", "") for one in filters}
        return lookup.partition("__")[0] in offered

    # ---- Forms

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """For those who only read: the columns, without the boxes that write something else."""
        columns = getattr(getattr(self.form, "Meta", None), "fields", None)
        may_write = self.may_write(request, add=obj is None)
        return super().get_fields(request, obj) if may_write or columns is None else columns

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": person(request)})

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        form = context["adminform"].form
        context["problems"] = problems(form) if form.is_bound else []
        for one in context["inline_admin_formsets"]:
            if one.formset.is_bound:
                context["problems"] += row_problems(one.formset)
        return super().render_change_form(request, context, *args, **kwargs)

    # ---- Writes

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        changed = {*form.changed_data, *getattr(form, "derived", ())}
        reference.save(record=obj, changed=changed, by=person(request), now=timezone.now())

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """None: what was changed stands in the audit log, written by the action that changed it."""
        return []

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit log has it already (actions/audit.py)."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The audit log has it already (actions/audit.py)."""

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        messages.success(request, f"Added: {obj}.")
        return HttpResponseRedirect(self.url("change", obj.pk))

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        messages.success(request, f"Saved: {obj}.")
        return HttpResponseRedirect(self.url("change", obj.pk))

    # ---- Addresses

    def url(self, name: str, *args: Any) -> str:
        """The address of one of this noun's pages."""
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def page(self, route: str, view: Any, name: str) -> URLPattern:
        """A page of our own below this noun, for people who are signed in."""

        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return self.admin_site.admin_view(view)(request, *args, **kwargs)

        return path(route, update_wrapper(wrapper, view), name=f"{self.opts.app_label}_{self.opts.model_name}_{name}")

    def context(self, request: HttpRequest, **more: Any) -> dict[str, Any]:
        """What every page of our own is drawn from."""
        return {**self.admin_site.each_context(request), "opts": self.opts, **more}


class ReadOnlyAdmin(DeskAdmin):
    """A noun that nobody changes here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeskInline(DeskFields, admin.StackedInline):  # type: ignore[type-arg]
    """Rows of a record as cards, each a labelled form. Removal is a box to tick, saved with the rest."""

    extra = 0
    can_delete = True
    writes: ClassVar[Any] = staticmethod(permissions.check_log)

    @property
    def media(self) -> forms.Media:
        return MEDIA

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can(self.writes, person(request))

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


def say(request: HttpRequest, refusal: SitrepsError) -> None:
    """A refusal as a message above the page."""
    messages.error(request, refusal.message if isinstance(refusal, InvalidValue) else str(refusal))


def now() -> datetime:
    """The moment of this request; actions never look at a clock themselves."""
    return timezone.now()


def _free_key(model: type[models.Model], name: str) -> str:
    """A key that nobody has, from a name: UKR-POLICE, UKR-POLICE-2 …"""
    begun = slugify(name).upper()[:50].strip("-") or model.__name__.upper()
    taken = set(model._default_manager.filter(key__startswith=begun).values_list("key", flat=True))  # noqa: SLF001
    return next(key for number in count(1) if (key := begun if number == 1 else f"{begun}-{number}") not in taken)
