"""What editors noted about a claim: pins, exclusions, grades and dates given anew; rows that only grow (B0)."""

from django.db import models

from sitreps.codelists.annotations import AnnotationKind
from sitreps.models.base import AppendOnly, code_field
from sitreps.models.claims import Claim


class Annotation(AppendOnly):
    """One judgement about a claim, by whom, when and why. The claim's own columns hold what is true now.

    `was`: codes and times that stood before, by column. None of it is public.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="annotations")
    kind = code_field(AnnotationKind)
    reason = models.TextField(blank=True)
    was = models.JSONField(default=dict)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.claim_id}"
