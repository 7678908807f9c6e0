"""What the tests of the Photos tab do again and again: open it, bring files, edit, share, open a gallery, look."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.domain.gallery import GalleryPhoto
from app.domain.values import StepKind
from app.tour.hands import CONTROL
from app.views.name_field import NameField
from app.widgets.tile_grid import TileGrid
from tests.views.with_window import Desk


def open_photos(desk: Desk) -> None:
    desk.until(QApplication.focusWidget)
    desk.hands.press(Qt.Key.Key_3, CONTROL)
    desk.until(lambda: desk.hands.sees("photos_view"))
    desk.until(lambda: desk.app.photos.price_line.price_cents is not None)
    desk.until(lambda: not desk.app.photos.is_loading)


def upload(desk: Desk, *paths: str) -> None:
    """Upload New Photo, with the chooser answered."""
    for path in paths:
        desk.program.screens.sheets.picker.answer_with(path)
    name = "empty_upload" if desk.hands.sees("empty_upload") else "photos_upload"
    desk.hands.click(name)


def through_the_editor(desk: Desk) -> None:
    desk.until(lambda: desk.hands.sees("edit_photo") and desk.app.edit_photo.picture is not None)
    desk.hands.click("edit_next")
    desk.hands.click("edit_next")
    desk.until(lambda: desk.hands.sees("share_photo") and not desk.hands.sees("edit_photo"))


def share(desk: Desk, *, gallery: str = "") -> None:
    """With everybody, into a new gallery if one is named."""
    desk.until(lambda: desk.app.prepare_photos.is_ready)
    desk.until(lambda: bool(desk.app.share_photo.people))
    if gallery:
        desk.hands.find("share_gallery_name", NameField).set_text(gallery)
    desk.hands.click("share_everybody")
    desk.until(lambda: bool(desk.app.share_photo.reach.places))
    desk.hands.click("share_share")
    desk.until(lambda: not desk.hands.sees("share_photo"))


def open_gallery(desk: Desk, place: int = 0) -> TileGrid:
    desk.until(lambda: bool(desk.app.photos.galleries))
    if desk.app.photos.gallery_id is None:
        grid = desk.hands.find("galleries_grid", TileGrid)
        grid.setFocus()
        grid.go_to(place)
        desk.hands.press(Qt.Key.Key_Return)
    desk.until(lambda: desk.hands.sees("photos_grid") and desk.app.photos.photos)
    return desk.hands.find("photos_grid", TileGrid)


def the_photo(desk: Desk) -> GalleryPhoto:
    return desk.app.photos.photos[0]


def kinds(desk: Desk) -> set[StepKind | None]:
    return {photo.kind for photo in desk.app.photos.photos}


def words(desk: Desk) -> str:
    return " ".join(label.text() for label in desk.program.window.findChildren(QLabel) if label.isVisible())
