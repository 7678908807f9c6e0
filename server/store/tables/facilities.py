"""Facilities with everything they decide for themselves: features, prices, rules, reasons, promises, pauses."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Table, Text, TypedColumns, false, true

from contract.facilities import Rule
from server.store.tables.base import METADATA
from server.store.types import Moment, Packed


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """A coded reason for not approving: the facility's rule it stands on, and what it says to the family.

    `title` is the few words by which reviewers choose it.
    """

    code: str
    rule: str | None
    text: str
    title: str = ""


class FacilityColumns(TypedColumns):
    """One facility. Cents for prices, hours for the promise, minutes for the waits measured at `waits_at`.

    The `usual` wait is the median, the `long` one what nine of ten do not pass. `takes_requests`, `who_may_ask` and the
    `most_` columns are its rules for asking to be connected.

    For `release_delay_s` seconds an approval can be taken back, and nothing leaves.
    """

    id = Column(Text, primary_key=True)
    name: Column[str]
    city: Column[str]
    region: Column[str]
    time_zone: Column[str]
    currency: Column[str]
    features: Column[tuple[str, ...]] = Column(Packed(tuple[str, ...]), nullable=False)
    message_cents: Column[int]
    photo_cents: Column[int]
    status_cents: Column[int]
    profile_photo_cents: Column[int]
    message_characters: Column[int]
    promise_hours: Column[int]
    usual_wait_minutes: Column[int | None]
    waits_at: Column[datetime | None] = Column(Moment, nullable=True)
    sender_sees_pending: Column[bool]
    approves_contacts: Column[bool]
    rules: Column[tuple[Rule, ...]] = Column(Packed(tuple[Rule, ...]), nullable=False)
    reasons: Column[tuple[Reason, ...]] = Column(Packed(tuple[Reason, ...]), nullable=False)
    paused_since: Column[datetime | None] = Column(Moment, nullable=True)
    pause_notice: Column[str | None] = Column(Text, nullable=True)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    release_delay_s: Column[int] = Column(BigInteger, nullable=False, server_default="60")
    blurs_photos: Column[bool] = Column(Boolean, nullable=False, server_default=false())
    takes_requests: Column[bool] = Column(Boolean, nullable=False, server_default=true())
    who_may_ask: Column[str] = Column(Text, nullable=False, server_default="")
    most_per_person: Column[int | None] = Column(BigInteger, nullable=True)
    most_per_family: Column[int | None] = Column(BigInteger, nullable=True)
    long_wait_minutes: Column[int | None] = Column(BigInteger, nullable=True)
    tells_opened: Column[bool] = Column(Boolean, nullable=False, server_default=true())


class PlannedPriceColumns(TypedColumns):
    """Prices a facility will have from a moment on; one plan at a time, gone once they are its prices."""

    facility_id = Column(Text, ForeignKey("facilities.id"), primary_key=True)
    from_at: Column[datetime] = Column(Moment, nullable=False)
    message_cents: Column[int]
    photo_cents: Column[int]
    status_cents: Column[int]
    profile_photo_cents: Column[int]
    staff_id = Column(Text, ForeignKey("staff.id"), nullable=False)


facilities = Table("facilities", METADATA, FacilityColumns)
planned_prices = Table("planned_prices", METADATA, PlannedPriceColumns)
