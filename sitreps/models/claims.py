"""Claims: one origin says one measure of one incident, as of a time (reconciliation.md B0)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from sitreps.codelists import (
    AgeGroup,
    AsOfBasis,
    AttributionMode,
    ClaimStatus,
    CountBasis,
    Covers,
    DisaggregationKind,
    Part,
    PopulationStatus,
    Quantifier,
    Reliability,
    ScopeCertainty,
    Sex,
    WithdrawalReason,
)
from sitreps.models.accounts import User
from sitreps.models.base import code_field, key_field
from sitreps.models.incidents import Incident
from sitreps.models.sources import Origin, SourceItem

LARGEST_VALUE = 100_000_000

count_validators = [
    MinValueValidator(0, "A count of people cannot be below 0."),
    MaxValueValidator(LARGEST_VALUE, "No more than 100,000,000: check the number of digits."),
]


def one_value_rule(name: str) -> models.CheckConstraint:
    """A row's numbers fit its quantifier (B1): the database refuses a number without sense."""
    numbered = ("EXACT", "AT_LEAST", "MORE_THAN", "AT_MOST", "APPROX")
    return models.CheckConstraint(
        condition=(
            Q(quantifier__in=numbered, value__isnull=False, value2__isnull=True)
            | Q(quantifier__in=("LESS_THAN", "ALMOST"), value__gte=2, value2__isnull=True)
            | Q(quantifier="BETWEEN", value__isnull=False, value2__gte=models.F("value"))
            | (Q(quantifier="VAGUE", value__isnull=True, value2__isnull=True) & ~Q(vague_word=""))
            | Q(quantifier__in=("NONE_REPORTED", "UNQUANTIFIED"), value__isnull=True, value2__isnull=True)
        ),
        name=name,
    )


class Claim(models.Model):
    """A claim. `as_of` is a moment (`as_of_at`) or a whole day in the desk's zone (`as_of_on`), or neither.

    Editable until the first revision that carries it is published; then only superseded or withdrawn.
    Reliability letters and credibility stay in the desk. A claim of the desk's own names the increment that it `adds`
    and the number that it `adds_to` (reconciliation.md B2, INCREMENT).
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="claims")
    key = key_field()
    measure = models.CharField(max_length=40)
    quantifier = code_field(Quantifier)
    value = models.PositiveIntegerField(null=True, blank=True, validators=count_validators)
    value2 = models.PositiveIntegerField("upper value", null=True, blank=True, validators=count_validators)
    vague_word = models.CharField(max_length=20, blank=True)
    wording = models.CharField("in the source's words", max_length=300, blank=True)
    quote = models.JSONField(default=dict, blank=True)
    covers = code_field(Covers, default=Covers.ALL)
    part = code_field(Part, blank=True)
    definition_note = models.TextField(blank=True)

    kind = code_field(DisaggregationKind, default=DisaggregationKind.TOTAL)
    sex = code_field(Sex, blank=True)
    age_group = code_field(AgeGroup, blank=True)
    age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    age_text = models.CharField(max_length=60, blank=True)
    population_status = code_field(PopulationStatus, blank=True)
    people_role = models.CharField(max_length=40, blank=True)
    vulnerability = models.CharField(max_length=40, blank=True)

    origin = models.ForeignKey(Origin, models.PROTECT, related_name="claims", verbose_name="who says it")
    relays = models.ManyToManyField(Origin, blank=True, related_name="relayed_claims", verbose_name="through whom")
    source_item = models.ForeignKey(SourceItem, models.PROTECT, related_name="claims", verbose_name="where we read it")
    attribution_mode = code_field(AttributionMode, default=AttributionMode.ACCORDING_TO)
    attribution_text = models.CharField(max_length=300, blank=True)
    reliability = code_field(Reliability, blank=True, help_text="Empty: the origin's own letter.")
    credibility = models.PositiveSmallIntegerField(default=6, validators=[MinValueValidator(1), MaxValueValidator(6)])
    as_of_on = models.DateField(null=True, blank=True)
    as_of_at = models.DateTimeField(null=True, blank=True)
    as_of_basis = code_field(AsOfBasis, default=AsOfBasis.STATED)
    count_basis = code_field(CountBasis, default=CountBasis.CUMULATIVE)
    scope_certainty = code_field(ScopeCertainty, default=ScopeCertainty.CLEAR)
    place_text = models.CharField(max_length=200, blank=True)
    status = code_field(ClaimStatus, default=ClaimStatus.ACTIVE)
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="superseded_by")
    supersedes_reason = code_field(WithdrawalReason, blank=True)
    adds = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="added_by")
    adds_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="continued_by")
    recommended = models.BooleanField(default=False)
    triangulation = models.BooleanField(default=False)
    role_reason = models.TextField(blank=True)
    excluded_reason = models.TextField(blank=True)
    excluded_by = models.CharField(max_length=150, blank=True)
    withdrawal_reason = code_field(WithdrawalReason, blank=True)
    requote_confirmed = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    published_in = models.PositiveIntegerField("first published in revision", null=True, editable=False)

    class Meta:
        ordering = ["incident", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["incident", "key"], name="claim_key_once_an_incident"),
            models.CheckConstraint(
                condition=Q(as_of_on__isnull=True) | Q(as_of_at__isnull=True), name="claim_as_of_day_or_moment"
            ),
            models.CheckConstraint(condition=~Q(covers=Covers.PART) | ~Q(part=""), name="claim_part_is_named"),
            one_value_rule("claim_value_fits_quantifier"),
        ]

    def __str__(self) -> str:
        return f"{self.incident.ref}/{self.key}"
