"""Shortcuts for the tests of changed photos that are offered."""

from __future__ import annotations

from contract.galleries import PhotoPart, SharedPhoto
from contract.messages import Region
from contract.offers import Change, Offer, OfferAnswer
from server.pictures.rebuild import Rebuilt
from server.services.staff import StaffMember
from tests.unit.server.pictures import jpeg, name_of
from tests.unit.server.sharing import present, share
from tests.unit.server.world import Pair, World

CORNER = Change(boxes=(Region(x=0.0, y=0.0, width=0.25, height=0.25),))
"""The top left corner is covered."""

UPPER = Change(crop=Region(x=0.0, y=0.0, width=1.0, height=0.5))
"""The lower half is cut off."""


def changed_without_child(given: bytes, change: str) -> Rebuilt:
    """Another picture for each picture and change, as if a child had made it; for tests that make very many."""
    seed = int(name_of(given + change.encode())[:8], 16)
    kept, small = jpeg(seed, (48, 32)), [jpeg(seed, (48, 32), quality) for quality in (30, 50)]
    thumbs = tuple(Rebuilt(data, name_of(data), 48, 32) for data in small)
    return Rebuilt(kept, name_of(kept), 48, 32, thumbs)


def make_offer(
    world: World,
    who: StaffMember,
    submission_id: str,
    change: Change = CORNER,
    note: str | None = "Without the badge it is fine.",
) -> str:
    """Claimed, changed, looked at, offered; the SHA-256 of what is offered."""
    item = world.services.review.claim(who, submission_id)
    seen = world.services.offers.preview(who, item.id, change).sha256
    world.services.offers.offer(who, item.id, item.version, item.sha256, change, seen, "numbers", note)
    return seen


def offered_photo(
    world: World, pair: Pair, who: StaffMember, seed: int = 0, change: Change = CORNER
) -> SharedPhoto:
    """Shared, and offered changed at its one facility."""
    photo = share(world, pair.member_id, seed)
    make_offer(world, who, photo.parts[0].submission_id, change)
    return present(world, pair.member_id, photo.id)


def part_of(photo: SharedPhoto) -> PhotoPart:
    """The photo at its one facility."""
    (part,) = photo.parts
    return part


def offer_of(photo: SharedPhoto) -> Offer:
    """The offer at its one facility."""
    offer = part_of(photo).offer
    assert offer is not None
    return offer


def answer(world: World, pair: Pair, photo: SharedPhoto, *, accepts: bool) -> SharedPhoto:
    """The member's answer to what they were shown."""
    said = OfferAnswer(accepts=accepts, sha256=offer_of(photo).photo.sha256)
    return world.services.offers.answer(pair.member_id, part_of(photo).submission_id, said)
