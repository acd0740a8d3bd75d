"""What hangs on an incident's working copy: claims, damage, persons. Written with it, never by themselves.

The callers (incidents.py) hold the incident by its version and write the audit row. A claim may be changed until a
published revision carries it; after that it is only withdrawn, or superseded by a new one (reconciliation.md B0).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.forms.models import model_to_dict

from sitreps import permissions
from sitreps.actions import validation
from sitreps.codelists import COUNTS_ITS_OWN, SourceItemStatus
from sitreps.errors import InvalidValue, WrongState
from sitreps.models.accounts import User
from sitreps.models.claims import Claim
from sitreps.models.facilities import FacilityDamage
from sitreps.models.incidents import Incident
from sitreps.models.persons import PersonMention
from sitreps.models.revisions import RevisionContent
from sitreps.models.sources import Origin, SourceItem

Row = Claim | FacilityDamage | PersonMention


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """One claim, row of damage or person. An empty `key` is a new row; `values` None takes an unpublished one away."""

    key: str = ""
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What one save changes: columns of the incident by name, and rows. What is not named stays as it is."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    claims: Sequence[RowChange] = ()
    facilities: Sequence[RowChange] = ()
    persons: Sequence[RowChange] = ()


KINDS: tuple[tuple[str, type[Row], str], ...] = (
    ("claims", Claim, "C"),
    ("facilities", FacilityDamage, "F"),
    ("persons", PersonMention, "P"),
)


def next_key(incident: Incident, model: type[Row], letter: str, *, beside: Iterable[str] = ()) -> str:
    """The key after the highest one in use: C01, C02 … for claims, F1 and P1 for damage and persons.

    `beside` are names that are given already and not saved. The name of a claim that was ever published from here
    stands for that claim for good, wherever it went.
    """
    taken = model.objects.filter(incident=incident, key__startswith=letter).values_list("key", flat=True)
    numbers = [int(found[1]) for key in (*taken, *beside) if (found := re.fullmatch(rf"{letter}(\d+)", key))]
    number, width = max(numbers, default=0) + 1, 2 if model is Claim else 1
    while model is Claim and _was_published(incident, f"{letter}{number:0{width}}"):
        number += 1
    return f"{letter}{number:0{width}}"


def _was_published(incident: Incident, key: str) -> bool:
    """Whether a revision of the incident carries a claim of this name. Reads the frozen inputs of its own revisions."""
    told = RevisionContent.objects.filter(revision__incident=incident)
    return told.filter(inputs__contains=f'"id":"{incident.ref}/{key}"').exists()


def apply(incident: Incident, changes: Changes, *, by: User, now: datetime) -> dict[str, list[str]]:
    """Write the rows. Returns what was done, as lines of keys, for the audit log; nothing where nothing differs."""
    done: dict[str, list[str]] = {}
    for name, model, letter in KINDS:
        for change in getattr(changes, name):
            line = _write(incident, model, letter, change, by=by, now=now)
            if line:
                done.setdefault(name, []).append(line)
    return done


def differs(incident: Incident, changes: Changes) -> bool:
    """Whether the rows would change at all."""
    return any(_differs(incident, model, change) for name, model, _ in KINDS for change in getattr(changes, name))


def row_faults(model: type[Row], values: Mapping[str, Any], *, by: User, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with one row's values, by field. Forms ask before they save, writes ask again."""
    plain: dict[str, Any] = {"measure": "", "category": "", "quantifier": "", "outcome": ""}
    plain |= {name: value for name, value in values.items() if value is not None}
    if model is Claim:
        origin = values.get("origin")
        plain["origin_reliability"] = origin.reliability if origin else ""
        yield from validation.claim_faults(validation.values_of(validation.ClaimValues, plain), now=now)
        superseded = values.get("supersedes")
        if superseded is not None and superseded.measure != plain["measure"]:
            yield InvalidValue("measure", f"it replaces {superseded.key}, which counts {superseded.measure.lower()}")
        if origin:
            relays = [relay.key for relay in values.get("relays") or ()]
            yield from validation.relay_faults(origin.key, relays)
            yield from validation.exclusion_faults(
                "reliability",
                values.get("reliability") or "",
                origin_type=origin.type,
                has_party=origin.party_id is not None,
                may_exclude=permissions.can(permissions.check_exclude, by),
            )
    elif model is FacilityDamage:
        yield from validation.facility_faults(validation.values_of(validation.FacilityValues, plain), now=now)
    else:
        yield from validation.person_faults(validation.values_of(validation.PersonValues, plain))


def asks_whose(origin: Origin) -> bool:
    """Whether an origin is asked "everybody, or only theirs?" (B1): many of its kind count only whom they saw."""
    return origin.type in COUNTS_ITS_OWN


def asked_faults(values: Mapping[str, Any], before: Claim | None) -> Iterator[InvalidValue]:
    """What a person must say once when filing a claim, or giving it to another origin; an import keeps its defaults.

    `before`: the claim as it is saved; None for a new one.
    """
    origin, covers = values.get("origin"), values.get("covers")
    hands = before is None or (origin is not None and before.origin_id != origin.pk)
    if origin is not None and hands and asks_whose(origin) and not covers:
        yield InvalidValue("covers", f"does {origin.public_label} count everybody here, or only its own? Choose one")
    yield from _retracted_faults(values.get("source_item"), before)
    replaced = values.get("supersedes")
    is_new = before is None or (replaced is not None and before.supersedes_id != replaced.pk)
    if replaced is not None and is_new and not values.get("supersedes_reason"):
        yield InvalidValue("supersedes_reason", f"say why it replaces {replaced.key}: choose a reason")


def _retracted_faults(item: SourceItem | None, before: Claim | None) -> Iterator[InvalidValue]:
    """Nothing new rests on what was retracted; what does is withdrawn with it (retraction.py)."""
    is_new = item is not None and (before is None or before.source_item_id != item.pk)
    if item is not None and is_new and item.status == SourceItemStatus.RETRACTED:
        yield InvalidValue("source_item", f"{item.key} was retracted by its publisher; name where it stands now")


def _check_asked(values: Mapping[str, Any], before: Claim | None) -> None:
    for fault in asked_faults(values, before):
        raise fault


def _write(
    incident: Incident, model: type[Row], letter: str, change: RowChange, *, by: User, now: datetime
) -> str | None:
    if not change.key:
        return f"{_add(incident, model, letter, change.values or {}, by=by, now=now).key} added"
    row: Row = model.objects.select_for_update().get(incident=incident, key=change.key)
    if change.values is None:
        _check_editable(row)
        if isinstance(row, Claim):
            _check_removable(row)
        row.delete()
        return f"{change.key} taken away"
    changed = [name for name, value in change.values.items() if _stored(row, name) != _given(name, value)]
    if not changed:
        return None
    _check_editable(row)
    if isinstance(row, Claim):
        _check_asked(change.values, row)
    _check(model, {**columns(row), **change.values}, by=by, now=now)
    _fill(row, change.values)
    return f"{change.key} changed: {', '.join(sorted(changed))}"


def _add(
    incident: Incident, model: type[Row], letter: str, values: Mapping[str, Any], *, by: User, now: datetime
) -> Row:
    if model is Claim:
        _check_asked(values, None)
    _check(model, values, by=by, now=now)
    row = model(incident=incident, key=next_key(incident, model, letter))
    if not isinstance(row, PersonMention):
        row.recorded_at, row.recorded_by = now, by
    _fill(row, values)
    return row


def add_claim(incident: Incident, values: Mapping[str, Any], *, by: User, now: datetime) -> Claim:
    """A claim that the desk makes itself, checked as one that is typed; the caller writes the audit row."""
    _check(Claim, values, by=by, now=now)
    row = Claim(incident=incident, key=next_key(incident, Claim, "C"), recorded_at=now, recorded_by=by)
    _fill(row, values)
    return row


def _check(model: type[Row], values: Mapping[str, Any], *, by: User, now: datetime) -> None:
    for fault in row_faults(model, values, by=by, now=now):
        raise fault


def _fill(row: Row, values: Mapping[str, Any]) -> None:
    relays = values.get("relays")
    for name, value in values.items():
        if name != "relays":
            setattr(row, name, value)
    row.save()
    if isinstance(row, Claim) and relays is not None:
        row.relays.set(relays)


def _check_editable(row: Row) -> None:
    if isinstance(row, Claim) and row.adds_id is not None:
        raise WrongState(f"{row.key} is added up from other claims: withdraw it, or change those.")
    if isinstance(row, Claim) and row.published_in is not None:
        raise WrongState(
            f"{row.key} is in the published record since revision {row.published_in}:"
            " withdraw it, or let a new claim replace it."
        )


def _check_removable(row: Claim) -> None:
    """What others rest on, and what was decided about, stays: it is withdrawn instead."""
    rests = [*row.superseded_by.all(), *row.added_by.all(), *row.continued_by.all()]
    if rests:
        names = ", ".join(sorted({other.key for other in rests}))
        raise WrongState(f"{row.key} is what {names} replaces or continues: withdraw it instead of taking it away.")
    if row.judgements.exists() or row.annotations.exists():
        raise WrongState(f"{row.key} has decisions about it on record: withdraw it instead of taking it away.")


def _differs(incident: Incident, model: type[Row], change: RowChange) -> bool:
    if not change.key or change.values is None:
        return True
    row: Row = model.objects.get(incident=incident, key=change.key)
    return any(_stored(row, name) != _given(name, value) for name, value in change.values.items())


def columns(row: Row) -> dict[str, Any]:
    """A row's values by name, with its related rows as objects: what `row_faults` reads."""
    values = {name: getattr(row, name) for name in model_to_dict(row) if name != "relays"}
    if isinstance(row, Claim):
        values["relays"] = list(row.relays.all())
    return values


def _stored(row: Row, name: str) -> Any:
    if name == "relays":
        return {relay.pk for relay in row.relays.all()} if isinstance(row, Claim) else set()
    return getattr(row, name)


def _given(name: str, value: Any) -> Any:
    return {relay.pk for relay in value} if name == "relays" else value
