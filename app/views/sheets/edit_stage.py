"""Where the picture stands in the editor; before there is one, what is going on or what is wrong with the file."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.widgets.canvas_message import CanvasMessage
from app.widgets.photo_canvas import PhotoCanvas

_WORDS_AFTER_MS = 400
"""A picture that opens sooner is shown without a word about it."""


class EditStage(QStackedWidget):
    """The canvas, or a message in its place."""

    other_file_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = PhotoCanvas(self)
        self.canvas.setObjectName("photo_canvas")
        self.message = CanvasMessage(self)
        self.other_file = self.message.add_button(self.tr("Choose Another File"), "solid")
        self.other_file.setObjectName("choose_other_file")
        self.other_file.clicked.connect(self._on_other_file_clicked)
        self.addWidget(self.message)
        self.addWidget(self.canvas)
        self._opens_long = QTimer(self)
        self._opens_long.setSingleShot(True)
        self._opens_long.setInterval(_WORDS_AFTER_MS)
        self._opens_long.timeout.connect(self._on_opens_long_timeout)
        self.show_opening()

    def show_picture(self) -> None:
        """The canvas."""
        self._opens_long.stop()
        self.setCurrentWidget(self.canvas)

    def show_opening(self) -> None:
        """A file is being opened; nothing is said of it yet."""
        self.message.show_message("photos", "")
        self.other_file.hide()
        self.setCurrentWidget(self.message)
        self._opens_long.start()

    def show_fault(self, title: str, words: str) -> None:
        """Why there is no picture, and another try."""
        self._opens_long.stop()
        self.message.show_message("alert", title, words)
        self.other_file.show()
        self.setCurrentWidget(self.message)

    def _on_opens_long_timeout(self) -> None:
        self.message.show_message("photos", "", waiting=self.tr("Opening the picture…"))

    def _on_other_file_clicked(self) -> None:
        self.other_file_requested.emit()
