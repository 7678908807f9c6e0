"""Movements of the balance: when, what it was for, how much, and what could be spent afterwards."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.domain.values import MovementKind, MovementRow
from app.widgets import fmt
from app.widgets.measured import MeasuredAnew
from app.widgets.sides import end_flags, is_mirrored, start_flags
from app.widgets.text_block import elided
from app.widgets.tokens import Theme, current_theme

translate = QCoreApplication.translate

_WHEN = 100
_WHAT = 130
_SUM = 76
_PADDING = 8
_HEAD = 6


class MovementTable(MeasuredAnew, QWidget):
    """A short table, painted: one row per movement, the newest first. Pages are put together by its owner.

    Where four columns would leave too little for what a movement was for, each movement stands in three lines instead.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[MovementRow, ...] = ()
        self._now: datetime | None = None
        self._is_stacked = False
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def movements(self) -> tuple[MovementRow, ...]:
        """What it shows."""
        return self._rows

    def set_movements(self, rows: tuple[MovementRow, ...], now: datetime | None = None) -> None:
        """Other movements; `now` tells what is today, None is the clock."""
        self._rows, self._now = rows, now
        self.setAccessibleName(self.tr("Movements of the balance"))
        self.setAccessibleDescription(". ".join(spoken_movement(row, now) for row in rows))
        self.updateGeometry()
        self.update()

    def _head_height(self, theme: Theme) -> int:
        return 0 if self._is_stacked else theme.line("caption") + 2 * theme.px(_HEAD)

    def _row_height(self, theme: Theme) -> int:
        lines = theme.line("body") + theme.line("small") + (theme.line("small") if self._is_stacked else 0)
        return lines + 2 * theme.px(_PADDING) + 1

    @override
    def sizeHint(self) -> QSize:
        """The head and all rows."""
        theme = current_theme()
        height = self._head_height(theme) + len(self._rows) * self._row_height(theme)
        return QSize(theme.px(420), height)

    @override
    def minimumSizeHint(self) -> QSize:
        """Narrower; the words in the middle are cut."""
        return QSize(current_theme().px(320), self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows in sight."""
        theme = current_theme()
        painter = QPainter(self)
        columns = self._columns(theme)
        if not self._is_stacked:
            self._paint_head(painter, theme, columns)
        top, height = self._head_height(theme), self._row_height(theme)
        for row in self._rows:
            if top <= event.rect().bottom() and top + height >= event.rect().top():
                painter.fillRect(QRect(0, top, self.width(), 1), theme.colour("border"))
                if self._is_stacked:
                    self._paint_stacked(painter, theme, row, top)
                else:
                    self._paint_row(painter, theme, row, columns, top, height)
            top += height

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns or lines."""
        super().resizeEvent(event)
        self._choose_form()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Larger text may need lines."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._choose_form()

    def _choose_form(self) -> None:
        theme = current_theme()
        is_stacked = self._columns(theme)[1].width() < theme.px(_WHAT) * theme.text_scale
        if is_stacked != self._is_stacked:
            self._is_stacked = is_stacked
            self.updateGeometry()
            self.update()

    def _paint_head(self, painter: QPainter, theme: Theme, columns: list[QRect]) -> None:
        titles = (self.tr("When"), self.tr("What"), self.tr("Amount"), self.tr("Balance"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colour("text-muted"))
        for number, (title, column) in enumerate(zip(titles, columns, strict=True)):
            cell = QRect(column.left(), 0, column.width(), self._head_height(theme))
            self._draw(painter, cell, title, at_end=number > 1)

    def _columns(self, theme: Theme) -> list[QRect]:
        """Left to right as in the design; mirrored where they are drawn."""
        gap = theme.space("m")
        digits = QFontMetrics(theme.font("body", tabular=True))
        sum_width = max(theme.px(_SUM), digits.horizontalAdvance("−$10,000.00"))
        when_width = max(
            theme.px(_WHEN), digits.horizontalAdvance(self.tr("Yesterday {time}").format(time="00:00"))
        )
        what_width = max(0, self.width() - when_width - 2 * sum_width - 3 * gap)
        lefts = [0, when_width + gap, when_width + what_width + 2 * gap]
        lefts.append(lefts[2] + sum_width + gap)
        widths = [when_width, what_width, sum_width, sum_width]
        return [QRect(left, 0, width, 0) for left, width in zip(lefts, widths, strict=True)]

    def _paint_row(
        self, painter: QPainter, theme: Theme, row: MovementRow, columns: list[QRect], top: int, height: int
    ) -> None:
        cells = [QRect(column.left(), top + 1, column.width(), height - 1) for column in columns]
        painter.setFont(theme.font("body", tabular=True))
        painter.setPen(theme.colour("text"))
        self._draw(painter, cells[0], fmt.when_long(row.at, self._now))
        self._draw(painter, cells[3], fmt.dollars(row.balance_cents), at_end=True)
        painter.setPen(theme.colour("positive" if row.amount_cents > 0 else "text"))
        self._draw(painter, cells[2], amount_words(row), at_end=True)
        upper = cells[1].adjusted(0, theme.px(_PADDING), 0, 0)
        upper.setHeight(theme.line("body"))
        painter.setPen(theme.colour("text"))
        self._draw(painter, upper, what_words(row))
        lower = QRect(upper.left(), upper.bottom() + 1, upper.width(), theme.line("small"))
        painter.setFont(theme.font("small"))
        words, role = meaning(row)
        painter.setPen(theme.colour(role))
        self._draw(painter, lower, words)

    def _paint_stacked(self, painter: QPainter, theme: Theme, row: MovementRow, top: int) -> None:
        """What for and how much; what that means; when, and the balance afterwards."""
        body, small = theme.line("body"), theme.line("small")
        first = QRect(0, top + 1 + theme.px(_PADDING), self.width(), body)
        second, third = (QRect(0, first.bottom() + 1 + n * small, self.width(), small) for n in (0, 1))
        words, role = meaning(row)
        balance = translate("MovementTable", "Balance {sum}").format(sum=fmt.dollars(row.balance_cents))
        amount_role = "positive" if row.amount_cents > 0 else "text"
        self._draw_pair(
            painter, theme, first, "body", (what_words(row), "text"), (amount_words(row), amount_role)
        )
        self._draw_pair(painter, theme, second, "small", (words, role), ("", "text"))
        when = fmt.when_long(row.at, self._now)
        self._draw_pair(painter, theme, third, "small", (when, "text-muted"), (balance, "text-muted"))

    def _draw_pair(
        self,
        painter: QPainter,
        theme: Theme,
        line: QRect,
        style: str,
        first: tuple[str, str],
        last: tuple[str, str],
    ) -> None:
        """Words and their colour at the beginning and at the end of a line; the first give way."""
        painter.setFont(theme.font(style, tabular=True))
        width = painter.fontMetrics().horizontalAdvance(last[0]) + 1 if last[0] else 0
        painter.setPen(theme.colour(last[1]))
        end = QRect(line.right() + 1 - width, line.top(), width, line.height())
        self._draw(painter, end, last[0], at_end=True)
        painter.setPen(theme.colour(first[1]))
        begin = line.adjusted(0, 0, -(width + theme.space("m") if width else 0), 0)
        self._draw(painter, begin, first[0])

    def _draw(self, painter: QPainter, cell: QRect, words: str, *, at_end: bool = False) -> None:
        mirrored = is_mirrored(self)
        spot = QRect(cell)
        if mirrored:
            spot.moveLeft(self.width() - cell.right() - 1)
        flags = end_flags(mirrored) if at_end else start_flags(mirrored)
        painter.drawText(spot, flags, elided(words, painter.fontMetrics(), spot.width()))


def amount_words(row: MovementRow) -> str:
    """The change of the balance; a capture changes nothing any more and shows what was paid."""
    if row.amount_cents == 0 and row.kind in (MovementKind.CAPTURE, MovementKind.REFUND_PAID):
        return fmt.money(row.price_cents)
    return fmt.change(row.amount_cents)


def what_words(row: MovementRow) -> str:
    """What it was for: Message to Mateo Rivera."""
    if row.photo_at is not None:
        if not row.photo_at:
            return translate("MovementTable", "Profile photo")
        return translate("MovementTable", "Profile photo at {name}").format(name=fmt.isolate(row.photo_at))
    if row.thing in ("photo", "post"):
        what = (
            translate("MovementTable", "Photo for {name}")
            if row.thing == "photo"
            else translate("MovementTable", "Post for {name}")
        )
        return what.format(name=fmt.isolate(row.place))
    if row.thing == "card":
        return translate("MovementTable", "Card payment")
    if row.thing == "refund":
        return translate("MovementTable", "Money paid out to you")
    if row.contact_name:
        return translate("MovementTable", "Message to {name}").format(name=fmt.isolate(row.contact_name))
    if row.kind is MovementKind.DEPOSIT:
        if row.what:
            return translate("MovementTable", "Voucher ending in {signs}").format(signs=row.what)
        return translate("MovementTable", "Funds added")
    return row.what or translate("MovementTable", "Message")


def meaning(row: MovementRow) -> tuple[str, str]:
    """What it means for the member, and the colour role of that."""
    return {
        MovementKind.DEPOSIT: (translate("MovementTable", "added to your balance"), "text-muted"),
        MovementKind.HOLD: (translate("MovementTable", "put on hold"), "waiting"),
        MovementKind.CAPTURE: (translate("MovementTable", "approved, paid from the hold"), "text-muted"),
        MovementKind.RELEASE: (translate("MovementTable", "hold ended, money returned"), "text-muted"),
        MovementKind.REFUND_HELD: (translate("MovementTable", "put on hold to be paid out"), "waiting"),
        MovementKind.REFUND_PAID: (translate("MovementTable", "paid out from the hold"), "text-muted"),
        MovementKind.REFUND_RETURNED: (
            translate("MovementTable", "not paid out, money returned"),
            "text-muted",
        ),
        MovementKind.DISPUTED: (
            translate("MovementTable", "your bank questions it; your balance stays as it is"),
            "text-muted",
        ),
        MovementKind.DISPUTE_WON: (
            translate("MovementTable", "your bank’s question is settled"),
            "text-muted",
        ),
        MovementKind.PAYOUT: (
            translate("MovementTable", "account closed, set aside to be paid out"),
            "text-muted",
        ),
        MovementKind.UNKNOWN: ("", "text-muted"),
    }[row.kind]


def spoken_movement(row: MovementRow, now: datetime | None = None) -> str:
    """One row for a screen reader."""
    parts = [fmt.when_long(row.at, now), what_words(row), meaning(row)[0], amount_words(row)]
    parts.append(translate("MovementTable", "balance {sum}").format(sum=fmt.dollars(row.balance_cents)))
    return ", ".join(part for part in parts if part)
