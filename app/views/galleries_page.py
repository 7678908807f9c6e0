"""All galleries of the member as a grid, and the two ways a new photo begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.gallery import GalleryCard, PictureSize
from app.viewmodels.tiles_model import TilesModel
from app.views import gallery_words
from app.widgets.button import Button
from app.widgets.flow import Flow
from app.widgets.gallery_tile import GalleryTiles
from app.widgets.label import Label
from app.widgets.photo_marks import spoken_gallery
from app.widgets.tile_grid import TileGrid
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.views.photo_models import PhotosModel


class GalleriesPage(QWidget):
    """Enter and a double click open; F2 renames, Delete asks; the last tile makes a new gallery."""

    gallery_opened = Signal(str)
    new_gallery_requested = Signal()
    rename_requested = Signal(object)  # GalleryCard
    delete_requested = Signal(object)  # GalleryCard
    take_requested = Signal()
    upload_requested = Signal()

    def __init__(self, model: PhotosModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._tiles: TilesModel[GalleryCard] = TilesModel(_key_of, spoken_gallery, self)
        self.grid = TileGrid(GalleryTiles(self._picture), self.tr("Galleries"), self)
        self.grid.setObjectName("galleries_grid")
        self.grid.setModel(self._tiles)
        self._price = Label("", self, style="small", role="text-muted", wrap=False)
        self._price.setObjectName("photos_price")
        self.take = Button(self.tr("Take New Photo"), "solid", "camera", self)
        self.take.setObjectName("photos_take")
        self.upload = Button(self.tr("Upload New Photo"), "outline", "upload", self)
        self.upload.setObjectName("photos_upload")
        self.strip_place = QVBoxLayout()
        self._build()
        self._connect()
        self.show_galleries()
        self.show_terms()

    def show_galleries(self) -> None:
        """What is known by now."""
        new = GalleryCard("", self.tr("New gallery"), 0)
        self._tiles.apply((*self._model.galleries, new))

    def show_terms(self) -> None:
        """What a photo costs."""
        words = gallery_words.price_sentence(self._model.price_line, takes_photos=self._model.takes_photos)
        self._price.setText(words)

    def want_pictures(self) -> None:
        """Asks for what is in view, as after coming back to this page."""
        self._on_grid_in_view_changed(self.grid.in_view)

    def take_focus(self) -> None:
        """Onto the tiles."""
        self.grid.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme = current_theme()
        half = theme.space("l") // 2
        flow = Flow(self, gap="m")
        flow.add(Label(self.tr("Photos"), self, style="heading", wrap=False))
        flow.add_stretch()
        flow.add(self._price, self.upload, self.take)
        head = QHBoxLayout()
        head.setContentsMargins(half, 0, half, theme.space("s"))
        head.addWidget(flow)
        self.strip_place.setContentsMargins(half, 0, half, 0)
        column = QVBoxLayout()
        column.setContentsMargins(0, theme.space("xl"), 0, 0)
        column.setSpacing(theme.space("s"))
        column.addLayout(head)
        column.addLayout(self.strip_place)
        column.addWidget(self.grid, 1)
        middle = QWidget(self)
        middle.setMaximumWidth(theme.layout("page-max") + 2 * theme.space("l"))
        middle.setLayout(column)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space("l"), 0, theme.space("s"), 0)
        row.addStretch(1)
        row.addWidget(middle, 1000)
        row.addStretch(1)

    def _connect(self) -> None:
        grid = self.grid
        grid.opened.connect(self._on_grid_opened)
        grid.in_view_changed.connect(self._on_grid_in_view_changed)
        grid.key_pressed.connect(self._on_grid_key_pressed)
        grid.clicked.connect(self._on_grid_clicked)
        grid.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        grid.customContextMenuRequested.connect(self._on_grid_menu_requested)
        self.take.clicked.connect(self.take_requested)
        self.upload.clicked.connect(self.upload_requested)
        model = self._model
        model.galleries_changed.connect(self.show_galleries)
        model.terms_changed.connect(self.show_terms)
        model.picture_ready.connect(self._on_model_picture_ready)

    def _picture(self, key: str) -> QImage | None:
        return self._model.picture(key, PictureSize.TILE)

    def _open(self, value: object) -> None:
        if not isinstance(value, GalleryCard):
            return
        if value.gallery_id:
            self.gallery_opened.emit(value.gallery_id)
        else:
            self.new_gallery_requested.emit()

    def _on_grid_opened(self, value: object) -> None:
        self._open(value)

    def _on_grid_clicked(self, index: object) -> None:
        """One click is enough: a gallery has nothing else to be clicked for."""
        keys = self.grid.current
        self._open(keys)

    def _on_grid_in_view_changed(self, cards: tuple[object, ...]) -> None:
        wanted = tuple(
            (key, PictureSize.TILE)
            for card in cards
            if isinstance(card, GalleryCard)
            for key in card.covers[:3]
        )
        if self.isVisible():
            self._model.want_pictures(wanted)

    def _on_model_picture_ready(self, key: str, _size: PictureSize) -> None:
        for card in self._model.galleries:
            if key in card.covers:
                self._tiles.touch(card.gallery_id)

    def _on_grid_key_pressed(self, key: Qt.Key) -> None:
        card = self.grid.current
        if isinstance(card, GalleryCard) and card.gallery_id:
            (self.rename_requested if key == Qt.Key.Key_F2 else self.delete_requested).emit(card)

    def _on_grid_menu_requested(self, point: QPoint) -> None:
        card = self.grid.current
        if not isinstance(card, GalleryCard) or not card.gallery_id:
            return
        menu = QMenu(self)
        menu.setObjectName("gallery_menu")
        menu.setAccessibleName(card.name)
        opening = menu.addAction(self.tr("Open"))
        rename = menu.addAction(self.tr("Rename gallery…"))
        rename.setShortcut(QKeySequence(Qt.Key.Key_F2))
        delete = menu.addAction(self.tr("Delete gallery…"))
        delete.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        opening.triggered.connect(self._on_menu_open)
        rename.triggered.connect(self._on_menu_rename)
        delete.triggered.connect(self._on_menu_delete)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.grid.viewport().mapToGlobal(point))

    def _on_menu_open(self) -> None:
        self._open(self.grid.current)

    def _on_menu_rename(self) -> None:
        self._on_grid_key_pressed(Qt.Key.Key_F2)

    def _on_menu_delete(self) -> None:
        self._on_grid_key_pressed(Qt.Key.Key_Delete)


def _key_of(card: GalleryCard) -> str:
    return card.gallery_id
