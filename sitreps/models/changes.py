"""One ordered stream of what happened to the published record (api.md, changes/)."""

from enum import StrEnum

from django.db import models

from sitreps.models.base import AppendOnly, code_field


class ChangeEventKind(StrEnum):
    """What happened."""

    INCIDENT_PUBLISHED = "incident.published"
    INCIDENT_REVISED = "incident.revised"
    INCIDENT_WITHDRAWN = "incident.withdrawn"
    INCIDENT_MERGED = "incident.merged"
    INCIDENT_SPLIT = "incident.split"
    INCIDENT_HIDDEN = "incident.hidden"
    INCIDENT_RESTORED = "incident.restored"
    INCIDENT_REDACTED = "incident.redacted"
    EDITION_ISSUED = "edition.issued"
    EDITION_REISSUED = "edition.reissued"
    EDITION_WITHDRAWN = "edition.withdrawn"
    EDITION_HIDDEN = "edition.hidden"
    EDITION_RESTORED = "edition.restored"
    EDITION_REDACTED = "edition.redacted"


ONCE = (
    ChangeEventKind.INCIDENT_PUBLISHED,
    ChangeEventKind.INCIDENT_REVISED,
    ChangeEventKind.INCIDENT_SPLIT,
    ChangeEventKind.EDITION_ISSUED,
    ChangeEventKind.EDITION_REISSUED,
)
"""What happens once to a revision or an issue; it may be hidden and restored as often as need be."""


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
            models.UniqueConstraint(
                fields=["object", "ref", "revision", "event"],
                condition=models.Q(event__in=ONCE),
                name="one_change_an_event",
            )
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.event} {self.ref}"
