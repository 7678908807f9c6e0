"""One line of state on a plane: a small icon and words in the colour of a role, wrapping where they must."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.icons import paint_icon
from app.widgets.label import Label
from app.widgets.measured import MeasuredAnew
from app.widgets.tokens import current_theme


class Icon(MeasuredAnew, QWidget):
    """An icon standing alone; silent for screen readers, the words beside it speak."""

    def __init__(
        self,
        name: str,
        role: str = "text",
        size: str = "m",
        parent: QWidget | None = None,
        *,
        line: str | None = None,
    ) -> None:
        """`line` is the type style beside whose first line it stands; without, it is as high as it is wide."""
        super().__init__(parent)
        self._line = line
        self._name = name
        self._role = role
        self._size_name = size
        self.setProperty("painted", True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def name(self) -> str:
        """Which icon it is."""
        return self._name

    def show_icon(self, name: str, role: str) -> None:
        """Another icon, another colour."""
        self._name, self._role = name, role
        self.update()

    @override
    def sizeHint(self) -> QSize:
        """A square, or as high as the line beside it."""
        theme = current_theme()
        side = theme.icon(self._size_name)
        return QSize(side, max(side, theme.line(self._line)) if self._line else side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The icon."""
        side = current_theme().icon(self._size_name)
        paint_icon(QPainter(self), self._name, self._role, QRectF(0, (self.height() - side) // 2, side, side))


class StateLine(QWidget):
    """Icon and words, both in one colour."""

    def __init__(
        self, text: str, icon: str, role: str, parent: QWidget | None = None, *, wrap: bool = True
    ) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._icon = Icon(icon, role, "s", self, line="small")
        self._label = Label(text, self, style="small", role=role, wrap=wrap)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(5))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._label, 1)
        self.setAccessibleName(text)

    @property
    def text(self) -> str:
        """Its words."""
        return self._label.text()

    def set_text(self, text: str) -> None:
        """Other words."""
        self._label.setText(text)
        self.setAccessibleName(text)

    def show_state(self, text: str, icon: str, role: str) -> None:
        """Other words, icon and colour."""
        self.set_text(text)
        self._icon.show_icon(icon, role)
        self._label.set_role(role)
