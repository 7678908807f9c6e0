"""Members, residents and staff, how they are signed in, and how fast anybody may guess."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ForeignKey, Index, Table, Text, TypedColumns

from server.store.tables.base import METADATA
from server.store.types import Moment


class MemberColumns(TypedColumns):
    """`email_key` is the address as it is compared: trimmed and in lower case."""

    id = Column(Text, primary_key=True)
    name: Column[str]
    email: Column[str]
    email_key = Column(Text, nullable=False, unique=True)
    password_hash: Column[str]
    time_zone: Column[str]
    created_at: Column[datetime] = Column(Moment, nullable=False)


class MemberSessionColumns(TypedColumns):
    """A signed-in device. `token_sha256` is all that is kept of the token; an ended row stays for the audit."""

    id = Column(Text, primary_key=True)
    member_id = Column(Text, ForeignKey("members.id"), nullable=False, index=True)
    token_sha256 = Column(Text, nullable=False, unique=True)
    name: Column[str]
    created_at: Column[datetime] = Column(Moment, nullable=False)
    last_used_at: Column[datetime] = Column(Moment, nullable=False)
    ended_at: Column[datetime | None] = Column(Moment, nullable=True)


class ThrottleColumns(TypedColumns):
    """Tries that failed, by SHA-256 of what was guessed at; nobody can be read out of it."""

    key = Column(Text, primary_key=True)
    failures: Column[int]
    last_failed_at: Column[datetime] = Column(Moment, nullable=False)
    next_allowed_at: Column[datetime] = Column(Moment, nullable=False)


class StaffColumns(TypedColumns):
    """Reviewers and managers of one facility, or of every one where `facility_id` is empty."""

    id = Column(Text, primary_key=True)
    username = Column(Text, nullable=False, unique=True)
    name: Column[str]
    role: Column[str]
    facility_id: Column[str | None] = Column(Text, ForeignKey("facilities.id"), nullable=True)
    password_hash: Column[str]
    created_at: Column[datetime] = Column(Moment, nullable=False)
    ended_at: Column[datetime | None] = Column(Moment, nullable=True)


class StaffSessionColumns(TypedColumns):
    """A browser in which somebody of the staff is signed in."""

    id = Column(Text, primary_key=True)
    staff_id = Column(Text, ForeignKey("staff.id"), nullable=False, index=True)
    token_sha256 = Column(Text, nullable=False, unique=True)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    last_used_at: Column[datetime] = Column(Moment, nullable=False)
    ended_at: Column[datetime | None] = Column(Moment, nullable=True)


class ResidentColumns(TypedColumns):
    """People at a facility. `booking_key` is the number without leading zeros, `search_name` the folded name."""

    id = Column(Text, primary_key=True)
    facility_id = Column(Text, ForeignKey("facilities.id"), nullable=False)
    name: Column[str]
    search_name: Column[str]
    booking_number: Column[str]
    booking_key: Column[str]
    pin_hash: Column[str]
    state: Column[str]
    since: Column[datetime] = Column(Moment, nullable=False)
    created_at: Column[datetime] = Column(Moment, nullable=False)


class ResidentSessionColumns(TypedColumns):
    """A tablet on which a resident is signed in."""

    id = Column(Text, primary_key=True)
    resident_id = Column(Text, ForeignKey("residents.id"), nullable=False, index=True)
    token_sha256 = Column(Text, nullable=False, unique=True)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    last_used_at: Column[datetime] = Column(Moment, nullable=False)
    ended_at: Column[datetime | None] = Column(Moment, nullable=True)


members = Table("members", METADATA, MemberColumns)
member_sessions = Table("member_sessions", METADATA, MemberSessionColumns)
throttle = Table("sign_in_throttle", METADATA, ThrottleColumns)
staff = Table("staff", METADATA, StaffColumns)
staff_sessions = Table("staff_sessions", METADATA, StaffSessionColumns)
residents = Table(
    "residents",
    METADATA,
    ResidentColumns,
    Index("ix_residents_facility_id_booking_key", "facility_id", "booking_key", unique=True),
    Index("ix_residents_booking_key", "booking_key"),
)
resident_sessions = Table("resident_sessions", METADATA, ResidentSessionColumns)
