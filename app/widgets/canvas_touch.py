"""Fingers on a canvas: one drags, two pinch and drag, two taps are a double click; trackpads pinch as well."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEventPoint, QNativeGestureEvent, QTouchEvent
from PySide6.QtWidgets import QApplication

_STILL = 12
"""Points a finger may move and still have tapped."""


class Touched(Protocol):
    """What fingers do to a canvas; all places are in its points."""

    def press(self, place: QPointF) -> None:
        """A drag may begin."""

    def drag(self, place: QPointF) -> None:
        """It goes on."""

    def release(self) -> None:
        """It is over."""

    def double_press(self, place: QPointF) -> None:
        """Nearer, or back."""

    def pinch_begin(self, middle: QPointF) -> None:
        """Two fingers around `middle`."""

    def pinch(self, middle: QPointF, factor: float) -> None:
        """They are now around `middle`, `factor` times as far apart as at the beginning."""

    def pinch_end(self) -> None:
        """One of them left."""


class TouchHands:
    """Reads touch and native gesture events for a canvas."""

    def __init__(self, canvas: Touched) -> None:
        self._canvas = canvas
        self._is_dragging = False
        self._apart: float | None = None
        self._native = 1.0
        self._began_at = QPointF()
        self._has_moved = False
        self._last_tap: tuple[int, QPointF] | None = None

    def touch(self, event: QTouchEvent) -> None:
        """One touch event; every one of them is taken."""
        event.accept()
        points = [point for point in event.points() if point.state() != QEventPoint.State.Released]
        if event.type() == QEvent.Type.TouchCancel:
            points = []
        if len(points) >= 2:
            self._pinch(points)
        elif self._apart is not None:
            self._apart = None
            self._has_moved = True
            self._canvas.pinch_end()
        elif len(points) == 1:
            self._drag(points[0].position())
        if not points and self._is_dragging:
            self._lift(event)

    def native(self, event: QNativeGestureEvent) -> bool:
        """A pinch on a trackpad; whether it was one."""
        kind = event.gestureType()
        if kind == Qt.NativeGestureType.ZoomNativeGesture:
            if self._native == 1.0:
                self._canvas.pinch_begin(event.position())
            self._native *= max(0.05, 1.0 + event.value())
            self._canvas.pinch(event.position(), self._native)
        elif kind == Qt.NativeGestureType.EndNativeGesture and self._native != 1.0:
            self._native = 1.0
            self._canvas.pinch_end()
        elif kind == Qt.NativeGestureType.SmartZoomNativeGesture:
            self._canvas.double_press(event.position())
        else:
            return kind in (
                Qt.NativeGestureType.BeginNativeGesture,
                Qt.NativeGestureType.EndNativeGesture,
            )
        return True

    def _pinch(self, points: Sequence[QEventPoint]) -> None:
        first, second = points[0].position(), points[1].position()
        middle = (first + second) / 2
        apart = max(1.0, math.hypot(first.x() - second.x(), first.y() - second.y()))
        if self._apart is None:
            if self._is_dragging:
                self._is_dragging = False
                self._canvas.release()
            self._apart = apart
            self._canvas.pinch_begin(middle)
        self._canvas.pinch(middle, apart / self._apart)

    def _drag(self, place: QPointF) -> None:
        if not self._is_dragging:
            self._is_dragging, self._has_moved, self._began_at = True, False, place
            self._canvas.press(place)
            return
        if (place - self._began_at).manhattanLength() > _STILL:
            self._has_moved = True
        self._canvas.drag(place)

    def _lift(self, event: QTouchEvent) -> None:
        self._is_dragging = False
        self._canvas.release()
        tap, self._last_tap = self._last_tap, None
        if self._has_moved or event.type() == QEvent.Type.TouchCancel:
            return
        now = event.timestamp()
        is_near = tap is not None and (tap[1] - self._began_at).manhattanLength() <= 2 * _STILL
        if tap is not None and is_near and now - tap[0] <= QApplication.doubleClickInterval():
            self._canvas.double_press(self._began_at)
            return
        self._last_tap = (now, self._began_at)
