"""Pictures made in software, for the tour to upload: a porch, a garden and a car in the snow."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter, QPolygonF

from app.tour.steps import TourFailed

WIDTH, HEIGHT = 1600, 1200
SIGN_TOP = 800
"""Where the sign of the car begins, in pixels from the top."""
NAMES = ("Snow on the porch", "Where the garden was", "The neighbor's car")


def paint_pictures(folder: Path) -> tuple[str, ...]:
    """Three files, named as somebody would name them; their paths."""
    paths = []
    for name, paint in zip(NAMES, (_porch, _garden, _car), strict=True):
        image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        _ground(painter)
        paint(painter)
        painter.end()
        path = folder / f"{name}.jpg"
        if not image.save(str(path), quality=90):
            raise TourFailed(f"the picture {path} could not be written")
        paths.append(str(path))
    return tuple(paths)


def _ground(painter: QPainter) -> None:
    sky = QLinearGradient(0, 0, 0, HEIGHT)
    sky.setColorAt(0.0, QColor("#8FA9BF"))
    sky.setColorAt(0.6, QColor("#DCE6EC"))
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), sky)
    painter.fillRect(QRectF(0, 760, WIDTH, HEIGHT - 760), QColor("#F4F7F9"))


def _porch(painter: QPainter) -> None:
    painter.setBrush(QColor("#7B5B45"))
    painter.drawPolygon(QPolygonF([QPointF(280, 420), QPointF(800, 160), QPointF(1320, 420)]))
    painter.fillRect(QRectF(360, 420, 880, 480), QColor("#B78A66"))
    painter.fillRect(QRectF(700, 560, 200, 340), QColor("#4A352A"))
    painter.fillRect(QRectF(440, 540, 180, 180), QColor("#F5D891"))
    painter.fillRect(QRectF(980, 540, 180, 180), QColor("#F5D891"))
    painter.fillRect(QRectF(300, 390, 1000, 40), QColor("#FFFFFF"))


def _garden(painter: QPainter) -> None:
    for x, tall in ((260, 420), (560, 520), (900, 460), (1240, 540)):
        painter.fillRect(QRectF(x - 14, 860 - tall / 3, 28, tall / 3), QColor("#5B4636"))
        painter.setBrush(QColor("#3F5E4B"))
        top = 860 - tall
        painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + 130, 780), QPointF(x - 130, 780)]))
        painter.setBrush(QColor("#FFFFFF"))
        painter.drawPolygon(
            QPolygonF([QPointF(x, top), QPointF(x + 50, top + 130), QPointF(x - 50, top + 130)])
        )


def _car(painter: QPainter) -> None:
    painter.setBrush(QColor("#35516B"))
    painter.drawRoundedRect(QRectF(260, 620, 1080, 300), 60, 60)
    painter.drawRoundedRect(QRectF(440, 440, 720, 260), 90, 90)
    painter.setBrush(QColor("#BCD0DE"))
    painter.drawRoundedRect(QRectF(520, 490, 560, 150), 40, 40)
    painter.setBrush(QColor("#1D1F22"))
    for x in (440, 1160):
        painter.drawEllipse(QPointF(x, 920), 110, 110)
    painter.fillRect(QRectF(620, SIGN_TOP, 360, 110), QColor("#F2EFDF"))
    font = QFont()
    font.setPixelSize(72)
    font.setBold(True)
    painter.setFont(font)
    painter.setPen(QColor("#1D1F22"))
    painter.drawText(QRectF(620, SIGN_TOP, 360, 110), Qt.AlignmentFlag.AlignCenter, "AB 1234")
    painter.setPen(Qt.PenStyle.NoPen)
