"""Parts beside each other that go on in further lines where the room is too narrow for all of them."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.sides import is_mirrored, placed
from app.widgets.tokens import current_theme


class _Part(NamedTuple):
    widget: QWidget
    grows: bool
    at_end: bool
    enough: int

    @property
    def wanted(self) -> int:
        """The width that it must have in its line."""
        width = min(
            max(self.widget.sizeHint().width(), self.widget.minimumWidth()), self.widget.maximumWidth()
        )
        if not self.enough:
            return width
        theme = current_theme()
        return min(width, round(theme.px(self.enough) * theme.text_scale))

    @property
    def least(self) -> int:
        """The width below which it would be cut."""
        return max(0, self.widget.minimumSizeHint().width()) if self.grows else self.wanted


class Flow(QWidget):
    """Add the parts in the order of reading; those added after `add_stretch` stand at the end of their line.

    A part that grows takes what room is left in its line. With `enough` points (times the text size) it stays beside
    the others though its words take several lines there.
    """

    broken = Signal(bool)
    """Whether it takes several lines now."""

    def __init__(self, parent: QWidget | None = None, *, gap: str = "s", between: str = "s") -> None:
        """`gap` is the space beside, `between` the space from line to line, by their names."""
        super().__init__(parent)
        self._gap, self._between = gap, between
        self._parts: list[_Part] = []
        self._is_at_end = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._asked_height = 0
        self._is_broken = False

    def add(self, *widgets: QWidget, grows: bool = False, enough: int = 0) -> None:
        """Further parts."""
        for widget in widgets:
            widget.setParent(self)
            self._parts.append(_Part(widget, grows, self._is_at_end, enough))

    def add_stretch(self) -> None:
        """What is added from now on stands at the end of its line."""
        self._is_at_end = True

    @property
    def is_broken(self) -> bool:
        """Whether it takes several lines."""
        return self._is_broken

    @property
    def _shown(self) -> list[_Part]:
        return [part for part in self._parts if not part.widget.isHidden()]

    def _lines(self, width: int) -> list[list[_Part]]:
        gap = current_theme().space(self._gap)
        lines: list[list[_Part]] = []
        left = -1
        for part in self._shown:
            wanted = part.wanted
            if lines and wanted + gap <= left:
                left -= wanted + gap
                lines[-1].append(part)
            else:
                lines.append([part])
                left = width - wanted
        return lines

    def _laid_out(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        """Where each part stands in this width, thought from left to right, and how high all of it is."""
        theme = current_theme()
        gap, between = theme.space(self._gap), theme.space(self._between)
        spots: list[tuple[QWidget, QRect]] = []
        top = 0
        for line in self._lines(width):
            widths = [min(part.wanted, width) for part in line]
            left_over = max(0, width - sum(widths) - gap * (len(line) - 1))
            growing = [at for at, part in enumerate(line) if part.grows]
            if growing:
                widths[growing[0]] += left_over
                left_over = 0
            sizes = [QSize(w, _height_of(part.widget, w)) for part, w in zip(line, widths, strict=True)]
            height = max(size.height() for size in sizes)
            x = 0
            for part, size in zip(line, sizes, strict=True):
                if part.at_end:
                    x += left_over
                    left_over = 0
                spots.append(
                    (part.widget, QRect(x, top + (height - size.height()) // 2, size.width(), size.height()))
                )
                x += size.width() + gap
            top += height + between
        return spots, max(0, top - between)

    def _place(self) -> None:
        spots, height = self._laid_out(self.width())
        is_broken = len(self._lines(self.width())) > 1
        if is_broken != self._is_broken:
            self._is_broken = is_broken
            self.broken.emit(is_broken)
        for widget, spot in spots:
            widget.setGeometry(placed(spot, QRect(0, 0, self.width(), max(height, 1)), is_mirrored(self)))
        if height != self._asked_height:
            self._asked_height = height
            self.updateGeometry()

    @override
    def hasHeightForWidth(self) -> bool:
        """It breaks."""
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        """Of all lines."""
        return self._laid_out(width)[1]

    @override
    def sizeHint(self) -> QSize:
        """All in one line; as high as its lines are now, for layouts that do not ask how high it is at some width."""
        parts = self._shown
        gaps = current_theme().space(self._gap) * max(0, len(parts) - 1)
        width = sum(part.wanted for part in parts) + gaps
        return QSize(
            width, self._laid_out(self.width())[1] if self._asked_height else self._laid_out(width)[1]
        )

    @override
    def minimumSizeHint(self) -> QSize:
        """As wide as the widest part that can't be broken."""
        width = max((part.least for part in self._shown), default=0)
        return QSize(width, self.sizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Breaks anew."""
        super().resizeEvent(event)
        self._place()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked."""
        super().showEvent(event)
        self._place()

    @override
    def event(self, event: QEvent) -> bool:
        """A part wants another size, came or went."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._place()
            self.updateGeometry()
        elif event.type() == QEvent.Type.LayoutDirectionChange:
            self._place()
        return super().event(event)


def _height_of(widget: QWidget, width: int) -> int:
    height = widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()
    return max(height, widget.minimumHeight())
