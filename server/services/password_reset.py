"""A forgotten password: a code by mail, used once; nobody learns whether there is an account, nobody is signed in."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select, update

from contract.accounts import PasswordReset, ResetRequest
from contract.events import EventKind
from contract.limits import EMAIL_CHARACTERS
from server.services import fields, mails, sessions, short_codes
from server.services.faults import WrongCode
from server.services.mails import MailKind
from server.services.passwords import Passwords, check_new
from server.services.short_codes import Purpose
from server.services.throttle import MAIL_WISH, MEMBER_CODE, MEMBER_SIGN_IN, Throttle
from server.store.tables import members
from server.store.work import Actor, Store

NOBODY: Final = "nobody"
"""Stands for the id of an account that does not exist, so that looking for its code takes the same steps."""


class ResetService:
    """Two requests, both open to anybody."""

    def __init__(self, store: Store, passwords: Passwords, throttle: Throttle) -> None:
        self._store = store
        self._passwords = passwords
        self._throttle = throttle

    def ask(self, request: ResetRequest) -> None:
        """Notes the wish. Raises Throttled and InvalidField, for known and unknown addresses alike.

        Whether there is an account is looked up when the mail is written, after the answer: here nothing differs,
        neither the answer nor its time.
        """
        address = fields.line("email", request.email, EMAIL_CHARACTERS)
        self._throttle.charge(MAIL_WISH, f"reset {fields.email_key(address)}")
        with self._store.write() as work:
            mails.ask(work, MailKind.RESET, None, address)

    def reset(self, reset: PasswordReset) -> None:
        """Sets another password; every session is over, and none begins.

        Raises InvalidField (`new`), WrongCode and Throttled. Two-factor codes stay as they are.
        """
        email_key = fields.email_key(reset.email)
        check_new("new", reset.new, email_key)
        self._throttle.charge(MEMBER_CODE, f"reset {email_key}")
        encoded = self._passwords.hash(reset.new)  # before anything is known: it takes its time for everybody
        with self._store.write() as work:
            found = select(members.c.id).where(members.c.email_key == email_key)
            member_id = work.connection.execute(found).scalar() or NOBODY
            short_codes.use(work, self._store.key, member_id, Purpose.RESET, reset.code)
            changed = work.connection.execute(
                update(members)
                .where(members.c.id == member_id, members.c.closed_at.is_(None))
                .values(password_hash=encoded)
            )
            if changed.rowcount != 1:
                raise WrongCode
            actor = Actor("member", member_id)
            work.log(actor, "password reset", ("member", member_id))
            short_codes.forget(work, member_id)
            for ended in sessions.end(work, sessions.MEMBER, member_id):
                work.log(actor, "signed out", ("session", ended))
                work.tell(member_id, EventKind.SIGNED_OUT.value, ended)
            mails.tell(work, MailKind.PASSWORD_CHANGED, member_id)
        for pace, name in (
            (MEMBER_CODE, f"reset {email_key}"),
            (MAIL_WISH, f"reset {email_key}"),
            (MEMBER_SIGN_IN, email_key),
        ):
            self._throttle.forgive(pace, name)
