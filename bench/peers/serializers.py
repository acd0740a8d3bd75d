"""The nested serializers: the same JSON, member for member, as the product's stored one."""

from typing import Any

from rest_framework import serializers

from bench.peers.models import Claim, Facility, Figure, Incident, Origin, Place, Source


class UnitSerializer(serializers.Serializer[Place]):
    """An administrative unit, out of the place's columns; null where the place has none."""

    def __init__(self, *, level: str, **options: Any) -> None:
        self._level = level
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, instance: Place) -> dict[str, Any] | None:  # type: ignore[override]
        name, pcode = getattr(instance, f"{self._level}_name"), getattr(instance, f"{self._level}_pcode")
        if name is None and pcode is None:
            return None
        level, iso = getattr(instance, f"{self._level}_level"), getattr(instance, f"{self._level}_iso")
        return {"name": name, "pcode": pcode, "pcode_level": level, "iso3166_2": iso}


class PlaceSerializer(serializers.ModelSerializer[Place]):
    adm1 = UnitSerializer(level="adm1")
    adm2 = UnitSerializer(level="adm2")

    class Meta:
        model = Place
        fields = ("key", "name", "level", "country", "adm1", "adm2", "lat", "lon", "point_is", "geo_precision", "names")


class OccurredSerializer(serializers.ModelSerializer[Incident]):
    on = serializers.DateField(source="occurred_on")
    to = serializers.DateTimeField(source="occurred_to")
    precision = serializers.CharField(source="date_precision")
    basis = serializers.CharField(source="date_basis")

    class Meta:
        model = Incident
        fields = ("on", "from", "to", "precision", "basis", "tz")
        extra_kwargs = {"from": {"source": "occurred_from"}}


class EventSerializer(serializers.ModelSerializer[Incident]):
    type = serializers.CharField(source="event_type")

    class Meta:
        model = Incident
        fields = ("type", "sub_event_type", "weapon")


class ResponsibleSerializer(serializers.ModelSerializer[Incident]):
    party = serializers.CharField(source="perpetrator.key")
    name = serializers.CharField(source="perpetrator.name")
    basis = serializers.CharField(source="perpetrator_basis")
    names = serializers.JSONField(source="perpetrator.names")

    class Meta:
        model = Incident
        fields = ("party", "name", "basis", "names")

    def to_representation(self, instance: Incident) -> Any:
        return super().to_representation(instance) if instance.perpetrator_id else None


class FigureSerializer(serializers.ModelSerializer[Figure]):
    class Meta:
        model = Figure
        exclude = ("id", "incident")


class OriginSerializer(serializers.ModelSerializer[Origin]):
    class Meta:
        model = Origin
        exclude = ("id",)


class SourceSerializer(serializers.ModelSerializer[Source]):
    class Meta:
        model = Source
        exclude = ("id",)


class ClaimSerializer(serializers.ModelSerializer[Claim]):
    id = serializers.CharField(source="public_id")
    origin = OriginSerializer()
    source = SourceSerializer()

    class Meta:
        model = Claim
        fields = (
            "id", "measure", "quantifier", "value", "value2", "vague_word", "covers", "part", "lower", "upper",
            "wording", "disaggregation", "count_basis", "origin", "source", "attribution_mode", "as_of", "as_of_basis",
            "status", "verification", "used", "counted", "not_used_because", "preferred",
        )  # fmt: skip


class FacilitySerializer(serializers.ModelSerializer[Facility]):
    class Meta:
        model = Facility
        exclude = ("id", "incident")


class ChangeSerializer(serializers.ModelSerializer[Incident]):
    code = serializers.CharField(source="change_code")
    note = serializers.CharField(source="change_note")

    class Meta:
        model = Incident
        fields = ("code", "note")


class IncidentSerializer(serializers.ModelSerializer[Incident]):
    parent = serializers.SlugRelatedField[Incident](slug_field="ref", read_only=True)
    children = serializers.SlugRelatedField[Incident](slug_field="ref", many=True, read_only=True)
    occurred = OccurredSerializer(source="*")
    place = PlaceSerializer()
    event = EventSerializer(source="*")
    reported_responsible = ResponsibleSerializer(source="*")
    figures = FigureSerializer(many=True)
    claims = ClaimSerializer(many=True)
    facilities = FacilitySerializer(many=True)
    change = ChangeSerializer(source="*")

    class Meta:
        model = Incident
        fields = (
            "v", "ref", "href", "revision", "seq", "status", "kind", "counts_in_totals", "title", "summary", "parent",
            "children", "occurred", "place", "event", "reported_responsible", "grade", "grade_text", "figures",
            "claims", "facilities", "published_at", "change", "sha256",
        )  # fmt: skip
