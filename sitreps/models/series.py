"""A series of editions: its countries, clock, cadence and policies (edition.md, C1)."""

from enum import StrEnum
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q

from sitreps.codelists import Cadence, PublishAttribution
from sitreps.models.base import code_field


class MissedDays(StrEnum):
    """After downtime: one edition that covers the missed days, or one each."""

    COVER = "COVER"
    EACH = "EACH"


def validate_timezone(name: str) -> None:
    """A zone of the IANA database."""
    if name not in available_timezones():
        raise ValidationError(f"'{name}' is no time zone. Write it as the IANA database does: 'Europe/Kyiv'.")


class Series(models.Model):
    """A crisis and a product, such as `UKR-DAILY`. Nothing is due before `starts_on`, after `ends_on`, while paused.

    `titles` and `issued_by_names` have its title and who issues it by further language.
    """

    code = models.CharField(max_length=31, unique=True, validators=[RegexValidator(r"^[A-Z0-9][A-Z0-9-]{1,30}$")])
    title = models.CharField(max_length=200)
    titles = models.JSONField(default=dict, blank=True)
    countries = models.JSONField(help_text="ISO 3166-1 alpha-3 codes, the crisis' own country first.")
    timezone = models.CharField(max_length=60, default="UTC", validators=[validate_timezone])
    cut_off = models.TimeField()
    late_window_minutes = models.PositiveSmallIntegerField(default=0)
    languages = models.JSONField(default=list)
    cadence = code_field(Cadence, default=Cadence.DAILY)
    missed_days = code_field(MissedDays, default=MissedDays.COVER)
    first_number = models.PositiveIntegerField(default=1, validators=[MinValueValidator(1)])
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    paused = models.BooleanField(default=False)
    publish_attribution = code_field(PublishAttribution, default=PublishAttribution.WITH_BASIS)
    issued_by = models.CharField(max_length=200, default="Situation report desk")
    issued_by_names = models.JSONField(default=dict, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    glide = models.CharField("GLIDE", max_length=30, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "series"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(starts_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="series_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def zone(self) -> ZoneInfo:
        """The desk's zone: whole days, cut-offs and printed times are in it."""
        return ZoneInfo(self.timezone)
