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
    def is_accepted(self) -> bool:
        """Whether it is what is passed on."""
        return self.outcome == "accepted"


class OfferWish(msgspec.Struct, frozen=True):
    """Which offer is looked at: of the photo `key`, at the facility of this submission."""

    key: str
    submission_id: str


class OfferedPicture(msgspec.Struct, frozen=True):
    """The picture of these bytes that is offered for the photo `key`."""

    key: str
    sha256: str

    @property
    def name(self) -> str:
        """By which key it is asked for, beside the photo's own; another offer has another."""
        return f"{self.key}/offer/{self.sha256}"


def offered_picture(name: str) -> OfferedPicture | None:
    """Which offered picture has this name; None for the name of a photo's own."""
    key, found, sha256 = name.partition("/offer/")
    return OfferedPicture(key, sha256) if found else None
