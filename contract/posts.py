"""Posts: one text to everybody on a member's contact list, optionally with a photo, and its journey at every facility.

Whom a post reaches is worked out by `contract.audience.reach` (everybody, `Shared.STATUS` or, with a photo,
`Shared.STATUS_WITH_PHOTO`). It is sent to exactly the facilities that its member was shown: nothing is charged that was
not seen. At each facility text and photo are one submission with one review; of its photo a changed one may be offered
there (`contract.offers`), and whoever accepts that has text and photo passed on together.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from contract import limits
from contract.messages import Refusal, State, Step
from contract.moments import Moment
from contract.offers import Offer
from contract.photos import Photo, Sha256


class PostOpening(msgspec.Struct, frozen=True, kw_only=True):
    """One contact who has opened the post, and when first."""

    contact_id: str
    at: Moment


class PostPart(msgspec.Struct, frozen=True, kw_only=True):
    """A post at one facility: its own review, price and journey; `number` is to be said on the telephone.

    `opened` are those who have opened it there, the first one first, at most `limits.PAGE_SIZE`.
    """

    facility_id: str
    facility_name: str
    submission_id: str
    number: str
    state: State
    version: int
    steps: tuple[Step, ...]
    price_cents: int
    held_cents: int
    paid_cents: int
    opened: tuple[PostOpening, ...] = ()
    expected_by: Moment | None = None
    """When it is usually decided; None once decided."""
    refusal: Refusal | None = None
    offer: Offer | None = None
    """A changed photo that was offered here; once accepted, people here get it with the unchanged text."""


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """A post as its member may see it, with its part at each facility by the facility's name.

    `text` is None while every facility that has it hides it from its sender; `characters` is always known. `mends` is
    the part that was not approved and that this one was sent for again, there only. `hidden_at`: its member does not
    want to see it in the feed; that changes nothing for anybody else. `has_photo` is always known; `photo` and its
    `thumbs`, smallest first, are hidden as the text is.
    """

    id: str
    local_id: str
    text: str | None
    characters: int
    created_at: Moment
    sequence: int
    parts: tuple[PostPart, ...]
    mends: str | None = None
    hidden_at: Moment | None = None
    has_photo: bool = False
    photo: Photo | None = None
    thumbs: tuple[Photo, ...] = ()


class Posts(msgspec.Struct, frozen=True, kw_only=True):
    """A page of posts, newest first; `next` leads to older ones."""

    items: tuple[Post, ...]
    next: str | None = None


class NewPost(msgspec.Struct, frozen=True, kw_only=True):
    """Post a text to the contacts at these facilities, each named once.

    `price_cents` is the sum the member saw; another by now is `price-changed`, and a facility where it reaches nobody
    any more is `not-reached`. With `mends`, a part that was not approved, it goes to that part's facility only.
    `sent_sha256` names the upload of its photo; the price is that of both then, and only facilities that take photos
    are reached.
    """

    text: Annotated[str, msgspec.Meta(max_length=20_000)]
    facility_ids: Annotated[tuple[str, ...], msgspec.Meta(min_length=1, max_length=limits.POST_FACILITIES)]
    price_cents: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_PRICE_CENTS)]
    mends: str | None = None
    sent_sha256: Sha256 | None = None


class ContactPost(msgspec.Struct, frozen=True, kw_only=True):
    """What a contact posted for everybody they are connected with, as their facility has approved it.

    `is_hidden`: this member does not want to see it in the feed; that changes nothing for anybody else.
    """

    id: str
    contact_id: str
    name: str
    text: str
    characters: int
    created_at: Moment
    sequence: int
    is_hidden: bool = False


class ContactPosts(msgspec.Struct, frozen=True, kw_only=True):
    """A page of posts of contacts, newest first; `next` leads to older ones."""

    items: tuple[ContactPost, ...]
    next: str | None = None
