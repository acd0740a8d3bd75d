"""People mentioned in sources. Restricted: no row of this file ever leaves the desk (vocabulary.md A2)."""

from django.db import models

from sitreps.codelists import AgeGroup, PersonOutcome, Sensitivity, Sex
from sitreps.models.base import code_field, key_field
from sitreps.models.incidents import Incident
from sitreps.models.sources import Origin, SourceItem


class PersonMention(models.Model):
    """One mention of one person; two mentions are never merged automatically (B9)."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="persons")
    key = key_field()
    outcome = code_field(PersonOutcome, default=PersonOutcome.UNKNOWN)
    name = models.CharField(max_length=200, blank=True)
    age_group = code_field(AgeGroup, blank=True)
    age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    sex = code_field(Sex, blank=True)
    role = models.CharField(max_length=40, blank=True)
    vulnerability = models.CharField(max_length=40, blank=True)
    sensitivity = code_field(Sensitivity, default=Sensitivity.CONFIDENTIAL)
    origin = models.ForeignKey(Origin, models.PROTECT, related_name="+", verbose_name="who says it")
    source_item = models.ForeignKey(SourceItem, models.PROTECT, related_name="+", verbose_name="where we read it")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["incident", "pk"]
        constraints = [models.UniqueConstraint(fields=["incident", "key"], name="person_key_once_an_incident")]

    def __str__(self) -> str:
        return f"{self.incident.ref}/{self.key}"
