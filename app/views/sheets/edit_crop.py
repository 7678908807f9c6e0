"""The editor's second step: how near, which shape, how others will see it, and a word where it comes out coarse."""

from __future__ import annotations

import math

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.photos import PhotoEdits, PhotoPurpose, Rect, Size
from app.domain.send_terms import SendTerms
from app.views.picture_words import small_words
from app.views.sheets.edit_panel import EditPanel
from app.widgets.button import IconButton
from app.widgets.canvas_picture import CanvasPicture
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.seen_preview import SeenPreview
from app.widgets.segments import Choice, Segments
from app.widgets.slider import Slider
from app.widgets.tokens import current_theme

SIDES = (96, 44, 28)
_FINE = 1000
"""Stops of the zoom slider; each multiplies the zoom, so that every part of the line feels alike."""
_SHAPES: tuple[float | None, ...] = (None, 1.0, 4 / 3, 3 / 4, 16 / 9)


class CropPanel(EditPanel):
    """Values in, wishes out."""

    zoom_changed = Signal(float)
    zoom_stepped = Signal(int)  # 1 nearer, −1 further
    movement_began = Signal()
    movement_ended = Signal()
    shape_chosen = Signal(object)  # float | None: width by height

    def __init__(self, picture: CanvasPicture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._max_zoom = 1.0
        first = self.add_section()
        self._build_zoom(first)
        self._build_shape(first)
        self._build_preview(self.add_section(), picture)
        self._words = self.add_section()
        self.note = Label("", self.ground, style="small", role="text-muted")
        self.note.setObjectName("crop_note")
        self.small = NoticeCard(self.ground)
        self.small.setObjectName("crop_small")
        self._words.addWidget(self.small)
        self._words.addWidget(self.note)
        self.small.hide()
        self.finish()

    def show_purpose(self, purpose: PhotoPurpose, terms: SendTerms) -> None:
        """What the picture is for, and what happens once it is sent."""
        is_free = purpose.aspect is None
        self.shapes.choose(0)
        self._shape_box.setVisible(is_free)
        self.help.setText(
            self.tr("Drag corners and sides. Page Up and Page Down choose one, arrow keys move it.")
            if is_free
            else self.tr("Also with the mouse wheel, two fingers, or the + and − keys. Arrow keys move it.")
        )
        if purpose is PhotoPurpose.PROFILE:
            note = self._what_happens(terms) if terms.is_known else ""
        else:
            note = "" if purpose.is_sent else self.tr("It is not sent to anybody. It costs nothing.")
        seen = self.tr("As others will see it") if purpose.is_sent else self.tr("As you will see it")
        self._seen.setText(seen)
        self.preview.setAccessibleName(seen)
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def show_edits(self, edits: PhotoEdits, frame: Rect, max_zoom: float, *, is_round: bool) -> None:
        """Another edit, what its frame keeps, and how near one can get."""
        self._max_zoom = max_zoom
        zoom = min(max(edits.zoom, 1.0), max_zoom)
        self.slider.show_value(round(_FINE * math.log(zoom) / math.log(max_zoom)) if max_zoom > 1 else 0)
        words = self.tr("{zoom} ×").format(zoom=f"{zoom:.1f}")
        self._value.setText(words)
        self.slider.setAccessibleDescription(words)  # its own value is a place on the line
        self.preview.show_edits(edits, frame, is_round=is_round)

    def show_output(self, size: Size, *, is_small: bool) -> None:
        """The pixels that will come out."""
        if is_small:
            self.small.show_notice("wait", small_words(size), icon="info")
        self.small.setVisible(is_small)

    def _what_happens(self, terms: SendTerms) -> str:
        is_free = not terms.price_cents
        if not terms.has_photo_now:
            return self.tr("It is shown once it is approved. It costs nothing.") if is_free else ""
        if is_free:
            return self.tr("Your current photo stays until this one is approved. It costs nothing.")
        return self.tr("Your current photo stays until this one is approved.")

    def _build_zoom(self, box: QVBoxLayout) -> None:
        self._value = self.add_named_value(box, self.tr("Zoom"), self.tr("{zoom} ×").format(zoom="8.8"))
        self._value.setObjectName("zoom_value")
        self.minus = IconButton("minus", self.tr("Zoom out"), self.ground, outlined=True)
        self.plus = IconButton("plus", self.tr("Zoom in"), self.ground, outlined=True)
        self.minus.setObjectName("zoom_out")
        self.plus.setObjectName("zoom_in")
        self.slider = Slider(self.tr("Zoom"), 0, _FINE, self.ground)
        self.slider.setObjectName("zoom")
        self.slider.setSingleStep(_FINE // 40)
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("m"))
        row.addWidget(self.minus)
        row.addWidget(self.slider, 1)
        row.addWidget(self.plus)
        box.addLayout(row)
        self.help = Label("", self.ground, style="small", role="text-muted")
        box.addWidget(self.help)
        self.minus.clicked.connect(self._on_minus_clicked)
        self.plus.clicked.connect(self._on_plus_clicked)
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.slider.moving_began.connect(self.movement_began)
        self.slider.moving_ended.connect(self.movement_ended)

    def _build_shape(self, box: QVBoxLayout) -> None:
        self._shape_box = QWidget(self.ground)
        inner = QVBoxLayout(self._shape_box)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(Label(self.tr("Shape"), self._shape_box, style="strong"))
        self.shapes = Segments(
            self.tr("Shape"),
            (
                Choice(0, self.tr("Free"), self.tr("Any shape")),
                Choice(1, "1:1", self.tr("Square")),
                Choice(2, "4:3", self.tr("4 by 3, lying")),
                Choice(3, "3:4", self.tr("3 by 4, standing")),
                Choice(4, "16:9", self.tr("16 by 9, lying")),
            ),
            self._shape_box,
        )
        self.shapes.setObjectName("crop_shape")
        inner.addWidget(self.shapes)
        box.addWidget(self._shape_box)
        self.shapes.chosen.connect(self._on_shapes_chosen)

    def _build_preview(self, box: QVBoxLayout, picture: CanvasPicture) -> None:
        self._seen = Label("", self.ground, style="strong")
        box.addWidget(self._seen)
        self.preview = SeenPreview(picture, SIDES, self.ground)
        box.addWidget(self.preview)

    def _on_minus_clicked(self) -> None:
        self.zoom_stepped.emit(-1)

    def _on_plus_clicked(self) -> None:
        self.zoom_stepped.emit(1)

    def _on_slider_value_changed(self, value: int) -> None:
        self.zoom_changed.emit(self._max_zoom ** (value / _FINE))

    def _on_shapes_chosen(self, index: int) -> None:
        self.shape_chosen.emit(_SHAPES[index])
