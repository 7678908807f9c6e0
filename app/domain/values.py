"""What view models hand to views: frozen values in the client's own words, all times in UTC, all money in cents."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

import msgspec

from app.domain.own_news import OwnNews
from app.domain.people import AskingRules, MovedInfo


class StepKind(Enum):
    """Where something stands on its way; the first three exist on this computer only."""

    DRAFT = "draft"
    QUEUED = "queued"
    FAILED = "failed"
    PENDING = "pending"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    DELIVERED = "delivered"
    OPENED = "opened"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    APPEALED = "appealed"
    OFFERED = "offered"
    UNKNOWN = "unknown"

    @property
    def waits_for_approval(self) -> bool:
        """Whether the facility still has to decide."""
        return self in (StepKind.PENDING, StepKind.IN_REVIEW, StepKind.APPEALED)

    @property
    def is_sealed(self) -> bool:
        """Whether a facility that hides pending text hides it now."""
        return self in (StepKind.PENDING, StepKind.IN_REVIEW)


class Step(msgspec.Struct, frozen=True):
    """One step and when it was reached."""

    kind: StepKind
    at: datetime


class Appeal(msgspec.Struct, frozen=True):
    """A second look by somebody else, asked for at `at`. `outcome` is a `contract.messages.AppealOutcome` value.

    `rule`, `reason` and `note` say why it stays not approved.
    """

    at: datetime
    text: str
    outcome: str
    decided_at: datetime | None = None
    rule: str | None = None
    reason: str | None = None
    note: str | None = None


def appeal_draft_name(submission_id: str) -> str:
    """Under which name the words for an appeal are kept, where messages have a contact."""
    return f"appeal:{submission_id}"


class Refusal(msgspec.Struct, frozen=True):
    """Why something was not approved; `spans` are (start, end) code points of the text.

    `marks_photo`: parts of its photo are marked as well.
    """

    rule: str | None
    text: str
    note: str | None
    spans: tuple[tuple[int, int], ...]
    appeal_until: datetime
    appeal: Appeal | None = None
    marks_photo: bool = False

    def can_appeal(self, now: datetime | None = None) -> bool:
        """Whether a second look can still be asked for: once, and within its time."""
        return self.appeal is None and (now or datetime.now(UTC)) <= self.appeal_until


class FaultKind(Enum):
    """Why a queued message can't leave by itself and needs the member."""

    FUNDS = "funds"
    PRICE = "price"
    CANNOT_WRITE = "cannot_write"
    TEXT = "text"
    KEY = "key"
    UNKNOWN_CONTACT = "unknown_contact"


class SendFault(msgspec.Struct, frozen=True):
    """Why a queued message stays, with what the sentence about it needs."""

    kind: FaultKind
    price_cents: int | None = None
    balance_cents: int | None = None
    missing_cents: int | None = None
    reason: str | None = None
    limit: int | None = None


class ThreadItem(msgspec.Struct, frozen=True):
    """One message of a conversation, own or received, sent or still here.

    `key` is the local id while the message is on this computer only and for own messages ever after, else the
    server's id; it never changes for a row. `text` is None while sealed. `sequence` is 0 until the server has it.
    """

    key: str
    contact_id: str
    own: bool
    text: str | None
    characters: int
    at: datetime
    kind: StepKind
    steps: tuple[Step, ...] = ()
    number: str | None = None
    message_id: str | None = None
    local_id: str | None = None
    price_cents: int = 0
    held_cents: int = 0
    paid_cents: int = 0
    expected_by: datetime | None = None
    refusal: Refusal | None = None
    fault: SendFault | None = None
    unread: bool = False
    sequence: int = 0
    has_photo: bool = False
    """Whether a photo came with it."""


class RowKind(Enum):
    """What the second line of a conversation row says: the newest thing that matters."""

    WORDS = "words"
    DRAFT = "draft"
    QUEUED = "queued"
    FAILED = "failed"
    WAITING = "waiting"
    REFUSED = "refused"
    APPROVED = "approved"
    DELIVERED = "delivered"
    OPENED = "opened"
    NOTHING = "nothing"
    LOADING = "loading"  # nothing here yet, and the first sync is not over


class ConversationRow(msgspec.Struct, frozen=True):
    """One conversation in the list. `text` is the words belonging to `kind`, empty where they are sealed."""

    contact_id: str
    name: str
    facility_name: str
    at: datetime | None
    kind: RowKind
    text: str
    unread: int
    queued_count: int = 0
    muted: bool = False


class SearchHit(msgspec.Struct, frozen=True):
    """One message found by its words: where it is, and the words around them."""

    contact_id: str
    name: str
    key: str
    snippet: str
    at: datetime


class FacilityInfo(msgspec.Struct, frozen=True):
    """What a family must know of a facility before writing."""

    id: str
    name: str
    city: str
    region: str
    has_messages: bool
    has_replies: bool
    price_cents: int
    message_characters: int
    promise_hours: int
    usual_wait_minutes: int | None
    sender_sees_pending: bool
    approves_contacts: bool
    rules: tuple[tuple[str, str], ...]
    paused_since: datetime | None = None
    pause_notice: str | None = None
    has_news: bool = False
    has_photos: bool = False
    has_profile_photos: bool = False
    photo_cents: int = 0
    status_cents: int = 0
    profile_photo_cents: int = 0
    long_wait_minutes: int | None = None
    asking: AskingRules = AskingRules()
    has_reply_photos: bool = False
    tells_opened: bool = True


class ContactInfo(msgspec.Struct, frozen=True):
    """One contact with the facility. `reason` is a `contract.contacts.CannotWrite` value, None if writing works.

    `state` is a `contract.contacts.ContactState` value, `since` when it began.
    """

    contact_id: str
    name: str
    relationship: str
    facility: FacilityInfo
    reason: str | None = None
    reason_since: datetime | None = None
    state: str = "accepted"
    since: datetime | None = None
    decline_reason: str | None = None
    muted: bool = False
    archived: bool = False
    moved: MovedInfo | None = None
    resident_id: str = ""
    ask_again_from: datetime | None = None
    """Of a connection that is over: from when on one can ask to be connected anew."""

    @property
    def can_write(self) -> bool:
        """Whether a message can be sent now, as far as this computer knows."""
        return self.reason is None

    @property
    def can_answer(self) -> bool:
        """Whether who gets a message now can answer it: whoever can be written to needs no more than the feature."""
        return self.can_write and self.facility.has_replies


class BlockKind(Enum):
    """Why Send is off; the sentence for it stands beside the button."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY_BYTES = "too_many_bytes"
    CHARACTER_TOO_COMPLEX = "character_too_complex"
    FORBIDDEN_CHARACTER = "forbidden_character"
    FUNDS = "funds"
    CANNOT_WRITE = "cannot_write"
    PRICE_CHANGED = "price_changed"
    NOT_READY = "not_ready"
    STORAGE = "storage"


class SendBlock(msgspec.Struct, frozen=True):
    """Why the draft can't be sent now, with what the sentence needs."""

    kind: BlockKind
    missing_cents: int | None = None
    price_cents: int | None = None
    old_price_cents: int | None = None
    balance_cents: int | None = None
    over: int | None = None
    reason: str | None = None
    reason_since: datetime | None = None


class CountState(msgspec.Struct, frozen=True):
    """The countdown: characters used and left, and where in the text the excess begins (code points)."""

    used: int
    left: int
    limit: int
    excess_start: int | None = None


class BalanceInfo(msgspec.Struct, frozen=True):
    """Cents that can be spent, and cents on hold beside them."""

    available_cents: int
    held_cents: int


class FundsFor(Enum):
    """What somebody wants money for who comes to Add Funds."""

    MESSAGE = "message"
    POST = "post"
    PHOTO = "photo"
    APPEAL = "appeal"


class MovementKind(Enum):
    """What moved the money."""

    DEPOSIT = "deposit"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    REFUND_HELD = "refund_held"
    REFUND_PAID = "refund_paid"
    REFUND_RETURNED = "refund_returned"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    PAYOUT = "payout"
    UNKNOWN = "unknown"


class MovementRow(msgspec.Struct, frozen=True):
    """One change of the balance as the member feels it; `balance_cents` is what could be spent after it."""

    key: str
    at: datetime
    kind: MovementKind
    amount_cents: int
    price_cents: int
    balance_cents: int
    what: str | None = None
    contact_name: str | None = None
    message_id: str | None = None
    photo_at: str | None = None
    """The facility's name, where it was a profile photo."""
    thing: str = ""
    """message, photo, post, profile_photo, card or refund: what it was for; empty for a voucher."""
    place: str = ""
    """The facility's name, where a photo or a post is told apart by it."""


class MessageDetails(msgspec.Struct, frozen=True):
    """Everything known of one message, with its money."""

    item: ThreadItem
    contact_name: str
    facility_name: str
    movements: tuple[MovementRow, ...]


class AccountInfo(msgspec.Struct, frozen=True):
    """The signed-in member. `pending_email` waits for its code; an empty `language` is the computer's."""

    id: str
    name: str
    email: str
    time_zone: str
    phone: str = ""
    language: str = ""
    notify_on_computer: bool = True
    notify_by_email: bool = False
    pending_email: str | None = None
    two_factor: bool = False
    recovery_codes_left: int = 0


class AppSecret(msgspec.Struct, frozen=True):
    """What an app for two-factor codes needs: the secret to type, and its QR picture row by row, True for dark."""

    secret: str
    squares: tuple[tuple[bool, ...], ...]


class DeviceRow(msgspec.Struct, frozen=True):
    """One place where the member is signed in."""

    id: str
    name: str
    last_used_at: datetime
    current: bool


class FoundPerson(msgspec.Struct, frozen=True):
    """Somebody a search found at a facility."""

    id: str
    name: str
    booking_number: str


class FoundPeople(msgspec.Struct, frozen=True):
    """What a search found: nobody spelled so but these nearly (`is_close`), or more than are shown (`too_many`)."""

    people: tuple[FoundPerson, ...] = ()
    is_close: bool = False
    too_many: bool = False


class Connection(Enum):
    """How the client stands with the server; said in words only when it is not ONLINE."""

    STARTING = "starting"
    ONLINE = "online"
    OFFLINE = "offline"
    SERVER_FAULT = "server_fault"
    CLIENT_TOO_OLD = "client_too_old"
    SERVER_TOO_OLD = "server_too_old"
    SIGNED_OUT = "signed_out"


class NoticeKind(Enum):
    """What the one notice bar can say, the most serious first."""

    STORAGE_FULL = "storage_full"
    STORAGE_FAILS = "storage_fails"
    STORAGE_DAMAGED = "storage_damaged"
    STORAGE_IN_USE = "storage_in_use"
    SIGNED_OUT = "signed_out"
    CLIENT_TOO_OLD = "client_too_old"
    SERVER_TOO_OLD = "server_too_old"
    BACKEND_FAILED = "backend_failed"
    OFFLINE = "offline"
    SERVER_FAULT = "server_fault"
    FACILITY_PAUSED = "facility_paused"
    MEMORY_ONLY = "memory_only"
    CLOCK_WRONG = "clock_wrong"


class Notice(msgspec.Struct, frozen=True):
    """The notice to show: its kind, and what its sentence needs. Not `is_whole`: something could not be rescued.

    `waiting` are messages, `photos` photos that wait on this computer; after a rescue both stand in `waiting`.
    """

    kind: NoticeKind
    since: datetime | None = None
    waiting: int = 0
    name: str | None = None
    detail: str | None = None
    is_whole: bool = True
    photos: int = 0


class StorageMode(Enum):
    """Whether this computer keeps anything: encrypted on disk, or nothing beyond closing the window."""

    KEPT = "kept"
    MEMORY_BY_CHOICE = "memory_by_choice"
    MEMORY_NO_KEYRING = "memory_no_keyring"


class ChangeKind(Enum):
    """What changed, so that whoever shows it reads it again."""

    THREAD = "thread"
    CONVERSATIONS = "conversations"
    CONTACTS = "contacts"
    BALANCE = "balance"
    PAYMENT = "payment"
    FACILITIES = "facilities"
    DRAFT = "draft"
    ACCOUNT = "account"
    PROFILE_PHOTO = "profile_photo"
    POSTS = "posts"
    UPLOAD = "upload"
    GALLERIES = "galleries"
    PHOTOS = "photos"  # with keys: these; without: all
    SHARE_UPLOAD = "share_upload"
    POST_UPLOAD = "post_upload"
    CONTACT_PHOTOS = "contact_photos"
    OWN_NEWS = "own_news"  # with news: nothing to read again, but to be said
    ALL = "all"


class Change(msgspec.Struct, frozen=True):
    """One broadcast: what changed, for whom, and which rows; a THREAD change without keys concerns all its rows."""

    kind: ChangeKind
    contact_id: str | None = None
    keys: tuple[str, ...] = ()
    news: OwnNews | None = None


class DraftKept(Enum):
    """What became of the words in the box: "Draft kept" is said only when it is true."""

    NONE = "none"
    SAVING = "saving"
    KEPT = "kept"
    MEMORY = "memory"


class Prefill(msgspec.Struct, frozen=True):
    """What the sign-in view is filled in with in the demo."""

    email: str
    password: str


class CrashReport(msgspec.Struct, frozen=True):
    """A bug of ours, told in the crash dialog; `text` holds no words of a user, no token, no home folder."""

    title: str
    text: str
