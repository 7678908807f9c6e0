"""Galleries: made once, counted, covered, sorted, moved between, deleted with what is in them; and their events."""

from __future__ import annotations

import uuid

import pytest

from contract.events import EventKind
from contract.galleries import GalleryChange, NewGallery, PhotoChange, PhotoSort
from contract.messages import State
from contract.problems import FieldReason
from server.services.faults import InvalidField, KeyReused, NotFound, QuotaReached
from tests.unit.server.pictures import cents, photo_facility
from tests.unit.server.sharing import gallery, share
from tests.unit.server.world import PRICE, Pair, World


@pytest.fixture
def pair(world: World) -> Pair:
    """A member with one contact, where photos are on."""
    return world.pair(facility_id=photo_facility(world))


def test_a_gallery_is_made_once_for_a_key(world: World, pair: Pair) -> None:
    key, new = str(uuid.uuid4()), NewGallery(name=" School ")
    made = world.services.galleries.make(pair.member_id, key, new)
    assert (made.name, made.photo_count, made.cover, made.worst) == ("School", 0, (), None)
    assert world.services.galleries.make(pair.member_id, key, new) == made
    with pytest.raises(KeyReused):
        world.services.galleries.make(pair.member_id, key, NewGallery(name="Garden"))
    assert world.services.galleries.page(pair.member_id).items == (made,)


def test_a_name_has_forty_characters_and_a_member_so_many_galleries(
    world: World, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(gallery(world, pair.member_id, "é" * 40).name) == 40
    with pytest.raises(InvalidField) as told:
        gallery(world, pair.member_id, "x" * 41)
    assert (told.value.reason, told.value.limit) == (FieldReason.TOO_LONG, 40)
    monkeypatch.setattr("server.services.galleries.GALLERIES", 1)
    with pytest.raises(QuotaReached):
        gallery(world, pair.member_id)


def test_it_counts_what_stands_in_it_and_names_what_asks_most_for_attention(world: World, pair: Pair) -> None:
    place, reviewer = gallery(world, pair.member_id).id, world.reviewer()
    photos = [share(world, pair.member_id, seed, gallery_id=place) for seed in range(3)]
    world.approve(reviewer, photos[0].parts[0].submission_id)
    world.refuse(reviewer, photos[1].parts[0].submission_id, note="Too dark.")
    (found,) = world.services.galleries.page(pair.member_id).items
    counts = (found.photo_count, found.waiting_count, found.refused_count, found.delivered_count)
    assert counts == (3, 1, 1, 1)
    assert found.worst is State.REFUSED
    world.services.shared_photos.delete(pair.member_id, photos[1].id)
    (found,) = world.services.galleries.page(pair.member_id).items
    assert (found.photo_count, found.worst) == (2, State.PENDING)


def test_the_cover_is_the_newest_or_the_one_chosen_and_hidden_while_that_is(world: World, pair: Pair) -> None:
    galleries, place = world.services.galleries, gallery(world, pair.member_id).id
    first, second = (share(world, pair.member_id, seed, gallery_id=place) for seed in range(2))
    world.approve(world.reviewer(), first.parts[0].submission_id)
    (found,) = galleries.page(pair.member_id).items
    assert (found.cover_photo_id, found.cover) == (second.id, ())
    chosen = galleries.change(pair.member_id, place, GalleryChange(cover_photo_id=first.id))
    assert (chosen.cover_photo_id, len(chosen.cover)) == (first.id, 2)
    world.services.shared_photos.delete(pair.member_id, first.id)
    (found,) = galleries.page(pair.member_id).items
    assert found.cover_photo_id == second.id
    with pytest.raises(NotFound):
        galleries.change(pair.member_id, place, GalleryChange(cover_photo_id=first.id))


def test_photos_are_sorted_and_read_page_by_page(
    world: World, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.shared_photos.PAGE_SIZE", 2)
    place = gallery(world, pair.member_id).id
    for seed, title in enumerate(["Bread", "apple", "Élan", "Zoo", "bread"]):
        share(world, pair.member_id, seed, gallery_id=place, title=title)

    def all_titles(sort: PhotoSort) -> list[str]:
        page = world.services.shared_photos.page(pair.member_id, place, sort)
        titles = [one.title for one in page.items]
        while page.next:
            page = world.services.shared_photos.page(pair.member_id, place, sort, page.next)
            titles += [one.title for one in page.items]
        return titles

    assert all_titles(PhotoSort.NEWEST) == ["bread", "Zoo", "Élan", "apple", "Bread"]
    assert all_titles(PhotoSort.OLDEST) == ["Bread", "apple", "Élan", "Zoo", "bread"]
    assert all_titles(PhotoSort.TITLE) == ["apple", "Bread", "bread", "Élan", "Zoo"]
    with pytest.raises(InvalidField):
        world.services.shared_photos.page(pair.member_id, place, PhotoSort.TITLE, "NjE")


def test_a_photo_moves_to_another_gallery_of_its_member_only(world: World, pair: Pair) -> None:
    first, second = gallery(world, pair.member_id).id, gallery(world, pair.member_id, "Garden").id
    photo = share(world, pair.member_id, gallery_id=first)
    foreign = gallery(world, world.member()[0].member_id).id
    with pytest.raises(NotFound):
        world.services.shared_photos.change(pair.member_id, photo.id, PhotoChange(gallery_id=foreign))
    world.services.shared_photos.change(pair.member_id, photo.id, PhotoChange(gallery_id=second))
    counts = {one.id: one.photo_count for one in world.services.galleries.page(pair.member_id).items}
    assert counts == {first: 0, second: 1}


def test_deleting_a_gallery_says_what_was_withdrawn_and_what_stays_delivered(
    world: World, pair: Pair
) -> None:
    place = gallery(world, pair.member_id).id
    first, _ = (share(world, pair.member_id, seed, gallery_id=place) for seed in range(2))
    world.approve(world.reviewer(), first.parts[0].submission_id)
    removed = world.services.galleries.delete(pair.member_id, place)
    assert (removed.photo_count, removed.withdrawn_count, removed.delivered_count) == (2, 1, 1)
    assert removed.released_cents == PRICE
    assert cents(world, pair) == (1_000 - PRICE, 0)
    assert world.services.galleries.page(pair.member_id).items == ()
    assert world.services.shared_photos.page(pair.member_id).items == ()
    with pytest.raises(NotFound):
        world.services.galleries.delete(pair.member_id, place)
    with pytest.raises(NotFound):
        world.services.shared_photos.page(pair.member_id, place)


def test_every_change_is_told_with_the_present_state(world: World, pair: Pair) -> None:
    place = gallery(world, pair.member_id).id
    cursor = world.services.events.newest()
    photo = share(world, pair.member_id, gallery_id=place)
    world.approve(world.reviewer(), photo.parts[0].submission_id)
    news = world.services.events.after(pair.member, cursor)
    told = {event.kind: event for event in news.events}
    changed, counted = told[EventKind.PHOTO_CHANGED].photo, told[EventKind.GALLERY_CHANGED].gallery
    assert changed is not None
    assert counted is not None
    assert (changed.id, changed.parts[0].state) == (photo.id, State.DELIVERED)
    assert (counted.id, counted.delivered_count) == (place, 1)
    world.services.galleries.delete(pair.member_id, place)
    news = world.services.events.after(pair.member, news.cursor)
    told = {event.kind: event for event in news.events}
    changed, counted = told[EventKind.PHOTO_CHANGED].photo, told[EventKind.GALLERY_CHANGED].gallery
    assert changed is not None
    assert counted is not None
    assert changed.deleted_at is not None
    assert counted.deleted_at is not None
