"""The words in the place of the camera's picture, with the ways on: another camera, the settings, a try, a file."""

from __future__ import annotations

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.camera.info import CameraInfo
from app.camera.privacy import privacy_page
from app.views.camera_words import CameraWords
from app.widgets.button import Button
from app.widgets.canvas_message import CanvasMessage
from app.widgets.text_block import elided

_NAME_ON_BUTTON = 220
"""Points that a camera's name may take on a button."""


class CameraMessage(CanvasMessage):
    """One solid button, what helps soonest: another camera if there is one, a file if there is none at all."""

    other_chosen = Signal(str)  # the key of another camera
    again_requested = Signal()
    file_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._other: CameraInfo | None = None
        self.other = self.add_button("")
        self.other.setObjectName("other_camera")
        self.settings = self.add_button(self.tr("Open Settings"))
        self.settings.setObjectName("camera_settings")
        self.again = self.add_button(self.tr("Try Again"))
        self.again.setObjectName("camera_again")
        self.file = self.add_button(self.tr("Choose File"))
        self.file.setObjectName("choose_file")
        self.other.clicked.connect(self._on_other_clicked)
        self.settings.clicked.connect(self._on_settings_clicked)
        self.again.clicked.connect(self.again_requested)
        self.file.clicked.connect(self.file_requested)
        self.main: Button = self.again

    def show_start(self, words: CameraWords) -> None:
        """The camera is on its way: nothing to press."""
        self.show_message("camera", words.title, words.text, words.waiting)
        for button in (self.other, self.settings, self.again, self.file):
            button.hide()

    def show_fault(self, words: CameraWords, other: CameraInfo | None, *, has_cameras: bool) -> None:
        """Something stands in the way of a picture; `other` is a camera that may do instead."""
        self.show_message("camera-off", words.title, words.text, words.waiting)
        self._other = other
        if other is not None:
            name = elided(other.name, self.other.fontMetrics(), _NAME_ON_BUTTON)
            self.other.setText(self.tr("Use {camera}").format(camera=name))
            self.other.setAccessibleName(self.tr("Use {camera}").format(camera=other.name))
        self.other.setVisible(other is not None)
        self.settings.setVisible(words.has_settings and privacy_page() is not None)
        self.again.show()
        self.file.show()
        self._choose_main(has_cameras)

    def _choose_main(self, has_cameras: bool) -> None:
        if self._other is not None:
            self.main = self.other
        else:
            self.main = self.again if has_cameras else self.file
        for button in (self.other, self.again, self.file):
            button.set_role("solid" if button is self.main else "canvas")

    def _on_other_clicked(self) -> None:
        if self._other is not None:
            self.other_chosen.emit(self._other.key)

    def _on_settings_clicked(self) -> None:
        page = privacy_page()
        if page is not None:
            QDesktopServices.openUrl(QUrl(page))
