"""One picture of a canvas, from what is to be seen on it: ground, picture, veil, frame, handles, marks, a pill."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.domain.photos import PhotoEdits, Rect
from app.imaging.handles import Handle
from app.imaging.view import View
from app.widgets import canvas_overlay as overlay
from app.widgets.canvas_frame import CanvasMode
from app.widgets.canvas_picture import CanvasPicture
from app.widgets.tokens import Theme

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything in points of the canvas; `is_before` is the picture as it was taken, while a button is held."""

    mode: CanvasMode
    ground: QRectF
    well: QRectF
    view: View
    edits: PhotoEdits
    kept: QRectF
    is_round: bool
    is_moving: bool
    has_focus: bool
    chosen: Handle | None
    marks: tuple[QRectF, ...]
    is_before: bool


def paint_scene(
    painter: QPainter, theme: Theme, picture: CanvasPicture, scene: Scene, exposed: QRectF
) -> QRectF:
    """Paints what is `exposed` and answers where the picture is; nothing lies over a canvas without one."""
    if picture.is_empty:
        painter.fillRect(scene.ground, theme.colour("canvas"))
        return QRectF()
    is_result = scene.mode is CanvasMode.RESULT
    clip = scene.well
    if is_result:
        edge = 1 if scene.is_round else 0  # the mask's soft edge needs what is behind it
        clip = clip.intersected(scene.kept.adjusted(-edge, -edge, edge, edge))
    painted = picture.paint(painter, scene.view, clip, scene.edits)
    if not painted.contains(exposed):
        _fill_around(painter, theme.colour("canvas"), scene.ground, painted)
    if not is_result:
        overlay.round_corners(painter, theme, painted)
    if scene.marks:
        painter.save()
        painter.setClipRect(scene.well)
        overlay.paint_marks(painter, theme, scene.marks)
        painter.restore()
    if is_result and scene.is_round:
        around = painted.adjusted(-1, -1, 1, 1)
        overlay.dim_outside(painter, theme, around, scene.kept, is_round=True, alpha=1.0)
    if scene.mode.can_place:
        _paint_frame(painter, theme, scene)
    if scene.is_before:
        overlay.paint_pill(painter, theme, scene.well, "eye", translate("PhotoCanvas", "As it was taken"))
    elif scene.mode is CanvasMode.FRAME:
        overlay.paint_pill(painter, theme, scene.well, "hand", translate("PhotoCanvas", "Drag to place it"))
    if scene.has_focus:
        reach = theme.control("focus-width") + theme.control("focus-offset")
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(Qt.GlobalColor.white), theme.control("focus-width")))
        around = scene.well.adjusted(-reach, -reach, reach, reach)
        painter.drawRoundedRect(around, theme.radius("m"), theme.radius("m"))
    return painted


def _paint_frame(painter: QPainter, theme: Theme, scene: Scene) -> None:
    is_free = scene.mode is CanvasMode.FREE
    is_round = scene.is_round and not is_free
    painter.save()
    painter.setClipRect(scene.well.adjusted(*_handles_may_stand_out(theme)))
    # What is kept may reach beyond the well when one looks at it from near.
    inside = scene.kept.intersected(scene.well)
    overlay.dim_outside(painter, theme, scene.well, inside, is_round=is_round)
    if scene.is_moving:
        overlay.paint_thirds(painter, theme, scene.kept, is_round=is_round)
    overlay.paint_outline(painter, theme, scene.kept, is_round=is_round)
    if is_free:
        overlay.paint_handles(painter, theme, scene.kept, scene.chosen)
    painter.restore()


def _handles_may_stand_out(theme: Theme) -> tuple[int, int, int, int]:
    edge = theme.space("xs")
    return (-edge, -edge, edge, edge)


def _fill_around(painter: QPainter, colour: QColor, ground: QRectF, hole: QRectF) -> None:
    """Four strips: what a picture covers anyway is not filled first. A little too far, for halves of pixels."""
    far = ground.adjusted(-1, -1, 1, 1)
    painter.fillRect(QRectF(far.topLeft(), QPointF(far.right(), hole.top())), colour)
    painter.fillRect(QRectF(QPointF(far.left(), hole.bottom()), far.bottomRight()), colour)
    painter.fillRect(QRectF(QPointF(far.left(), hole.top()), hole.bottomLeft()), colour)
    painter.fillRect(QRectF(hole.topRight(), QPointF(far.right(), hole.bottom())), colour)


def rect_of(rect: QRectF) -> Rect:
    """The same without Qt."""
    return Rect(rect.x(), rect.y(), rect.width(), rect.height())


def qt_rect(rect: Rect) -> QRectF:
    """The same for Qt."""
    return QRectF(rect.x, rect.y, rect.width, rect.height)


def cursor_for(handle: Handle | None) -> Qt.CursorShape:
    """What the pointer says over a handle of a free frame, or over the rest."""
    if handle is None:
        return Qt.CursorShape.OpenHandCursor
    if not handle.x:
        return Qt.CursorShape.SizeVerCursor
    if not handle.y:
        return Qt.CursorShape.SizeHorCursor
    return Qt.CursorShape.SizeFDiagCursor if handle.x == handle.y else Qt.CursorShape.SizeBDiagCursor
