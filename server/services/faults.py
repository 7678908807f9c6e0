"""Every way a request can be declined, in one tree; routes and pages word them, nothing else is expected.

ServiceFault
├── InvalidField        a field of the request can't be taken as it is
├── WrongCredentials    sign-in name and password do not belong together
├── CodeNeeded          the password is right, and a two-factor code has to come with it
├── WrongCode           a code that was sent or shown: another one, used before, or too old
├── SignedOut           the session is unknown, over or revoked
├── Throttled           too many tries; one after `retry_at` is looked at again
├── Forbidden           signed in, but not for this
├── NotFound            unknown, deleted or somebody else's: one answer for all
├── EmailTaken · AlreadyContact · KeyReused · VoucherUnknown · VoucherUsed · RefundWaits · NotOffered
├── NotEnoughFunds      the balance does not reach
├── PriceChanged        the price seen is not the price now
├── PictureDeclined     an upload is no picture that can be taken
├── NotReached          a post would reach nobody at some of the facilities it names
├── UploadMissing       the picture was never put up, or nothing was made of it for a day
├── QuotaReached        enough for now; more after `retry_at`
├── CannotAskNow        the facility's rules do not allow asking to be connected
├── CannotWriteNow      the contact, the facility or the person's standing does not allow it
└── WrongState          it was decided, withdrawn or claimed in the meantime
"""

from __future__ import annotations

from datetime import datetime

from contract.contacts import CannotAsk, CannotWrite
from contract.galleries import SharedPhoto
from contract.messages import Message, State
from contract.photos import PictureReason, ProfilePhotos
from contract.posts import Post
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


class CodeNeeded(ServiceFault):
    """Right so far; this account asks for a two-factor code as well."""


class WrongCode(ServiceFault):
    """Not the code, used before, or too old: never told apart."""


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


class RefundWaits(ServiceFault):
    """The member asked to be paid out before, and that is not decided yet."""


class NotOffered(ServiceFault):
    """This service takes no cards."""


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


class NotReached(ServiceFault):
    """Nobody at `facility_ids` would get it now; the sender has to look again."""

    def __init__(self, facility_ids: tuple[str, ...]) -> None:
        super().__init__(", ".join(facility_ids))
        self.facility_ids = facility_ids


class PictureDeclined(ServiceFault):
    """The bytes are not a picture that can be taken, because of `reason`."""

    def __init__(self, reason: PictureReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class UploadMissing(ServiceFault):
    """There are no bytes of this SHA-256; they have to be put up (again) first."""


class QuotaReached(ServiceFault):
    """`limit` were taken already; one more will be after `retry_at`, or once one of them is gone."""

    def __init__(self, limit: int, retry_at: datetime | None = None) -> None:
        super().__init__(f"{limit} until {retry_at.isoformat() if retry_at else 'one is gone'}")
        self.limit = limit
        self.retry_at = retry_at


class CannotWriteNow(ServiceFault):
    """Nothing can be sent to this contact, because of `reason`."""

    def __init__(self, reason: CannotWrite) -> None:
        super().__init__(reason.value)
        self.reason = reason


class CannotAskNow(ServiceFault):
    """The facility does not allow to ask this person, because of `reason`; `limit` where it is about one."""

    def __init__(self, reason: CannotAsk, limit: int | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.limit = limit


class WrongState(ServiceFault):
    """Somebody else was first: `state` is the present one, the others the sender's present view of what it is."""

    def __init__(
        self,
        state: State,
        message: Message | None = None,
        profile_photos: ProfilePhotos | None = None,
        post: Post | None = None,
        photo: SharedPhoto | None = None,
    ) -> None:
        super().__init__(state.value)
        self.state = state
        self.message = message
        self.profile_photos = profile_photos
        self.post = post
        self.photo = photo
