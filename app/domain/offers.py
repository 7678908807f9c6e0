"""A changed photo that a facility offers to pass on instead of the one that was sent, as the client knows it."""

from __future__ import annotations

from datetime import datetime

import msgspec


class PhotoOffer(msgspec.Struct, frozen=True):
    """Which bytes are offered, why, and what was changed. `outcome` is a `contract.offers.OfferOutcome` value.

    `boxes` parts are covered, `is_cut` says whether edges are cut off.
    """

    sha256: str
    at: datetime
    until: datetime
    rule: str | None
    text: str
    note: str | None
    boxes: int
    is_cut: bool
    outcome: str
    width: int = 0
    height: int = 0
    answered_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether the member is asked, and has not answered."""
        return self.outcome == "waiting"

    @property
    def is_accepted(self) -> bool:
        """Whether it is what is passed on."""
        return self.outcome == "accepted"


class OfferWish(msgspec.Struct, frozen=True):
    """Which offer is looked at: of the photo or (`is_post`) the post `key`, at the facility of this submission."""

    key: str
    submission_id: str
    is_post: bool = False


class Offered(msgspec.Struct, frozen=True):
    """An offer with all its member must know: by whom, beside which picture of theirs, who would get it for how much.

    `names` are the people it is for, where they were chosen one by one; of a post (`is_post`) the words go with it.
    """

    offer: PhotoOffer
    own_sha256: str
    facility_name: str
    names: tuple[str, ...] = ()
    price_cents: int = 0
    is_post: bool = False
