"""Fields and the ring of the keyboard: what they say, and how keys reach them."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.widgets.button import Button
from app.widgets.focus_ring import FocusRing
from app.widgets.search_field import SearchField
from app.widgets.text_field import TextField
from app.widgets.theme import ThemeController
from tests.views.on_screen import put_up


def test_a_password_can_be_looked_at(qtbot: QtBot, look: ThemeController) -> None:
    field = TextField("Password", is_password=True)
    put_up(qtbot, field)
    assert field.line.echoMode() == QLineEdit.EchoMode.Password
    assert field.eye is not None
    assert field.eye.accessibleName() == "Show the password"
    field.eye.click()
    assert field.line.echoMode() == QLineEdit.EchoMode.Normal
    assert field.eye.accessibleName() == "Hide the password"


def test_caps_lock_is_told_from_the_letters(qtbot: QtBot, look: ThemeController) -> None:
    field = TextField("Password", is_password=True)
    put_up(qtbot, field)
    seen = []
    for letter, modifier in (
        ("a", Qt.KeyboardModifier.NoModifier),
        ("A", Qt.KeyboardModifier.ShiftModifier),
        ("A", Qt.KeyboardModifier.NoModifier),
        ("1", Qt.KeyboardModifier.NoModifier),
        ("a", Qt.KeyboardModifier.ShiftModifier),
    ):
        _type(field.line, letter, modifier)
        seen.append(field.shows_caps_lock)
    qtbot.keyClick(field.line, Qt.Key.Key_CapsLock)
    seen.append(field.shows_caps_lock)
    assert seen == [False, False, True, True, True, False]


def _type(line: QLineEdit, letter: str, modifier: Qt.KeyboardModifier) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, modifier, letter)
    QApplication.sendEvent(line, event)


def test_an_error_stands_until_the_field_is_changed(qtbot: QtBot, look: ThemeController) -> None:
    field = TextField("Email", hint="name@example.org")
    put_up(qtbot, field)
    field.set_error("The part after @ is missing.")
    assert field.error == "The part after @ is missing."
    assert field.line.accessibleDescription() == "The part after @ is missing."
    with qtbot.waitSignal(field.text_edited):
        qtbot.keyClicks(field.line, "e")
    assert field.error == ""
    with qtbot.waitSignal(field.submitted):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)


def test_esc_empties_a_search(qtbot: QtBot, look: ThemeController) -> None:
    search = SearchField("Search people and words")
    put_up(qtbot, search)
    qtbot.keyClicks(search, "mat")
    with qtbot.waitSignal(search.textEdited):
        qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""


def test_the_ring_is_for_the_keyboard_only(qtbot: QtBot, look: ThemeController) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    first, second = Button("One", parent=page), Button("Two", parent=page)
    column.addWidget(first)
    column.addWidget(second)
    put_up(qtbot, page)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    before = page.grab().toImage()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is second
    corner = second.mapTo(page, QPoint(second.width() // 2, -3))
    assert _near(page.grab().toImage(), corner) == look.theme.colour("focus").name()
    assert _near(before, corner) != look.theme.colour("focus").name()
    second.hide()
    page.grab()


def _near(image: QImage, point: QPoint) -> str:
    return image.pixelColor(point).name()


def test_the_ring_outlives_its_control(qtbot: QtBot, look: ThemeController, qapp: QApplication) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    button = Button("One", parent=page)
    column.addWidget(button)
    put_up(qtbot, page)
    page.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    column.removeWidget(button)
    button.setParent(None)
    button.deleteLater()
    QApplication.processEvents()
    assert qapp.findChild(FocusRing) is not None
    page.grab()
