"""Dates and times in words: never ambiguous, local time beside UTC (edition.md C4)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sitreps.documents.wording.numbers import DASH
from sitreps.documents.wording.phrases import ENGLISH, Phrases

UTC = ZoneInfo("UTC")


def day(moment: date, say: Phrases = ENGLISH) -> str:
    """`24 June 2025`: in figures and words, never ambiguous."""
    return say("day", day=moment.day, month=_month(moment, say), year=moment.year)


def short_day(moment: date, say: Phrases = ENGLISH) -> str:
    """`24 June`: where the year is told already."""
    return say("day.short", day=moment.day, month=_month(moment, say))


def days(first: date, last: date, say: Phrases = ENGLISH) -> str:
    """`24 June`, `23–24 June`, `30 June to 1 July`."""
    if first == last:
        return short_day(first, say)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{DASH}{short_day(last, say)}"
    return say("days", first=short_day(first, say), last=short_day(last, say))


def clock_time(moment: datetime) -> str:
    """`18:00`, as the moment's own zone has it."""
    return f"{moment:%H:%M}"


def iso_words(text: str, say: Phrases = ENGLISH) -> str:
    """An ISO date, or a moment in UTC, in words: `24 June 2025`, `24 June 2025, 17:30 UTC`."""
    moment = datetime.fromisoformat(text)
    on = day(moment.date(), say)
    return f"{on}, {clock_time(moment)} UTC" if len(text) > len("2025-06-24") else on


def local_date(moment: datetime, zone: str) -> date:
    """The date of a moment in a zone."""
    return moment.astimezone(ZoneInfo(zone)).date()


def clock(moment: datetime, zone: ZoneInfo, say: Phrases = ENGLISH) -> str:
    """`18:00 EEST / 15:00 UTC`; one time where the zone is UTC."""
    local, utc = moment.astimezone(zone), moment.astimezone(UTC)
    if local.utcoffset() == utc.utcoffset():
        return f"{clock_time(utc)} UTC"
    other_day = f"{day(utc, say)}, " if utc.date() != local.date() else ""
    return f"{clock_time(local)} {local.tzname()} / {other_day}{clock_time(utc)} UTC"


def day_and_clock(moment: datetime, zone: ZoneInfo, say: Phrases = ENGLISH) -> str:
    """`24 June 2025, 18:00 EEST / 15:00 UTC`."""
    return f"{day(moment.astimezone(zone).date(), say)}, {clock(moment, zone, say)}"


def as_of(first: date | datetime | None, last: date | datetime | None, zone: str, say: Phrases = ENGLISH) -> str:
    """`as of 24 June 2025`, with the time where it is known; `as of 23 June 2025 to 24 June 2025`; else nothing."""
    if last is None:
        return ""
    end = _moment(last, zone, say)
    begin = _moment(first, zone, say) if first else end
    return say("as_of", moment=end if begin == end else say("as_of.span", first=begin, last=end))


def _moment(moment: date | datetime, zone: str, say: Phrases) -> str:
    return day_and_clock(moment, ZoneInfo(zone), say) if isinstance(moment, datetime) else day(moment, say)


def _month(moment: date, say: Phrases) -> str:
    return say(f"month.{moment.month}")
