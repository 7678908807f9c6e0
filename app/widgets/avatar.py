"""A person as a disc: their photo, else initials on one of six hues that stays theirs."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.faces import FACES
from app.widgets.tokens import Theme, current_theme

FADED = 0.55
"""Opacity of an avatar that can't be chosen; the words beside it keep their full contrast."""
_LETTER_SHARE = 0.36


class Avatar(QWidget):
    """A disc of `side` points for the person `key` (their id) called `name`."""

    def __init__(self, side: int = 44, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._key = ""
        self._name = ""
        self._picture: QImage | None = None
        self._is_faded = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        FACES.changed.connect(self.update)

    def set_person(self, key: str, name: str) -> None:
        """Whom it shows."""
        self._key, self._name = key, name
        self.setAccessibleName(name)
        self.update()

    @property
    def picture(self) -> QImage | None:
        """The photo it shows."""
        return self._picture

    def set_picture(self, picture: QImage | None) -> None:
        """A photo in place of what stands for the key; None shows that again."""
        if picture is not self._picture:
            self._picture = picture
            self.update()

    def set_faded(self, is_faded: bool) -> None:
        """Whether the person can't be chosen."""
        self._is_faded = is_faded
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A square."""
        side = current_theme().px(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc."""
        painter = QPainter(self)
        if self._is_faded:
            painter.setOpacity(FADED)
        side = current_theme().px(self._side)
        place = QRectF(0, 0, side, side)
        if self._picture is not None:
            paint_photo(painter, place, self._picture)
        else:
            paint_avatar(painter, place, self._key, self._name, current_theme())


def paint_photo(painter: QPainter, rect: QRectF, picture: QImage) -> None:
    """Paints the middle of a photo as a disc into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    disc = QPainterPath()
    disc.addEllipse(rect)
    painter.setClipPath(disc)
    painter.drawImage(rect, picture, middle_of(picture))
    painter.restore()


def middle_of(picture: QImage) -> QRectF:
    """The largest square in the middle of a photo, in its pixels."""
    side = min(picture.width(), picture.height())
    return QRectF((picture.width() - side) / 2, (picture.height() - side) / 2, side, side)


def paint_avatar(painter: QPainter, rect: QRectF, key: str, name: str, theme: Theme) -> None:
    """Paints the disc into a square: the photo that stands for the key, or the initials."""
    face = FACES.of(key)
    if face is not None:
        paint_photo(painter, rect, face)
        return
    hue = theme.hue(key)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(hue.ground)
    painter.drawEllipse(rect)
    font = theme.font("strong")
    font.setPixelSize(max(1, round(rect.width() * _LETTER_SHARE)))
    painter.setFont(font)
    painter.setPen(hue.letters)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(name))
    painter.restore()


def initials(name: str) -> str:
    """The first letters of the first and the last word: Mateo Rivera → MR."""
    words = [word for word in name.split() if word[0].isalnum()] or name.split()
    if not words:
        return ""
    letters = words[0][0] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()
