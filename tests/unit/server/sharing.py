"""Shortcuts for the tests of galleries and shared photos."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from contract.audience import Audience, AudienceKind
from contract.galleries import Gallery, NewGallery, NewShare, NewSharedPhoto, SharedPhoto
from tests.unit.server.pictures import photo_facility, up
from tests.unit.server.world import PRICE, Pair, World

EVERYBODY = Audience(kind=AudienceKind.EVERYBODY)


def chosen(*contact_ids: str) -> Audience:
    """These contacts."""
    return Audience(kind=AudienceKind.CONTACTS, contact_ids=contact_ids)


def gallery(world: World, member_id: str, name: str = "School") -> Gallery:
    """A new gallery."""
    return world.services.galleries.make(member_id, str(uuid.uuid4()), NewGallery(name=name))


def new_photo(
    world: World,
    member_id: str,
    seed: int = 0,
    *,
    audience: Audience = EVERYBODY,
    price_cents: int = PRICE,
    gallery_id: str | None = None,
    title: str = "First day",
    replaces: str | None = None,
) -> NewSharedPhoto:
    """Put up, and what is sent to share it."""
    return NewSharedPhoto(
        sent_sha256=up(world, member_id, seed).sent_sha256,
        title=title,
        gallery_id=gallery_id or gallery(world, member_id).id,
        audience=audience,
        price_cents=price_cents,
        replaces=replaces,
    )


def share(
    world: World,
    member_id: str,
    seed: int = 0,
    *,
    key: str | None = None,
    audience: Audience = EVERYBODY,
    price_cents: int = PRICE,
    gallery_id: str | None = None,
    title: str = "First day",
    replaces: str | None = None,
) -> SharedPhoto:
    """Put up and shared."""
    new = new_photo(
        world,
        member_id,
        seed,
        audience=audience,
        price_cents=price_cents,
        gallery_id=gallery_id,
        title=title,
        replaces=replaces,
    )
    return world.services.shared_photos.share(member_id, key or str(uuid.uuid4()), new)


def further(
    world: World, member_id: str, photo_id: str, audience: Audience = EVERYBODY, price_cents: int = 0
) -> SharedPhoto:
    """Shared with further people."""
    new = NewShare(audience=audience, price_cents=price_cents)
    return world.services.shared_photos.share_further(member_id, photo_id, str(uuid.uuid4()), new)


def present(world: World, member_id: str, photo_id: str) -> SharedPhoto:
    """As it is now."""
    return world.services.shared_photos.get(member_id, photo_id)


def connect(world: World, pair: Pair, facility_id: str, name: str = "Isaac Begay") -> str:
    """One more contact of the pair's member at a facility; the contact's id."""
    other = world.resident(facility_id, name=name)
    asked = world.ask(pair.member_id, other)
    world.services.inbox.accept(other, asked.id)
    return asked.id


def three_people(world: World) -> tuple[Pair, str, str]:
    """A member with the pair's own contact and a second at one facility, and a third at another."""
    here, there = photo_facility(world), photo_facility(world)
    pair = world.pair(facility_id=here)
    return pair, connect(world, pair, here), connect(world, pair, there)


def states(photo: SharedPhoto) -> Sequence[str]:
    """The state at each facility, by the facility's name."""
    return [part.state.value for part in photo.parts]
