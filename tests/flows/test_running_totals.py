"""Running totals over random histories of 60 editions: always the direct sum, and every step explained (B8).

A ledger in plain Python keeps what the record holds; the product's totals, roles and reasons are compared with it.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from sitreps.actions import hiding, withdrawals
from sitreps.codelists import ChangeCode
from sitreps.documents import canonical
from sitreps.documents.edition import EditionDocument
from sitreps.figures.running import REASONS
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from tests import factories

pytestmark = pytest.mark.django_db

EDITIONS = 60
DAY = timedelta(days=1)
MEASURES = ("KILLED", "INJURED")
SCOPES = ("UKR", "RUS", "ALL")
CODES = (ChangeCode.NEW_FIGURE, ChangeCode.OUR_ERROR, ChangeCode.SOURCE_RETRACTED, ChangeCode.EDITORIAL)


@dataclass(slots=True)
class Line:
    """What the ledger knows of one incident. `numbers` are its own; a cluster has those of its places."""

    incident: Incident
    on: date
    country: str
    numbers: dict[str, int] = field(default_factory=dict)
    parent: str | None = None
    places: set[str] = field(default_factory=set)
    is_withdrawn: bool = False
    is_hidden: bool = False
    is_cluster: bool = False


class Desk:
    """A desk at work: random acts on the record, each entered into the ledger."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.lines: dict[str, Line] = {}
        self.towns = {code: factories.place(iso3166_1=code, name=f"A town in {code}") for code in ("UKR", "RUS", "BLR")}
        self.editor: User = factories.user(Role.EDITOR)
        self.chief: User = factories.user(Role.CHIEF_EDITOR)

    # ---- Acts

    def act(self, now: datetime, today: date) -> None:
        """One thing that happens on a day."""
        acts = [self.log] * 4 + [self.log_cluster, self.revise, self.revise, self.reword, self.move, self.withdraw]
        acts += [self.take_up_again, self.hide, self.restore, self.regroup, self.split_off]
        self.chance.choice(acts)(now, today)

    def log(self, now: datetime, today: date) -> None:
        on = today - DAY * self.chance.choice((0, 0, 0, 0, 1, 2, 5))
        country = self.chance.choice(("UKR", "UKR", "UKR", "RUS", "BLR"))
        self._log(on, country, now)

    def log_cluster(self, now: datetime, today: date) -> None:
        line = self._log(today, "UKR", None, kind="CLUSTER", title="Strikes on the region")
        line.is_cluster = True
        for _place in range(self.chance.randint(1, 3)):
            place = self._log(today, "UKR", None, parent=line.incident, state="IN_REVIEW")
            place.parent = line.incident.ref
            line.places.add(place.incident.ref)
        factories.published(line.incident, now=now)

    def revise(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: not line.is_cluster)
        if line is None:
            return
        measure = self.chance.choice(MEASURES)
        line.numbers[measure] = self.chance.randint(0, 9)
        self._claim(line, measure)
        self._again(line, now)

    def reword(self, now: datetime, _today: date) -> None:
        line = self._one(lambda _line: True)
        if line is not None:
            Incident.objects.filter(pk=line.incident.pk).update(title=f"Told anew {self.chance.random()}")
            self._again(line, now, ChangeCode.EDITORIAL)

    def move(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: not line.is_cluster and line.parent is None)
        if line is not None:
            line.country = self.chance.choice(tuple(self.towns))
            Incident.objects.filter(pk=line.incident.pk).update(place=self.towns[line.country])
            self._again(line, now, ChangeCode.MOVED)

    def withdraw(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: not line.is_hidden)
        if line is None:
            return
        line.incident.refresh_from_db()
        withdrawals.withdraw(
            incident=line.incident,
            expected_version=line.incident.version,
            reason=self.chance.choice((ChangeCode.WITHDRAWN, ChangeCode.OUR_ERROR)),
            text="It did not happen.",
            by=self.editor,
            now=now,
        )
        for ref in (line.incident.ref, *line.places):
            self.lines[ref].is_withdrawn = True

    def take_up_again(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: line.parent is None and not line.is_cluster, withdrawn=True)
        if line is None:
            return
        line.incident.refresh_from_db()
        withdrawals.reopen(incident=line.incident, expected_version=line.incident.version, by=self.editor, now=now)
        line.is_withdrawn = False
        self._again(line, now, ChangeCode.OUR_ERROR)

    def hide(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: line.parent is None and not line.is_cluster and not line.is_hidden)
        if line is not None:
            hiding.hide(incident=line.incident, note="A name.", by=self.editor, now=now)
            line.is_hidden = True

    def restore(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: line.is_hidden)
        if line is not None:
            hiding.restore(incident=line.incident, note="Mended.", by=self.chief, now=now)
            line.is_hidden = False

    def regroup(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: not line.is_cluster and not line.is_hidden and line.country == "UKR")
        cluster = self._one(lambda one: one.is_cluster)
        if line is not None and cluster is not None and line.parent != cluster.incident.ref:
            self._into(line, cluster, now)

    def split_off(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: line.parent is not None)
        if line is not None:
            self._into(line, None, now)

    # ---- Entering

    def _log(self, on: date, country: str, now: datetime | None, **fields: Any) -> Line:
        made = factories.incident(occurred_on=on, place=self.towns[country], **fields)
        line = self.lines[made.ref] = Line(made, on, country)
        if fields.get("kind") != "CLUSTER":
            for measure in self.chance.sample(MEASURES, self.chance.randint(0, 2)):
                line.numbers[measure] = self.chance.randint(0, 9)
                self._claim(line, measure)
        if now is not None:
            factories.published(made, now=now)
        return line

    def _claim(self, line: Line, measure: str) -> None:
        claims = Claim.objects.filter(incident=line.incident, measure=measure)
        if not claims.update(value=line.numbers[measure]):
            factories.claim(line.incident, measure=measure, quantifier="EXACT", value=line.numbers[measure])

    def _into(self, line: Line, cluster: Line | None, now: datetime) -> None:
        if line.parent:
            self.lines[line.parent].places.discard(line.incident.ref)
        line.parent = cluster.incident.ref if cluster else None
        if cluster:
            cluster.places.add(line.incident.ref)
        Incident.objects.filter(pk=line.incident.pk).update(parent=cluster.incident if cluster else None)
        self._again(line, now, ChangeCode.REGROUPED)

    def _again(self, line: Line, now: datetime, code: ChangeCode | None = None) -> None:
        factories.republished(line.incident, code=code or self.chance.choice(CODES), note="Told anew.", now=now)

    def _one(self, is_wanted: Callable[[Line], bool], *, withdrawn: bool = False) -> Line | None:
        found = [line for line in self.lines.values() if line.is_withdrawn is withdrawn and is_wanted(line)]
        return self.chance.choice(found) if found else None

    # ---- What ought to be

    def counted(self, on: date) -> dict[str, Line]:
        """The roots that an edition of a day covers."""
        return {
            ref: line
            for ref, line in self.lines.items()
            if line.parent is None and self._stands(line) and line.on <= on and line.country != "BLR"
        }

    def sums(self, on: date) -> dict[tuple[str, str], int]:
        """The direct sum over those roots, by scope and measure."""
        sums: dict[tuple[str, str], int] = defaultdict(int)
        for line in self.counted(on).values():
            places = [self.lines[ref] for ref in line.places if not self.lines[ref].is_withdrawn]
            for one in places if line.is_cluster else [line]:
                for measure, number in one.numbers.items():
                    for scope in (line.country, "ALL"):
                        sums[scope, measure] += number
        return sums

    def _stands(self, line: Line) -> bool:
        return not line.is_withdrawn and not line.is_hidden


def edition(of: Series, day: date) -> EditionDocument:
    return canonical.decode(factories.issued_edition(of, day).snapshot, EditionDocument)


def check_sums(document: EditionDocument, desk: Desk, before: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """The running totals are the direct sums and follow from those before; gives the ones of this edition."""
    expected = desk.sums(document.date)
    found = {(one.scope, one.measure): one.best or 0 for one in document.since_start}
    assert found == {cell: expected[cell] for cell in ((scope, measure) for measure in MEASURES for scope in SCOPES)}
    for one in document.running:
        assert one.before == before.get((one.scope, one.measure), 0)
        assert one.now == one.before + one.new + one.late + one.revised + one.dropped
        assert sum(reason.amount for reason in one.reasons) == one.revised + one.dropped
        assert {reason.reason for reason in one.reasons} <= REASONS
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_running_totals_are_the_direct_sum_and_every_change_has_its_reason(seed: int) -> None:
    desk, chance = Desk(seed), Random(seed * 1000)
    series = factories.series(code="UKR-DAILY", countries=["UKR", "RUS"], starts_on=factories.DAY)
    day, totals, ever, counted_before = factories.DAY, dict[tuple[str, str], int](), set[str](), set[str]()
    for number in range(1, EDITIONS + 1):
        begins = day - DAY
        for _missed in range(chance.choice((1, 1, 1, 1, 1, 1, 2, 4))):
            for act in range(chance.randint(0, 5)):
                desk.act(factories.NOON + (day - factories.DAY) + timedelta(minutes=act), day)
            day += DAY
        document = edition(series, day - DAY)
        assert (document.number, document.compared_with) == (number, number - 1 or None)

        counted = desk.counted(document.date)
        fresh = set(counted) - ever
        assert {one.ref for one in document.new} == {ref for ref in fresh if counted[ref].on >= begins}
        assert {one.ref for one in document.late} == {ref for ref in fresh if counted[ref].on < begins}
        roots_gone = {ref for ref in counted_before if ref not in counted and desk.lines[ref].parent not in counted}
        assert {one.ref for one in document.dropped if one.figures or one.ref in counted_before} == roots_gone
        totals = check_sums(document, desk, totals)

        ever |= set(counted) | {ref for one in counted.values() for ref in one.places}
        counted_before = set(counted)
