"""A part of a form that is at most so wide, and as high as its words need at that width."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override


class _NarrowColumn(QVBoxLayout):
    """Qt asks how high a part is at the width of the whole card, though it may not become that wide."""

    def __init__(self, holder: QWidget, width: int) -> None:
        super().__init__(holder)
        self._width = width
        self.setContentsMargins(0, 0, 0, 0)

    @override
    def heightForWidth(self, width: int) -> int:
        """Of the width it gets."""
        return super().heightForWidth(min(width, self._width))

    @override
    def minimumHeightForWidth(self, width: int) -> int:
        """The same."""
        return super().minimumHeightForWidth(min(width, self._width))


class Narrow(QWidget):
    """Holds one part; put this into the card instead of the part. It is there as long as the part is."""

    def __init__(self, part: QWidget, width: int, parent: QWidget | None = None) -> None:
        """`width` is in pixels."""
        super().__init__(parent)
        self.setMaximumWidth(width)
        _NarrowColumn(self, width).addWidget(part)
        self.setVisible(not part.isHidden())
        part.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Else a part that is hidden would leave a gap."""
        if event.type() == QEvent.Type.HideToParent:
            self.hide()
        elif event.type() == QEvent.Type.ShowToParent:
            self.show()
        return super().eventFilter(watched, event)
