"""A column in the middle of its room, as high as its words need, that scrolls where there is less room."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.widgets.label import plane
from app.widgets.tokens import current_theme


class ScrollColumn(QScrollArea):
    """Put the content into `column`. Qt alone would squeeze wrapped words instead of scrolling."""

    height_changed = Signal()
    """The content became higher or lower."""

    def __init__(
        self, parent: QWidget | None = None, *, width: int | None = None, is_reached: bool = False
    ) -> None:
        """At most `width` points wide; `is_reached` by Tab, where nothing inside is, so that keys can scroll it."""
        super().__init__(parent)
        # Our own, because asking Qt for its own costs a look through every class of widget there is.
        self._room = QWidget()
        self.setViewport(self._room)
        self._width = width
        self._wanted: int | None = None
        self.ground = plane("clear")
        self._inner = plane("clear", self.ground)
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout(self.ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(self._inner)
        row.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_reached else Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self.ground)
        self._inner.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_app_focus_changed)

    def prefer(self, height: int) -> None:
        """As high as this where there is room; never lower than its minimum."""
        if height != self._wanted:
            self._wanted = height
            self.updateGeometry()

    def fitting_height(self, width: int) -> int:
        """How high the content is in a room of this width."""
        return self._height(self._inner_width(width))

    def _inner_width(self, room: int) -> int:
        return room if self._width is None else min(room, current_theme().px(self._width))

    def _height(self, width: int) -> int:
        if self.column.hasHeightForWidth():
            return self.column.totalHeightForWidth(width)
        return max(0, self.column.totalSizeHint().height())

    def _fit(self) -> None:
        width = self._inner_width(self._room.width())
        if self._inner.width() != width or self._inner.minimumWidth() != width:
            self._inner.setFixedWidth(width)
        self._measure_as_wide_as_the_room()
        height = self._height(width)
        if height != self.ground.minimumHeight():
            self.ground.setMinimumHeight(height)
            self.height_changed.emit()

    def _measure_as_wide_as_the_room(self) -> None:
        """Qt measures what is wider than the room as wide as it wants to be, and then cuts the words in it."""
        for place in range(self.column.count()):
            item = self.column.itemAt(place)
            widget = None if item is None else item.widget()
            if widget is not None and widget.minimumWidth() == 0:
                widget.setMinimumWidth(1)

    def _on_app_focus_changed(self, _old: QWidget | None, now: QWidget | None) -> None:
        """Brings into view what the keyboard is on, once the layout is done."""
        if now is not None and self.ground.isAncestorOf(now):
            QTimer.singleShot(0, self, self._show_focused)

    def _show_focused(self) -> None:
        now = QApplication.focusWidget()
        if now is not None and self.ground.isAncestorOf(now):
            self._fit()
            margin = current_theme().space("xl")
            self.ensureWidgetVisible(now, margin, margin)

    @override
    def sizeHint(self) -> QSize:
        """What was asked for, else what Qt takes from the content."""
        hint = super().sizeHint()
        return hint if self._wanted is None else QSize(hint.width(), self._wanted)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wraps anew."""
        super().resizeEvent(event)
        self._fit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Something inside became higher or lower."""
        if watched is self._inner and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)
