"""What lies over a picture while it is cropped: the dimmed outside, ring or frame, handles, thirds, marks, a pill."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen

from app.domain.photos import Rect
from app.imaging.handles import HANDLES, Handle, place_of
from app.widgets.icons import paint_icon
from app.widgets.tokens import Theme

DIM = 0.62
"""How much of what is cut off goes under."""
_RING = 1.5
_THIRDS = 0.45
_HANDLE = 22
_HANDLE_LINE = 4
_PILL = 32
_MARK = 3


def dim_outside(
    painter: QPainter, theme: Theme, whole: QRectF, kept: QRectF, *, is_round: bool, alpha: float = DIM
) -> None:
    """Lays the canvas's colour over everything but what is kept."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRect(whole)
    if is_round:
        path.addEllipse(kept)
    else:
        path.addRect(kept)
    veil = QColor(theme.colour("canvas"))
    veil.setAlphaF(alpha)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(path, veil)


def paint_outline(painter: QPainter, theme: Theme, kept: QRectF, *, is_round: bool) -> None:
    """The white line around what is kept."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(Qt.GlobalColor.white), _RING * theme.factor))
    if is_round:
        painter.drawEllipse(kept)
    else:
        painter.drawRect(kept)


def paint_thirds(painter: QPainter, theme: Theme, kept: QRectF, *, is_round: bool) -> None:
    """Two lines each way, cut by the round mask."""
    line = QColor(Qt.GlobalColor.white)
    line.setAlphaF(_THIRDS)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if is_round:
        path = QPainterPath()
        path.addEllipse(kept)
        painter.setClipPath(path)
    painter.setPen(QPen(line, _RING * theme.factor))
    for third in (1 / 3, 2 / 3):
        x, y = kept.x() + kept.width() * third, kept.y() + kept.height() * third
        painter.drawLine(QPointF(x, kept.top()), QPointF(x, kept.bottom()))
        painter.drawLine(QPointF(kept.left(), y), QPointF(kept.right(), y))
    painter.restore()


def paint_handles(painter: QPainter, theme: Theme, kept: QRectF, chosen: Handle | None) -> None:
    """Corners as angles and sides as bars; the one the keyboard moves is filled with the accent."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rect = Rect(kept.x(), kept.y(), kept.width(), kept.height())
    long = min(theme.px(_HANDLE), kept.width() / 3, kept.height() / 3)
    for handle in HANDLES:
        role = QColor(Qt.GlobalColor.white) if handle is not chosen else theme.colour("accent")
        pen = QPen(role, theme.px(_HANDLE_LINE) + (2 if handle is chosen else 0))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        x, y = place_of(handle, rect)
        if handle.is_corner:
            painter.drawPolyline(
                [QPointF(x - handle.x * long, y), QPointF(x, y), QPointF(x, y - handle.y * long)]
            )
        elif handle.x:
            painter.drawLine(QPointF(x, y - long / 2), QPointF(x, y + long / 2))
        else:
            painter.drawLine(QPointF(x - long / 2, y), QPointF(x + long / 2, y))


def paint_marks(painter: QPainter, theme: Theme, marks: Iterable[QRectF]) -> None:
    """What a reviewer framed: white, with a line in the colour of a refusal on both sides."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = theme.px(_MARK)
    for mark in marks:
        radius = theme.space("xxs")
        painter.setPen(QPen(theme.colour("refused"), width + 2))
        painter.drawRoundedRect(mark, radius, radius)
        painter.setPen(QPen(QColor(Qt.GlobalColor.white), width))
        painter.drawRoundedRect(mark, radius, radius)
    painter.restore()


def paint_pill(painter: QPainter, theme: Theme, well: QRectF, icon: str, words: str) -> None:
    """A few words at the foot of the picture."""
    font = theme.font("small")
    metrics = QFontMetricsF(font)
    side, gap, edge = theme.icon("s"), theme.space("s"), theme.space("m")
    height = max(float(theme.px(_PILL)), metrics.height() + theme.space("s"))
    width = min(2 * edge + side + gap + metrics.horizontalAdvance(words) + 1, well.width())
    pill = QRectF(0, 0, round(width), round(height))
    pill.moveLeft(round(well.center().x() - width / 2))
    pill.moveBottom(well.bottom() - theme.space("s"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("canvas"))
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    paint_icon(
        painter,
        icon,
        "text-on-canvas",
        QRectF(pill.left() + edge, round(pill.center().y() - side / 2), side, side),
    )
    painter.setFont(font)
    painter.setPen(theme.colour("text-on-canvas"))
    room = pill.adjusted(edge + side + gap, 0, 0, 0)
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)


def round_corners(painter: QPainter, theme: Theme, rect: QRectF) -> None:
    """Takes the corners of a picture off in the colour behind it."""
    radius = min(theme.space("xs"), rect.width() / 2, rect.height() / 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(
        _corners(rect.x(), rect.y(), rect.width(), rect.height(), radius), theme.colour("canvas")
    )


@lru_cache(maxsize=8)
def _corners(x: float, y: float, width: float, height: float, radius: float) -> QPainterPath:
    """What a round corner leaves of a square one, four times; made once for as long as a picture stands still."""
    path = QPainterPath()
    for left, across in ((x, radius), (x + width, -radius)):
        for top, down in ((y, radius), (y + height, -radius)):
            path.moveTo(left, top)
            path.lineTo(left + across, top)
            path.quadTo(left, top, left, top + down)
            path.closeSubpath()
    return path
