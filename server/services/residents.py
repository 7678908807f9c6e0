"""Residents: being found by families, signing in at the reader, and their standing at the facility."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from contract.contacts import ContactState
from contract.events import EventKind
from contract.limits import NAME_CHARACTERS
from server.services import fields, sessions, transfers
from server.services.faults import WrongCredentials
from server.services.passwords import Passwords
from server.services.standing import ResidentState
from server.services.throttle import RESIDENT_SIGN_IN, Throttle
from server.services.transfers import BOOKING_CHARACTERS, booking_key
from server.store.tables import contacts, facilities, residents
from server.store.work import Actor, Store


@dataclass(frozen=True)
class ResidentPerson:
    """A resident as the reader greets them."""

    id: str
    name: str
    facility_id: str
    facility_name: str


@dataclass(frozen=True)
class ResidentCaller:
    """Who is asking, and with which session."""

    resident: ResidentPerson
    session_id: str


@dataclass(frozen=True)
class ResidentSignedIn:
    """A new session; the token is shown once."""

    token: str
    resident: ResidentPerson


class ResidentService:
    """People at facilities."""

    def __init__(self, store: Store, passwords: Passwords, throttle: Throttle) -> None:
        self._store = store
        self._passwords = passwords
        self._throttle = throttle

    def add(self, facility_id: str, name: str, booking_number: str, pin: str, actor: Actor) -> str:
        """Adds somebody at a facility and gives their id."""
        shown = fields.line("name", name, NAME_CHARACTERS)
        number = fields.line("booking_number", booking_number, BOOKING_CHARACTERS)
        encoded = self._passwords.hash(pin)
        resident_id = str(uuid.uuid4())
        with self._store.write() as work:
            work.connection.execute(
                insert(residents).values(
                    id=resident_id,
                    facility_id=facility_id,
                    name=shown,
                    search_name=fields.folded(shown),
                    booking_number=number,
                    booking_key=booking_key(number),
                    pin_hash=encoded,
                    state=ResidentState.ACTIVE.value,
                    since=work.now,
                    created_at=work.now,
                )
            )
            work.log(actor, "added", ("resident", resident_id), facility_id=facility_id)
        return resident_id

    def set_state(self, actor: Actor, resident_id: str, state: ResidentState) -> None:
        """Changes somebody's standing. Back to active delivers what was approved; a release withdraws what waits."""
        with self._store.write() as work:
            changed = work.connection.execute(
                update(residents)
                .where(residents.c.id == resident_id, residents.c.state != state.value)
                .values(state=state.value, since=work.now)
            )
            if changed.rowcount != 1:
                return
            work.log(actor, "standing changed", ("resident", resident_id), state=state.value)
            if state is ResidentState.RELEASED:
                transfers.release(work, actor, resident_id)
                return
            connected = work.connection.execute(
                select(contacts.c.id, contacts.c.member_id).where(
                    contacts.c.resident_id == resident_id,
                    contacts.c.state == ContactState.ACCEPTED.value,
                )
            ).all()
            for tie_id, member_id in connected:
                work.tell(member_id, EventKind.CONTACT_CHANGED.value, tie_id)
            if state is ResidentState.ACTIVE:
                transfers.deliver_kept(work, resident_id)

    def sign_in(self, booking_number: str, pin: str, facility_id: str | None = None) -> ResidentSignedIn:
        """Opens a session at the reader. Raises Throttled before looking, WrongCredentials after.

        Without a facility the number must be of one person only.
        """
        number = booking_key(booking_number)
        self._throttle.charge(RESIDENT_SIGN_IN, f"{facility_id or ''}\0{number}")
        conditions = [
            residents.c.booking_key == number,
            residents.c.state != ResidentState.RELEASED.value,
        ]
        if facility_id is not None:
            conditions.append(residents.c.facility_id == facility_id)
        with self._store.read() as connection:
            found = connection.execute(
                select(residents.c.id, residents.c.pin_hash).where(*conditions).limit(2)
            ).all()
        resident_id, encoded = found[0] if len(found) == 1 else ("", None)
        if not self._passwords.verify(encoded, pin):
            raise WrongCredentials
        self._throttle.forgive(RESIDENT_SIGN_IN, f"{facility_id or ''}\0{number}")
        with self._store.write() as work:
            session_id, token = sessions.begin(work, sessions.RESIDENT, resident_id)
            work.log(Actor("resident", resident_id), "signed in", ("session", session_id))
        return ResidentSignedIn(token, self._person(resident_id))

    def whoami(self, token: str) -> ResidentCaller:
        """Who this token belongs to. Raises SignedOut."""
        session = sessions.whose(self._store, sessions.RESIDENT, token)
        return ResidentCaller(self._person(session.owner_id), session.id)

    def sign_out(self, caller: ResidentCaller) -> None:
        """Ends the session that asks."""
        with self._store.write() as work:
            for ended in sessions.end(
                work, sessions.RESIDENT, caller.resident.id, session_id=caller.session_id
            ):
                work.log(Actor("resident", caller.resident.id), "signed out", ("session", ended))

    def _person(self, resident_id: str) -> ResidentPerson:
        statement = (
            select(residents.c.id, residents.c.name, residents.c.facility_id, facilities.c.name)
            .join(facilities, facilities.c.id == residents.c.facility_id)
            .where(residents.c.id == resident_id)
        )
        with self._store.read() as connection:
            return ResidentPerson(*connection.execute(statement).one())
