"""What incidents and editions stand on: places, parties, origins, documents, series, accounts. Saved with an audit row.

One table says who may and what is checked, so that a form asks the same before it saves.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from sitreps import permissions
from sitreps.actions import audit, validation
from sitreps.errors import InvalidValue, NotAllowed
from sitreps.models.accounts import User
from sitreps.models.parties import Party
from sitreps.models.places import Place
from sitreps.models.series import Series
from sitreps.models.sources import Origin, SourceItem

UNAUDITED = frozenset({"password", "last_login"})


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may add a record of this kind, who may change one, and what is wrong with one, by field."""

    add: Callable[[User], None]
    change: Callable[[User], None]
    faults: Callable[[Any, User, datetime], Iterator[InvalidValue]]


@transaction.atomic
def save(*, record: models.Model, changed: Collection[str], by: User, now: datetime) -> None:
    """Add a record, or write those of its columns that `changed` names. InvalidValue, NotAllowed: nothing written."""
    is_new = record.pk is None
    rule = RULES[type(record)]
    (rule.add if is_new else rule.change)(by)
    for fault in faults(record, by=by, now=now):
        raise fault
    if is_new:
        record.save()
    else:
        own = {field.name for field in record._meta.concrete_fields}  # noqa: SLF001 Django's public name
        record.save(update_fields=sorted(own & set(changed)))
    noun = type(record).__name__.lower()
    audit.record(
        action=f"{noun}.{'add' if is_new else 'change'}",
        object_type=noun,
        object_ref=ref_of(record),
        by=by,
        now=now,
        detail={"fields": sorted(set(changed) - UNAUDITED)},
    )


def faults(record: models.Model, *, by: User, now: datetime) -> Iterator[InvalidValue]:
    """Everything that is wrong with a record, by field; some of it only where this person has written it."""
    yield from RULES[type(record)].faults(record, by, now)


def ref_of(record: models.Model) -> str:
    """The stable name of a record in the audit log: its key, code or user name, never the name of a person."""
    return str(next(getattr(record, name) for name in ("key", "code", "username") if hasattr(record, name)))


def _place_faults(place: Place, _by: User, _now: datetime) -> Iterator[InvalidValue]:
    yield from validation.place_faults(validation.values_of(validation.PlaceValues, vars(place)))
    above, step = {}, place.parent
    while step is not None and step.key not in above:
        above[step.key] = step.parent.key if step.parent else ""
        step = step.parent
    yield from validation.circle_faults(place.key, {**above, place.key: place.parent.key if place.parent else ""})


def _party_faults(party: Party, _by: User, _now: datetime) -> Iterator[InvalidValue]:
    yield from validation.party_faults(party.name, party.type, party.names)


def _origin_faults(origin: Origin, by: User, _now: datetime) -> Iterator[InvalidValue]:
    yield from validation.origin_faults(validation.values_of(validation.OriginValues, vars(origin)))
    yield from validation.exclusion_faults(
        "reliability",
        origin.reliability,
        origin_type=origin.type,
        has_party=origin.party_id is not None,
        may_exclude=permissions.can(permissions.check_exclude, by) or _has_letter(origin),
    )


def _has_letter(origin: Origin) -> bool:
    """Whether the letter stands already, given by somebody who might."""
    return Origin.objects.filter(pk=origin.pk, reliability=origin.reliability).exists()


def _source_item_faults(item: SourceItem, _by: User, now: datetime) -> Iterator[InvalidValue]:
    yield from validation.source_item_faults(validation.values_of(validation.SourceItemValues, vars(item)), now=now)


def _series_faults(series: Series, _by: User, _now: datetime) -> Iterator[InvalidValue]:
    yield from validation.series_faults(validation.values_of(validation.SeriesValues, vars(series)))


def _account_faults(user: User, _by: User, _now: datetime) -> Iterator[InvalidValue]:
    if not user.is_person:
        yield InvalidValue(
            "username", f"'{user.username}' is the desk's own name for what no person does; choose another"
        )


RULES: dict[type[models.Model], Rule] = {
    Place: Rule(permissions.check_places, permissions.check_places, _place_faults),
    Party: Rule(permissions.check_places, permissions.check_places, _party_faults),
    Origin: Rule(permissions.check_log, permissions.check_origins, _origin_faults),
    SourceItem: Rule(permissions.check_log, permissions.check_log, _source_item_faults),
    Series: Rule(permissions.check_settings, permissions.check_settings, _series_faults),
    User: Rule(permissions.check_accounts, permissions.check_accounts, _account_faults),
}


@transaction.atomic
def set_roles(*, user: User, roles: Collection[str], by: User, now: datetime) -> None:
    """Give a person exactly these roles. Nobody changes their own: a second administrator does."""
    permissions.check_accounts(by)
    from_roles = sorted(user.groups.values_list("name", flat=True))
    if sorted(roles) == from_roles:
        return
    if user == by:
        raise NotAllowed("You cannot change your own roles: another administrator does.")
    groups = user.groups.model.objects.filter(name__in=roles)
    user.groups.set(groups)
    audit.record(
        action="user.roles",
        object_type="user",
        object_ref=user.username,
        by=by,
        now=now,
        detail={"from": from_roles, "to": sorted(roles)},
    )
