"""Residents: being found by families, signing in at the reader, and their standing at the facility."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import and_, insert, or_, select, update

from contract.contacts import ContactState
from contract.events import EventKind
from contract.facilities import FoundResident, FoundResidents
from contract.limits import FIND_MIN_CHARACTERS, NAME_CHARACTERS
from contract.messages import State
from contract.problems import FieldReason
from server.services import fields, sessions, standing, submissions
from server.services.faults import InvalidField, NotFound, WrongCredentials
from server.services.passwords import Passwords
from server.services.standing import ResidentState
from server.services.throttle import RESIDENT_SIGN_IN, RateLimit, Throttle
from server.store.tables import contacts, facilities, residents
from server.store.tables import submissions as table
from server.store.work import Actor, Store, Work

FOUND_AT_MOST: Final = 10
"""A search is for somebody one knows, never a list of everybody."""

_SEARCH_CHARACTERS: Final = 80
_BOOKING_CHARACTERS: Final = 20


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
        self._searching = RateLimit(30, timedelta(minutes=1))

    def find(self, member_id: str, facility_id: str, words: str) -> FoundResidents:
        """The few whose name has words beginning so, or whose number it is; leading zeros do not matter.

        Raises InvalidField for fewer than two letters, NotFound for an unknown facility, Throttled.
        """
        wanted = fields.line("q", words, _SEARCH_CHARACTERS, required=False)
        name_words = fields.folded(wanted).split(" ")[1:]
        letters = sum(map(len, name_words))
        if letters < FIND_MIN_CHARACTERS:
            raise InvalidField("q", FieldReason.TOO_SHORT, limit=FIND_MIN_CHARACTERS, count=letters)
        self._searching.count(member_id, self._store.clock())
        by_name = [residents.c.search_name.contains(f" {word}", autoescape=True) for word in name_words]
        matches = residents.c.booking_key == booking_key(wanted)
        matches = or_(matches, and_(*by_name))
        statement = (
            select(residents.c.id, residents.c.name, residents.c.booking_number)
            .where(
                residents.c.facility_id == facility_id,
                residents.c.state != ResidentState.RELEASED.value,
                matches,
            )
            .order_by(residents.c.search_name, residents.c.id)
            .limit(FOUND_AT_MOST)
        )
        with self._store.read() as connection:
            known = select(facilities.c.id).where(facilities.c.id == facility_id)
            if connection.execute(known).one_or_none() is None:
                raise NotFound
            rows = list(connection.execute(statement))
        return FoundResidents(
            items=tuple(
                FoundResident(id=resident_id, name=name, booking_number=number)
                for resident_id, name, number in rows
            )
        )

    def add(self, facility_id: str, name: str, booking_number: str, pin: str, actor: Actor) -> str:
        """Adds somebody at a facility and gives their id."""
        shown = fields.line("name", name, NAME_CHARACTERS)
        number = fields.line("booking_number", booking_number, _BOOKING_CHARACTERS)
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
            for tie_id, member_id in work.connection.execute(
                select(contacts.c.id, contacts.c.member_id).where(
                    contacts.c.resident_id == resident_id,
                    contacts.c.state == ContactState.ACCEPTED.value,
                )
            ).all():
                work.tell(member_id, EventKind.CONTACT_CHANGED.value, tie_id)
            if state is ResidentState.ACTIVE:
                self._deliver(work, resident_id)
            if state is ResidentState.RELEASED:
                for one in sessions.end(work, sessions.RESIDENT, resident_id):
                    work.log(actor, "signed out", ("session", one))
                submissions.withdraw_all(work, actor, "person released", table.c.resident_id == resident_id)

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

    def _deliver(self, work: Work, resident_id: str) -> None:
        kept = submissions.matching(
            work.connection,
            table.c.resident_id == resident_id,
            table.c.kind == submissions.Kind.MESSAGE.value,
            table.c.state == State.APPROVED.value,
        )
        for submission in kept:
            # Somebody who was blocked in the meantime stays unheard.
            if standing.ties(work.connection, contacts.c.id == submission.contact_id)[0].is_mutual:
                submissions.deliver(work, submission)
                submissions.tell(work, submission)

    def _person(self, resident_id: str) -> ResidentPerson:
        statement = (
            select(residents.c.id, residents.c.name, residents.c.facility_id, facilities.c.name)
            .join(facilities, facilities.c.id == residents.c.facility_id)
            .where(residents.c.id == resident_id)
        )
        with self._store.read() as connection:
            return ResidentPerson(*connection.execute(statement).one())


def booking_key(number: str) -> str:
    """A booking number as it is compared: without zeros in front, spaces and dashes, in upper case."""
    return "".join(sign for sign in number.upper() if sign.isalnum()).lstrip("0")
