"""A photo that stands for a contact: chosen or taken, shown wherever they are drawn, on this computer only."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QLabel, QListView, QWidget
from sqlalchemy import func, select

from app.domain.errors import StorageFault, StorageFaultKind
from app.domain.photos import CONTACT_PHOTO_SIDE, PhotoPurpose
from app.services.contact_photos import ContactPhotosService
from app.tour.hands import CONTROL
from app.views.sheets.contact_details import ContactDetailsSheet
from app.views.sheets.edit_photo import EditPhotoSheet
from app.widgets.avatar import Avatar
from app.widgets.conversation_list import ConversationList
from app.widgets.faces import FACES
from app.widgets.notice import NoticeCard
from server.store.tables import pictures
from tests.unit.app.live import Family, LiveServer
from tests.views.on_editor import editor, kept
from tests.views.with_window import Desk, no_keyring

GREEN = QColor(20, 160, 60)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A file on this computer, larger than what is kept, all of one colour."""
    image = QImage(900, 700, QImage.Format.Format_RGB32)
    image.fill(GREEN)
    path = tmp_path / "mateo.png"
    assert image.save(str(path))
    return path


def open_page(desk: Desk) -> None:
    """The page of the contact whose conversation is open."""
    if not desk.hands.sees("thread_info"):
        desk.write_to("Mateo")
    desk.hands.click("thread_info")
    desk.until(lambda: desk.hands.sees("contact_photo_choose"))


def choose(desk: Desk, picture: Path) -> EditPhotoSheet:
    desk.program.screens.sheets.picker.answer_with(str(picture))
    desk.hands.click("contact_photo_choose")
    return editor(desk)


def use(desk: Desk) -> None:
    """OK, OK."""
    for _ in range(2):
        desk.hands.click("edit_next")
    desk.until(lambda: not desk.hands.sees("edit_photo"))


def has_face(desk: Desk, family: Family) -> bool:
    return family.contact_id in desk.app.contact_photos.photos


def is_green(image: QImage, place: QRect | None = None) -> bool:
    """Whether the middle of it, or of a part of it in points, is the photo."""
    scale = image.devicePixelRatio()
    middle = (QRect(image.rect()) if place is None else place).center()
    if place is not None:
        middle = (place.center().toPointF() * scale).toPoint()
    seen = image.pixelColor(middle)
    return all(
        abs(a - b) < 12
        for a, b in zip(seen.getRgb()[:3], GREEN.getRgb()[:3], strict=True)  # type: ignore[index]
    )


def uploads(live: LiveServer) -> int:
    """How many pictures the server was ever given."""
    with live.services.store.read() as connection:
        return connection.execute(select(func.count()).select_from(pictures)).scalar_one()


def looks(desk: Desk) -> dict[str, bool]:
    """Where the photo of the contact is painted now, by the place in the window."""
    window = desk.program.window
    found: dict[str, bool] = {}
    for face in window.findChildren(Avatar):
        parent = face.parentWidget()
        while parent is not None and not parent.objectName():
            parent = parent.parentWidget()
        if face.isVisible() and parent is not None:
            found[parent.objectName()] = is_green(face.grab().toImage())
    for each in window.findChildren(ConversationList):
        if each.isVisible():
            found["conversations"] = _row_is_green(each)
    return found


def _row_is_green(view: QListView) -> bool:
    """Whether the disc at the beginning of the first row is."""
    row = view.visualRect(view.model().index(0, 0))
    image = view.viewport().grab(row).toImage()
    return is_green(image, QRect(20, 0, 44, row.height()))


def words(desk: Desk) -> str:
    """All that the contact's page says."""
    labels = desk.hands.find("contact_details", QWidget).findChildren(QLabel)
    return " ".join(label.text() for label in labels if label.isVisible())


def test_a_photo_from_a_file_stands_for_a_contact_in_every_place(
    desk: Desk, family: Family, live: LiveServer, picture: Path
) -> None:
    desk.sign_in(family)
    open_page(desk)
    assert not any(looks(desk).values())
    assert "Only you see it, on this computer." in words(desk)
    assert not desk.hands.sees("contact_photo_remove")
    sheet = choose(desk, picture)
    assert sheet.title.text().replace("\u2068", "").replace("\u2069", "") == "Photo for Mateo Rivera"
    assert desk.hands.words("task_price") == ""
    use(desk)
    desk.until(lambda: has_face(desk, family))
    assert desk.hands.sees("contact_details")  # the page is there again
    assert desk.hands.find("contact_details", QWidget).isAncestorOf(desk.program.window.focusWidget())
    desk.until(lambda: desk.hands.sees("contact_photo_remove"))
    desk.until(lambda: looks(desk) == {"contact_details": True, "thread_pane": True, "conversations": True})
    desk.hands.press(Qt.Key.Key_Escape)
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.until(lambda: desk.hands.sees("account_contacts"))
    desk.hands.click("account_contacts")
    desk.until(lambda: looks(desk).get("contacts_card"))
    assert uploads(live) == 0  # nothing of it left this computer


def test_it_is_small_and_carries_nothing_but_pixels(desk: Desk, family: Family, picture: Path) -> None:
    desk.sign_in(family)
    open_page(desk)
    choose(desk, picture)
    use(desk)
    desk.until(lambda: has_face(desk, family))
    found: list[dict[str, bytes]] = []
    desk.app.hub.storage(desk.app, lambda session: session.contact_photos.all(), found.append)
    desk.until(lambda: found)
    content = found[0][family.contact_id]
    image = QImage.fromData(content)
    assert (image.width(), image.height()) == (CONTACT_PHOTO_SIDE, CONTACT_PHOTO_SIDE)
    assert b"Exif" not in content


def test_it_is_there_after_a_restart_offline_and_after_signing_out_and_in(
    desk: Desk, family: Family, live: LiveServer, picture: Path
) -> None:
    desk.sign_in(family)
    open_page(desk)
    choose(desk, picture)
    use(desk)
    desk.until(lambda: has_face(desk, family))
    desk.close()
    live.stop()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    desk.until(lambda: looks(desk).get("conversations"))
    live.start()
    desk.app.try_now()
    desk.app.sign_out()
    desk.until(lambda: desk.app.session is None)
    assert FACES.of(family.contact_id) is None  # a stranger may come next
    desk.sign_in(family)
    desk.until(lambda: looks(desk).get("conversations"))


def test_nobody_else_who_signs_in_here_sees_it(
    desk: Desk, family: Family, live: LiveServer, picture: Path
) -> None:
    other = live.add_family("other@example.org")
    desk.sign_in(family)
    open_page(desk)
    choose(desk, picture)
    use(desk)
    desk.until(lambda: has_face(desk, family))
    desk.app.sign_out()
    desk.until(lambda: desk.app.session is None)
    desk.sign_in(other)
    desk.app.contact_photos.load()
    found: list[dict[str, bytes]] = []
    desk.app.hub.storage(desk.app, lambda session: session.contact_photos.all(), found.append)
    desk.until(lambda: found)
    assert found == [{}]
    assert desk.app.contact_photos.photos == {}


def test_it_is_removed_only_after_a_question(desk: Desk, family: Family, picture: Path) -> None:
    desk.sign_in(family)
    open_page(desk)
    choose(desk, picture)
    use(desk)
    desk.until(lambda: desk.hands.sees("contact_photo_remove"))
    desk.hands.click("contact_photo_remove")
    assert desk.hands.find("contact_said", NoticeCard).text == (
        "Remove the photo? It is on this computer only, and gone then. The file it came from stays as it is."
    )
    assert has_face(desk, family)
    desk.hands.click("contact_sure")
    desk.until(lambda: not has_face(desk, family))
    desk.until(lambda: not desk.hands.sees("contact_photo_remove"))
    assert not any(looks(desk).values())
    assert picture.exists()


def test_the_camera_takes_one_too(desk: Desk, family: Family) -> None:
    desk.sign_in(family)
    open_page(desk)
    desk.hands.click("contact_photo_take")
    desk.until(lambda: desk.hands.sees("take_photo"))
    desk.until(lambda: desk.app.take_photo.can_shoot)
    assert desk.hands.words("task_price") == ""
    desk.hands.click("shutter")
    desk.until(lambda: desk.hands.sees("use_photo"))
    desk.hands.click("use_photo")
    editor(desk)
    use(desk)
    desk.until(lambda: has_face(desk, family))
    assert desk.hands.sees("contact_details")


def test_an_edit_that_a_closed_window_left_goes_on_from_the_contacts_page(
    desk: Desk, family: Family, picture: Path
) -> None:
    desk.sign_in(family)
    open_page(desk)
    choose(desk, picture)
    desk.app.edit_photo.zoom_to(2.0)
    before = desk.app.edit_photo.edits
    picture.unlink()
    assert desk.program.screens.may_close()
    desk.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None and QApplication.focusWidget())
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.until(lambda: desk.hands.sees("account_contacts"))
    desk.hands.click("account_contacts")
    desk.until(lambda: desk.hands.sees("contacts_photo_go_on_editing"))
    desk.hands.click("contacts_open")
    desk.until(lambda: desk.hands.sees("contact_photo_go_on_editing"))
    desk.hands.click("contact_photo_go_on_editing")
    editor(desk)
    assert desk.app.edit_photo.edits == before
    use(desk)
    desk.until(lambda: has_face(desk, family))
    assert kept(desk) == ()
    assert desk.app.edit_keeping.left(PhotoPurpose.CONTACT) == ()
    assert not desk.hands.sees("contacts_photo_go_on_editing")


def test_a_disk_that_takes_nothing_leaves_the_photo_in_the_editor(
    desk: Desk, family: Family, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.sign_in(family)
    open_page(desk)
    choose(desk, picture)

    def full(*_: object) -> None:
        raise StorageFault(StorageFaultKind.FULL, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(ContactPhotosService, "keep", full)
        for _ in range(2):
            desk.hands.click("edit_next")
        desk.until(lambda: desk.hands.sees("edit_fault"))
        assert desk.hands.sees("edit_photo")
        assert not has_face(desk, family)
    desk.hands.click("edit_next")
    desk.until(lambda: has_face(desk, family))


def test_where_nothing_is_kept_it_says_how_long_the_photo_stays(
    desk: Desk, family: Family, picture: Path
) -> None:
    desk.close()
    desk.secrets = no_keyring()
    desk.open()
    desk.sign_in(family)
    open_page(desk)
    assert "Only you see it, until you sign out." in words(desk)
    choose(desk, picture)
    use(desk)
    desk.until(lambda: has_face(desk, family))


def test_the_page_is_never_empty_while_it_changes(desk: Desk, family: Family, picture: Path) -> None:
    desk.sign_in(family)
    open_page(desk)
    page = desk.hands.find("contact_details", ContactDetailsSheet)
    seen: list[bool] = []

    def look() -> None:
        shown = page.findChildren(Avatar)[-1]
        seen.append(shown.isVisible() and shown.width() > 0 and shown.y() >= 0)

    desk.app.contact_photos.changed.connect(look)  # asked after the page has answered
    choose(desk, picture)
    use(desk)
    desk.until(lambda: desk.hands.sees("contact_photo_remove"))
    assert seen
    assert all(seen)
