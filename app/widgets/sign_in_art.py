"""The picture beside the sign-in form: hills at dawn and one lit window, drawn once for a size and kept."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.resources import resource_path


class SignInArt(QWidget):
    """Fills whatever room there is, keeping the picture's proportions; alike in both themes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: QPixmap | None = None
        self._drawn_for: tuple[QSize, float] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def _drawn(self) -> QPixmap:
        wanted = (self.size(), self.devicePixelRatioF())
        if self._picture is None or self._drawn_for != wanted:
            self._picture = draw_hills(*wanted)
            self._drawn_for = wanted
        return self._picture

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture."""
        QPainter(self).drawPixmap(0, 0, self._drawn())


def draw_hills(size: QSize, ratio: float) -> QPixmap:
    """The picture, cut to `size` like a photograph that fills its frame."""
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(resource_path("sign-in.svg").read_bytes()))
    picture = QPixmap(QSize(max(1, round(size.width() * ratio)), max(1, round(size.height() * ratio))))
    picture.fill(Qt.GlobalColor.transparent)
    whole = renderer.defaultSize()
    scale = max(picture.width() / whole.width(), picture.height() / whole.height())
    width, height = whole.width() * scale, whole.height() * scale
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frame = QRectF((picture.width() - width) / 2, (picture.height() - height) / 2, width, height)
    renderer.render(painter, frame)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
