"""The journey in one line: icon, state in 600, and muted words after it; a widget for details and cards."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.values import StepKind, ThreadItem
from app.widgets.journey_words import consequences, state_words, step_words
from app.widgets.lead_label import LeadLabel
from app.widgets.state_line import Icon
from app.widgets.tokens import current_theme

SEPARATOR = " · "


class JourneyLine(QWidget):
    """One step of the journey in words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._icon = Icon("clock", "text", "s", self)
        self._state = LeadLabel(self, style="small")
        self._rest = LeadLabel(self, style="small", role="text-muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(5))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._state, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._rest, 1, Qt.AlignmentFlag.AlignTop)

    @property
    def text(self) -> str:
        """All its words."""
        return f"{self._state.text} {self._rest.text}".strip()

    def show_item(self, item: ThreadItem, name: str, *, is_online: bool = True) -> None:
        """Where a message to `name` stands, and what that means."""
        look = state_words(item)
        rest = consequences(item, name, is_online=is_online, is_next=False, has_track=False)
        self._show(look.icon, look.words, look.role, rest)

    def show_step(self, kind: StepKind, *rest: str) -> None:
        """A step with the caller's own words after it."""
        look = step_words(kind)
        self._show(look.icon, look.words, look.role, list(rest))

    def _show(self, icon: str, words: str, role: str, rest: list[str]) -> None:
        self._icon.show_icon(icon, role)
        self._state.show_words(words, "")
        self._state.set_role(role)
        self._state.setFixedWidth(self._state.sizeHint().width())
        self._rest.show_words("", "".join(f"· {part} " for part in rest).strip())
        self.setAccessibleName(self.text)
