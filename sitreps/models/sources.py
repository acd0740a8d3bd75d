"""Where the desk reads it (source items, with their captured bytes and custody) and who is said to know (origins)."""

from django.db import models
from django.db.models import Q

from sitreps.codelists import CustodyAction, PublishedBasis, Reliability, Sensitivity, SourceItemStatus
from sitreps.models.base import AppendOnly, code_field, key_field
from sitreps.models.parties import Party


class SourceItem(models.Model):
    """A document as the desk captured it: evidence. `sha256` and `bytes` are of the captured file (files.py)."""

    key = key_field(unique=True)
    type = models.CharField(max_length=40)
    publisher = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    author = models.CharField(max_length=200, blank=True)
    url = models.URLField(max_length=1000, blank=True)
    archived_url = models.URLField(max_length=1000, blank=True)
    language = models.CharField(max_length=10, blank=True)
    published_on = models.DateField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_basis = code_field(PublishedBasis, default=PublishedBasis.UNKNOWN)
    status = code_field(SourceItemStatus, default=SourceItemStatus.LIVE)
    retrieved_at = models.DateTimeField(null=True, blank=True)
    reliability = code_field(Reliability, default=Reliability.F)
    reliability_note = models.TextField(blank=True)
    sensitivity = code_field(Sensitivity, default=Sensitivity.PUBLIC)
    sha256 = models.CharField(max_length=64, blank=True)
    bytes = models.PositiveBigIntegerField(null=True, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-retrieved_at", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(sha256="") | Q(sha256__regex=r"^[0-9a-f]{64}$"), name="source_sha256")
        ]

    def __str__(self) -> str:
        return self.title


class Origin(models.Model):
    """Who is said to know. `voice` groups origins of one state or organisation; it is never published.

    A protected origin leaves the desk as its `public_label` alone (api.md, "What never leaves the desk"). `labels` has
    that label by further language.
    """

    key = key_field(unique=True)
    name = models.CharField(max_length=200)
    public_label = models.CharField(
        max_length=200, help_text="As readers see it: 'Ukrainian police', 'a local official'."
    )
    labels = models.JSONField(default=dict, blank=True)
    type = models.CharField(max_length=40)
    voice = models.CharField(
        max_length=40, blank=True, help_text="One state, authority or organisation; stays in the desk."
    )
    party = models.ForeignKey(Party, models.PROTECT, null=True, blank=True, related_name="origins")
    reliability = code_field(Reliability, default=Reliability.F)
    protect_identity = models.BooleanField(default=False)
    narrative_of = models.ForeignKey(
        SourceItem, models.PROTECT, null=True, blank=True, related_name="narratives",
        help_text="Set where the origin is a document's own narrative: what it says without naming a source.",
    )  # fmt: skip
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.public_label if self.protect_identity else self.name


class CustodyEntry(AppendOnly):
    """One line of a captured file's chain of custody."""

    source_item = models.ForeignKey(SourceItem, models.PROTECT, related_name="custody")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    action = code_field(CustodyAction)
    sha256 = models.CharField(max_length=64)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "custody entries"

    def __str__(self) -> str:
        return f"{self.action} {self.sha256[:12]}"


class SourceNotice(AppendOnly):
    """What became known of a document after it was read: retracted, corrected, gone, or live again after all.

    The newest gives the document its status. `note` is for colleagues, `sentence` what readers get as the reason of
    the revisions that a retraction leads to. `replacement` is the document that stands in its place.
    """

    source_item = models.ForeignKey(SourceItem, models.PROTECT, related_name="notices")
    status = code_field(SourceItemStatus)
    happened_on = models.DateField("when it happened")
    notice_url = models.URLField(max_length=1000, blank=True)
    replacement = models.ForeignKey(SourceItem, models.PROTECT, null=True, blank=True, related_name="replaces")
    note = models.TextField(blank=True)
    sentence = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(replacement__isnull=True) | ~Q(replacement=models.F("source_item")),
                name="notice_replacement_is_another",
            )
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.source_item_id}"
