"""Times, waits, money and counts in the words of the pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def zone(name: str) -> tzinfo:
    """The facility's time zone; UTC where this computer does not know the name (a bare machine has no zone data)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def when(at: datetime, now: datetime, where: tzinfo) -> str:
    """14:02 today, "yesterday 19:30", then "18 Nov", with the year if it is another one."""
    local, today = at.astimezone(where), now.astimezone(where)
    clock = f"{local:%H:%M}"
    if local.date() == today.date():
        return clock
    if local.date() == (today - timedelta(days=1)).date():
        return f"yesterday {clock}"
    if local.date() == (today + timedelta(days=1)).date():
        return f"tomorrow {clock}"
    day = f"{local.day} {_MONTHS[local.month - 1]}"
    return day if local.year == today.year else f"{day} {local.year}"


def exactly(at: datetime, where: tzinfo) -> str:
    """Day and second, in the order they sort in: for a log, where "yesterday" is not good enough."""
    return f"{at.astimezone(where):%Y-%m-%d %H:%M:%S}"


def lasted(span: timedelta) -> str:
    """How long something waits: minutes below an hour, hours below three days, then days."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 1:
        return "less than 1 min"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 72 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def wait(minutes: int) -> str:
    """A measured wait: "40 min", "9 h"; from an hour on to the nearest hour."""
    return f"{minutes} min" if minutes < 60 else f"{round(minutes / 60)} h"


def seconds_left(at: datetime, now: datetime) -> int:
    """Whole seconds until then, never less than one."""
    return max(1, ceil((at - now).total_seconds()))


def seconds_until(at: datetime, now: datetime) -> str:
    """How long to wait before trying again, never less than it is: "8 seconds", "2 minutes"."""
    seconds = max(1, ceil((at - now).total_seconds()))
    if seconds <= 90:
        return many(seconds, "second", "seconds")
    return many(-(-seconds // 60), "minute", "minutes")


def money(cents: int) -> str:
    """25¢ below a dollar, else $12.50; minus is −."""
    sign, cents = ("−", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents}¢" if cents < 100 else f"{sign}${cents // 100}.{cents % 100:02}"


def many(count: int, one: str, more: str) -> str:
    """A count with its noun: "1 character", "138 characters"."""
    return f"{count:,} {one if count == 1 else more}"


def initials(name: str) -> str:
    """First and last initial of a name, for the disc beside it."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def hue(name: str) -> int:
    """Which of the six avatar colours a name has, the same everywhere."""
    return sum(map(ord, name)) % 6
