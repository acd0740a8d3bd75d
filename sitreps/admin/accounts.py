"""Accounts: people and their roles. Administrators only; nobody changes their own roles."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from django.utils import timezone
from django.views.decorators.http import require_POST

from sitreps import permissions
from sitreps.actions import accounts, reference
from sitreps.admin.base import DeskAdmin, ReferenceForm, person
from sitreps.errors import NotAllowed
from sitreps.models.accounts import CLOCK, COMMAND, Role, User


class AccountForm(ReferenceForm):
    """A colleague. A password that is typed here is the new one; left empty, the old one stays."""

    roles = forms.MultipleChoiceField(
        required=False, choices=[(role.value, role.value) for role in Role], widget=forms.CheckboxSelectMultiple
    )
    new_password = forms.CharField(
        required=False,
        label="New password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. Empty: it stays as it is.",
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["roles"] = sorted(self.instance.roles)
        else:
            self.fields["new_password"].required = True

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            validate_password(password, self.instance)
        return password


@admin.register(User)
class AccountAdmin(DeskAdmin):
    """People of the desk."""

    form = AccountForm
    reads = writes = staticmethod(permissions.check_accounts)
    list_display = ("username", "first_name", "last_name", "role_names", "is_active", "last_login")
    search_fields = ("username", "first_name", "last_name", "email")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).exclude(username__in=[COMMAND, CLOCK]).prefetch_related("groups")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context["original"] is not None:
            context["tries"] = accounts.failed_tries(context["original"], now=timezone.now())
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        return [self.page("<int:pk>/let-in/", require_POST(self.let_in), "let_in"), *super().get_urls()]

    def let_in(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Forget the failed tries of a name."""
        user = get_object_or_404(User, pk=pk)
        accounts.let_in(user=user, by=person(request), now=timezone.now())
        messages.success(request, f"{user.username} need not wait any more.")
        return HttpResponseRedirect(self.url("change", pk))

    @admin.display(description="Roles")
    def role_names(self, row: User) -> str:
        """The groups, by name."""
        return ", ".join(sorted(group.name for group in row.groups.all())) or "none"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        changed = set(form.changed_data)
        if form.cleaned_data["new_password"]:
            obj.set_password(form.cleaned_data["new_password"])
            changed |= {"password"}
        by, moment = person(request), timezone.now()
        reference.save(record=obj, changed=changed, by=by, now=moment)
        try:
            reference.set_roles(user=obj, roles=form.cleaned_data["roles"], by=by, now=moment)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Roles are saved with the account."""
