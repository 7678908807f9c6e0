"""Sharing photos in the real window with the real server: taken, uploaded, shared, approved, not approved, mended."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication

from app.domain.values import Connection, StepKind
from app.tour.hands import CONTROL
from app.views.name_field import NameField
from app.widgets.tile_grid import TileGrid
from contract.messages import State
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_gallery import GalleryWorld
from tests.views.sharing.on_photos import (
    kinds,
    open_gallery,
    open_photos,
    share,
    through_the_editor,
    upload,
    words,
)
from tests.views.with_window import Desk


def test_one_photo_goes_from_file_to_approved(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    upload(desk, pictures[0])
    through_the_editor(desk)
    share(desk, gallery="Our garden")
    open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    (sent,) = gallery_world.photos(family)
    assert (sent.title, gallery_world.galleries(family)) == ("garden 0", ["Our garden"])
    assert gallery_world.held_cents(family) == 25
    gallery_world.approve(sent)
    desk.until(lambda: kinds(desk) == {StepKind.DELIVERED})
    grid = desk.hands.find("photos_grid", TileGrid)
    grid.setFocus()
    grid.go_to(0)
    desk.until(lambda: desk.hands.sees("panel_state"))
    assert "Delivered" in words(desk)
    desk.until(lambda: "25¢ paid" in words(desk))


def test_three_files_get_titles_and_one_audience(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    upload(desk, *pictures)
    desk.until(lambda: desk.hands.sees("share_photo"))
    share(desk, gallery="Our garden")
    open_gallery(desk)
    desk.until(lambda: len(gallery_world.photos(family)) == 3)
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    assert {photo.title for photo in gallery_world.photos(family)} == {"garden 0", "garden 1", "garden 2"}
    assert gallery_world.held_cents(family) == 75


def test_a_refused_photo_shows_its_mark_is_mended_and_shared_again(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    upload(desk, pictures[0])
    through_the_editor(desk)
    share(desk, gallery="Our garden")
    grid = open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    gallery_world.refuse(gallery_world.photos(family)[0])
    desk.until(lambda: kinds(desk) == {StepKind.REFUSED})
    grid.setFocus()
    grid.go_to(0)
    desk.until(lambda: desk.hands.sees("panel_mend"))
    assert "No licence plates." in words(desk)
    assert "25¢ is back in your balance" in words(desk)
    desk.hands.click("panel_mend")
    desk.until(lambda: desk.hands.sees("edit_photo") and desk.app.edit_photo.picture is not None)
    desk.app.edit_photo.set_brightness(30)
    through_the_editor(desk)
    assert desk.app.prepare_photos.items[0].replaces is not None
    desk.until(lambda: desk.app.share_photo.people and desk.app.share_photo.reach.places)
    desk.hands.click("share_share")
    desk.until(lambda: not desk.hands.sees("share_photo"))
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    (mended,) = gallery_world.photos(family)
    assert mended.title == "garden 0"
    assert mended.parts[0].state is State.PENDING


def test_offline_the_photo_is_kept_and_goes_out_by_itself(
    signed_in: Desk, live: LiveServer, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    live.stop()
    desk.until(lambda: desk.app.connection is Connection.OFFLINE)
    upload(desk, pictures[0])
    through_the_editor(desk)
    share(desk, gallery="Our garden")
    open_gallery(desk)
    assert kinds(desk) == {StepKind.QUEUED}
    assert "kept here. They go out by themselves when you are online." in words(desk)
    live.start()
    desk.app.try_now()
    desk.until(lambda: kinds(desk) == {StepKind.PENDING}, timeout_ms=20_000)
    assert gallery_world.ever_taken(family) == 1


def test_too_little_balance_is_said_before_the_chooser_opens(
    desk: Desk, gallery_world: GalleryWorld, pictures: tuple[str, ...]
) -> None:
    poor = gallery_world.add_family("poor@example.org", funds_cents=0)
    desk.sign_in(poor)
    open_photos(desk)
    upload(desk, pictures[0])
    assert desk.hands.sees("before_photo")
    assert "25¢ is missing" in words(desk)
    desk.hands.click("before_go_on")
    through_the_editor(desk)
    desk.until(lambda: bool(desk.app.share_photo.people))
    desk.hands.find("share_gallery_name", NameField).set_text("Our garden")
    desk.hands.click("share_everybody")
    desk.hands.click("share_share")
    assert desk.hands.sees("share_photo")
    desk.until(lambda: desk.hands.sees("share_add_funds"))


def test_files_are_pasted_onto_the_tab(signed_in: Desk, pictures: tuple[str, ...]) -> None:
    desk = signed_in
    open_photos(desk)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in pictures[:2]])
    QGuiApplication.clipboard().setMimeData(mime)
    desk.hands.press(Qt.Key.Key_V, CONTROL)
    desk.until(lambda: desk.hands.sees("share_photo"))
    desk.until(lambda: desk.app.prepare_photos.is_ready)
    assert len(desk.app.prepare_photos.items) == 2
    desk.hands.press(Qt.Key.Key_Escape)
    desk.hands.click("confirm_go_on")
    desk.until(lambda: not desk.app.prepare_photos.items)


def test_a_photo_is_withdrawn_and_deleted(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    upload(desk, pictures[0])
    through_the_editor(desk)
    share(desk, gallery="Our garden")
    grid = open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    grid.setFocus()
    grid.go_to(0)
    desk.until(lambda: desk.hands.sees("panel_withdraw"))
    desk.hands.click("panel_withdraw")
    desk.until(lambda: kinds(desk) == {StepKind.WITHDRAWN})
    assert gallery_world.held_cents(family) == 0
    grid.setFocus()
    desk.hands.press(Qt.Key.Key_Delete)
    desk.until(lambda: desk.hands.sees("confirm_go_on"))
    desk.hands.click("confirm_go_on")
    desk.until(lambda: desk.app.photos.photos == ())
    desk.until(lambda: gallery_world.photos(family) == ())
