"""The picture being edited: shown as it will be, placed in its frame by mouse, fingers and keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.photos import PhotoEdits, Rect, Size
from app.imaging import geometry
from app.imaging.handles import HANDLES, Handle, handle_at
from app.imaging.view import View
from app.widgets.canvas_frame import CanvasMode, Framing
from app.widgets.canvas_paint import Scene, cursor_for, paint_scene, qt_rect, rect_of
from app.widgets.canvas_picture import CanvasPicture
from app.widgets.canvas_touch import TouchHands
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.imaging.viewport import Level

_NUDGE = 4
_FAR = 8
"""How much further an arrow goes with Shift."""
_REACH = 14
_WHEEL_PAUSE_MS = 350
_NOTCH = 120
_DOUBLE = 2.0

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


@dataclass(frozen=True, slots=True)
class _Grip:
    """A drag that goes on: where it began, from which edit, and what it holds."""

    place: QPointF
    edits: PhotoEdits
    view: View
    holds: Handle | None
    moves_crop: bool


class PhotoCanvas(QWidget):
    """Shows `edits` of a picture and asks for other ones through `edited`; whoever keeps them sets them again.

    Of what `Framing` holds, views set mode, frame and shape here.
    """

    edited = Signal(object)  # PhotoEdits
    movement_began = Signal()
    movement_ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = CanvasPicture()
        self._edits = PhotoEdits()
        self._framing = Framing()
        self._painted = QRectF()
        self._marks: tuple[Rect, ...] = ()
        self._is_round = True
        self._shows_before = False
        self._is_moving = False
        self._chosen: Handle | None = None
        self._grip: _Grip | None = None
        self._pinched: _Grip | None = None
        self._hands = TouchHands(self)
        self._wheel_rests = QTimer(self)
        self._wheel_rests.setSingleShot(True)
        self._wheel_rests.timeout.connect(self._end)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Photo"))

    @property
    def edits(self) -> PhotoEdits:
        """What is shown."""
        return self._edits

    @property
    def mode(self) -> CanvasMode:
        """What can be done now."""
        return self._framing.mode

    def set_picture(self, levels: tuple[Level, ...], size: Size) -> None:
        """Another picture, or more pixels of the same: its pyramid and the size of the full one, upright."""
        self.picture.take(levels, size)
        self._framing = replace(self._framing, size=size)
        self.update()

    def set_edits(self, edits: PhotoEdits) -> None:
        """Show this edit."""
        if edits != self._edits:
            is_tick = edits == replace(self._edits, brightness=edits.brightness)
            self._edits = edits
            # A tick of the slider changes nothing around the picture.
            self.update(
                self._painted.toAlignedRect() if is_tick and not self._painted.isEmpty() else self.rect()
            )

    def set_mode(self, mode: CanvasMode) -> None:
        """What can be done from now on."""
        self._cancel()
        self._framing = replace(self._framing, mode=mode)
        self._chosen = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if mode.can_place else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor if mode.can_place else Qt.CursorShape.ArrowCursor)
        self.update()

    def set_frame(self, aspect: float | None, *, is_round: bool) -> None:
        """The shape of the frame, and whether it is seen through a round mask."""
        self._framing = replace(self._framing, aspect=aspect)
        self._is_round = is_round
        self.update()

    def set_shape(self, shape: float | None) -> None:
        """The shape that the handles of a free frame keep."""
        self._framing = replace(self._framing, shape=shape)

    @property
    def marks(self) -> tuple[Rect, ...]:
        """What a reviewer framed, in pixels of the upright picture."""
        return self._marks

    def set_marks(self, marks: tuple[Rect, ...]) -> None:
        """What a reviewer framed, in pixels of the upright picture."""
        self._marks = marks
        self.update()

    def set_before(self, shows_before: bool) -> None:
        """Show the picture as it was taken, while a button is held."""
        self._shows_before = shows_before
        self.update()

    def zoom(self, factor: float) -> None:
        """Nearer or further about the middle: a step of its own."""
        if self._can_work():
            self._end()
            self._change(self._framing.zoomed(self._edits, factor))

    def well(self) -> QRectF:
        """Where the picture may be, in points."""
        theme = current_theme()
        edge = theme.space("xl" if min(self.width(), self.height()) > theme.px(400) else "m")
        return QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)

    def view(self) -> View:
        """How the picture lies on the canvas."""
        return self._framing.view(self._edits, rect_of(self.well()))

    def kept(self) -> QRectF:
        """Where what is kept stands on the canvas, in points."""
        return qt_rect(self._framing.kept(self._edits, self.view()))

    def _can_work(self) -> bool:
        return self.mode.can_place and not self.picture.is_empty and not self._shows_before

    def _change(self, edits: PhotoEdits) -> None:
        if edits != self._edits:
            self._edits = edits
            self.update()
            self.edited.emit(edits)

    def _begin(self) -> None:
        if not self._is_moving:
            self._is_moving = True
            self.movement_began.emit()
            self.update()

    def _end(self) -> None:
        self._wheel_rests.stop()
        if self._is_moving:
            self._is_moving = False
            self.movement_ended.emit()
            self.update()

    def _cancel(self) -> None:
        self._grip = self._pinched = None
        self._end()

    def press(self, place: QPointF) -> None:
        """A drag may begin."""
        if not self._can_work():
            return
        holds: Handle | None = None
        moves_crop = False
        view = self.view()
        if self.mode is CanvasMode.FREE:
            kept = self.kept()
            holds = handle_at((place.x(), place.y()), rect_of(kept), current_theme().px(_REACH))
            moves_crop = holds is None and kept.contains(place)
            self._chosen = holds
        self._grip = _Grip(place, self._edits, view, holds, moves_crop)
        self._begin()

    def drag(self, place: QPointF) -> None:
        """It goes on: always from where it began, so that an edge it was pushed against gives it back."""
        grip = self._grip
        if grip is None:
            self._show_cursor(place)
            return
        by = place - grip.place
        push = (grip.edits, grip.view)
        if grip.holds is not None:
            self._change(self._framing.handle_moved(*push, grip.holds, by.x(), by.y()))
        elif grip.moves_crop:
            self._change(self._framing.crop_moved(*push, by.x(), by.y()))
        else:
            self._change(self._framing.moved(*push, by.x(), by.y()))

    def release(self) -> None:
        """It is over."""
        if self._grip is not None:
            self._grip = None
            self._end()

    def double_press(self, place: QPointF) -> None:
        """Twice as near at this place, or back to all of it."""
        if self._can_work():
            self._end()
            is_near = self._edits.zoom >= _DOUBLE * 0.99
            factor = 1 / self._edits.zoom if is_near else _DOUBLE
            self._change(self._framing.zoomed(self._edits, factor, self._picture_at(place)))

    def pinch_begin(self, middle: QPointF) -> None:
        """Two fingers came down."""
        if self._can_work():
            self._grip = None
            self._pinched = _Grip(middle, self._edits, self.view(), None, False)
            self._begin()

    def pinch(self, middle: QPointF, factor: float) -> None:
        """What was between the fingers stays between them."""
        grip = self._pinched
        if grip is None:
            return
        about = grip.view.to_picture((grip.place.x(), grip.place.y()))
        edits = self._framing.zoomed(grip.edits, factor, about)
        by = middle - grip.place
        view = self._framing.view(edits, rect_of(self.well()))
        self._change(self._framing.moved(edits, view, by.x(), by.y()))

    def pinch_end(self) -> None:
        """A finger left."""
        if self._pinched is not None:
            self._pinched = None
            self._end()

    def _picture_at(self, place: QPointF) -> tuple[float, float]:
        return self.view().to_picture((place.x(), place.y()))

    def _show_cursor(self, place: QPointF) -> None:
        if self.mode is not CanvasMode.FREE or not self._can_work():
            return
        handle = handle_at((place.x(), place.y()), rect_of(self.kept()), current_theme().px(_REACH))
        self.setCursor(cursor_for(handle))

    def _press_key(self, event: QKeyEvent) -> bool:
        """Whether the key is ours."""
        key = Qt.Key(event.key())
        if key in _ARROWS:
            if not event.isAutoRepeat():
                self._begin()
            far = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            x, y = _ARROWS[key]
            x, y = x * _NUDGE * far, y * _NUDGE * far
            self._change(self._framing.pushed(self._edits, self.view(), self._chosen, x, y))
            return True
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            step = geometry.ZOOM_STEP
            self.zoom(1 / step if key == Qt.Key.Key_Minus else step)
            return True
        if self.mode is CanvasMode.FREE and key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._choose_next(1 if key == Qt.Key.Key_PageDown else -1)
            return True
        return False

    def _choose_next(self, step: int) -> None:
        stops: list[Handle | None] = [None, *HANDLES]
        self._chosen = stops[(stops.index(self._chosen) + step) % len(stops)]
        self.update()

    def _scene(self) -> Scene:
        framing, edits = self._framing, self._edits
        if self._shows_before:
            framing, edits = replace(framing, mode=CanvasMode.LOOK), PhotoEdits()
        well = self.well()
        view = framing.view(edits, rect_of(well))
        by_keys = self.window().testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        marks = (geometry.as_seen(mark, framing.size, edits) for mark in self._marks)
        return Scene(
            mode=framing.mode,
            ground=QRectF(self.rect()),
            well=well,
            view=view,
            edits=edits,
            kept=qt_rect(framing.kept(edits, view)),
            is_round=self._is_round,
            is_moving=self._is_moving,
            has_focus=self.hasFocus() and by_keys,
            chosen=self._chosen,
            marks=tuple(qt_rect(view.rect_to_screen(mark)) for mark in marks),
            is_before=self._shows_before,
        )

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Takes hold."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.press(event.position())

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drags, or shows what could be held."""
        self.drag(event.position())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lets go."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.release()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nearer at this place."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.double_press(event.position())

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zooms at the pointer; one turn of the wheel is one step."""
        notches = event.angleDelta().y() / _NOTCH
        if not self._can_work() or not notches:
            event.ignore()
            return
        self._begin()
        about = self._picture_at(event.position())
        self._change(self._framing.zoomed(self._edits, geometry.ZOOM_STEP**notches, about))
        self._wheel_rests.start(_WHEEL_PAUSE_MS)
        event.accept()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows nudge, + and − zoom, Page Up and Page Down choose a handle."""
        if not self._can_work() or not self._press_key(event):
            super().keyPressEvent(event)

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key held down was one movement."""
        if event.key() in _ARROWS and not event.isAutoRepeat() and self._grip is None:
            self._end()
        super().keyReleaseEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows that the keys work here."""
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whatever moved stays where it is."""
        super().focusOutEvent(event)
        self._cancel()

    @override
    def event(self, event: QEvent) -> bool:
        """Fingers and trackpads."""
        if isinstance(event, QTouchEvent):
            self._hands.touch(event)
            return True
        if isinstance(event, QNativeGestureEvent):
            return self._hands.native(event)
        return super().event(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture and what lies over it."""
        exposed = QRectF(event.rect())
        self._painted = paint_scene(QPainter(self), current_theme(), self.picture, self._scene(), exposed)
