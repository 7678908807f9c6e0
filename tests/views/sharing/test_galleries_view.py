"""The Photos tab in the real window with the real server: by keys alone, from the camera, further people, no room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.gallery import PictureSize
from app.domain.values import StepKind
from app.tour.hands import CONTROL
from app.views.name_field import NameField
from app.widgets.button import Button
from app.widgets.notice import NoticeCard
from app.widgets.tile_grid import TileGrid
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_gallery import GalleryWorld
from tests.unit.app.viewmodels.test_disk import leave_no_room, make_room
from tests.views.sharing.on_photos import (
    kinds,
    open_gallery,
    open_photos,
    share,
    through_the_editor,
    upload,
    words,
)
from tests.views.test_keyboard_view import tab_to
from tests.views.with_window import Desk

NO_KEYS = Qt.KeyboardModifier.NoModifier


def shared(desk: Desk, *paths: str) -> TileGrid:
    """These files at the server, in the open gallery."""
    open_photos(desk)
    upload(desk, *paths)
    if len(paths) == 1:
        through_the_editor(desk)
    else:
        desk.until(lambda: desk.hands.sees("share_photo"))
    share(desk, gallery="Our garden")
    grid = open_gallery(desk)
    desk.until(lambda: [photo.kind for photo in desk.app.photos.photos] == [StepKind.PENDING] * len(paths))
    return grid


def drop(widget: QWidget, *paths: str) -> None:
    """As if files had been dragged from the desktop."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    left, copy = Qt.MouseButton.LeftButton, Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), copy, mime, left, NO_KEYS)
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(widget, QDropEvent(QPointF(9, 9), copy, mime, left, NO_KEYS))


def test_a_photo_is_shared_and_seen_without_touching_the_mouse(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk, hands = signed_in, signed_in.hands
    open_photos(desk)
    desk.program.screens.sheets.picker.answer_with(pictures[0])
    tab_to(desk, "empty_upload")
    hands.press(Qt.Key.Key_Space)
    desk.until(lambda: hands.sees("edit_photo") and desk.app.edit_photo.picture is not None)
    for _ in range(2):
        tab_to(desk, "edit_next")
        hands.press(Qt.Key.Key_Space)
    desk.until(lambda: hands.sees("share_photo") and not hands.sees("edit_photo"))
    desk.until(lambda: bool(desk.app.share_photo.people))
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.type("Sofi in the snow")
    tab_to(desk, "share_person_box")
    hands.press(Qt.Key.Key_Space)
    desk.until(lambda: desk.app.share_photo.reach.total_cents == 25)
    tab_to(desk, "share_share")
    hands.press(Qt.Key.Key_Space)
    desk.until(lambda: not hands.sees("share_photo"))
    desk.until(lambda: bool(gallery_world.photos(family)))
    assert gallery_world.photos(family)[0].title == "Sofi in the snow"
    gallery_world.approve(gallery_world.photos(family)[0])
    desk.until(lambda: hands.sees("galleries_grid"))
    tab_to(desk, "galleries_grid")
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: kinds(desk) == {StepKind.DELIVERED})
    tab_to(desk, "photos_grid")
    hands.press(Qt.Key.Key_Home)
    hands.press(Qt.Key.Key_F2)
    desk.until(lambda: hands.sees("name_it"))
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.type("Sofi")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: desk.app.photos.photos[0].title == "Sofi")
    tab_to(desk, "photos_grid")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("view_photo"))
    key = desk.app.photos.photos[0].key
    desk.until(lambda: desk.app.photos.picture(key, PictureSize.FULL) is not None)
    hands.press(Qt.Key.Key_I)
    desk.until(lambda: hands.sees("view_panel") and "Delivered" in words(desk))
    hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: not hands.sees("view_photo"))
    for _ in range(2):
        hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: hands.sees("galleries_grid"))


def test_too_little_balance_is_said_before_the_camera_opens(desk: Desk, gallery_world: GalleryWorld) -> None:
    desk.sign_in(gallery_world.add_family("poor@example.org", funds_cents=10))
    open_photos(desk)
    desk.hands.click("empty_take")
    assert desk.hands.sees("before_photo")
    assert not desk.hands.sees("take_photo")
    assert "15¢ is missing" in words(desk)
    desk.hands.click("before_add_funds")
    desk.until(lambda: desk.hands.sees("voucher_code"))
    desk.hands.press(Qt.Key.Key_Escape)
    desk.hands.click("empty_take")
    desk.hands.click("before_go_on")
    desk.until(lambda: desk.app.take_photo.can_shoot)
    desk.hands.press(Qt.Key.Key_Space)
    desk.until(lambda: desk.hands.sees("use_photo"))
    desk.hands.click("use_photo")
    through_the_editor(desk)
    assert desk.hands.find("share_title", NameField).text == ""
    desk.hands.click("share_share")
    assert "The photo needs a title." in words(desk)


def test_files_are_dropped_and_one_of_them_is_no_picture(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...], tmp_path: object
) -> None:
    desk = signed_in
    open_photos(desk)
    page = desk.hands.find("photos_view", QWidget)
    broken = pictures[2]
    with open(broken, "wb") as file:
        file.write(b"no picture at all")
    drop(page, *pictures)
    desk.until(lambda: desk.hands.sees("share_photo"))
    desk.until(lambda: desk.app.prepare_photos.is_ready)
    assert desk.hands.sees("share_row_fault")
    share(desk, gallery="Our garden")
    desk.until(lambda: len(gallery_world.photos(family)) == 2)
    assert gallery_world.held_cents(family) == 50


def test_a_photo_goes_to_further_people_without_a_price_where_it_is_approved(
    desk: Desk, live: LiveServer, gallery_world: GalleryWorld, pictures: tuple[str, ...]
) -> None:
    family = gallery_world.add_family("two@example.org")
    place = live.services.contacts.page(family.member_id).items[0].facility_id
    desk.sign_in(family)
    grid = shared(desk, pictures[0])
    gallery_world.approve(gallery_world.photos(family)[0])
    desk.until(lambda: kinds(desk) == {StepKind.DELIVERED})
    live.connect(family.member_id, live.add_resident(place, "Their cousin"))
    grid.setFocus()
    grid.go_to(0)
    desk.until(lambda: desk.hands.sees("panel_share"))
    desk.hands.click("panel_share")
    desk.until(lambda: desk.hands.sees("share_further"))
    desk.until(lambda: len(desk.app.share_photo.people) == 2)
    desk.until(lambda: "Has it already" in words(desk))
    desk.hands.tick("share_person_box", "Their cousin")
    desk.until(lambda: bool(desk.app.share_photo.reach.places))
    desk.until(lambda: "Already approved here: nobody looks at it again." in words(desk))
    assert "It costs nothing." in words(desk)
    assert desk.hands.find("share_share", Button).text() == "Share"
    desk.hands.click("share_share")
    desk.until(lambda: not desk.hands.sees("share_further"))
    desk.until(lambda: len(desk.app.photos.photos[0].shares[0].names) == 2)
    assert gallery_world.ever_submitted(family) == 1


def test_a_full_disk_keeps_everything_in_the_window_until_there_is_room(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    upload(desk, *pictures)
    desk.until(lambda: desk.hands.sees("share_photo"))
    desk.until(lambda: desk.app.prepare_photos.is_ready)
    desk.until(lambda: bool(desk.app.share_photo.people))
    session = desk.app.hub.session
    assert session is not None
    session.stores.database.read(leave_no_room)
    desk.hands.click("share_everybody")
    desk.until(lambda: bool(desk.app.share_photo.reach.places))
    desk.hands.click("share_share")
    desk.until(lambda: desk.hands.sees("share_said"))
    assert "The disk is full." in desk.hands.find("share_said", NoticeCard).text
    assert desk.hands.sees("share_photo")
    assert len(desk.app.prepare_photos.items) == 3
    session.stores.database.read(make_room)
    desk.hands.click("share_share")
    desk.until(lambda: not desk.hands.sees("share_photo"))
    desk.until(lambda: len(gallery_world.photos(family)) == 3)
    assert gallery_world.ever_taken(family) == 3
    assert gallery_world.galleries(family) == ["My photos"]


def test_photos_are_chosen_together_moved_into_a_new_gallery_and_deleted_with_a_word_on_what_was_delivered(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    grid = shared(desk, *pictures)
    gallery_world.approve(gallery_world.photos(family)[0])
    desk.until(lambda: StepKind.DELIVERED in kinds(desk))
    desk.hands.click("gallery_pick")
    desk.hands.click("gallery_all")
    desk.hands.click("gallery_move")
    desk.until(lambda: desk.hands.sees("choose_gallery"))
    desk.hands.fill("choose_gallery_name", "Spring")
    desk.hands.press(Qt.Key.Key_Return)
    desk.until(lambda: desk.app.photos.photos == ())
    desk.until(lambda: gallery_world.galleries(family) == ["Spring", "Our garden"])
    desk.hands.press(Qt.Key.Key_Escape)
    desk.app.photos.close_gallery()
    open_gallery(desk, 0)
    desk.until(lambda: len(desk.app.photos.photos) == 3)
    grid.setFocus()
    grid.selectAll()
    desk.hands.press(Qt.Key.Key_Delete)
    desk.until(lambda: desk.hands.sees("confirm_go_on"))
    assert "1 photo was delivered already: who has it keeps it." in words(desk)
    assert "50¢ is free again" in words(desk)
    desk.hands.click("confirm_go_on")
    desk.until(lambda: desk.app.photos.photos == ())
    desk.until(lambda: gallery_world.held_cents(family) == 0)


@pytest.mark.parametrize("turn", ["cancel", "restart"])
def test_what_waits_here_is_cancelled_or_outlives_the_program(
    signed_in: Desk,
    live: LiveServer,
    gallery_world: GalleryWorld,
    family: Family,
    pictures: tuple[str, ...],
    turn: str,
) -> None:
    desk = signed_in
    open_photos(desk)
    live.stop()
    upload(desk, *pictures)
    desk.until(lambda: desk.hands.sees("share_photo"))
    share(desk, gallery="Our garden")
    open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.QUEUED} and desk.hands.sees("uploads_cancel"))
    if turn == "cancel":
        desk.hands.click("uploads_cancel")
        desk.until(lambda: desk.hands.sees("confirm_go_on"))
        desk.hands.click("confirm_go_on")
        desk.until(lambda: desk.app.photos.photos == ())
    else:
        desk.close()
    live.start()
    if turn == "restart":
        desk.open()
    desk.app.try_now()
    count = 0 if turn == "cancel" else 3
    desk.until(lambda: gallery_world.galleries(family) == ["Our garden"], timeout_ms=20_000)
    desk.until(lambda: gallery_world.ever_taken(family) == count, timeout_ms=20_000)
    desk.until(lambda: desk.app.hub.tally.waiting_photos == 0)
    assert gallery_world.held_cents(family) == 25 * count
