"""The people of a facility as its managers keep them: list, standing, housing, PIN, and one more person."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select, update

from contract.contacts import ContactState
from contract.events import EventKind
from contract.limits import NAME_CHARACTERS
from contract.problems import FieldReason
from server.services import fields, sessions
from server.services.faults import InvalidField, NotFound
from server.services.paging import cursor_for, cut, place_of
from server.services.passwords import Passwords
from server.services.residents import ResidentService
from server.services.staff import MANAGING, StaffMember
from server.services.standing import ResidentState
from server.services.transfers import BOOKING_CHARACTERS, Moved, booking_key, transfer
from server.store.tables import contacts, facilities, residents
from server.store.work import Store, Work

HOUSING_CHARACTERS: Final = 40
PIN: Final = re.compile(r"[0-9]{4,8}")
PAGE: Final = 50


@dataclass(frozen=True)
class Person:
    """Somebody of the list."""

    id: str
    name: str
    booking_number: str
    state: ResidentState
    housing: str
    facility_id: str


@dataclass(frozen=True)
class People:
    """A page of the list, and where the next one begins."""

    items: tuple[Person, ...]
    next: str | None


@dataclass(frozen=True)
class NewPerson:
    """Somebody who is not on the list yet."""

    name: str
    booking_number: str
    pin: str
    housing: str = ""
    state: ResidentState = ResidentState.ACTIVE


class RosterService:
    """For managers; people outside their walls are unknown to them."""

    def __init__(self, store: Store, people: ResidentService, passwords: Passwords) -> None:
        self._store = store
        self._people = people
        self._passwords = passwords

    def people(
        self, who: StaffMember, facility_id: str, words: str = "", cursor: str | None = None
    ) -> People:
        """A page by name, of those whose name has these words or whose number it is. Raises Forbidden, NotFound."""
        check_reach(who, facility_id)
        conditions: list[ColumnElement[bool]] = [residents.c.facility_id == facility_id]
        wanted = [word for word in fields.folded(words).split(" ") if word]
        if wanted:
            by_name = [residents.c.search_name.contains(word, autoescape=True) for word in wanted]
            conditions.append(or_(and_(*by_name), residents.c.booking_key == booking_key(words)))
        if cursor is not None:
            name, last_id = place_of(cursor, tuple[str, str])
            later = and_(residents.c.search_name == name, residents.c.id > last_id)
            conditions.append(or_(residents.c.search_name > name, later))
        statement = (
            persons(residents.c.search_name)
            .where(*conditions)
            .order_by(residents.c.search_name, residents.c.id)
            .limit(PAGE + 1)
        )
        with self._store.read() as connection:
            rows, more = cut(list(connection.execute(statement)), PAGE)
        onward = cursor_for((rows[-1][-1], rows[-1][0])) if more else None
        return People(tuple(person(row) for row in rows), onward)

    def person(self, who: StaffMember, resident_id: str) -> Person:
        """One of the list. Raises Forbidden, NotFound."""
        who.must_be(MANAGING)
        within = persons().join(facilities, facilities.c.id == residents.c.facility_id).where(who.reach())
        with self._store.read() as connection:
            row = connection.execute(within.where(residents.c.id == resident_id)).one_or_none()
        if row is None:
            raise NotFound
        return person(row)

    def add(self, who: StaffMember, facility_id: str, new: NewPerson) -> str:
        """One more person; their id. Raises Forbidden, InvalidField, NotFound."""
        check_reach(who, facility_id)
        checked = check_person(new)
        encoded = self._passwords.hash(checked.pin)
        with self._store.write() as work:
            taken = select(residents.c.id).where(
                residents.c.facility_id == facility_id,
                residents.c.booking_key == booking_key(checked.booking_number),
            )
            if work.connection.execute(taken).one_or_none() is not None:
                raise InvalidField("booking_number", FieldReason.WRONG)
            return add_person(work, who, facility_id, checked, encoded)

    def set_state(self, who: StaffMember, resident_id: str, state: str) -> None:
        """Changes somebody's standing. Raises Forbidden, InvalidField, NotFound."""
        self.person(who, resident_id)
        if state not in list(ResidentState):
            raise InvalidField("state", FieldReason.WRONG)
        self._people.set_state(who.actor, resident_id, ResidentState(state))

    def set_housing(self, who: StaffMember, resident_id: str, housing: str) -> None:
        """Where they live at the facility. Raises Forbidden, InvalidField, NotFound."""
        found = self.person(who, resident_id)
        wanted = fields.line("housing", housing, HOUSING_CHARACTERS, required=False)
        if wanted == found.housing:
            return
        with self._store.write() as work:
            work.connection.execute(
                update(residents).where(residents.c.id == resident_id).values(housing=wanted)
            )
            work.log(who.actor, "housing changed", ("resident", resident_id), facility_id=found.facility_id)

    def set_pin(self, who: StaffMember, resident_id: str, pin: str) -> None:
        """Another PIN for the reader; whatever was signed in with the one before is over.

        Raises Forbidden, InvalidField, NotFound.
        """
        found = self.person(who, resident_id)
        encoded = self._passwords.hash(check_pin(pin))
        with self._store.write() as work:
            set_pin(work, who, found, encoded)

    def transfer(self, who: StaffMember, resident_id: str, facility_id: str, booking_number: str) -> Moved:
        """To another facility, under its number; both must be within the walls of `who`.

        Raises Forbidden, InvalidField (facility_id, booking_number), and NotFound also for who was released.
        """
        self.person(who, resident_id)
        if who.facility_id is not None:
            raise InvalidField("facility_id", FieldReason.WRONG)
        with self._store.write() as work:
            return transfer(work, who.actor, resident_id, facility_id, booking_number)


def check_reach(who: StaffMember, facility_id: str) -> None:
    """Raises Forbidden for who manages nothing, NotFound for a facility outside their walls."""
    who.must_be(MANAGING)
    if who.facility_id not in (None, facility_id):
        raise NotFound


def persons(*more: ColumnElement[Any]) -> Select[Any]:
    """Rows for `person`, with `more` columns after them."""
    columns = residents.c
    return select(
        columns.id,
        columns.name,
        columns.booking_number,
        columns.state,
        columns.housing,
        columns.facility_id,
        *more,
    )


def person(row: Any) -> Person:
    """One row of `persons`."""
    return Person(row[0], row[1], row[2], ResidentState(row[3]), row[4], row[5])


def check_pin(pin: str) -> str:
    """Four to eight digits, as the reader's keypad has them. Raises InvalidField."""
    if not PIN.fullmatch(pin.strip()):
        raise InvalidField("pin", FieldReason.WRONG)
    return pin.strip()


def check_person(new: NewPerson) -> NewPerson:
    """As it is kept. Raises InvalidField (name, booking_number, housing, pin)."""
    number = fields.line("booking_number", new.booking_number, BOOKING_CHARACTERS)
    if not booking_key(number):
        raise InvalidField("booking_number", FieldReason.WRONG)
    return NewPerson(
        name=fields.line("name", new.name, NAME_CHARACTERS),
        booking_number=number,
        pin=check_pin(new.pin),
        housing=fields.line("housing", new.housing, HOUSING_CHARACTERS, required=False),
        state=new.state,
    )


def add_person(work: Work, who: StaffMember, facility_id: str, new: NewPerson, pin_hash: str) -> str:
    """The row of somebody new; their id."""
    resident_id = str(uuid.uuid4())
    work.connection.execute(
        insert(residents).values(
            id=resident_id,
            facility_id=facility_id,
            name=new.name,
            search_name=fields.folded(new.name),
            booking_number=new.booking_number,
            booking_key=booking_key(new.booking_number),
            pin_hash=pin_hash,
            state=new.state.value,
            since=work.now,
            created_at=work.now,
            housing=new.housing,
        )
    )
    work.log(who.actor, "added", ("resident", resident_id), facility_id=facility_id)
    return resident_id


def set_pin(work: Work, who: StaffMember, found: Person, pin_hash: str) -> None:
    """The new PIN counts from now on, and ends what was signed in with the old one."""
    work.connection.execute(update(residents).where(residents.c.id == found.id).values(pin_hash=pin_hash))
    for ended in sessions.end(work, sessions.RESIDENT, found.id):
        work.log(who.actor, "signed out", ("session", ended))
    work.log(who.actor, "PIN changed", ("resident", found.id), facility_id=found.facility_id)


def tell_contacts(work: Work, resident_id: str) -> None:
    """Lets the clients of everybody connected with somebody know that something of the person changed."""
    connected = select(contacts.c.id, contacts.c.member_id).where(
        contacts.c.resident_id == resident_id, contacts.c.state == ContactState.ACCEPTED.value
    )
    for contact_id, member_id in work.connection.execute(connected).all():
        work.tell(member_id, EventKind.CONTACT_CHANGED.value, contact_id)
