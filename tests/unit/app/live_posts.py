"""Shortcuts for tests of posts in the client: facilities with news, families, deciding, reading."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from contract.facilities import Feature, Prices
from contract.posts import NewPost, Post
from server.services.residents import ResidentCaller, ResidentPerson
from tests.unit.app.live import OPERATOR, Family, LiveServer
from tests.unit.app.live_gallery import put_up

NAMES = ("Cedar Ridge", "Harbor Point", "Pine Bluff")


def news_family(
    server: LiveServer, *status_cents: int, funds_cents: int = 1_000, with_photos: int = 0
) -> tuple[Family, list[str]]:
    """A member with one contact at each of so many facilities that pass news on; their ids by name.

    The first so many pass photos on as well (25¢).
    """
    email = "elena@example.org"
    member_id = server.add_member(email)
    ids: list[str] = []
    contact_id = resident_id = ""
    for name, cents, person in zip(
        NAMES, status_cents, ("Mateo Rivera", "Linh Trần", "Ana Cruz"), strict=False
    ):
        facility_id = server.add_facility(name)
        server.services.facilities.set_features(
            facility_id,
            (
                Feature.MESSAGES,
                Feature.REPLIES,
                Feature.NEWS,
                *([Feature.PHOTOS] if len(ids) < with_photos else []),
            ),
            OPERATOR,
        )
        set_price(server, facility_id, cents)
        resident = server.add_resident(facility_id, person)
        contact = server.connect(member_id, resident)
        contact_id, resident_id = contact_id or contact, resident_id or resident
        ids.append(facility_id)
    if funds_cents:
        server.pay_in(member_id, funds_cents)
    return Family(email, member_id, contact_id, resident_id), ids


def set_price(server: LiveServer, facility_id: str, status_cents: int) -> None:
    """What a post costs there from now on."""
    prices = Prices(message_cents=25, photo_cents=25, status_cents=status_cents, profile_photo_cents=0)
    server.services.facilities.set_prices(facility_id, prices, OPERATOR)


def posted(server: LiveServer, family: Family, *, hidden: bool = False) -> tuple[Post, ...]:
    """What the server has of this member, newest first: what is in their news, or what they hid from it."""
    return server.services.posts.page(family.member_id, hidden=hidden).items


def post_with_photo(
    server: LiveServer, family: Family, facility_ids: Sequence[str], price_cents: int, words: str = "Snow!"
) -> Post:
    """A post with a photo, written on some other computer of the member."""
    new = NewPost(
        text=words,
        facility_ids=tuple(facility_ids),
        price_cents=price_cents,
        sent_sha256=put_up(server, family.member_id, len(words)),
    )
    return server.services.posts.send(family.member_id, str(uuid.uuid4()), new)


def part_id(server: LiveServer, family: Family, facility_id: str) -> str:
    """The submission of the newest post at this facility."""
    (found,) = [part for part in posted(server, family)[0].parts if part.facility_id == facility_id]
    return found.submission_id


def told(server: LiveServer, family: Family, words: str, by: str = "") -> str:
    """A post of the family's first contact, or of the resident `by`, approved; its id."""
    caller = ResidentCaller(ResidentPerson(by or family.resident_id, "Mateo Rivera", "", ""), "")
    server.services.resident_posts.post(caller, words, str(uuid.uuid4()))
    post_id = server.services.resident_posts.own(caller).items[0].id
    server.approve(post_id)
    return post_id
