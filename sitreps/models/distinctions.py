"""What an editor said of two suspected duplicates: that they are not the same, and why; rows that only grow (B12)."""

from django.db import models
from django.db.models import F, Q

from sitreps.codelists.distinctions import DistinctionState
from sitreps.models.base import AppendOnly, code_field
from sitreps.models.incidents import Incident


class Distinction(AppendOnly):
    """One decision about two incidents, the earlier ref first. The newest of a pair counts.

    It holds while `fingerprint` (day, place and kind of both, figures/duplicates.py) stays the same. `reason` stays in
    the desk; a redaction of either incident erases it.
    """

    one = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    other = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    state = code_field(DistinctionState)
    fingerprint = models.CharField(max_length=64)
    reason = models.TextField()
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(one=F("other")), name="distinction_is_of_two")]

    def __str__(self) -> str:
        return f"{self.state} {self.one_id} {self.other_id}"
