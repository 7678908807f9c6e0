"""Closing an account: all in one transaction, exactly as it was told before; later the payout, and the name's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update

from contract.closing import Closed, Closing, ClosingTerms
from contract.contacts import ContactState
from contract.events import EventKind
from contract.messages import State
from server.services import contacts as contact_rules
from server.services import ledger, mails, refunds, sessions, short_codes, submissions, two_factor_proof
from server.services.accounts import MemberCaller
from server.services.faults import CodeNeeded, NotFound, PriceChanged, WrongCredentials
from server.services.fields import folded
from server.services.mails import MailKind
from server.services.passwords import Passwords
from server.services.submissions import REVOCABLE
from server.services.throttle import MEMBER_SIGN_IN, Throttle
from server.store.tables import closings, contacts, members, profile_photos
from server.store.tables import mails as mail_table
from server.store.tables import submissions as table
from server.store.work import SERVICE, Actor, Store, Work

RECORDS_FOR: Final = timedelta(days=7 * 365)
"""So long a name stays with what was delivered and paid: books have to be kept for years, and be read."""

NO_NAME: Final = "Closed account"
NO_PASSWORD: Final = "!"
"""No hash at all: nothing verifies against it."""

_HANDED_OVER: Final = (State.APPROVED.value, State.DELIVERED.value, State.OPENED.value, State.REFUSED.value)


@dataclass(frozen=True)
class Payout:
    """What a closed account is still owed, and where to ask how."""

    member_id: str
    name: str
    email: str
    cents: int
    closed_at: datetime


class ClosingService:
    """Told, done, paid out, forgotten."""

    def __init__(self, store: Store, passwords: Passwords, throttle: Throttle) -> None:
        self._store = store
        self._passwords = passwords
        self._throttle = throttle

    def terms(self, caller: MemberCaller) -> ClosingTerms:
        """What closing now would mean."""
        with self._store.read() as connection:
            return _terms(connection, caller.member_id, self._store.clock())

    def close(self, caller: MemberCaller, closing: Closing) -> Closed:
        """Closes it. Raises WrongCredentials, CodeNeeded, WrongCode, Throttled, and PriceChanged for another payout.

        What waits is withdrawn and its money comes back first, then the whole balance is set aside to be paid out.
        After any of the errors everything is as it was.
        """
        with self._store.read() as connection:
            found = select(members.c.email_key, members.c.password_hash, members.c.code_sealed).where(
                members.c.id == caller.member_id
            )
            email_key, encoded, sealed = connection.execute(found).one()
        self._throttle.charge(MEMBER_SIGN_IN, email_key)
        if not self._passwords.verify(encoded, closing.password):
            raise WrongCredentials
        if sealed is not None and not closing.code.strip():
            raise CodeNeeded
        with self._store.write() as work:
            if sealed is not None:
                two_factor_proof.prove(work, self._store.key, caller.member_id, closing.code)
            closed = self._close(work, caller, closing.payout_cents)
        self._throttle.forgive(MEMBER_SIGN_IN, email_key)
        return closed

    def payouts(self) -> list[Payout]:
        """What the operator has to pay out, the oldest first."""
        statement = (
            select(
                closings.c.member_id,
                members.c.name,
                closings.c.email,
                closings.c.payout_cents,
                closings.c.closed_at,
            )
            .join(members, members.c.id == closings.c.member_id)
            .where(closings.c.payout_cents > 0, closings.c.paid_at.is_(None))
            .order_by(closings.c.closed_at)
        )
        with self._store.read() as connection:
            return [Payout(*row) for row in connection.execute(statement)]

    def paid(self, member_id: str, actor: Actor) -> int:
        """The operator has paid it out, once; the address is not needed any more. The cents. Raises NotFound."""
        with self._store.write() as work:
            cents: int | None = work.connection.execute(
                update(closings)
                .where(
                    closings.c.member_id == member_id,
                    closings.c.payout_cents > 0,
                    closings.c.paid_at.is_(None),
                )
                .values(paid_at=work.now, email="")
                .returning(closings.c.payout_cents)
            ).scalar()
            if cents is None:
                raise NotFound
            ledger.pay_out(work, member_id, cents)
            work.log(actor, "paid out", ("member", member_id), amount_cents=cents)
            return cents

    def forget_due(self) -> int:
        """Takes the names of accounts that were closed long enough ago; how many."""
        with self._store.write() as work:
            due = list(
                work.connection.execute(
                    select(closings.c.member_id).where(
                        closings.c.forgotten_at.is_(None), closings.c.closed_at <= work.now - RECORDS_FOR
                    )
                ).scalars()
            )
            for member_id in due:
                work.connection.execute(
                    update(members)
                    .where(members.c.id == member_id)
                    .values(name=NO_NAME, search_name=folded(NO_NAME))
                )
                work.connection.execute(
                    update(closings).where(closings.c.member_id == member_id).values(forgotten_at=work.now)
                )
                work.log(SERVICE, "name forgotten", ("member", member_id))
        return len(due)

    def _close(self, work: Work, caller: MemberCaller, seen_cents: int) -> Closed:
        member_id, actor = caller.member_id, caller.actor
        terms = _terms(work.connection, member_id, work.now)
        if terms.payout_cents != seen_cents:
            raise PriceChanged(terms.payout_cents)
        address = work.connection.execute(
            select(members.c.email).where(members.c.id == member_id)
        ).scalar_one()
        contact_rules.end_all(work, member_id)
        submissions.withdraw_all(work, actor, "account closed", table.c.member_id == member_id)
        refunds.withdraw_all(work, actor, member_id)
        work.connection.execute(
            update(profile_photos)
            .where(profile_photos.c.member_id == member_id, profile_photos.c.withdrawn_at.is_(None))
            .values(withdrawn_at=work.now)
        )
        left = ledger.balance(work.connection, member_id)
        cents = left.available_cents
        ledger.set_aside(work, member_id, cents)
        for ended in sessions.end(work, sessions.MEMBER, member_id):
            work.log(actor, "signed out", ("session", ended))
            work.tell(member_id, EventKind.SIGNED_OUT.value, ended)
        short_codes.forget(work, member_id)
        two_factor_proof.forget(work, member_id)
        work.connection.execute(delete(mail_table).where(mail_table.c.member_id == member_id))
        mails.ask(work, MailKind.CLOSED, member_id, address)
        work.connection.execute(
            update(members)
            .where(members.c.id == member_id)
            .values(
                email="",
                email_key=f"closed {member_id}",
                phone="",
                password_hash=NO_PASSWORD,
                notify_by_email=False,
                closed_at=work.now,
            )
        )
        work.connection.execute(
            insert(closings).values(
                member_id=member_id,
                closed_at=work.now,
                payout_cents=cents,
                email=address if cents or left.held_cents else "",
            )
        )
        work.log(actor, "account closed", ("member", member_id), payout_cents=cents)
        return Closed(closed_at=work.now, payout_cents=cents, records_until=work.now + RECORDS_FOR)


def _terms(connection: Connection, member_id: str, now: datetime) -> ClosingTerms:
    balance = ledger.balance(connection, member_id)

    def count(*conditions: object) -> int:
        statement = select(func.count()).select_from(table).where(table.c.member_id == member_id, *conditions)  # type: ignore[arg-type]
        return connection.execute(statement).scalar_one()

    own = table.c.kind != submissions.Kind.REPLY.value
    held = select(func.coalesce(func.sum(table.c.held_cents), 0)).where(
        table.c.member_id == member_id, table.c.state.in_(REVOCABLE)
    )
    held_cents = connection.execute(held).scalar_one() + refunds.asked_cents(connection, member_id)
    ties = select(func.count()).where(
        contacts.c.member_id == member_id, contacts.c.state != ContactState.ENDED.value
    )
    sealed = select(members.c.code_sealed).where(members.c.id == member_id)
    return ClosingTerms(
        contact_count=connection.execute(ties).scalar_one(),
        waiting_count=count(table.c.state.in_(REVOCABLE), own),
        held_cents=held_cents,
        payout_cents=balance.available_cents + held_cents,
        delivered_count=count(table.c.state.in_(_HANDED_OVER), own),
        records_until=now + RECORDS_FOR,
        needs_code=connection.execute(sealed).scalar_one() is not None,
    )
