"""Shortcuts for the tests of changed photos that are offered."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final, TypeAlias

from contract.galleries import NewGallery, PhotoPart, SharedPhoto
from contract.messages import Region
from contract.offers import Change, Offer, OfferAnswer
from contract.posts import Post, PostPart
from server.pictures.rebuild import Rebuilt
from server.services.faults import WrongState
from server.services.staff import StaffMember
from tests.unit.server.news import news_and_photos, post
from tests.unit.server.pictures import jpeg, name_of, up
from tests.unit.server.sharing import share
from tests.unit.server.world import PRICE, Pair, World

Sent: TypeAlias = SharedPhoto | Post
Way: TypeAlias = Callable[[World, Pair, int], Sent]

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


def shared(world: World, pair: Pair, seed: int = 0) -> SharedPhoto:
    """A photo in a gallery, shared with everybody; always in the same one, for a member may have 500."""
    key = str(uuid.UUID(bytes=uuid.uuid5(uuid.NAMESPACE_OID, pair.member_id).bytes, version=4))
    school = world.services.galleries.make(pair.member_id, key, NewGallery(name="School"))
    return share(world, pair.member_id, seed, gallery_id=school.id)


def posted(world: World, pair: Pair, seed: int = 0) -> Post:
    """A post with a photo, to the facility of the pair."""
    here, sent_sha256 = pair.resident.resident.facility_id, up(world, pair.member_id, seed).sent_sha256
    prices = world.services.facilities.get(here).prices
    return post(world, pair, [here], prices.status_cents + prices.photo_cents, sent_sha256=sent_sha256)


WAYS: Final[dict[str, Way]] = {"photo": shared, "post": posted}
"""How a photo that can be offered changed is sent: by itself, or in a post."""


def offering_facility(world: World, release_delay_s: int = 0) -> str:
    """A facility where a photo, and a post with one, cost `PRICE`."""
    return news_and_photos(world, 0, PRICE, release_delay_s)


def offered(
    world: World, pair: Pair, who: StaffMember, way: Way = shared, seed: int = 0, change: Change = CORNER
) -> Sent:
    """Sent, and offered changed at its one facility."""
    sent = way(world, pair, seed)
    make_offer(world, who, part_of(sent).submission_id, change)
    return present(world, pair, sent)


def present(world: World, pair: Pair, sent: Sent) -> Sent:
    """What its member sees of it now."""
    if isinstance(sent, Post):
        return world.services.posts.get(pair.member_id, sent.id)
    return world.services.shared_photos.get(pair.member_id, sent.id)


def part_of(sent: Sent) -> PhotoPart | PostPart:
    """It at its one facility."""
    (part,) = sent.parts
    return part


def offer_of(sent: Sent) -> Offer:
    """The offer at its one facility."""
    offer = part_of(sent).offer
    assert offer is not None
    return offer


def answer(world: World, pair: Pair, sent: Sent, *, accepts: bool) -> Sent:
    """The member's answer to what they were shown."""
    said = OfferAnswer(accepts=accepts, sha256=offer_of(sent).photo.sha256)
    return say(world, pair.member_id, sent, part_of(sent).submission_id, said)


def say(world: World, member_id: str, sent: Sent, submission_id: str, said: OfferAnswer) -> Sent:
    """An answer of this member about this submission, through the door for what was sent."""
    if isinstance(sent, Post):
        return world.services.offers.answer_for_post(member_id, submission_id, said)
    return world.services.offers.answer(member_id, submission_id, said)


def told(fault: WrongState, sent: Sent) -> Sent:
    """What somebody who came too late was shown instead."""
    view = fault.post if isinstance(sent, Post) else fault.photo
    assert view is not None
    return view


def withdraw(world: World, pair: Pair, sent: Sent) -> Sent:
    """Its sender takes it back."""
    if isinstance(sent, Post):
        return world.services.posts.withdraw(pair.member_id, sent.id)
    return world.services.shared_photos.withdraw(pair.member_id, sent.id)


def what_arrived(world: World, pair: Pair, sent: Sent) -> bytes:
    """Opened by the person it is for: the photo that they get."""
    submission_id, services, reader = part_of(sent).submission_id, world.services, pair.resident
    if isinstance(sent, Post):
        services.news.open(reader, submission_id)
        return services.objects.get(services.news.picture(reader, submission_id, 0))
    services.album.open(reader, submission_id)
    return services.objects.get(services.album.picture(reader, submission_id, 0))
