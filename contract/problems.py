"""Problem bodies (RFC 9457): stable types with what the client needs to act; the client words them."""

from __future__ import annotations

from typing import Final

import msgspec

from contract.contacts import CannotAsk, CannotWrite
from contract.galleries import SharedPhoto
from contract.lenient import LenientEnum
from contract.messages import Message, State
from contract.moments import Moment
from contract.photos import PictureReason, ProfilePhotos
from contract.posts import Post

MEDIA_TYPE: Final = "application/problem+json"
PREFIX: Final = "urn:gettingout:problem:"


class ProblemType(LenientEnum):
    """What went wrong, stable for ever; on the wire with `PREFIX` before it."""

    INVALID_FIELD = "invalid-field"  # 422: field, reason
    MALFORMED = "malformed"  # 400: not JSON, or not the expected shape
    TOO_LARGE = "too-large"  # 413
    WRONG_CREDENTIALS = "wrong-credentials"  # 401 at sign-in
    CODE_NEEDED = (
        "code-needed"  # 401 at sign-in: the password is right, and a two-factor code is needed as well
    )
    WRONG_CODE = "wrong-code"  # 422: not the code, used before, or too old
    SIGNED_OUT = "signed-out"  # 401: token missing, unknown, ended or revoked
    THROTTLED = "throttled"  # 429: retry_at
    EMAIL_TAKEN = "email-taken"  # 409
    NOT_FOUND = "not-found"  # 404: foreign looks exactly like unknown
    NOT_ENOUGH_FUNDS = "not-enough-funds"  # 402: price_cents, balance_cents, missing_cents
    PRICE_CHANGED = "price-changed"  # 409: price_cents
    CANNOT_WRITE = "cannot-write"  # 409: cannot_write
    WRONG_STATE = "wrong-state"  # 409: state and message, profile_photos, photo or post: the present ones
    NOT_REACHED = "not-reached"  # 409: facility_ids where a post reaches nobody (any more)
    KEY_REUSED = "key-reused"  # 409: same Idempotency-Key, other body
    PICTURE_REFUSED = "picture-refused"  # 422: picture
    UPLOAD_MISSING = (
        "upload-missing"  # 409: the picture was never put up, or is gone again: put it up, then try again
    )
    QUOTA = "quota"  # 429: limit, retry_at
    VOUCHER_UNKNOWN = "voucher-unknown"  # 422
    VOUCHER_USED = "voucher-used"  # 409
    REFUND_WAITS = "refund-waits"  # 409: an earlier wish to be paid out is not decided yet
    NOT_OFFERED = "not-offered"  # 409: this service takes no cards
    ALREADY_CONTACT = "already-contact"  # 409
    CANNOT_ASK = "cannot-ask"  # 409: cannot_ask, limit where it is about one
    CLIENT_TOO_OLD = "client-too-old"  # 426: minimum_client
    FORBIDDEN = "forbidden"  # 403
    METHOD_NOT_ALLOWED = "method-not-allowed"  # 405
    UNAVAILABLE = "unavailable"  # 503: retry_at if known
    SERVER_FAULT = "server-fault"  # 500
    UNKNOWN = "unknown"


class FieldReason(LenientEnum):
    """Why one field of a body was refused."""

    MISSING = "missing"
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_MANY_BYTES = "too_many_bytes"
    CHARACTER_TOO_COMPLEX = "character_too_complex"
    FORBIDDEN_CHARACTER = "forbidden_character"
    NOT_AN_EMAIL = "not_an_email"
    TOO_COMMON = "too_common"
    WRONG = "wrong"
    WRONG_TYPE = "wrong_type"
    UNKNOWN = "unknown"


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One problem body. `detail` is English for logs; users read the client's own sentence for `type` and members."""

    type: str
    title: str
    status: int
    detail: str = ""
    field: str | None = None
    reason: FieldReason | None = None
    limit: int | None = None
    count: int | None = None
    price_cents: int | None = None
    balance_cents: int | None = None
    missing_cents: int | None = None
    retry_at: Moment | None = None
    state: State | None = None
    message: Message | None = None
    profile_photos: ProfilePhotos | None = None
    photo: SharedPhoto | None = None
    post: Post | None = None
    facility_ids: tuple[str, ...] | None = None
    picture: PictureReason | None = None
    cannot_write: CannotWrite | None = None
    cannot_ask: CannotAsk | None = None
    minimum_client: str | None = None

    @property
    def kind(self) -> ProblemType:
        """The stable type without its prefix; UNKNOWN for one this version has never heard of."""
        return ProblemType(self.type.removeprefix(PREFIX))
