"""Words twice as large in the smallest window: whatever is in view is said whole, and what has no room scrolls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.tour.hands import CONTROL
from app.views.scroll_sheet import ScrollSheet
from app.widgets.button import Button
from tests.unit.app.live import Family
from tests.unit.app.live_gallery import GalleryWorld
from tests.views.sharing.on_photos import open_gallery, open_photos, share, upload
from tests.views.what_is_cut import cut_words
from tests.views.with_window import Desk


def cut(desk: Desk) -> list[str]:
    """Words on the screen that can't be read whole."""
    return cut_words(desk.program.window)


@pytest.fixture
def large(desk: Desk, gallery_world: GalleryWorld, family: Family) -> Iterator[Desk]:
    """Signed in, everything twice as large."""
    desk.program.window.resize(1024, 700)
    desk.program.themes.set_text_scale(2.0)
    desk.sign_in(family)
    yield desk
    desk.program.themes.set_text_scale(1.0)


def choose_first(desk: Desk) -> None:
    """The photo with its details beside it."""
    open_photos(desk)
    grid = open_gallery(desk)
    grid.setFocus()
    grid.go_to(0)
    desk.until(lambda: desk.hands.sees("photo_panel"))


def test_an_offer_is_told_whole_beside_its_photo(
    large: Desk, gallery_world: GalleryWorld, family: Family
) -> None:
    gallery_world.offer(gallery_world.share(family))
    choose_first(large)
    large.until(lambda: large.hands.sees("panel_offer"))
    large.until(lambda: not cut(large))


def test_sheets_scroll_where_the_window_is_too_low_and_keep_their_buttons(
    large: Desk, gallery_world: GalleryWorld, family: Family
) -> None:
    gallery_world.refuse(gallery_world.share(family))
    choose_first(large)
    hands = large.hands
    large.until(lambda: hands.sees("panel_appeal"))
    hands.click("panel_appeal")
    large.until(lambda: hands.sees("appeal_words"))
    large.until(lambda: not cut(large))
    buttons_in_view(large, "appeal")
    hands.press(Qt.Key.Key_Escape)
    hands.press(Qt.Key.Key_4, CONTROL)
    hands.click("overview_add_funds")
    large.until(lambda: hands.sees("card_pay") and not cut(large))
    buttons_in_view(large, "add_funds")


def buttons_in_view(desk: Desk, name: str) -> None:
    """Those at the foot stand inside the sheet; the others are as high as their words need, above or in reach."""
    sheet = desk.hands.find(name, ScrollSheet)
    for button in sheet.panel.findChildren(Button):
        if button.isVisible():
            assert button.height() >= button.sizeHint().height(), button.text()
    foot = [button for button in sheet.panel.findChildren(Button) if not sheet.body_holds(button)]
    assert foot
    for button in foot:
        assert sheet.panel.rect().contains(button.mapTo(sheet.panel, button.rect().center())), button.text()


def whole(desk: Desk) -> None:
    """Nothing is cut, as soon as everything has its place."""
    try:
        desk.until(lambda: not cut(desk), 5_000)
    except TimeoutError as late:
        raise AssertionError("\n".join(cut(desk))) from late


def test_what_is_shared_with_whom_and_what_waits_for_it_is_said_whole(
    large: Desk, pictures: tuple[str, ...]
) -> None:
    open_photos(large)
    whole(large)
    upload(large, *pictures)
    hands = large.hands
    large.until(lambda: hands.sees("share_photo") and large.app.prepare_photos.is_ready)
    large.until(lambda: bool(large.app.share_photo.people))
    hands.click("share_everybody")
    large.until(lambda: bool(large.app.share_photo.reach.places))
    whole(large)
    hands.press(Qt.Key.Key_Escape)
    large.until(lambda: hands.sees("confirm_stay"))
    whole(large)
    hands.click("confirm_stay")
    large.until(lambda: not hands.sees("share_photo"))
    large.until(lambda: hands.sees("photos_left"))
    whole(large)  # the invitation below the notice
    hands.click("photos_go_on")
    large.until(lambda: hands.sees("share_photo") and bool(large.app.share_photo.people))
    share(large, gallery="Our garden in the summer before last")
    large.until(lambda: hands.sees("galleries_grid"))
    whole(large)
    open_gallery(large)
    whole(large)
