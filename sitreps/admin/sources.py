"""Sources: documents with captured files and custody, origins with sealed identities (desk.md, screen 6)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from sitreps import permissions
from sitreps.actions import sources
from sitreps.actions.validation.values import url_faults
from sitreps.admin import fields, lookups, retraction_pages
from sitreps.admin.base import DeskAdmin, PlainForm, ReferenceForm, now, person, problems, say
from sitreps.codelists import Reliability, vocabulary
from sitreps.documents import wording
from sitreps.errors import Conflict, InvalidValue
from sitreps.models.sources import Origin, SourceItem
from sitreps.queries import parties

MOST_CLAIMS = 200
KEPT = f"{sources.ALLOWED[0].upper()}{sources.ALLOWED[1:]}; 20 MB at most."
DOWNLOAD_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def source_type(row: SourceItem | Origin) -> str:
    """The type of a source in words; a code that the vocabulary has lost, as it is."""
    table = vocabulary("source_type")
    return table.label(row.type) if row.type in table else row.type


class SourceItemForm(ReferenceForm):
    """A document as the desk read it. Its file is captured once, and kept as it came."""

    key_from = "title"
    type = forms.ChoiceField(choices=lambda: fields.choices(vocabulary("source_type").choices(), empty="choose"))
    url = forms.CharField(required=False, label="Address", help_text="https://…")
    archived_url = forms.CharField(required=False, label="Archived at")
    published_at = fields.WhenField(required=False, label="Published at (UTC)")
    retrieved_at = fields.WhenField(required=False, label="Read at (UTC)")
    file = forms.FileField(required=False, label="Captured file", help_text=KEPT)

    class Meta:
        model = SourceItem
        fields = (
            "title", "key", "type", "publisher", "author", "url", "archived_url", "language", "published_on",
            "published_at", "published_basis", "retrieved_at", "reliability", "reliability_note",
            "sensitivity", "text",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if sources.is_kept(self.instance):
            self.fields.pop("file", None)

    def clean_url(self) -> str:
        return self._address("url")

    def clean_archived_url(self) -> str:
        return self._address("archived_url")

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file is None:
            return None
        if file.size > sources.LARGEST_CAPTURE:
            raise forms.ValidationError(f"{file.name} has {file.size:,} bytes; {sources.LARGEST_CAPTURE:,} at most.")
        content = file.read()
        try:
            sources.media_type_of(content, file.name)
        except InvalidValue as fault:
            raise forms.ValidationError(fault.message) from fault
        if not sources.is_its_file(self.instance, content):
            raise forms.ValidationError(
                f"{file.name} is not the file whose digest is kept. Choose that one, or log this as another document."
            )
        self.content = content
        return file

    def _address(self, name: str) -> str:
        """An address by the desk's own rule: Django's says only that it is wrong."""
        typed: str = self.cleaned_data[name]
        for fault in url_faults(name, typed):
            raise forms.ValidationError(wording.sentence(fault.message))
        return typed


@admin.register(SourceItem)
class SourceItemAdmin(DeskAdmin):
    """Documents, newest first, with how many claims rest on each."""

    form = SourceItemForm
    list_display = ("title", "publisher", "kind", "published_on", "status", "captured", "claim_count", "key")
    list_filter = ("type", "status", "sensitivity")
    search_fields = ("title", "publisher", "key", "url")
    search_help_text = "Title, publisher, key or address"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(number_of_claims=Count("claims"))

    @admin.display(description="Claims", ordering="number_of_claims")
    def claim_count(self, row: Any) -> int:
        """How many claims rest on it."""
        return int(row.number_of_claims)

    @admin.display(description="Type", ordering="type")
    def kind(self, row: SourceItem) -> str:
        """Its type in words."""
        return source_type(row)

    @admin.display(description="File")
    def captured(self, row: SourceItem) -> str:
        """Whether the file is kept."""
        return "captured" if row.sha256 else "no file"

    def save_model(self, request: HttpRequest, obj: SourceItem, form: Any, change: bool) -> None:
        form.changed_data = [name for name in form.changed_data if name != "file"]
        if form.changed_data or not change:
            super().save_model(request, obj, form, change)
        content = getattr(form, "content", None)
        if content is not None:
            name = form.cleaned_data["file"].name
            sources.capture(source_item=obj, content=content, name=name, by=person(request), now=now())

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        item = context["original"]
        if item is not None:
            context["notices"] = item.notices.select_related("replacement").order_by("-pk")
            context["may_retract"] = permissions.can(permissions.check_retract, person(request))
            context["custody"] = list(item.custody.all())
            context["is_kept"] = sources.is_kept(item)
            context["claims"] = list(
                item.claims.select_related("incident", "origin").order_by("incident__ref", "key")[:200]
            )
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        own = [
            self.page("<int:pk>/file/", never_cache(require_POST(self.download)), "file"),
            self.page("<int:pk>/verify/", require_POST(self.verify), "verify"),
            *(self.page(f"<int:pk>/{route}/", view, name) for route, view, name in retraction_pages.pages(self)),
        ]
        return [*own, *super().get_urls()]

    def download(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The kept bytes, as a file to save: never shown by the browser. The look stands in the custody log."""
        item = get_object_or_404(SourceItem, pk=pk)
        content = sources.read_capture(source_item=item, by=person(request), now=now())
        ending = {"text/plain": "txt", "image/jpeg": "jpg"}.get(item.media_type, item.media_type.rpartition("/")[2])
        name = f"{item.key}.{ending}"
        headers = {**DOWNLOAD_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(content, content_type="application/octet-stream", headers=headers)

    def verify(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Compute the digest anew."""
        item = get_object_or_404(SourceItem, pk=pk)
        try:
            sources.verify_capture(source_item=item, by=person(request), now=now())
        except Conflict as refusal:
            say(request, refusal)
        else:
            messages.success(request, f"The file of {item.key} is the one that was captured.")
        return HttpResponseRedirect(f"{self.url('change', pk)}#custody")


class OriginForm(ReferenceForm):
    """Who is said to know. The name of a protected one is sealed: it is neither shown nor typed over here."""

    key_from = "public_label"
    type = forms.ChoiceField(choices=lambda: fields.choices(vocabulary("source_type").choices(), empty="choose"))
    narrative_of = fields.LookupField(
        lookups.SOURCES, required=False, label="Own narrative of",
        help_text="Set where the origin is what a document says without naming a source.",
    )  # fmt: skip
    reliability = forms.ChoiceField(choices=Reliability.choices(), initial=Reliability.F)
    labels = fields.NamesField(
        required=False, label="Public label in other languages", help_text="One a line: uk | українська поліція"
    )

    class Meta:
        model = Origin
        fields = (
            "name", "public_label", "labels", "key", "type", "voice", "party", "reliability", "protect_identity",
            "narrative_of", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            self.fields["key"].help_text += " Never the name of a protected person."
        if self.instance.narrative_of_id:
            self.initial["narrative_of"] = self.instance.narrative_of
        if "protect_identity" in self.fields and self.instance.pk and self.instance.protect_identity:
            self.fields["protect_identity"].disabled = not permissions.can(permissions.check_protected, self.by)


class RevealForm(PlainForm):
    """Why somebody needs the name."""

    reason = forms.CharField(label="Why you need the name", widget=forms.Textarea(attrs={"rows": 3}))


@admin.register(Origin)
class OriginAdmin(DeskAdmin):
    """Origins by their public label; a protected name is not even searched."""

    form = OriginForm
    changes = staticmethod(permissions.check_origins)
    list_display = ("label", "kind", "voice", "reliability", "identity", "claim_count", "key")
    list_filter = ("type", "reliability", "party", "protect_identity")
    search_fields = ("public_label",)
    search_help_text = "Name, label or key"
    ordering = ("public_label", "key")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).annotate(number_of_claims=Count("claims"))

    @admin.display(description="Who", ordering="public_label")
    def label(self, row: Origin) -> str:
        """The name, or the label of a protected one."""
        return str(row)

    @admin.display(description="Claims", ordering="number_of_claims")
    def claim_count(self, row: Any) -> int:
        """How many claims are theirs."""
        return int(row.number_of_claims)

    @admin.display(description="Type", ordering="type")
    def kind(self, row: Origin) -> str:
        """Its type in words."""
        return source_type(row)

    @admin.display(description="Identity", ordering="protect_identity")
    def identity(self, row: Origin) -> str:
        """Whether the name is sealed, in words: a mark alone says nothing on a phone."""
        return "name sealed" if row.protect_identity else "name shown"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if search_term:
            queryset = queryset.filter(lookups.ORIGINS.named(icontains=search_term) | Q(key__icontains=search_term))
        return queryset, False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        sealed = obj is not None and obj.protect_identity
        return [name for name in super().get_fields(request, obj) if not (sealed and name == "name")]

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_reveal"] = permissions.can(permissions.check_protected, person(request))
        if context["original"] and context["adminform"].form.is_bound:  # Django has put what was typed into the row
            context["original"] = self.get_queryset(request).get(pk=context["original"].pk)
            context["subtitle"] = str(context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        own = [
            self.page("by-party/", self.by_party, "by_party"),
            self.page("<int:pk>/reveal/", never_cache(self.reveal), "reveal"),
        ]
        return [*own, *super().get_urls()]

    def by_party(self, request: HttpRequest) -> HttpResponse:
        """The same rules for every party: letters, what was excluded, what was used (reconciliation.md B11)."""
        permissions.check_read(person(request))
        context = self.context(
            request, title="Sources by party", found=parties.by_party(), letters=[code.value for code in Reliability]
        )
        return TemplateResponse(request, "admin/sitreps/origin/by_party.html", context)

    def reveal(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why, then show the name once; the audit log has it before the page has."""
        by = person(request)
        permissions.check_protected(by)
        origin = get_object_or_404(Origin, pk=pk, protect_identity=True)
        form = RevealForm(request.POST if request.method == "POST" else None)
        name = ""
        if request.method == "POST" and form.is_valid():
            try:
                name = sources.reveal_origin(origin=origin, reason=form.cleaned_data["reason"], by=by, now=now())
            except InvalidValue as fault:
                form.add_error("reason", fault.message)
        context = self.context(request, origin=origin, form=form, name=name, problems=problems(form), title="Reveal")
        return TemplateResponse(request, "admin/sitreps/origin/reveal.html", context)
