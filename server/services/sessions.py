"""Opaque tokens: 256 random bits that open a session, kept as SHA-256 only (rule S5)."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

from sqlalchemy import Table, bindparam, insert, select, update

from server.services.faults import SignedOut
from server.store.prepared import Query
from server.store.tables import member_sessions, resident_sessions, staff_sessions
from server.store.work import Store, Work

TOUCH_EVERY: Final = timedelta(minutes=5)
"""`last_used_at` is written at most this often: a write per request would cost more than it tells."""


@dataclass(frozen=True)
class SessionRule:
    """Where sessions of a kind are kept, whose they are, and how long they live unused and at all."""

    table: Table
    owner: str
    idle: timedelta
    longest: timedelta

    @cached_property
    def find(self) -> Query[str, str, datetime, datetime]:
        """The open session of a token; built once, it is asked at every request."""
        columns = self.table.c
        return Query(
            select(columns.id, columns[self.owner], columns.created_at, columns.last_used_at).where(
                columns.token_sha256 == bindparam("token"), columns.ended_at.is_(None)
            )
        )


MEMBER: Final = SessionRule(member_sessions, "member_id", timedelta(days=90), timedelta(days=3650))
STAFF: Final = SessionRule(staff_sessions, "staff_id", timedelta(minutes=30), timedelta(hours=12))
RESIDENT: Final = SessionRule(resident_sessions, "resident_id", timedelta(minutes=30), timedelta(hours=12))


@dataclass(frozen=True)
class Session:
    """A session that is open now, and whose it is."""

    id: str
    owner_id: str


def begin(work: Work, rule: SessionRule, owner_id: str, **more: str) -> tuple[str, str]:
    """Opens a session; returns its id and the token, which is known to nobody after this."""
    session_id, token = str(uuid.uuid4()), secrets.token_urlsafe(32)
    work.connection.execute(
        insert(rule.table).values(
            id=session_id,
            token_sha256=_digest(token),
            created_at=work.now,
            last_used_at=work.now,
            **{rule.owner: owner_id},
            **more,
        )
    )
    return session_id, token


def whose(store: Store, rule: SessionRule, token: str, *, is_use: bool = True) -> Session:
    """The open session of this token. Raises SignedOut. What a page asks by itself is no use, and keeps none open."""
    now = store.clock()
    with store.read() as connection:
        row = rule.find.row(connection, token=_digest(token))
    if row is None:
        raise SignedOut
    session_id, owner_id, created_at, last_used_at = row
    if now - last_used_at > rule.idle or now - created_at > rule.longest:
        raise SignedOut
    if is_use and now - last_used_at > min(TOUCH_EVERY, rule.idle / 6):
        _touch(store, rule, session_id)
    return Session(session_id, owner_id)


def end(work: Work, rule: SessionRule, owner_id: str, *, session_id: str = "", keep: str = "") -> list[str]:
    """Ends one session of its owner, or all but `keep`; returns the ids of those that were open."""
    columns = rule.table.c
    conditions = [columns[rule.owner] == owner_id, columns.ended_at.is_(None), columns.id != keep]
    if session_id:
        conditions.append(columns.id == session_id)
    statement = update(rule.table).where(*conditions).values(ended_at=work.now).returning(columns.id)
    return [row[0] for row in work.connection.execute(statement)]


def _touch(store: Store, rule: SessionRule, session_id: str) -> None:
    with store.write() as work:
        work.connection.execute(
            update(rule.table).where(rule.table.c.id == session_id).values(last_used_at=work.now)
        )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
