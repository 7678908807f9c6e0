"""Finds what cannot be read whole on the screen: words without room, and parts that stick out of what holds them."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QRadioButton,
    QWidget,
)

from app.views.side_list import SideRow
from app.widgets.drop_down import DropDown
from app.widgets.flow import Flow
from app.widgets.label import CutLabel
from app.widgets.lead_label import LeadLabel
from app.widgets.movement_table import MovementTable
from app.widgets.words_that_wrap import WordsThatWrap

ROUNDING = 1
WITH_WORDS = (QLabel, LeadLabel, WordsThatWrap, QComboBox, SideRow, QRadioButton)


def cut_words(root: QWidget) -> list[str]:
    """What is cut below `root`, each with how; a `CutLabel` ends in … on purpose and keeps its words elsewhere."""
    found = []
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.window() is root.window():
            found += [f"{_name(widget)}: {how}" for how in (*_of_words(widget), *_of_place(widget))]
    return found


def _of_words(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, CutLabel):
        return
    if isinstance(widget, QLabel):
        yield from _of_label(widget)
    elif isinstance(widget, (LeadLabel, Flow)):
        if widget.height() < widget.heightForWidth(widget.width()) - ROUNDING:
            yield "too low"
    elif isinstance(widget, MovementTable):
        if widget.height() < widget.sizeHint().height() - ROUNDING:
            yield "too low"
    elif isinstance(widget, WordsThatWrap):
        if widget.height() < widget.sizeHint().height() - ROUNDING:
            yield "too low"
        if (
            _longest_word(widget.text(), QFontMetrics(widget.words_font()))
            > widget.width() - widget.around_words() + ROUNDING
        ):
            yield "too narrow for a word"
    elif isinstance(widget, DropDown):
        words = [widget.itemText(place) for place in range(widget.count())]
        around = widget.sizeHint().width() - max(
            map(widget.fontMetrics().horizontalAdvance, words), default=0
        )
        if widget.fontMetrics().horizontalAdvance(widget.currentText()) > widget.width() - around + ROUNDING:
            yield "its choice is cut"
        if widget.height() < widget.sizeHint().height() - ROUNDING:
            yield "too low"
    elif isinstance(widget, SideRow) and widget.width() < widget.sizeHint().width() - ROUNDING:
        yield "too narrow"


def _of_label(label: QLabel) -> Iterator[str]:
    wanted = label.sizeHint()
    if not label.text():
        return
    if not label.wordWrap():
        if label.width() < wanted.width() - ROUNDING:
            yield f"too narrow, {label.width()} of {wanted.width()}"
    elif label.height() < label.heightForWidth(label.width()) - ROUNDING:
        yield f"too low, {label.height()} of {label.heightForWidth(label.width())}"
    elif _longest_word(label.text(), label.fontMetrics()) > label.width() + ROUNDING:
        yield "too narrow for a word"


def _of_place(widget: QWidget) -> Iterator[str]:
    """Whether it sticks out of something that does not scroll."""
    if not isinstance(widget, WITH_WORDS) or widget.width() <= 0:
        return
    spot = QRect(widget.pos(), widget.size())
    holder = widget.parentWidget()
    while holder is not None and not holder.isWindow():
        room = holder.rect().adjusted(-ROUNDING, -ROUNDING, ROUNDING, ROUNDING)
        scrolls = isinstance(holder.parentWidget(), QAbstractScrollArea)
        if spot.left() < room.left() or spot.right() > room.right():
            yield "sticks out at a side"
            return
        if scrolls:
            return
        if spot.top() < room.top() or spot.bottom() > room.bottom():
            yield "sticks out above or below"
            return
        spot.translate(holder.pos())
        holder = holder.parentWidget()


def _longest_word(words: str, metrics: QFontMetrics) -> int:
    return max((metrics.horizontalAdvance(word) for word in words.split()), default=0)


def _name(widget: QWidget) -> str:
    words = widget.text() if isinstance(widget, (QLabel, QAbstractButton)) else widget.accessibleName()
    return f"{type(widget).__name__} {widget.objectName()} “{words}”"
