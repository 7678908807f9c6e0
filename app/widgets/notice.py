"""Notices: a card in a page, or one bar under the top bar; what happened, that nothing is lost, and what to do."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.widgets.button import Button, ButtonRole, ButtonSize
from app.widgets.flow import Flow
from app.widgets.lead_label import LeadLabel
from app.widgets.measured import MeasuredAnew
from app.widgets.state_line import Icon
from app.widgets.tokens import current_theme

NoticeRole = Literal["info", "wait", "bad", "good"]

_WORDS = 240
"""Points that the words have at least beside the action; else it stands below them."""

_COLOURS: dict[str, tuple[str, str, str]] = {
    "info": ("accent-soft", "accent", "info"),
    "wait": ("waiting-soft", "waiting", "clock"),
    "bad": ("refused-soft", "refused", "alert"),
    "good": ("positive-soft", "positive", "approved"),
}


class _Notice(MeasuredAnew, QWidget):
    """Icon, words (a lead in 600 and the rest), one action."""

    action_requested = Signal()

    def __init__(self, parent: QWidget | None, *, is_bar: bool, action_size: ButtonSize) -> None:
        super().__init__(parent)
        self._kind: NoticeRole = "info"
        self._is_bar = is_bar
        self._text = ""
        theme = current_theme()
        self.setProperty("painted", True)
        self._icon = Icon("info", "accent", "m", self, line="body")
        self._label = LeadLabel(self)
        self.action = Button("", "outline", None, self, size=action_size)
        self.action.clicked.connect(self._on_action_clicked)
        self._flow = Flow(self, gap="m")
        self._flow.add(self._label, grows=True, enough=_WORDS)
        self._flow.add_stretch()
        self._flow.add(self.action)
        self._flow.broken.connect(self._align)
        row = self._row = QHBoxLayout(self)
        row.setSpacing(theme.space("m"))
        row.addWidget(self._icon)
        row.addWidget(self._flow, 1)
        self.action.hide()
        self._align()

    @property
    def text(self) -> str:
        """All its words."""
        return self._text

    @property
    def kind(self) -> NoticeRole:
        """info, wait, bad or good."""
        return self._kind

    def show_notice(
        self,
        kind: NoticeRole,
        text: str,
        *,
        lead: str = "",
        icon: str | None = None,
        action: str = "",
        action_role: ButtonRole = "outline",
    ) -> None:
        """What it says. `lead` stands before `text` in 600; without `action` there is no button."""
        self._kind = kind
        _, role, usual_icon = _COLOURS[kind]
        self._icon.show_icon(icon or usual_icon, role)
        self._text = f"{lead} {text}".strip()
        self._label.show_words(lead, text)
        self.setAccessibleName(self._text)
        self.action.setText(action)
        self.action.set_role(action_role)
        self.action.setVisible(bool(action))
        self.action.updateGeometry()
        self._align()
        self.update()

    def _align(self) -> None:
        """Words begin at the top beside the icon; beside a button both stand in the middle."""
        theme = current_theme()
        has_action = not self.action.isHidden()
        is_beside = has_action and not self._flow.is_broken
        side = Qt.AlignmentFlag.AlignVCenter if is_beside else Qt.AlignmentFlag.AlignTop
        self._row.setAlignment(self._icon, side)
        self._row.setAlignment(self._flow, side)
        edge = theme.px(10) if self._is_bar else theme.space("m")
        edge -= theme.space("xs") if has_action else 0
        self._row.setContentsMargins(theme.space("l"), edge, theme.space("l"), edge)

    def _on_action_clicked(self) -> None:
        self.action_requested.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """The soft ground of its state."""
        theme = current_theme()
        painter = QPainter(self)
        ground = theme.colour(_COLOURS[self._kind][0])
        if self._is_bar:
            painter.fillRect(self.rect(), ground)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(QRectF(self.rect()), theme.radius("l"), theme.radius("l"))


class NoticeCard(_Notice):
    """A notice within a page or above a box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, is_bar=False, action_size="normal")


class NoticeBar(_Notice):
    """The one notice under the top bar, full width; hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, is_bar=True, action_size="small")
        self.hide()

    def show_notice(
        self,
        kind: NoticeRole,
        text: str,
        *,
        lead: str = "",
        icon: str | None = None,
        action: str = "",
        action_role: ButtonRole = "outline",
    ) -> None:
        """Says it and comes into view."""
        super().show_notice(kind, text, lead=lead, icon=icon, action=action, action_role=action_role)
        self.show()

    def clear(self) -> None:
        """Nothing to say."""
        self.hide()
