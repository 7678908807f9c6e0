"""A mail tells what was not approved and what waits for an answer: as the member chose, without a word or a place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from string import Formatter

import pytest

from contract.accounts import AccountChange
from contract.appeals import NewAppeal
from contract.limits import OFFER_DAYS
from server.mail.postman import Postman
from server.mail.transports import FolderTransport, Transport
from server.mail.words import NEWS, news_words
from server.services import offers
from server.services.mails import News
from server.services.staff import StaffMember
from tests.unit.server.news import post
from tests.unit.server.offering import (
    Way,
    answer,
    changed_without_child,
    offer_of,
    offered,
    offering_facility,
    part_of,
    posted,
    shared,
)
from tests.unit.server.post_box import mails, words_of
from tests.unit.server.sharing import share
from tests.unit.server.world import Pair, World

NOT_APPROVED = "A message you sent was not approved"
PHOTO_NOT_APPROVED = "A photo you sent was not approved"
POST_NOT_APPROVED = "A post of yours was not approved"
NOT_APPROVED_OF: dict[Way, str] = {shared: PHOTO_NOT_APPROVED, posted: POST_NOT_APPROVED}
PLEASE_ANSWER = "Please answer: your photo can be passed on changed"


@pytest.fixture
def pair(world: World) -> Pair:
    """Wants mails."""
    made = world.pair(facility_id=offering_facility(world))
    world.services.details.change(
        made.member, AccountChange(notify_by_email=True, time_zone="America/Phoenix")
    )
    return made


@pytest.fixture
def ruth(world: World) -> StaffMember:
    return world.reviewer()


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a child process: the pixels are not what these tests are about."""
    monkeypatch.setattr(offers, "rebuild", changed_without_child)


def subjects(world: World) -> list[str]:
    """Of every mail that has left, oldest first."""
    return [str(mail["Subject"]) for mail in mails(world)]


def refuse_message(world: World, pair: Pair, ruth: StaffMember) -> str:
    """Sent and not approved; its id."""
    message = world.send(pair, "The blue heron came back")
    world.refuse(ruth, message.id, "Call the grey owl.")
    return message.id


def test_what_was_not_approved_is_told_without_words_names_or_places(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    refuse_message(world, pair, ruth)
    assert subjects(world) == [NOT_APPROVED]
    world.refuse(ruth, part_of(share(world, pair.member_id)).submission_id)
    assert subjects(world) == [NOT_APPROVED]  # at most once an hour
    world.clock.move(hours=1)
    assert subjects(world) == [NOT_APPROVED, PHOTO_NOT_APPROVED]
    world.refuse(ruth, post(world, pair, [pair.resident.resident.facility_id], 0).parts[0].submission_id)
    world.clock.move(hours=1)
    assert subjects(world)[2:] == [POST_NOT_APPROVED]
    whole = "".join(mail.as_string() + words_of(mail) for mail in mails(world))
    for secret in ("heron", "owl", "Elena", pair.resident.resident.name, "Facility", "facility"):
        assert secret not in whole


@pytest.mark.parametrize("kind", ["answer", "post of theirs"])
def test_that_an_answer_was_not_approved_is_not_the_members_to_know(
    world: World, pair: Pair, ruth: StaffMember, kind: str
) -> None:
    if kind == "answer":
        written = world.reply(pair, "A heron")
    else:
        world.services.resident_posts.post(pair.resident, "A heron", "7f1c3f7a-3c0e-4c57-8d8f-0c6f0a1b2c3d")
        written = world.services.resident_posts.own(pair.resident).items[0].id
    world.refuse(ruth, written)
    assert subjects(world) == []


def test_everything_of_one_hour_is_one_mail_with_what_presses_most_first(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    world.approve(ruth, world.reply(pair))
    assert subjects(world) == ["Something arrived for you"]
    world.approve(ruth, world.reply(pair, "Again"))
    refuse_message(world, pair, ruth)
    refuse_message(world, pair, ruth)
    sent = offered(world, pair, ruth, way)
    world.clock.move(hours=1)
    _, both = mails(world)
    assert both["Subject"] == PLEASE_ANSWER
    until = offer_of(sent).until - timedelta(hours=7)
    told = words_of(both)
    assert f"until {until:%Y-%m-%d %H:%M} (America/Phoenix)" in told
    places = [told.index(part) for part in ("say yes or no", NOT_APPROVED, "arrived for you", "once an hour")]
    assert places == sorted(places)
    assert told.count(NOT_APPROVED) == 1
    world.clock.move(hours=1)
    assert len(mails(world)) == 2


def test_an_offer_that_is_answered_or_taken_back_before_its_mail_leaves_is_not_told(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    answer(world, pair, offered(world, pair, ruth, way), accepts=True)
    taken_back = part_of(offered(world, pair, ruth, way, seed=1)).submission_id
    world.services.review.take_back(ruth, taken_back)
    assert subjects(world) == []
    refuse_message(world, pair, ruth)
    assert subjects(world) == [NOT_APPROVED]  # nothing that was not told counts for the hour


def test_who_says_no_to_an_offer_needs_no_mail_about_it_and_who_is_too_late_does(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    answer(world, pair, offered(world, pair, ruth, way), accepts=False)
    assert subjects(world) == []
    offered(world, pair, ruth, way, seed=1)
    assert subjects(world) == [PLEASE_ANSWER]
    world.clock.move(days=OFFER_DAYS, hours=1)
    world.services.offers.lapse_due()
    assert subjects(world) == [PLEASE_ANSWER, NOT_APPROVED_OF[way]]


def test_that_it_stays_not_approved_after_an_appeal_is_told(
    world: World, pair: Pair, ruth: StaffMember
) -> None:
    message_id = refuse_message(world, pair, ruth)
    assert subjects(world) == [NOT_APPROVED]
    world.services.appeals.appeal(pair.member_id, message_id, NewAppeal(text="Please look again"))
    world.clock.move(hours=2)
    world.refuse(world.reviewer(), message_id)
    assert subjects(world) == [NOT_APPROVED, NOT_APPROVED]


def test_muting_silences_messages_to_that_contact_and_not_photos(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    world.services.contacts.mute(pair.member_id, pair.contact_id)
    refuse_message(world, pair, ruth)
    assert subjects(world) == []
    offered(world, pair, ruth, way)
    assert subjects(world) == [PLEASE_ANSWER]


def test_without_the_wish_for_mails_nothing_is_told(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    refuse_message(world, pair, ruth)
    world.services.details.change(pair.member, AccountChange(notify_by_email=False))
    offered(world, pair, ruth, way)
    assert subjects(world) == []


class _Meanwhile:
    """Puts mails into the folder; during the first one something else happens."""

    def __init__(self, box: Transport, happens: Callable[[], object]) -> None:
        self._box = box
        self._happens: list[Callable[[], object]] = [happens]

    def send(self, message: EmailMessage, address: str) -> None:
        while self._happens:
            self._happens.pop()()
        self._box.send(message, address)


def test_what_happens_while_a_mail_is_on_its_way_is_told_by_the_next_one(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    box = FolderTransport(world.services.settings.mail_folder)

    def happens() -> None:
        refuse_message(world, pair, ruth)  # as the mail says already
        offered(world, pair, ruth, way)

    refuse_message(world, pair, ruth)
    postman = Postman(world.services.store, _Meanwhile(box, happens), "no-reply@example.org")
    assert (postman.deliver_due(), postman.deliver_due()) == (1, 0)
    world.clock.move(hours=1)
    assert subjects(world) == [NOT_APPROVED, PLEASE_ANSWER]
    world.clock.move(hours=1)
    assert len(subjects(world)) == 2


def test_every_news_is_written_in_every_language_with_the_same_gaps(
    world: World, pair: Pair, ruth: StaffMember, way: Way
) -> None:
    for news in News:
        gaps = {
            tuple(name for _, name, _, _ in Formatter().parse(said[news].text) if name)
            for said in NEWS.values()
        }
        assert len(gaps) == 1, news
    assert news_words(News.OFFERED, "es-MX") is NEWS["es"][News.OFFERED]
    assert news_words(News.OFFERED, "xx") is NEWS["en"][News.OFFERED]
    world.services.details.change(pair.member, AccountChange(language="es"))
    offered(world, pair, ruth, way)
    refuse_message(world, pair, ruth)
    (mail,) = mails(world)
    assert "diga sí o no hasta el" in words_of(mail)
    assert "No se aprobó un mensaje" in words_of(mail)
    assert "como mucho una vez por hora" in words_of(mail)
