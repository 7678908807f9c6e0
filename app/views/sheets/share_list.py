"""The photos that are about to be shared, each with its title: one large, several as rows of one list."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import PictureFault
from app.viewmodels import naming
from app.viewmodels.naming import Named
from app.viewmodels.prepare_photos import PreparePhotosViewModel, PrepareState, PreparingPhoto
from app.views.fault_words import fault_words
from app.views.name_field import NameField
from app.views.picture_words import picture_fault_words
from app.widgets.button import IconButton, LinkButton
from app.widgets.label import CutLabel, hairline
from app.widgets.loading import Loading
from app.widgets.photo_look import PhotoLook
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme

_THUMB = 112


class ShareRow(QWidget):
    """One photo: how it looks, its title, edit it, leave it out."""

    edit_requested = Signal(int)
    remove_requested = Signal(int)
    title_changed = Signal(int, str)  # key, what stands in the field

    def __init__(self, item: PreparingPhoto, parent: QWidget, *, is_large: bool) -> None:
        super().__init__(parent)
        self.setObjectName("share_row")
        self.key = item.key
        self._item = item
        theme = current_theme()
        self.look = PhotoLook(self)
        self.look.setObjectName("share_look")
        if not is_large:
            self.look.setFixedSize(theme.px(_THUMB), theme.px(_THUMB) * 3 // 4)
        self.title = NameField(self.tr("Title"), Named.PHOTO, self)
        self.title.setObjectName("share_title")
        if item.title is not None:
            self.title.set_text(item.title)
        elif item.path is not None:
            self.title.set_text(naming.title_of_file(item.name))
        self._file = CutLabel(item.name, self, style="small", role="text-muted")
        self._loading = Loading(self.tr("Opening…"), self)
        self._fault = StateLine("", "alert", "refused", self)
        self._fault.setObjectName("share_row_fault")
        self._edit = LinkButton(self.tr("Edit"), self, style="small")
        self._edit.setObjectName("share_edit")
        self._remove = IconButton("close", self.tr("Leave {name} out").format(name=item.name), self)
        self._remove.setObjectName("share_remove")
        self._lay_out(is_large)
        self.look.clicked.connect(self._on_edit_clicked)
        self._edit.clicked.connect(self._on_edit_clicked)
        self._remove.clicked.connect(self._on_remove_clicked)
        self.title.name_changed.connect(self._on_title_changed)

    def show_item(self, item: PreparingPhoto, image: QImage | None) -> None:
        """Where it stands by now."""
        self._item = item
        is_ready = item.state is PrepareState.READY
        name = self.tr("Edit {name}").format(name=item.name)
        self.look.show_photo(image, name=name)
        self.look.setEnabled(is_ready)
        self._loading.setVisible(item.state is PrepareState.WAITING)
        self.title.setVisible(item.state is not PrepareState.FAILED)
        self._file.setVisible(item.state is PrepareState.FAILED)
        self._edit.setVisible(is_ready)
        self._fault.setVisible(item.fault is not None)
        if item.fault is not None:
            words = (
                picture_fault_words(item.fault)
                if isinstance(item.fault, PictureFault)
                else fault_words(item.fault)
            )
            self._fault.set_text(words)

    def _lay_out(self, is_large: bool) -> None:
        theme = current_theme()
        below = QHBoxLayout()
        below.setSpacing(theme.space("m"))
        below.addWidget(self._edit)
        below.addWidget(self._loading)
        below.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(theme.space("xs"))
        for widget in (self._file, self.title, self._fault):
            words.addWidget(widget)
        words.addLayout(below)
        words.addStretch(1)
        if is_large:
            column = QVBoxLayout(self)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(theme.space("l"))
            column.addWidget(self.look)
            column.addLayout(words)
            self._remove.hide()
            return
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.space("s"), 0, theme.space("s"))
        row.setSpacing(theme.space("m"))
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self.look, 0, top)
        row.addLayout(words, 1)
        row.addWidget(self._remove, 0, top)

    def _on_title_changed(self) -> None:
        self.title_changed.emit(self.key, self.title.text)

    def _on_edit_clicked(self) -> None:
        self.edit_requested.emit(self.key)

    def _on_remove_clicked(self) -> None:
        self.remove_requested.emit(self.key)


class ShareList(QWidget):
    """Shows the list of the view model; what was typed stays while it changes."""

    edit_requested = Signal(int)

    def __init__(self, model: PreparePhotosViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._is_large = len(model.items) == 1
        self._rows: dict[int, ShareRow] = {}
        self._lines: dict[int, QWidget] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        model.changed.connect(self._show)
        model.item_changed.connect(self._on_model_item_changed)
        self._show()

    @property
    def is_large(self) -> bool:
        """Whether it is one photo, shown large."""
        return self._is_large

    @property
    def rows(self) -> tuple[ShareRow, ...]:
        """One for each photo."""
        return tuple(self._rows.values())

    @property
    def titles(self) -> dict[int, str]:
        """As they will be kept."""
        return {key: row.title.name for key, row in self._rows.items()}

    def say_what_is_wrong(self) -> str:
        """Shows what is wrong with the titles and puts the keyboard into the first such; "" if nothing is."""
        found = ""
        for row in self._rows.values():
            item = self._model.item(row.key)
            if item is None or item.state is not PrepareState.READY:
                continue
            words = row.title.say_what_is_wrong()
            if words and not found:
                found = words
                row.title.focus_line()
        return found

    def focus_first(self) -> None:
        """Into the first title."""
        for row in self._rows.values():
            row.title.focus_line(select=True)
            return

    def _show(self) -> None:
        items = self._model.items
        kept = {item.key for item in items}
        for key in [key for key in self._rows if key not in kept]:
            for widget in (self._rows.pop(key), self._lines.pop(key, None)):
                if widget is not None:
                    self._column.removeWidget(widget)
                    widget.hide()
                    widget.deleteLater()
        for item in items:
            if item.key not in self._rows:
                self._add(item)
            self._rows[item.key].show_item(item, self._model.look(item.key))

    def _add(self, item: PreparingPhoto) -> None:
        row = ShareRow(item, self, is_large=self._is_large)
        row.edit_requested.connect(self.edit_requested)
        row.remove_requested.connect(self._model.remove)
        row.title_changed.connect(self._model.set_title)
        self._model.set_title(item.key, row.title.text)
        self._rows[item.key] = row
        self._column.addWidget(row)
        if not self._is_large:
            line = self._lines[item.key] = hairline(self)
            self._column.addWidget(line)

    def _on_model_item_changed(self, key: int) -> None:
        item = self._model.item(key)
        if item is not None and key in self._rows:
            self._rows[key].show_item(item, self._model.look(key))
