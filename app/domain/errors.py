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
    │   ├── CodeNeeded          the password is right, a two-factor code has to come with it
    │   ├── WrongCode           a code that was sent or shown: another one, used before, too old
    │   ├── Throttled           too many tries, allowed again at `retry_at`
    │   │   └── QuotaReached    as much as fits was taken in; more after `retry_at`
    │   └── EmailTaken
    ├── Refused                 a field was not accepted, and why
    ├── SendRefused
    │   ├── NotEnoughFunds
    │   ├── PriceChanged
    │   ├── CannotWriteNow
    │   ├── PictureRefused      the server does not take a picture, and why
    │   ├── UploadMissing       the server does not have the picture (any more)
    │   └── KeyReused
    ├── Cancelled               nobody wants it any more: ended while it ran
    ├── WrongState              too late: it has moved on, and where it stands now
    ├── NotFound
    ├── AlreadyContact
    ├── CannotAskNow
    ├── MoneyFault
    │   ├── RefundWaits
    │   └── NotOffered
    ├── VoucherFault
    │   ├── VoucherUnknown
    │   └── VoucherUsed
    ├── PictureFault            a picture that can't be opened or used, and why
    ├── CameraFault             a picture that was asked for can't be taken, and why
    ├── StorageFault            disk full, damaged, unreadable, in use by a second copy
    ├── SecretsUnavailable      no keyring, or it said no
    ├── ConfigFault             a wrong value, with its file and key
    └── BackendFailed           the embedded backend did not start

Mapped once at each edge (`api/transport.py`, `storage/`, `camera/`, `imaging/`, `config.py`), decided in the view
models. Anything that is not in this tree is a bug of ours and goes to the crash dialog.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from app.domain.cameras import CameraReason


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


class CodeNeeded(SignInFault):
    """Right so far: this account asks for a two-factor code as well."""


class WrongCode(SignInFault):
    """Not the code, used before, or too old; which of them is never said."""


class Throttled(SignInFault):
    """Too many tries; `retry_at` is UTC, None if the server did not say."""

    def __init__(self, retry_at: datetime | None) -> None:
        super().__init__(f"throttled until {retry_at}")
        self.retry_at = retry_at


class QuotaReached(Throttled):
    """`limit` were taken in, which is all for now; without `retry_at` some have to go first."""

    def __init__(self, limit: int | None, retry_at: datetime | None) -> None:
        super().__init__(retry_at)
        self.limit = limit


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


class NotReached(SendRefused):
    """A post reaches nobody (any more) at these facilities."""

    def __init__(self, facility_ids: tuple[str, ...]) -> None:
        super().__init__(", ".join(facility_ids))
        self.facility_ids = facility_ids


class KeyReused(SendRefused):
    """The key was used for another text before: never sent twice, the member decides."""


class PictureRefused(SendRefused):
    """The server does not take this picture. `reason` is a `contract.photos.PictureReason` value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class UploadMissing(SendRefused):
    """The picture has to be put up (again) before it can be sent."""


class Cancelled(GettingOutError):
    """It was ended while it ran, because nobody wants it any more."""


class WrongState(GettingOutError):
    """It has moved on; `state` is a `contract.messages.State` value, the present one."""

    def __init__(self, state: str | None) -> None:
        super().__init__(f"present state {state}")
        self.state = state


class NotFound(GettingOutError):
    """It does not exist, or is not ours to see."""


class AlreadyContact(GettingOutError):
    """The member asked this person before."""


class CannotAskNow(GettingOutError):
    """The facility's rules do not allow to ask; `reason` is a `contract.contacts.CannotAsk` value."""

    def __init__(self, reason: str, limit: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.limit = limit


class MoneyFault(GettingOutError):
    """Money could not be brought in or paid out."""


class RefundWaits(MoneyFault):
    """The member asked to be paid out before, and that is not decided yet."""


class NotOffered(MoneyFault):
    """The service takes no cards."""


class VoucherFault(GettingOutError):
    """A voucher could not be paid in."""


class VoucherUnknown(VoucherFault):
    """No such voucher was ever sold."""


class VoucherUsed(VoucherFault):
    """The voucher was paid in before."""


class PictureFaultKind(Enum):
    """Why a picture can't be used; each has its own sentence."""

    NOT_A_PICTURE = "not_a_picture"
    UNSUPPORTED = "unsupported"
    TOO_LARGE_FILE = "too_large_file"
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"
    NO_MEMORY = "no_memory"


class PictureFault(GettingOutError):
    """A picture can't be opened or used. `limit` is in bytes for a file too large, in pixels for too many of them."""

    def __init__(self, kind: PictureFaultKind, limit: int | None = None) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.limit = limit


class CameraFault(GettingOutError):
    """The camera can't give the picture that was asked for."""

    def __init__(self, reason: CameraReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


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


class WrongSetting(Enum):
    """What is wrong with a setting."""

    UNREADABLE = "unreadable"
    UNKNOWN_SETTING = "unknown_setting"
    UNKNOWN_ARGUMENT = "unknown_argument"
    NO_VALUE = "no_value"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_SWITCH = "not_a_switch"
    NOT_A_FOLDER = "not_a_folder"
    FOLDER_IS_A_FILE = "folder_is_a_file"
    NOT_A_DESCRIPTOR = "not_a_descriptor"
    NOT_AN_ADDRESS = "not_an_address"
    ADDRESS_HAS_ODD_SIGNS = "address_has_odd_signs"
    ADDRESS_IS_NOT_SAFE = "address_is_not_safe"
    ADDRESS_IS_NOT_ALONE = "address_is_not_alone"
    ADDRESS_NAMES_PORT_0 = "address_names_port_0"
    NOT_A_CAMERA = "not_a_camera"
    NO_SUCH_FILM = "no_such_film"


class ConfigFault(GettingOutError):
    """A wrong setting: in which file (or "environment", "arguments"), under which key, and what is wrong with it.

    `known` are the names or values there are; `detail` is what the system or the reader of the file says.
    """

    def __init__(
        self, source: str, key: str, wrong: WrongSetting, *, known: tuple[str, ...] = (), detail: str = ""
    ) -> None:
        super().__init__(f"{source}: {key}: {wrong.value} {detail}".rstrip())
        self.source = source
        self.key = key
        self.wrong = wrong
        self.known = known
        self.detail = detail


class BackendFailed(GettingOutError):
    """The backend inside the program did not start, or ended by itself."""
