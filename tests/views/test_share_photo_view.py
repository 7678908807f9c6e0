"""Share Photo with real files in a real window: titles, gallery, who can see it, what it costs, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.gallery import AudienceKind, GalleryCard
from app.domain.prices import PriceLine
from app.domain.values import StepKind
from app.jobs.runner import JobRunner
from app.viewmodels.hub import Hub
from app.viewmodels.prepare_photos import PreparePhotosViewModel, PrepareState
from app.views.sheets.before_photo import BeforePhotoSheet
from app.views.sheets.share_further import ShareFurtherSheet
from app.views.sheets.share_photo import SharePhotoSheet
from app.widgets.theme import ThemeController
from tests.views.on_screen import controls, put_up, spoken_name
from tests.views.sample_photos import photo
from tests.views.sample_share import SampleShare
from tests.views.with_editor import jpeg, scene

NO_KEYS = Qt.KeyboardModifier.NoModifier
GALLERIES = (GalleryCard("g0", "Sofi's first winter", 12), GalleryCard("g1", "Lake trip", 17))


class Room:
    """A window with the sheet over it, and the files it works on."""

    def __init__(self, qtbot: QtBot, folder: Path, window: QWidget) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.window = window
        self.runner = JobRunner()
        self.prepare = PreparePhotosViewModel(Hub(self.runner, self.runner), self.runner)
        self.share = SampleShare(self.runner)
        self.wishes: list[tuple[str | None, str]] = []
        self.funds: list[int] = []
        self.sheet: SharePhotoSheet | None = None

    def files(self, *names: str) -> tuple[str, ...]:
        """Real photos on this computer."""
        paths = []
        for name in names:
            path = self.folder / name
            path.write_bytes(b"no picture" if name.startswith("bad") else jpeg(scene(320, 240)))
            paths.append(str(path))
        return tuple(paths)

    def open(self, *names: str, galleries: tuple[GalleryCard, ...] = GALLERIES) -> SharePhotoSheet:
        """The sheet over these files, each opened."""
        self.prepare.add_files(self.files(*names))
        self.until(lambda: all(item.state is not PrepareState.WAITING for item in self.prepare.items))
        sheet = self.sheet = SharePhotoSheet(self.share, self.prepare, galleries, "g1", self.window)
        sheet.share_requested.connect(lambda gallery, name: self.wishes.append((gallery, name)))
        sheet.add_funds_requested.connect(self.funds.append)
        sheet.open()
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)
        return sheet

    def find(self, name: str, number: int = 0) -> QAbstractButton:
        """The button of this name that is on the screen."""
        assert self.sheet is not None
        sheet = self.sheet
        QApplication.processEvents()
        return [one for one in sheet.findChildren(QAbstractButton, name) if one.isVisible()][number]

    def click(self, name: str, number: int = 0) -> None:
        """Presses it."""
        button = self.find(name, number)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, NO_KEYS, button.rect().center())

    def words(self, name: str) -> str:
        """What a label says."""
        assert self.sheet is not None
        QApplication.processEvents()
        return next(label.text() for label in self.sheet.findChildren(QLabel, name) if label.isVisible())

    @property
    def said(self) -> str:
        """What stands above Share."""
        assert self.sheet is not None
        notice = self.sheet._said
        return notice.text if notice.isVisible() else ""

    def until(self, condition: Callable[[], object]) -> None:
        """Lets events happen until it is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=30_000)


@pytest.fixture
def room(qtbot: QtBot, look: ThemeController, tmp_path: Path) -> Iterator[Room]:
    window = QWidget()
    window.resize(1280, 800)
    put_up(qtbot, window)
    room = Room(qtbot, tmp_path, window)
    yield room
    assert room.runner.shutdown(5_000)


def press(key: Qt.Key) -> None:
    """A key where the keyboard is."""
    now = QApplication.focusWidget()
    assert now is not None
    QTest.keyClick(now, key)


def test_one_photo_is_titled_priced_and_shared(room: Room) -> None:
    sheet = room.open("First_snow.jpg")
    assert sheet.list.titles == {1: "First snow"}
    room.click("share_person_box", 0)
    room.click("share_person_box", 1)
    assert room.words("share_sum") == "55¢"
    room.click("share_share")
    assert room.wishes == [("g1", "")]


def test_what_is_missing_is_said_one_thing_after_the_other(room: Room) -> None:
    sheet = room.open("a.jpg")
    sheet.list.rows[0].title.set_text("")
    room.click("share_share")
    assert room.said == "The photo needs a title."
    assert sheet.list.rows[0].title.line.hasFocus()
    QTest.keyClicks(sheet.list.rows[0].title.line, "x" * 61)
    room.click("share_share")
    assert room.said == "1 character too many."
    sheet.list.rows[0].title.set_text("Our garden")
    room.click("share_share")
    assert room.said == "Choose who can see it."
    room.share.set_balance(10)
    room.click("share_person_box", 0)
    room.click("share_share")
    assert "balance does not reach" in room.said
    assert room.wishes == []
    room.click("share_add_funds")
    assert room.funds == [15]
    room.share.set_balance(1000)
    room.click("share_share")
    assert room.wishes == [("g1", "")]


def test_who_cannot_get_it_is_listed_with_the_reason_and_never_ticked(room: Room) -> None:
    sheet = room.open("a.jpg")
    names = [button.accessibleName() for button in sheet.findChildren(QAbstractButton, "share_person_box")]
    assert "Tomás Delgado, Not connected yet." in names
    assert "Isaac Begay, \u2068Mesa Verde\u2069 takes no photos." in names
    room.click("share_everybody")
    assert room.share.choice.kind is AudienceKind.EVERYBODY
    texts = [label.text() for label in sheet.price.findChildren(QLabel)]
    assert any("Tomás Delgado" in text and "Not connected yet." in text for text in texts)


def test_everybody_at_one_facility(room: Room) -> None:
    room.open("a.jpg")
    room.click("share_facility")
    assert room.share.choice.kind is AudienceKind.FACILITY
    assert room.share.choice.facility_id == "cedar"
    assert room.words("share_sum") == "25¢"


def test_ten_photos_get_titles_and_one_audience_at_once(room: Room) -> None:
    sheet = room.open(*(f"photo_{number}.jpg" for number in range(10)))
    assert len(sheet.list.rows) == 10
    room.click("share_everybody")
    assert room.words("share_sum") == "$5.50"
    assert room.find("share_share").text() == "Share 10 photos for $5.50"
    room.click("share_remove", 3)
    assert len(sheet.list.rows) == 9
    room.click("share_share")
    assert room.wishes == [("g1", "")]
    assert list(sheet.list.titles.values()) == [f"photo {number}" for number in range(10) if number != 3]


def test_a_file_that_is_no_picture_says_so_and_the_others_go(room: Room) -> None:
    sheet = room.open("a.jpg", "bad.jpg", "b.jpg")
    states = [item.state for item in room.prepare.items]
    assert states == [PrepareState.READY, PrepareState.FAILED, PrepareState.READY]
    fault = sheet.list.rows[1].findChild(QWidget, "share_row_fault")
    assert fault is not None
    assert "not a picture" in fault.accessibleName()
    room.click("share_everybody")
    room.click("share_share")
    assert room.wishes == [("g1", "")]
    assert [each.title for each in room.prepare.prepared(sheet.list.titles)] == ["a", "b"]


def test_a_gallery_is_made_on_the_spot(room: Room) -> None:
    sheet = room.open("a.jpg")
    room.click("share_person_box", 0)
    room.click("share_new_gallery")
    room.click("share_share")
    assert room.said == "The gallery needs a name."
    QTest.keyClicks(sheet.gallery.field.line, "  Our   garden ")
    room.click("share_share")
    assert room.wishes == [(None, "Our garden")]


def test_without_any_gallery_a_name_for_the_first_one_stands_there(room: Room) -> None:
    room.open("a.jpg", galleries=())
    room.click("share_person_box", 0)
    room.click("share_share")
    assert room.wishes == [(None, "My photos")]


def test_leaving_asks_and_going_on_keeps_everything(room: Room) -> None:
    sheet = room.open("a.jpg", "b.jpg")
    assert sheet.holds_work
    press(Qt.Key.Key_Escape)
    room.click("confirm_stay")
    assert len(room.prepare.items) == 2
    thrown: list[bool] = []
    sheet.thrown_away.connect(lambda: thrown.append(True))
    sheet.leave()
    room.click("confirm_go_on")
    assert thrown
    assert not sheet.is_open


def test_the_keyboard_alone_shares_a_photo(room: Room) -> None:
    room.open("a.jpg")
    for _ in range(60):
        now = QApplication.focusWidget()
        assert now is not None
        if now.objectName() == "share_person_box":
            break
        QTest.keyClick(now, Qt.Key.Key_Tab)
    press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Return)
    assert room.wishes == [("g1", "")]


@pytest.mark.parametrize("names", [("a.jpg",), ("a.jpg", "bad.jpg")])
@pytest.mark.parametrize(("width", "height", "scale"), [(1280, 800, 1.0), (1024, 700, 1.0), (1024, 700, 2.0)])
def test_every_control_has_a_name_and_stands_inside(
    room: Room, look: ThemeController, names: tuple[str, ...], width: int, height: int, scale: float
) -> None:
    look.set_text_scale(scale)
    room.window.resize(width, height)
    sheet = room.open(*names)
    sheet.grab()
    assert not [control.objectName() for control in controls(sheet) if not spoken_name(control)]
    for control in controls(sheet):
        left = control.mapTo(sheet, control.rect().topLeft()).x()
        assert left >= 0, control.objectName()
        assert left + control.width() <= sheet.width(), control.objectName()


def test_a_photo_that_is_there_is_shared_with_more_people(room: Room, qtbot: QtBot) -> None:
    sheet = ShareFurtherSheet(room.share, photo(3, StepKind.APPROVED), room.window)
    sheet.open()
    share = sheet.findChild(QAbstractButton, "share_share")
    assert isinstance(share, QAbstractButton)
    share.click()
    assert room.share.asked == [("begin_further", "p3")]
    boxes = sheet.findChildren(QAbstractButton, "share_person_box")
    boxes[1].click()
    share.click()
    assert room.share.asked[-1] == ("share", (), "")
    assert not sheet.is_open


def test_too_little_balance_is_said_before_anything_opens(room: Room) -> None:
    sheet = BeforePhotoSheet(PriceLine(25, 10), room.window)
    told: list[object] = []
    sheet.add_funds_requested.connect(told.append)
    sheet.go_on_requested.connect(lambda: told.append("on"))
    sheet.open()
    words = " ".join(label.text() for label in sheet.findChildren(QLabel))
    assert "A photo costs 25¢, and your balance is $0.10: 15¢ is missing." in words
    for name in ("before_go_on", "before_add_funds"):
        sheet.open()
        button = sheet.findChild(QAbstractButton, name)
        assert isinstance(button, QAbstractButton)
        button.click()
    assert told == ["on", 15]
