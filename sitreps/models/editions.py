"""Editions: a draft that may change, issues that never do, and their documents (edition.md C1)."""

from enum import StrEnum

from django.db import models
from django.db.models import F, Q

from sitreps.codelists import CorrectionKind, DiscrepancyCode
from sitreps.models.base import AppendOnly, code_field
from sitreps.models.revisions import IncidentRevision
from sitreps.models.series import Series
from sitreps.models.sources import SourceItem
from sitreps.workflow import OPEN_DRAFT, DraftState


class EditionDraft(models.Model):
    """The edition of one day before it is issued. One open draft a series; `snapshot` is the compiled JSON.

    `highlights` and `overview` are the editors' texts in the edition's first language; empty means "as compiled".
    `texts` has both by further language, as {language: {highlights?, overview?}}. `touched_by` names the people who
    compiled or edited it (four eyes). `figures_read` has the words that each figure of these texts stood for when they
    were last saved, by REF.MEASURE. Later cut-offs of an open draft move `date` and `period_to` forward.
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="drafts")
    number = models.PositiveIntegerField()
    date = models.DateField()
    period_from = models.DateTimeField()
    period_to = models.DateTimeField()
    state = code_field(DraftState, default=DraftState.DUE, editable=False)
    as_known_at = models.DateTimeField(null=True)
    known_seq = models.BigIntegerField(null=True)
    snapshot = models.TextField(blank=True)
    discrepancies = models.JSONField(default=list)
    highlights = models.TextField(blank=True)
    overview = models.TextField(blank=True)
    texts = models.JSONField(default=dict, blank=True)
    figures_read = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True)
    compiled_at = models.DateTimeField(null=True)
    touched_by = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-period_to"]
        constraints = [
            models.UniqueConstraint(
                fields=["series"], condition=Q(state__in=sorted(OPEN_DRAFT)), name="one_open_draft_a_series"
            ),
            models.CheckConstraint(condition=Q(period_to__gt=F("period_from")), name="draft_period_is_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.series.code} No. {self.number} ({self.date})"


class EditionIssue(AppendOnly):
    """One issue of one edition, frozen. `snapshot` is the canonical JSON behind every document; nothing else is read.

    The same number again is a new `issue`; what an older one has become is derived, never written into it.
    """

    series = models.ForeignKey(Series, models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField()
    issue = models.PositiveIntegerField(default=1)
    date = models.DateField()
    period_from = models.DateTimeField()
    period_to = models.DateTimeField()
    as_known_at = models.DateTimeField()
    known_seq = models.BigIntegerField()
    seq = models.BigIntegerField(unique=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    title = models.CharField(max_length=300)
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-period_to", "-issue"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number", "issue"], name="issue_once_a_number"),
            models.UniqueConstraint(fields=["series", "period_from", "issue"], name="issue_once_a_period"),
        ]

    def __str__(self) -> str:
        return f"{self.series.code} No. {self.number}, version {self.issue}"


class EntryRole(StrEnum):
    """Why an issue tells of an incident (reconciliation.md B8): as a root, as a PLACE of one, or as DROPPED."""

    NEW = "NEW"
    LATE = "LATE"
    REVISED = "REVISED"
    PLACE = "PLACE"
    DROPPED = "DROPPED"


class EditionEntry(AppendOnly):
    """An incident that an issue tells of, at one revision: what later editions compare with.

    Of a dropped one the revision is that which was carried before.
    """

    issue = models.ForeignKey(EditionIssue, models.PROTECT, related_name="entries")
    ref = models.CharField(max_length=15, db_index=True)
    revision = models.ForeignKey(IncidentRevision, models.PROTECT, related_name="+")
    role = code_field(EntryRole)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "ref"], name="one_entry_an_issue")]
        verbose_name_plural = "edition entries"

    def __str__(self) -> str:
        return f"{self.issue_id} {self.ref} {self.role}"


class CorrectionDraft(models.Model):
    """A correction that an issue needs and that nobody has made yet: what it says of a figure, and what it would say.

    Written when a source is retracted, for whoever reissues; the issue itself never changes. `section` is the part of
    the edition (documents/sections.py), `now` what the frozen claims of that issue come to without the source.
    """

    issue = models.ForeignKey(EditionIssue, models.PROTECT, related_name="correction_drafts")
    source_item = models.ForeignKey(SourceItem, models.PROTECT, related_name="correction_drafts")
    ref = models.CharField(max_length=15, db_index=True)
    measure = models.CharField(max_length=40)
    section = models.CharField(max_length=40)
    was = models.TextField()
    now = models.TextField()
    kind = code_field(CorrectionKind)
    noticed_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        ordering = ["-issue__period_to", "ref", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "source_item", "ref", "measure"], name="one_correction_draft_a_figure"
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.ref}.{self.measure}"


class DecisionState(StrEnum):
    """A warning is acknowledged by the one who issues; a block is accepted with a note."""

    ACKNOWLEDGED = "ACKNOWLEDGED"
    ACCEPTED = "ACCEPTED"


class DiscrepancyDecision(AppendOnly):
    """A decision of the desk about a discrepancy; it holds while `fingerprint` (claims and values) stays the same."""

    code = code_field(DiscrepancyCode)
    ref = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=64)
    state = code_field(DecisionState)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["code", "ref"], name="decision_of")]

    def __str__(self) -> str:
        return f"{self.state} {self.code}:{self.ref}"


class Rendition(AppendOnly):
    """A stored document of an issue. The row exists once the bytes are safely on disk; its job tells the rest."""

    issue = models.ForeignKey(EditionIssue, models.PROTECT, related_name="renditions")
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=10)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveIntegerField(null=True)
    stored_at = models.DateTimeField()
    renderer = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "language", "format"], name="one_rendition_a_format")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.language}.{self.format}"
