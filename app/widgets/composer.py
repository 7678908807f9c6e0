"""The composer: notice, whether an answer can come, box, and below it countdown, price, the draft's state, and Send."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.values import CountState
from app.widgets.button import Button
from app.widgets.countdown import Countdown
from app.widgets.draft_box import DraftBox
from app.widgets.flow import Flow
from app.widgets.label import Label, hairline
from app.widgets.lead_label import LeadLabel
from app.widgets.notice import NoticeCard
from app.widgets.state_line import Icon, StateLine
from app.widgets.tokens import current_theme

ComposerNotice = Literal["funds", "price", "stop"]

_NOTICE_ICONS: dict[str, str] = {"funds": "wallet", "price": "info", "stop": "hand"}
_GAP = 10
_WORDS = 220
"""Points that the price or the reason has at least beside the countdown."""


class Composer(QWidget):
    """Shows what it is told and tells what was typed and pressed; it decides nothing."""

    text_edited = Signal(str)
    """The draft after a change by the member; silent after `set_text`."""
    send_requested = Signal()
    """Send or Ctrl+Enter, while Send is on."""
    add_funds_requested = Signal()
    accept_price_requested = Signal()

    def __init__(self, parent: QWidget | None = None, *, is_bar: bool = True) -> None:
        """A bar at the foot of a pane has a line above it and its own margins; within a card it has neither."""
        super().__init__(parent)
        self._is_bar = is_bar
        self._notice_kind: ComposerNotice | None = None
        self._draft_is_kept = False
        self.notice = NoticeCard(self)
        self.answer_line = StateLine("", "messages", "text-muted", self)
        self.box = DraftBox(self)
        self.countdown = Countdown(self)
        self.price_line = LeadLabel(self, style="small", role="text-muted")
        self.reason_line = LeadLabel(self, style="small")
        self.draft_note = Label("", self, style="small", role="text-muted", wrap=False)
        self._draft_tick = Icon("check", "text-muted", "s", self)
        self.send = Button(self.tr("Send"), "solid", "send", self)
        self.set_recipient("")
        self._build()
        self._connect()

    @property
    def text(self) -> str:
        """The draft in the box."""
        return self.box.edit.text

    def set_text(self, text: str) -> None:
        """Puts a draft into the box, the cursor at its end; the same text again keeps undo and cursor."""
        self.box.edit.set_text(text)

    def set_recipient(self, name: str) -> None:
        """Whom it is for, for those who hear it."""
        words = self.tr("Message to {name}").format(name=name) if name else self.tr("Message")
        self.box.edit.setAccessibleName(words)

    def set_answer(self, words: str, *, can_answer: bool) -> None:
        """Whether an answer can come, above the box; empty words say nothing."""
        icon, role = ("messages", "text-muted") if can_answer else ("info", "waiting")
        self.answer_line.show_state(words, icon, role)
        self.answer_line.setVisible(bool(words))

    def set_count(self, count: CountState) -> None:
        """The countdown, and where the excess begins."""
        self.countdown.set_left(count.left, count.limit)
        self.box.edit.set_excess(count.excess_start)

    def set_price_line(self, words: tuple[str, str]) -> None:
        """The price, and what it means for the balance; ("", "") while unknown."""
        price, rest = words
        self.price_line.show_words(price, f"· {rest}" if price and rest else rest)

    def set_draft_note(self, words: str, is_kept: bool = True) -> None:
        """What became of the draft: “Draft kept”, with a tick only if it is true."""
        self._draft_is_kept = is_kept
        self.draft_note.setText(words)
        self._show_draft_note()

    def set_notice(
        self, kind: ComposerNotice | None, title: str = "", text: str = "", action: str = ""
    ) -> None:
        """A notice above the box: `funds` offers Add Funds, `price` asks for agreement, `stop` explains."""
        self._notice_kind = kind
        if kind is None:
            self.notice.hide()
            return
        self.notice.show_notice(
            "wait", text, lead=title, icon=_NOTICE_ICONS[kind], action=action, action_role="solid"
        )
        self.notice.show()

    def set_send(
        self,
        *,
        enabled: bool,
        label: str,
        icon: str = "send",
        reason: str = "",
        reason_is_shown: bool = False,
        solid: bool = True,
    ) -> None:
        """Send on or off, and why; a shown reason takes the place of the price and the draft note."""
        self.send.setEnabled(enabled)
        self.send.set_role("solid" if solid else "outline")
        self.send.set_icon_name(icon)
        if self.send.text() != label:
            self.send.setText(label)
            self.send.updateGeometry()
        self.send.setAccessibleDescription(reason)
        self.reason_line.show_words("", reason if reason_is_shown else "")
        shown = reason_is_shown and bool(reason)
        self.reason_line.setVisible(shown)
        self.price_line.setVisible(not shown)
        self._show_draft_note()

    def focus_box(self) -> None:
        """Puts the keyboard into the box."""
        self.box.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_draft_note(self) -> None:
        has_room = self.reason_line.isHidden() and bool(self.draft_note.text())
        self.draft_note.setVisible(has_room)
        self._draft_tick.setVisible(has_room and self._draft_is_kept)

    def _build(self) -> None:
        theme = current_theme()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        column = QVBoxLayout()
        if self._is_bar:
            whole.addWidget(hairline(self))
            edge = theme.space("xl")
            column.setContentsMargins(edge, theme.space("m"), edge, theme.space("l"))
        column.setSpacing(theme.px(_GAP))
        column.addWidget(self.notice)
        column.addWidget(self.answer_line)
        column.addWidget(self.box)
        foot = Flow(self, gap="l")
        foot.add(self.countdown)
        foot.add(self.reason_line, self.price_line, grows=True, enough=_WORDS)
        foot.add_stretch()
        end = QWidget(foot)
        row = QHBoxLayout(end)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space("s"))
        row.addWidget(self._draft_tick)
        row.addWidget(self.draft_note)
        row.addSpacing(theme.space("s"))
        row.addWidget(self.send)
        foot.add(end)
        column.addWidget(foot)
        whole.addLayout(column)
        self.notice.hide()
        self.answer_line.hide()
        self.reason_line.hide()
        self._draft_tick.hide()

    def _connect(self) -> None:
        self.box.edit.text_edited.connect(self.text_edited)
        self.box.edit.send_requested.connect(self._on_edit_send_requested)
        self.send.clicked.connect(self._on_send_clicked)
        self.notice.action_requested.connect(self._on_notice_action_requested)

    def _on_edit_send_requested(self) -> None:
        if self.send.isEnabled():
            self.send_requested.emit()

    def _on_send_clicked(self) -> None:
        self.send_requested.emit()

    def _on_notice_action_requested(self) -> None:
        if self._notice_kind == "funds":
            self.add_funds_requested.emit()
        elif self._notice_kind == "price":
            self.accept_price_requested.emit()
