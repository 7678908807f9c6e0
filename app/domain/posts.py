"""Posts in the client's own words: who will get one and what it costs, and how the posted ones stand."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import msgspec

from app.domain.offers import PhotoOffer
from app.domain.photos import Size
from app.domain.values import Refusal, Step, StepKind


class FeedKind(Enum):
    """What of the feed is shown."""

    ALL = "all"
    MINE = "mine"
    THEIRS = "theirs"
    HIDDEN = "hidden"
    """What was hidden from all the others, one's own and theirs."""


class FeedFilter(msgspec.Struct, frozen=True):
    """What of the feed is shown; of one contact only where `contact_id` is set."""

    kind: FeedKind = FeedKind.ALL
    contact_id: str | None = None

    @property
    def is_hidden(self) -> bool:
        """Whether it is what was hidden."""
        return self.kind is FeedKind.HIDDEN

    @property
    def has_mine(self) -> bool:
        """Whether one's own posts are among it."""
        return self.contact_id is None and self.kind is not FeedKind.THEIRS

    @property
    def has_theirs(self) -> bool:
        """Whether posts of contacts are among it."""
        return self.contact_id is not None or self.kind is not FeedKind.MINE


EVERYBODY = "news"
"""The draft of a post to everybody is kept under this name, where messages have a contact."""


def draft_name(mends: str | None) -> str:
    """Under which name a draft is kept; one that mends a part that was not approved has its own."""
    return EVERYBODY if mends is None else f"{EVERYBODY}:{mends}"


class PostPlace(msgspec.Struct, frozen=True):
    """A facility that a post reaches: its price, who is there, and whether it stands still at present."""

    facility_id: str
    name: str
    price_cents: int
    people: tuple[str, ...]
    characters: int
    is_paused: bool = False


class LeftOut(msgspec.Struct, frozen=True):
    """Somebody on the list who will not get it. `reason` is a `contract.audience.CannotReach` value."""

    contact_id: str
    name: str
    facility_name: str
    reason: str
    since: datetime | None = None


class PostAudience(msgspec.Struct, frozen=True):
    """Whom a post would reach now, and whom not; not `is_known` before the list was ever loaded."""

    places: tuple[PostPlace, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    is_known: bool = False

    @property
    def price_cents(self) -> int:
        """The sum, one price for each facility."""
        return sum(place.price_cents for place in self.places)

    @property
    def people_count(self) -> int:
        """How many people it reaches."""
        return sum(len(place.people) for place in self.places)

    @property
    def characters(self) -> int:
        """What fits everywhere."""
        return min((place.characters for place in self.places), default=500)

    @property
    def facility_ids(self) -> tuple[str, ...]:
        """Where it goes."""
        return tuple(place.facility_id for place in self.places)


class PostFaultKind(Enum):
    """Why a post that waits here needs its member."""

    FUNDS = "funds"
    PRICE = "price"
    NOT_REACHED = "not_reached"
    TEXT = "text"
    PICTURE = "picture"  # the server does not take its photo, or it can't be read here any more
    KEY = "key"
    DECIDED = "decided"  # what it mends has moved on


class PostFault(msgspec.Struct, frozen=True):
    """Why a post stays here, with what the sentence about it needs."""

    kind: PostFaultKind
    price_cents: int | None = None
    missing_cents: int | None = None
    facility_ids: tuple[str, ...] = ()
    reason: str | None = None
    """Of PICTURE: a `contract.photos.PictureReason` value; None if it can't be read on this computer."""


class PostPartItem(msgspec.Struct, frozen=True):
    """A post at one facility; `opened_by` are the names of those who have opened it there."""

    facility_id: str
    facility_name: str
    submission_id: str
    kind: StepKind
    at: datetime
    steps: tuple[Step, ...]
    price_cents: int
    opened_by: tuple[str, ...] = ()
    expected_by: datetime | None = None
    refusal: Refusal | None = None
    is_paused: bool = False
    offer: PhotoOffer | None = None
    """A changed photo that the facility offers to pass on with the words, or what came of one."""
    is_mended: bool = False
    """Whether it was sent there again already."""
    promise_hours: int | None = None
    """Within how many hours its facility promises a decision."""

    @property
    def can_be_mended(self) -> bool:
        """Whether it can be edited and sent there again."""
        return self.kind is StepKind.REFUSED and not self.is_mended

    @property
    def can_withdraw(self) -> bool:
        """Whether it can be taken back there: it waits for a decision, or for an answer."""
        return self.kind.waits_for_approval or self.kind is StepKind.OFFERED

    @property
    def asks(self) -> bool:
        """Whether a changed photo is offered and the member has not answered."""
        return self.offer is not None and self.offer.waits


class PostItem(msgspec.Struct, frozen=True):
    """A post of the member: waiting here (`parts` are empty), or with the server; or of a contact (`contact_id`).

    `key` is the local id for ever. `places` name where it goes. `people_count` counts who of the list of today it was
    for. `text` is None while every facility that has it hides it; so is `photo`, its size, which `has_photo` outlives.
    """

    key: str
    text: str | None
    characters: int
    at: datetime
    places: tuple[str, ...]
    parts: tuple[PostPartItem, ...] = ()
    post_id: str | None = None
    people_count: int = 0
    price_cents: int = 0
    price_now_cents: int | None = None
    sequence: int = 0
    is_mending: bool = False
    is_hidden: bool = False
    """Whether its reader hid it from their feed."""
    fault: PostFault | None = None
    contact_id: str | None = None
    author: str = ""
    """The contact's name, of a contact's post."""
    has_photo: bool = False
    photo: Size | None = None
    places_gone: tuple[str, ...] = ()
    """The names of the facilities that a NOT_REACHED fault is about."""

    @property
    def is_waiting_here(self) -> bool:
        """Whether the server does not have it, as far as is known."""
        return self.post_id is None

    @property
    def can_withdraw(self) -> bool:
        """Whether something of it can be taken back."""
        return any(part.can_withdraw for part in self.parts)


class PostsPage(msgspec.Struct, frozen=True):
    """Posts, newest first; `older` says whether there are more after them."""

    items: tuple[PostItem, ...]
    older: bool
