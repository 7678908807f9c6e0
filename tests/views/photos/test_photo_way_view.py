"""The way of a profile photo in the real window: chosen or taken, edited, sent, approved or not, mended."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from app.domain.values import StepKind
from app.tour.hands import CONTROL, NO_KEYS
from app.views.account_photo import PhotoCard
from app.widgets.avatar import Avatar
from app.widgets.marked_photo import MarkedPhoto
from app.widgets.notice import NoticeCard
from app.widgets.state_line import StateLine
from app.widgets.waiting_photo import WaitingPhoto
from tests.mjpeg_camera import MjpegCamera
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_photos import MARK, PhotoWorld
from tests.unit.app.windowless import kept_secrets
from tests.views.on_editor import editor
from tests.views.photos.way import choose, kind, notice, open_account, send, send_one
from tests.views.with_window import Desk


def test_a_photo_from_a_file_is_shown_as_soon_as_it_is_approved(
    desk: Desk, family: Family, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    send_one(desk, picture)
    hands = desk.hands
    assert hands.find("account_photo_caption", StateLine).text == "Waiting"
    assert hands.find("account_photo_waiting", WaitingPhoto).picture is None  # its facility hides it
    assert hands.words("account_photo_sentence").startswith("Your photo was sent today at")
    assert hands.find("account_photo_shown", Avatar).picture is None
    world.approve(family)
    desk.until(lambda: hands.find("account_photo_shown", Avatar).picture)
    assert not hands.sees("account_photo_waiting")
    assert hands.words("account_photo_sentence").startswith("Approved")
    assert world.sent_count(family) == 1
    shown = hands.find("account_photo_shown", Avatar).picture
    hands.press(Qt.Key.Key_2, CONTROL)
    assert hands.find("news_face", Avatar).picture is shown


def test_a_photo_approved_while_news_are_read_is_shown_there_at_once(
    desk: Desk, family: Family, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    send_one(desk, picture)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    face = desk.hands.find("news_face", Avatar)
    assert face.picture is None
    world.approve(family)
    desk.until(lambda: face.picture)


def test_the_photo_shown_stays_while_a_new_one_waits_beside_it(
    desk: Desk, live: LiveServer, world: PhotoWorld, picture: Path
) -> None:
    family = world.add_family("ines@example.org", sees_pending=True)
    desk.sign_in(family)
    send_one(desk, picture)
    world.approve(family)
    shown = desk.hands.find("account_photo_shown", Avatar)
    desk.until(lambda: shown.picture)
    old = shown.picture
    choose(desk, picture)
    desk.app.edit_photo.set_brightness(40)
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    waiting = desk.hands.find("account_photo_waiting", WaitingPhoto)
    desk.until(lambda: waiting.picture)
    assert shown.picture is old
    assert "The old one stays until it is approved" in desk.hands.words("account_photo_sentence")


def test_one_that_came_back_shows_why_and_goes_on_from_the_same_edit(
    desk: Desk, family: Family, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    open_account(desk)
    choose(desk, picture)
    desk.app.edit_photo.set_brightness(30)
    desk.app.edit_photo.zoom_to(1.5)
    edits = desk.app.edit_photo.edits
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    world.refuse(family)
    words = notice(desk).text.replace("\u2068", "").replace("\u2069", "")
    assert words.endswith("Rule 3: Faces must be seen. Take the cap off.")
    marked = desk.hands.find("account_photo_marked", MarkedPhoto)
    assert [(mark.x, mark.y) for mark in marked.marks] == [(MARK.x, MARK.y)]
    desk.hands.click("account_photo_action")
    sheet = editor(desk)
    assert desk.app.edit_photo.edits == edits
    assert len(sheet.marks) == 1
    said = desk.hands.find("edit_reason", NoticeCard).text
    assert said.replace("\u2068", "").replace("\u2069", "").endswith("Take the cap off.")
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    assert world.sent_count(family) == 2


def test_one_whose_file_is_gone_goes_on_from_the_picture_that_was_sent(
    desk: Desk, family: Family, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    open_account(desk)
    choose(desk, picture)
    desk.app.edit_photo.set_brightness(30)
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    picture.unlink()
    world.refuse(family)
    notice(desk)
    desk.hands.click("account_photo_action")
    editor(desk)
    assert desk.app.edit_photo.edits.brightness == 0
    assert desk.app.edit_photo.size.width == 640


def test_on_another_computer_it_goes_on_from_the_picture_that_was_sent_too(
    desk: Desk, family: Family, world: PhotoWorld, picture: Path, tmp_path: Path
) -> None:
    desk.sign_in(family)
    send_one(desk, picture)
    world.refuse(family)
    desk.close()
    desk.folder, desk.secrets = tmp_path / "elsewhere", kept_secrets()
    desk.open()
    desk.sign_in(family)
    open_account(desk)
    notice(desk)
    marked = desk.hands.find("account_photo_marked", MarkedPhoto)
    desk.until(lambda: marked.picture)
    desk.hands.click("account_photo_action")
    assert len(editor(desk).marks) == 1
    assert desk.app.edit_photo.size.width == 640


def drop(desk: Desk, path: Path) -> None:
    """As the system does when a file is let go of over the card."""
    card = desk.hands.find("account_photo", PhotoCard)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    place, action, button = QPoint(20, 20), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    QApplication.sendEvent(card, QDragEnterEvent(place, action, mime, button, NO_KEYS))
    QApplication.sendEvent(card, QDropEvent(QPointF(place), action, mime, button, NO_KEYS))


def test_a_picture_dropped_onto_the_card_opens_the_editor(
    desk: Desk, family: Family, picture: Path, tmp_path: Path
) -> None:
    desk.sign_in(family)
    open_account(desk)
    letter = tmp_path / "letter.jpg"
    letter.write_text("no picture at all")
    drop(desk, letter)
    desk.until(lambda: desk.hands.sees("edit_photo"))
    desk.until(lambda: desk.hands.sees("choose_other_file"))
    desk.hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: not desk.hands.sees("edit_photo"))
    drop(desk, picture)
    assert not editor(desk).holds_work


def test_a_photo_is_taken_with_the_camera_and_can_be_mended_later(
    desk: Desk, family: Family, world: PhotoWorld, camera: MjpegCamera
) -> None:
    desk.sign_in(family)
    open_account(desk)
    desk.hands.click("account_photo_take")
    desk.until(lambda: desk.app.take_photo.can_shoot)
    desk.hands.click("shutter")
    desk.until(lambda: desk.hands.sees("use_photo"))
    desk.hands.click("use_photo")
    editor(desk)
    assert not desk.hands.sees("take_photo")
    size = desk.app.edit_photo.size
    assert (size.width, size.height) == (camera.width, camera.height)
    desk.app.edit_photo.set_brightness(15)
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    world.refuse(family)
    notice(desk)
    desk.hands.click("account_photo_action")
    editor(desk)
    assert desk.app.edit_photo.edits.brightness == 15
    assert desk.app.edit_photo.size == size
