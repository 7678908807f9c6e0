"""Text on a plane in one of the type styles: always plain text, wrapping, in the colour of a role."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget
from typing_extensions import override

from app.widgets.text_block import elided
from app.widgets.tokens import current_theme


class Label(QLabel):
    """Words in a type style (`body`, `small`, `title` …) and a colour role; never reads markup."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        style: str = "body",
        role: str = "text",
        wrap: bool = True,
        weight: int | None = None,
        tabular: bool = False,
    ) -> None:
        super().__init__(parent)
        self._style_name = style
        self._role = role
        self._weight = weight
        self._tabular = tabular
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("painted", True)
        self.setText(text)
        self._dress()

    def set_role(self, role: str) -> None:
        """Another colour, such as `refused`."""
        if role != self._role:
            self._role = role
            self._dress()

    def _dress(self) -> None:
        theme = current_theme()
        self.setFont(theme.font(self._style_name, tabular=self._tabular, weight=self._weight))
        palette = QPalette(self.palette())
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
            palette.setColor(group, QPalette.ColorRole.WindowText, theme.colour(self._role))
        self.setPalette(palette)
        if not self.wordWrap():
            self.setMinimumHeight(theme.line(self._style_name))

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Dresses anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()


class CutLabel(Label):
    """One line that ends in … where it does not fit; the whole text stays in the accessible name."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, style: str = "body", role: str = "text"
    ) -> None:
        self._whole = ""
        super().__init__(text, parent, style=style, role=role, wrap=False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def whole_text(self) -> str:
        """What it says where there is room."""
        return self._whole

    def _cut(self) -> None:
        super().setText(elided(self._whole, self.fontMetrics(), self.contentsRect().width()))

    @override
    def setText(self, text: str) -> None:
        """Shows `text`, cut to the width."""
        self._whole = text
        self.setAccessibleName(text)
        self._cut()

    @override
    def resizeEvent(self, event: object) -> None:
        """Cuts anew."""
        self._cut()

    @override
    def sizeHint(self) -> QSize:
        """Room for all of it."""
        theme = current_theme()
        return QSize(self.fontMetrics().horizontalAdvance(self._whole) + 1, theme.line(self._style_name))

    @override
    def minimumSizeHint(self) -> QSize:
        """Little: it is cut."""
        return QSize(self.fontMetrics().horizontalAdvance("…"), current_theme().line(self._style_name))


def hairline(parent: QWidget | None = None, *, vertical: bool = False) -> QFrame:
    """A line between two areas."""
    line = QFrame(parent)
    line.setProperty("line", "vertical" if vertical else "horizontal")
    return line


def plane(name: str, parent: QWidget | None = None) -> QFrame:
    """A ground to put things on: window surface sunken raised card clear."""
    frame = QFrame(parent)
    frame.setProperty("plane", name)
    return frame
