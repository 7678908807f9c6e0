"""One walk through every screen: each control has a name, can be reached by Tab, and nothing is left out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)

from app.domain.values import CrashReport
from app.tour.hands import CONTROL
from app.views.sheet_door import SheetDoor
from tests.cameras import Mood
from tests.unit.app.live import LiveServer
from tests.views.studio import open_studio
from tests.views.with_editor import jpeg, scene
from tests.views.with_window import Desk

CONTROLS = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox, QAbstractItemView, QTabBar)


def controls(within: QWidget) -> list[QWidget]:
    """What can be pressed, typed into or walked through, without the insides of Qt's own widgets."""
    found = []
    for widget in within.findChildren(QWidget):
        is_control = isinstance(widget, CONTROLS) or widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        is_inside = isinstance(widget.parentWidget(), (QComboBox, QTabBar))
        if not is_control or is_inside or not widget.isVisible() or widget.objectName().startswith("qt_"):
            continue
        if (
            widget.focusProxy() is None
        ):  # never asked of viewports: PySide would hold them for their areas' keepers
            found.append(widget)
    return found


def name_of(widget: QWidget) -> str:
    """What a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def walk(desk: Desk) -> set[QWidget]:
    """Every widget that Tab comes to, until it begins anew."""
    seen: list[QWidget] = []
    for _ in range(150):
        desk.hands.press(Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if seen and now is seen[0] and len(seen) > 1:
            break
        if now not in seen:
            seen.append(now)
    return set(seen)


def assert_whole(desk: Desk, within: QWidget | None = None) -> None:
    """Names, and Tab to everything that is on."""
    root = within or desk.program.window
    here = controls(root)
    assert here
    nameless = [f"{type(one).__name__} {one.objectName()}" for one in here if not name_of(one)]
    assert nameless == []
    reached = walk(desk)
    for one in here:
        if not one.isEnabled() or one in reached:
            continue
        if isinstance(one, QAbstractButton) and one.group() is not None and one.group().exclusive():
            continue  # arrows go from the chosen one to its neighbours
        raise AssertionError(f"Tab never reaches {type(one).__name__} {one.objectName()} “{name_of(one)}”")
    assert reached <= set(here), [f"{type(one).__name__} {one.objectName()}" for one in reached - set(here)]


def test_signing_in_and_creating_an_account(desk: Desk) -> None:
    assert_whole(desk)
    desk.hands.click("sign_in_switch")
    desk.hands.click("sign_in_advanced")
    assert_whole(desk)


def test_messages_without_and_with_a_conversation(signed_in: Desk) -> None:
    signed_in.until(lambda: signed_in.hands.sees("new_message"))
    assert_whole(signed_in)
    signed_in.write_to("Mateo")
    signed_in.hands.type("Good morning.")
    signed_in.until(lambda: signed_in.hands.composer.send.isEnabled())
    assert_whole(signed_in)


@pytest.mark.parametrize("tab", ["2", "3", "4"])
def test_the_other_tabs(signed_in: Desk, tab: str) -> None:
    signed_in.hands.press(Qt.Key(ord(tab)), CONTROL)
    if tab == "4":
        signed_in.until(lambda: signed_in.app.account.devices)
    assert_whole(signed_in)


@pytest.mark.parametrize(
    "page", ["account_balance", "account_devices", "account_password", "account_contacts"]
)
def test_the_pages_of_my_account(signed_in: Desk, page: str) -> None:
    signed_in.hands.press(Qt.Key.Key_4, CONTROL)
    signed_in.hands.click(page)
    assert_whole(signed_in)


SHEETS: dict[str, Callable[[SheetDoor], object]] = {
    "contact_picker": SheetDoor.show_contact_picker,
    "find_person": SheetDoor.show_find_person,
    "add_funds": SheetDoor.show_add_funds,
    "contact_details": SheetDoor.show_contact_details,
    "about": SheetDoor.show_about,
    "confirm": SheetDoor.ask_before_closing,
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_sheets(writing: Desk, sheet: str) -> None:
    door = writing.program.screens.sheets
    SHEETS[sheet](door)
    assert_whole(writing, writing.hands.find(sheet, QWidget))
    before = writing.hands.composer.box.edit
    writing.hands.press(Qt.Key.Key_Escape)
    assert not writing.hands.sees(sheet)
    assert QApplication.focusWidget() is before


def test_the_details_of_a_message_and_its_appeal(writing: Desk, live: LiveServer) -> None:
    writing.hands.type("Good morning.")
    writing.hands.press(Qt.Key.Key_Return, CONTROL)
    writing.until(lambda: writing.hands.items() and writing.hands.newest().message_id)
    newest = writing.hands.newest()
    writing.program.screens.sheets.show_message_details(newest.contact_id, newest.key)
    writing.until(lambda: writing.app.details.details is not None)
    assert_whole(writing, writing.hands.find("message_details", QWidget))
    writing.hands.press(Qt.Key.Key_Escape)
    live.refuse(newest.message_id or "")
    writing.until(lambda: writing.hands.newest().refusal)
    writing.program.screens.sheets.show_appeal(newest.contact_id, newest.key)
    writing.until(lambda: writing.app.appeal.can_send)
    assert_whole(writing, writing.hands.find("appeal", QWidget))


def test_taking_a_photo_and_looking_at_it(writing: Desk) -> None:
    window = writing.program.window
    with open_studio(writing.qtbot, writing.folder, window.stack) as studio:
        before = QApplication.focusWidget()
        sheet = studio.open_live()
        assert_whole(writing, sheet)
        studio.shoot()
        assert_whole(writing, sheet)
        writing.hands.press(Qt.Key.Key_Escape)
        studio.built_in.set_mood(Mood.REFUSING)
        studio.until(lambda: studio.title)
        assert_whole(writing, sheet)
        writing.hands.press(Qt.Key.Key_Escape)
        assert not sheet.is_open
        assert QApplication.focusWidget() is before


def test_editing_a_photo_step_by_step(writing: Desk, tmp_path: Path) -> None:
    (tmp_path / "me.jpg").write_bytes(jpeg(scene(600, 500)))
    sheets = writing.program.screens.sheets
    sheets.photos.picker.answer_with(str(tmp_path / "me.jpg"))
    sheets.show_choose_photo()
    writing.until(lambda: writing.hands.sees("photo_canvas"))
    for _ in range(3):
        assert_whole(writing, writing.hands.find("edit_photo", QWidget))
        writing.hands.click("edit_next")
    writing.until(lambda: not writing.hands.sees("edit_photo"))


def test_the_crash_sheet_copies_its_report(desk: Desk) -> None:
    desk.program.screens.sheets.show_crash(CrashReport("KeyError", "somewhere"))
    assert_whole(desk, desk.hands.find("crash", QWidget))
    desk.hands.click("crash_copy")
    assert QApplication.clipboard().text() == "KeyError\n\nsomewhere"
