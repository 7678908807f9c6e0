"""Facilities: what families see of them, and what a facility or the operator changes."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    RowMapping,
    and_,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from contract.events import EventKind
from contract.facilities import ContactRules, Facilities, Facility, Feature, Prices, Rule
from contract.limits import MESSAGE_CHARACTERS, PAGE_SIZE
from contract.problems import FieldReason
from server.services import fields, ledger
from server.services.faults import InvalidField, NotFound
from server.services.paging import cursor_for, cut, place_of
from server.services.submissions import OPEN
from server.store.tables import appeals, facilities, submissions
from server.store.tables.facilities import Reason
from server.store.types import to_micros
from server.store.work import Actor, Store, Work

WAITS_OVER: Final = timedelta(days=30)
WAITS_NEEDED: Final = 5
WHO_CHARACTERS: Final = 300
MOST_CONTACTS: Final = 10_000
WAITS_EVERY: Final = timedelta(minutes=1)
WAITS_OLD: Final = timedelta(hours=1)


@dataclass(frozen=True)
class NewFacility:
    """A facility to be added; what is not said stays at the product's defaults."""

    name: str
    city: str
    region: str
    time_zone: str
    features: Sequence[Feature]
    rules: Sequence[Rule] = ()
    reasons: Sequence[Reason] = ()
    prices: Prices = field(
        default_factory=lambda: Prices(
            message_cents=25, photo_cents=25, status_cents=25, profile_photo_cents=0
        )
    )
    message_characters: int = MESSAGE_CHARACTERS
    promise_hours: int = 48
    release_delay_s: int = 60
    sender_sees_pending: bool = False
    approves_contacts: bool = False
    currency: str = "USD"
    contact_rules: ContactRules = field(default_factory=ContactRules)


class FacilityService:
    """Reading facilities, adding them, changing what they decide, pausing them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, cursor: str | None = None) -> Facilities:
        """A page by name."""
        columns = facilities.c
        name_key = func.lower(columns.name)
        conditions: list[ColumnElement[bool]] = []
        if cursor is not None:
            name, last_id = place_of(cursor, tuple[str, str])
            conditions.append(or_(name_key > name, and_(name_key == name, columns.id > last_id)))
        statement = (
            select(columns.id, name_key)
            .where(*conditions)
            .order_by(name_key, columns.id)
            .limit(PAGE_SIZE + 1)
        )
        with self._store.read() as connection:
            rows, more = cut(list(connection.execute(statement)), PAGE_SIZE)
            found = views(connection, [row[0] for row in rows])
        return Facilities(
            items=tuple(found[row[0]] for row in rows),
            next=cursor_for((rows[-1][1], rows[-1][0])) if more else None,
        )

    def get(self, facility_id: str) -> Facility:
        """One facility. Raises NotFound."""
        with self._store.read() as connection:
            found = views(connection, [facility_id])
        if facility_id not in found:
            raise NotFound
        return found[facility_id]

    def add(self, new: NewFacility, actor: Actor) -> str:
        """Adds a facility and gives its id."""
        facility_id = str(uuid.uuid4())
        with self._store.write() as work:
            work.connection.execute(
                insert(facilities).values(
                    id=facility_id,
                    name=fields.line("name", new.name, 120),
                    city=new.city,
                    region=new.region,
                    time_zone=fields.time_zone(new.time_zone),
                    currency=new.currency,
                    features=tuple(feature.value for feature in new.features),
                    message_cents=new.prices.message_cents,
                    photo_cents=new.prices.photo_cents,
                    status_cents=new.prices.status_cents,
                    profile_photo_cents=new.prices.profile_photo_cents,
                    message_characters=new.message_characters,
                    promise_hours=new.promise_hours,
                    release_delay_s=new.release_delay_s,
                    sender_sees_pending=new.sender_sees_pending,
                    approves_contacts=new.approves_contacts,
                    rules=tuple(new.rules),
                    reasons=tuple(new.reasons),
                    **rule_values(new.contact_rules),
                    created_at=work.now,
                )
            )
            ledger.open_facility(work, facility_id)
            work.tell(None, EventKind.FACILITY_CHANGED.value, facility_id)
            work.log(actor, "added", ("facility", facility_id), facility_id=facility_id)
        return facility_id

    def set_prices(self, facility_id: str, prices: Prices, actor: Actor) -> None:
        """From now on these prices; what is waiting keeps the price it was accepted at."""
        self._change(
            facility_id,
            actor,
            "prices changed",
            {
                "message_cents": prices.message_cents,
                "photo_cents": prices.photo_cents,
                "status_cents": prices.status_cents,
                "profile_photo_cents": prices.profile_photo_cents,
            },
        )

    def set_features(self, facility_id: str, features: Sequence[Feature], actor: Actor) -> None:
        """From now on these are switched on."""
        self._change(
            facility_id, actor, "features changed", {"features": tuple(one.value for one in features)}
        )

    def set_contact_rules(self, facility_id: str, rules: ContactRules, actor: Actor) -> None:
        """From now on these rules for asking to be connected; what is connected or asked already stays.

        Raises InvalidField (who, most_per_person, most_per_family), NotFound.
        """
        self._change(facility_id, actor, "contact rules changed", rule_values(rules))

    def pause(self, facility_id: str, notice: str, actor: Actor) -> None:
        """Promises stand still from now on, and senders are told `notice` before they pay."""
        with self._store.write() as work:
            values = {"paused_since": work.now, "pause_notice": notice}
            _update(work, facility_id, values, facilities.c.paused_since.is_(None))
            work.log(actor, "paused", ("facility", facility_id), facility_id=facility_id)

    def resume(self, facility_id: str, actor: Actor) -> None:
        """Promises run on, moved by as long as they stood still."""
        with self._store.write() as work:
            paused_since = work.connection.execute(
                select(facilities.c.paused_since).where(facilities.c.id == facility_id)
            ).scalar()
            if paused_since is None:
                raise NotFound
            waiting = [submissions.c.facility_id == facility_id, submissions.c.state.in_(OPEN)]
            now = to_micros(work.now)
            created = type_coerce(submissions.c.created_at, BigInteger)
            for standing, moved_by in (
                (submissions.c.created_at <= paused_since, now - to_micros(paused_since)),
                (submissions.c.created_at > paused_since, now - created),
            ):
                work.connection.execute(
                    update(submissions)
                    .where(*waiting, standing)
                    .values(
                        promise_at=type_coerce(submissions.c.promise_at, BigInteger) + moved_by,
                        expected_by=type_coerce(submissions.c.expected_by, BigInteger) + moved_by,
                    )
                )
            _update(work, facility_id, {"paused_since": None, "pause_notice": None})
            work.log(actor, "resumed", ("facility", facility_id), facility_id=facility_id)

    def measure_old(self) -> int:
        """Measures anew where no decision has done so for an hour: a wait told is one of the last 30 days or none.

        Says at how many facilities.
        """
        columns = facilities.c
        old = (columns.usual_wait_minutes.is_not(None), columns.waits_at < self._store.clock() - WAITS_OLD)
        with self._store.read() as connection:
            ids = connection.execute(select(columns.id).where(*old)).scalars().all()
        for facility_id in ids:
            with self._store.write() as work:
                measure_waits(work, facility_id)
        return len(ids)

    def _change(self, facility_id: str, actor: Actor, action: str, values: Mapping[str, object]) -> None:
        with self._store.write() as work:
            _update(work, facility_id, values)
            work.log(actor, action, ("facility", facility_id), facility_id=facility_id)


def views(connection: Connection, ids: Sequence[str]) -> dict[str, Facility]:
    """The facilities with these ids as families see them."""
    columns = facilities.c
    statement = select(
        columns.id,
        columns.name,
        columns.city,
        columns.region,
        columns.time_zone,
        columns.currency,
        columns.features,
        columns.message_cents,
        columns.photo_cents,
        columns.status_cents,
        columns.profile_photo_cents,
        columns.rules,
        columns.message_characters,
        columns.promise_hours,
        columns.usual_wait_minutes,
        columns.sender_sees_pending,
        columns.approves_contacts,
        columns.paused_since,
        columns.pause_notice,
        columns.long_wait_minutes,
        columns.tells_opened,
        columns.takes_requests,
        columns.who_may_ask,
        columns.most_per_person,
        columns.most_per_family,
    ).where(columns.id.in_(ids))
    found = {}
    for row in connection.execute(statement).mappings():
        found[row["id"]] = Facility(
            id=row["id"],
            name=row["name"],
            city=row["city"],
            region=row["region"],
            time_zone=row["time_zone"],
            currency=row["currency"],
            features=tuple(Feature(feature) for feature in row["features"]),
            prices=Prices(
                message_cents=row["message_cents"],
                photo_cents=row["photo_cents"],
                status_cents=row["status_cents"],
                profile_photo_cents=row["profile_photo_cents"],
            ),
            rules=row["rules"],
            message_characters=row["message_characters"],
            promise_hours=row["promise_hours"],
            usual_wait_minutes=row["usual_wait_minutes"],
            sender_sees_pending=row["sender_sees_pending"],
            approves_contacts=row["approves_contacts"],
            paused_since=row["paused_since"],
            pause_notice=row["pause_notice"],
            long_wait_minutes=row["long_wait_minutes"],
            contact_rules=rules_of(row),
            tells_opened=row["tells_opened"],
        )
    return found


def measure_waits(work: Work, facility_id: str) -> None:
    """Sets the usual wait to the median of the last 30 days' decisions, and the long one to their 90th percentile.

    At most once a minute.
    """
    waits_at = work.connection.execute(
        select(facilities.c.waits_at).where(facilities.c.id == facility_id)
    ).scalar_one()
    if waits_at is not None and work.now - waits_at < WAITS_EVERY:
        return
    wait = type_coerce(submissions.c.decided_at, BigInteger) - type_coerce(
        submissions.c.created_at, BigInteger
    )
    decided = (
        submissions.c.facility_id == facility_id,
        submissions.c.decided_at > work.now - WAITS_OVER,
        submissions.c.id.not_in(select(appeals.c.submission_id)),  # their wait has a refusal in its middle
    )
    count = work.connection.execute(
        select(func.count()).select_from(submissions).where(*decided)
    ).scalar_one()
    minutes = long_minutes = None
    if count >= WAITS_NEEDED:
        ordered = select(wait).where(*decided).order_by(wait).limit(1)
        # The nearest rank: a wait that really was, with at least so many of a hundred not longer.
        ninetieth = max(0, -(-count * 9 // 10) - 1)
        middle = work.connection.execute(ordered.offset(count // 2)).scalar_one()
        longest = work.connection.execute(ordered.offset(ninetieth)).scalar_one()
        minutes = max(1, middle // 60_000_000)
        long_minutes = max(minutes, longest // 60_000_000)
    work.connection.execute(
        update(facilities)
        .where(facilities.c.id == facility_id)
        .values(
            usual_wait_minutes=minutes,
            long_wait_minutes=long_minutes,
            waits_at=work.now if count >= WAITS_NEEDED else None,
        )
    )


def rules_of(row: RowMapping) -> ContactRules:
    """The rules for asking in a facility's row."""
    return ContactRules(
        takes_requests=row["takes_requests"],
        who=row["who_may_ask"],
        most_per_person=row["most_per_person"],
        most_per_family=row["most_per_family"],
    )


def rule_values(rules: ContactRules) -> dict[str, object]:
    """The columns of these rules. Raises InvalidField."""
    for name in ("most_per_person", "most_per_family"):
        most = getattr(rules, name)
        if most is not None and not 1 <= most <= MOST_CONTACTS:
            raise InvalidField(name, FieldReason.WRONG, limit=MOST_CONTACTS, count=most)
    return {
        "takes_requests": rules.takes_requests,
        "who_may_ask": fields.line("who", rules.who, WHO_CHARACTERS, required=False),
        "most_per_person": rules.most_per_person,
        "most_per_family": rules.most_per_family,
    }


def _update(
    work: Work, facility_id: str, values: Mapping[str, object], *conditions: ColumnElement[bool]
) -> None:
    changed = work.connection.execute(
        update(facilities).where(facilities.c.id == facility_id, *conditions).values(dict(values))
    )
    if changed.rowcount != 1:
        raise NotFound
    work.tell(None, EventKind.FACILITY_CHANGED.value, facility_id)
