"""What was said about the events rather than counted: statements, parties' claims, context. Public only in editions."""

from enum import StrEnum

from django.db import models

from sitreps.codelists import DateBasis, PartyClaimStatus
from sitreps.models.base import code_field, key_field
from sitreps.models.series import Series
from sitreps.models.sources import Origin, SourceItem


class ApprovalState(StrEnum):
    """Four eyes before print."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"


class Said(models.Model):
    """What the three have in common."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="+")
    key = key_field()
    kind = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    language = models.CharField(max_length=10, blank=True)
    source_item = models.ForeignKey(SourceItem, models.PROTECT, related_name="+", verbose_name="where we read it")
    made_on = models.DateField(null=True, blank=True)
    made_on_basis = code_field(DateBasis, default=DateBasis.UNKNOWN)
    state = code_field(ApprovalState, default=ApprovalState.DRAFT)
    recorded_at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        abstract = True
        ordering = ["series", "key"]

    def __str__(self) -> str:
        return f"{self.series.code}/{self.key}"


class Statement(Said):
    """What a person or body said: a reaction, an account, a denial of responsibility."""

    speaker = models.ForeignKey(Origin, models.PROTECT, null=True, blank=True, related_name="+")
    verbatim = models.BooleanField(default=False)

    class Meta(Said.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["series", "key"], name="statement_key_once_a_series")]


class PartyClaim(Said):
    """What a party says of military matters; printed apart, never used in a figure."""

    party_speaker = models.ForeignKey(Origin, models.PROTECT, null=True, blank=True, related_name="+")
    status = code_field(PartyClaimStatus, default=PartyClaimStatus.CLAIMED_UNVERIFIED)

    class Meta(Said.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["series", "key"], name="party_claim_key_once_a_series")]


class ContextNote(Said):
    """Background in the desk's words."""

    class Meta(Said.Meta):
        abstract = False
        constraints = [models.UniqueConstraint(fields=["series", "key"], name="context_note_key_once_a_series")]
