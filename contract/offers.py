"""A changed photo that a reviewer offers in place of one that can't be approved as it is, and the sender's answer.

The offered picture was made by the server from the sender's own: cut, with parts made unrecognisable, or both. Who
accepts it gets exactly those bytes delivered, without another look; the sender's own photo stays as it is. Of a post,
whose text and photo are one submission, the unchanged text is delivered with them.
"""

from __future__ import annotations

import msgspec

from contract.lenient import LenientEnum
from contract.messages import Region
from contract.moments import Moment
from contract.photos import Photo, Sha256


class OfferOutcome(LenientEnum):
    """What came of an offer; only the first can still be answered."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"  # nobody answered until its last moment: not approved from then on
    WITHDRAWN = "withdrawn"
    TAKEN_BACK = "taken_back"  # by the facility before it left; the photo is in review again
    UNKNOWN = "unknown"


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What was changed: the part that stays, and the parts that are covered; both as places in the sender's photo."""

    crop: Region | None = None
    boxes: tuple[Region, ...] = ()


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A changed photo with the reviewer's reason and sentence. Not answered `until` then, it is not approved.

    `photo` and its `thumbs` (smallest first) are the bytes that would be delivered.
    """

    at: Moment
    until: Moment
    change: Change
    photo: Photo
    thumbs: tuple[Photo, ...]
    code: str
    rule: str | None
    text: str
    note: str | None
    outcome: OfferOutcome
    answered_at: Moment | None = None


class OfferAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """Yes or no to the offer whose bytes are `sha256`: those that were seen, so that nobody accepts others.

    The same answer again gives the same; another one is answered `wrong-state`.
    """

    accepts: bool
    sha256: Sha256
