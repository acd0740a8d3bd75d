"""What changed since the edition before: in words, row by row, and in the running totals (edition.md C2, 4, 5, 15)."""

import re
from collections.abc import Sequence
from itertools import groupby

from sitreps.codelists import ChangeCode, RevisedWhat
from sitreps.documents import wording
from sitreps.documents.edition import Dropped, EditionDocument, EditionTexts, Revised, Running
from sitreps.documents.layout import DroppedRow, RevisedRow, RunningRow, RunningTable
from sitreps.documents.naming import country_names
from sitreps.documents.numbering import REF, Numbering
from sitreps.documents.numbers import number
from sitreps.documents.wording import Phrases

MOST_DETAILS = 3
SHOWN = ("KILLED", "INJURED")
"""The measures of the line below the tiles."""
MERGED_WITH = re.compile(rf"merged with (?P<ref>{REF.pattern}): (?P<text>.+)", re.DOTALL)
UNDONE = re.compile(
    rf"(?P<what>merge with|merge into|split)(?: (?P<ref>{REF.pattern}))? undone: (?P<text>.+)", re.DOTALL
)
"""What the record says, in English, before the sentence of whoever merged (actions/regrouping.py)."""


def changed(document: EditionDocument, texts: EditionTexts, numbering: Numbering) -> tuple[str, ...]:
    """New, late, revised and dropped since the edition before, counted, and the first of them told (C2, 5)."""
    say = numbering.say
    figures = [one for one in texts.revised if one.measure]
    others = [one for one in texts.revised if not one.measure]
    counts = {
        "new": len(document.new), "late": len(document.late), "revised": len(figures), "moved": len(others),
        "dropped": len(texts.dropped),
    }  # fmt: skip
    told = [say.counted(f"changed.{key}", count) for key, count in counts.items() if count]
    since = say("changed.since", number=document.compared_with, counts=say.joined(told) or say("changed.nothing"))
    # A place is told in its cluster's number here, and by itself in the table.
    details = [_revised_words(one, numbering) for one in figures if numbering.is_root(one.ref)]
    details += [say("changed.dropped_is", incident=_title(one, say), why=_why(one, numbering)) for one in texts.dropped]
    left = len(details) - MOST_DETAILS
    more = [say.counted("changed.more", left)] if left > 0 else []
    return (since, *_late(document, numbering), *details[:MOST_DETAILS], *more)


def revised_rows(texts: EditionTexts, numbering: Numbering) -> tuple[RevisedRow, ...]:
    """What earlier editions said otherwise: was, now, why."""
    return tuple(
        RevisedRow(
            incident=numbering.about(one.ref),
            ref=one.ref,
            measure=_what(one, numbering),
            was=numbering.named(one.was) or numbering.say("changed.not_said"),
            now=numbering.named(one.now),
            why=_why_revised(one, numbering.say),
        )
        for one in texts.revised
    )


def dropped_rows(texts: EditionTexts, numbering: Numbering) -> tuple[DroppedRow, ...]:
    """What an earlier edition counted and this one does not: what it had said, and why it went."""
    return tuple(
        DroppedRow(incident=_title(one, numbering.say), ref=one.ref, was=_was(one, numbering), why=_why(one, numbering))
        for one in texts.dropped
    )


def running_table(document: EditionDocument, texts: EditionTexts, numbering: Numbering) -> RunningTable | None:
    """The totals since the series began, from the edition before to this one; None in a first edition."""
    if document.compared_with is None:
        return None
    say = numbering.say
    names = country_names(document, say)
    rows = [
        RunningRow(
            country=names[one.scope],
            measure=numbering.measure(one.measure),
            marker={"KILLED": "killed", "INJURED": "injured"}.get(one.measure, ""),
            before=one.before_text,
            new=one.new_text or say("running.none"),
            late=one.late_text or say("running.none"),
            revised=_signed(one.revised, one, say),
            dropped=_signed(one.dropped, one, say),
            now=one.now_text,
        )
        for one in texts.running
        if one.scope in names and (one.measure in SHOWN or one.now or one.before)
    ]
    before = say("running.before", number=document.compared_with)
    return RunningTable(before, wording.day(document.since, say), tuple(rows))


def since_line(document: EditionDocument, texts: EditionTexts, say: Phrases) -> str:
    """The line below the tiles: totals since the series began, and what changed in them, in words (C2, 4)."""
    names = country_names(document, say)
    changes = {(one.scope, one.measure): one for one in texts.running}
    measures = []
    shown = [one for one in document.since_start if one.scope in names and one.measure in SHOWN]
    for measure, totals in groupby(shown, key=lambda one: one.measure):
        told = []
        for total in totals:
            change = _change(changes.get((total.scope, measure)), document.compared_with, say)
            key = "running.total_changed" if change else "running.total"
            told.append(say(key, country=names[total.scope], number=number(total, say).text, change=change))
        label = say.label("measure", measure).lower()
        measures.append(say("running.measure", measure=label, totals=", ".join(told)))
    day = wording.day(document.since, say)
    return say("running.since", opening=say("running.opening"), day=day, totals="; ".join(measures))


# ---- Words


def _change(one: Running | None, compared_with: int | None, say: Phrases) -> str:
    """`4 more than in No. 12, of which 3 revised`; nothing where a vague word is among what changed."""
    if one is None or not one.in_digits:
        return ""
    parts = {"new": one.new, "late": one.late, "revised": one.revised, "dropped": one.dropped}
    parts = {key: amount for key, amount in parts.items() if amount}
    if not parts:
        return say("running.same", number=compared_with)
    total = sum(parts.values())
    key = "running.more" if total > 0 else "running.fewer" if total else "running.as_many"
    change = say(key, n=say.digits(abs(total)), number=compared_with)
    if min(parts.values()) > 0:
        told = [_part(key, amount, say) for key, amount in parts.items() if key != "new"]
        return say("running.of_which", change=change, parts=say.joined(told)) if told else change
    if list(parts) == ["revised"]:
        return say("running.by_revision", change=change)
    told = [_part(key, amount, say) for key, amount in parts.items()]
    return say("running.made_of", change=change, parts=say.joined(told))


def _part(key: str, amount: int, say: Phrases) -> str:
    if key == "revised":
        key = "revised_up" if amount > 0 else "revised_down"
    return say(f"running.{key}", n=say.digits(abs(amount)))


def _signed(amount: int, one: Running, say: Phrases) -> str:
    """`+3`, `−1`, or that there is none; no digits for a source's vague word."""
    if not amount:
        return say("running.none")
    if not one.in_digits:
        return say("running.not_in_digits")
    return f"{'+' if amount > 0 else '−'}{say.digits(abs(amount))}"


def _late(document: EditionDocument, numbering: Numbering) -> Sequence[str]:
    say = numbering.say
    told = [
        f"{numbering.about(one.ref)} ({wording.day(numbering.documents[one.ref].occurred.on, say)})"
        for one in document.late
    ]
    return [say("changed.late_are", incidents=say.joined(told))] if told else []


def _revised_words(one: Revised, numbering: Numbering) -> str:
    incident = f"{numbering.about(one.ref)}, {numbering.measure(one.measure).lower()}"
    if not one.was:
        return numbering.say("changed.now_is", incident=incident, now=one.now)
    key = "changed.counting_is" if one.what == RevisedWhat.STATUS else "changed.revised_is"
    return numbering.say(key, incident=incident, was=one.was, now=one.now)


def _what(one: Revised, numbering: Numbering) -> str:
    return numbering.measure(one.measure) if one.measure else numbering.say(f"changed.what.{one.what}")


def _why_revised(one: Revised, say: Phrases) -> str:
    merged = MERGED_WITH.fullmatch(one.text) if one.reason == ChangeCode.MERGED else None
    if merged:
        return say("changed.merged_with", ref=merged["ref"], text=merged["text"])
    undone = UNDONE.fullmatch(one.text) if one.reason == ChangeCode.OUR_ERROR else None
    if undone:
        return say(f"changed.{undone['what'].replace(' ', '_')}_undone", ref=undone["ref"] or "", text=undone["text"])
    return one.text or wording.change_text(one.reason, say)


def _title(one: Dropped, say: Phrases) -> str:
    return one.title or say("changed.removed")


def _was(one: Dropped, numbering: Numbering) -> str:
    say = numbering.say
    if not one.title:
        return say("changed.not_said")
    told = [say("changed.was", measure=numbering.measure(two.measure).lower(), number=two.was) for two in one.figures]
    return "; ".join(told) or say("changed.counted_in_cluster")


def _why(one: Dropped, numbering: Numbering) -> str:
    say = numbering.say
    text = say.of_english(one.text, "carried.") or one.text
    if one.into is None:
        return text or wording.change_text(one.reason, say)
    merged = say("changed.merged_into", incident=numbering.about(one.into))
    return f"{merged}: {text}" if text else merged
