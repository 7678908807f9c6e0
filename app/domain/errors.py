"""Everything that can go wrong for reasons outside the program, as one tree.

    GettingOutError
    ├── Offline                 no answer at all: no network, time-out, refused, broken TLS
    ├── ServerFault             the server answered with a fault of its own, or with nonsense
    ├── VersionFault
    │   ├── ClientTooOld        the server no longer serves this version
    │   └── ServerTooOld        the server does not know what this version needs
    ├── SignedOut               the session is over: ended, revoked, password changed
    ├── SignInFault
    │   ├── WrongCredentials
    │   ├── Throttled           too many tries, allowed again at `retry_at`
    │   └── EmailTaken
    ├── Refused                 a field was not accepted, and why
    ├── SendRefused
    │   ├── NotEnoughFunds
    │   ├── PriceChanged
    │   ├── CannotWriteNow
    │   └── KeyReused
    ├── WrongState              too late: it has moved on, and where it stands now
    ├── NotFound
    ├── AlreadyContact
    ├── VoucherFault
    │   ├── VoucherUnknown
    │   └── VoucherUsed
    ├── StorageFault            disk full, damaged, unreadable, in use by a second copy
    ├── SecretsUnavailable      no keyring, or it said no
    ├── ConfigFault             a wrong value, with its file and key
    └── BackendFailed           the embedded backend did not start

Mapped once at each edge (`api/transport.py`, `storage/`, `config.py`), decided in the view models. Anything that is
not in this tree is a bug of ours and goes to the crash dialog.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum


class GettingOutError(Exception):
    """The root: the world's fault, never ours."""


class Offline(GettingOutError):
    """Nobody answered. What was asked may or may not have happened; repeating it with its key is harmless."""


class ServerFault(GettingOutError):
    """The server failed (5xx) or answered something that can't be read."""


class VersionFault(GettingOutError):
    """Client and server do not fit each other."""


class ClientTooOld(VersionFault):
    """The server asks for at least version `minimum`."""

    def __init__(self, minimum: str | None) -> None:
        super().__init__(f"client too old, needs {minimum}")
        self.minimum = minimum


class ServerTooOld(VersionFault):
    """The server lacks what this client needs."""


class SignedOut(GettingOutError):
    """The session is not valid any more; drafts and the outbox stay."""


class SignInFault(GettingOutError):
    """Signing in or registering did not work."""


class WrongCredentials(SignInFault):
    """Unknown address or wrong password; which of the two is never said."""


class Throttled(SignInFault):
    """Too many tries; `retry_at` is UTC, None if the server did not say."""

    def __init__(self, retry_at: datetime | None) -> None:
        super().__init__(f"throttled until {retry_at}")
        self.retry_at = retry_at


class EmailTaken(SignInFault):
    """There is an account with this address already."""


class Refused(GettingOutError):
    """One field was not accepted. `reason` is a `contract.problems.FieldReason` value."""

    def __init__(
        self, field: str | None, reason: str | None, limit: int | None = None, count: int | None = None
    ) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.limit = limit
        self.count = count


class SendRefused(GettingOutError):
    """A message can't leave as it is; it stays in the outbox until the member decides."""


class NotEnoughFunds(SendRefused):
    """Price, balance and what is missing, in cents."""

    def __init__(self, price_cents: int, balance_cents: int, missing_cents: int) -> None:
        super().__init__(f"{missing_cents} cents missing")
        self.price_cents = price_cents
        self.balance_cents = balance_cents
        self.missing_cents = missing_cents


class PriceChanged(SendRefused):
    """The facility charges another price by now, in cents."""

    def __init__(self, price_cents: int) -> None:
        super().__init__(f"price is now {price_cents} cents")
        self.price_cents = price_cents


class CannotWriteNow(SendRefused):
    """This contact can't be written to. `reason` is a `contract.contacts.CannotWrite` value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class KeyReused(SendRefused):
    """The key was used for another text before: never sent twice, the member decides."""


class WrongState(GettingOutError):
    """It has moved on; `state` is a `contract.messages.State` value, the present one."""

    def __init__(self, state: str | None) -> None:
        super().__init__(f"present state {state}")
        self.state = state


class NotFound(GettingOutError):
    """It does not exist, or is not ours to see."""


class AlreadyContact(GettingOutError):
    """The member asked this person before."""


class VoucherFault(GettingOutError):
    """A voucher could not be paid in."""


class VoucherUnknown(VoucherFault):
    """No such voucher was ever sold."""


class VoucherUsed(VoucherFault):
    """The voucher was paid in before."""


class StorageFaultKind(Enum):
    """What the disk did."""

    FULL = "full"
    DAMAGED = "damaged"
    IO = "io"
    IN_USE = "in_use"


class StorageFault(GettingOutError):
    """This computer could not keep or read something."""

    def __init__(self, kind: StorageFaultKind, detail: str = "") -> None:
        super().__init__(f"{kind.value} {detail}".strip())
        self.kind = kind


class SecretsUnavailable(GettingOutError):
    """There is no keyring, it is locked, or it refused."""


class ConfigFault(GettingOutError):
    """A wrong setting: in which file (or "environment", "arguments"), under which key, and what is wrong with it."""

    def __init__(self, source: str, key: str, reason: str) -> None:
        super().__init__(f"{source}: {key}: {reason}")
        self.source = source
        self.key = key
        self.reason = reason


class BackendFailed(GettingOutError):
    """The backend inside the program did not start, or ended by itself."""
