"""Facilities with everything they decide for themselves: features, prices, rules, reasons, promises, pauses."""

from __future__ import annotations

from datetime import datetime

import msgspec
from sqlalchemy import Column, Table, Text, TypedColumns

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
    """One facility. Cents for prices, hours for the promise, minutes for the wait measured at `waits_at`."""

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


facilities = Table("facilities", METADATA, FacilityColumns)
