"""Puts changed photos that facilities offer into the client's own words."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.offers import Offered, PhotoOffer
from contract.galleries import SharedPhoto
from contract.offers import Offer
from contract.posts import Post


def offer_info(offer: Offer | None) -> PhotoOffer | None:
    """The offer by itself, as it stands at one facility."""
    if offer is None:
        return None
    return PhotoOffer(
        sha256=offer.photo.sha256,
        at=offer.at,
        until=offer.until,
        rule=offer.rule,
        text=offer.text,
        note=offer.note,
        boxes=len(offer.change.boxes),
        is_cut=offer.change.crop is not None,
        outcome=offer.outcome.value,
        width=offer.photo.width,
        height=offer.photo.height,
        answered_at=offer.answered_at,
    )


def offered_photo(photo: SharedPhoto, submission_id: str, names: Mapping[str, str]) -> Offered | None:
    """What is offered for a photo at the facility of this submission; `names` by contact id."""
    part = next((part for part in photo.parts if part.submission_id == submission_id), None)
    offer = None if part is None else offer_info(part.offer)
    if part is None or offer is None or photo.photo is None:
        return None
    return Offered(
        offer,
        photo.photo.sha256,
        part.facility_name,
        names=tuple(names[one.contact_id] for one in part.viewers if one.contact_id in names),
        price_cents=part.price_cents,
    )


def offered_post(post: Post, submission_id: str) -> Offered | None:
    """The same for the photo of a post, which is for everybody there."""
    part = next((part for part in post.parts if part.submission_id == submission_id), None)
    offer = None if part is None else offer_info(part.offer)
    if part is None or offer is None or post.photo is None:
        return None
    return Offered(offer, post.photo.sha256, part.facility_name, price_cents=part.price_cents, is_post=True)
