"""A grid of tiles that fills its width: one delegate for thousands of them, walked by keys, told what is in view."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget
from typing_extensions import override

from app.widgets.roles import VALUE_ROLE
from app.widgets.tile_delegate import TileDelegate
from app.widgets.tokens import current_theme

_ROWS_AHEAD = 1
"""Rows above and below the ones in view whose pictures are wanted too."""


class TileGrid(QListView):
    """Shows a model whose `VALUE_ROLE` gives frozen values; what they look like is the delegate's matter."""

    opened = Signal(object)  # the value: by double click or Enter
    in_view_changed = Signal(object)  # tuple of the values in view, and a row beyond
    selection_changed = Signal()
    key_pressed = Signal(object)  # Qt.Key: Delete and F2, which mean something to the owner

    def __init__(self, delegate: TileDelegate, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = delegate
        delegate.setParent(self)
        self._in_view: tuple[object, ...] = ()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(0)
        self._look.timeout.connect(self._tell_in_view)
        self.setItemDelegate(delegate)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setMouseTracking(True)
        self.setProperty("painted", True)
        self.setAccessibleName(name)
        bar = self.verticalScrollBar()
        bar.setEnabled(
            False
        )  # it keeps its room, so that tiles never change their size, and shows only when needed
        bar.rangeChanged.connect(self._on_scroll_range_changed)
        bar.valueChanged.connect(self._on_scrolled)
        self.doubleClicked.connect(self._on_double_clicked)

    @property
    def columns(self) -> int:
        """Tiles beside each other."""
        theme = current_theme()
        gap = theme.space("l")
        room = max(1, self.viewport().width() - 1)
        return max(1, room // (self._delegate.least_width + gap))

    @property
    def selected(self) -> tuple[object, ...]:
        """The values of the tiles that are chosen, in their order."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return tuple(index.data(VALUE_ROLE) for index in rows)

    @property
    def in_view(self) -> tuple[object, ...]:
        """What was told last to be in view."""
        return self._in_view

    @property
    def current(self) -> object | None:
        """The value the keyboard is on."""
        index = self.currentIndex()
        return index.data(VALUE_ROLE) if index.isValid() else None

    def set_picking(self, is_picking: bool) -> None:
        """Whether every click picks one more tile, for those without a Ctrl key at hand."""
        self._delegate.is_picking = is_picking
        self.setSelectionMode(
            QAbstractItemView.SelectionMode.MultiSelection
            if is_picking
            else QAbstractItemView.SelectionMode.ExtendedSelection
        )
        self.viewport().update()

    def go_to(self, place: int, *, select: bool = True) -> None:
        """Puts the keyboard on this tile."""
        index = self.model().index(place, 0)
        flag = QItemSelectionModel.SelectionFlag
        how = flag.ClearAndSelect if select else flag.NoUpdate
        self.selectionModel().setCurrentIndex(index, how)
        self.scrollTo(index)

    def _fit(self) -> None:
        """Cells share the width; the gap is half in each of two neighbours."""
        theme = current_theme()
        columns = self.columns
        gap = theme.space("l")
        cell = max(1, (self.viewport().width() - 1) // columns)
        wanted = QSize(cell, self._delegate.height_for(cell - gap) + gap)
        if self.gridSize() != wanted:
            self._delegate.cell = wanted
            self.setGridSize(wanted)
            self.verticalScrollBar().setSingleStep(max(1, wanted.height() // 4))
        self._look.start()

    def _tell_in_view(self) -> None:
        model, cell = self.model(), self.gridSize()
        if not cell.isValid() or not self.isVisible():
            return
        top = self.verticalScrollBar().value()
        columns = self.columns
        first = max(0, top // cell.height() - _ROWS_AHEAD) * columns
        last = ((top + self.viewport().height()) // cell.height() + 1 + _ROWS_AHEAD) * columns
        found = tuple(
            model.index(row, 0).data(VALUE_ROLE) for row in range(first, min(last, model.rowCount()))
        )
        if found != self._in_view:
            self._in_view = found
            self.in_view_changed.emit(found)

    def _on_scroll_range_changed(self, least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > least)

    def _on_scrolled(self, _value: int) -> None:
        self._look.start()

    def _on_model_changed(self) -> None:
        self._look.start()

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(index.data(VALUE_ROLE))

    def _on_selected(self) -> None:
        self.selection_changed.emit()

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Shows `model`."""
        super().setModel(model)
        if model is None:
            return
        for signal in (model.rowsInserted, model.rowsRemoved, model.layoutChanged, model.dataChanged):
            signal.connect(self._on_model_changed)
        self.selectionModel().selectionChanged.connect(self._on_selected)
        self._look.start()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Delete and F2 are told."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().data(VALUE_ROLE))
            return
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F2):
            self.key_pressed.emit(Qt.Key.Key_Delete if key is Qt.Key.Key_Backspace else key)
            return
        if key == Qt.Key.Key_Escape:
            event.ignore()
            return
        super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The room between two tiles belongs to none of them."""
        point = event.position().toPoint()
        if not self._is_on_tile(point) and not event.modifiers():
            self.clearSelection()
            return
        super().mousePressEvent(event)

    def _is_on_tile(self, point: QPoint) -> bool:
        index = self.indexAt(point)
        return index.isValid() and self._delegate.tile_rect(self.visualRect(index)).contains(point)

    @override
    def focusInEvent(self, event: object) -> None:
        """The keyboard always stands on a tile."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        if not self.currentIndex().isValid() and self.model() is not None and self.model().rowCount():
            self.go_to(0, select=False)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as there is room for."""
        self._fit()
        super().resizeEvent(event)

    @override
    def showEvent(self, event: object) -> None:
        """Pictures are wanted from now on."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Measures anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "_look" in self.__dict__:
            self._delegate.pictures.clear()
            self._fit()
