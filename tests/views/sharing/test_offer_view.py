"""A changed photo that a facility offers, in the real window: seen beside one's own, accepted, declined, taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.values import StepKind
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.photo_look import PhotoLook
from app.widgets.photo_viewer import PhotoViewer
from contract.messages import Region, State
from contract.offers import Change
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_gallery import COVERED, MARK, GalleryWorld
from tests.views.sharing.on_photos import kinds, open_gallery, open_photos, the_photo, words
from tests.views.with_window import Desk


def plain(said: str) -> str:
    """Without the marks that keep names from turning a sentence around."""
    return said.replace("\u2068", "").replace("\u2069", "")


def choose(desk: Desk, family: Family) -> Desk:
    """The first photo of the gallery is chosen, its details beside it."""
    desk.sign_in(family)
    open_photos(desk)
    grid = open_gallery(desk)
    grid.setFocus()
    grid.go_to(0)
    desk.until(lambda: desk.hands.sees("photo_panel"))
    return desk


@pytest.fixture
def offered(desk: Desk, gallery_world: GalleryWorld, family: Family) -> Desk:
    """One photo whose facility offers a changed one, chosen in its gallery."""
    gallery_world.offer(gallery_world.share(family))
    choose(desk, family)
    desk.until(lambda: desk.hands.sees("panel_offer"))
    return desk


def look(desk: Desk) -> None:
    """Opens the sheet and waits for both pictures."""
    desk.hands.click("panel_offer")
    desk.until(lambda: all(picture(desk, name) is not None for name in ("offer_own", "offer_changed")))


def picture(desk: Desk, name: str) -> object:
    """What one of the two shows."""
    return desk.hands.find(name, PhotoLook).picture


def test_both_are_seen_and_what_is_accepted_is_delivered(
    offered: Desk, gallery_world: GalleryWorld, family: Family
) -> None:
    desk, hands = offered, offered.hands
    assert kinds(desk) == {StepKind.OFFERED}
    said = plain(words(desk))
    assert "Facility 1 of elena@example.org offers a changed photo" in said
    assert "Rule 11: No licence plates. Without the plate it is fine." in said
    assert "answer until" in said
    assert "25¢ on hold" in said
    assert desk.app.photos.galleries[0].kind is StepKind.OFFERED
    look(desk)
    assert QApplication.focusWidget() is hands.find("offer_changed", PhotoLook)
    said = plain(words(desk))
    assert "can't pass on your photo as it is, and offers this changed one instead." in said
    assert "One part of it is covered." in said
    assert "Resident 1 gets exactly this photo, without another review. Only then 25¢ is paid." in said
    assert "25¢ is back in your balance at once." in said
    own, changed = (hands.find(name, PhotoLook).picture for name in ("offer_own", "offer_changed"))
    assert own is not None
    assert changed is not None
    assert own.size() == changed.size()
    assert own != changed
    hands.press(Qt.Key.Key_Space)  # the changed one, large
    viewer = hands.find("offer_viewer", PhotoViewer)
    desk.until(lambda: viewer.isVisible() and viewer.hasFocus())
    hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: hands.find("offer_changed", PhotoLook).isVisible())
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is hands.find("offer_accept", Button)
    hands.press(Qt.Key.Key_Space)
    desk.until(lambda: not hands.sees("view_offer"))
    desk.until(lambda: kinds(desk) == {StepKind.DELIVERED})
    assert the_photo(desk).shares[0].paid_cents == 25
    assert gallery_world.held_cents(family) == 0
    desk.until(lambda: "it is what people there get." in words(desk))
    assert hands.find("panel_offer", Button).text() == "See the changed photo"
    look(desk)
    assert not hands.sees("offer_accept")
    assert "as you accepted it." in plain(words(desk))


def test_declining_waits_for_the_line_brings_the_money_back_and_says_why(
    offered: Desk, gallery_world: GalleryWorld, family: Family, live: LiveServer
) -> None:
    desk, hands = offered, offered.hands
    look(desk)
    live.stop()
    hands.click("offer_decline")
    desk.until(lambda: hands.sees("offer_fault"))
    assert hands.find("offer_fault", NoticeCard).text.endswith("nothing is decided.")
    assert hands.find("offer_accept", Button).isEnabled()
    assert picture(desk, "offer_changed") is not None
    live.start()
    desk.until(lambda: desk.app.photos.is_online)
    assert gallery_world.held_cents(family) == 25
    hands.click("offer_decline")
    desk.until(lambda: kinds(desk) == {StepKind.REFUSED})
    assert not hands.sees("view_offer")
    assert gallery_world.held_cents(family) == 0
    desk.until(lambda: "You declined the changed photo" in words(desk))
    assert not hands.sees("panel_offer")
    assert "Rule 11: No licence plates." in plain(words(desk))
    assert hands.sees("panel_mend")
    assert hands.sees("panel_appeal")
    assert the_photo(desk).shares[0].regions[0].x == MARK.x


def test_another_offer_meanwhile_shows_other_bytes_before_it_can_be_accepted(
    offered: Desk, gallery_world: GalleryWorld, family: Family
) -> None:
    desk, hands = offered, offered.hands
    look(desk)
    photo = gallery_world.photos(family)[0]
    gallery_world.take_back(photo)
    desk.until(lambda: kinds(desk) == {StepKind.IN_REVIEW})
    assert not hands.sees("view_offer")
    upper = Change(crop=Region(x=0.0, y=0.0, width=1.0, height=0.5))
    shown = gallery_world.offer(photo, upper)
    desk.until(lambda: hands.sees("panel_offer"))
    look(desk)
    changed = hands.find("offer_changed", PhotoLook).picture
    assert changed is not None
    assert changed.height() * 2 == changed.width()
    assert "Its edges are cut off; nothing else is changed." in words(desk)
    hands.click("offer_accept")
    desk.until(lambda: kinds(desk) == {StepKind.DELIVERED})
    offer = gallery_world.photos(family)[0].parts[0].offer
    assert offer is not None
    assert offer.photo.sha256 == shown


def test_only_the_facility_that_offers_is_answered_and_whoever_joins_there_gets_the_changed_one(
    desk: Desk, gallery_world: GalleryWorld, live: LiveServer
) -> None:
    family, hands = gallery_world.add_family("two@example.org", facilities=2), desk.hands
    photo = gallery_world.share(family, facilities=2)
    gallery_world.offer(photo, COVERED, 1)
    live.connect(family.member_id, live.add_resident(photo.parts[1].facility_id, "Chidi Okafor"))
    choose(desk, family)
    desk.until(lambda: hands_see_one(desk) and hands.sees("panel_share"))
    hands.click("panel_share")
    desk.until(lambda: hands.sees("share_everybody") and bool(desk.app.share_photo.people))
    hands.click("share_everybody")
    desk.until(lambda: "They get the changed photo, if you accept it." in words(desk))
    hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: hands.sees("panel_offer"))
    look(desk)
    assert "Facility 2 of two@example.org can't pass on" in plain(hands.find("offer_lead", Label).text())
    hands.click("offer_accept")
    desk.until(lambda: gallery_world.states(family) == [State.PENDING, State.DELIVERED])
    desk.until(lambda: "it is what people there get." in words(desk) and hands.sees("panel_share"))
    hands.click("panel_share")
    desk.until(lambda: hands.sees("share_everybody") and bool(desk.app.share_photo.people))
    hands.click("share_everybody")
    desk.until(lambda: "They get the changed photo you accepted; nobody looks at it again." in words(desk))


def hands_see_one(desk: Desk) -> bool:
    """One button, for the one facility that offers."""
    found = desk.program.window.findChildren(Button, "panel_offer")
    return len([button for button in found if button.isVisible()]) == 1
