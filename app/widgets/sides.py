"""Left and right for both directions of reading: where something stands in a mirrored layout, and how text is set."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget


def is_mirrored(widget: QWidget) -> bool:
    """Whether the widget is laid out from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def placed(spot: QRect, within: QRect, mirrored: bool) -> QRect:
    """Where `spot`, thought from left to right, stands inside `within`."""
    if not mirrored:
        return spot
    return QRect(QPoint(within.left() + within.right() - spot.right(), spot.top()), spot.size())


def start_flags(mirrored: bool) -> int:
    """Flags of `drawText` for words at the beginning of a line, whatever direction they have themselves."""
    return _flags(Qt.AlignmentFlag.AlignRight if mirrored else Qt.AlignmentFlag.AlignLeft)


def end_flags(mirrored: bool) -> int:
    """Flags of `drawText` for words at the end of a line, such as sums."""
    return _flags(Qt.AlignmentFlag.AlignLeft if mirrored else Qt.AlignmentFlag.AlignRight)


def _flags(side: Qt.AlignmentFlag) -> int:
    return int(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
