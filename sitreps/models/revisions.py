"""The published record: one append-only revision a publication, its frozen JSONs, and the projection of the latest."""

from django.db import models

from sitreps.codelists import ChangeCode, Quantifier
from sitreps.models.base import AppendOnly, code_field
from sitreps.models.incidents import Incident


class FilterColumns(models.Model):
    """The columns that lists filter and sort by; only what the payload says in public."""

    ref = models.CharField(max_length=15)
    parent_ref = models.CharField(max_length=15, blank=True)
    kind = models.CharField(max_length=10)
    occurred_on = models.DateField()
    country = models.CharField(max_length=3, blank=True)
    adm1_pcode = models.CharField(max_length=20, blank=True)
    adm1_iso = models.CharField(max_length=10, blank=True)
    adm2_pcode = models.CharField(max_length=20, blank=True)
    event_type = models.CharField(max_length=60)
    sub_event_type = models.CharField(max_length=60)
    weapon = models.CharField(max_length=40, blank=True)
    grade = models.CharField(max_length=20)
    published_at = models.DateTimeField()
    seq = models.BigIntegerField(unique=True)

    class Meta:
        abstract = True


FILTER_COLUMNS = tuple(field.name for field in FilterColumns._meta.local_fields)


class IncidentRevision(AppendOnly, FilterColumns):
    """One publication of one incident. `sha256` is over the canonical JSON of the payload's frozen members."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    change_code = code_field(ChangeCode)
    change_note = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["seq"]
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="revision_number_once_an_incident")]
        indexes = [
            models.Index(fields=["incident", "-seq"], name="revision_of_incident"),
            models.Index(fields=["published_at", "seq"], name="revision_published"),
            models.Index(fields=["-occurred_on", "ref"], name="revision_by_day"),
            models.Index(fields=["ref", "-seq"], name="revision_of_ref"),
            models.Index(fields=["parent_ref", "-seq"], name="revision_of_parent"),
        ]

    def __str__(self) -> str:
        return f"{self.ref} revision {self.number}"


class RevisionContent(AppendOnly):
    """A revision's two frozen JSONs, in a table of their own: a redaction can erase them and leave the revision.

    `payload` is the public JSON as it is served; `inputs` is what figures are computed from and stays in the desk.
    """

    revision = models.OneToOneField(IncidentRevision, models.PROTECT, primary_key=True, related_name="content")
    payload = models.TextField()
    inputs = models.TextField()

    def __str__(self) -> str:
        return f"content of {self.revision_id}"


class SumColumns(models.Model):
    """One number of people as sums take it (reconciliation.md B6). `vague_parts` lists the sources' words with commas;
    `numbered_lower` is `lower` without what they stand for."""

    best = models.BigIntegerField()
    lower = models.BigIntegerField()
    low = models.BigIntegerField()
    highest_stated = models.BigIntegerField()
    numbered_lower = models.BigIntegerField()
    open = models.BooleanField()
    quantifier = code_field(Quantifier)
    printed = models.BigIntegerField(null=True)
    vague_parts = models.TextField(blank=True)

    class Meta:
        abstract = True


class RevisionFigure(AppendOnly, SumColumns):
    """One published figure, for sums and for the filter `measure` + `at_least`. No row where no claim counts."""

    revision = models.ForeignKey(IncidentRevision, models.PROTECT, related_name="figures")
    measure = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "measure"], name="one_figure_a_measure")]
        indexes = [models.Index(fields=["measure", "lower"], name="figure_at_least")]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.measure} {self.lower}"


class RevisionCombatants(AppendOnly, SumColumns):
    """The people of one published figure who are stated to be combatants (B7). No row where nobody is."""

    revision = models.ForeignKey(IncidentRevision, models.PROTECT, related_name="combatants")
    measure = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "measure"], name="combatants_once_a_measure")]
        verbose_name_plural = "revision combatants"

    def __str__(self) -> str:
        return f"{self.revision_id} {self.measure} {self.lower}"


class RevisionFacility(AppendOnly):
    """The damaged facilities of one category and all below it, of one revision alone (reconciliation.md B10).

    Every category above a damaged one has its row too. `upper` is null where nothing bounds the count, `number` where
    none was given.
    """

    revision = models.ForeignKey(IncidentRevision, models.PROTECT, related_name="facilities")
    category = models.CharField(max_length=60)
    lower = models.BigIntegerField()
    upper = models.BigIntegerField(null=True)
    numbered_lower = models.BigIntegerField()
    number_not_given = models.BooleanField()
    quantifier = code_field(Quantifier)
    number = models.BigIntegerField(null=True)
    number_upper = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["revision", "category"], name="one_facility_count_a_category")]
        indexes = [models.Index(fields=["category"], name="facility_of_category")]
        verbose_name_plural = "revision facilities"

    def __str__(self) -> str:
        return f"{self.revision_id} {self.category} {self.numbered_lower}"


class RevisionDating(AppendOnly):
    """The day, the week (its Monday) and the month (its first day) that a revision's event belongs to.

    Null where the event is dated more coarsely (reconciliation.md B7).
    """

    revision = models.OneToOneField(IncidentRevision, models.PROTECT, primary_key=True, related_name="dating")
    day = models.DateField(null=True)
    week = models.DateField(null=True)
    month = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["revision"], name="dating_is_coarse", condition=models.Q(day=None))]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.day or self.week or self.month or 'undated'}"


class RevisionScene(AppendOnly):
    """Where a revision says it happened and who is reported responsible: what lists choose by beside the columns.

    `lat` and `lon` are the place's public point; `perpetrator` is a party's key, '' where none is named.
    """

    revision = models.OneToOneField(IncidentRevision, models.PROTECT, primary_key=True, related_name="scene")
    place_key = models.CharField(max_length=64)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    perpetrator = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["place_key", "revision"], name="scene_of_place"),
            models.Index(fields=["lat", "lon"], name="scene_in_box"),
            models.Index(fields=["perpetrator"], name="scene_of_party", condition=~models.Q(perpetrator="")),
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.place_key}"


class RevisionSource(AppendOnly):
    """A public document that a revision cites, by its key; what is kept by the desk has no row."""

    revision = models.ForeignKey(IncidentRevision, models.PROTECT, related_name="sources")
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "revision"], name="source_once_a_revision")]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.key}"


class RevisionText(AppendOnly):
    """The words of a revision, folded, each once, as text search looks for them (documents/search.py).

    They repeat what the payload says in public: where that is erased, this must be erased with it.
    """

    revision = models.OneToOneField(IncidentRevision, models.PROTECT, primary_key=True, related_name="text")
    search_text = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"words of {self.revision_id}"


class Latest(FilterColumns):
    """Incident -> its newest revision: the one projection, written in the publishing transaction, rebuildable."""

    incident = models.OneToOneField(Incident, models.PROTECT, primary_key=True, related_name="latest")
    revision = models.OneToOneField(IncidentRevision, models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["-occurred_on", "ref"], name="latest_by_day"),
            models.Index(fields=["-published_at", "ref"], name="latest_by_publication"),
            models.Index(fields=["country", "-occurred_on", "ref"], name="latest_by_country"),
            models.Index(fields=["adm1_pcode", "-occurred_on", "ref"], name="latest_by_adm1_pcode"),
            models.Index(fields=["adm1_iso", "-occurred_on", "ref"], name="latest_by_adm1_iso"),
            models.Index(fields=["adm2_pcode", "-occurred_on", "ref"], name="latest_by_adm2_pcode"),
            models.Index(fields=["parent_ref", "-occurred_on", "ref"], name="latest_by_parent"),
            models.Index(fields=["event_type", "-occurred_on", "ref"], name="latest_by_event_type"),
            models.Index(fields=["sub_event_type", "-occurred_on", "ref"], name="latest_by_sub_event_type"),
            models.Index(fields=["weapon", "-occurred_on", "ref"], name="latest_by_weapon"),
            models.Index(fields=["grade", "-occurred_on", "ref"], name="latest_by_grade"),
        ]

    def __str__(self) -> str:
        return self.ref
