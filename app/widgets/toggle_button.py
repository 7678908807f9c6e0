"""A square with an icon that stays pressed, such as the mirror of the camera."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.widgets.button import IconButton
from app.widgets.tokens import current_theme


class ToggleButton(IconButton):
    """On, it has the soft accent ground and an outline, so that colour alone need not tell."""

    def __init__(self, icon: str, name: str, parent: QWidget | None = None) -> None:
        super().__init__(icon, name, parent)
        self.setCheckable(True)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Its ground while it is on, then as every icon button."""
        if self.isChecked() and self.isEnabled() and not (self.underMouse() or self.isDown()):
            theme = current_theme()
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(theme.colour("accent-soft"))
            radius = theme.radius("m") - 0.5
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
            painter.end()
        super().paintEvent(event)
