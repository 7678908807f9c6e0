"""The profile photo beside a name in the reader's news and photos: whose it is, where it shows, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, true

from server.services.residents import ResidentCaller
from tests.e2e.showcase import EVERYTHING
from tests.unit.server.news import post
from tests.unit.server.pictures import send_photo, up
from tests.unit.server.sharing import share
from tests.unit.server.test_transfers import at_new_tablet, move
from tests.unit.server.world import OPERATOR, Pair, World


def in_news(world: World, reader: ResidentCaller) -> list[str | None]:
    return [one.face_sha256 for one in world.services.news.page(reader).items]


def in_album(world: World, reader: ResidentCaller) -> list[str | None]:
    return [one.face_sha256 for one in world.services.album.page(reader).items]


def in_inbox(world: World, reader: ResidentCaller) -> list[str | None]:
    return [one.face_sha256 for one in world.services.inbox.threads(reader).items]


LISTS: dict[str, Callable[[World, ResidentCaller], list[str | None]]] = {
    "news": in_news,
    "photos": in_album,
    "conversations": in_inbox,
}


def reached(world: World) -> Pair:
    """A member whose contact at the first of two facilities got a message, a post and a photo."""
    here, there = world.facility(features=EVERYTHING), world.facility(features=EVERYTHING)
    pair = world.pair(cents=5_000, facility_id=here)
    other = world.resident(there, name="Isaac Begay")
    world.services.inbox.accept(other, world.ask(pair.member_id, other).id)
    reviewer = world.reviewer()
    world.approve(reviewer, world.send(pair).id)
    world.approve(reviewer, post(world, pair, [here], 25).parts[0].submission_id)
    world.approve(reviewer, share(world, pair.member_id, 9, price_cents=50).parts[0].submission_id)
    return pair


def approved(world: World, pair: Pair, seed: int, facility_id: str) -> str:
    """A profile photo that only this facility approved; the name of its bytes."""
    sent = send_photo(world, pair.member_id, seed)
    (part,) = (one for one in sent.parts if one.facility_id == facility_id)
    world.approve(world.reviewer(), part.submission_id)
    return up(world, pair.member_id, seed).photo.sha256


def places_of(world: World, pair: Pair) -> tuple[str, str]:
    """The resident's own facility, and the other one that the member reaches."""
    here = pair.resident.resident.facility_id
    reached = world.services.profile_photos.state(pair.member_id).reached
    return here, next(one.facility_id for one in reached if one.facility_id != here)


@pytest.mark.parametrize("seen", LISTS.values(), ids=LISTS)
def test_it_stands_there_once_it_is_approved_where_they_are(
    world: World, seen: Callable[[World, ResidentCaller], list[str | None]]
) -> None:
    pair = reached(world)
    here, there = places_of(world, pair)
    assert seen(world, pair.resident) == [None]
    send_photo(world, pair.member_id, 1)
    assert seen(world, pair.resident) == [None]  # nobody has looked at it
    approved(world, pair, 2, there)
    assert seen(world, pair.resident) == [None]  # approved elsewhere only
    old = approved(world, pair, 3, here)
    assert seen(world, pair.resident) == [old]
    approved(world, pair, 4, there)
    assert seen(world, pair.resident) == [old]  # the newer one has not been approved here
    new = approved(world, pair, 5, here)
    assert seen(world, pair.resident) == [new]


@pytest.mark.parametrize("seen", LISTS.values(), ids=LISTS)
def test_without_its_wall_the_photo_that_another_facility_approved_would_show(
    world: World,
    seen: Callable[[World, ResidentCaller], list[str | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = reached(world)
    _, there = places_of(world, pair)
    elsewhere = approved(world, pair, 1, there)
    assert seen(world, pair.resident) == [None]
    monkeypatch.setattr("server.services.faces._here", true)
    assert seen(world, pair.resident) == [elsewhere]


@pytest.mark.parametrize("seen", LISTS.values(), ids=LISTS)
def test_a_facility_without_profile_photos_shows_initials(
    world: World, seen: Callable[[World, ResidentCaller], list[str | None]]
) -> None:
    pair = reached(world)
    here, _ = places_of(world, pair)
    photo = approved(world, pair, 1, here)
    world.services.facilities.set_features(here, EVERYTHING[:-1], OPERATOR)
    assert seen(world, pair.resident) == [None]
    world.services.facilities.set_features(here, EVERYTHING, OPERATOR)
    assert seen(world, pair.resident) == [photo]


def test_whoever_moves_sees_it_only_once_it_is_approved_where_they_went(world: World) -> None:
    pair = reached(world)
    here, there = places_of(world, pair)
    approved(world, pair, 1, here)
    move(world, pair, there)
    reader = at_new_tablet(world, there)
    assert [seen(world, reader) for seen in LISTS.values()] == [[None], [None], [None]]
    photo = approved(world, pair, 2, there)
    assert [seen(world, reader) for seen in LISTS.values()] == [[photo], [photo], [photo]]


ENDINGS: dict[str, Callable[[World, Pair], object]] = {
    "ended": lambda world, pair: world.services.contacts.end(pair.member_id, pair.contact_id),
    "blocked by the member": lambda world, pair: world.services.contacts.block(
        pair.member_id, pair.contact_id
    ),
    "blocked by the person": lambda world, pair: world.services.inbox.block(pair.resident, pair.contact_id),
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_photos_that_stay_readable_after_an_end_lose_the_face(world: World, ending: str) -> None:
    pair = reached(world)
    photo = approved(world, pair, 1, places_of(world, pair)[0])
    assert in_album(world, pair.resident) == [photo]
    ENDINGS[ending](world, pair)
    assert in_album(world, pair.resident) == [None]
    assert in_inbox(world, pair.resident) == [None]
    assert in_news(world, pair.resident) == []


@contextmanager
def counting(world: World) -> Iterator[list[str]]:
    """Every statement that is run meanwhile."""
    asked: list[str] = []
    engine = world.services.store.database.engine

    def hear(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        asked.append(sql)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("seen", LISTS.values(), ids=LISTS)
def test_a_page_asks_once_for_all_its_faces(
    world: World, seen: Callable[[World, ResidentCaller], list[str | None]]
) -> None:
    pair = reached(world)
    here, _ = places_of(world, pair)
    photos = [approved(world, pair, 1, here)]
    with counting(world) as of_one:
        assert seen(world, pair.resident) == photos
    reviewer = world.reviewer()
    for seed in (2, 3, 4):
        member, token = world.member(name=f"Member {seed}")
        asked = world.ask(member.member_id, pair.resident)
        world.services.inbox.accept(pair.resident, asked.id)
        further = Pair(member, token, pair.resident, asked.id)
        photos.append(approved(world, further, seed, here))
        world.approve(reviewer, world.send(further).id)
        world.approve(reviewer, post(world, further, [here], 25).parts[0].submission_id)
        world.approve(reviewer, share(world, member.member_id, seed + 10).parts[0].submission_id)
    with counting(world) as of_four:
        found = seen(world, pair.resident)
    assert sorted(one for one in found if one) == sorted(photos)
    assert len(of_four) == len(of_one)
    assert sum("JOIN profile_photos" in sql for sql in of_four) == 1
