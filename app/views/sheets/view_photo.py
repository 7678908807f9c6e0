"""One photo as large as the window, with the ones before and after it a key away, and its details beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.domain.gallery import GalleryPhoto, PictureSize
from app.views.photo_panel import PhotoPanel
from app.widgets.announce import announce
from app.widgets.button import Button, IconButton
from app.widgets.label import Label, plane
from app.widgets.photo_viewer import ZOOM_STEP, PhotoViewer
from app.widgets.task_sheet import TaskSheet
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.views.photo_models import PhotosModel


class ViewPhotoSheet(TaskSheet):
    """Arrows and Page keys: the next one; + and − zoom, 0 fits, 1 is 100 %, I shows the details; Esc closes."""

    photo_shown = Signal(str)  # key

    def __init__(
        self,
        model: PhotosModel,
        key: str,
        step: Callable[[str, int], str | None],
        place: Callable[[str], tuple[int, int]],
        parent: QWidget,
    ) -> None:
        """`step` answers the key of a neighbour, `place` which one of how many it is."""
        super().__init__("", parent, way_out="close")
        self.setObjectName("view_photo")
        self._model = model
        self._key = key
        self._step_to = step
        self._place_of = place
        self.viewer = PhotoViewer(self)
        self.viewer.setObjectName("photo_viewer")
        self._before = IconButton("left", self.tr("The photo before"), self, mirror=True, outlined=True)
        self._before.setObjectName("view_before")
        self._after = IconButton("right", self.tr("The next photo"), self, mirror=True, outlined=True)
        self._after.setObjectName("view_after")
        self._where = Label("", self, style="small", role="text-muted", wrap=False, tabular=True)
        self._where.setObjectName("view_where")
        self._minus = IconButton("minus", self.tr("Smaller"), self, outlined=True)
        self._plus = IconButton("plus", self.tr("Larger"), self, outlined=True)
        self._plus.setObjectName("view_plus")
        self._minus.setObjectName("view_minus")
        self._fit = Button(self.tr("Fit"), "outline", None, self)
        self._fit.setObjectName("view_fit")
        self._pixels = Button(self.tr("100 %"), "outline", None, self)
        self._pixels.setObjectName("view_pixels")
        self._info = Button(self.tr("Details"), "outline", "info", self)
        self._info.setObjectName("view_details")
        self._info.setCheckable(True)
        self.panel = PhotoPanel(model, self, only_tells=True)
        self.panel.setObjectName("view_panel")
        self.panel.hide()
        self._build()
        self._connect()
        self._show(key)

    @property
    def key(self) -> str:
        """The photo that is shown."""
        return self._key

    def _build(self) -> None:
        theme = current_theme()
        foot = plane("surface", self)
        row = QHBoxLayout(foot)
        edge = theme.space("m")
        row.setContentsMargins(theme.space("l"), edge, theme.space("l"), edge)
        row.setSpacing(theme.space("s"))
        for arrow in (self._before, self._after):
            row.addWidget(arrow)
        row.addWidget(self._where)
        row.addStretch(1)
        for widget in (self._info, self._minus, self._plus, self._fit, self._pixels):
            row.addWidget(widget)
        beside = QHBoxLayout()
        beside.setSpacing(0)
        beside.addWidget(self.viewer, 1)
        beside.addWidget(self.panel)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self.body.addLayout(beside, 1)
        self.body.addWidget(foot)

    def _connect(self) -> None:
        self.viewer.step_wanted.connect(self._step)
        self.viewer.scale_changed.connect(self._show_scale)
        self._before.clicked.connect(self._on_before_clicked)
        self._after.clicked.connect(self._on_after_clicked)
        self._minus.clicked.connect(self._on_minus_clicked)
        self._plus.clicked.connect(self._on_plus_clicked)
        self._fit.clicked.connect(self.viewer.fit)
        self._pixels.clicked.connect(self.viewer.show_pixels)
        self._info.toggled.connect(self.panel.setVisible)
        self.panel.closed.connect(self._on_panel_closed)
        self._model.picture_ready.connect(self._on_model_picture_ready)
        self._model.photos_changed.connect(self._on_model_photos_changed)

    def _first_to_focus(self) -> QWidget:
        return self.viewer

    def _show(self, key: str) -> None:
        photo = self._model.photo(key)
        if photo is None:
            self.dismiss()
            return
        is_other = key != self._key
        self._key = key
        self.set_title(photo.title)
        number, count = self._place_of(key)
        self._where.setText(self.tr("{number} of {count}").format(number=number, count=count))
        self._before.setEnabled(self._step_to(key, -1) is not None)
        self._after.setEnabled(self._step_to(key, 1) is not None)
        self._want_pictures()
        self._show_picture(photo)
        self.panel.show_photo(photo)
        if is_other:
            self.photo_shown.emit(key)
            announce(self.viewer, photo.title)

    def _want_pictures(self) -> None:
        """This one whole, and its neighbours so that they come at once."""
        near = [self._key, self._step_to(self._key, 1), self._step_to(self._key, -1)]
        keys = [key for key in near if key is not None]
        self._model.want_pictures(((self._key, PictureSize.FULL), *((key, PictureSize.TILE) for key in keys)))

    def _show_picture(self, photo: GalleryPhoto) -> None:
        image: QImage | None = self._model.picture(photo.key, PictureSize.FULL)
        if image is None:
            image = self._model.picture(photo.key, PictureSize.TILE)
        marks = tuple(mark for share in photo.refused for mark in share.regions)
        self.viewer.show_photo(
            image,
            marks,
            size=QSize(photo.width, photo.height),
            name=photo.title,
            empty_icon="sealed" if photo.is_sealed else "photos",
        )
        self._show_scale()

    def _show_scale(self) -> None:
        percent = self.tr("{percent} %").format(percent=round(self.viewer.scale * 100))
        has_picture = self.viewer.has_picture
        for button in (self._minus, self._plus, self._fit, self._pixels):
            button.setEnabled(has_picture)
        self._fit.setAccessibleDescription(percent)

    def _step(self, by: int) -> None:
        key = self._step_to(self._key, by)
        if key is not None:
            self._show(key)

    def _on_panel_closed(self) -> None:
        self._info.setChecked(False)
        self.viewer.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_before_clicked(self) -> None:
        self._step(-1)

    def _on_after_clicked(self) -> None:
        self._step(1)

    def _on_minus_clicked(self) -> None:
        self.viewer.zoom(1 / ZOOM_STEP)

    def _on_plus_clicked(self) -> None:
        self.viewer.zoom(ZOOM_STEP)

    def _on_model_picture_ready(self, key: str, _size: PictureSize) -> None:
        photo = self._model.photo(self._key) if key == self._key else None
        if photo is not None:
            self._show_picture(photo)

    def _on_model_photos_changed(self) -> None:
        if self.is_open:
            self._show(self._key)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the viewer knows works wherever the keyboard is."""
        if event.key() == Qt.Key.Key_I and not event.modifiers():
            self._info.toggle()
            return
        keys = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0, Qt.Key.Key_1)
        if event.key() in (*keys, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not self.viewer.hasFocus():
            self.viewer.keyPressEvent(event)
            return
        super().keyPressEvent(event)
