"""Appealing a photo that was not approved, in the real window: asked once, decided by somebody else, final."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.domain.values import StepKind
from app.widgets.button import Button
from app.widgets.draft_box import DraftEdit
from app.widgets.notice import NoticeCard
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_gallery import GalleryWorld
from tests.views.sharing.on_photos import kinds, open_gallery, open_photos, words
from tests.views.with_window import Desk


def plain(said: str) -> str:
    """Without the marks that keep names from turning a sentence around."""
    return said.replace("\u2068", "").replace("\u2069", "")


@pytest.fixture
def refused(desk: Desk, gallery_world: GalleryWorld, family: Family) -> Desk:
    """One photo that was not approved, chosen in its gallery."""
    gallery_world.refuse(gallery_world.share(family))
    desk.sign_in(family)
    open_photos(desk)
    grid = open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.REFUSED})
    grid.setFocus()
    grid.go_to(0)
    desk.until(lambda: desk.hands.sees("panel_appeal"))
    return desk


def ask(desk: Desk) -> None:
    """Opens the sheet."""
    desk.hands.click("panel_appeal")
    desk.until(lambda: desk.app.appeal.can_send)


def test_an_appeal_is_decided_by_somebody_else_and_then_final(
    refused: Desk, gallery_world: GalleryWorld, family: Family
) -> None:
    desk, hands = refused, refused.hands
    assert hands.find("panel_appeal", Button).text().startswith("Appeal until")
    ask(desk)
    box = hands.find("appeal_words", DraftEdit)
    box.insertPlainText("a" * 501)
    assert not hands.find("appeal_send", Button).isEnabled()
    box.selectAll()
    hands.type("There is no car in it.")
    hands.press(Qt.Key.Key_Escape)
    ask(desk)
    assert hands.find("appeal_words", DraftEdit).text == "There is no car in it."
    hands.click("appeal_send")
    desk.until(lambda: not hands.sees("appeal"))
    desk.until(lambda: kinds(desk) == {StepKind.APPEALED})
    assert gallery_world.held_cents(family) == 25
    desk.until(lambda: "Somebody who did not decide the first time looks at it again." in words(desk))
    assert not hands.sees("panel_appeal")
    gallery_world.decide_appeal(gallery_world.photos(family)[0], is_approved=False)
    desk.until(lambda: kinds(desk) == {StepKind.REFUSED})
    desk.until(lambda: "did not approve it either; that is final." in plain(words(desk)))
    assert "It is still there." in words(desk)
    assert not hands.sees("panel_appeal")
    assert hands.sees("panel_mend")
    assert gallery_world.held_cents(family) == 0


def test_an_appeal_that_costs_more_than_there_is_says_so_and_keeps_the_words(
    refused: Desk, live: LiveServer, gallery_world: GalleryWorld, family: Family
) -> None:
    desk, hands = refused, refused.hands
    live.spend(family, 1_000)
    desk.until(lambda: desk.app.balance is not None and desk.app.balance.available_cents == 0)
    ask(desk)
    hands.type("Please look again.")
    hands.click("appeal_send")
    desk.until(lambda: hands.sees("appeal_said"))
    assert hands.find("appeal_said", NoticeCard).text.startswith("25¢ is missing.")
    assert hands.find("appeal_send", Button).role == "outline"  # one solid button: the way to the money
    assert gallery_world.held_cents(family) == 1_000
    live.pay_in(family.member_id, 25)
    desk.until(lambda: desk.app.balance is not None and desk.app.balance.available_cents == 25)
    hands.click("appeal_send")
    desk.until(lambda: kinds(desk) == {StepKind.APPEALED})
    gallery_world.decide_appeal(gallery_world.photos(family)[0], is_approved=True)
    desk.until(lambda: kinds(desk) == {StepKind.DELIVERED})
    desk.until(lambda: "Approved by somebody else after your appeal of" in words(desk))


def test_offline_nothing_is_asked_and_the_words_stay(refused: Desk, live: LiveServer) -> None:
    hands = refused.hands
    ask(refused)
    hands.type("Please look again.")
    live.stop()
    hands.click("appeal_send")
    refused.until(lambda: hands.sees("appeal_said"))
    assert hands.find("appeal_said", NoticeCard).text.endswith("Your words are kept.")
    assert hands.find("appeal_words", DraftEdit).text == "Please look again."
    assert hands.find("appeal_send", Button).isEnabled()
