"""Takes mails that are due, writes them in their member's language, hands them over, and tries again after a fault."""

from __future__ import annotations

import dataclasses
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Row, delete, select, update

from server.mail.transports import MailAway, MailImpossible, Transport
from server.mail.words import DEFAULT, Words, news_words, words
from server.services import fields, mails, offered, short_codes
from server.services.mails import MailKind, News
from server.services.short_codes import Purpose
from server.store.tables import mails as table
from server.store.tables import members
from server.store.work import SERVICE, Store, Work

AT_ONCE: Final = 20
TRIES_FOR: Final = timedelta(days=2)
TAKEN_FOR: Final = timedelta(minutes=5)
"""So long a mail belongs to whoever began with it; after a crash it is begun anew."""
FIRST_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=2)
CODE_LIVES_FOR: Final = timedelta(hours=1)
"""Nobody waits longer for a code: a mail that brings one is not tried for days."""

_LOG: Final = logging.getLogger(__name__)
_WITH_CODE: Final = frozenset({MailKind.CONFIRM_EMAIL, MailKind.RESET})


@dataclass(frozen=True)
class _Letter:
    """A mail as it leaves."""

    message: EmailMessage
    address: str


@dataclass(frozen=True)
class _Reader:
    """Whom a mail is for, and how they read."""

    member_id: str
    email: str
    language: str
    time_zone: str


class Postman:
    """Nothing that waits is lost by a crash; a mail may then come twice, with its newest code counting."""

    def __init__(self, store: Store, transport: Transport, sender: str) -> None:
        self._store = store
        self._transport = transport
        self._sender = sender

    def deliver_due(self) -> int:
        """Sends what is due now; how many were handed over."""
        with self._store.read() as connection:
            due = list(
                connection.execute(
                    select(table)
                    .where(table.c.due_at <= self._store.clock())
                    .order_by(table.c.due_at)
                    .limit(AT_ONCE)
                )
            )
        return sum(self._deliver(row) for row in due)

    def _deliver(self, row: Row[tuple[object, ...]]) -> bool:
        with self._store.write() as work:
            taken = work.connection.execute(
                update(table)
                .where(table.c.id == row.id, table.c.due_at == row.due_at, table.c.what == row.what)
                .values(due_at=work.now + TAKEN_FOR)
            )
            if (
                taken.rowcount != 1
            ):  # another process of the service was quicker, or there is more news to tell
                return False
            letter = self._write(work, row)
            if letter is None:
                _drop(work, row.id)
                return False
        try:
            self._transport.send(letter.message, letter.address)
        except MailImpossible as fault:
            self._give_up(row, str(fault))
            return False
        except MailAway as fault:
            self._put_off(row, str(fault))
            return False
        with self._store.write() as work:
            mails.told(work, row.id, row.what)
        return True

    def _write(self, work: Work, row: Row[tuple[object, ...]]) -> _Letter | None:
        """The mail, with a code that counts from now on; None where nobody is to get it any more."""
        kind = MailKind(row.kind)
        reader = _reader(work, row)
        if reader is None:
            return None
        address = reader.email if kind is MailKind.RESET else row.address
        code = ""
        if kind is MailKind.RESET and row.tries == 0:
            short_codes.ask(work, reader.member_id, Purpose.RESET)
            work.log(SERVICE, "password reset asked for", ("member", reader.member_id))
        if kind in _WITH_CODE:
            purpose = Purpose.RESET if kind is MailKind.RESET else Purpose.EMAIL
            sent = short_codes.sent(work, self._store.key, reader.member_id, purpose)
            if sent is None:
                return None
            code = sent
        said = words(kind, reader.language)
        made_at = _time(row.made_at, reader.time_zone)
        if kind is MailKind.NEWS:
            told = _news(work, reader, row.what)
            if not told:
                return None
            said = dataclasses.replace(said, subject=told[0].subject)
            text = said.text.format(news="\n\n".join(news.text for news in told))
            work.connection.execute(
                update(members).where(members.c.id == reader.member_id).values(mailed_at=work.now)
            )
        else:
            text = said.text.format(code=code, device=row.what or "?", time=made_at)
        message = EmailMessage()
        try:
            message["From"] = Address("GettingOut", addr_spec=self._sender)
            message["To"] = Address(addr_spec=address)
        except (MessageError, ValueError, IndexError):
            return None
        message["Subject"] = said.subject
        message["Date"] = work.now
        message["Message-ID"] = make_msgid(domain=self._sender.rpartition("@")[2])
        message["Auto-Submitted"] = "auto-generated"
        message["Content-Language"] = reader.language or DEFAULT
        message.set_content(text + "\n")
        return _Letter(message, address)

    def _put_off(self, row: Row[tuple[object, ...]], why: str) -> None:
        longest = CODE_LIVES_FOR if MailKind(row.kind) in _WITH_CODE else TRIES_FOR
        if self._store.clock() - row.made_at > longest:
            self._give_up(row, why)
            return
        _LOG.warning("a mail (%s) could not be handed over: %s", row.kind, why)
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << min(row.tries, 10)))
        with self._store.write() as work:
            work.connection.execute(
                update(table).where(table.c.id == row.id).values(tries=row.tries + 1, due_at=work.now + pause)
            )

    def _give_up(self, row: Row[tuple[object, ...]], why: str) -> None:
        _LOG.error("a mail (%s) is given up: %s", row.kind, why)
        with self._store.write() as work:
            work.log(SERVICE, "mail given up", ("member", row.member_id or ""), kind=row.kind)
            _drop(work, row.id)


def _reader(work: Work, row: Row[tuple[object, ...]]) -> _Reader | None:
    """The member; of a forgotten password's address whoever has it, which may be nobody."""
    columns = select(members.c.id, members.c.email, members.c.language, members.c.time_zone)
    if row.member_id is None:
        columns = columns.where(
            members.c.email_key == fields.email_key(row.address), members.c.closed_at.is_(None)
        )
    else:
        columns = columns.where(members.c.id == row.member_id)
    found = work.connection.execute(columns).one_or_none()
    return None if found is None else _Reader(*found)


def _news(work: Work, reader: _Reader, what: str) -> list[Words]:
    """What is still so, the most pressing first: of an offer that was answered or taken back nothing is said."""
    told = []
    for news in mails.news_in(what):
        said = news_words(news, reader.language)
        if news is News.OFFERED:
            until = offered.first_end(work.connection, reader.member_id, work.now)
            if until is None:
                continue
            said = dataclasses.replace(said, text=said.text.format(time=_time(until, reader.time_zone)))
        told.append(said)
    return told


def _time(moment: datetime, zone: str) -> str:
    local = moment.astimezone(ZoneInfo(zone))
    return f"{local:%Y-%m-%d %H:%M} ({zone})"


def _drop(work: Work, mail_id: str) -> None:
    work.connection.execute(delete(table).where(table.c.id == mail_id))
