"""The verdict below a message that was not approved: state and money, the rule and what to do, the way to mend it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from app.domain.values import Refusal, ThreadItem
from app.widgets import fmt
from app.widgets.journey_words import appeal_words, consequences, rule_words, state_words
from app.widgets.row_actions import ActionKind, RowAction, link_actions
from app.widgets.state_flow import SEPARATOR, PlacedAction, StateFlow, Unit
from app.widgets.text_block import TextBlock
from app.widgets.tokens import Theme

_PADDING = (14, 10)
_GAP = 6
_STATE_INSET = 2
_BUTTON_PADDING = 10
_SENTENCE_ENDS = (".", "!", "?", "。", "؟")


class VerdictLook:
    """Laid out for a width; begins at 0, 0."""

    def __init__(
        self, item: ThreadItem, width: float, theme: Theme, *, mirrored: bool, now: datetime | None = None
    ) -> None:
        self._theme = theme
        self._mirrored = mirrored
        side, above = theme.px(_PADDING[0]), theme.px(_PADDING[1])
        room = width - 2 * side
        gap = theme.px(_GAP)
        self._state = StateFlow(
            _units(item, now), room - 2 * theme.px(_STATE_INSET), theme, mirrored=mirrored
        )
        start = side + theme.px(_STATE_INSET)
        self._state_at = QPointF(width - start - self._state.size.width() if mirrored else start, above)
        self._words = TextBlock(
            verdict_words(item.refusal) if item.refusal is not None else "",
            theme.font("body"),
            room,
            theme.line("body"),
            direction=Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight,
        )
        self._words_at = QPointF(side, above + self._state.size.height() + gap)
        y = self._words_at.y() + self._words.size.height() + gap
        self._buttons: list[PlacedAction] = []
        x = float(side)
        height = max(theme.control("height-small"), theme.line("small") + theme.space("s"))
        for action in link_actions(item, now):
            wide = (
                QFontMetricsF(_font(theme)).horizontalAdvance(action.words)
                + 2 * theme.px(_BUTTON_PADDING)
                + 2
            )
            if x > side and x + wide > width - side:  # below the one before, where there is no room beside it
                x, y = float(side), y + height + theme.space("s")
            left = width - x - wide if mirrored else x
            self._buttons.append(
                PlacedAction(action, QRectF(round(left), round(y), round(wide), height), True)
            )
            x += wide + theme.space("s")
        self.size = QSizeF(width, y + height + above)

    def actions(self, at: QPointF) -> list[PlacedAction]:
        """What can be pressed, when the verdict stands at `at`."""
        buttons = [PlacedAction(each.action, each.rect.translated(at), True) for each in self._buttons]
        return [*buttons, *self._state.actions(at + self._state_at)]

    def paint(self, painter: QPainter, at: QPointF, hovered: ActionKind | None) -> None:
        """Draws card, words and buttons."""
        theme = self._theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("refused-soft"))
        painter.drawRoundedRect(QRectF(at, self.size), theme.radius("l"), theme.radius("l"))
        self._state.paint(painter, at + self._state_at, hovered)
        self._words.paint(painter, at + self._words_at, theme.colour("text"))
        for placed in self._buttons:
            rect = placed.rect.translated(at)
            is_over = placed.action.kind is hovered
            painter.setPen(QPen(theme.colour("border-strong"), 1))
            painter.setBrush(theme.colour("hover" if is_over else "surface"))
            painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius("m"), theme.radius("m"))
            painter.setPen(theme.colour("text"))
            painter.setFont(_font(theme))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, placed.action.words)


def verdict_words(refusal: Refusal) -> str:
    """The rule by its number, what to change, and what came of an appeal."""
    words = refusal_words(refusal)
    return words if refusal.appeal is None else f"{words}\n{appeal_words(refusal.appeal)}"


def refusal_words(refusal: Refusal) -> str:
    """The rule by its number, and what to change."""
    words = rule_words(refusal.rule, refusal.text)
    note = fmt.isolate(refusal.note) if refusal.note else ""
    is_sentence = refusal.text.rstrip().endswith(_SENTENCE_ENDS)
    if not note and refusal.spans and not is_sentence:  # a whole sentence says itself what to change
        note = QCoreApplication.translate("Verdict", "Change the marked part, then send it again.")
    between = " " if is_sentence else "\n"
    return f"{words}{between}{note}" if note else words


def _units(item: ThreadItem, now: datetime | None) -> list[Unit]:
    look = state_words(item)
    details = RowAction(ActionKind.DETAILS, look.words) if item.message_id is not None else None
    rest = consequences(item, "", is_online=True, is_next=False, has_track=False, now=now)
    first = Unit(look.words, look.role, is_strong=True, icon=look.icon, action=details)
    return [first, *(Unit(f"{SEPARATOR} {part}", "text-muted") for part in rest)]


def _font(theme: Theme) -> QFont:
    return theme.font("small", weight=600)
