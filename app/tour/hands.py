"""The hands of the tour: find what is on the screen by its name, press, type and look, as a member does."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget

from app.domain.values import ThreadItem
from app.tour.steps import TourFailed, run_until
from app.viewmodels.roles import VALUE_ROLE
from app.widgets.composer import Composer
from app.widgets.text_field import TextField
from app.widgets.thread_list import ThreadList

if TYPE_CHECKING:
    from app.bootstrap import Program

W = TypeVar("W", bound=QWidget)
NO_KEYS = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
PATIENCE_S = 5.0  # for what should be there at once


class Hands:
    """Works on the real widgets of one program; never calls a command of a view model."""

    def __init__(self, program: Program) -> None:
        self._program = program

    def find(self, name: str, kind: type[W]) -> W:
        """The widget of this name that is on the screen; as a person does, it waits a little for one to come up."""
        if not run_until(lambda: self._seen(kind, name), PATIENCE_S):
            raise TourFailed(f"there is no {name} on the screen")
        return self._seen(kind, name)[0]

    def sees(self, name: str) -> bool:
        """Whether a widget of this name is on the screen."""
        return bool(self._seen(QWidget, name))

    def all_of(self, name: str) -> list[QWidget]:
        """All of this name that are in view."""
        return self._seen(QWidget, name)

    def _seen(self, kind: type[W], name: str) -> list[W]:
        return [widget for widget in self._program.window.findChildren(kind, name) if widget.isVisible()]

    def click(self, name: str) -> None:
        """Presses a button with the mouse; one that stays off can't be pressed.

        One that has just come up may have no height yet, and would not notice: as a person does, it waits for that.
        """
        if not run_until(lambda: not self.find(name, QAbstractButton).rect().isEmpty(), PATIENCE_S):
            raise TourFailed(f"{name} has no place on the screen")
        is_on = run_until(lambda: self.find(name, QAbstractButton).isEnabled(), PATIENCE_S)
        button = self.find(name, QAbstractButton)
        if not is_on:
            raise TourFailed(f"{name} is off: {button.accessibleDescription()}")
        QTest.mouseClick(
            button, Qt.MouseButton.LeftButton, NO_KEYS, QPoint(button.width() // 2, button.height() // 2)
        )

    def click_highest(self, name: str) -> None:
        """Presses the one of this name that stands highest on the screen, as in a list with the newest first."""
        self.find(name, QAbstractButton)
        button = min(self._seen(QAbstractButton, name), key=lambda one: one.mapToGlobal(QPoint()).y())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, NO_KEYS, button.rect().center())

    def tick(self, name: str, words: str) -> None:
        """Ticks the box of this name whose words begin so."""
        if not run_until(lambda: self._boxes(name, words), PATIENCE_S):
            raise TourFailed(f"there is no {name} “{words}”")
        box = self._boxes(name, words)[0]
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, NO_KEYS, box.rect().center())

    def answer_chooser(self, *paths: str) -> None:
        """What will be chosen when the system's file chooser is asked for next."""
        for path in paths:
            self._program.screens.sheets.picker.answer_with(path)

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """Presses a key where the keyboard is."""
        QTest.keyClick(self.focused, key, keys)

    def type(self, words: str) -> None:
        """Types words where the keyboard is; signs no key stands for arrive as from an input method."""
        for sign in words:
            QTest.keyClicks(self.focused, sign)

    def fill(self, name: str, words: str) -> None:
        """Replaces what stands in a field."""
        line = self.find(name, TextField).line
        line.setFocus(Qt.FocusReason.MouseFocusReason)
        line.selectAll()
        QTest.keyClick(line, Qt.Key.Key_Delete)
        QTest.keyClicks(line, words)

    def choose_in_menu(self, words: str) -> None:
        """Walks down the open menu to these words and presses Enter."""
        if not run_until(lambda: isinstance(QApplication.activePopupWidget(), QMenu), PATIENCE_S):
            raise TourFailed("no menu came up")
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            raise TourFailed("no menu came up")
        for _ in range(len(menu.actions()) + 1):  # at first, none is active
            if words in [action.text() for action in menu.actions() if action is menu.activeAction()]:
                QTest.keyClick(menu, Qt.Key.Key_Return)
                # Where there is no window manager, nobody gives the window its keyboard back.
                self._program.window.activateWindow()
                return
            QTest.keyClick(menu, Qt.Key.Key_Down)
        raise TourFailed(f"the menu has no “{words}”")

    def words(self, name: str) -> str:
        """What a label says."""
        return self.find(name, QLabel).text()

    @property
    def focused(self) -> QWidget:
        """What has the keyboard."""
        widget = QApplication.focusWidget()
        if widget is None:
            raise TourFailed("nothing has the keyboard")
        return widget

    @property
    def composer(self) -> Composer:
        """The composer."""
        return self.find("composer", Composer)

    @property
    def is_writing(self) -> bool:
        """Whether the keyboard is in the composer."""
        return self.composer.box.edit.hasFocus()

    @property
    def draft(self) -> str:
        """What stands in the composer."""
        return self.composer.text

    def items(self) -> list[ThreadItem]:
        """The messages of the conversation on the screen, oldest first."""
        model = self.find("thread", ThreadList).model()
        values = (model.index(row, 0).data(VALUE_ROLE) for row in range(model.rowCount()))
        return [value for value in values if isinstance(value, ThreadItem)]

    def newest(self) -> ThreadItem:
        """The newest message on the screen."""
        items = self.items()
        if not items:
            raise TourFailed("the conversation is empty")
        return items[-1]

    def go_to_newest(self) -> None:
        """Puts the keyboard on the newest message, the way End does."""
        self.find("thread", ThreadList).setFocus(Qt.FocusReason.TabFocusReason)
        self.press(Qt.Key.Key_End)

    def _boxes(self, name: str, words: str) -> list[QAbstractButton]:
        boxes = self._program.window.findChildren(QAbstractButton, name)
        return [box for box in boxes if box.isVisible() and box.accessibleName().startswith(words)]
