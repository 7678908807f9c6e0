"""The staff: adding them, their sign-in with a code, what their role may do and which facilities they look into."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, insert, select, true, update

from contract.limits import NAME_CHARACTERS
from contract.problems import FieldReason
from server.services import codes, fields, sessions
from server.services.faults import Forbidden, InvalidField, NotFound, SignedOut, WrongCredentials
from server.services.passwords import Passwords, check_new
from server.services.throttle import STAFF_SIGN_IN, Throttle
from server.store.sealed import seal, unseal
from server.store.tables import facilities, staff
from server.store.work import Actor, Store, Work


class Role(StrEnum):
    """What somebody of the staff may do; a manager may do all that a reviewer may, an auditor only looks."""

    REVIEWER = "reviewer"
    MANAGER = "manager"
    AUDITOR = "auditor"


REVIEWING: Final = frozenset({Role.REVIEWER, Role.MANAGER})
MANAGING: Final = frozenset({Role.MANAGER})
AUDITING: Final = frozenset({Role.AUDITOR})
COUNTING: Final = frozenset({Role.MANAGER, Role.AUDITOR})
"""Who may read what waits and decide, change the facility, read the log, see the numbers."""


@dataclass(frozen=True)
class StaffMember:
    """Somebody of the staff, for one facility, or for all where `facility_id` is None."""

    id: str
    username: str
    name: str
    role: Role
    facility_id: str | None

    @property
    def actor(self) -> Actor:
        """The person, for the audit."""
        return Actor("staff", self.id)

    def reach(self) -> ColumnElement[bool]:
        """The condition on the facilities table that keeps every question within their walls (threat T13)."""
        return true() if self.facility_id is None else facilities.c.id == self.facility_id

    def must_be(self, roles: frozenset[Role]) -> None:
        """Raises Forbidden for everybody whose role does not reach so far."""
        if self.role not in roles:
            raise Forbidden


@dataclass(frozen=True)
class StaffCaller:
    """Who is asking, and with which session."""

    staff: StaffMember
    session_id: str


@dataclass(frozen=True)
class StaffSignedIn:
    """A new session; the token is shown once."""

    token: str
    staff: StaffMember


class StaffService:
    """Accounts and sessions of the staff."""

    def __init__(self, store: Store, passwords: Passwords, throttle: Throttle) -> None:
        self._store = store
        self._passwords = passwords
        self._throttle = throttle

    def add(
        self,
        username: str,
        name: str,
        role: str,
        password: str,
        facility_id: str | None = None,
        actor: Actor | None = None,
        code_secret: str | None = None,
    ) -> StaffMember:
        """Adds somebody. Raises InvalidField, also for a user name that is taken.

        Without the secret of their codes they can't sign in before they are given one.
        """
        username_key = fields.line("username", username, NAME_CHARACTERS).casefold()
        shown = fields.line("name", name, NAME_CHARACTERS)
        if role not in list(Role):
            raise InvalidField("role", FieldReason.WRONG)
        check_new("password", password, username_key)
        encoded = self._passwords.hash(password)
        added = StaffMember(str(uuid.uuid4()), username_key, shown, Role(role), facility_id)
        with self._store.write() as work:
            taken = select(staff.c.id).where(staff.c.username == username_key)
            if work.connection.execute(taken).one_or_none() is not None:
                raise InvalidField("username", FieldReason.WRONG)
            if facility_id is not None:
                known = select(facilities.c.id).where(facilities.c.id == facility_id)
                if work.connection.execute(known).one_or_none() is None:
                    raise InvalidField("facility", FieldReason.WRONG)
            work.connection.execute(
                insert(staff).values(
                    id=added.id,
                    username=username_key,
                    name=shown,
                    search_name=fields.folded(shown),
                    role=added.role.value,
                    facility_id=facility_id,
                    password_hash=encoded,
                    created_at=work.now,
                    code_sealed=None if code_secret is None else seal(self._store.key, added.id, code_secret),
                )
            )
            work.log(
                actor or Actor("operator", ""), "added", ("staff", added.id), facility_id=facility_id or ""
            )
        return added

    def give_codes(self, username: str, code_secret: str, actor: Actor | None = None) -> None:
        """Another secret for their codes; whatever was signed in with the one before is over. Raises NotFound."""
        username_key = username.strip().casefold()
        with self._store.write() as work:
            staff_id = work.connection.execute(
                select(staff.c.id).where(staff.c.username == username_key, staff.c.ended_at.is_(None))
            ).scalar()
            if staff_id is None:
                raise NotFound
            work.connection.execute(
                update(staff)
                .where(staff.c.id == staff_id)
                .values(code_sealed=seal(self._store.key, staff_id, code_secret), code_step=0)
            )
            who = actor or Actor("operator", "")
            for ended in sessions.end(work, sessions.STAFF, staff_id):
                work.log(who, "signed out", ("session", ended))
            work.log(who, "codes given", ("staff", staff_id))

    def sign_in(self, username: str, password: str, code: str) -> StaffSignedIn:
        """Opens a session, with each code once. Raises Throttled before looking, WrongCredentials after."""
        username_key = username.strip().casefold()
        self._throttle.charge(STAFF_SIGN_IN, username_key)
        with self._store.read() as connection:
            row = connection.execute(
                select(staff.c.id, staff.c.password_hash).where(
                    staff.c.username == username_key, staff.c.ended_at.is_(None)
                )
            ).one_or_none()
        staff_id, encoded = row if row is not None else ("", None)
        if not self._passwords.verify(encoded, password):
            raise WrongCredentials
        with self._store.write() as work:
            self._use_code(work, staff_id, code)
            session_id, token = sessions.begin(work, sessions.STAFF, staff_id)
            work.log(Actor("staff", staff_id), "signed in", ("session", session_id))
        self._throttle.forgive(STAFF_SIGN_IN, username_key)
        return StaffSignedIn(token, self._find(staff_id))

    def whoami(self, token: str, *, is_use: bool = True) -> StaffCaller:
        """Who this token belongs to; what a page asks by itself is no use. Raises SignedOut."""
        session = sessions.whose(self._store, sessions.STAFF, token, is_use=is_use)
        return StaffCaller(self._find(session.owner_id), session.id)

    def sign_out(self, caller: StaffCaller) -> None:
        """Ends the session that asks."""
        with self._store.write() as work:
            for ended in sessions.end(work, sessions.STAFF, caller.staff.id, session_id=caller.session_id):
                work.log(caller.staff.actor, "signed out", ("session", ended))

    def _use_code(self, work: Work, staff_id: str, code: str) -> None:
        """Raises WrongCredentials. Read and marked as used in the transaction that opens the session."""
        sealed, last_step = work.connection.execute(
            select(staff.c.code_sealed, staff.c.code_step).where(staff.c.id == staff_id)
        ).one()
        if sealed is None:
            raise WrongCredentials
        step = codes.fitting_step(unseal(self._store.key, staff_id, sealed), code, work.now, last_step)
        if step is None:
            raise WrongCredentials
        work.connection.execute(update(staff).where(staff.c.id == staff_id).values(code_step=step))

    def _find(self, staff_id: str) -> StaffMember:
        statement = select(
            staff.c.id, staff.c.username, staff.c.name, staff.c.role, staff.c.facility_id
        ).where(staff.c.id == staff_id, staff.c.ended_at.is_(None))
        with self._store.read() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None:
            raise SignedOut
        found_id, username, name, role, facility_id = row
        return StaffMember(found_id, username, name, Role(role), facility_id)
