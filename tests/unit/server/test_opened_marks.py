"""What somebody opens at the reader is told to their family where the facility tells it, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from contract.facilities import Feature
from contract.messages import State
from tests.unit.server.news import post
from tests.unit.server.sharing import share
from tests.unit.server.world import OPERATOR, Pair, World

FEATURES = (Feature.MESSAGES, Feature.NEWS, Feature.PHOTOS)


class Family:
    """A message, a photo and a post that were delivered, and everything their member may know of them."""

    def __init__(self, world: World, *, tells: bool) -> None:
        self.world = world
        self.facility_id = world.facility(features=FEATURES)
        self.tell(tells)
        self.pair: Pair = world.pair(facility_id=self.facility_id)
        member_id, reviewer = self.pair.member_id, world.reviewer()
        self.message_id = world.send(self.pair).id
        self.photo = share(world, member_id, 1)
        self.post = post(world, self.pair, [self.facility_id], 25)
        self.opened = (
            self.message_id,
            self.photo.parts[0].submission_id,
            self.post.parts[0].submission_id,
        )
        for submission_id in self.opened:
            world.approve(reviewer, submission_id)
        world.clock.move(hours=2)

    def tell(self, tells: bool) -> None:
        """As the facility's managers decide it."""
        manager = self.world.staff("manager", self.facility_id)
        _, settings = self.world.services.managing.read(manager, self.facility_id)
        self.world.services.managing.change(manager, self.facility_id, replace(settings, tells_opened=tells))

    def open_all(self) -> None:
        """The resident opens each of them."""
        services, resident = self.world.services, self.pair.resident
        services.inbox.open(resident, self.opened[0])
        services.album.open(resident, self.opened[1])
        services.news.open(resident, self.opened[2])

    def known(self) -> bytes:
        """Every view the member has of them, as it would travel."""
        services, member_id = self.world.services, self.pair.member_id
        views = (
            services.messages.get(member_id, self.message_id),
            services.messages.page(member_id),
            services.shared_photos.get(member_id, self.photo.id),
            services.galleries.page(member_id),
            services.posts.get(member_id, self.post.id),
        )
        return msgspec.json.encode(views)

    def states(self) -> tuple[State, State, State, State | None]:
        """Of the message, the photo, the post, and the gallery."""
        services, member_id = self.world.services, self.pair.member_id
        return (
            services.messages.get(member_id, self.message_id).state,
            services.shared_photos.get(member_id, self.photo.id).parts[0].state,
            services.posts.get(member_id, self.post.id).parts[0].state,
            services.galleries.page(member_id).items[0].worst,
        )


@pytest.mark.parametrize("tells", [True, False])
def test_the_facility_says_so_before_anybody_writes(world: World, tells: bool) -> None:
    family = Family(world, tells=tells)
    assert world.services.facilities.get(family.facility_id).tells_opened is tells


def test_where_it_is_told_the_family_sees_what_was_opened_and_hears_of_it(world: World) -> None:
    family = Family(world, tells=True)
    known, heard = family.known(), world.services.events.newest()
    family.open_all()
    assert family.states() == (State.OPENED,) * 4
    assert family.known() != known
    assert len(world.services.events.after(family.pair.member, heard).events) == 4  # the gallery as well


def test_where_it_is_not_told_nothing_of_it_reaches_the_family(world: World) -> None:
    family = Family(world, tells=False)
    known, heard = family.known(), world.services.events.newest()
    family.open_all()
    assert family.known() == known
    assert family.states() == (State.DELIVERED,) * 4
    assert not world.services.events.after(family.pair.member, heard).events


def test_the_resident_reads_it_all_the_same_and_the_log_has_it(world: World) -> None:
    family = Family(world, tells=False)
    family.open_all()
    resident = family.pair.resident
    assert world.services.inbox.thread(resident, family.pair.contact_id).items[0].text == "Hello"
    assert (world.services.album.unopened(resident), world.services.news.unopened(resident)) == (0, 0)
    assert world.faults() == []


def test_what_was_opened_before_is_hidden_and_shown_as_the_facility_changes_its_mind(world: World) -> None:
    family = Family(world, tells=True)
    family.open_all()
    family.tell(False)
    assert family.states() == (State.DELIVERED,) * 4
    assert b'"opened"' not in family.known().replace(b'"opened":[]', b"")
    family.tell(True)
    assert family.states() == (State.OPENED,) * 4
    world.services.facilities.pause(family.facility_id, "Rest.", OPERATOR)
    assert family.states() == (State.OPENED,) * 4
