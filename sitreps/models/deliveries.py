"""The outbox: what partners must be told, written in the transaction that made it true."""

from django.db import models

from sitreps.models.changes import Change


class Outbox(models.Model):
    """One change that waits for its deliveries. `sent_at` is set once every endpoint has it."""

    change = models.OneToOneField(Change, models.PROTECT, primary_key=True, related_name="outbox")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["change"]
        verbose_name_plural = "outbox"

    def __str__(self) -> str:
        return f"outbox {self.change_id}"
