"""Other rows, named in a text box: found by what was typed, suggested while it is typed.

A select with every place or origin of the record would weigh more than the page that holds it.
"""

import json
import re
from typing import Any, Generic, TypeVar

from django.db import models
from django.db.models import Q

from sitreps.actions.validation import hint
from sitreps.codelists import IncidentKind
from sitreps.models.incidents import Incident
from sitreps.models.places import Place
from sitreps.models.sources import Origin, SourceItem
from sitreps.workflow import GONE

M = TypeVar("M", bound=models.Model)

_NAMED = re.compile(r".*\(([^()]+)\)\s*")


class Lookup(Generic[M]):
    """How rows of one kind are named in a text box: "Ukrainian police (UKR-POLICE)", found by key or by their name."""

    def __init__(self, model: type[M], *, noun: str, name: str, names: str, key: str = "key") -> None:
        self.model, self.noun, self.name, self.names, self.key = model, noun, name, names, key

    def rows(self) -> "models.QuerySet[M]":
        """The rows that may be named."""
        return self.model._default_manager.all()  # noqa: SLF001 Django's public name

    def named(self, **lookup: Any) -> Q:
        """The condition that a row's name is what was typed: one lookup, such as `iexact="dnipro"`."""
        how, text = next(iter(lookup.items()))
        return Q(**{f"{self.name}__{how}": text})

    def text(self, row: M) -> str:
        """A row as it stands in the box; a protected origin's own text is its label."""
        return f"{row} ({getattr(row, self.key)})"

    def find(self, typed_text: str) -> M | None:
        """The one row that is meant, or None."""
        named = _NAMED.fullmatch(typed_text)
        for key in (named[1].strip() if named else "", typed_text):
            row = self.rows().filter(**{self.key: key}).first() if key else None
            if row is not None:
                return row
        same = list(self.rows().filter(self.named(iexact=typed_text))[:2])
        return same[0] if len(same) == 1 else None

    def suggest(self, begun: str, *, most: int = 20) -> list[str]:
        """The boxes' texts of rows whose name or key holds what was typed so far."""
        matching = self.named(icontains=begun) | Q(**{f"{self.key}__icontains": begun})
        return [self.text(row) for row in self.rows().filter(matching)[:most]]

    def refusal(self, typed_text: str) -> str:
        """What to say of a text that names no row, or several."""
        same = self.rows().filter(self.named(iexact=typed_text)).first()
        if same is not None:
            return f"Several are called '{typed_text}'. Say which by its key: '{self.text(same)}'."
        known = [name for name in self.rows().values_list(self.name, flat=True)[:2000] if name]
        near = hint(typed_text, known).removeprefix("; ")
        mend = f"{near[0].upper()}{near[1:]} Else" if near.endswith("?") else "Choose one of the list, or"
        return f"No {self.noun} is called '{typed_text}'. {mend} add it first."


class OriginLookup(Lookup[Origin]):
    """Origins. The name of a protected one is never looked at, so that nobody can guess it letter by letter."""

    def named(self, **lookup: Any) -> Q:
        how, text = next(iter(lookup.items()))
        return Q(**{f"public_label__{how}": text}) | Q(**{f"name__{how}": text}, protect_identity=False)


class PlaceLookup(Lookup[Place]):
    """Places, with the unit that they lie in: names repeat."""

    def rows(self) -> "models.QuerySet[Place]":
        return Place.objects.select_related("parent")

    def named(self, **lookup: Any) -> Q:
        """By any of its names; on SQLite other scripts stand escaped in the aliases, and capitals differ."""
        how, text = next(iter(lookup.items()))
        condition = super().named(**lookup)
        for form in {text, text.capitalize(), text.lower()} if how == "icontains" and text else ():
            condition |= Q(name__icontains=form) | Q(aliases__icontains=form)
            condition |= Q(aliases__icontains=json.dumps(form).strip('"'))
        return condition

    def text(self, row: Place) -> str:
        return f"{row.name}{f', {row.parent.name}' if row.parent else ''} ({row.key})"


class ClusterLookup(Lookup[Incident]):
    """Clusters, which may have places."""

    def rows(self) -> "models.QuerySet[Incident]":
        return Incident.objects.filter(kind=IncidentKind.CLUSTER)

    def text(self, row: Incident) -> str:
        return f"{row.title} ({row.ref})"


class IncidentLookup(ClusterLookup):
    """Incidents that stand."""

    def rows(self) -> "models.QuerySet[Incident]":
        return Incident.objects.exclude(state__in=GONE)


ORIGINS = OriginLookup(Origin, noun="origin", name="public_label", names="origins")
SOURCES = Lookup(SourceItem, noun="source", name="title", names="sources")
PLACES = PlaceLookup(Place, noun="place", name="name", names="places")
CLUSTERS = ClusterLookup(Incident, noun="cluster", name="title", key="ref", names="clusters")
INCIDENTS = IncidentLookup(Incident, noun="incident", name="title", key="ref", names="incidents")

ON_FORMS: dict[str, Lookup[Any]] = {one.names: one for one in (ORIGINS, SOURCES, PLACES, CLUSTERS)}
"""What the boxes of an incident's form name."""
BY_NAME: dict[str, Lookup[Any]] = {**ON_FORMS, INCIDENTS.names: INCIDENTS}
