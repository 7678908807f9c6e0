"""The track of stops Sent, Approval, Delivered and, where it is told, Opened: what is passed, what is to come."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.values import StepKind, ThreadItem
from app.widgets import fmt
from app.widgets.icons import paint_icon
from app.widgets.journey_words import expectation, time_of
from app.widgets.measured import MeasuredAnew
from app.widgets.sides import start_flags
from app.widgets.tokens import Theme, current_theme

_DISC = 16
_LINE = 2
_ICON = 12
_USUAL_WIDTH = 400
_LAST = 62
"""Width of the last stop, which has no line after it."""


class Track(NamedTuple):
    """Words below the stops; `at` is the stop it waits at, as many as there are when all are passed."""

    at: int
    names: tuple[str, ...]
    times: tuple[str, ...]


def track_of(item: ThreadItem, now: datetime | None = None, *, tells_opened: bool = True) -> Track:
    """Where a message stands, with the times it passed the stops and the honest expectation.

    Without `tells_opened` its facility tells nobody that something was opened, and no such stop is promised.
    """
    sent = time_of(item, StepKind.PENDING) or item.at
    passed = [sent, time_of(item, StepKind.APPROVED), time_of(item, StepKind.DELIVERED)]
    if tells_opened:
        passed.append(time_of(item, StepKind.OPENED))
    at = next((stop for stop, time in enumerate(passed) if time is None), len(passed))
    times = [fmt.when(time, now) if time is not None else "" for time in passed]
    if at == 1:
        times[1] = expectation(item, now)
    return Track(at, stop_names(at)[: len(passed)], tuple(times))


def stop_names(at: int) -> tuple[str, ...]:
    """Sent, Approval or Approved, Delivered, Opened."""
    translate = QCoreApplication.translate
    return (
        translate("Track", "Sent"),
        translate("Track", "Approved") if at > 1 else translate("Track", "Approval"),
        translate("Track", "Delivered"),
        translate("Track", "Opened"),
    )


def fits_across(theme: Theme, track: Track, width: float) -> bool:
    """Whether the names stand beside each other; else the stops stand below each other."""
    step = (width - _last_width(theme, track)) / (len(track.names) - 1)
    return all(_name_width(theme, name) + theme.space("xs") <= step for name in track.names[:-1])


def track_height(theme: Theme, track: Track, width: float) -> float:
    """Discs and the two lines of words; one line a stop where they stand below each other."""
    if fits_across(theme, track, width):
        return theme.px(_DISC) + theme.space("xs") + 2 * theme.line("caption")
    return len(track.names) * _stacked_line(theme) - theme.space("xs")


def paint_track(
    painter: QPainter,
    rect: QRectF,
    track: Track,
    theme: Theme,
    ground: str = "surface",
    *,
    mirror: bool = False,
) -> None:
    """Paints the track across `rect`, or down it where it is narrow; from right to left if `mirror`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if fits_across(theme, track, rect.width()):
        last = _last_width(theme, track)
        step = (rect.width() - last) / (len(track.names) - 1)
        for stop in range(len(track.names)):
            width = last if stop == len(track.names) - 1 else step
            left = rect.right() - stop * step - width if mirror else rect.left() + stop * step
            spot = QRectF(left, rect.top(), width, rect.height())
            _paint_stop(painter, spot, track, stop, theme, ground, mirror)
    else:
        height = _stacked_line(theme)
        for stop in range(len(track.names)):
            spot = QRectF(rect.left(), rect.top() + stop * height, rect.width(), height)
            _paint_stacked(painter, spot, track, stop, theme, ground, mirror)
    painter.restore()


class JourneyTrack(MeasuredAnew, QWidget):
    """The track as a widget of its own, for details of a message."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._track = Track(0, stop_names(0), ("", "", "", ""))
        self.setProperty("painted", True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

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
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """Wide enough for its words."""
        width = current_theme().px(_USUAL_WIDTH)
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrow: then the stops stand below each other."""
        theme = current_theme()
        return QSize(theme.px(160), theme.line("caption"))

    @override
    def hasHeightForWidth(self) -> bool:
        """Narrow it is higher."""
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        """As the stops stand beside or below each other."""
        return round(track_height(current_theme(), self._track, width))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The stops."""
        mirror = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        paint_track(QPainter(self), QRectF(self.rect()), self._track, current_theme(), mirror=mirror)


def spoken_track(track: Track) -> str:
    """The track for a screen reader: Sent 14:02, Approval usually by 23:00, Delivered, Opened."""
    stops = zip(track.names, track.times, strict=True)
    return ", ".join(" ".join(part for part in stop if part) for stop in stops)


def _paint_stop(
    painter: QPainter, rect: QRectF, track: Track, stop: int, theme: Theme, ground: str, mirror: bool
) -> None:
    disc = theme.px(_DISC)
    spot = QRectF(rect.right() - disc if mirror else rect.left(), rect.top(), disc, disc)
    if stop < len(track.names) - 1:
        far = rect.left() if mirror else rect.right()
        near = spot.left() if mirror else spot.right()
        _paint_line(
            painter, theme, track, stop, QPointF(near, spot.center().y()), QPointF(far, spot.center().y())
        )
    _paint_disc(painter, spot, theme, track, stop, ground)
    top, height = spot.bottom() + theme.space("xs"), theme.line("caption")
    flags = start_flags(mirror) | int(Qt.TextFlag.TextDontClip)
    _use_name_pen(painter, theme, track, stop)
    painter.drawText(QRectF(rect.left(), top, rect.width(), height), flags, track.names[stop])
    _use_time_pen(painter, theme)
    painter.drawText(QRectF(rect.left(), top + height, rect.width(), height), flags, track.times[stop])


def _paint_stacked(
    painter: QPainter, rect: QRectF, track: Track, stop: int, theme: Theme, ground: str, mirror: bool
) -> None:
    disc, height = theme.px(_DISC), theme.line("caption")
    top = rect.top() + (height - disc) / 2
    spot = QRectF(rect.right() - disc if mirror else rect.left(), top, disc, disc)
    if stop < len(track.names) - 1:
        middle = spot.center().x()
        _paint_line(
            painter,
            theme,
            track,
            stop,
            QPointF(middle, spot.bottom()),
            QPointF(middle, spot.top() + rect.height()),
        )
    _paint_disc(painter, spot, theme, track, stop, ground)
    gap = disc + theme.space("s")
    words = rect.adjusted(0, 0, -gap, 0) if mirror else rect.adjusted(gap, 0, 0, 0)
    words.setHeight(height)
    flags = start_flags(mirror) | int(Qt.TextFlag.TextDontClip)
    _use_name_pen(painter, theme, track, stop)
    painter.drawText(words, flags, track.names[stop])
    after = _name_width(theme, track.names[stop]) + theme.space("s")
    _use_time_pen(painter, theme)
    times = words.adjusted(0, 0, -after, 0) if mirror else words.adjusted(after, 0, 0, 0)
    painter.drawText(times, flags, track.times[stop])


def _paint_line(
    painter: QPainter, theme: Theme, track: Track, stop: int, begin: QPointF, end: QPointF
) -> None:
    pen = QPen(theme.colour("positive" if stop < track.at else "track"), theme.px(_LINE))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.drawLine(QLineF(begin, end))


def _paint_disc(painter: QPainter, spot: QRectF, theme: Theme, track: Track, stop: int, ground: str) -> None:
    is_done, is_now = stop < track.at, stop == track.at
    line = theme.px(_LINE)
    role = "positive" if is_done else "waiting" if is_now else "track"
    painter.setPen(QPen(theme.colour(role), line))
    painter.setBrush(theme.colour(role if is_done or is_now else ground))
    painter.drawEllipse(spot.adjusted(line / 2, line / 2, -line / 2, -line / 2))
    if is_done or is_now:
        side = theme.px(_ICON)
        inset = (spot.width() - side) / 2
        picture = QRectF(spot.left() + inset, spot.top() + inset, side, side)
        paint_icon(painter, "check" if is_done else "clock", ground, picture, bold=True)


def _use_name_pen(painter: QPainter, theme: Theme, track: Track, stop: int) -> None:
    role = "text" if stop < track.at else "waiting" if stop == track.at else "text-muted"
    painter.setFont(theme.font("caption", weight=600))
    painter.setPen(theme.colour(role))


def _use_time_pen(painter: QPainter, theme: Theme) -> None:
    painter.setFont(theme.font("caption", tabular=True))
    painter.setPen(theme.colour("text-muted"))


def _last_width(theme: Theme, track: Track) -> int:
    return max(theme.px(_LAST), _name_width(theme, track.names[-1]))


def _stacked_line(theme: Theme) -> int:
    return max(theme.line("caption"), theme.px(_DISC)) + theme.space("xs")


def _name_width(theme: Theme, name: str) -> int:
    return QFontMetrics(theme.font("caption", weight=600)).horizontalAdvance(name) + 1
