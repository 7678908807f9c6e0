"""One gallery: its photos as a grid, chosen by mouse and keys, and the details of the one that is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.domain.gallery import GalleryCard, GalleryPhoto, PhotoProgress, PictureSize
from app.viewmodels.tiles_model import TilesModel
from app.views import gallery_words
from app.views.gallery_bar import GalleryBar
from app.views.photo_panel import PhotoPanel
from app.widgets.button import Button, IconButton
from app.widgets.empty_state import EmptyState
from app.widgets.label import CutLabel, hairline
from app.widgets.photo_marks import spoken_photo
from app.widgets.photo_tile import PhotoTiles
from app.widgets.tile_grid import TileGrid
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from app.views.photo_models import PhotosModel


class GalleryPage(QWidget):
    """Arrows walk, Shift and Ctrl choose several, Enter shows one large, F2 renames, Delete asks, Esc goes back."""

    left = Signal()
    take_requested = Signal()
    upload_requested = Signal()
    view_requested = Signal(str)
    share_requested = Signal(str)
    mend_requested = Signal(str)
    appeal_requested = Signal(object)  # AppealWish
    offer_requested = Signal(object)  # OfferWish
    add_funds_requested = Signal(int)
    rename_requested = Signal(str)
    move_requested = Signal(object)  # tuple of keys
    delete_requested = Signal(object)  # tuple of keys
    rename_gallery_requested = Signal(object)  # GalleryCard
    delete_gallery_requested = Signal(object)  # GalleryCard

    def __init__(self, model: PhotosModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("gallery_page")
        self._model = model
        self._tiles: TilesModel[GalleryPhoto] = TilesModel(_key_of, spoken_photo, self)
        self._delegate = PhotoTiles(self._picture, model.progress)
        self.grid = TileGrid(self._delegate, self.tr("Photos"), self)
        self.grid.setObjectName("photos_grid")
        self.grid.setModel(self._tiles)
        self.bar = GalleryBar(self)
        self.panel = PhotoPanel(model, self)
        self._panel_line = hairline(self, vertical=True)
        self._back = IconButton("left", self.tr("Back to all galleries"), self, mirror=True)
        self._back.setObjectName("gallery_back")
        self._name = CutLabel("", self, style="heading")
        self._name.setObjectName("gallery_name")
        self._line = CutLabel("", self, style="small", role="text-muted")
        self._line.setObjectName("gallery_line")
        self._more = IconButton("more", self.tr("More about this gallery"), self)
        self._more.setObjectName("gallery_more")
        self._add = Button(self.tr("Add Photo"), "outline", "plus", self)
        self._add.setObjectName("gallery_add")
        self._empty = EmptyState(
            "photos",
            self.tr("Nothing in it yet"),
            self.tr("Take a photo, or bring some from this computer: by the button, or dropped here."),
            self,
            action=self.tr("Take New Photo"),
            action_icon="camera",
            link=self.tr("Upload New Photo"),
        )
        self.strip_place = QVBoxLayout()
        self._stack = QStackedWidget(self)
        self._build()
        self._connect()
        self._show_panel(None)

    @property
    def card(self) -> GalleryCard | None:
        """The gallery that is shown."""
        wanted = self._model.gallery_id
        return next((card for card in self._model.galleries if card.gallery_id == wanted), None)

    def show_gallery(self) -> None:
        """Its name and what is said of it."""
        card = self.card
        self._name.setText("" if card is None else card.name)
        self._line.setText("" if card is None else gallery_words.gallery_line(card))
        is_own = card is not None and not card.is_received
        self._more.setVisible(is_own)
        self._add.setVisible(is_own)
        self.bar.set_can_pick(is_own)

    def show_photos(self) -> None:
        """The open gallery's photos in the order that was chosen."""
        photos = self.bar.sorted(self._model.photos)
        self._delegate.is_online = self._model.is_online
        self._tiles.apply(photos)
        self.bar.show_count(len(self.grid.selected), len(photos))
        self._stack.setCurrentIndex(0 if photos or self._model.is_loading else 1)
        shown = self.panel.photo
        if shown is not None and not self.panel.isHidden():
            self._show_panel(self._model.photo(shown.key))

    def want_pictures(self) -> None:
        """Asks for what is in view, as after coming back to this page."""
        self._on_grid_in_view_changed(self.grid.in_view)

    def go_to(self, key: str) -> None:
        """Puts the keyboard on this photo."""
        place = self._tiles.place_of(key)
        if place >= 0:
            self.grid.go_to(place)

    def step(self, key: str, by: int) -> str | None:
        """The key of the photo before or after this one, in the order that is shown."""
        place = self._tiles.place_of(key)
        return None if place < 0 else self._tiles.key_at(place + by)

    def place_words(self, key: str) -> tuple[int, int]:
        """Which one it is, counted from 1, and of how many."""
        return self._tiles.place_of(key) + 1, self._tiles.rowCount()

    def forget_choice(self) -> None:
        """Nothing is chosen, as in a gallery that was just opened."""
        self.bar.set_picking(False)
        self.grid.clearSelection()
        self._show_panel(None)

    def take_focus(self) -> None:
        """Onto the photos, or onto what is offered instead."""
        target = self.grid if self._tiles.rowCount() else self._empty.action
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        theme = current_theme()
        half = theme.space("l") // 2
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._name)
        names.addWidget(self._line)
        head = QHBoxLayout()
        head.setContentsMargins(half, 0, half, 0)
        head.setSpacing(theme.space("s"))
        head.addWidget(self._back)
        head.addLayout(names, 1)
        head.addWidget(self._more)
        head.addWidget(self._add)
        self.strip_place.setContentsMargins(half, 0, half, 0)
        self.bar.layout().setContentsMargins(half, 0, half, 0)  # type: ignore[union-attr]
        self._stack.addWidget(self.grid)
        self._stack.addWidget(self._empty)
        left = QVBoxLayout()
        left.setContentsMargins(theme.space("l"), theme.space("xl"), theme.space("s"), 0)
        left.setSpacing(theme.space("s"))
        left.addLayout(head)
        left.addLayout(self.strip_place)
        left.addWidget(self.bar)
        left.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self._panel_line)
        row.addWidget(self.panel)

    def _connect(self) -> None:
        self._back.clicked.connect(self.left)
        self._add.clicked.connect(self._on_add_clicked)
        self._more.clicked.connect(self._on_more_clicked)
        self._empty.action_requested.connect(self.take_requested)
        self._empty.link_requested.connect(self.upload_requested)
        grid, bar, panel, model = self.grid, self.bar, self.panel, self._model
        grid.opened.connect(self._on_grid_opened)
        grid.in_view_changed.connect(self._on_grid_in_view_changed)
        grid.selection_changed.connect(self._on_grid_selection_changed)
        grid.key_pressed.connect(self._on_grid_key_pressed)
        bar.order_changed.connect(self.show_photos)
        bar.picking_changed.connect(self._on_bar_picking_changed)
        bar.all_requested.connect(grid.selectAll)
        bar.move_requested.connect(self._on_bar_move_requested)
        bar.delete_requested.connect(self._on_bar_delete_requested)
        panel.closed.connect(self._on_panel_closed)
        panel.view_requested.connect(self.view_requested)
        panel.mend_requested.connect(self.mend_requested)
        panel.appeal_requested.connect(self.appeal_requested)
        panel.offer_requested.connect(self.offer_requested)
        panel.share_requested.connect(self.share_requested)
        panel.add_funds_requested.connect(self.add_funds_requested)
        panel.rename_requested.connect(self.rename_requested)
        panel.cover_requested.connect(self._on_panel_cover_requested)
        panel.move_requested.connect(self._on_panel_move_requested)
        panel.delete_requested.connect(self._on_panel_delete_requested)
        model.galleries_changed.connect(self.show_gallery)
        model.photos_changed.connect(self.show_photos)
        model.picture_ready.connect(self._on_model_picture_ready)
        model.progress_changed.connect(self._on_model_progress_changed)

    def _picture(self, key: str) -> QImage | None:
        return self._model.picture(key, PictureSize.TILE)

    @property
    def _chosen(self) -> tuple[GalleryPhoto, ...]:
        return tuple(photo for photo in self.grid.selected if isinstance(photo, GalleryPhoto))

    def _show_panel(self, photo: GalleryPhoto | None) -> None:
        self.panel.show_photo(photo)
        self.panel.setVisible(photo is not None)
        self._panel_line.setVisible(photo is not None)

    def _on_grid_selection_changed(self) -> None:
        chosen = self._chosen
        self.bar.show_count(len(chosen), self._tiles.rowCount())
        self._show_panel(chosen[0] if len(chosen) == 1 and not self.bar.is_picking else None)

    def _on_grid_opened(self, photo: object) -> None:
        if isinstance(photo, GalleryPhoto):
            self.view_requested.emit(photo.key)

    def _on_grid_in_view_changed(self, photos: tuple[object, ...]) -> None:
        if self.isVisible():
            self._model.want_pictures(
                tuple((each.key, PictureSize.TILE) for each in photos if isinstance(each, GalleryPhoto))
            )

    def _on_grid_key_pressed(self, key: Qt.Key) -> None:
        chosen = self._chosen or tuple(
            photo for photo in (self.grid.current,) if isinstance(photo, GalleryPhoto)
        )
        if not chosen or chosen[0].from_name is not None:
            return
        if key == Qt.Key.Key_F2:
            self.rename_requested.emit(chosen[0].key)
        else:
            self.delete_requested.emit(tuple(photo.key for photo in chosen))

    def _on_bar_picking_changed(self, is_picking: bool) -> None:
        self.grid.set_picking(is_picking)
        if not is_picking:
            self.grid.clearSelection()
        self._on_grid_selection_changed()

    def _on_bar_move_requested(self) -> None:
        self.move_requested.emit(tuple(photo.key for photo in self._chosen))

    def _on_bar_delete_requested(self) -> None:
        self.delete_requested.emit(tuple(photo.key for photo in self._chosen))

    def _on_panel_closed(self) -> None:
        self.grid.clearSelection()
        self.take_focus()

    def _on_panel_cover_requested(self, key: str) -> None:
        card = self.card
        if card is not None:
            self._model.set_cover(card.gallery_id, key)

    def _on_panel_move_requested(self, key: str) -> None:
        self.move_requested.emit((key,))

    def _on_panel_delete_requested(self, key: str) -> None:
        self.delete_requested.emit((key,))

    def _on_model_picture_ready(self, key: str, _size: PictureSize) -> None:
        self._tiles.touch(key)

    def _on_model_progress_changed(self, progress: PhotoProgress) -> None:
        self._tiles.touch(progress.key)

    def _menu(self, anchor: QWidget, name: str, entries: tuple[tuple[str, object], ...]) -> None:
        menu = QMenu(self)
        menu.setObjectName(name)
        menu.setAccessibleName(anchor.accessibleName())
        for words, command in entries:
            menu.addAction(words).triggered.connect(command)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))

    def _on_add_clicked(self) -> None:
        self._menu(
            self._add,
            "add_menu",
            (
                (self.tr("Take New Photo"), self._on_take_chosen),
                (self.tr("Upload New Photo"), self._on_upload_chosen),
            ),
        )

    def _on_more_clicked(self) -> None:
        self._menu(
            self._more,
            "gallery_menu",
            (
                (self.tr("Rename gallery…"), self._on_rename_gallery_chosen),
                (self.tr("Delete gallery…"), self._on_delete_gallery_chosen),
            ),
        )

    def _on_take_chosen(self) -> None:
        self.take_requested.emit()

    def _on_upload_chosen(self) -> None:
        self.upload_requested.emit()

    def _on_rename_gallery_chosen(self) -> None:
        self.rename_gallery_requested.emit(self.card)

    def _on_delete_gallery_chosen(self) -> None:
        self.delete_gallery_requested.emit(self.card)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc: first the choice, then the gallery."""
        if event.key() == Qt.Key.Key_Escape:
            if self.bar.is_picking or self._chosen:
                self.forget_choice()
            else:
                self.left.emit()
            return
        super().keyPressEvent(event)


def _key_of(photo: GalleryPhoto) -> str:
    return photo.key
