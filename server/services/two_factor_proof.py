"""Uses up a code of a member's app or one of their recovery codes."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, insert, select, update

from contract.accounts import RecoveryCodes
from contract.limits import RECOVERY_CODES
from server.services import codes, mails, short_codes
from server.services.faults import WrongCode
from server.services.mails import MailKind
from server.store.sealed import unseal
from server.store.tables import members, recovery_codes
from server.store.work import Actor, Work

APP_CODE_DIGITS: Final = 6
RECOVERY_SIGNS: Final = 12
"""60 bits, for they live until they are used."""
RECOVERY: Final = "recovery"


def prove(work: Work, key: bytes, member_id: str, code: str) -> None:
    """Uses a code of the app or a recovery code up, in the transaction of what it opens. Raises WrongCode."""
    typed = "".join(code.split())
    if len(typed) == APP_CODE_DIGITS and typed.isdigit():
        _use_app_code(work, key, member_id, typed)
        return
    spent = work.connection.execute(
        delete(recovery_codes).where(
            recovery_codes.c.member_id == member_id,
            recovery_codes.c.mac == short_codes.mac(key, member_id, RECOVERY, code),
        )
    )
    if spent.rowcount != 1:
        raise WrongCode
    work.log(Actor("member", member_id), "recovery code used", ("member", member_id))
    mails.tell(work, MailKind.RECOVERY_USED, member_id)


def forget(work: Work, member_id: str) -> None:
    """No secret and no recovery code is left."""
    work.connection.execute(
        update(members).where(members.c.id == member_id).values(code_sealed=None, code_step=0)
    )
    work.connection.execute(delete(recovery_codes).where(recovery_codes.c.member_id == member_id))


def _use_app_code(work: Work, key: bytes, member_id: str, code: str) -> None:
    sealed, last_step = work.connection.execute(
        select(members.c.code_sealed, members.c.code_step).where(members.c.id == member_id)
    ).one()
    step = None
    if sealed is not None:
        step = codes.fitting_step(unseal(key, member_id, sealed), code, work.now, last_step)
    if step is None:
        raise WrongCode
    work.connection.execute(update(members).where(members.c.id == member_id).values(code_step=step))


def new_recovery_codes(work: Work, key: bytes, member_id: str) -> RecoveryCodes:
    """Ten of them, in place of those there were."""
    work.connection.execute(delete(recovery_codes).where(recovery_codes.c.member_id == member_id))
    fresh = tuple(short_codes.new_code(RECOVERY_SIGNS) for _ in range(RECOVERY_CODES))
    work.connection.execute(
        insert(recovery_codes),
        [{"member_id": member_id, "mac": short_codes.mac(key, member_id, RECOVERY, code)} for code in fresh],
    )
    return RecoveryCodes(codes=fresh)
