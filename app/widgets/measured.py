"""For widgets whose size comes from the tokens: they measure themselves anew when theme or text size changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget as _Widget
else:
    _Widget = object


class MeasuredAnew(_Widget):
    """Stands before the Qt class among the bases: `class Badge(MeasuredAnew, QWidget)`."""

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Sizes are asked for again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
