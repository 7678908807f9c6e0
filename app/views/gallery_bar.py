"""Above the photos of a gallery: their order, choosing several, and what can be done with those."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.gallery import GalleryPhoto
from app.widgets.button import Button, LinkButton
from app.widgets.drop_down import DropDown
from app.widgets.flow import Flow
from app.widgets.label import Label


class PhotoOrder(Enum):
    """How photos stand in their gallery."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


class GalleryBar(QWidget):
    """Values in, wishes out; which photos are chosen is the grid's matter."""

    order_changed = Signal()
    picking_changed = Signal(bool)
    all_requested = Signal()
    move_requested = Signal()
    delete_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_picking = False
        self._can_pick = True
        self._order = DropDown(self.tr("Order of the photos"), self)
        self._order.setObjectName("gallery_order")
        for words, order in (
            (self.tr("Newest first"), PhotoOrder.NEWEST),
            (self.tr("Oldest first"), PhotoOrder.OLDEST),
            (self.tr("By title"), PhotoOrder.TITLE),
        ):
            self._order.addItem(words, order)
        self._pick = Button(self.tr("Choose several"), "ghost", "check", self)
        self._pick.setObjectName("gallery_pick")
        self._count = Label("", self, style="strong", wrap=False)
        self._count.setObjectName("gallery_count")
        self._all = LinkButton(self.tr("All"), self)
        self._all.setObjectName("gallery_all")
        self._move = Button(self.tr("Move"), "outline", "folder", self, size="small")
        self._move.setObjectName("gallery_move")
        self._delete = Button(self.tr("Delete"), "danger", "trash", self, size="small")
        self._delete.setObjectName("gallery_delete")
        self._done = LinkButton(self.tr("Done"), self)
        self._done.setObjectName("gallery_done")
        flow = Flow(self, gap="m")
        flow.add(self._order, self._pick, self._count, self._all)
        flow.add_stretch()
        flow.add(self._move, self._delete, self._done)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(flow)
        self._order.currentIndexChanged.connect(self._on_order_index_changed)
        self._pick.clicked.connect(self._on_pick_clicked)
        self._all.clicked.connect(self.all_requested)
        self._move.clicked.connect(self.move_requested)
        self._delete.clicked.connect(self.delete_requested)
        self._done.clicked.connect(self._on_done_clicked)
        self.show_count(0, 0)

    @property
    def is_picking(self) -> bool:
        """Whether every click chooses one more."""
        return self._is_picking

    def set_can_pick(self, can_pick: bool) -> None:
        """Whether something can be done with several."""
        self._can_pick = can_pick

    def set_picking(self, is_picking: bool) -> None:
        """Begins or ends choosing several."""
        if is_picking != self._is_picking:
            self._is_picking = is_picking
            self.picking_changed.emit(is_picking)

    def sorted(self, photos: tuple[GalleryPhoto, ...]) -> tuple[GalleryPhoto, ...]:
        """In the order that was chosen; photos of one moment stay as they were."""
        order = self._order.currentData()
        if order is PhotoOrder.TITLE:
            return tuple(sorted(photos, key=lambda photo: photo.title.casefold()))
        is_newest_first = order is PhotoOrder.NEWEST
        return tuple(sorted(photos, key=lambda photo: photo.at, reverse=is_newest_first))

    def show_count(self, chosen: int, all_of_them: int) -> None:
        """How many are chosen, and so what can be done."""
        is_several = self._can_pick and (self._is_picking or chosen > 1)
        self._order.setVisible(not is_several and all_of_them > 1)
        self._pick.setVisible(self._can_pick and not is_several and all_of_them > 1)
        for widget in (self._count, self._all, self._move, self._delete, self._done):
            widget.setVisible(is_several)
        self._count.setText(self.tr("{count} chosen").format(count=chosen))
        reason = None if chosen else self.tr("No photo is chosen yet.")
        self._move.set_why_off(reason)
        self._delete.set_why_off(reason)

    def _on_order_index_changed(self, _index: int) -> None:
        self.order_changed.emit()

    def _on_pick_clicked(self) -> None:
        self.set_picking(True)

    def _on_done_clicked(self) -> None:
        if self._is_picking:
            self.set_picking(False)
        else:
            self.picking_changed.emit(False)
