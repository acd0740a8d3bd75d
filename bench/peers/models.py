"""The published incidents as rows of many tables: what a serializer puts together again at every request."""

from django.db import models


class Place(models.Model):
    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=40)
    country = models.CharField(max_length=3, null=True)
    adm1_name = models.CharField(max_length=200, null=True)
    adm1_pcode = models.CharField(max_length=20, null=True)
    adm1_level = models.CharField(max_length=10, null=True)
    adm1_iso = models.CharField(max_length=10, null=True)
    adm2_name = models.CharField(max_length=200, null=True)
    adm2_pcode = models.CharField(max_length=20, null=True)
    adm2_level = models.CharField(max_length=10, null=True)
    adm2_iso = models.CharField(max_length=10, null=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    point_is = models.CharField(max_length=40, null=True)
    geo_precision = models.IntegerField(null=True)
    names = models.JSONField()

    def __str__(self) -> str:
        return self.name


class Party(models.Model):
    key = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200)
    names = models.JSONField()

    def __str__(self) -> str:
        return self.name


class Origin(models.Model):
    key = models.CharField(max_length=64, null=True)
    label = models.CharField(max_length=200)
    type = models.CharField(max_length=40, null=True)
    narrative = models.BooleanField()
    labels = models.JSONField()

    def __str__(self) -> str:
        return self.label


class Source(models.Model):
    key = models.CharField(max_length=64, null=True)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200, null=True)
    published_on = models.DateField(null=True)
    url = models.CharField(max_length=1000, null=True)

    def __str__(self) -> str:
        return self.title


class Incident(models.Model):
    v = models.IntegerField()
    ref = models.CharField(max_length=15, unique=True)
    href = models.CharField(max_length=100)
    revision = models.IntegerField()
    seq = models.BigIntegerField()
    status = models.CharField(max_length=20)
    kind = models.CharField(max_length=10)
    counts_in_totals = models.BooleanField()
    title = models.CharField(max_length=200)
    summary = models.TextField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    occurred_on = models.DateField(db_index=True)
    occurred_from = models.DateTimeField(null=True)
    occurred_to = models.DateTimeField(null=True)
    date_precision = models.CharField(max_length=20)
    date_basis = models.CharField(max_length=20)
    tz = models.CharField(max_length=60)
    place = models.ForeignKey(Place, models.PROTECT)
    event_type = models.CharField(max_length=60)
    sub_event_type = models.CharField(max_length=60)
    weapon = models.CharField(max_length=40, null=True)
    perpetrator = models.ForeignKey(Party, models.PROTECT, null=True)
    perpetrator_basis = models.CharField(max_length=40, null=True)
    grade = models.CharField(max_length=20)
    grade_text = models.CharField(max_length=100)
    published_at = models.DateTimeField()
    change_code = models.CharField(max_length=40)
    change_note = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["-occurred_on", "ref"], name="peer_by_day")]

    def __str__(self) -> str:
        return self.ref


class Figure(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=40)
    best = models.BigIntegerField(null=True)
    printed = models.BigIntegerField(null=True)
    printed_upper = models.BigIntegerField(null=True)
    quantifier = models.CharField(max_length=20, null=True)
    text = models.CharField(max_length=200)
    quote = models.TextField()
    lower = models.BigIntegerField(null=True)
    low = models.BigIntegerField(null=True)
    high = models.BigIntegerField(null=True)
    highest_stated = models.BigIntegerField(null=True)
    open = models.BooleanField()
    consistent = models.JSONField(null=True)
    agreement = models.CharField(max_length=40)
    as_of_from = models.CharField(max_length=30, null=True)
    as_of_to = models.CharField(max_length=30, null=True)
    claims = models.IntegerField()
    origins = models.IntegerField()
    taken_from = models.CharField(max_length=20, null=True)
    unallocated = models.BigIntegerField(null=True)
    vague_parts = models.JSONField()
    basis = models.JSONField()
    of_which = models.JSONField()
    href = models.CharField(max_length=100)
    flags = models.JSONField()
    previous = models.JSONField(null=True)
    why_changed = models.CharField(max_length=40, null=True)
    quotes = models.JSONField()
    sides = models.JSONField()
    one_voice = models.BooleanField()
    splits = models.JSONField()
    combatants = models.JSONField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.measure}"


class Claim(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="claims")
    public_id = models.CharField(max_length=80)
    measure = models.CharField(max_length=40)
    quantifier = models.CharField(max_length=20)
    value = models.BigIntegerField(null=True)
    value2 = models.BigIntegerField(null=True)
    vague_word = models.CharField(max_length=20, null=True)
    covers = models.CharField(max_length=10)
    part = models.CharField(max_length=20, null=True)
    lower = models.BigIntegerField(null=True)
    upper = models.BigIntegerField(null=True)
    wording = models.CharField(max_length=300)
    disaggregation = models.JSONField()
    count_basis = models.CharField(max_length=20)
    origin = models.ForeignKey(Origin, models.PROTECT)
    source = models.ForeignKey(Source, models.PROTECT)
    attribution_mode = models.CharField(max_length=20)
    as_of = models.CharField(max_length=30, null=True)
    as_of_basis = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    verification = models.CharField(max_length=20)
    used = models.BooleanField()
    counted = models.BooleanField()
    not_used_because = models.CharField(max_length=40, null=True)
    preferred = models.BooleanField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.public_id


class Facility(models.Model):
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="facilities")
    category = models.CharField(max_length=60)
    quantifier = models.CharField(max_length=20)
    number = models.BigIntegerField(null=True)
    lower = models.BigIntegerField(null=True)
    upper = models.BigIntegerField(null=True)
    severity = models.CharField(max_length=40, null=True)
    text = models.CharField(max_length=200)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.category}"
