"""Two-factor codes of members: set up with an app, asked for at sign-in, with recovery codes for a lost telephone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import select, update

from contract.accounts import RecoveryCodes, TwoFactorProof, TwoFactorSetup
from contract.events import EventKind
from server.services import codes, fields, mails, sessions, short_codes
from server.services.account_details import tell_account
from server.services.accounts import MemberCaller
from server.services.faults import NotFound, WrongCode, WrongCredentials
from server.services.mails import MailKind
from server.services.passwords import Passwords
from server.services.short_codes import Purpose
from server.services.throttle import MEMBER_CODE, MEMBER_SIGN_IN, Throttle
from server.services.two_factor_proof import forget, new_recovery_codes, prove
from server.store.sealed import seal, unseal
from server.store.tables import members
from server.store.work import Actor, Store, Work

ISSUER: Final = "GettingOut"


class TwoFactorService:
    """Turning two-factor codes on and off."""

    def __init__(self, store: Store, passwords: Passwords, throttle: Throttle) -> None:
        self._store = store
        self._passwords = passwords
        self._throttle = throttle

    def begin(self, caller: MemberCaller, password: str) -> TwoFactorSetup:
        """A secret for the member's app; nothing is asked for at sign-in before its first code was typed in.

        Raises WrongCredentials and Throttled.
        """
        email = self._check_password(caller, password)
        secret = codes.new_secret()
        with self._store.write() as work:
            sealed = seal(self._store.key, caller.member_id, secret)
            short_codes.ask(work, caller.member_id, Purpose.TWO_FACTOR, sealed)
            work.log(caller.actor, "two-factor begun", ("member", caller.member_id))
        return TwoFactorSetup(secret=secret, address=codes.address(secret, email, ISSUER))

    def confirm(self, caller: MemberCaller, code: str) -> RecoveryCodes:
        """The app shows the right codes: from now on they are asked for. Raises WrongCode and Throttled."""
        self._throttle.charge(MEMBER_CODE, caller.member_id)
        with self._store.write() as work:
            waiting = short_codes.waiting(work, caller.member_id, Purpose.TWO_FACTOR)
            if waiting is None:
                raise WrongCode
            secret = unseal(self._store.key, caller.member_id, waiting[1])
            step = codes.fitting_step(secret, code, work.now, 0)
            if step is None:
                raise WrongCode
            work.connection.execute(
                update(members)
                .where(members.c.id == caller.member_id)
                .values(code_sealed=waiting[1], code_step=step)
            )
            short_codes.forget(work, caller.member_id, Purpose.TWO_FACTOR)
            fresh = new_recovery_codes(work, self._store.key, caller.member_id)
            work.log(caller.actor, "two-factor on", ("member", caller.member_id))
            mails.tell(work, MailKind.TWO_FACTOR_ON, caller.member_id)
            tell_account(work, caller.member_id)
        self._throttle.forgive(MEMBER_CODE, caller.member_id)
        return fresh

    def renew(self, caller: MemberCaller, proof: TwoFactorProof) -> RecoveryCodes:
        """Ten other recovery codes; the old ones are worth nothing. Raises WrongCredentials, WrongCode, Throttled."""
        with self._proven(caller, proof) as work:
            fresh = new_recovery_codes(work, self._store.key, caller.member_id)
            work.log(caller.actor, "recovery codes made", ("member", caller.member_id))
            tell_account(work, caller.member_id)
        return fresh

    def end(self, caller: MemberCaller, proof: TwoFactorProof) -> None:
        """From now on the password alone opens. Raises WrongCredentials, WrongCode and Throttled."""
        with self._proven(caller, proof) as work:
            forget(work, caller.member_id)
            work.log(caller.actor, "two-factor off", ("member", caller.member_id))
            mails.tell(work, MailKind.TWO_FACTOR_OFF, caller.member_id)
            tell_account(work, caller.member_id)

    def end_for(self, email: str, actor: Actor) -> None:
        """The operator has made sure who it is, and both app and recovery codes are lost. Raises NotFound.

        Every session is over, so that somebody who only pretended gains nothing that was open.
        """
        with self._store.write() as work:
            member_id = work.connection.execute(
                select(members.c.id).where(
                    members.c.email_key == fields.email_key(email), members.c.code_sealed.is_not(None)
                )
            ).scalar()
            if member_id is None:
                raise NotFound
            forget(work, member_id)
            for ended in sessions.end(work, sessions.MEMBER, member_id):
                work.log(actor, "signed out", ("session", ended))
                work.tell(member_id, EventKind.SIGNED_OUT.value, ended)
            work.log(actor, "two-factor off", ("member", member_id))
            mails.tell(work, MailKind.TWO_FACTOR_OFF, member_id)

    @contextmanager
    def _proven(self, caller: MemberCaller, proof: TwoFactorProof) -> Iterator[Work]:
        """A unit of work for whoever knows the password and has a code."""
        self._check_password(caller, proof.password)
        self._throttle.charge(MEMBER_CODE, caller.member_id)
        with self._store.write() as work:
            prove(work, self._store.key, caller.member_id, proof.code)
            yield work
        self._throttle.forgive(MEMBER_CODE, caller.member_id)

    def _check_password(self, caller: MemberCaller, password: str) -> str:
        """The member's address. Counts as a try to sign in."""
        with self._store.read() as connection:
            found = select(members.c.email, members.c.email_key, members.c.password_hash).where(
                members.c.id == caller.member_id
            )
            email, email_key, encoded = connection.execute(found).one()
        self._throttle.charge(MEMBER_SIGN_IN, email_key)
        if not self._passwords.verify(encoded, password):
            raise WrongCredentials
        self._throttle.forgive(MEMBER_SIGN_IN, email_key)
        return str(email)
