"""A published record of any size: templates repeated day by day, in the order in which a desk would have published.

Everything that the product writes with a revision is there, down to the outbox and the chained audit log, so that
`verify_record` finds nothing wrong.
"""

import hashlib
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import Model

from bench import scenes, templates
from bench.load import Loader, bulk_load, prepared
from bench.templates import Step, Template
from sitreps.actions.audit import GENESIS, event_hash
from sitreps.actions.projections import TABLES
from sitreps.models.audit import AuditEvent
from sitreps.models.changes import Change, ChangeEventKind
from sitreps.models.claims import Claim
from sitreps.models.deliveries import Outbox
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, Latest, RevisionContent, RevisionText
from sitreps.models.sequence import AUDIT, RECORD, Sequence

SEED = 20250624
TEMPLATES = 600
MODELS: tuple[type[Model], ...] = (
    Incident, Claim, FacilityDamage, IncidentRevision, RevisionContent, *TABLES, Latest, Change, Outbox, AuditEvent,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Instance:
    """One repetition of a template: the numbers of its refs and the ids of its incidents."""

    template: Template
    numbers: tuple[str, ...]
    ids: tuple[int, ...]

    def fill(self, text: str) -> str:
        """A text of the template with the refs of this one."""
        for mark, number in zip(self.template.marks, self.numbers, strict=True):
            text = text.replace(mark, number)
        return text


def generate(incidents: int, *, kinds: int = TEMPLATES) -> int:
    """Fill a migrated, empty database with at least so many incidents; gives how many revisions they have.

    The same number gives the same record. Costs about a fifth of a millisecond a revision.
    """
    random = Random(SEED)
    made = templates.make(random, scenes.desk(random), min(kinds, incidents))
    rounds = -(-incidents // sum(len(one.marks) for one in made))
    with bulk_load(MODELS) as loader:
        writer = _Writer(loader)
        for day, due in _days(made, rounds, writer):
            writer.write_day(day, due)
    writer.write_counters()
    return writer.seq


def last_moment() -> datetime:
    """When the newest revision of this database was published."""
    newest: IncidentRevision = IncidentRevision.objects.order_by("-seq")[0]
    return newest.published_at


def _days(made: list[Template], rounds: int, writer: "_Writer") -> Iterator[tuple[int, list[tuple[Instance, Step]]]]:
    """For each day, counted from the first event: what is published on it."""
    due: dict[int, list[tuple[Instance, Step]]] = defaultdict(list)
    begins = defaultdict(list)
    for one in made:
        begins[(one.day - scenes.FIRST_DAY).days].append(one)
    for day in range(scenes.DAYS + 60):
        for template in begins.get(day, []):
            for _ in range(rounds):
                instance = writer.begin(template)
                for step in template.steps:
                    due[day + step.days].append((instance, step))
        if day in due:
            yield day, due.pop(day)


class _Writer:
    """Writes rows with their ids, places in the record and digests."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._ids: Counter[type[Model]] = Counter()
        self._refs: Counter[str] = Counter()
        self._hash, self._event = GENESIS, 0
        self.seq = 0
        self._now = datetime.now(UTC)

    def begin(self, template: Template) -> Instance:
        """The working copies of one more repetition."""
        prefix = f"{template.country}-{template.day.year}"
        first = self._refs[prefix] + 1
        self._refs[prefix] += len(template.marks)
        numbers = tuple(f"{first + member:06}" for member in range(len(template.marks)))
        ids = tuple(self._next(Incident) for _ in numbers)
        instance = Instance(template, numbers, ids)
        for member, model, row in template.working:
            self._working(instance, member, model, list(row))
        return instance

    def write_day(self, day: int, due: list[tuple[Instance, Step]]) -> None:
        """All publications of a day, spread over it."""
        midnight = datetime.combine(scenes.FIRST_DAY + timedelta(days=day), time(), UTC)
        due.sort(key=lambda one: one[1].days, reverse=True)  # what is published again, before what is new
        for number, (instance, step) in enumerate(due):
            self._publish(instance, step, midnight + timedelta(seconds=number * 86_400 // len(due)))

    def write_counters(self) -> None:
        """Where the counters stand, of the record, the audit log and the refs."""
        values = {RECORD: self.seq, AUDIT: self._event} | {f"ref:{name}": last for name, last in self._refs.items()}
        for name, value in values.items():
            Sequence.objects.update_or_create(name=name, defaults={"value": value, "last_at": self._now})

    def _next(self, model: type[Model]) -> int:
        self._ids[model] += 1
        return self._ids[model]

    def _working(self, instance: Instance, member: int, model: type[Model], row: list[Any]) -> None:
        names = _places(model)
        if model is Incident:
            row[names["id"]] = instance.ids[member]
            row[names["ref"]] = instance.fill(row[names["ref"]])
            row[names["uuid"]] = _uuid(instance.ids[member])
            if row[names["parent_id"]] is not None:
                row[names["parent_id"]] = instance.ids[-1]
        else:
            row[names["id"]] = self._next(model)
            row[names["incident_id"]] = instance.ids[member]
        self._loader.add(model, row)

    def _publish(self, instance: Instance, step: Step, moment: datetime) -> None:
        self.seq += 1
        self._now = moment
        pk = self.seq
        published = moment.isoformat().replace("+00:00", "Z")
        marked = f'"published_at":"{instance.template.day + timedelta(days=step.days)}T00:00:00Z"'
        frozen = instance.fill(step.frozen).replace('"seq":0,', f'"seq":{self.seq},', 1)
        frozen = frozen.replace(marked, f'"published_at":"{published}"', 1)
        sha256 = hashlib.sha256(frozen.encode()).hexdigest()
        payload = frozen.replace('"kind":', '"status":"PUBLISHED","kind":', 1)[:-1] + f',"sha256":"{sha256}"}}'
        inputs = instance.fill(step.inputs)
        self._loader.add(RevisionContent, (pk, payload, inputs))
        self._columns(instance, step, pk, moment, sha256)
        for model, row in step.beside:
            names = _places(model)
            made = list(row)
            made[names["revision_id"]] = pk
            if "id" in names:
                made[names["id"]] = self._next(model)
            self._loader.add(model, made)
        self._loader.add(RevisionText, (pk, step.search_text(instance.numbers[step.member])))
        self._announce(instance, step, moment, sha256, hashlib.sha256(inputs.encode()).hexdigest())

    def _columns(self, instance: Instance, step: Step, pk: int, moment: datetime, sha256: str) -> None:
        common = {"seq": self.seq, "published_at": _stored(moment), "incident_id": instance.ids[step.member]}
        filled = {"id": pk, "sha256": sha256, "revision_id": pk}
        for model, row in ((IncidentRevision, step.revision), (Latest, step.latest)):
            if model is Latest and not step.is_last:
                continue
            names = _places(model)
            made = list(row)
            for name, value in {**common, **filled}.items():
                if name in names:
                    made[names[name]] = value
            for name in ("ref", "parent_ref", "change_note"):
                if name in names:
                    made[names[name]] = instance.fill(made[names[name]])
            self._loader.add(model, made)

    def _announce(self, instance: Instance, step: Step, moment: datetime, sha256: str, inputs_sha256: str) -> None:
        ref = f"{instance.template.country}-{instance.template.day.year}-{instance.numbers[step.member]}"
        first = step.number == 1
        event = ChangeEventKind.INCIDENT_PUBLISHED if first else ChangeEventKind.INCIDENT_REVISED
        note, at = instance.fill(step.note), _stored(moment)
        self._loader.add(Change, (self.seq, at, str(event), "incident", ref, step.number, step.code, note))
        self._loader.add(Outbox, (self.seq, at, at))
        detail = {"revision": step.number, "seq": self.seq, "code": step.code, "note": note}
        self._event += 1
        row = AuditEvent(
            seq=self._event, at=moment, actor="command", action="incident.publish", object_type="incident",
            object_ref=ref, detail=detail | {"sha256": sha256, "inputs_sha256": inputs_sha256},
            previous_hash=self._hash,
        )  # fmt: skip
        row.hash = self._hash = event_hash(row)
        self._loader.add(AuditEvent, prepared(row))


def _places(model: type[Model]) -> dict[str, int]:
    found = _PLACES.get(model)
    if found is None:
        fields = model._meta.concrete_fields  # noqa: SLF001 Django's public name
        found = _PLACES[model] = {field.attname: place for place, field in enumerate(fields)}
    return found


_PLACES: dict[type[Model], dict[str, int]] = {}


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _uuid(number: int) -> Any:
    made = uuid.UUID(int=number)
    return made if connection.vendor == "postgresql" else made.hex
