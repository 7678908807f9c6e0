"""The photo of the post below its words: added from a file or the camera, shown, edited, taken out; its price first."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.prices import PriceLine
from app.viewmodels.post_compose import PostComposeViewModel
from app.views import post_words
from app.widgets.button import Button, LinkButton
from app.widgets.framed_photo import FramedPhoto
from app.widgets.label import Label
from app.widgets.tokens import current_theme

_THUMB = (96, 72)


class PostPhotoRow(QWidget):
    """Two buttons and what a photo would cost, or the photo and what can be done with it."""

    upload_requested = Signal()
    take_requested = Signal()
    edit_requested = Signal()

    def __init__(self, model: PostComposeViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("post_photo_row")
        self._model = model
        self._shown: tuple[PriceLine, bool] | None = None
        self._build_empty()
        self._build_photo()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._empty)
        whole.addWidget(self._filled)
        self._filled.hide()
        model.state_changed.connect(self._show)
        model.photo.changed.connect(self._show)
        self._show()

    def _build_empty(self) -> None:
        theme = current_theme()
        self._empty = QWidget(self)
        column = QVBoxLayout(self._empty)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space("s"))
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        self._upload = Button(self.tr("Upload New Photo"), "outline", "upload", self._empty, size="small")
        self._upload.setObjectName("post_photo_upload")
        self._take = Button(self.tr("Take New Photo"), "outline", "camera", self._empty, size="small")
        self._take.setObjectName("post_photo_take")
        row.addWidget(self._upload)
        row.addWidget(self._take)
        row.addStretch(1)
        self._cost = Label("", self._empty, style="small", role="text-muted")
        self._cost.setObjectName("post_photo_cost")
        column.addLayout(row)
        column.addWidget(self._cost)
        self._upload.clicked.connect(self._on_upload_clicked)
        self._take.clicked.connect(self._on_take_clicked)

    def _build_photo(self) -> None:
        theme = current_theme()
        self._filled = QWidget(self)
        row = QHBoxLayout(self._filled)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("m"))
        self._photo = FramedPhoto(_THUMB, self._filled)
        self._photo.setObjectName("post_photo")
        self._photo.setAccessibleName(self.tr("Photo in this post"))
        self._photo.setFixedWidth(theme.px(_THUMB[0]))
        row.addWidget(self._photo)
        words = QVBoxLayout()
        words.setSpacing(theme.space("s"))
        words.addStretch(1)
        self._with = Label(self.tr("This photo goes with the post."), self._filled, style="small")
        words.addWidget(self._with)
        links = QHBoxLayout()
        links.setSpacing(theme.space("l"))
        self._edit = LinkButton(self.tr("Edit Photo"), self._filled, style="small")
        self._edit.setObjectName("post_photo_edit")
        self._remove = LinkButton(self.tr("Take It Out"), self._filled, style="small")
        self._remove.setObjectName("post_photo_remove")
        self._remove.setAccessibleName(self.tr("Take the photo out of this post"))
        for link in (self._edit, self._remove):
            links.addWidget(link)
        links.addStretch(1)
        words.addLayout(links)
        words.addStretch(1)
        row.addLayout(words, 1)
        self._edit.clicked.connect(self._on_edit_clicked)
        self._remove.clicked.connect(self._on_remove_clicked)

    def _show(self) -> None:
        model = self._model.photo
        has_photo = model.photo is not None
        if has_photo is self._empty.isVisibleTo(self):
            had_focus = self._upload.hasFocus() or self._take.hasFocus() or self._remove.hasFocus()
            self._empty.setVisible(not has_photo)
            self._filled.setVisible(has_photo)
            if had_focus:
                (self._edit if has_photo else self._upload).setFocus()
        if model.photo is not None:
            self._photo.show_photo(model.photo.size, model.look)
        line = self._model.photo_line
        is_reached = line.price_cents is not None or not self._model.audience.is_known
        can_add = is_reached and not model.is_busy
        self._upload.setEnabled(can_add)
        self._take.setEnabled(can_add)
        self._edit.setEnabled(not model.is_busy)
        self._remove.setEnabled(not model.is_busy)
        self._cost.setText(post_words.photo_cost_words(line, is_known=self._model.audience.is_known))

    def _on_upload_clicked(self) -> None:
        self.upload_requested.emit()

    def _on_take_clicked(self) -> None:
        self.take_requested.emit()

    def _on_edit_clicked(self) -> None:
        self.edit_requested.emit()

    def _on_remove_clicked(self) -> None:
        self._model.photo.remove()
