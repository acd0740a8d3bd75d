"""Running totals over random histories of 60 editions: always the direct sum, and every step explained (B8).

A ledger in plain Python keeps what the record holds; the product's totals, roles and reasons are compared with it.
"""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import date, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from sitreps.actions import (
    compiling,
    decisions,
    drafts,
    hiding,
    incident_rows,
    issuing,
    judging,
    regrouping,
    undoing,
    withdrawals,
)
from sitreps.codelists import ChangeCode
from sitreps.codelists.judgements import Ruling
from sitreps.documents import canonical, edition_build
from sitreps.documents.edition import EditionDocument
from sitreps.figures.running import REASONS
from sitreps.models.accounts import Role, User
from sitreps.models.claims import Claim
from sitreps.models.editions import EditionDraft
from sitreps.models.incidents import Incident
from sitreps.models.series import Series
from tests import factories
from tests.flows.ledger import Ledger, Line, check_discounted

pytestmark = pytest.mark.django_db

EDITIONS = 60
"""As many at least; more until each kind of change was seen."""
EVERY_CHANGE = {"dropped MERGED", "revised MERGED", "revised SPLIT", "not counted", "counted again"}
DAY = timedelta(days=1)
MEASURES = ("KILLED", "INJURED")
SCOPES = ("UKR", "RUS", "ALL")
CODES = (ChangeCode.NEW_FIGURE, ChangeCode.OUR_ERROR, ChangeCode.SOURCE_RETRACTED, ChangeCode.EDITORIAL)


class Desk(Ledger):
    """A desk at work: random acts on the record, each entered into the ledger."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.chance = Random(seed)
        self.towns = {code: factories.place(iso3166_1=code, name=f"A town in {code}") for code in ("UKR", "RUS", "BLR")}
        self.towns[""] = factories.place(level="AREA", name="The border area")
        self.editor: User = factories.user(Role.EDITOR)
        self.chief: User = factories.user(Role.CHIEF_EDITOR)
        self.merging: User = factories.user(Role.CHIEF_EDITOR)  # changes nothing else: a merge takes another
        self.undoing: User = factories.user(Role.CHIEF_EDITOR)
        self.undo: Callable[[datetime], None] | None = None
        self.undone = dict.fromkeys(("merge", "split"), 0)

    # ---- Acts

    def act(self, now: datetime, today: date) -> None:
        """One thing that happens on a day."""
        acts = [self.log] * 4 + [self.log_cluster, self.revise, self.revise, self.reword, self.move, self.withdraw]
        acts += [self.take_up_again, self.hide, self.restore, self.regroup, self.split_off, self.merge, self.split]
        discount, count_again = (partial(self.judge, one) for one in (Ruling.DISCOUNTED, Ruling.LIFTED))
        acts += [self.log_across, discount, discount, count_again, self.split, self.merge]
        undo, self.undo = self.undo, None
        if undo and self.chance.random() < 0.5:
            undo(now)
        else:
            self.chance.choice(acts)(now, today)

    def log(self, now: datetime, today: date) -> None:
        on = today - DAY * self.chance.choice((0, 0, 0, 0, 1, 2, 5))
        country = self.chance.choice(("UKR", "UKR", "UKR", "RUS", "BLR"))
        self._log(on, country, now)

    def log_cluster(self, now: datetime, today: date) -> None:
        self._log_cluster("UKR", ["UKR"] * self.chance.randint(1, 3), now, today)

    def log_across(self, now: datetime, today: date) -> None:
        """Strikes on both sides of a border: what lies in each country is known place by place."""
        self._log_cluster("", self.chance.choices(("UKR", "RUS", "BLR"), k=self.chance.randint(1, 4)), now, today)

    def _log_cluster(self, country: str, places: list[str], now: datetime, today: date) -> None:
        line = self._log(today, country, None, kind="CLUSTER", title="Strikes on the region")
        line.is_cluster = True
        for there in places:
            place = self._log(today, there, None, parent=line.incident, state="IN_REVIEW")
            self.enter(place, line)
        factories.published(line.incident, now=now)

    def judge(self, ruling: Ruling, now: datetime, _today: date) -> None:
        """A chief editor discounts an incident, a place or a cluster, or takes that back; an editor publishes it."""
        is_now = ruling is Ruling.LIFTED
        line = self._one(lambda line: line.is_discounted is is_now and not line.is_hidden)
        if line is None:
            return
        line.incident.refresh_from_db()
        judging.judge_incident(
            incident=line.incident,
            ruling=ruling,
            verifier="A field team",
            evidence="It went there.",
            expected_version=line.incident.version,
            by=self.chief,
            now=now,
        )
        line.is_discounted = not is_now
        self._again(line, now, self.chance.choice((*CODES, ChangeCode.METHOD)))

    def revise(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: not line.is_cluster)
        if line is None:
            return
        measure = self.chance.choice(MEASURES)
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
            line.country = self.chance.choice(("UKR", "RUS", "BLR"))
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
        self.tell(line, ChangeCode.WITHDRAWN)
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
        cluster = self._one(lambda one: one.is_cluster and one.country == "UKR")
        if line is not None and cluster is not None and line.parent != cluster.incident.ref:
            self._into(line, cluster, now)

    def split_off(self, now: datetime, _today: date) -> None:
        line = self._one(lambda line: line.parent is not None)
        if line is not None:
            self._into(line, None, now)

    def merge(self, now: datetime, _today: date) -> None:
        """Two incidents are one: each claim of the one goes to the other or stays behind."""
        loser = self._one(lambda line: not line.is_cluster and not line.is_hidden)
        kept = self._one(lambda line: not line.is_cluster and not line.is_hidden and line is not loser)
        if loser is None or kept is None:
            return
        dealt, before = {}, (deepcopy(kept.claims), self.lines.get(loser.parent or ""))
        for claim in loser.incident.claims.order_by("pk"):
            dealt[claim.key] = self.chance.random() < 0.7
            if dealt[claim.key]:
                kept.take(claim)
        pair = [Incident.objects.select_related("changed_by").get(pk=one.incident.pk) for one in (kept, loser)]
        versions, said = {one.ref: one.version for one in pair}, "One strike, told twice."
        regrouping.merge(
            survivor=pair[0], loser=pair[1], dealt=dealt, versions=versions, text=said, by=self.merging, now=now
        )
        self.tell(loser, ChangeCode.MERGED)
        self.tell(kept, ChangeCode.MERGED)
        self.enter(loser, None)
        loser.merged_into = kept.incident.ref
        self.undo = partial(self._undo_merge, loser, kept, *before)

    def _undo_merge(
        self, loser: Line, kept: Line, claims: dict[str, list[tuple[date, int]]], above: Line | None, now: datetime
    ) -> None:
        """They were two after all: perhaps an edition has told of the merge meanwhile."""
        gone = Incident.objects.select_related("parent", "changed_by").get(pk=loser.incident.pk)
        versions = self._versions(loser, kept)
        undoing.undo_merge(loser=gone, versions=versions, text="They were two.", by=self.merging, now=now)
        kept.claims, loser.merged_into = claims, None
        self.enter(loser, above)
        for line in (loser, kept):
            self.tell(line, ChangeCode.OUR_ERROR)
        self.undone["merge"] += 1

    def _versions(self, *lines: Line) -> dict[str, int]:
        rows = Incident.objects.filter(pk__in=[line.incident.pk for line in lines])
        return dict(rows.values_list("ref", "version"))

    def split(self, now: datetime, _today: date) -> None:
        """One incident was two: a cluster of them, or itself and another beside it."""
        line = self._one(lambda line: not line.is_cluster and not line.is_hidden)
        if line is None:
            return
        as_cluster = line.parent is None and line.country == "UKR" and self.chance.random() < 0.5
        claims = {claim: self.chance.choice((0, 1)) for claim in line.incident.claims.order_by("pk")}
        line.incident.refresh_from_db()
        made = regrouping.split(
            incident=line.incident,
            expected_version=line.incident.version,
            parts=[
                self._part(line, [claim.key for claim, to in claims.items() if to == number])
                for number in ((0, 1) if as_cluster else (0,))
            ],
            as_cluster=as_cluster,
            by=self.chief,
            now=now,
        )
        before = deepcopy(line.claims)
        line.is_cluster, line.claims = as_cluster, {}
        above = line if as_cluster else self.lines.get(line.parent or "")
        into = [Line(one, line.on, line.country) for one in made]
        for part in into:
            self.lines[part.incident.ref] = part
            self.enter(part, above)
        for claim, to in claims.items():
            [*into, line][to].take(claim)
        self._again(line, now, ChangeCode.SPLIT)
        self.undo = partial(self._undo_split, line, into, before)

    def _undo_split(
        self, line: Line, parts: list[Line], claims: dict[str, list[tuple[date, int]]], now: datetime
    ) -> None:
        """It was one after all: what was split off is part of it again."""
        whole = Incident.objects.select_related("parent", "changed_by").get(pk=line.incident.pk)
        said, versions = "One strike, told twice.", self._versions(line, *parts)
        undoing.undo_split(incident=whole, versions=versions, text=said, by=self.undoing, now=now)
        line.is_cluster, line.claims = False, claims
        for part in parts:
            self.tell(part, ChangeCode.MERGED)
            self.enter(part, None)
            part.merged_into = line.incident.ref
        self.tell(line, ChangeCode.OUR_ERROR)
        self.undone["split"] += 1

    def _part(self, line: Line, claims: list[str]) -> regrouping.Part:
        return regrouping.Part(fields={"title": "One of two strikes", "place": self.towns[line.country]}, claims=claims)

    # ---- Entering

    def _log(self, on: date, country: str, now: datetime | None, **fields: Any) -> Line:
        made = factories.incident(occurred_on=on, place=self.towns[country], **fields)
        line = self.lines[made.ref] = Line(made, on, country)
        if fields.get("kind") != "CLUSTER":
            for measure in self.chance.sample(MEASURES, self.chance.randint(0, 2)):
                self._claim(line, measure)
        if now is not None:
            factories.published(made, now=now)
        return line

    def _claim(self, line: Line, measure: str) -> None:
        """Another number, said by everyone who spoke of it."""
        number = self.chance.randint(0, 9)
        claims = Claim.objects.filter(incident=line.incident, measure=measure)
        if not claims.update(value=number):
            key = incident_rows.next_key(line.incident, Claim, "C")
            factories.claim(line.incident, key=key, measure=measure, quantifier="EXACT", value=number)
        line.claims[measure] = [(on, number) for on, _ in line.claims.get(measure, [(line.on, 0)])]

    def _into(self, line: Line, cluster: Line | None, now: datetime) -> None:
        self.tell(line, ChangeCode.REGROUPED)
        self.enter(line, cluster)
        Incident.objects.filter(pk=line.incident.pk).update(parent=cluster.incident if cluster else None)
        self._again(line, now, ChangeCode.REGROUPED)

    def _again(self, line: Line, now: datetime, code: ChangeCode | None = None) -> None:
        code = code or self.chance.choice(CODES)
        self.tell(line, code)
        factories.republished(line.incident, code=code, note="Told anew.", now=now)

    def _one(self, is_wanted: Callable[[Line], bool], *, withdrawn: bool = False) -> Line | None:
        lines = [line for line in self.lines.values() if line.is_withdrawn is withdrawn and not line.merged_into]
        found = [line for line in lines if is_wanted(line)]
        return self.chance.choice(found) if found else None


def edition(of: Series, day: date) -> EditionDocument:
    """The edition of a day; that the claims of merged incidents are far apart is accepted, as the desk would."""
    draft = factories.compiled_draft(of, day)
    check_nothing_was_left_unopened(draft)
    found = [decisions.Discrepancy.from_json(one) for one in draft.discrepancies]
    apart = {one.key: "Two reports." for one in found if (one.severity, one.code) == ("BLOCK", "CONFLICT")}
    chief, now = factories.user(Role.CHIEF_EDITOR), factories.an_hour_after_cut_off(of, day)
    issue = issuing.issue_edition(draft=draft, by=chief, now=now, accept=apart, wake=False)
    return canonical.decode(issue.snapshot, EditionDocument)


def check_nothing_was_left_unopened(draft: EditionDraft) -> None:
    """What was compiled from the little that may be told of is what the whole record gives, with all that is odd."""
    assert draft.as_known_at is not None
    everything = compiling.compile_document(
        draft, as_known_at=draft.as_known_at, known_seq=draft.known_seq, from_everything=True
    )
    odd = decisions.discrepancies(everything.document, everything.roots, everything.beside())
    assert json.loads(canonical.encode_sorted(odd)) == draft.discrepancies
    notes = decisions.data_notes(everything.document, odd)
    whole = edition_build.with_notes(everything.document, notes=notes, method_notes=drafts.method_notes())
    assert canonical.decode(draft.snapshot, EditionDocument) == whole


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


def check_regrouped(document: EditionDocument, desk: Desk, before: dict[str, dict[str, int]]) -> set[str]:
    """What was merged is taken away with where it went; who only received, or was only split, is told with that reason.

    `before`: the figures of the roots of the edition before, by ref. Gives the reasons that were found.
    """
    found = set()
    for ref, figures in before.items():
        into = desk.lines[ref].merged_into
        if into:
            (row,) = (one for one in document.dropped if one.ref == ref)
            assert (row.reason, row.into, row.text) == ("MERGED", into, "One strike, told twice.")
            assert {one.measure: one.delta for one in row.figures} == {key: -best for key, best in figures.items()}
            found.add("dropped MERGED")
    for ref, line in desk.counted(document.date).items():
        told = {code for one in (ref, *line.places) for code in desk.told[one]}
        if ref in before and len(told) == 1 and told <= {"MERGED", "SPLIT"}:
            rows = [one for one in document.revised if one.ref == ref and one.what == "FIGURE"]
            assert {one.reason for one in rows} <= told
            changed = {key: best - before[ref].get(key, 0) for key, best in desk.figures(line).items()}
            changed |= {key: -best for key, best in before[ref].items() if key not in changed}
            assert {one.measure: one.delta for one in rows if one.delta} == {
                key: by for key, by in changed.items() if by
            }
            found |= {f"revised {one.reason}" for one in rows if one.delta}
    desk.told.clear()
    return found


def check_places(document: EditionDocument, desk: Desk, counted: dict[str, Line]) -> set[str]:
    """A cluster is told of with all its places; gives those that this edition carries.

    One that joined a cluster without changing any of its figures is carried only once the cluster is told of again.
    """
    told, carried = {one.ref for one in document.incidents}, set[str]()
    for ref in told & counted.keys():
        standing = {place for place in counted[ref].places if not desk.lines[place].is_withdrawn}
        assert standing <= told
        carried |= standing
    return carried


@pytest.mark.parametrize("seed", [1, 2])
def test_running_totals_are_the_direct_sum_and_every_change_has_its_reason(seed: int) -> None:
    desk, chance = Desk(seed), Random(seed * 1000)
    series = factories.series(code="UKR-DAILY", countries=["UKR", "RUS"], starts_on=factories.DAY)
    day, totals, ever = factories.DAY, dict[tuple[str, str], int](), set[str]()
    counted_before = dict[str, dict[str, int]]()
    seen, every = set[str](), EVERY_CHANGE | {f"{one} undone" for one in desk.undone}
    for number in range(1, 2 * EDITIONS + 1):
        if number > EDITIONS and seen == every:
            break
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
        covered = desk.covered(document.date)
        places = {ref for one in covered.values() for ref in one.places if not desk.lines[ref].is_withdrawn}
        roots_gone = counted_before.keys() - covered.keys() - places
        assert {one.ref for one in document.dropped if one.figures or one.ref in counted_before} == roots_gone
        totals = check_sums(document, desk, totals)
        seen |= check_regrouped(document, desk, counted_before)
        seen |= check_discounted(document, desk, counted_before, ever)
        seen |= {f"{one} undone" for one, times in desk.undone.items() if times}

        ever |= set(counted) | check_places(document, desk, counted) | {one.ref for one in document.incidents}
        counted_before = {ref: desk.figures(line) for ref, line in counted.items()}
    assert seen == every
