"""Members: registering, signing in and out, their devices and their password."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, insert, or_, select, update

from contract.accounts import Account, Credentials, Device, Devices, PasswordChange, Registration, SignedIn
from contract.events import EventKind
from contract.limits import DEVICE_NAME_CHARACTERS, NAME_CHARACTERS, PAGE_SIZE
from server.services import account_views, fields, ledger, mails, sessions, short_codes, two_factor_proof
from server.services.faults import CodeNeeded, EmailTaken, NotFound, SignedOut, WrongCredentials
from server.services.mails import MailKind
from server.services.paging import cursor_for, cut, place_of
from server.services.passwords import Passwords, check_new
from server.services.short_codes import Purpose
from server.services.throttle import MEMBER_SIGN_IN, Throttle
from server.store.tables import member_sessions, members
from server.store.types import from_micros, to_micros
from server.store.work import Actor, Store, Work


@dataclass(frozen=True)
class MemberCaller:
    """Who is asking: a member, on one of their devices."""

    member_id: str
    session_id: str

    @property
    def actor(self) -> Actor:
        """The member, for the audit."""
        return Actor("member", self.member_id)


class AccountService:
    """Accounts of members and the sessions they are signed in with."""

    def __init__(self, store: Store, passwords: Passwords, throttle: Throttle) -> None:
        self._store = store
        self._passwords = passwords
        self._throttle = throttle

    def register(self, new: Registration) -> SignedIn:
        """A new account, signed in at once. Raises InvalidField and EmailTaken."""
        name = fields.line("name", new.name, NAME_CHARACTERS)
        address, email_key = fields.email(new.email)
        check_new("password", new.password, email_key)
        zone = fields.time_zone(new.time_zone)
        device_name = _device_name(new.device_name)
        encoded = self._passwords.hash(new.password)
        member_id = str(uuid.uuid4())
        with self._store.write() as work:
            taken = select(members.c.id).where(members.c.email_key == email_key)
            if work.connection.execute(taken).one_or_none() is not None:
                raise EmailTaken
            work.connection.execute(
                insert(members).values(
                    id=member_id,
                    name=name,
                    search_name=fields.folded(name),
                    email=address,
                    email_key=email_key,
                    password_hash=encoded,
                    time_zone=zone,
                    created_at=work.now,
                )
            )
            ledger.open_member(work, member_id)
            work.log(Actor("member", member_id), "registered", ("member", member_id))
            return self._begin(work, member_id, device_name)

    def sign_in(self, credentials: Credentials) -> SignedIn:
        """Opens a session on a device, and a mail says so. Raises Throttled before looking, WrongCredentials after.

        With the right password, raises CodeNeeded and WrongCode where two-factor codes are on; each counts as a try.
        An address nobody has takes the same path and the same time as a known one.
        """
        email_key = fields.email_key(credentials.email)
        device_name = _device_name(credentials.device_name)
        self._throttle.charge(MEMBER_SIGN_IN, email_key)
        with self._store.read() as connection:
            found = select(members.c.id, members.c.password_hash, members.c.code_sealed).where(
                members.c.email_key == email_key, members.c.closed_at.is_(None)
            )
            row = connection.execute(found).one_or_none()
        member_id, encoded, sealed = row if row is not None else ("", None, None)
        if not self._passwords.verify(encoded, credentials.password) or encoded is None:
            raise WrongCredentials
        if sealed is not None and not credentials.code.strip():
            raise CodeNeeded
        self._renew(member_id, encoded, credentials.password)
        with self._store.write() as work:
            if sealed is not None:
                two_factor_proof.prove(work, self._store.key, member_id, credentials.code)
            mails.tell(work, MailKind.SIGNED_IN, member_id, device_name)
            signed_in = self._begin(work, member_id, device_name)
        self._throttle.forgive(MEMBER_SIGN_IN, email_key)
        return signed_in

    def caller(self, token: str) -> MemberCaller:
        """Who this token belongs to. Raises SignedOut."""
        session = sessions.whose(self._store, sessions.MEMBER, token)
        return MemberCaller(session.owner_id, session.id)

    def account(self, caller: MemberCaller) -> Account:
        """The member's own account."""
        with self._store.read() as connection:
            return account_views.account(connection, caller.member_id, self._store.clock())

    def sign_out(self, caller: MemberCaller) -> None:
        """Ends the session that asks."""
        with self._store.write() as work:
            self._end(work, caller, session_id=caller.session_id)

    def change_password(self, caller: MemberCaller, change: PasswordChange) -> None:
        """Sets another password and ends every other session; a wrong present one counts as a try to sign in."""
        with self._store.read() as connection:
            found = select(members.c.email_key, members.c.password_hash).where(
                members.c.id == caller.member_id
            )
            email_key, encoded = connection.execute(found).one()
        check_new("new", change.new, email_key)
        self._throttle.charge(MEMBER_SIGN_IN, email_key)
        if not self._passwords.verify(encoded, change.current):
            raise WrongCredentials
        self._throttle.forgive(MEMBER_SIGN_IN, email_key)
        renewed = self._passwords.hash(change.new)
        with self._store.write() as work:
            changed = work.connection.execute(
                update(members)
                .where(members.c.id == caller.member_id, members.c.password_hash == encoded)
                .values(password_hash=renewed)
            )
            if changed.rowcount != 1:  # another device changed it while Argon2 was at work
                raise WrongCredentials
            if not _is_open(work.connection, caller):
                raise SignedOut
            work.log(caller.actor, "password changed", ("member", caller.member_id))
            mails.tell(work, MailKind.PASSWORD_CHANGED, caller.member_id)
            short_codes.forget(work, caller.member_id, Purpose.RESET)
            self._end(work, caller, keep=caller.session_id)

    def devices(self, caller: MemberCaller, cursor: str | None = None) -> Devices:
        """Where the member is signed in, most recently used first."""
        columns = member_sessions.c
        statement = (
            select(columns.id, columns.name, columns.created_at, columns.last_used_at)
            .where(columns.member_id == caller.member_id, columns.ended_at.is_(None))
            .order_by(columns.last_used_at.desc(), columns.id)
            .limit(PAGE_SIZE + 1)
        )
        if cursor is not None:
            micros, last_id = place_of(cursor, tuple[int, str])
            used = from_micros(micros)
            statement = statement.where(
                or_(columns.last_used_at < used, and_(columns.last_used_at == used, columns.id > last_id))
            )
        with self._store.read() as connection:
            rows, more = cut(list(connection.execute(statement)), PAGE_SIZE)
        items = tuple(
            Device(
                id=device_id,
                name=name,
                created_at=created_at,
                last_used_at=last_used_at,
                current=device_id == caller.session_id,
            )
            for device_id, name, created_at, last_used_at in rows
        )
        last = items[-1] if items else None
        return Devices(
            items=items, next=cursor_for((to_micros(last.last_used_at), last.id)) if more and last else None
        )

    def revoke(self, caller: MemberCaller, device_id: str) -> None:
        """Ends one of the member's sessions. Raises NotFound for any other id."""
        with self._store.write() as work:
            if not self._end(work, caller, session_id=device_id):
                raise NotFound

    def _begin(self, work: Work, member_id: str, device_name: str) -> SignedIn:
        session_id, token = sessions.begin(work, sessions.MEMBER, member_id, name=device_name)
        work.log(Actor("member", member_id), "signed in", ("session", session_id))
        own = account_views.account(work.connection, member_id, work.now)
        return SignedIn(token=token, device_id=session_id, account=own)

    def _end(self, work: Work, caller: MemberCaller, *, session_id: str = "", keep: str = "") -> list[str]:
        ended = sessions.end(work, sessions.MEMBER, caller.member_id, session_id=session_id, keep=keep)
        for one in ended:
            work.log(caller.actor, "signed out", ("session", one))
            work.tell(caller.member_id, EventKind.SIGNED_OUT.value, one)
        return ended

    def _renew(self, member_id: str, encoded: str, password: str) -> None:
        """Hashes anew at today's cost; only now is the password known."""
        if not self._passwords.is_outdated(encoded):
            return
        renewed = self._passwords.hash(password)
        with self._store.write() as work:
            work.connection.execute(
                update(members)
                .where(members.c.id == member_id, members.c.password_hash == encoded)
                .values(password_hash=renewed)
            )


def _is_open(connection: Connection, caller: MemberCaller) -> bool:
    ended: datetime | None = connection.execute(
        select(member_sessions.c.ended_at).where(member_sessions.c.id == caller.session_id)
    ).scalar_one()
    return ended is None


def _device_name(name: str) -> str:
    return fields.line("device_name", name, DEVICE_NAME_CHARACTERS, required=False)
