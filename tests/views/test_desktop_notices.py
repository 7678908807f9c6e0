"""Notices on the desktop: once for what happened while the window is not looked at, without a word of it (rule S7)."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from app.viewmodels.roles import VALUE_ROLE
from app.views.desktop_notices import DesktopNotices
from app.widgets import fmt
from contract.accounts import AccountChange
from contract.facilities import Feature
from contract.galleries import SharedPhoto
from contract.offers import OfferAnswer
from contract.photos import NewProfilePhoto
from contract.posts import NewPost, Post
from server.pictures.rebuild import Rebuilt
from server.services.accounts import MemberCaller
from server.services.staff import StaffMember
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.unit.app.live_gallery import GalleryWorld
from tests.unit.app.live_photos import jpeg
from tests.unit.app.live_posts import post_with_photo, posted
from tests.views.with_window import Desk

SECRET = "The blue heron came back"


def test_something_that_arrives_is_said_without_words_and_only_to_whoever_wants_it(
    desk: Desk, family: Family, live: LiveServer
) -> None:
    live.answer(family, "was there before")
    said: list[tuple[str, str]] = []
    notices = DesktopNotices(desk.app, desk.program.window, lambda title, words: said.append((title, words)))
    desk.sign_in(family)
    desk.until(lambda: desk.app.conversations.unread == 1)
    assert said == []  # what was unread before is no news
    desk.program.window.hide()
    live.answer(family, SECRET)
    desk.until(lambda: desk.app.conversations.unread == 2)
    assert said == [("GettingOut", "Something new arrived.")]
    assert not [word for word in ("heron", "Mateo", "Elena", family.email) if word in str(said)]
    member = MemberCaller(family.member_id, "")
    live.services.details.change(member, AccountChange(notify_on_computer=False))
    desk.until(
        lambda: desk.app.account.account is not None and not desk.app.account.account.notify_on_computer
    )
    live.answer(family, "and again")
    desk.until(lambda: desk.app.conversations.unread == 3)
    assert len(said) == 1
    notices.deleteLater()


def test_a_muted_contact_makes_no_notice_and_neither_does_ending_that(
    desk: Desk, family: Family, live: LiveServer
) -> None:
    said: list[str] = []
    notices = DesktopNotices(desk.app, desk.program.window, lambda _, words: said.append(words))
    desk.sign_in(family)
    desk.program.window.hide()
    contacts = live.services.contacts

    def rows() -> list[tuple[int, bool]]:
        model = desk.app.conversations.model
        values = [model.index(place, 0).data(VALUE_ROLE) for place in range(model.rowCount())]
        return [(value.unread, value.muted) for value in values]

    contacts.mute(family.member_id, family.contact_id)
    desk.until(lambda: rows() == [(0, True)])
    live.answer(family, SECRET)
    desk.until(lambda: rows() == [(1, True)])
    assert (said, desk.app.conversations.unread) == ([], 0)
    contacts.mute(family.member_id, family.contact_id, muted=False)
    desk.until(lambda: desk.app.conversations.unread == 1)
    assert said == []
    live.answer(family, "and again")
    desk.until(lambda: desk.app.conversations.unread == 2)
    assert said == ["Something new arrived."]
    notices.deleteLater()


@dataclass
class Away:
    """A member whose window is hidden, at a facility that passes everything on, and what is said to them."""

    desk: Desk
    world: GalleryWorld
    family: Family
    ruth: StaffMember
    said: list[str] = field(default_factory=list)

    def send(self) -> str:
        """A message written elsewhere, of which the program has heard; its id."""
        return self.heard(self.world.live.send(self.family, SECRET))

    def share(self) -> SharedPhoto:
        """A photo, likewise."""
        photo = self.world.share(self.family)
        self.heard(photo.id)
        return photo

    def post(self) -> Post:
        """A post with a photo, likewise."""
        live, member_id = self.world.live, self.family.member_id
        facility_id = live.services.contacts.get(member_id, self.family.contact_id).facility_id
        sent = post_with_photo(live, self.family, [facility_id], 50, SECRET)
        self.heard(sent.id)
        return sent

    def newest(self, kind: str) -> SharedPhoto | Post:
        """The one that was sent last, as the server has it."""
        if kind == "photo":
            return self.world.photos(self.family)[0]
        return posted(self.world.live, self.family)[0]

    def refuse(self, submission_id: str) -> None:
        """Not approved, with words that are for the member's eyes only."""
        review = self.world.live.services.review
        item = review.claim(self.ruth, submission_id)
        review.refuse(self.ruth, item.id, item.version, item.sha256, "plate", SECRET)

    def hears(self, *words: str) -> None:
        """Waits until just this was said, and nothing else."""
        self.desk.until(lambda: len(self.said) >= len(words))
        assert self.said == list(words)

    def heard(self, sent_id: str) -> str:
        """Waits until the program knows of all that is held."""
        held = self.world.live.services.vouchers.balance(self.family.member_id).held_cents
        self.desk.until(
            lambda: self.desk.app.balance is not None and self.desk.app.balance.held_cents == held
        )
        return sent_id


@pytest.fixture
def away(desk: Desk, live: LiveServer) -> Iterator[Away]:
    """One message was not approved before the program was opened."""
    world = GalleryWorld(live)
    family = world.add_family()
    live.set_features(family, (Feature.MESSAGES, Feature.PHOTOS, Feature.NEWS, Feature.PROFILE_PHOTOS))
    away = Away(desk, world, family, live.services.staff.add("ines", "Ines", "reviewer", PASSWORD))
    away.refuse(live.send(family, "before that"))
    notices = DesktopNotices(desk.app, desk.program.window, lambda _, words: away.said.append(words))
    desk.sign_in(family)
    desk.program.window.hide()
    yield away
    assert not [word for word in ("heron", "Resident", "Facility", "garden") if word in str(away.said)]
    notices.deleteLater()


def test_what_was_not_approved_is_said_once_for_all_that_was_decided_together(away: Away) -> None:
    first, second, photo = away.send(), away.send(), away.share()
    live, member_id = away.world.live, away.family.member_id
    facility_id = live.services.contacts.get(member_id, away.family.contact_id).facility_id
    new = NewPost(text=SECRET, facility_ids=(facility_id,), price_cents=25)
    post = live.services.posts.send(member_id, str(uuid.uuid4()), new)
    away.heard(post.id)
    for submission_id in (first, second, photo.parts[0].submission_id, post.parts[0].submission_id):
        away.refuse(submission_id)
    told = "A message you sent was not approved."
    away.desk.until(lambda: "post" in str(away.said))
    whole = " ".join(away.said)
    assert len(away.said) < 4  # together; a slow machine may gather twice
    assert all(said.count(told) <= 1 for said in away.said)
    for words in (told, "A photo you sent was not approved.", "A post of yours was not approved."):
        assert words in whole


@pytest.mark.parametrize("kind", ["photo", "post"])
def test_an_offer_is_said_with_its_last_moment_and_the_members_own_no_is_not(away: Away, kind: str) -> None:
    offers, member_id = away.world.live.services.offers, away.family.member_id
    away.world.offer(away.share() if kind == "photo" else away.post())
    (part,) = away.newest(kind).parts
    assert part.offer is not None
    until = fmt.when(part.offer.until, away.desk.app.now())
    offered = f"A photo you sent can be passed on changed. Please answer until {until}."
    away.hears(offered)
    decline = OfferAnswer(accepts=False, sha256=part.offer.photo.sha256)
    answer = offers.answer if kind == "photo" else offers.answer_for_post
    answer(member_id, part.submission_id, decline)
    away.refuse(away.send())
    away.hears(offered, "A message you sent was not approved.")


def test_messages_to_a_muted_contact_are_silent_and_photos_are_not(away: Away) -> None:
    message_id, photo = away.send(), away.share()
    away.world.live.services.contacts.mute(away.family.member_id, away.family.contact_id)
    away.refuse(message_id)
    away.refuse(photo.parts[0].submission_id)
    away.hears("A photo you sent was not approved.")


def test_a_profile_photo_that_was_not_approved_is_said_too_unless_nothing_is_wanted(away: Away) -> None:
    services, member = away.world.live.services, MemberCaller(away.family.member_id, "")
    sent = jpeg(3, 320)
    services.uploads.keep(member.member_id, sent.sha256, Rebuilt(sent.data, sent.sha256, 320, 320, ()))
    new = NewProfilePhoto(sent_sha256=sent.sha256, price_cents=0)
    photo = services.profile_photos.send(member.member_id, str(uuid.uuid4()), new)
    away.send()  # the program has heard of everything before
    away.refuse(photo.parts[0].submission_id)
    away.hears("A photo you sent was not approved.")
    services.details.change(member, AccountChange(notify_on_computer=False))
    app = away.desk.app
    happened: list[object] = []
    away.desk.until(lambda: app.account.account is not None and not app.account.account.notify_on_computer)
    app.own_news.happened.connect(happened.append)
    away.refuse(away.send())
    away.desk.until(lambda: happened)
    away.hears("A photo you sent was not approved.")
