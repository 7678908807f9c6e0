"""The member's own account as they see it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, func, select

from contract.accounts import Account
from server.services.short_codes import LIVES, Purpose
from server.store.tables import member_codes, members, recovery_codes

_ACCOUNT: Final = select(
    members.c.id,
    members.c.name,
    members.c.email,
    members.c.time_zone,
    members.c.created_at,
    members.c.phone,
    members.c.language,
    members.c.notify_on_computer,
    members.c.notify_by_email,
    members.c.code_sealed.is_not(None),
)


def account(connection: Connection, member_id: str, now: datetime) -> Account:
    """The account with whatever waits for a code at this moment."""
    row = connection.execute(_ACCOUNT.where(members.c.id == member_id)).one()
    (
        found_id,
        name,
        email,
        time_zone,
        created_at,
        phone,
        language,
        notify_on_computer,
        notify_by_email,
        has_codes,
    ) = row
    left = select(func.count()).select_from(recovery_codes).where(recovery_codes.c.member_id == member_id)
    pending = select(member_codes.c.what).where(
        member_codes.c.member_id == member_id,
        member_codes.c.purpose == Purpose.EMAIL.value,
        member_codes.c.made_at >= now - LIVES,
    )
    return Account(
        id=found_id,
        name=name,
        email=email,
        time_zone=time_zone,
        created_at=created_at,
        phone=phone,
        language=language,
        notify_on_computer=bool(notify_on_computer),
        notify_by_email=bool(notify_by_email),
        pending_email=connection.execute(pending).scalar(),
        two_factor=bool(has_codes),
        recovery_codes_left=connection.execute(left).scalar_one(),
    )
