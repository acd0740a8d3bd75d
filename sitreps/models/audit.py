"""Who did what, when: append-only, hash-chained, without foreign keys: history neither blocks nor follows live data."""

from django.db import models

from sitreps.models.base import AppendOnly


class AuditEvent(AppendOnly):
    """One act. `hash` is sha256 over `previous_hash` and the canonical JSON of the other columns (actions/audit.py)."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=40)
    object_ref = models.CharField(max_length=120)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-seq"]
        indexes = [models.Index(fields=["object_type", "object_ref"], name="audit_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor} {self.action} {self.object_ref}"
