"""Trees of incidents with all their revisions, each made once by the product's builders and then repeated.

A template is what publishing a tree gives, but for what differs between two trees of one kind: the numbers in their
refs, their places in the record, their moments and digests. These are put in where the template has its marks.
"""

from bisect import insort
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Model

from bench import scenes
from bench.load import prepared
from bench.scenes import Desk
from sitreps.actions import projections
from sitreps.actions.publishing import filter_columns
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical, publication
from sitreps.documents.incident import IncidentDocument
from sitreps.documents.inputs import IncidentInput
from sitreps.documents.publication import Occasion
from sitreps.documents.reckoning import currently
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.revisions import IncidentRevision, Latest, RevisionText
from sitreps.queries import desk as working_copies

AFTER = timedelta(days=4)
"""Publication lies behind every delay that disclosure knows (72 hours), so that its moment changes no text."""

FIRST_MARK = 900_001  # the numbers of the templates' refs; nothing else in them has six digits
MOST_MEMBERS = 8
CLUSTERS, AGAIN, TWICE = 0.12, 0.3, 0.08
NOTE = "A newer figure was reported."


Row = tuple[int, type[Model], list[Any]]
"""A member's number in its tree, and a row of it."""


@dataclass(slots=True)
class Step:
    """One revision of one member. `days` after the event; `texts` have marks; rows are ready but for ids."""

    member: int
    number: int
    days: int
    is_last: bool
    frozen: str
    inputs: str
    code: str
    note: str
    revision: list[Any]
    latest: list[Any]
    beside: list[tuple[type[Model], list[Any]]]
    words: list[str]

    def search_text(self, number: str) -> str:
        """The words of an incident with this number."""
        found = list(self.words)
        insort(found, number)
        return " ".join(found)


@dataclass(slots=True)
class Template:
    """A tree's working copies (rows with marks) and its steps in the order in which they are published."""

    day: date
    country: str
    marks: tuple[str, ...]
    working: list[Row]
    steps: list[Step]


def make(random: Random, on: Desk, count: int) -> list[Template]:
    """So many templates, spread over all days; nothing of them stays in the database."""
    with transaction.atomic():
        trees = [_tree(random, on, number, count) for number in range(count)]
        zones = working_copies.desk_zones()
        found = {row.pk: row for row in working_copies.with_everything(Incident.objects.all())}
        attached: dict[int, list[Model]] = defaultdict(list)
        for model in (Claim, FacilityDamage):
            for row in model.objects.order_by("pk"):
                attached[row.incident_id].append(row)
        made = []
        for rows in trees:
            inputs = [working_copies.incident_input(found[row.pk], zones=zones) for row in rows]
            working = [(number, one) for number, row in enumerate(rows) for one in (row, *attached[row.pk])]
            made.append(_template(random, inputs, [(number, type(one), prepared(one)) for number, one in working]))
        transaction.set_rollback(True)
    return made


def _tree(random: Random, on: Desk, number: int, count: int) -> list[Incident]:
    members = random.choice([3, 4, 5]) if random.random() < CLUSTERS else 1
    marks = [str(FIRST_MARK + number * MOST_MEMBERS + member) for member in range(members)]
    return scenes.tree(random, on, marks, scenes.FIRST_DAY + timedelta(days=number * scenes.DAYS // count))


def _template(random: Random, inputs: list[IncidentInput], working: list[Row]) -> Template:
    day, ref = inputs[0].occurred_on, inputs[0].ref
    marks = tuple(one.ref.rpartition("-")[2] for one in inputs)
    return Template(day, ref[:3], marks, working, _Publisher(random, inputs, day).steps())


class _Publisher:
    """Publishes a tree as publishing.py would: places first, then the cluster; now and then newer figures."""

    def __init__(self, random: Random, inputs: list[IncidentInput], day: date) -> None:
        self._random = random
        self._inputs = inputs
        self._day = day
        self._told: dict[int, tuple[int, str]] = {}
        self._steps: list[Step] = []

    def steps(self) -> list[Step]:
        for member in range(len(self._inputs)):
            self._publish(member, AFTER.days, ChangeCode.NEW, "")
        times = 2 if self._random.random() < TWICE else 1 if self._random.random() < AGAIN else 0
        days = AFTER.days
        for _ in range(times):
            days += self._random.randint(1, 20)
            self._revise(0, days)
        newest = {step.member: step for step in self._steps}
        for step in newest.values():
            step.is_last = True
        return self._steps

    def _revise(self, member: int, days: int) -> None:
        before = self._inputs[member]
        first, *rest = before.claims
        newer = replace(first, value=(first.value or 0) + 1, quantifier="AT_LEAST", vague_word=None)
        self._inputs[member] = replace(before, claims=(newer, *rest), formerly_current=currently(before))
        self._publish(member, days, ChangeCode.NEW_FIGURE, NOTE)
        if len(self._inputs) > 1:
            note = f"recomputed: {before.ref} revision {self._told[member][0]}"
            self._publish(len(self._inputs) - 1, days, ChangeCode.RECOMPUTED, note)

    def _publish(self, member: int, days: int, code: ChangeCode, note: str) -> None:
        inputs = self._inputs[member]
        is_cluster = len(self._inputs) > 1 and member == len(self._inputs) - 1
        number, told = self._told.get(member, (0, ""))
        moment = datetime.combine(self._day + timedelta(days=days), time(), UTC)
        document = publication.build(
            inputs,
            self._inputs[:-1] if is_cluster else [],
            occasion=Occasion(number + 1, 0, moment, code, note),
            previous=msgspec.json.decode(told) if told else None,
        )
        self._told[member] = (number + 1, canonical.encode(document))
        self._steps.append(_step(member, days, document, inputs))


def _step(member: int, days: int, document: IncidentDocument, inputs: IncidentInput) -> Step:
    columns = filter_columns(document)
    revision = IncidentRevision(
        pk=0, incident_id=0, number=document.revision, change_code=document.change.code,
        change_note=document.change.note, by="command", sha256="", **columns,
    )  # fmt: skip
    rows = [row for row in projections.rows(revision, document, inputs) if not isinstance(row, RevisionText)]
    [text] = [row for row in projections.rows(revision, document, inputs) if isinstance(row, RevisionText)]
    return Step(
        member=member,
        number=document.revision,
        days=days,
        is_last=False,
        frozen=canonical.frozen(document),
        inputs=canonical.encode(inputs),
        code=document.change.code,
        note=document.change.note,
        revision=prepared(revision),
        latest=prepared(Latest(incident_id=0, revision_id=0, **columns)),
        beside=[(type(row), prepared(row)) for row in rows],
        words=[word for word in text.search_text.split() if word != document.ref.rpartition("-")[2]],
    )
