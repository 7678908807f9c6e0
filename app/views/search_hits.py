"""The messages in which a search found words: whose, when, and the words around them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.domain.values import SearchHit
from app.widgets import fmt
from app.widgets.label import Label, hairline
from app.widgets.text_block import elided
from app.widgets.tokens import current_theme

_HIT_ROLE = int(Qt.ItemDataRole.UserRole) + 1


class SearchHits(QWidget):
    """Hidden while nothing is searched; one line says so when nothing was found."""

    hit_chosen = Signal(object)  # SearchHit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._heading = Label("", self, style="small", role="text-muted", weight=600)
        self._heading.setContentsMargins(
            theme.space("l"), theme.space("s"), theme.space("l"), theme.space("xs")
        )
        self._list = QListWidget(self)
        self._list.setObjectName("search_hits")
        self._list.setAccessibleName(self.tr("Messages with these words"))
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._on_list_item_chosen)
        self._list.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline(self))
        column.addWidget(self._heading)
        column.addWidget(self._list, 1)
        column.addStretch()
        self.hide()

    def show_hits(self, words: str, hits: tuple[SearchHit, ...]) -> None:
        """Shows what a search for `words` found; nothing was searched when they are empty."""
        self.setVisible(bool(words))
        self._list.clear()
        self._list.setVisible(bool(hits))
        self._heading.setText(self.tr("In messages") if hits else self.tr("No message has these words."))
        for hit in hits:
            item = QListWidgetItem()
            item.setData(_HIT_ROLE, hit)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                self.tr("{name}, {time}: {words}").format(
                    name=hit.name, time=fmt.when_short(hit.at), words=hit.snippet
                ),
            )
            self._list.addItem(item)

    def focus_first(self) -> None:
        """Puts the keyboard on the first hit."""
        if self._list.count():
            self._list.setCurrentRow(0)
            self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_first(self) -> None:
        """Opens the first hit."""
        if self._list.count():
            self._on_list_item_chosen(self._list.item(0))

    def _on_list_item_chosen(self, item: QListWidgetItem) -> None:
        hit = item.data(_HIT_ROLE)
        if isinstance(hit, SearchHit):
            self.hit_chosen.emit(hit)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens the hit the keyboard is on."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            item = self._list.currentItem()
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
                self._on_list_item_chosen(item)
                return True
        return super().eventFilter(watched, event)


class _HitDelegate(QStyledItemDelegate):
    """Name and time in the first line, the words below."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Two lines."""
        theme = current_theme()
        return QSize(0, theme.line("strong") + theme.line("small") + theme.space("l"))

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paints one hit as plain text."""
        hit = index.data(_HIT_ROLE)
        if not isinstance(hit, SearchHit):
            return
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(option.rect).adjusted(theme.space("s"), 1, -theme.space("s"), -1)
        state = option.state
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            selected = bool(state & QStyle.StateFlag.State_Selected)
            painter.setBrush(theme.colour("accent-soft" if selected else "hover"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, theme.radius("m"), theme.radius("m"))
        inner = rect.adjusted(theme.space("m"), theme.space("xs"), -theme.space("m"), -theme.space("xs"))
        first = QRectF(inner.x(), inner.y(), inner.width(), theme.line("strong"))
        time = fmt.when_short(hit.at)
        painter.setFont(theme.font("caption"))
        time_width = painter.fontMetrics().horizontalAdvance(time) + theme.space("s")
        painter.setPen(theme.colour("text-muted"))
        trailing = Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(first, int(trailing), time)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.colour("text"))
        name = elided(hit.name, painter.fontMetrics(), int(first.width() - time_width))
        painter.drawText(first, int(leading), name)
        second = QRectF(inner.x(), first.bottom(), inner.width(), theme.line("small"))
        painter.setFont(theme.font("small"))
        painter.setPen(theme.colour("text-muted"))
        words = elided(" ".join(hit.snippet.split()), painter.fontMetrics(), int(second.width()))
        painter.drawText(second, int(leading), words)
        painter.restore()
