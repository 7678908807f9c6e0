"""Puts a widget on the screen of the tests, and looks at its controls as a screen reader does."""

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot


def put_up(qtbot: QtBot, widget: QWidget) -> None:
    """Shows a widget and gives it the keyboard."""
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


def controls(widget: QWidget) -> list[QWidget]:
    """Everything the keyboard reaches and everything pressed."""
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QComboBox, QTabBar)
    return [
        child
        for child in widget.findChildren(QWidget)
        if isinstance(child, kinds) and child.isVisible() and not isinstance(child.parent(), QTabBar)
    ]


def spoken_name(widget: QWidget) -> str:
    """What a screen reader calls it."""
    if isinstance(widget, QTabBar):
        return widget.accessibleTabName(0) or widget.tabText(0)
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
