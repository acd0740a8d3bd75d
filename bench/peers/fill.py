"""The product's newest public JSONs, taken apart into the usual tables."""

import json
from collections.abc import Mapping
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Model

from bench.load import Loader, bulk_load
from bench.peers import models
from sitreps.models.revisions import Latest, RevisionContent

MODELS: tuple[type[Model], ...] = (
    models.Place, models.Party, models.Origin, models.Source, models.Incident, models.Figure, models.Claim,
    models.Facility,
)  # fmt: skip
AT_ONCE = 2000


class _Filler:
    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._ids: dict[tuple[type[Model], Any], int] = {}
        self._count: dict[type[Model], int] = {}
        self.refs: dict[str, int] = {}

    def incident(self, one: Mapping[str, Any]) -> None:
        pk = self.refs[one["ref"]]
        responsible = one["reported_responsible"]
        party = self._party(responsible) if responsible else None
        occurred, event = one["occurred"], one["event"]
        parent = self.refs[one["parent"]] if one["parent"] else None
        first = [one[name] for name in ("v", "ref", "href", "revision", "seq", "status", "kind", "counts_in_totals")]
        self._loader.add(models.Incident, [
            pk, *first, one["title"], one["summary"], parent,
            *(occurred[name] for name in ("on", "from", "to", "precision", "basis", "tz")),
            self._place(one["place"]), event["type"], event["sub_event_type"], event["weapon"],
            party, responsible["basis"] if responsible else None, one["grade"], one["grade_text"],
            one["published_at"] if connection.vendor == "postgresql" else one["published_at"].replace("T", " ")[:19],
            one["change"]["code"], one["change"]["note"], one["sha256"],
        ])  # fmt: skip
        for figure in one["figures"]:
            self._add(models.Figure, pk, figure)
        for claim in one["claims"]:
            origin, source = claim["origin"], claim["source"]
            self._add(models.Claim, pk, claim | {
                "origin": self._named(models.Origin, *origin.values()),
                "source": self._named(models.Source, *source.values()),
            })  # fmt: skip
        for facility in one["facilities"]:
            self._add(models.Facility, pk, facility)

    def _add(self, model: type[Model], incident: int, members: Mapping[str, Any]) -> None:
        self._loader.add(model, [self._next(model), incident, *(_cell(value) for value in members.values())])

    def _place(self, place: Mapping[str, Any]) -> int:
        units = [list((place[level] or dict.fromkeys(range(4))).values()) for level in ("adm1", "adm2")]
        before = [place[name] for name in ("key", "name", "level", "country")]
        after = [place[name] for name in ("lat", "lon", "point_is", "geo_precision", "names")]
        return self._named(models.Place, *before, *units[0], *units[1], *after)

    def _party(self, responsible: Mapping[str, Any]) -> int:
        return self._named(models.Party, *(responsible[name] for name in ("party", "name", "names")))

    def _named(self, model: type[Model], *values: Any) -> int:
        """The id of a row with these values, made where there is none."""
        row = tuple(_cell(value) for value in values)
        if (model, row) not in self._ids:
            self._ids[model, row] = self._next(model)
            self._loader.add(model, [self._ids[model, row], *row])
        return self._ids[model, row]

    def _next(self, model: type[Model]) -> int:
        self._count[model] = self._count.get(model, 0) + 1
        return self._count[model]


def _cell(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, (list, dict)) else value


def is_filled() -> bool:
    """Whether there is anything in the usual tables."""
    return models.Incident.objects.exists()


def fill() -> None:
    """Fill the usual tables of a database whose record was generated: a quarter of a millisecond an incident."""
    newest = list(Latest.objects.order_by("ref").values_list("ref", "revision_id"))
    with bulk_load(MODELS) as loader:
        filler = _Filler(loader)
        filler.refs = {ref: number for number, (ref, _) in enumerate(newest, start=1)}
        for first in range(0, len(newest), AT_ONCE):
            ids = [revision_id for _, revision_id in newest[first : first + AT_ONCE]]
            contents = RevisionContent.objects.filter(revision_id__in=ids)
            for payload in contents.values_list("payload", flat=True):
                filler.incident(msgspec.json.decode(payload))
