"""Editions: compile a day through the worker, read the draft, write its texts, issue it, fetch its documents."""

from functools import partial
from typing import Any

from csp.decorators import csp_replace, csp_update
from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST

from sitreps import permissions
from sitreps.actions import drafts, issuing, retrying
from sitreps.admin import conflict, edition_texts, edition_view, fields, record_view, takedown_pages
from sitreps.admin.base import CONFLICT, PlainForm, ReadOnlyAdmin, now, person, problems
from sitreps.admin.edition_texts import TextsForm
from sitreps.documents import wording
from sitreps.documents.sections import lay_out
from sitreps.errors import Blocked, InvalidValue, NotDue, StaleVersion, WrongState
from sitreps.models.editions import EditionDraft, EditionIssue
from sitreps.models.series import Series
from sitreps.queries import takedowns
from sitreps.renderers import html
from sitreps.workflow import OPEN_DRAFT, DraftMove, DraftState, RenditionState, can_move_draft

MOST = 30
PREVIEW_POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'none'"],
    "style-src": [html.style_hash()],
    "font-src": ["'self'"],
    "connect-src": ["'none'"],
    "form-action": ["'none'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": True,
}


class CompileForm(PlainForm):
    """Which series, which day."""

    series = forms.ModelChoiceField(Series.objects.all(), empty_label=None)
    day = fields.DayField(label="Day of the edition")


class IssueForm(PlainForm):
    """One note for each open block: what readers will see of why it was accepted."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, draft: EditionDraft, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, str] = {}
        for place, block in enumerate(edition_view.open_blocks(draft)):
            name = f"accept-{place}"
            self.keys[name] = block.key
            self.fields[name] = forms.CharField(
                label=f"{block.ref}: {block.text}",
                max_length=300,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Accepted with this note, which is printed in the data notes.",
            )
        fields.say_what_is_missing(self.fields.values())

    def accepted(self) -> dict[str, str]:
        """`CODE:REF` of each block with its note."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


@admin.register(EditionDraft)
class DraftAdmin(ReadOnlyAdmin):
    """Drafts. The list shows issues too: one place for all editions."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """All editions, and the form that compiles one."""
        form = CompileForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            draft = self._compile(request, form)
            if draft is not None:
                return HttpResponseRedirect(self.url("change", draft.pk))
        may_compile = permissions.can(permissions.check_compile, person(request))
        issues = edition_view.newest_issues(most=MOST)
        documents, fates = edition_view.documents_of(issues), takedowns.fates_of_issues(issues)
        context = self.context(
            request,
            title="Editions",
            form=form if may_compile else None,
            problems=problems(form),
            drafts=EditionDraft.objects.filter(state__in=OPEN_DRAFT).select_related("series"),
            issues=[(issue, documents[issue.pk], fates.get(issue.pk, "ISSUED")) for issue in issues],
        )
        return TemplateResponse(request, "admin/sitreps/edition/list.html", context)

    def _compile(self, request: HttpRequest, form: CompileForm) -> EditionDraft | None:
        """Open the day's draft and have a worker compile it; what is not due is told by the day."""
        by, moment = person(request), now()
        series, day = form.cleaned_data["series"], form.cleaned_data["day"]
        try:
            draft = drafts.open_draft(series=series, day=day, by=by, now=moment)
            drafts.ask_to_compile(draft=draft, by=by, now=moment)
        except NotDue as refusal:
            form.add_error("day", " ".join(filter(None, [str(refusal), edition_view.way_out(series, day)])))
            return None
        return draft

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The draft, with the form for its texts."""
        draft = self._draft(object_id)
        if draft.state == DraftState.ISSUED and request.method != "POST":
            issue = EditionIssue.objects.filter(series=draft.series, number=draft.number).latest("issue")
            return HttpResponseRedirect(reverse("admin:sitreps_editionissue_change", args=[issue.pk]))
        framed = csp_update({"frame-src": ["'self'"]})
        page: Any = framed(partial(self._page, draft=draft))
        answer: HttpResponse = page(request)
        return answer

    def _page(self, request: HttpRequest, *, draft: EditionDraft) -> HttpResponse:
        by = person(request)
        form = self._texts(request, draft)
        if request.method == "POST":
            permissions.check_compile(by)
            if form is None:
                raise WrongState("This edition is not a draft now whose texts can be changed.")
            if form.is_valid() and self._save_texts(request, draft, form):
                return HttpResponseRedirect(self.url("change", draft.pk))
            draft = self._draft(draft.pk)
        told = problems(form) if form else []
        context = self.context(request, form=form, problems=told, **self._told(draft, request))
        if form and form.is_stale:
            context["differences"] = list(conflict.differences(form, TextsForm(draft=draft)))
        status = CONFLICT if form and form.is_stale else 200
        return TemplateResponse(request, "admin/sitreps/edition/draft.html", context, status=status)

    def _texts(self, request: HttpRequest, draft: EditionDraft) -> TextsForm | None:
        """The form for the texts of a draft, for those who may edit them."""
        may_edit = can_move_draft(DraftState(draft.state), DraftMove.EDIT)
        if not may_edit or not permissions.can(permissions.check_compile, person(request)):
            return None
        return TextsForm(request.POST if request.method == "POST" else None, draft=draft)

    def _save_texts(self, request: HttpRequest, draft: EditionDraft, form: TextsForm) -> bool:
        """Whether the texts were saved; else the form says why not, and keeps what was typed."""
        try:
            saved = drafts.edit_texts(draft=draft, **form.texts(), by=person(request), now=now())
        except InvalidValue as fault:
            form.add_error(fault.field if fault.field in form.fields else None, fault.message)
        except StaleVersion as refusal:
            form.add_error(None, str(refusal))
            form.is_stale = True
        else:
            again = "is being" if saved.state == DraftState.COMPILING else "was"
            messages.success(request, f"Saved: the texts of {draft}. The draft {again} compiled again with them.")
            return True
        return False

    def _told(self, draft: EditionDraft, request: HttpRequest) -> dict[str, Any]:
        """What the page of a draft shows beside its form."""
        document = edition_view.document_of(draft)
        changes = edition_view.changed_tokens(draft, document)
        found = edition_view.told(draft)
        by = person(request)
        may_compile = permissions.can(permissions.check_compile, by)
        return {
            "title": str(draft),
            "draft": draft,
            "document": document,
            "languages": edition_texts.named(document.languages) if document else [],
            "numbers": edition_view.numbers(document) if document else [],
            "tokens": edition_view.tokens(document, changes) if document else [],
            "changes": changes,
            "blocks": found["BLOCK"],
            "warnings": found["WARN"],
            "infos": found["INFO"],
            "open_blocks": edition_view.open_blocks(draft),
            "progress": edition_view.progress(draft),
            "held": edition_view.why_not_issue(draft, by),
            "may_compile": may_compile and can_move_draft(DraftState(draft.state), DraftMove.COMPILE),
            "may_cancel": may_compile and can_move_draft(DraftState(draft.state), DraftMove.CANCEL),
        }

    def get_urls(self) -> list[URLPattern]:
        shown: Any = xframe_options_sameorigin(never_cache(self.preview))
        preview = csp_replace(PREVIEW_POLICY)(shown)
        own = [
            self.page("<int:pk>/state/", never_cache(self.state), "state"),
            self.page("<int:pk>/preview/", preview, "preview"),
            self.page("<int:pk>/compile/", require_POST(self.compile_again), "compile"),
            self.page("<int:pk>/cancel/", require_POST(self.cancel), "cancel"),
            self.page("<int:pk>/issue/", self.issue, "issue"),
        ]
        return [*own, *super().get_urls()]

    def state(self, request: HttpRequest, pk: int) -> JsonResponse:
        """For the page that waits: the state in words."""
        draft = self._draft(pk)
        progress = edition_view.progress(draft)
        return JsonResponse({"state": draft.state, "words": progress.words, "error": progress.error})

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as it would be issued, in one of its languages, in a frame that runs nothing and reaches nothing."""
        document = edition_view.document_of(self._draft(pk))
        if document is None:
            raise WrongState("This edition was not compiled yet.")
        asked = request.GET.get("language")
        language = asked if asked in document.languages else document.languages[0]
        return HttpResponse(html.render(lay_out(document, language)), content_type=html.CONTENT_TYPE)

    def compile_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Compile with what is known now; the editors' texts stay."""
        draft = self._draft(pk)
        drafts.ask_to_compile(draft=draft, by=person(request), now=now())
        return HttpResponseRedirect(self.url("change", pk))

    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the draft up; its number is free again."""
        draft = self._draft(pk)
        drafts.cancel(draft=draft, by=person(request), now=now())
        messages.success(request, f"Cancelled: {draft}. Its number is free again.")
        return HttpResponseRedirect(self.url("changelist"))

    def issue(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask once, naming what follows; then it is out."""
        draft, by, status = self._draft(pk), person(request), 200
        permissions.check_issue(by, touched_by=draft.touched_by)
        form = IssueForm(
            request.POST if request.method == "POST" else None, draft=draft, initial={"version": draft.version}
        )
        if request.method == "POST" and form.is_valid():
            draft.version = form.cleaned_data["version"]
            try:
                issue = issuing.issue_edition(draft=draft, by=by, now=now(), accept=form.accepted())
            except (StaleVersion, Blocked, InvalidValue) as refusal:
                form.add_error(None, refusal.message if isinstance(refusal, InvalidValue) else str(refusal))
                status = CONFLICT if isinstance(refusal, StaleVersion) else status
            else:
                messages.success(request, f"Issued: {draft}. Its documents are being drawn.")
                return HttpResponseRedirect(reverse("admin:sitreps_editionissue_change", args=[issue.pk]))
        context = self.context(request, form=form, problems=problems(form), **self._told(draft, request))
        return TemplateResponse(request, "admin/sitreps/edition/issue.html", context, status=status)

    def _draft(self, pk: int | str) -> EditionDraft:
        return get_object_or_404(EditionDraft.objects.select_related("series"), pk=number_of(pk))


@admin.register(EditionIssue)
class IssueAdmin(ReadOnlyAdmin):
    """Issues, which never change: their documents, and the page that readers see."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """One list for all editions."""
        return HttpResponseRedirect(reverse("admin:sitreps_editiondraft_changelist"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The issue with its documents."""
        issue = self._issue(object_id)
        rows = edition_view.documents(issue)
        corrections = issue.correction_drafts.select_related("issue__series", "source_item")
        documents = record_view.records_of_documents(issue, person(request))
        context = self.context(
            request,
            title=str(issue),
            corrections=corrections,
            correction_sources=sorted({one.source_item for one in corrections}, key=lambda item: item.key),
            issue=issue,
            fate=takedowns.fates_of_issues([issue]).get(issue.pk, "ISSUED"),
            rows=rows,
            lines=[(row, documents.get((row.language, row.format.lower()))) for row in rows],
            unfinished=edition_view.unfinished(rows),
            missing=any(row.state != RenditionState.STORED for row in rows),
            may_retry=permissions.can(permissions.check_compile, person(request)),
            record=record_view.record_of_issue(issue, person(request)),
        )
        return TemplateResponse(request, "admin/sitreps/edition/issued.html", context)

    def get_urls(self) -> list[URLPattern]:
        asked = takedown_pages.pages_of_issue(self)
        own = [
            self.page("<int:pk>/state/", never_cache(self.state), "state"),
            self.page("<int:pk>/draw-again/", require_POST(self.draw_again), "draw_again"),
            *(self.page(f"<int:pk>/{route}/", view, name) for route, view, name in asked),
        ]
        return [*own, *super().get_urls()]

    def state(self, request: HttpRequest, pk: int) -> JsonResponse:
        """For the page that waits: the states of the documents."""
        rows = edition_view.documents(self._issue(pk))
        state = " ".join(row.state for row in rows)
        return JsonResponse({"state": state, "words": "", "error": ""})

    def draw_again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try the documents that are missing once more."""
        jobs = retrying.draw_again(issue=self._issue(pk), by=person(request), now=now())
        messages.success(request, f"Asked for again: {wording.counted(len(jobs), 'document', 'documents')}.")
        return HttpResponseRedirect(self.url("change", pk))

    def _issue(self, pk: int | str) -> EditionIssue:
        found: EditionIssue = get_object_or_404(EditionIssue.objects.select_related("series"), pk=number_of(pk))
        return found


def number_of(pk: int | str) -> int:
    """The row's number as an address has it; Http404 for what is none."""
    if not str(pk).isdecimal():
        raise Http404
    return int(pk)
