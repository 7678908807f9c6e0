"""Every way a request can be declined, in one tree; routes and pages word them, nothing else is expected.

ServiceFault
├── InvalidField        a field of the request can't be taken as it is
├── WrongCredentials    sign-in name and password do not belong together
├── SignedOut           the session is unknown, over or revoked
├── Throttled           too many tries; one after `retry_at` is looked at again
├── Forbidden           signed in, but not for this
├── NotFound            unknown, deleted or somebody else's: one answer for all
├── EmailTaken · AlreadyContact · KeyReused · VoucherUnknown · VoucherUsed
├── NotEnoughFunds      the balance does not reach
├── PriceChanged        the price seen is not the price now
├── CannotWriteNow      the contact, the facility or the person's standing does not allow it
└── WrongState          it was decided, withdrawn or claimed in the meantime
"""

from __future__ import annotations

from datetime import datetime

from contract.contacts import CannotWrite
from contract.messages import Message, State
from contract.problems import FieldReason


class ServiceFault(Exception):
    """The root: the request was understood and declined; nothing was changed."""


class InvalidField(ServiceFault):
    """`field` can't be taken because of `reason`; `limit` and `count` where it is about length."""

    def __init__(
        self, field: str, reason: FieldReason, *, limit: int | None = None, count: int | None = None
    ) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.limit = limit
        self.count = count


class WrongCredentials(ServiceFault):
    """No such account, or another password: never told apart."""


class SignedOut(ServiceFault):
    """The token opens nothing (any more)."""


class Throttled(ServiceFault):
    """Not looked at; a try after `retry_at` will be."""

    def __init__(self, retry_at: datetime) -> None:
        super().__init__(retry_at.isoformat())
        self.retry_at = retry_at


class Forbidden(ServiceFault):
    """The caller's role does not reach this far."""


class NotFound(ServiceFault):
    """Unknown, gone or somebody else's."""


class EmailTaken(ServiceFault):
    """There is an account with this address."""


class AlreadyContact(ServiceFault):
    """This person is on the list already, or was asked and has not answered yet."""


class KeyReused(ServiceFault):
    """The Idempotency-Key belongs to another request."""


class VoucherUnknown(ServiceFault):
    """No voucher has this code."""


class VoucherUsed(ServiceFault):
    """The voucher was paid in before."""


class NotEnoughFunds(ServiceFault):
    """It costs `price_cents`, and `balance_cents` can be spent."""

    def __init__(self, price_cents: int, balance_cents: int) -> None:
        super().__init__(f"{price_cents} > {balance_cents}")
        self.price_cents = price_cents
        self.balance_cents = balance_cents


class PriceChanged(ServiceFault):
    """It costs `price_cents` now; the sender saw another price and has to agree."""

    def __init__(self, price_cents: int) -> None:
        super().__init__(str(price_cents))
        self.price_cents = price_cents


class CannotWriteNow(ServiceFault):
    """Nothing can be sent to this contact, because of `reason`."""

    def __init__(self, reason: CannotWrite) -> None:
        super().__init__(reason.value)
        self.reason = reason


class WrongState(ServiceFault):
    """Somebody else was first: `state` is the present one, `message` the sender's present view where there is one."""

    def __init__(self, state: State, message: Message | None = None) -> None:
        super().__init__(state.value)
        self.state = state
        self.message = message
