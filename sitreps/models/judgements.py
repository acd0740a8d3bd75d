"""What a chief editor decided about a claim or an incident, on which evidence: annotations that only grow (B11)."""

from django.db import models

from sitreps.codelists.judgements import Ruling
from sitreps.models.base import AppendOnly, code_field
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident


class Judgement(AppendOnly):
    """One decision. The newest about a claim, or about the incident itself (`claim` null), holds.

    `by` is the chief editor, `verifier` the person or body who verified, disputes or refutes. None of it is public.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="judgements")
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="judgements")
    ruling = code_field(Ruling)
    verifier = models.CharField(max_length=200)
    evidence = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.ruling} {self.incident_id}"
