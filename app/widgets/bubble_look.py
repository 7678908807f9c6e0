"""How one message looks: day above, bubble or sealed frame, journey line or verdict; laid out once, painted often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, floor

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from app.domain.values import StepKind, ThreadItem
from app.widgets import fmt
from app.widgets.icons import paint_icon
from app.widgets.journey_words import consequences, sealed_words, state_words
from app.widgets.row_actions import ActionKind, RowAction, link_actions
from app.widgets.state_flow import SEPARATOR, PlacedAction, StateFlow, Unit
from app.widgets.text_block import TextBlock
from app.widgets.tokens import Theme
from app.widgets.track import paint_track, track_height, track_of
from app.widgets.verdict_look import VerdictLook

_PADDING = (14, 9)
_SEALED_PADDING = (17, 11)
"""With the dashed line."""
_SEALED_WIDTH = 480
_SEALED_GAP = 10
_SEALED_LINE = 1.5
_STATE_INSET = 2


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row's look depends on besides its message; `insets` are left and right of the bubbles."""

    width: int
    insets: tuple[int, int]
    name: str
    day: date | None
    gap_below: int
    has_track: bool
    tells_opened: bool
    is_next: bool
    is_online: bool
    is_first: bool
    mirrored: bool
    today: date


@dataclass(frozen=True, slots=True)
class PaintState:
    """What a row's painting depends on besides its look."""

    hovered: ActionKind | None = None
    focused: ActionKind | None = None
    has_ring: bool = False
    selection: tuple[int, int] | None = None


class BubbleLook:
    """One row, laid out for a width; the row begins at y 0."""

    def __init__(self, item: ThreadItem, facts: RowFacts, theme: Theme, now: datetime | None = None) -> None:
        self.item = item
        self.facts = facts
        self.theme = theme
        self._now = now
        self._verdict: VerdictLook | None = None
        self._state: StateFlow | None = None
        self._state_at = QPointF()
        self._track_rect: QRectF | None = None
        self.actions: list[PlacedAction] = []
        y = float(theme.space("m")) if facts.is_first else 0.0
        self._day_rect = QRectF()
        if facts.day is not None:
            y += theme.space("s")
            self._day_rect = QRectF(
                facts.insets[0], y, facts.width - sum(facts.insets), theme.line("caption")
            )
            y = self._day_rect.bottom() + theme.space("m")
        left, right = facts.insets
        self._room = QRectF(left, y, max(1, facts.width - left - right), 0)
        self.is_sealed = item.text is None
        y = self._lay_out_sealed(y) if self.is_sealed else self._lay_out_bubble(y)
        y = self._lay_out_below(y)
        self.height = ceil(y) + facts.gap_below

    @property
    def _is_at_end(self) -> bool:
        """Whether it stands at the right edge."""
        return self.item.own != self.facts.mirrored

    @property
    def below(self) -> str:
        """The words of the line below the bubble; empty above a verdict."""
        return self._state.text if self._state is not None else ""

    def _place(self, size: QSizeF, y: float) -> QRectF:
        left = self._room.right() - size.width() if self._is_at_end else self._room.left()
        return QRectF(left, y, size.width(), size.height())

    def _widest(self) -> float:
        return min(float(self.theme.layout("bubble-max")), self._room.width())

    def _lay_out_bubble(self, y: float) -> float:
        theme = self.theme
        side, above = theme.px(_PADDING[0]), theme.px(_PADDING[1])
        refusal = self.item.refusal
        marks = refusal.spans if refusal is not None and self.item.kind is StepKind.REFUSED else ()
        self.block = TextBlock(
            self.item.text or "",
            theme.font("read"),
            self._widest() - 2 * side,
            theme.line("read"),
            marks=marks,
        )
        self.block.narrow()
        size = QSizeF(ceil(self.block.size.width()) + 2 * side, self.block.size.height() + 2 * above)
        self.bubble = self._place(size, y)
        self.text_at = QPointF(self.bubble.left() + side, self.bubble.top() + above)
        return self.bubble.bottom()

    def _lay_out_sealed(self, y: float) -> float:
        theme = self.theme
        side, above = theme.px(_SEALED_PADDING[0]), theme.px(_SEALED_PADDING[1])
        width = min(theme.px(_SEALED_WIDTH) * theme.text_scale, self._widest())
        before = theme.icon("m") + theme.space("s")
        self.block = TextBlock(
            sealed_words(self.item.characters),
            theme.font("body"),
            width - 2 * side - before,
            theme.line("body"),
            direction=_direction(self.facts.mirrored),
        )
        height = self.block.size.height() + 2 * above
        track = track_of(self.item, self._now, tells_opened=self.facts.tells_opened)
        if self.facts.has_track:
            below = track_height(theme, track, width - 2 * side)
            height += theme.px(_SEALED_GAP) + below
        self.bubble = self._place(QSizeF(width, height), y)
        inner = self.bubble.adjusted(side, above, -side, -above)
        self.text_at = QPointF(inner.left() + (0 if self.facts.mirrored else before), inner.top())
        if self.facts.has_track:
            top = inner.top() + self.block.size.height() + theme.px(_SEALED_GAP)
            self._track_rect = QRectF(inner.left(), top, inner.width(), inner.bottom() - top)
        return self.bubble.bottom()

    def _lay_out_below(self, y: float) -> float:
        theme = self.theme
        if self.item.kind is StepKind.REFUSED and self.item.refusal is not None:
            width = min(theme.px(_SEALED_WIDTH) * theme.text_scale, self._widest())
            self._verdict = VerdictLook(self.item, width, theme, mirrored=self.facts.mirrored, now=self._now)
            self._state_at = self._place(self._verdict.size, y + theme.space("s")).topLeft()
            self.actions = self._verdict.actions(self._state_at)
            return self._state_at.y() + self._verdict.size.height()
        inset = theme.px(_STATE_INSET)
        flow = StateFlow(
            self._state_units(),
            self._widest() - 2 * inset,
            theme,
            at_end=self.item.own,
            mirrored=self.facts.mirrored,
        )
        place = self._place(flow.size, y + theme.space("xs"))
        place.translate(-inset if self._is_at_end else inset, 0)
        self._state, self._state_at = flow, place.topLeft()
        self.actions = flow.actions(self._state_at)
        return place.bottom()

    def _state_units(self) -> list[Unit]:
        item, facts = self.item, self.facts
        if not item.own:
            units = [Unit(fmt.clock(item.at), "text-muted")]  # the day stands above
            for action in link_actions(item, self._now):
                units += [Unit(SEPARATOR, "text-muted")]
                units += [Unit(action.words, "accent", icon="photos", is_link=True, action=action)]
            return units
        look = state_words(item, is_next=facts.is_next)
        role = "text-muted" if look.role == "text" else look.role
        details = RowAction(ActionKind.DETAILS, look.words) if item.message_id is not None else None
        units = [Unit(look.words, role, is_strong=True, icon=look.icon, action=details)]
        rest = consequences(
            item,
            facts.name,
            is_online=facts.is_online,
            is_next=facts.is_next,
            has_track=facts.has_track,
            now=self._now,
        )
        actions = link_actions(item, self._now)
        words = [f"{SEPARATOR} {part}" for part in rest]
        if actions and words:
            words[-1] += f" {SEPARATOR}"
        elif actions:
            words = [SEPARATOR]
        units += [Unit(part, "text-muted") for part in words]
        for number, action in enumerate(actions):
            if number:
                units.append(Unit(SEPARATOR, "text-muted"))
            units.append(Unit(action.words, "accent", is_link=True, action=action))
        return units

    def paint(self, painter: QPainter, y: float, state: PaintState) -> None:
        """Paints the row with its top at `y`."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, y)
        self._paint_day(painter)
        self._paint_plate(painter)
        if self.is_sealed:
            self._paint_sealed(painter)
        else:
            self._paint_words(painter, state)
        if self._verdict is not None:
            self._verdict.paint(painter, self._state_at, state.hovered)
        elif self._state is not None:
            self._state.paint(painter, self._state_at, state.hovered)
        self._paint_rings(painter, state)
        painter.restore()

    def _paint_day(self, painter: QPainter) -> None:
        if self.facts.day is None:
            return
        painter.setFont(self.theme.font("caption"))
        painter.setPen(self.theme.colour("text-muted"))
        heading = fmt.day_heading(self.facts.day, self._now)
        painter.drawText(self._day_rect, Qt.AlignmentFlag.AlignCenter, heading)

    def _paint_plate(self, painter: QPainter) -> None:
        theme, item = self.theme, self.item
        pen = QPen(Qt.PenStyle.NoPen)
        ground = theme.colour("bubble-own" if item.own else "bubble-theirs")
        inset = 0.0
        if self.is_sealed:
            ratio = painter.device().devicePixelRatio()
            width = max(1, floor(_SEALED_LINE * ratio)) / ratio  # whole points of the screen stay sharp
            pen = QPen(theme.colour("border-strong"), width)
            pen.setDashPattern([4 / width, 3 / width])
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            ground, inset = theme.colour("surface"), width / 2
        elif item.kind in (StepKind.QUEUED, StepKind.FAILED, StepKind.DRAFT):
            pen = QPen(theme.colour("border-strong"), 1)
            ground, inset = theme.colour("surface"), 0.5
        painter.setPen(pen)
        painter.setBrush(ground)
        painter.drawPath(self._outline(inset))

    def _outline(self, inset: float) -> QPainterPath:
        rect = self.bubble.adjusted(inset, inset, -inset, -inset)
        theme = self.theme
        round_, foot = float(theme.radius("bubble")), float(theme.radius("bubble-foot"))
        left, right = (round_, foot) if self._is_at_end else (foot, round_)
        return _rounded(rect, min(round_, rect.height() / 2), left, right)

    def _paint_words(self, painter: QPainter, state: PaintState) -> None:
        theme = self.theme
        self.block.paint(
            painter,
            self.text_at,
            theme.colour("text"),
            mark=theme.colour("mark"),
            mark_line=theme.colour("refused"),
            mark_line_width=theme.px(2),
            selection=state.selection,
            selection_colours=(theme.colour("accent"), theme.colour("text-on-accent")),
        )

    def _paint_sealed(self, painter: QPainter) -> None:
        theme = self.theme
        side = theme.icon("m")
        inner = self.bubble.adjusted(theme.px(_SEALED_PADDING[0]), 0, -theme.px(_SEALED_PADDING[0]), 0)
        left = inner.right() - side if self.facts.mirrored else inner.left()
        top = self.text_at.y() + (theme.line("body") - side) / 2
        paint_icon(painter, "sealed", "text-muted", QRectF(round(left), round(top), side, side))
        self.block.paint(painter, self.text_at, theme.colour("text-muted"))
        if self._track_rect is not None:
            track = track_of(self.item, self._now, tells_opened=self.facts.tells_opened)
            paint_track(painter, self._track_rect, track, theme, mirror=self.facts.mirrored)

    def _paint_rings(self, painter: QPainter, state: PaintState) -> None:
        theme = self.theme
        colour = theme.colour("focus")
        if state.focused is not None:
            for placed in self.actions:
                if placed.action.kind is state.focused:
                    radius = theme.radius("m" if placed.is_button else "s")
                    _paint_ring(painter, placed.rect, radius, colour, theme)
        elif state.has_ring:
            _paint_ring(painter, self.bubble, theme.radius("bubble"), colour, theme)


def _paint_ring(painter: QPainter, around: QRectF, radius: float, colour: QColor, theme: Theme) -> None:
    width, offset = theme.control("focus-width"), theme.control("focus-offset")
    reach = offset + width / 2
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(around.adjusted(-reach, -reach, reach, reach), radius + reach, radius + reach)


def _rounded(rect: QRectF, top: float, foot_left: float, foot_right: float) -> QPainterPath:
    """A rectangle with its own corner at each foot."""
    path = QPainterPath(QPointF(rect.left() + top, rect.top()))
    path.lineTo(rect.right() - top, rect.top())
    path.arcTo(QRectF(rect.right() - 2 * top, rect.top(), 2 * top, 2 * top), 90, -90)
    r = min(foot_right, rect.height() - top)
    path.lineTo(rect.right(), rect.bottom() - r)
    path.arcTo(QRectF(rect.right() - 2 * r, rect.bottom() - 2 * r, 2 * r, 2 * r), 0, -90)
    r = min(foot_left, rect.height() - top)
    path.lineTo(rect.left() + r, rect.bottom())
    path.arcTo(QRectF(rect.left(), rect.bottom() - 2 * r, 2 * r, 2 * r), 270, -90)
    path.lineTo(rect.left(), rect.top() + top)
    path.arcTo(QRectF(rect.left(), rect.top(), 2 * top, 2 * top), 180, -90)
    path.closeSubpath()
    return path


def _direction(mirrored: bool) -> Qt.LayoutDirection:
    return Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
