"""A photo as large as the window: fitted or pixel by pixel, moved by hand, wheel and keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.photos import Rect
from app.widgets.icons import paint_icon
from app.widgets.marked_photo import paint_mark
from app.widgets.tokens import current_theme

ZOOM_STEP = 1.25
MOST_ZOOM = 8.0
_STEP = 64
_NOTCH = 120


class PhotoViewer(QWidget):
    """`scale` is pixels of the screen for one of the photo; None fits it, never larger than it is."""

    scale_changed = Signal()
    step_wanted = Signal(int)  # −1 or 1: the photo before, the next one

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pixmap: QPixmap | None = None
        self._size = QSize()
        self._marks: tuple[Rect, ...] = ()
        self._empty_icon = "photos"
        self._scale: float | None = None
        self._centre = QPointF(0.5, 0.5)
        self._grip: QPointF | None = None
        self.setProperty("painted", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def is_fitted(self) -> bool:
        """Whether all of it is in view by itself."""
        return self._scale is None

    @property
    def scale(self) -> float:
        """Pixels of the screen for one of the photo."""
        return self._fitting if self._scale is None else self._scale

    @property
    def has_picture(self) -> bool:
        """Whether there is one."""
        return self._pixmap is not None

    def show_photo(
        self,
        picture: QImage | None,
        marks: tuple[Rect, ...] = (),
        *,
        size: QSize | None = None,
        name: str = "",
        empty_icon: str = "photos",
    ) -> None:
        """Another photo, or the same one sharper: then it stays where it is.

        `size` is the photo's own, where `picture` is a smaller one of it.
        """
        is_same = name == self.accessibleName()
        before = None if self._pixmap is None else self._size.width()
        self._pixmap = None if picture is None or picture.isNull() else QPixmap.fromImage(picture)
        if self._pixmap is not None:
            self._size = self._pixmap.size() if size is None or size.isEmpty() else size
        self._marks, self._empty_icon = marks, empty_icon
        self.setAccessibleName(name)
        if not is_same:
            self.fit()
        elif before and self._pixmap is not None and self._scale is not None:
            self._scale = self._scale * before / self._size.width()
        self.update()

    def fit(self) -> None:
        """All of it."""
        self._scale, self._centre = None, QPointF(0.5, 0.5)
        self._tell()

    def show_pixels(self) -> None:
        """100 %: one pixel of the photo for one of the screen."""
        self._scale = 1.0
        self._keep_inside()
        self._tell()

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Nearer or farther, keeping what is at `about` (points of this widget) where it is."""
        if self._pixmap is None:
            return
        at = about or QPointF(self.width() / 2, self.height() / 2)
        before = self._place
        wanted = min(MOST_ZOOM, max(self._fitting, self.scale * factor))
        spot = QPointF((at.x() - before.x()) / before.width(), (at.y() - before.y()) / before.height())
        self._scale = None if wanted <= self._fitting else wanted
        size = self._shown_size
        self._centre = QPointF(
            spot.x() - (at.x() - self.width() / 2) / size.width(),
            spot.y() - (at.y() - self.height() / 2) / size.height(),
        )
        self._keep_inside()
        self._tell()

    @property
    def _ratio(self) -> float:
        return self.devicePixelRatioF()

    @property
    def _fitting(self) -> float:
        if self._pixmap is None:
            return 1.0
        return min(
            1.0,
            self.width() * self._ratio / self._size.width(),
            self.height() * self._ratio / self._size.height(),
        )

    @property
    def _shown_size(self) -> QSizeF:
        factor = self.scale / self._ratio
        return QSizeF(self._size.width() * factor, self._size.height() * factor)

    @property
    def _place(self) -> QRectF:
        size = self._shown_size
        left = self.width() / 2 - self._centre.x() * size.width()
        top = self.height() / 2 - self._centre.y() * size.height()
        return QRectF(QPointF(left, top), size)

    def _keep_inside(self) -> None:
        """No edge of the photo comes further in than it must."""
        if self._pixmap is None:
            return
        size = self._shown_size
        self._centre = QPointF(
            _kept(self._centre.x(), self.width() / size.width()),
            _kept(self._centre.y(), self.height() / size.height()),
        )

    def _move(self, dx: float, dy: float) -> None:
        if self._pixmap is None:
            return
        size = self._shown_size
        self._centre = QPointF(self._centre.x() - dx / size.width(), self._centre.y() - dy / size.height())
        self._keep_inside()
        self.update()

    def _tell(self) -> None:
        self.scale_changed.emit()
        self.setCursor(Qt.CursorShape.ArrowCursor if self.is_fitted else Qt.CursorShape.OpenHandCursor)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Whatever there is."""
        return QSize(640, 480)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The photo on its dark ground, then what is framed."""
        theme = current_theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("canvas"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pixmap is None:
            side = theme.icon("xl")
            spot = QRectF(0, 0, side, side)
            spot.moveCenter(QRectF(self.rect()).center())
            paint_icon(painter, self._empty_icon, "text-on-canvas-muted", spot)
            return
        is_whole = self.scale == 1.0 and self._pixmap.size() == self._size
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not is_whole)
        place = self._place
        painter.drawPixmap(place, self._pixmap, QRectF(self._pixmap.rect()))
        for mark in self._marks:
            paint_mark(painter, place, mark, theme)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows: the next photo while it is fitted, else they move it. +, −, 0 (fit) and 1 (100 %)."""
        key = event.key()
        moves = {
            Qt.Key.Key_Left: (_STEP, 0),
            Qt.Key.Key_Right: (-_STEP, 0),
            Qt.Key.Key_Up: (0, _STEP),
            Qt.Key.Key_Down: (0, -_STEP),
        }
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(ZOOM_STEP)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1 / ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        elif key == Qt.Key.Key_1:
            self.show_pixels()
        elif key in moves and not self.is_fitted:
            self._move(*moves[Qt.Key(key)])
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            is_back = key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp)
            if self.layoutDirection() == Qt.LayoutDirection.RightToLeft and key in (
                Qt.Key.Key_Left,
                Qt.Key.Key_Right,
            ):
                is_back = not is_back
            self.step_wanted.emit(-1 if is_back else 1)
        else:
            super().keyPressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer and farther, about the pointer."""
        notches = event.angleDelta().y() / _NOTCH
        if notches:
            self.zoom(ZOOM_STEP**notches, event.position())

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold of it."""
        self._grip = event.position()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moves it along."""
        if self._grip is not None and not self.is_fitted:
            moved = event.position() - self._grip
            self._grip = event.position()
            self._move(moved.x(), moved.y())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        self._grip = None

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Between fitted and 100 %."""
        if self.is_fitted:
            self.show_pixels()
        else:
            self.fit()

    @override
    def resizeEvent(self, event: object) -> None:
        """Stays inside."""
        self._keep_inside()
        self._tell()


def _kept(centre: float, room: float) -> float:
    """A centre (0 to 1) from which no empty room shows; `room` is what is in view, in sides of the photo."""
    if room >= 1:
        return 0.5
    return min(1 - room / 2, max(room / 2, centre))
