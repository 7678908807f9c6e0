"""What view models hand to views: frozen values in the client's own words, all times in UTC, all money in cents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


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
    UNKNOWN = "unknown"

    @property
    def waits_for_approval(self) -> bool:
        """Whether the facility still has to decide."""
        return self in (StepKind.PENDING, StepKind.IN_REVIEW, StepKind.APPEALED)

    @property
    def is_sealed(self) -> bool:
        """Whether a facility that hides pending text hides it now."""
        return self in (StepKind.PENDING, StepKind.IN_REVIEW)


@dataclass(frozen=True, slots=True)
class Step:
    """One step and when it was reached."""

    kind: StepKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not approved; `spans` are (start, end) code points of the text."""

    rule: str | None
    text: str
    note: str | None
    spans: tuple[tuple[int, int], ...]
    appeal_until: datetime


class FaultKind(Enum):
    """Why a queued message can't leave by itself and needs the member."""

    FUNDS = "funds"
    PRICE = "price"
    CANNOT_WRITE = "cannot_write"
    TEXT = "text"
    KEY = "key"
    UNKNOWN_CONTACT = "unknown_contact"


@dataclass(frozen=True, slots=True)
class SendFault:
    """Why a queued message stays, with what the sentence about it needs."""

    kind: FaultKind
    price_cents: int | None = None
    balance_cents: int | None = None
    missing_cents: int | None = None
    reason: str | None = None
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class ThreadItem:
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


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """One conversation in the list. `text` is the words belonging to `kind`, empty where they are sealed."""

    contact_id: str
    name: str
    facility_name: str
    at: datetime | None
    kind: RowKind
    text: str
    unread: int
    queued_count: int = 0


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One message found by its words: where it is, and the words around them."""

    contact_id: str
    name: str
    key: str
    snippet: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FacilityInfo:
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


@dataclass(frozen=True, slots=True)
class ContactInfo:
    """One contact with the facility. `reason` is a `contract.contacts.CannotWrite` value, None if writing works."""

    contact_id: str
    name: str
    relationship: str
    facility: FacilityInfo
    reason: str | None = None
    reason_since: datetime | None = None

    @property
    def can_write(self) -> bool:
        """Whether a message can be sent now, as far as this computer knows."""
        return self.reason is None


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


@dataclass(frozen=True, slots=True)
class SendBlock:
    """Why the draft can't be sent now, with what the sentence needs."""

    kind: BlockKind
    missing_cents: int | None = None
    price_cents: int | None = None
    old_price_cents: int | None = None
    balance_cents: int | None = None
    over: int | None = None
    reason: str | None = None
    reason_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class CountState:
    """The countdown: characters used and left, and where in the text the excess begins (code points)."""

    used: int
    left: int
    limit: int
    excess_start: int | None = None


@dataclass(frozen=True, slots=True)
class BalanceInfo:
    """Cents that can be spent, and cents on hold beside them."""

    available_cents: int
    held_cents: int


class MovementKind(Enum):
    """What moved the money."""

    DEPOSIT = "deposit"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class MovementRow:
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


@dataclass(frozen=True, slots=True)
class MessageDetails:
    """Everything known of one message, with its money."""

    item: ThreadItem
    contact_name: str
    facility_name: str
    movements: tuple[MovementRow, ...]


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """The signed-in member."""

    id: str
    name: str
    email: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One place where the member is signed in."""

    id: str
    name: str
    last_used_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """Somebody a search found at a facility."""

    id: str
    name: str
    booking_number: str


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


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice to show: its kind, and what its sentence needs. Not `is_whole`: something could not be rescued."""

    kind: NoticeKind
    since: datetime | None = None
    waiting: int = 0
    name: str | None = None
    detail: str | None = None
    is_whole: bool = True


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
    FACILITIES = "facilities"
    DRAFT = "draft"
    ACCOUNT = "account"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Change:
    """One broadcast: what changed, for whom, and which rows; a THREAD change without keys concerns all its rows."""

    kind: ChangeKind
    contact_id: str | None = None
    keys: tuple[str, ...] = ()


class DraftKept(Enum):
    """What became of the words in the box: "Draft kept" is said only when it is true."""

    NONE = "none"
    SAVING = "saving"
    KEPT = "kept"
    MEMORY = "memory"


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the sign-in view is filled in with in the demo."""

    email: str
    password: str


@dataclass(frozen=True, slots=True)
class CrashReport:
    """A bug of ours, told in the crash dialog; `text` holds no words of a user, no token, no home folder."""

    title: str
    text: str
