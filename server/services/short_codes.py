"""Codes that members get by mail or keep on paper: made, kept as HMAC only, used once and not for long."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import delete, insert, select, update

from contract.limits import VOUCHER_ALPHABET
from server.services.faults import WrongCode
from server.store.tables import member_codes
from server.store.work import Work

SIGNS: Final = 8
"""40 bits: with the throttle and half an hour, guessing one is out of reach."""

LIVES: Final = timedelta(minutes=30)
"""Counted from when it was sent."""

_GROUP: Final = 4


class Purpose(StrEnum):
    """What a code is for; a member has at most one of each."""

    EMAIL = "email"
    RESET = "reset"
    TWO_FACTOR = "two_factor"


def new_code(signs: int = SIGNS) -> str:
    """Signs that can't be taken for one another, in groups of four."""
    plain = "".join(secrets.choice(VOUCHER_ALPHABET) for _ in range(signs))
    return "-".join(plain[start : start + _GROUP] for start in range(0, signs, _GROUP))


def mac(key: bytes, member_id: str, purpose: str, code: str) -> str:
    """What is kept of a code: nobody finds the code again who has the database but not the key."""
    signs = "".join(sign for sign in code.upper() if sign in VOUCHER_ALPHABET)
    return hmac.digest(key, f"code\0{purpose}\0{member_id}\0{signs}".encode(), "sha256").hex()


def ask(work: Work, member_id: str, purpose: Purpose, what: str = "") -> None:
    """Something waits for a code from now on, in place of what waited before; no code fits until it is `sent`."""
    forget(work, member_id, purpose)
    work.connection.execute(
        insert(member_codes).values(
            member_id=member_id, purpose=purpose.value, mac="", what=what, made_at=work.now
        )
    )


def sent(work: Work, key: bytes, member_id: str, purpose: Purpose) -> str | None:
    """The code that leaves now; the one sent before fits no longer. None where nothing waits any more."""
    code = new_code()
    kept = work.connection.execute(
        update(member_codes)
        .where(member_codes.c.member_id == member_id, member_codes.c.purpose == purpose.value)
        .values(mac=mac(key, member_id, purpose.value, code), made_at=work.now)
    )
    return code if kept.rowcount == 1 else None


def waiting(work: Work, member_id: str, purpose: Purpose) -> tuple[str, str] | None:
    """The HMAC and the `what` of what waits, if it is not too old."""
    row = work.connection.execute(
        select(member_codes.c.mac, member_codes.c.what, member_codes.c.made_at).where(
            member_codes.c.member_id == member_id, member_codes.c.purpose == purpose.value
        )
    ).one_or_none()
    if row is None or work.now - row.made_at > LIVES:
        return None
    return row.mac, row.what


def use(work: Work, key: bytes, member_id: str, purpose: Purpose, code: str) -> str:
    """What waited for this code; it opens only once. Raises WrongCode, after the same steps whoever is asked for."""
    kept, what = waiting(work, member_id, purpose) or ("", "")
    fits = hmac.compare_digest(kept.encode(), mac(key, member_id, purpose.value, code).encode())
    if not fits:
        raise WrongCode
    forget(work, member_id, purpose)
    return what


def forget(work: Work, member_id: str, purpose: Purpose | None = None) -> None:
    """Nothing waits any more, for this purpose or for any."""
    statement = delete(member_codes).where(member_codes.c.member_id == member_id)
    if purpose is not None:
        statement = statement.where(member_codes.c.purpose == purpose.value)
    work.connection.execute(statement)
