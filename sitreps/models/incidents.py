"""An incident's working copy: what editors see and change. The public side never reads it."""

import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from sitreps.codelists import (
    BreakdownComplete,
    DateBasis,
    DatePrecision,
    IncidentKind,
    PerpetratorBasis,
    Sensitivity,
)
from sitreps.models.accounts import User
from sitreps.models.base import code_field
from sitreps.models.parties import Party
from sitreps.models.places import Place
from sitreps.models.series import validate_timezone
from sitreps.workflow import IncidentState

REF_PATTERN = r"^[A-Z]{3}-[0-9]{4}-[0-9]{4,6}$"


class Incident(models.Model):
    """An EVENT, or a CLUSTER whose children are events (two levels, reconciliation.md B6).

    `version` is bumped by every save of the incident or anything attached to it (compare-and-swap);
    `changed_by` is who must not publish it (four eyes). `dealt` maps the claims that a part of a split was given: their
    names in the incident that it is split from, and in it.
    """

    ref = models.CharField(max_length=15, unique=True, validators=[RegexValidator(REF_PATTERN)])
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = code_field(IncidentKind, default=IncidentKind.EVENT)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", editable=False)
    dealt = models.JSONField(default=dict, editable=False)
    breakdown_complete = code_field(BreakdownComplete, default=BreakdownComplete.UNKNOWN)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="incidents")
    place_text = models.CharField("place, as the source writes it", max_length=200, blank=True)
    geo_precision = models.PositiveSmallIntegerField(null=True, blank=True, choices=[(1, "1"), (2, "2"), (3, "3")])
    occurred_on = models.DateField()
    occurred_from = models.DateTimeField(null=True, blank=True)
    occurred_to = models.DateTimeField(null=True, blank=True)
    tz = models.CharField("time zone", max_length=60, blank=True, validators=[validate_timezone])
    date_precision = code_field(DatePrecision, default=DatePrecision.DAY)
    date_basis = code_field(DateBasis, default=DateBasis.STATED)
    sub_event_type = models.CharField(max_length=60)
    weapon = models.CharField(max_length=40, blank=True)
    perpetrator = models.ForeignKey(
        Party, models.PROTECT, null=True, blank=True, related_name="incidents", verbose_name="reported responsible"
    )
    perpetrator_basis = code_field(PerpetratorBasis, default=PerpetratorBasis.NOT_STATED, verbose_name="on what basis")
    sectors = models.JSONField(default=list, blank=True)
    glide = models.CharField("GLIDE", max_length=30, blank=True)
    sensitivity = code_field(Sensitivity, default=Sensitivity.PUBLIC)
    publish_not_before = models.DateTimeField(null=True, blank=True)

    state = code_field(IncidentState, default=IncidentState.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(editable=False)
    changed_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    changed_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["-occurred_on", "ref"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(kind=IncidentKind.EVENT), name="only_events_have_a_parent"
            ),
            models.CheckConstraint(
                condition=Q(occurred_to__isnull=True)
                | Q(occurred_from__isnull=True)
                | Q(occurred_to__gte=F("occurred_from")),
                name="incident_ends_after_it_begins",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["state", "-changed_at"], name="incident_state"),
            models.Index(fields=["-occurred_on", "ref"], name="incident_by_day"),
            # Counted on every page of the desk, and of a long record nearly nothing waits.
            models.Index(fields=["state", "changed_by"], name="incident_waiting"),
            # Nearly none is: of an index over all, SQLite thinks that any value of it stands in every row.
            models.Index(fields=["split_from"], name="incident_split", condition=Q(split_from__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"
