"""Money and times as a member reads them: 25¢, $12.50, −25¢; 14:02, yesterday 19:30, 18 Nov, in the member's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import QCoreApplication, QDate, QLocale

translate = QCoreApplication.translate

_ZONE_PROPERTY = "gettingout_zone"
_MINUS = "−"
_FIRST_STRONG_ISOLATE = "\u2068"
_POP_ISOLATE = "\u2069"


def set_zone(name: str | None) -> None:
    """From now on times are shown in this zone of the tz database; unknown or None means the computer's own."""
    app = QCoreApplication.instance()
    if app is None:
        return
    try:
        zone: tzinfo | None = ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        zone = None
    app.setProperty(_ZONE_PROPERTY, zone)


def zone() -> tzinfo | None:
    """The member's zone; None is the computer's own."""
    app = QCoreApplication.instance()
    found = app.property(_ZONE_PROPERTY) if app is not None else None
    return found if isinstance(found, tzinfo) else None


def money(cents: int) -> str:
    """A price or a change: below a dollar in cents, else in dollars."""
    sign = _MINUS if cents < 0 else ""
    size = abs(cents)
    return f"{sign}{size}¢" if size < 100 else f"{sign}${size // 100:,}.{size % 100:02d}"


def dollars(cents: int) -> str:
    """A balance: always in dollars, $0.15."""
    sign = _MINUS if cents < 0 else ""
    return f"{sign}${abs(cents) // 100:,}.{abs(cents) % 100:02d}"


def change(cents: int) -> str:
    """What a balance gained or lost, with its sign: +$10.00, −25¢."""
    return f"+{money(cents)}" if cents > 0 else money(cents)


def size(count: int) -> str:
    """Bytes as people read them: “0 B”, “12.3 kB”, “4.0 MB”, in the system's format."""
    return QLocale().formattedDataSize(count, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def isolate(words: str) -> str:
    """A name or other words of a user, so that their direction can't turn the sentence around them."""
    return f"{_FIRST_STRONG_ISOLATE}{words}{_POP_ISOLATE}"


def local(at: datetime, where: tzinfo | None = None) -> datetime:
    """`at` on the member's clock; a time without zone counts as UTC."""
    known = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    try:
        return known.astimezone(where or zone())
    except (OverflowError, OSError, ValueError):
        return known


def today(now: datetime | None = None, where: tzinfo | None = None) -> date:
    """The member's present day."""
    return local(now or datetime.now(UTC), where).date()


def clock(at: datetime, where: tzinfo | None = None) -> str:
    """14:02."""
    here = local(at, where)
    return f"{here.hour:02d}:{here.minute:02d}"


def day(at: datetime, now: datetime | None = None, where: tzinfo | None = None) -> str:
    """18 Nov, with the year when it is another one; in the order the system writes dates."""
    return date_words(local(at, where).date(), today(now, where))


def date_words(wanted: date, now: date) -> str:
    """A date without its year if that is the present one."""
    locale = QLocale()
    pattern = _without_year(locale) if wanted.year == now.year else _with_year(locale)
    return locale.toString(QDate(wanted.year, wanted.month, wanted.day), pattern)


def when(at: datetime, now: datetime | None = None, where: tzinfo | None = None) -> str:
    """In a sentence: 14:02 · yesterday 19:30 · 18 Nov."""
    days = (today(now, where) - local(at, where).date()).days
    if days == 0:
        return clock(at, where)
    if days == 1:
        return translate("Times", "yesterday {time}").format(time=clock(at, where))
    if days == -1:
        return translate("Times", "tomorrow {time}").format(time=clock(at, where))
    return day(at, now, where)


def when_long(at: datetime, now: datetime | None = None, where: tzinfo | None = None) -> str:
    """Standing alone, as in a table: Today 14:02 · Yesterday 19:30 · 18 Nov."""
    days = (today(now, where) - local(at, where).date()).days
    if days == 0:
        return translate("Times", "Today {time}").format(time=clock(at, where))
    if days == 1:
        return translate("Times", "Yesterday {time}").format(time=clock(at, where))
    return day(at, now, where)


def when_short(at: datetime, now: datetime | None = None, where: tzinfo | None = None) -> str:
    """At the end of a row: 14:02 · Yesterday · Tuesday · 18 Nov."""
    here = local(at, where).date()
    days = (today(now, where) - here).days
    if days == 0:
        return clock(at, where)
    if days == 1:
        return translate("Times", "Yesterday")
    if 1 < days < 7:
        return QLocale().standaloneDayName(here.isoweekday(), QLocale.FormatType.LongFormat)
    return day(at, now, where)


def day_heading(wanted: date, now: datetime | None = None, where: tzinfo | None = None) -> str:
    """Between two days of a conversation: Today · Yesterday · Tuesday 18 November."""
    present = today(now, where)
    days = (present - wanted).days
    if days == 0:
        return translate("Times", "Today")
    if days == 1:
        return translate("Times", "Yesterday")
    if 1 < days < 7:
        return QLocale().standaloneDayName(wanted.isoweekday(), QLocale.FormatType.LongFormat)
    return date_words(wanted, present)


def full(at: datetime, where: tzinfo | None = None) -> str:
    """Day, year and time, for details: 18 Nov 2026, 14:02."""
    here = local(at, where)
    locale = QLocale()
    words = locale.toString(QDate(here.year, here.month, here.day), _with_year(locale))
    return translate("Times", "{day}, {time}").format(day=words, time=clock(at, where))


def wait(minutes: int) -> str:
    """A measured wait, rounded as people say it: 40 min, 9 h, 3 days."""
    if minutes < 60:
        return translate("Times", "{minutes} min").format(minutes=max(1, minutes))
    hours = round(minutes / 60)
    if hours < 48:
        return translate("Times", "{hours} h").format(hours=hours)
    return translate("Times", "{days} days").format(days=round(hours / 24))


def usually(minutes: int) -> str:
    """The measured wait as a hint: usually 9 h."""
    return translate("Times", "usually {wait}").format(wait=wait(minutes))


def _without_year(locale: QLocale) -> str:
    """“d MMM” or “MMM d”, whichever the system writes first."""
    short = locale.dateFormat(QLocale.FormatType.ShortFormat).lower()
    month_first = "m" in short and "d" in short and short.index("m") < short.index("d")
    return "MMM d" if month_first else "d MMM"


def _with_year(locale: QLocale) -> str:
    return "MMM d, yyyy" if _without_year(locale) == "MMM d" else "d MMM yyyy"
