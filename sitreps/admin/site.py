"""The desk as Django's admin site: who gets in, what stands around every page, how a refusal is answered."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.views.decorators.cache import never_cache

from sitreps import permissions
from sitreps.actions import accounts
from sitreps.admin import fields, shell, today
from sitreps.admin.base import now, person
from sitreps.admin.lookups import BY_NAME
from sitreps.errors import NotAllowed, SitrepsError
from sitreps.models.accounts import User
from sitreps.queries.people import Names

FORBIDDEN, MISSING, REFUSED = 403, 404, 409
NOBODY = "Nobody may do that here: it is not among what this desk does."


class SignIn(AdminAuthenticationForm):
    """Lets in whoever has a role on the desk."""

    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "No account has this name and password. Both tell capitals from small letters.",
    }

    def confirm_login_allowed(self, user: Any) -> None:
        if not user.is_active or not permissions.can(permissions.check_read, user):
            raise ValidationError("This account has no role on the desk. An administrator gives it one.", "no_role")


class OwnPasswordForm(AdminPasswordChangeForm):
    """One's own password: the old one first, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields.say_what_is_missing(self.fields.values())
        self.fields["new_password1"].help_text = "At least 12 characters, not your name and not a common password."
        self.fields["new_password2"].help_text = ""
        self.fields["new_password2"].label = "The new password again"

    def save(self, commit: bool = True) -> Any:
        accounts.change_password(password=self.cleaned_data["new_password1"], by=self.user, now=now())
        return self.user


class DeskSite(AdminSite):
    """The site. Roles decide what is shown; `is_staff` and `is_superuser` decide nothing."""

    site_title = site_header = "Sitrep desk"
    index_title = "Today"
    login_form = SignIn
    enable_nav_sidebar = False
    empty_value_display = "–"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return isinstance(user, User) and user.is_active and permissions.can(permissions.check_read, user)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if self.has_permission(request):
            context["desk"] = shell.around(person(request), request.path, now=now())
            context["names"] = Names()
        return context

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Not shown: the desk has its own navigation."""
        return []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        page = today.page(person(request), now=now())
        return super().index(request, {**(extra_context or {}), "today": page, "steps": today.STEPS})

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        form = {"form_class": OwnPasswordForm, "success_url": reverse("admin:password_change_done")}
        around = {**self.each_context(request), "title": "Change the password"}
        view: Any = PasswordChangeView.as_view(**form, template_name="admin/password.html", extra_context=around)
        answer: TemplateResponse = view(request)
        return answer

    def password_change_done(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        context = {**self.each_context(request), "title": "The password is changed"}
        return TemplateResponse(request, "admin/password_done.html", context)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        own = [path("lookup/<str:name>/", self.admin_view(lookup), name="lookup")]
        return [*own, *super().get_urls()]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """Every page of the desk. What an action refuses and no form has told is answered here, in the same shell."""

        def answering(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                answer: HttpResponseBase = view(request, *args, **kwargs)
            except SitrepsError as refusal:
                return self.refused(request, refusal)
            except PermissionDenied:  # what a person may not do, the desk's own checks have told before
                return self.refused(request, NotAllowed(NOBODY))
            except (Http404, DisallowedModelAdminLookup):
                return self.missing(request)
            return answer

        return super().admin_view(update_wrapper(answering, view), cacheable)

    def refused(self, request: HttpRequest, refusal: SitrepsError) -> TemplateResponse:
        """What did not happen, that nothing was changed, one way on."""
        status = FORBIDDEN if isinstance(refusal, NotAllowed) else REFUSED
        context = {**self.each_context(request), "title": "Not done", "refusal": refusal, "back": _back(request)}
        return TemplateResponse(request, "admin/refused.html", context, status=status)

    def missing(self, request: HttpRequest) -> TemplateResponse:
        """An address of the desk behind which there is nothing."""
        context = {**self.each_context(request), "title": "Nothing here", "back": _back(request)}
        return TemplateResponse(request, "admin/missing.html", context, status=MISSING)


@never_cache
def lookup(request: HttpRequest, name: str) -> JsonResponse:
    """Suggestions for a text box that names other rows."""
    found = BY_NAME.get(name)
    begun = request.GET.get("q", "").strip()[:100]
    return JsonResponse({"texts": found.suggest(begun) if found else []})


def _back(request: HttpRequest) -> str:
    """The page that the person came from, if it is one of ours."""
    came_from = request.headers.get("Referer", "")
    return came_from if came_from.startswith(f"{request.scheme}://{request.get_host()}/") else ""
