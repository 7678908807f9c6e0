"""A photo among words: whole, with round corners, never larger than it may be; a placeholder until it is here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.photos import Size
from app.widgets.icons import paint_icon
from app.widgets.measured import MeasuredAnew
from app.widgets.tile_pictures import all_corners, rounded
from app.widgets.tokens import current_theme


class FramedPhoto(MeasuredAnew, QWidget):
    """At most so many points wide and high; keeps its shape when there is less room."""

    def __init__(self, most: tuple[int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most = most
        self._size = Size(4, 3)
        self._picture: QImage | None = None
        self._opacity = 1.0
        self.setProperty("painted", True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def picture(self) -> QImage | None:
        """What is shown, None while a placeholder stands for it."""
        return self._picture

    def show_photo(self, size: Size, picture: QImage | None, *, opacity: float = 1.0) -> None:
        """The photo of this size in pixels, or the place it will have."""
        self._size, self._picture, self._opacity = size, picture, opacity
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """As large as it may be."""
        theme = current_theme()
        return self._fitting(theme.px(self._most[0]))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrower if need be."""
        return QSize(1, 1)

    @override
    def hasHeightForWidth(self) -> bool:
        """It keeps its shape."""
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        """What the shape asks for."""
        return self._fitting(width).height()

    def _fitting(self, width: int) -> QSize:
        theme = current_theme()
        wide, high = min(width, theme.px(self._most[0])), theme.px(self._most[1])
        scale = min(wide / max(1, self._size.width), high / max(1, self._size.height))
        return QSize(max(1, round(self._size.width * scale)), max(1, round(self._size.height * scale)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The photo, or its place with an icon in it."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        room = self._fitting(self.width())
        left = self.width() - room.width() if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
        frame = QRectF(left, 0, room.width(), room.height())
        path = rounded(frame, all_corners(theme.radius("m")))
        if self._picture is None:
            painter.fillPath(path, theme.colour("sunken"))
            icon = QRectF(0, 0, theme.icon("xl"), theme.icon("xl"))
            icon.moveCenter(frame.center())
            paint_icon(painter, "photos", "text-muted", icon)
            return
        painter.setClipPath(path)
        painter.setOpacity(self._opacity)
        painter.drawImage(frame, self._picture)
