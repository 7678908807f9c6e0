"""The track of four stops Sent, Approval, Delivered, Opened: what is passed, where it stands, what is to come."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.values import StepKind, ThreadItem
from app.widgets import fmt
from app.widgets.icons import paint_icon
from app.widgets.journey_words import expectation, time_of
from app.widgets.tokens import Theme, current_theme

_STOPS = 4
_DISC = 16
_LINE = 2
_ICON = 12
_LAST = 62
"""Width of the last stop, which has no line after it."""


class Track(NamedTuple):
    """Words below the four stops; `at` is the stop it waits at, 4 when all are passed."""

    at: int
    names: tuple[str, ...]
    times: tuple[str, ...]


def track_of(item: ThreadItem, now: datetime | None = None) -> Track:
    """Where a message stands, with the times it passed the stops and the honest expectation."""
    sent = time_of(item, StepKind.PENDING) or item.at
    passed = [
        sent,
        time_of(item, StepKind.APPROVED),
        time_of(item, StepKind.DELIVERED),
        time_of(item, StepKind.OPENED),
    ]
    at = next((stop for stop, time in enumerate(passed) if time is None), _STOPS)
    times = [fmt.when(time, now) if time is not None else "" for time in passed]
    if at == 1:
        times[1] = expectation(item, now)
    return Track(at, stop_names(at), tuple(times))


def stop_names(at: int) -> tuple[str, ...]:
    """Sent, Approval or Approved, Delivered, Opened."""
    translate = QCoreApplication.translate
    return (
        translate("Track", "Sent"),
        translate("Track", "Approved") if at > 1 else translate("Track", "Approval"),
        translate("Track", "Delivered"),
        translate("Track", "Opened"),
    )


def track_height(theme: Theme) -> float:
    """Discs and the two lines of words."""
    return theme.px(_DISC) + theme.space("xs") + 2 * theme.line("caption")


def paint_track(
    painter: QPainter,
    rect: QRectF,
    track: Track,
    theme: Theme,
    ground: str = "surface",
    *,
    mirror: bool = False,
) -> None:
    """Paints the track across `rect`; from right to left if `mirror`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    last = max(theme.px(_LAST), _name_width(theme, track.names[-1]))
    step = (rect.width() - last) / (_STOPS - 1)
    for stop in range(_STOPS):
        width = last if stop == _STOPS - 1 else step
        left = rect.left() + stop * step
        if mirror:
            left = rect.right() - stop * step - width
        _paint_stop(
            painter, QRectF(left, rect.top(), width, rect.height()), track, stop, theme, ground, mirror
        )
    painter.restore()


class JourneyTrack(QWidget):
    """The track as a widget of its own, for details of a message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._track = Track(0, stop_names(0), ("", "", "", ""))
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def track(self) -> Track:
        """What it shows."""
        return self._track

    def show_item(self, item: ThreadItem, now: datetime | None = None) -> None:
        """Where this message stands."""
        self.show_track(track_of(item, now))

    def show_track(self, track: Track) -> None:
        """Stops in words of the caller's."""
        self._track = track
        self.setAccessibleName(spoken_track(track))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Wide enough for its words."""
        theme = current_theme()
        return QSize(theme.px(400), round(track_height(theme)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The stops."""
        mirror = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        paint_track(QPainter(self), QRectF(self.rect()), self._track, current_theme(), mirror=mirror)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Measures anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()


def spoken_track(track: Track) -> str:
    """The track for a screen reader: Sent 14:02, Approval usually by 23:00, Delivered, Opened."""
    stops = zip(track.names, track.times, strict=True)
    return ", ".join(" ".join(part for part in stop if part) for stop in stops)


def _paint_stop(
    painter: QPainter, rect: QRectF, track: Track, stop: int, theme: Theme, ground: str, mirror: bool
) -> None:
    is_done, is_now = stop < track.at, stop == track.at
    disc, line = theme.px(_DISC), theme.px(_LINE)
    left = rect.right() - disc if mirror else rect.left()
    spot = QRectF(left, rect.top(), disc, disc)
    role = "positive" if is_done else "waiting" if is_now else "track"
    if stop < _STOPS - 1:
        painter.setPen(QPen(theme.colour("positive" if is_done else "track"), line))
        far = rect.left() if mirror else rect.right()
        near = spot.left() if mirror else spot.right()
        painter.drawLine(QLineF(QPointF(near, spot.center().y()), QPointF(far, spot.center().y())))
    painter.setPen(QPen(theme.colour(role), line))
    painter.setBrush(theme.colour(role if is_done or is_now else ground))
    painter.drawEllipse(spot.adjusted(line / 2, line / 2, -line / 2, -line / 2))
    if is_done or is_now:
        side = theme.px(_ICON)
        inset = (disc - side) / 2
        picture = QRectF(spot.left() + inset, spot.top() + inset, side, side)
        paint_icon(painter, "check" if is_done else "clock", ground, picture, bold=True)
    top = spot.bottom() + theme.space("xs")
    height = theme.line("caption")
    flags = int(
        (Qt.AlignmentFlag.AlignRight if mirror else Qt.AlignmentFlag.AlignLeft)
        | Qt.AlignmentFlag.AlignVCenter
    )
    flags |= int(Qt.AlignmentFlag.AlignAbsolute) | int(Qt.TextFlag.TextDontClip)
    painter.setFont(theme.font("caption", weight=600))
    painter.setPen(theme.colour("text" if is_done else "waiting" if is_now else "text-muted"))
    painter.drawText(QRectF(rect.left(), top, rect.width(), height), flags, track.names[stop])
    painter.setFont(theme.font("caption", tabular=True))
    painter.setPen(theme.colour("text-muted"))
    painter.drawText(QRectF(rect.left(), top + height, rect.width(), height), flags, track.times[stop])


def _name_width(theme: Theme, name: str) -> int:
    return QFontMetrics(theme.font("caption", weight=600)).horizontalAdvance(name) + 1
