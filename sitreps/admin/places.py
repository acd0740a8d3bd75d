"""Places and parties: what incidents happen in, and to whom acts are attributed."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from sitreps import permissions
from sitreps.admin import fields, lookups
from sitreps.admin.base import DeskAdmin, ReferenceForm
from sitreps.codelists import PlaceLevel, vocabulary
from sitreps.models.parties import Party
from sitreps.models.places import Place


class AliasesField(forms.CharField):
    """Other names, one a line: `name | language | valid from | valid to`; all but the name may be left out."""

    PARTS: ClassVar = ("name", "language", "valid_from", "valid_to")
    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        return "\n".join(" | ".join(alias.get(part, "") for part in self.PARTS).rstrip(" |") for alias in value)

    def to_python(self, value: Any) -> Any:
        found = []
        for line in (value or "").splitlines():
            parts = [part.strip() for part in line.split("|")]
            alias = {name: part for name, part in zip(self.PARTS, parts, strict=False) if part}
            if alias:
                found.append(alias)
            for name in ("valid_from", "valid_to"):
                fields.DayField(required=False).clean(alias.get(name, ""))
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))


class PlaceForm(ReferenceForm):
    """A place with its codes side by side, never derived from each other."""

    parent = fields.LookupField(lookups.PLACES, required=False, label="Lies in")
    aliases = AliasesField(
        required=False, label="Other names", help_text="One a line: name | language | valid from | valid to"
    )
    level = forms.ChoiceField(choices=PlaceLevel.choices())

    class Meta:
        model = Place
        fields = (
            "name", "key", "level", "parent", "aliases", "iso3166_1", "iso3166_2", "pcode", "adm1_pcode", "adm2_pcode",
            "lat", "lon", "geo_precision", "geonames_id",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.parent_id:
            self.initial["parent"] = self.instance.parent


@admin.register(Place)
class PlaceAdmin(DeskAdmin):
    """The gazetteer."""

    form = PlaceForm
    writes = staticmethod(permissions.check_places)
    list_display = ("name", "level", "parent", "iso3166_1", "pcode", "key")
    list_filter = ("level", "iso3166_1")
    list_select_related = ("parent",)
    search_fields = ("name", "key", "pcode", "iso3166_2")
    search_help_text = "Any of its names, key or code"

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if search_term:
            anywhere = lookups.PLACES.named(icontains=search_term)
            for name in ("key", "pcode", "iso3166_2"):
                anywhere |= Q(**{f"{name}__icontains": search_term})
            queryset = queryset.filter(anywhere)
        return queryset, False


class PartyForm(ReferenceForm):
    """A party by its full name."""

    type = forms.ChoiceField(choices=lambda: vocabulary("party_type").choices())
    names = fields.NamesField(
        required=False, label="Name in other languages", help_text="One a line: uk | Збройні сили України"
    )

    class Meta:
        model = Party
        fields = ("name", "names", "key", "type")


@admin.register(Party)
class PartyAdmin(DeskAdmin):
    """Parties to a conflict."""

    form = PartyForm
    writes = staticmethod(permissions.check_places)
    list_display = ("name", "type", "key")
    list_filter = ("type",)
    search_fields = ("name", "key")
