"""Members, residents and staff, how they are signed in, and how fast anybody may guess."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Table, Text, TypedColumns, false, true

from server.store.tables.base import METADATA
from server.store.types import Moment


class MemberColumns(TypedColumns):
    """`email_key` is the address as it is compared: trimmed and in lower case; `search_name` is the folded name.

    `code_sealed` is the secret of their two-factor codes, `code_step` the 30 seconds whose code was used last.
    `mailed_at` is when a mail last told news. Of a closed account (`closed_at`) nothing opens it.
    """

    id = Column(Text, primary_key=True)
    name: Column[str]
    email: Column[str]
    email_key = Column(Text, nullable=False, unique=True)
    password_hash: Column[str]
    time_zone: Column[str]
    created_at: Column[datetime] = Column(Moment, nullable=False)
    phone: Column[str] = Column(Text, nullable=False, server_default="")
    language: Column[str] = Column(Text, nullable=False, server_default="")
    notify_on_computer: Column[bool] = Column(Boolean, nullable=False, server_default=true())
    notify_by_email: Column[bool] = Column(Boolean, nullable=False, server_default=false())
    code_sealed: Column[str | None] = Column(Text, nullable=True)
    code_step: Column[int] = Column(BigInteger, nullable=False, server_default="0")
    mailed_at: Column[datetime | None] = Column(Moment, nullable=True)
    closed_at: Column[datetime | None] = Column(Moment, nullable=True)
    search_name: Column[str] = Column(Text, nullable=False, server_default="")


class MemberCodeColumns(TypedColumns):
    """What waits for a code: another address, a forgotten password, two-factor codes; one of each `purpose`.

    Of a code that was sent only its HMAC is kept (`mac`, empty until it is sent). `what` is the new address, or the
    sealed secret that the app's first code has to fit.
    """

    member_id = Column(Text, ForeignKey("members.id"), primary_key=True)
    purpose = Column(Text, primary_key=True)
    mac: Column[str] = Column(Text, nullable=False)
    what: Column[str] = Column(Text, nullable=False)
    made_at: Column[datetime] = Column(Moment, nullable=False)


class RecoveryCodeColumns(TypedColumns):
    """A recovery code that was not used yet, as its HMAC."""

    member_id = Column(Text, ForeignKey("members.id"), primary_key=True)
    mac = Column(Text, primary_key=True)


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
    """Reviewers, managers and auditors of one facility, or of every one where `facility_id` is empty.

    `search_name` is the folded name. `code_sealed` is the secret of their one-time codes, `code_step` the 30 seconds
    whose code was used last.
    """

    id = Column(Text, primary_key=True)
    username = Column(Text, nullable=False, unique=True)
    name: Column[str]
    role: Column[str]
    facility_id: Column[str | None] = Column(Text, ForeignKey("facilities.id"), nullable=True)
    password_hash: Column[str]
    created_at: Column[datetime] = Column(Moment, nullable=False)
    ended_at: Column[datetime | None] = Column(Moment, nullable=True)
    code_sealed: Column[str | None] = Column(Text, nullable=True)
    code_step: Column[int] = Column(BigInteger, nullable=False, server_default="0")
    search_name: Column[str] = Column(Text, nullable=False, server_default="")


class StaffSessionColumns(TypedColumns):
    """A browser in which somebody of the staff is signed in."""

    id = Column(Text, primary_key=True)
    staff_id = Column(Text, ForeignKey("staff.id"), nullable=False, index=True)
    token_sha256 = Column(Text, nullable=False, unique=True)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    last_used_at: Column[datetime] = Column(Moment, nullable=False)
    ended_at: Column[datetime | None] = Column(Moment, nullable=True)


class StaffTieColumns(TypedColumns):
    """Somebody of the staff knows a member or a resident (`kind`) outside work, and decides nothing of theirs."""

    staff_id = Column(Text, ForeignKey("staff.id"), primary_key=True)
    kind = Column(Text, primary_key=True)
    subject_id = Column(Text, primary_key=True)
    at: Column[datetime] = Column(Moment, nullable=False)


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
    housing = Column(Text, nullable=False, server_default="")


class StayColumns(TypedColumns):
    """A facility at which somebody lived until `left_at`, before they were transferred."""

    resident_id = Column(Text, ForeignKey("residents.id"), primary_key=True)
    sequence: Column[int] = Column(BigInteger, primary_key=True, autoincrement=False)
    left_at: Column[datetime] = Column(Moment, nullable=False)
    facility_id = Column(Text, ForeignKey("facilities.id"), nullable=False)


class RevealColumns(TypedColumns):
    """A search has shown this person to this member, first at `at`: so searching never becomes a list."""

    member_id = Column(Text, ForeignKey("members.id"), primary_key=True)
    resident_id = Column(Text, ForeignKey("residents.id"), primary_key=True)
    at: Column[datetime] = Column(Moment, nullable=False)


class ResidentSessionColumns(TypedColumns):
    """A tablet on which a resident is signed in."""

    id = Column(Text, primary_key=True)
    resident_id = Column(Text, ForeignKey("residents.id"), nullable=False, index=True)
    token_sha256 = Column(Text, nullable=False, unique=True)
    created_at: Column[datetime] = Column(Moment, nullable=False)
    last_used_at: Column[datetime] = Column(Moment, nullable=False)
    ended_at: Column[datetime | None] = Column(Moment, nullable=True)


members = Table("members", METADATA, MemberColumns)
member_codes = Table("member_codes", METADATA, MemberCodeColumns)
recovery_codes = Table("recovery_codes", METADATA, RecoveryCodeColumns)
member_sessions = Table("member_sessions", METADATA, MemberSessionColumns)
throttle = Table("sign_in_throttle", METADATA, ThrottleColumns)
staff = Table("staff", METADATA, StaffColumns)
staff_sessions = Table("staff_sessions", METADATA, StaffSessionColumns)
staff_ties = Table("staff_ties", METADATA, StaffTieColumns)
residents = Table(
    "residents",
    METADATA,
    ResidentColumns,
    Index("ix_residents_facility_id_booking_key", "facility_id", "booking_key", unique=True),
    Index("ix_residents_booking_key", "booking_key"),
)
resident_sessions = Table("resident_sessions", METADATA, ResidentSessionColumns)
resident_stays = Table("resident_stays", METADATA, StayColumns)
search_reveals = Table("search_reveals", METADATA, RevealColumns)
