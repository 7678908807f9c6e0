"""What a facility's managers change: its settings, prices from a moment on, its pause, and its staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, true, update

from contract.events import EventKind
from contract.facilities import ContactRules, Feature, Prices, Rule
from contract.limits import MAX_PRICE_CENTS, MESSAGE_CHARACTERS
from contract.problems import FieldReason
from server.services import codes, fields, sessions
from server.services.deciding import OTHER
from server.services.facilities import FacilityService, rule_values, rules_of
from server.services.faults import InvalidField, NotFound
from server.services.paging import cursor_for, cut, place_of
from server.services.staff import MANAGING, Role, StaffMember, StaffService
from server.store.tables import facilities, planned_prices, staff
from server.store.tables.facilities import Reason
from server.store.work import SERVICE, Actor, Store, Work

RULE_CHARACTERS: Final = 300
RULE_NUMBER_CHARACTERS: Final = 10
REASON_TITLE_CHARACTERS: Final = 80
NOTICE_CHARACTERS: Final = 300
MOST_RULES: Final = 40
STAFF_PAGE: Final = 50
BOUNDS: Final = {
    "message_characters": (1, MESSAGE_CHARACTERS),
    "promise_hours": (1, 24 * 30),
    "release_delay_s": (0, 3_600),
}
"""The least and the most of each number."""


@dataclass(frozen=True)
class FacilitySettings:
    """Everything of a facility that is changed together."""

    features: tuple[Feature, ...]
    message_characters: int
    promise_hours: int
    release_delay_s: int
    sender_sees_pending: bool
    approves_contacts: bool
    blurs_photos: bool
    tells_opened: bool
    contact_rules: ContactRules
    rules: tuple[Rule, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True)
class FacilityState:
    """What else a manager sees of it."""

    id: str
    name: str
    time_zone: str
    prices: Prices
    planned: Prices | None
    planned_from: datetime | None
    paused_since: datetime | None
    pause_notice: str | None


@dataclass(frozen=True)
class Colleague:
    """Somebody of the staff, as managers see them."""

    id: str
    username: str
    name: str
    role: Role
    everywhere: bool
    has_codes: bool


@dataclass(frozen=True)
class Colleagues:
    """A page of the staff; `next` leads on."""

    items: tuple[Colleague, ...]
    next: str | None


class ManagingService:
    """For managers only; a facility outside their walls is unknown to them."""

    def __init__(self, store: Store, facility_service: FacilityService, staff_service: StaffService) -> None:
        self._store = store
        self._facilities = facility_service
        self._staff = staff_service

    def read(self, who: StaffMember, facility_id: str) -> tuple[FacilityState, FacilitySettings]:
        """As it is now. Raises Forbidden, NotFound."""
        _check(who, facility_id)
        columns = facilities.c
        with self._store.read() as connection:
            row = (
                connection.execute(select(*columns).where(columns.id == facility_id)).mappings().one_or_none()
            )
            plan = (
                connection.execute(
                    select(*planned_prices.c).where(planned_prices.c.facility_id == facility_id)
                )
                .mappings()
                .one_or_none()
            )
        if row is None:
            raise NotFound
        state = FacilityState(
            id=facility_id,
            name=row["name"],
            time_zone=row["time_zone"],
            prices=_prices(row),
            planned=_prices(plan) if plan else None,
            planned_from=plan["from_at"] if plan else None,
            paused_since=row["paused_since"],
            pause_notice=row["pause_notice"],
        )
        return state, FacilitySettings(
            features=tuple(Feature(one) for one in row["features"]),
            message_characters=row["message_characters"],
            promise_hours=row["promise_hours"],
            release_delay_s=row["release_delay_s"],
            sender_sees_pending=row["sender_sees_pending"],
            approves_contacts=row["approves_contacts"],
            blurs_photos=row["blurs_photos"],
            tells_opened=row["tells_opened"],
            contact_rules=rules_of(row),
            rules=row["rules"],
            reasons=row["reasons"],
        )

    def change(self, who: StaffMember, facility_id: str, wanted: FacilitySettings) -> None:
        """From now on so; what waits keeps its promise. Raises Forbidden, InvalidField, NotFound."""
        for name, (least, most) in BOUNDS.items():
            if not least <= getattr(wanted, name) <= most:
                raise InvalidField(name, FieldReason.WRONG, limit=most, count=getattr(wanted, name))
        _check_rules(wanted.rules, wanted.reasons)
        _, before = self.read(who, facility_id)
        changed = [name for name in vars(wanted) if getattr(wanted, name) != getattr(before, name)]
        if not changed:
            return
        # Only these: what somebody else changes on another page at the same time stays.
        values: dict[str, Any] = {name: getattr(wanted, name) for name in changed}
        if "features" in values:
            values["features"] = tuple(one.value for one in wanted.features)
        if values.pop("contact_rules", None) is not None:
            values |= rule_values(wanted.contact_rules)
        with self._store.write() as work:
            work.connection.execute(update(facilities).where(facilities.c.id == facility_id).values(values))
            work.tell(None, EventKind.FACILITY_CHANGED.value, facility_id)
            work.log(
                who.actor,
                "settings changed",
                ("facility", facility_id),
                facility_id=facility_id,
                fields=", ".join(changed),
            )

    def plan_prices(
        self, who: StaffMember, facility_id: str, prices: Prices, from_at: datetime | None = None
    ) -> None:
        """These prices from then on, at once without a moment; what was planned before is not any more.

        Raises Forbidden, InvalidField (a price, from_at), NotFound.
        """
        _check(who, facility_id)
        for name in prices.__struct_fields__:
            if not 0 <= getattr(prices, name) <= MAX_PRICE_CENTS:
                raise InvalidField(name, FieldReason.WRONG, limit=MAX_PRICE_CENTS)
        if from_at is not None and from_at <= self._store.clock():
            raise InvalidField("from_at", FieldReason.WRONG)
        values: dict[str, int] = {name: getattr(prices, name) for name in prices.__struct_fields__}
        with self._store.write() as work:
            work.connection.execute(delete(planned_prices).where(planned_prices.c.facility_id == facility_id))
            if from_at is None:
                _set_prices(work, who.actor, facility_id, values)
                return
            plan = {"facility_id": facility_id, "from_at": from_at, "staff_id": who.id}
            work.connection.execute(insert(planned_prices).values(**plan, **values))
            about = ("facility", facility_id)
            moment = from_at.isoformat()
            work.log(who.actor, "prices planned", about, facility_id=facility_id, from_at=moment, **values)

    def drop_plan(self, who: StaffMember, facility_id: str) -> None:
        """The prices stay as they are. Raises Forbidden, NotFound."""
        _check(who, facility_id)
        with self._store.write() as work:
            dropped = work.connection.execute(
                delete(planned_prices).where(planned_prices.c.facility_id == facility_id)
            )
            if dropped.rowcount == 1:
                work.log(
                    who.actor, "planned prices dropped", ("facility", facility_id), facility_id=facility_id
                )

    def apply_planned(self) -> int:
        """Makes planned prices the prices once their moment has come; called from time to time."""
        due = planned_prices.c.from_at <= self._store.clock()
        with self._store.read() as connection:
            if connection.execute(select(planned_prices.c.facility_id).where(due)).first() is None:
                return 0
        with self._store.write() as work:
            plans = work.connection.execute(select(*planned_prices.c).where(due)).mappings().all()
            for plan in plans:
                facility_id = plan["facility_id"]
                work.connection.execute(
                    delete(planned_prices).where(planned_prices.c.facility_id == facility_id)
                )
                values = {name: plan[name] for name in Prices.__struct_fields__}
                _set_prices(work, SERVICE, facility_id, values)
        return len(plans)

    def pause(self, who: StaffMember, facility_id: str, notice: str) -> None:
        """Promises stand still, and families read `notice` before they pay.

        Raises Forbidden, InvalidField, and NotFound also when it is paused already.
        """
        _check(who, facility_id)
        self._facilities.pause(facility_id, fields.line("notice", notice, NOTICE_CHARACTERS), who.actor)

    def resume(self, who: StaffMember, facility_id: str) -> None:
        """Promises run on. Raises Forbidden, NotFound."""
        _check(who, facility_id)
        self._facilities.resume(facility_id, who.actor)

    def colleagues(
        self, who: StaffMember, facility_id: str | None = None, cursor: str | None = None
    ) -> Colleagues:
        """A page of who works at this facility, or at those of `who`, by name. Raises Forbidden, InvalidField."""
        who.must_be(MANAGING)
        conditions = [_works_at(who.facility_id or facility_id)]
        if cursor is not None:
            name, username = place_of(cursor, tuple[str, str])
            later = and_(staff.c.name == name, staff.c.username > username)
            conditions.append(or_(staff.c.name > name, later))
        with self._store.read() as connection:
            found, more = cut(_colleagues(connection, *conditions, limit=STAFF_PAGE + 1), STAFF_PAGE)
        return Colleagues(tuple(found), cursor_for((found[-1].name, found[-1].username)) if more else None)

    def colleague(self, who: StaffMember, staff_id: str) -> Colleague:
        """Somebody this manager may change: for one of one facility nobody of all. Raises Forbidden, NotFound."""
        who.must_be(MANAGING)
        with self._store.read() as connection:
            found = _colleagues(connection, _works_at(who.facility_id), staff.c.id == staff_id)
        if not found or (found[0].everywhere and who.facility_id is not None):
            raise NotFound
        return found[0]

    def add_colleague(
        self, who: StaffMember, username: str, name: str, role: str, password: str, facility_id: str | None
    ) -> str:
        """Adds somebody within the walls of `who`; the address of their codes, shown once.

        Raises Forbidden, InvalidField.
        """
        who.must_be(MANAGING)
        if who.facility_id is not None and facility_id != who.facility_id:
            raise InvalidField("facility", FieldReason.WRONG)
        secret = codes.new_secret()
        added = self._staff.add(username, name, role, password, facility_id, who.actor, secret)
        return codes.address(secret, added.username)

    def give_codes(self, who: StaffMember, staff_id: str) -> str:
        """Another secret for somebody's codes; its address, shown once. Raises Forbidden, NotFound."""
        username = self.colleague(who, staff_id).username
        secret = codes.new_secret()
        self._staff.give_codes(username, secret, who.actor)
        return codes.address(secret, username)

    def end_colleague(self, who: StaffMember, staff_id: str) -> None:
        """They are signed out and can't sign in any more; what they did stays. Raises Forbidden, NotFound."""
        found = self.colleague(who, staff_id)
        if found.id == who.id:
            raise NotFound
        with self._store.write() as work:
            work.connection.execute(
                update(staff)
                .where(staff.c.id == staff_id, staff.c.ended_at.is_(None))
                .values(ended_at=work.now)
            )
            for ended in sessions.end(work, sessions.STAFF, staff_id):
                work.log(who.actor, "signed out", ("session", ended))
            work.log(who.actor, "ended", ("staff", staff_id), facility_id=who.facility_id or "")


def _works_at(facility_id: str | None) -> ColumnElement[bool]:
    """Whoever works there, those of all facilities too; everybody for None."""
    here = true() if facility_id is None else staff.c.facility_id == facility_id
    return or_(here, staff.c.facility_id.is_(None))


def _colleagues(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[Colleague]:
    statement = (
        select(
            staff.c.id, staff.c.username, staff.c.name, staff.c.role, staff.c.facility_id, staff.c.code_sealed
        )
        .where(staff.c.ended_at.is_(None), *conditions)
        .order_by(staff.c.name, staff.c.username)
        .limit(limit)
    )
    return [
        Colleague(one_id, username, name, Role(role), walls is None, sealed is not None)
        for one_id, username, name, role, walls, sealed in connection.execute(statement)
    ]


def _check(who: StaffMember, facility_id: str) -> None:
    who.must_be(MANAGING)
    if who.facility_id not in (None, facility_id):
        raise NotFound


def _check_rules(rules: Sequence[Rule], reasons: Sequence[Reason]) -> None:
    """Raises InvalidField with the part and the place of the row, as in `rule_number-0` or `reason_text-2`."""
    for name, rows in (("rules", rules), ("reasons", reasons)):
        if len(rows) > MOST_RULES:
            raise InvalidField(name, FieldReason.TOO_LONG, limit=MOST_RULES, count=len(rows))
    numbers: set[str] = set()
    for place, rule in enumerate(rules):
        fields.line(f"rule_number-{place}", rule.number, RULE_NUMBER_CHARACTERS)
        fields.line(f"rule_text-{place}", rule.text, RULE_CHARACTERS)
        if rule.number in numbers:
            raise InvalidField(f"rule_number-{place}", FieldReason.WRONG)
        numbers.add(rule.number)
    codes_seen = {OTHER}  # the one in free text, which every facility has
    for place, reason in enumerate(reasons):
        fields.line(f"reason_title-{place}", reason.title, REASON_TITLE_CHARACTERS, required=False)
        fields.line(f"reason_text-{place}", reason.text, RULE_CHARACTERS)
        if reason.rule is not None and reason.rule not in numbers:
            raise InvalidField(f"reason_rule-{place}", FieldReason.WRONG)
        if reason.code in codes_seen:
            raise InvalidField(f"reason_title-{place}", FieldReason.WRONG)
        codes_seen.add(reason.code)


def _set_prices(work: Work, actor: Actor, facility_id: str, values: Mapping[str, int]) -> None:
    changed = work.connection.execute(
        update(facilities).where(facilities.c.id == facility_id).values(dict(values))
    )
    if changed.rowcount != 1:
        raise NotFound
    work.tell(None, EventKind.FACILITY_CHANGED.value, facility_id)
    work.log(actor, "prices changed", ("facility", facility_id), facility_id=facility_id, **values)


def _prices(row: Any) -> Prices:
    return Prices(**{name: row[name] for name in Prices.__struct_fields__})
