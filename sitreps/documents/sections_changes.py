"""What changed since the edition before: in words, row by row, and in the running totals (edition.md C2, 4, 5, 15)."""

from collections.abc import Sequence
from itertools import groupby

from sitreps.codelists import RevisedWhat, vocabulary
from sitreps.documents import wording
from sitreps.documents.edition import Dropped, EditionDocument, Revised, Running
from sitreps.documents.layout import DroppedRow, RevisedRow, RunningRow, RunningTable
from sitreps.documents.numbering import Numbering
from sitreps.documents.wording import ENGLISH as SAY

MOST_DETAILS = 3
SHOWN = ("KILLED", "INJURED")
"""The measures of the line below the tiles."""


def changed(document: EditionDocument, numbering: Numbering) -> tuple[str, ...]:
    """New, late, revised and dropped since the edition before, counted, and the first of them told (C2, 5)."""
    figures = [one for one in document.revised if one.what == RevisedWhat.FIGURE]
    others = [one for one in document.revised if one.what != RevisedWhat.FIGURE]
    counts = {
        "new": len(document.new), "late": len(document.late), "revised": len(figures), "moved": len(others),
        "dropped": len(document.dropped),
    }  # fmt: skip
    told = [SAY.counted(f"changed.{key}", count) for key, count in counts.items() if count]
    since = SAY("changed.since", number=document.compared_with, counts=SAY.joined(told) or SAY("changed.nothing"))
    # A place is told in its cluster's number here, and by itself in the table.
    details = [_revised_words(one, numbering) for one in figures if numbering.is_root(one.ref)]
    details += [SAY("changed.dropped_is", incident=_title(one), why=_why(one, numbering)) for one in document.dropped]
    left = len(details) - MOST_DETAILS
    more = [SAY.counted("changed.more", left)] if left > 0 else []
    return (since, *_late(document, numbering), *details[:MOST_DETAILS], *more)


def revised_rows(document: EditionDocument, numbering: Numbering) -> tuple[RevisedRow, ...]:
    """What earlier editions said otherwise: was, now, why."""
    return tuple(
        RevisedRow(
            incident=numbering.about(one.ref),
            ref=one.ref,
            measure=_what(one, numbering),
            was=numbering.named(one.was) or SAY("changed.not_said"),
            now=numbering.named(one.now),
            why=one.text or wording.change_text(one.reason),
        )
        for one in document.revised
    )


def dropped_rows(document: EditionDocument, numbering: Numbering) -> tuple[DroppedRow, ...]:
    """What an earlier edition counted and this one does not: what it had said, and why it went."""
    return tuple(
        DroppedRow(incident=_title(one), ref=one.ref, was=_was(one, numbering), why=_why(one, numbering))
        for one in document.dropped
    )


def running_table(document: EditionDocument, numbering: Numbering) -> RunningTable | None:
    """The totals since the series began, from the edition before to this one; None in a first edition."""
    if document.compared_with is None:
        return None
    names = {country.code: country.name for country in document.countries}
    rows = [
        RunningRow(
            country=names[one.scope],
            measure=numbering.measure(one.measure),
            marker={"KILLED": "killed", "INJURED": "injured"}.get(one.measure, ""),
            before=one.before_text,
            new=one.new_text or SAY("running.none"),
            late=one.late_text or SAY("running.none"),
            revised=_signed(one.revised, one),
            dropped=_signed(one.dropped, one),
            now=one.now_text,
        )
        for one in document.running
        if one.scope in names and (one.measure in SHOWN or one.now or one.before)
    ]
    return RunningTable(SAY("running.before", number=document.compared_with), wording.day(document.since), tuple(rows))


def since_line(document: EditionDocument) -> str:
    """The line below the tiles: totals since the series began, and what changed in them, in words (C2, 4)."""
    names = {country.code: country.name for country in document.countries}
    changes = {(one.scope, one.measure): one for one in document.running}
    measures = []
    shown = [one for one in document.since_start if one.scope in names and one.measure in SHOWN]
    for measure, totals in groupby(shown, key=lambda one: one.measure):
        told = []
        for total in totals:
            change = _change(changes.get((total.scope, measure)), document.compared_with)
            key = "running.total_changed" if change else "running.total"
            told.append(SAY(key, country=names[total.scope], number=total.text, change=change))
        label = vocabulary("measure").label(measure).lower()
        measures.append(SAY("running.measure", measure=label, totals=", ".join(told)))
    day = wording.day(document.since)
    return SAY("running.since", opening=SAY("running.opening"), day=day, totals="; ".join(measures))


# ---- Words


def _change(one: Running | None, number: int | None) -> str:
    """`4 more than in No. 12, of which 3 revised`; nothing where a vague word is among what changed."""
    if one is None or not one.in_digits:
        return ""
    parts = {"new": one.new, "late": one.late, "revised": one.revised, "dropped": one.dropped}
    parts = {key: amount for key, amount in parts.items() if amount}
    if not parts:
        return SAY("running.same", number=number)
    total = sum(parts.values())
    key = "running.more" if total > 0 else "running.fewer" if total else "running.as_many"
    change = SAY(key, n=SAY.digits(abs(total)), number=number)
    if min(parts.values()) > 0:
        told = [_part(key, amount) for key, amount in parts.items() if key != "new"]
        return SAY("running.of_which", change=change, parts=SAY.joined(told)) if told else change
    if list(parts) == ["revised"]:
        return SAY("running.by_revision", change=change)
    return SAY("running.made_of", change=change, parts=SAY.joined([_part(*part) for part in parts.items()]))


def _part(key: str, amount: int) -> str:
    if key == "revised":
        key = "revised_up" if amount > 0 else "revised_down"
    return SAY(f"running.{key}", n=SAY.digits(abs(amount)))


def _signed(amount: int, one: Running) -> str:
    """`+3`, `−1`, or that there is none; no digits for a source's vague word."""
    if not amount:
        return SAY("running.none")
    if not one.in_digits:
        return SAY("running.not_in_digits")
    return f"{'+' if amount > 0 else '−'}{SAY.digits(abs(amount))}"


def _late(document: EditionDocument, numbering: Numbering) -> Sequence[str]:
    told = [
        f"{numbering.about(one.ref)} ({wording.day(numbering.documents[one.ref].occurred.on)})" for one in document.late
    ]
    return [SAY("changed.late_are", incidents=SAY.joined(told))] if told else []


def _revised_words(one: Revised, numbering: Numbering) -> str:
    incident = f"{numbering.about(one.ref)}, {numbering.measure(one.measure).lower()}"
    if not one.was:
        return SAY("changed.now_is", incident=incident, now=one.now)
    return SAY("changed.revised_is", incident=incident, was=one.was, now=one.now)


def _what(one: Revised, numbering: Numbering) -> str:
    return numbering.measure(one.measure) if one.measure else SAY(f"changed.what.{one.what}")


def _title(one: Dropped) -> str:
    return one.title or SAY("changed.removed")


def _was(one: Dropped, numbering: Numbering) -> str:
    if not one.title:
        return SAY("changed.not_said")
    told = [SAY("changed.was", measure=numbering.measure(two.measure).lower(), number=two.was) for two in one.figures]
    return "; ".join(told) or SAY("changed.counted_in_cluster")


def _why(one: Dropped, numbering: Numbering) -> str:
    reason = one.text or wording.change_text(one.reason)
    if one.into is None:
        return reason
    merged = SAY("changed.merged_into", incident=numbering.about(one.into))
    return f"{merged}: {one.text}" if one.text else merged
