"""Pictures made by code for the server's tests: what a client exports, and a way to put it up."""

from __future__ import annotations

import hashlib
import io
import random
import uuid
from functools import cache
from typing import TYPE_CHECKING

from PIL import Image

from contract import routes
from contract.facilities import Feature, Prices
from contract.photos import NewProfilePhoto, ProfilePhoto, ProfilePhotos, Upload
from server.pictures.rebuild import Rebuilt
from tests.unit.server.world import OPERATOR, Pair, World

if TYPE_CHECKING:
    from tests.unit.server.live import Answer, Live

WITH_PHOTOS = (Feature.MESSAGES, Feature.REPLIES, Feature.PHOTOS, Feature.PROFILE_PHOTOS)


@cache
def jpeg(seed: int = 0, size: tuple[int, int] = (96, 64), quality: int = 85) -> bytes:
    """A JPEG as a client exports it: noise, so each seed gives another; the same bytes for the same seed."""
    pixels = random.Random(seed).randbytes(size[0] * size[1] * 3)
    return encoded(Image.frombytes("RGB", size, pixels), quality=quality)


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """The bytes of an image file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def name_of(data: bytes) -> str:
    """The name an upload goes by."""
    return hashlib.sha256(data).hexdigest()


def put(live: Live, token: str | None, data: bytes, name: str | None = None) -> Answer:
    """One upload over HTTP."""
    path = routes.path(routes.UPLOAD, sha256=name or name_of(data))
    return live.call("PUT", path, token=token, body=data, headers={"Content-Type": "image/jpeg"})


def up(world: World, member_id: str, seed: int = 0) -> Upload:
    """One upload without HTTP and without a child process: kept as another picture, as if it had been rebuilt."""
    return world.services.uploads.keep(member_id, name_of(jpeg(seed)), rebuilt(seed))


def rebuilt(seed: int = 0) -> Rebuilt:
    """A picture with its thumbnails, as a child process gives it back."""
    kept = jpeg(seed, quality=70)
    small = [jpeg(seed, quality=quality) for quality in (30, 50)]
    thumbs = tuple(Rebuilt(data, name_of(data), 96, 64) for data in small)
    return Rebuilt(kept, name_of(kept), 96, 64, thumbs)


def send_photo(
    world: World, member_id: str, seed: int = 0, *, price_cents: int = 0, key: str | None = None
) -> ProfilePhoto:
    """Put up and sent as the profile photo."""
    sent = up(world, member_id, seed).sent_sha256
    new = NewProfilePhoto(sent_sha256=sent, price_cents=price_cents)
    return world.services.profile_photos.send(member_id, key or str(uuid.uuid4()), new)


def photo_facility(world: World, price_cents: int = 0, **options: bool) -> str:
    """A facility with profile photos at this price."""
    facility_id = world.facility(features=WITH_PHOTOS, **options)
    prices = Prices(message_cents=25, photo_cents=25, status_cents=25, profile_photo_cents=price_cents)
    world.services.facilities.set_prices(facility_id, prices, OPERATOR)
    return facility_id


def state(world: World, pair: Pair) -> ProfilePhotos:
    """What the pair's member knows."""
    return world.services.profile_photos.state(pair.member_id)


def cents(world: World, pair: Pair) -> tuple[int, int]:
    """What can be spent and what is held."""
    balance = world.services.vouchers.balance(pair.member_id)
    return balance.available_cents, balance.held_cents


def two_facilities(world: World, *prices: int) -> Pair:
    """A member with a contact at each of two facilities; the pair's own is the first."""
    pair = world.pair(facility_id=photo_facility(world, prices[0]))
    other = world.resident(photo_facility(world, prices[1]), name="Isaac Begay")
    asked = world.ask(pair.member_id, other)
    world.services.inbox.accept(other, asked.id)
    return pair
