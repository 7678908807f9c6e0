"""A facility in which everything the pages can show is there, and everybody who looks at it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contract.appeals import NewAppeal
from contract.contacts import ContactRequest
from contract.facilities import Feature
from contract.messages import Span
from server.services.staff import StaffMember
from tests.unit.server.live import Live
from tests.unit.server.news import post
from tests.unit.server.pictures import send_photo
from tests.unit.server.sharing import share
from tests.unit.server.world import OPERATOR, Pair, World

EVERYTHING = (
    Feature.MESSAGES,
    Feature.REPLIES,
    Feature.REPLY_PHOTOS,
    Feature.NEWS,
    Feature.PHOTOS,
    Feature.PROFILE_PHOTOS,
)


@dataclass(frozen=True)
class Showcase:
    """The people of the facility, and the things that wait, by what they are."""

    live: Live
    facility_id: str
    pair: Pair
    reviewer: StaffMember
    second: StaffMember
    manager: StaffMember
    auditor: StaffMember
    waiting: str
    held: str
    photo: str
    profile_photo: str
    appealed: str
    delivered: str
    word_list: str

    @property
    def world(self) -> World:
        """The services behind it."""
        return self.live.world


def build(live: Live) -> Showcase:
    """Fills an empty world."""
    world = live.world
    facility_id = world.facility(features=EVERYTHING)
    pair = world.pair(cents=5_000, facility_id=facility_id)
    reviewer, second = world.reviewer(facility_id), world.reviewer(facility_id)
    manager, auditor = world.staff("manager", facility_id), world.staff("auditor", facility_id)
    services = world.services
    word_list = services.word_lists.save(manager, facility_id, None, "Sharp things", "6", "knife\nrope*")
    world.approve(reviewer, send_photo(world, pair.member_id, 7).parts[0].submission_id)
    delivered = world.send(pair, "The porch light works again.\nAll of us say hello.").id
    world.approve(reviewer, delivered)
    old = world.send(pair, "We sharpened every knife in the house.").id
    world.approve(reviewer, old)
    services.inbox.open(pair.resident, old)
    world.approve(reviewer, world.reply(pair, "Tell me more about the porch."))
    world.reply(pair, "I wait for your next one.")
    appealed = world.send(pair, "His number is 555-0142.").id
    item = services.review.claim(reviewer, appealed)
    services.review.refuse(
        reviewer, item.id, item.version, item.sha256, "numbers", None, [Span(start=14, end=22)]
    )
    services.appeals.appeal(pair.member_id, appealed, NewAppeal(text="It is the number of the clinic."))
    world.approve(reviewer, post(world, pair, [facility_id], 25).parts[0].submission_id)
    world.approve(reviewer, share(world, pair.member_id, 3).parts[0].submission_id)
    profile_photo = send_photo(world, pair.member_id, 1).parts[0].submission_id
    photo = share(world, pair.member_id, 2, title="At the lake with a rope").parts[0].submission_id
    held = world.send(pair, "Is the kitchen knife still in the drawer?").id
    waiting = world.send(pair, "Grandma made the soup again. 🍲").id
    kwame, _ = world.member(name="Kwame Mensah")
    request = ContactRequest(resident_id=pair.resident.resident.id, relationship="old friend")
    services.contacts.request(kwame.member_id, request)  # waits for the person
    _, settings = services.managing.read(manager, facility_id)
    services.managing.change(
        manager, facility_id, replace(settings, approves_contacts=True, blurs_photos=True)
    )
    rosa, _ = world.member(name="Rosa Delgado")
    services.contacts.request(rosa.member_id, request)  # waits for the facility
    services.facilities.pause(facility_id, "The power is out until tomorrow.", OPERATOR)
    return Showcase(
        live,
        facility_id,
        pair,
        reviewer,
        second,
        manager,
        auditor,
        waiting,
        held,
        photo,
        profile_photo,
        appealed,
        delivered,
        word_list,
    )
