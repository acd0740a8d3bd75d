"""Damage to civilian objects: counted by category of facility (reconciliation.md B10)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from sitreps.codelists import DamageSeverity, Quantifier
from sitreps.models.accounts import User
from sitreps.models.base import code_field, key_field
from sitreps.models.claims import LARGEST_VALUE, one_value_rule
from sitreps.models.incidents import Incident
from sitreps.models.sources import Origin, SourceItem


class FacilityDamage(models.Model):
    """So many facilities of one category, as one origin says. `name` is restricted; `public_name` may be printed."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="facilities")
    key = key_field()
    category = models.CharField(max_length=40)
    quantifier = code_field(Quantifier)
    value = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(LARGEST_VALUE)])
    value2 = models.PositiveIntegerField(
        "upper value", null=True, blank=True, validators=[MaxValueValidator(LARGEST_VALUE)]
    )
    vague_word = models.CharField(max_length=20, blank=True)
    severity = code_field(DamageSeverity, default=DamageSeverity.UNSPECIFIED)
    severity_wording = models.CharField(max_length=200, blank=True)
    service_impact = models.CharField(max_length=300, blank=True)
    name = models.CharField("name (stays in the desk)", max_length=200, blank=True)
    public_name = models.CharField(max_length=200, blank=True)
    origin = models.ForeignKey(Origin, models.PROTECT, related_name="facilities", verbose_name="who says it")
    source_item = models.ForeignKey(
        SourceItem, models.PROTECT, related_name="facilities", verbose_name="where we read it"
    )
    credibility = models.PositiveSmallIntegerField(default=6, validators=[MinValueValidator(1), MaxValueValidator(6)])
    overlaps = models.JSONField(default=list, blank=True)
    as_of_on = models.DateField(null=True, blank=True)
    as_of_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["incident", "pk"]
        verbose_name_plural = "facility damage"
        constraints = [
            models.UniqueConstraint(fields=["incident", "key"], name="facility_key_once_an_incident"),
            one_value_rule("facility_value_fits_quantifier"),
        ]

    def __str__(self) -> str:
        return f"{self.incident.ref}/{self.key}"
