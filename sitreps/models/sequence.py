"""Counters that become visible in order: one row each, incremented in the writer's own transaction.

A database's own sequences hand out numbers that commit in any order; a reader that follows them misses rows.
The row lock is held until commit, so whoever sees number n sees everything below it (reliability.md, rule 4).
"""

from datetime import datetime

from django.db import models, transaction
from django.db.models import F

RECORD = "record"
AUDIT = "audit"


class Sequence(models.Model):
    """One counter. `last_at` is the moment of its newest number and never decreases."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.BigIntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


def lock(name: str) -> Sequence:
    """The counter, locked until the transaction ends. Call it before reading what the new numbers depend on."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A sequence is locked inside a transaction.")
    if not Sequence.objects.filter(name=name).update(value=F("value")):
        Sequence.objects.bulk_create([Sequence(name=name)], ignore_conflicts=True)
        Sequence.objects.filter(name=name).update(value=F("value"))
    return Sequence.objects.get(name=name)


def advance(name: str, *, now: datetime) -> tuple[int, datetime]:
    """The next number and its moment: `now`, or the newest moment where a clock ran back."""
    return advance_by(name, 1, now=now)


def advance_by(name: str, count: int, *, now: datetime) -> tuple[int, datetime]:
    """The first of so many numbers in a row, and the moment of all of them, as `advance` gives it."""
    counter = lock(name)
    moment = max(now, counter.last_at) if counter.last_at else now
    Sequence.objects.filter(name=name).update(value=counter.value + count, last_at=moment)
    return counter.value + 1, moment


def reserve(name: str, number: int) -> None:
    """Make sure that `number` is never handed out again (a ref that a desk log brought along)."""
    counter = lock(name)
    if counter.value < number:
        Sequence.objects.filter(name=name).update(value=number)
