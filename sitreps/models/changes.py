"""One ordered stream of what happened to the published record (api.md, changes/)."""

from enum import StrEnum

from django.db import models

from sitreps.models.base import AppendOnly, code_field


class ChangeEventKind(StrEnum):
    """What happened."""

    INCIDENT_PUBLISHED = "incident.published"
    INCIDENT_REVISED = "incident.revised"
    EDITION_ISSUED = "edition.issued"
    EDITION_REISSUED = "edition.reissued"


class Change(AppendOnly):
    """One event. `seq` becomes visible in order (sequence.py); `object` is incident or edition."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    event = code_field(ChangeEventKind)
    object = models.CharField(max_length=10)
    ref = models.CharField(max_length=60)
    revision = models.PositiveIntegerField()
    why_code = models.CharField(max_length=40)
    why_text = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["seq"]
        indexes = [models.Index(fields=["at", "seq"], name="change_at")]
        constraints = [
            models.UniqueConstraint(fields=["object", "ref", "revision", "event"], name="one_change_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.event} {self.ref}"
