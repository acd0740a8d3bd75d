"""The gazetteer: a tree of places with ISO codes and P-codes side by side, never derived from each other."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import BooleanField, F, Func, Q

from sitreps.codelists import PlaceLevel
from sitreps.models.base import code_field, key_field


class Place(models.Model):
    """A place. `lat`/`lon` are the public point of the settlement or unit, never an exact site (WGS 84 degrees).

    `geo_precision`: 1 a settlement, 2 near one or part of a region, 3 a larger part of a region (ACLED).
    `aliases`: a list of {name, language?, valid_from?, valid_to?}.
    """

    key = key_field(unique=True)
    level = code_field(PlaceLevel)
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    iso3166_1 = models.CharField("country (ISO 3166-1 alpha-3)", max_length=3, blank=True)
    iso3166_2 = models.CharField("ISO 3166-2", max_length=10, blank=True)
    pcode = models.CharField("P-code", max_length=20, blank=True)
    adm1_pcode = models.CharField(max_length=20, blank=True)
    adm2_pcode = models.CharField(max_length=20, blank=True)
    lat = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)])
    lon = models.FloatField(null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)])
    geo_precision = models.PositiveSmallIntegerField(null=True, blank=True, choices=[(1, "1"), (2, "2"), (3, "3")])
    geonames_id = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(lat__isnull=True) | Q(lat__range=(-90, 90)), name="place_lat_on_earth"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True) | Q(lon__range=(-180, 180)), name="place_lon_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.name


_AT_OR_BELOW = """
{column} IN (
  WITH RECURSIVE below (id, key) AS (
    SELECT id, key FROM sitreps_place WHERE key = %s
     UNION
    SELECT place.id, place.key FROM sitreps_place AS place JOIN below ON place.parent_id = below.id
  )
  SELECT key FROM below UNION SELECT %s
)
"""


class AtOrBelow(Func):
    """Whether a column holds the key of a place or of one below it (a condition for `filter`).

    The key itself answers also where the gazetteer does not know it. One that stands below itself ends too.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, column: str, key: str) -> None:
        self.key = key
        super().__init__(F(column))

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **context: Any) -> Any:
        """The same on both databases."""
        column, parameters = compiler.compile(self.source_expressions[0])
        return _AT_OR_BELOW.format(column=column), [*parameters, self.key, self.key]
