"""What the editor's side panels share: sections between hairlines that scroll where the window is low."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.views.scroll_column import ScrollColumn
from app.widgets.label import Label, hairline
from app.widgets.notice import NoticeCard
from app.widgets.tokens import current_theme


class EditPanel(ScrollColumn):
    """One step's tools; `ground` is the parent of everything in it."""

    def __init__(self, parent: QWidget | None = None, *, is_reached: bool = False) -> None:
        super().__init__(parent, is_reached=is_reached)
        self._has_sections = False
        self._reason: _Reason | None = None
        self.column.setSpacing(0)

    def add_section(self) -> QVBoxLayout:
        """A new one below the others."""
        theme = current_theme()
        if self._has_sections:
            self.column.addWidget(hairline(self.ground))
        self._has_sections = True
        room = QWidget(self.ground)
        box = QVBoxLayout(room)
        edge = theme.space("xl")
        box.setContentsMargins(edge, theme.space("l"), edge, theme.space("l"))
        box.setSpacing(theme.space("m"))
        self.column.addWidget(room)
        return box

    @property
    def has_reason(self) -> bool:
        """Whether it ever said why a photo came back."""
        return self._reason is not None

    def show_reason(self, lead: str, words: str) -> None:
        """At the top, why the photo came back; nothing with ""."""
        if self._reason is None:
            self._reason = _Reason(self.ground)
            self.column.insertWidget(0, self._reason)
        self._reason.notice.show_notice("bad", words, lead=lead, icon="refused")
        self._reason.setVisible(bool(words))

    def add_named_value(self, box: QVBoxLayout, name: str, widest: str) -> ValueLabel:
        """A name with its value at the end of the line; answers the value."""
        row = QHBoxLayout()
        row.addWidget(Label(name, self.ground, style="strong", wrap=False), 1)
        value = ValueLabel(widest, self.ground)
        row.addWidget(value)
        box.addLayout(row)
        return value

    def finish(self) -> None:
        """What is left of the height stays empty."""
        self.column.addStretch(1)


class _Reason(QWidget):
    """A notice with room around it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = NoticeCard(self)
        self.notice.setObjectName("edit_reason")
        box = QVBoxLayout(self)
        edge = current_theme().space("l")
        box.setContentsMargins(edge, edge, edge, 0)
        box.addWidget(self.notice)


class ValueLabel(Label):
    """A number that changes with every tick: always as wide as its widest value, so that nothing is laid out anew."""

    def __init__(self, widest: str, parent: QWidget) -> None:
        self._widest = widest
        super().__init__("", parent, style="strong", wrap=False, tabular=True)
        self.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)

    def _dress(self) -> None:
        super()._dress()
        theme = current_theme()
        self.setFixedSize(self.fontMetrics().horizontalAdvance(self._widest) + 2, theme.line("strong"))
