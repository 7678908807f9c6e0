"""A file of people (CSV): what it would change, line by line, and then exactly that or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, update

from contract.messages import State
from contract.problems import FieldReason
from server.services import fields
from server.services.faults import InvalidField, WrongState
from server.services.passwords import Passwords
from server.services.residents import ResidentService
from server.services.roster import (
    NewPerson,
    Person,
    add_person,
    check_person,
    check_reach,
    person,
    persons,
    set_pin,
    tell_contacts,
)
from server.services.staff import StaffMember
from server.services.standing import ResidentState
from server.services.transfers import booking_key
from server.store.tables import residents
from server.store.work import Store, Work

COLUMNS: Final = ("booking_number", "name", "state", "housing", "pin")
"""The first line of a file; state, housing and pin may be missing or empty, which leaves them as they are."""

MOST_LINES: Final = 500
_ANY_PIN: Final = "0000"
"""Stands in for a PIN that is not to be changed, where the others are checked."""

_NO_PIN: Final = "A new person needs a PIN of four to eight digits."
_FIELD_WORDS: Final = {
    "booking_number": "booking number",
    "name": "name",
    "housing": "housing",
    "pin": "PIN",
}
_REASON_WORDS: Final = {
    FieldReason.EMPTY: "is missing",
    FieldReason.TOO_LONG: "is too long",
    FieldReason.FORBIDDEN_CHARACTER: "has a sign that can’t be shown everywhere",
    FieldReason.CHARACTER_TOO_COMPLEX: "has a sign that can’t be shown everywhere",
    FieldReason.WRONG: "is not as it must be",
}


@dataclass(frozen=True)
class Line:
    """One line of a file: what it would do (new, changed, same, fault), and what changes or is wrong, in words."""

    place: int
    booking_number: str
    name: str
    what: str
    words: str


@dataclass(frozen=True)
class Plan:
    """What a file would do. `digest` names it exactly: an import does what was shown, or nothing."""

    lines: tuple[Line, ...]
    digest: str

    @property
    def faults(self) -> int:
        """How many lines can't be taken."""
        return sum(1 for one in self.lines if one.what == "fault")

    @property
    def changes(self) -> int:
        """How many people it would add or change."""
        return sum(1 for one in self.lines if one.what in ("new", "changed"))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong in it, and something would change."""
        return self.changes > 0 and self.faults == 0


@dataclass(frozen=True)
class _Row:
    """A good line: the person as they shall be, whether the PIN is theirs to change, and who they are now."""

    place: int
    wanted: NewPerson
    has_pin: bool
    known: Person | None

    @property
    def words(self) -> str:
        """What changes, from what to what; empty when nothing does."""
        state = self.wanted.state.value.replace("_", " ")
        if self.known is None:
            return ", ".join(part for part in (state, self.wanted.housing) if part)
        pairs = (
            ("name", self.known.name, self.wanted.name),
            ("status", self.known.state.value.replace("_", " "), state),
            ("housing", self.known.housing or "none", self.wanted.housing or "none"),
        )
        changes = [f"{name}: {before} → {after}" for name, before, after in pairs if before != after]
        return "; ".join([*changes, *(["new PIN"] if self.has_pin else [])])

    @property
    def line(self) -> Line:
        """As it is shown."""
        what = "new" if self.known is None else "changed" if self.words else "same"
        return Line(self.place, self.wanted.booking_number, self.wanted.name, what, self.words)


class RosterImport:
    """For managers; people outside their walls are unknown to them."""

    def __init__(self, store: Store, people: ResidentService, passwords: Passwords) -> None:
        self._store = store
        self._people = people
        self._passwords = passwords

    def preview(self, who: StaffMember, facility_id: str, text: str) -> Plan:
        """What this file would do; nothing is changed. Raises Forbidden, NotFound."""
        check_reach(who, facility_id)
        with self._store.read() as connection:
            return _plan(connection, facility_id, text)[0]

    def apply(self, who: StaffMember, facility_id: str, text: str, digest: str) -> int:
        """Does exactly what was shown, all of it or nothing; how many people it changed.

        Raises Forbidden, NotFound, and WrongState when it is not what was shown any more, or has a fault.
        """
        check_reach(who, facility_id)
        with self._store.read() as connection:
            plan, rows = _plan(connection, facility_id, text)
        if plan.digest != digest or not plan.is_whole:
            raise WrongState(State.UNKNOWN)
        # Hashing is slow by its nature: before the transaction, in which everybody else waits.
        hashes = {row.place: self._passwords.hash(row.wanted.pin) for row in rows if row.has_pin}
        with self._store.together():
            with self._store.write() as work:
                plan, rows = _plan(work.connection, facility_id, text)
                if plan.digest != digest:
                    raise WrongState(State.UNKNOWN)
                for row in rows:
                    _write(work, who, facility_id, row, hashes.get(row.place, ""))
            # Through the one door for it, which delivers what was kept and withdraws what waits.
            for row in rows:
                if row.known is not None and row.known.state is not row.wanted.state:
                    self._people.set_state(who.actor, row.known.id, row.wanted.state)
        return plan.changes


def _write(work: Work, who: StaffMember, facility_id: str, row: _Row, pin_hash: str) -> None:
    wanted, known = row.wanted, row.known
    if known is None:
        add_person(work, who, facility_id, wanted, pin_hash)
        return
    if (known.name, known.housing) != (wanted.name, wanted.housing):
        work.connection.execute(
            update(residents)
            .where(residents.c.id == known.id)
            .values(name=wanted.name, search_name=fields.folded(wanted.name), housing=wanted.housing)
        )
        tell_contacts(work, known.id)
        work.log(who.actor, "changed", ("resident", known.id), facility_id=facility_id)
    if row.has_pin:
        set_pin(work, who, known, pin_hash)


def _plan(connection: Connection, facility_id: str, text: str) -> tuple[Plan, list[_Row]]:
    """What the file would do now, and its good rows that change something."""
    lines: list[Line] = []
    rows: list[_Row] = []
    digest = hashlib.sha256(facility_id.encode())
    seen: dict[str, int] = {}
    for place, found in _read(text):
        if isinstance(found, str):
            lines.append(Line(place, "", "", "fault", found))
            continue
        number, name = found["booking_number"].strip(), found["name"].strip()
        key = booking_key(number)
        if key in seen:
            fault = f"The same booking number stands in line {seen[key]} too."
            lines.append(Line(place, number, name, "fault", fault))
            continue
        seen[key] = place
        try:
            row = _row(connection, facility_id, place, found)
        except InvalidField as fault_of:
            lines.append(Line(place, number, name, "fault", _fault_words(fault_of)))
            continue
        lines.append(row.line)
        digest.update(repr((row.line, row.wanted, row.known)).encode())
        if row.line.what != "same":
            rows.append(row)
    return Plan(tuple(lines), digest.hexdigest()), rows


def _row(connection: Connection, facility_id: str, place: int, found: dict[str, str]) -> _Row:
    """Raises InvalidField; `state` for one that does not exist."""
    key = booking_key(found["booking_number"])
    at_facility = persons().where(residents.c.facility_id == facility_id, residents.c.booking_key == key)
    kept = connection.execute(at_facility).one_or_none()
    known = None if kept is None else person(kept)
    state = found["state"].strip().casefold().replace(" ", "_")
    if state and state not in list(ResidentState):
        raise InvalidField("state", FieldReason.WRONG)
    before = known.state if known else ResidentState.ACTIVE
    has_pin = bool(found["pin"].strip())
    if known is None and not has_pin:
        raise InvalidField("pin", FieldReason.MISSING)
    wanted = check_person(
        NewPerson(
            name=found["name"],
            booking_number=known.booking_number if known else found["booking_number"],
            pin=found["pin"] if has_pin else _ANY_PIN,
            housing=found["housing"] or (known.housing if known else ""),
            state=ResidentState(state) if state else before,
        )
    )
    return _Row(place, wanted, has_pin, known)


def _read(text: str) -> Iterator[tuple[int, dict[str, str] | str]]:
    """Each line after the first with its number, as fields or as what is wrong with it."""
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
    try:
        head = [name.strip().casefold().replace(" ", "_") for name in next(rows, [])]
        unknown = [name for name in head if name not in COLUMNS]
        if unknown or not {"booking_number", "name"} <= set(head) or len(set(head)) != len(head):
            yield 1, f"The first line must name the columns: {', '.join(COLUMNS)}."
            return
        for count, row in enumerate(rows):
            if count >= MOST_LINES:
                yield rows.line_num, f"{MOST_LINES} lines is the most. Import the rest as a second file."
                return
            if not any(part.strip() for part in row):
                continue
            if len(row) != len(head):
                yield rows.line_num, f"It has {len(row)} fields, and the first line {len(head)}."
                continue
            yield rows.line_num, {**dict.fromkeys(COLUMNS, ""), **dict(zip(head, row, strict=True))}
    except csv.Error:
        yield rows.line_num, "This can’t be read as CSV from here on. Look at the quotes."


def _fault_words(fault: InvalidField) -> str:
    if fault.field == "state":
        return (
            f"The status must be one of: {', '.join(one.value.replace('_', ' ') for one in ResidentState)}."
        )
    if fault.field == "pin":
        return _NO_PIN if fault.reason is FieldReason.MISSING else "The PIN must be four to eight digits."
    return f"The {_FIELD_WORDS[fault.field]} {_REASON_WORDS.get(fault.reason, 'can’t be taken')}."
