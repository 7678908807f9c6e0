"""Asks for mails, in the transaction of what they tell; `server.mail` writes and sends them."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, insert, select, update

from server.store.tables import mails, members
from server.store.work import Work

NEWS_EVERY: Final = timedelta(hours=1)
"""At most one mail in that time tells news; what happens meanwhile stands in the next one."""


class MailKind(StrEnum):
    """What a mail says; none ever carries a message, or the name of whom one writes to."""

    CONFIRM_EMAIL = "confirm_email"
    EMAIL_CHANGED = "email_changed"
    RESET = "reset"
    PASSWORD_CHANGED = "password_changed"
    SIGNED_IN = "signed_in"
    TWO_FACTOR_ON = "two_factor_on"
    TWO_FACTOR_OFF = "two_factor_off"
    RECOVERY_USED = "recovery_used"
    NEWS = "arrived"
    CLOSED = "closed"


class News(StrEnum):
    """What a mail with news tells, the most pressing first; it stands in `what` until it is told."""

    OFFERED = "offered"
    MESSAGE_REFUSED = "message_refused"
    PHOTO_REFUSED = "photo_refused"
    POST_REFUSED = "post_refused"
    ARRIVED = "arrived"


def ask(
    work: Work,
    kind: MailKind,
    member_id: str | None,
    address: str,
    what: str = "",
    due_at: datetime | None = None,
) -> None:
    """A mail to `address`, to be sent soon or from `due_at` on."""
    work.connection.execute(
        insert(mails).values(
            id=str(uuid.uuid4()),
            kind=kind.value,
            member_id=member_id,
            address=address,
            what=what,
            made_at=work.now,
            due_at=due_at or work.now,
            tries=0,
        )
    )


def tell(work: Work, kind: MailKind, member_id: str, what: str = "") -> None:
    """A mail to the address the member has now."""
    address = work.connection.execute(select(members.c.email).where(members.c.id == member_id)).scalar_one()
    ask(work, kind, member_id, address, what)


def tell_news(work: Work, member_id: str, news: News) -> None:
    """Something happened: one mail tells it, if the member wants it, and an hour at least after the last one."""
    row = work.connection.execute(
        select(members.c.email, members.c.notify_by_email, members.c.mailed_at).where(
            members.c.id == member_id
        )
    ).one()
    if not row.notify_by_email:
        return
    statement = select(mails.c.id, mails.c.what).where(
        mails.c.member_id == member_id, mails.c.kind == MailKind.NEWS.value
    )
    waiting = work.connection.execute(statement.limit(1)).one_or_none()
    if waiting is not None:
        _set_news(work, waiting.id, {*news_in(waiting.what), news})
        return
    due_at = work.now if row.mailed_at is None else max(work.now, row.mailed_at + NEWS_EVERY)
    ask(work, MailKind.NEWS, member_id, row.email, news.value, due_at)


def news_in(what: str) -> tuple[News, ...]:
    """What such a mail tells, the most pressing first. Nothing written there means that something arrived."""
    told = what.split() or [News.ARRIVED.value]
    return tuple(news for news in News if news.value in told)


def told(work: Work, mail_id: str, what: str) -> None:
    """The mail has left and told `what`; news that came while it was on its way has a mail of its own later."""
    now = work.connection.execute(select(mails.c.what).where(mails.c.id == mail_id)).scalar()
    left = set() if now is None or now == what else {*news_in(now)} - {*news_in(what)}
    if not left:
        work.connection.execute(delete(mails).where(mails.c.id == mail_id))
        return
    _set_news(work, mail_id, left, made_at=work.now, due_at=work.now + NEWS_EVERY, tries=0)


def _set_news(work: Work, mail_id: str, news: set[News], **values: object) -> None:
    what = " ".join(sorted(news))
    work.connection.execute(update(mails).where(mails.c.id == mail_id).values(what=what, **values))


def drop(work: Work, member_id: str, kind: MailKind) -> None:
    """Nobody needs these mails of a member any more."""
    work.connection.execute(delete(mails).where(mails.c.member_id == member_id, mails.c.kind == kind.value))
