"""Paints one conversation: avatar, name, time, and the newest thing that matters."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app.domain.values import ConversationRow, RowKind
from app.widgets import fmt
from app.widgets.avatar import paint_avatar
from app.widgets.badge import count_height, count_width, paint_count
from app.widgets.icons import paint_icon
from app.widgets.journey_words import row_words, see_why_words
from app.widgets.roles import VALUE_ROLE
from app.widgets.sides import placed, start_flags
from app.widgets.text_block import elided, one_line
from app.widgets.tokens import Theme, current_theme

_AVATAR = 44
_LARGE = 1.5


class ConversationDelegate(QStyledItemDelegate):
    """Rows of `layout.row` points; more where the text is larger, and the time on a line of its own if much larger."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now: datetime | None = None
        """Fixed by tests and pictures; None is the clock."""

    def _paint(
        self, painter: QPainter, option: QStyleOptionViewItem, row: ConversationRow, theme: Theme
    ) -> None:
        whole = option.rect
        inset = theme.space("s")
        plate = whole.adjusted(inset, 0, -inset, 0)
        self._paint_plate(painter, option, plate, theme)
        content = plate.adjusted(theme.space("m"), 0, -theme.space("m"), 0)
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft
        side = theme.px(_AVATAR)
        face = QRect(content.left(), content.top() + (content.height() - side) // 2, side, side)
        paint_avatar(painter, QRectF(placed(face, content, mirrored)), row.contact_id, row.name, theme)
        left = face.right() + 1 + theme.space("m")
        words = QRect(left, content.top(), content.right() + 1 - left, content.height())
        name_line, state_line, time_line = self._lines(words, theme)
        room = self._paint_time(painter, row, theme, time_line, content, mirrored)
        if time_line.top() != name_line.top():
            room = name_line
        self._paint_name(painter, row, theme, room, content, mirrored)
        self._paint_second(painter, row, theme, state_line, content, mirrored)

    def _paint_plate(
        self, painter: QPainter, option: QStyleOptionViewItem, plate: QRect, theme: Theme
    ) -> None:
        is_chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        is_over = bool(option.state & QStyle.StateFlag.State_MouseOver)
        radius = theme.radius("m")
        if is_chosen or is_over:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent-soft" if is_chosen else "hover"))
            painter.drawRoundedRect(QRectF(plate), radius, radius)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if has_focus and bool(option.state & QStyle.StateFlag.State_KeyboardFocusChange):
            width = theme.control("focus-width")
            painter.setPen(QPen(theme.colour("focus"), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset = width / 2
            painter.drawRoundedRect(QRectF(plate).adjusted(inset, inset, -inset, -inset), radius, radius)

    def _lines(self, words: QRect, theme: Theme) -> tuple[QRect, QRect, QRect]:
        """Of the name, the state and the time, which may stand at the end of the first."""
        first, second, gap = theme.line("strong"), theme.line("small"), theme.space("xxs")
        third = theme.line("caption") if _is_large(theme) else 0
        top = words.top() + (words.height() - first - gap - second - third) // 2
        name = QRect(words.left(), top, words.width(), first)
        state = QRect(words.left(), name.bottom() + 1 + gap, words.width(), second)
        time = QRect(words.left(), state.bottom() + 1, words.width(), third) if third else QRect(name)
        return name, state, time

    def _paint_time(
        self,
        painter: QPainter,
        row: ConversationRow,
        theme: Theme,
        line: QRect,
        content: QRect,
        mirrored: bool,
    ) -> QRect:
        """At the end of the name's line, or at the beginning of its own; answers what is left before it."""
        time = fmt.when_short(row.at, self.now) if row.at is not None else ""
        caption = theme.font("caption", tabular=True)
        width = QFontMetrics(caption).horizontalAdvance(time) + 1
        left = line.left() if _is_large(theme) else line.right() + 1 - width
        spot = QRect(left, line.top(), width, line.height())
        painter.setFont(caption)
        painter.setPen(theme.colour("text-muted"))
        painter.drawText(placed(spot, content, mirrored), start_flags(mirrored), time)
        return QRect(line.left(), line.top(), spot.left() - theme.space("s") - line.left(), line.height())

    def _paint_name(
        self,
        painter: QPainter,
        row: ConversationRow,
        theme: Theme,
        room: QRect,
        content: QRect,
        mirrored: bool,
    ) -> None:
        font = name_font(theme)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        name = elided(row.name, QFontMetrics(font), room.width())
        painter.drawText(placed(room, content, mirrored), start_flags(mirrored), name)

    def _paint_second(
        self,
        painter: QPainter,
        row: ConversationRow,
        theme: Theme,
        line: QRect,
        content: QRect,
        mirrored: bool,
    ) -> None:
        room = QRect(line)
        if row.unread:
            width, height = count_width(row.unread, theme), count_height(theme)
            pill = QRect(line.right() + 1 - width, line.top() + (line.height() - height) // 2, width, height)
            paint_count(painter, QRectF(placed(pill, content, mirrored)), row.unread, theme)
            room.setRight(pill.left() - theme.space("s"))
        look = row_words(row.kind, row.queued_count)
        role = "text" if row.unread else "text-muted"
        if look is not None:
            side = theme.icon("s")
            spot = QRect(room.left(), room.top() + (room.height() - side) // 2, side, side)
            role = look.role
            paint_icon(painter, look.icon, role, QRectF(placed(spot, content, mirrored)))
            room.setLeft(spot.right() + 1 + theme.px(5))
        font = theme.font("small")
        painter.setFont(font)
        painter.setPen(theme.colour(role))
        words = elided(second_line(row), QFontMetrics(font), room.width())
        painter.drawText(placed(room, content, mirrored), start_flags(mirrored), words)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One row."""
        row = index.data(VALUE_ROLE)
        if isinstance(row, ConversationRow):
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter, option, row, current_theme())
            painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The lines and the avatar."""
        theme = current_theme()
        words = theme.line("strong") + theme.line("small") + theme.space("xl")
        if _is_large(theme):
            words += theme.line("caption")
        return QSize(0, max(theme.layout("row"), words))


def second_line(row: ConversationRow) -> str:
    """The words of the second line: Waiting for approval · Opened · Grandma made bánh xèo."""
    look = row_words(row.kind, row.queued_count)
    words = one_line(row.text)
    if row.kind is RowKind.NOTHING:
        return QCoreApplication.translate("ConversationRow", "No messages yet")
    if row.kind is RowKind.LOADING:
        return QCoreApplication.translate("ConversationRow", "Loading…")
    if look is None:
        return words
    if row.kind in (RowKind.REFUSED, RowKind.FAILED):
        words = see_why_words(row.kind)
    elif row.kind in (RowKind.WAITING, RowKind.QUEUED):
        words = ""
    return f"{look.words} · {fmt.isolate(words)}" if words else look.words


def _is_large(theme: Theme) -> bool:
    """Whether a name would hardly fit beside the time."""
    return theme.text_scale >= _LARGE


def name_font(theme: Theme) -> QFont:
    """15/600."""
    return theme.font("read", weight=600)
