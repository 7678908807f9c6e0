"""Shortcuts for tests of posts: facilities with news, people there, posting, reading."""

from __future__ import annotations

import uuid

from contract.facilities import Feature, Prices
from contract.posts import NewPost, Post
from server.services.residents import ResidentCaller
from tests.unit.server.world import OPERATOR, Pair, World

WITH_NEWS = (Feature.MESSAGES, Feature.REPLIES, Feature.NEWS)
WITH_NEWS_AND_PHOTOS = (*WITH_NEWS, Feature.PHOTOS)


def news_facility(world: World, price_cents: int = 25, **options: bool) -> str:
    """A facility with news at this price."""
    facility_id = world.facility(features=WITH_NEWS, **options)
    prices = Prices(message_cents=25, photo_cents=25, status_cents=price_cents, profile_photo_cents=0)
    world.services.facilities.set_prices(facility_id, prices, OPERATOR)
    return facility_id


def news_and_photos(
    world: World, status_cents: int = 25, photo_cents: int = 30, release_delay_s: int = 0, **options: bool
) -> str:
    """A facility with news and photos at these prices."""
    facility_id = world.facility(features=WITH_NEWS_AND_PHOTOS, release_delay_s=release_delay_s, **options)
    prices = Prices(
        message_cents=25, photo_cents=photo_cents, status_cents=status_cents, profile_photo_cents=0
    )
    world.services.facilities.set_prices(facility_id, prices, OPERATOR)
    return facility_id


def join(world: World, pair: Pair, facility_id: str, name: str = "Isaac Begay") -> ResidentCaller:
    """One more person who is connected with the pair's member."""
    other = world.resident(facility_id, name=name)
    world.services.inbox.accept(other, world.ask(pair.member_id, other).id)
    return other


def places(world: World, *prices: int, cents: int = 1_000) -> tuple[Pair, list[str]]:
    """A member with one contact at each of so many facilities; the pair's own is the first."""
    ids = [news_facility(world, price) for price in prices]
    pair = world.pair(cents, ids[0])
    for facility_id in ids[1:]:
        join(world, pair, facility_id)
    return pair, ids


def told(world: World, resident: ResidentCaller, text: str = "We planted beans.") -> str:
    """A post of a resident, approved; its id."""
    world.services.resident_posts.post(resident, text, str(uuid.uuid4()))
    post_id = world.services.resident_posts.own(resident).items[0].id
    world.approve(world.reviewer(), post_id)
    return post_id


def post(
    world: World,
    pair: Pair,
    facility_ids: list[str],
    price_cents: int,
    text: str = "The snow is here!",
    *,
    key: str | None = None,
    mends: str | None = None,
    sent_sha256: str | None = None,
) -> Post:
    """A post of the pair's member, with the photo that was put up under this name."""
    new = NewPost(
        text=text,
        facility_ids=tuple(facility_ids),
        price_cents=price_cents,
        mends=mends,
        sent_sha256=sent_sha256,
    )
    return world.services.posts.send(pair.member_id, key or str(uuid.uuid4()), new)


def cents(world: World, pair: Pair) -> tuple[int, int]:
    """What can be spent and what is held."""
    balance = world.services.vouchers.balance(pair.member_id)
    return balance.available_cents, balance.held_cents
