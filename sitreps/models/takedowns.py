"""What was taken down after publication, or put back: rows of their own, beside revisions and issues (api.md)."""

from django.db import models
from django.db.models import Q

from sitreps.codelists import ChangeCode, TakedownAct
from sitreps.models.base import AppendOnly, code_field
from sitreps.models.editions import EditionIssue
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision

IS_DOCUMENT = ~Q(language="") & ~Q(format="")
HIDES_NOW = Q(act=TakedownAct.HIDE, lifted_by__isnull=True)
"""An act that keeps something from all readers: it hid it, and nothing has restored it."""


class Takedown(AppendOnly):
    """One act. `seq` is its number in the record, under the same lock as publications; its change has the same one.

    It is about an incident, about one of its revisions (REDACT), about an issue, or with `language` and `format` about
    one document of it. A RESTORE lifts the HIDE in `lifts`; `because` is the act that brought this one along: an issue
    is hidden with an incident that it carries. `dealt` maps the claims that a MERGE gave away to their new keys. `text`
    is said in public; `note` stays in the desk, and a redaction erases it (triggers.py).

    The audit log holds the digest of each behind a salt of its own, which is erased with it (docs/adr/0014).
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    act = code_field(TakedownAct)
    reason = code_field(ChangeCode, blank=True)
    text = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    text_salt = models.CharField(max_length=32, blank=True)
    note_salt = models.CharField(max_length=32, blank=True)
    incident = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="takedowns")
    revision = models.ForeignKey(IncidentRevision, models.PROTECT, null=True, related_name="takedowns")
    dealt = models.JSONField(default=dict)
    survivor = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")
    issue = models.ForeignKey(EditionIssue, models.PROTECT, null=True, related_name="takedowns")
    language = models.CharField(max_length=10, blank=True)
    format = models.CharField(max_length=10, blank=True)
    lifts = models.OneToOneField("self", models.PROTECT, null=True, related_name="lifted_by")
    because = models.ForeignKey("self", models.PROTECT, null=True, related_name="brought_along")

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=False, issue__isnull=True)
                | Q(incident__isnull=True, issue__isnull=False),
                name="takedown_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(act=TakedownAct.REDACT, incident__isnull=False, revision__isnull=False)
                | (Q(revision__isnull=True) & ~Q(act=TakedownAct.REDACT, incident__isnull=False)),
                name="takedown_redacts_a_revision",
            ),
            models.CheckConstraint(
                condition=Q(act=TakedownAct.MERGE, incident__isnull=False, survivor__isnull=False)
                | (Q(survivor__isnull=True) & ~Q(act=TakedownAct.MERGE)),
                name="takedown_merges_into_a_survivor",
            ),
            models.CheckConstraint(
                condition=Q(language="", format="") | (IS_DOCUMENT & Q(issue__isnull=False)),
                name="takedown_of_a_document_names_it",
            ),
            models.CheckConstraint(
                condition=Q(act=TakedownAct.RESTORE, lifts__isnull=False)
                | (Q(lifts__isnull=True) & ~Q(act=TakedownAct.RESTORE)),
                name="takedown_restores_what_was_hidden",
            ),
            models.UniqueConstraint(
                fields=["revision"], condition=Q(act=TakedownAct.REDACT), name="one_redaction_a_revision"
            ),
            models.UniqueConstraint(
                fields=["issue", "language", "format"],
                condition=Q(act=TakedownAct.REDACT, issue__isnull=False),
                name="one_redaction_a_document",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["incident", "seq"], name="takedown_of_incident"),
            models.Index(fields=["issue", "seq"], name="takedown_of_issue"),
        ]

    @property
    def hides_now(self) -> bool:
        """HIDES_NOW of this act. One statement where `lifted_by` was not read along."""
        return self.act == TakedownAct.HIDE and not hasattr(self, "lifted_by")

    def __str__(self) -> str:
        return f"{self.seq} {self.act} {self.incident or self.issue}"
