"""The audit log: append-only, read by those whose role says so."""

from django.contrib import admin
from django.http import HttpRequest

from sitreps import permissions
from sitreps.admin.base import ReadOnlyAdmin, person
from sitreps.models.audit import AuditEvent


@admin.register(AuditEvent)
class AuditAdmin(ReadOnlyAdmin):
    """Who did what, when. Nothing is written here, and nothing can be changed anywhere."""

    reads = staticmethod(permissions.check_audit)
    list_display = ("seq", "moment", "actor", "action", "object_type", "object_ref")
    list_display_links = ("seq",)
    list_filter = ("action", "object_type")
    search_fields = ("actor", "object_ref", "action")
    search_help_text = "Person, reference or act"
    list_per_page = 100
    fields = ("seq", "moment", "actor", "action", "object_type", "object_ref", "detail", "previous_hash", "hash")

    @admin.display(description="At (UTC)", ordering="at")
    def moment(self, row: AuditEvent) -> str:
        """Seconds matter here."""
        return f"{row.at:%Y-%m-%d %H:%M:%S}"

    def has_module_permission(self, request: HttpRequest) -> bool:
        return permissions.can(permissions.check_audit, person(request))
