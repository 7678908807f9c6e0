"""A field to type into: label above, error below, an eye and a caps-lock hint for passwords."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.widgets.button import IconButton
from app.widgets.label import Label
from app.widgets.line_edit import LineEdit
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme


class TextField(QWidget):
    """Label, line and error in one; `text_edited` is the user's typing, `submitted` the Enter key."""

    text_edited = Signal(str)
    submitted = Signal()

    def __init__(
        self,
        label: str,
        parent: QWidget | None = None,
        *,
        is_password: bool = False,
        placeholder: str = "",
        hint: str = "",
        beside_label: QWidget | None = None,
    ) -> None:
        """`hint` stands below until there is an error; `beside_label` at the end of the label's line."""
        super().__init__(parent)
        theme = current_theme()
        self._hint = hint
        self.label = Label(label, self, style="strong", wrap=False)
        self.line = LineEdit(self)
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(label)
        self.label.setBuddy(self.line)
        self._caps = StateLine("", "info", "text-muted", self)
        self._error = StateLine("", "alert", "refused", self)
        self._hint_label = Label(hint, self, style="small", role="text-muted")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.addWidget(self.label)
        head.addStretch(1)
        if beside_label is not None:
            head.addWidget(beside_label)
        box.addLayout(head)
        box.addWidget(self.line)
        for below in (self._caps, self._error, self._hint_label):
            box.addWidget(below)
        self._caps.hide()
        self._error.hide()
        self._hint_label.setVisible(bool(hint))
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(self._on_line_text_edited)
        self.line.returnPressed.connect(self.submitted)
        self.eye: IconButton | None = None
        if is_password:
            self._make_password()

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.line.text()

    def set_text(self, text: str) -> None:
        """Puts text into it; `text_edited` stays silent."""
        self.line.setText(text)

    @property
    def error(self) -> str:
        """The error shown, or nothing."""
        return self._error.text

    def set_error(self, error: str | None) -> None:
        """Says what is wrong with it, or that nothing is."""
        words = error or ""
        self._error.set_text(words)
        self._error.setVisible(bool(words))
        self._hint_label.setVisible(bool(self._hint) and not words)
        self.line.set_fault(bool(words))
        self.line.setAccessibleDescription(words or self._hint)

    def set_hint(self, hint: str) -> None:
        """Other words below while nothing is wrong, or none."""
        self._hint = hint
        self._hint_label.setText(hint)
        self.set_error(self.error)

    def focus_line(self, *, select: bool = False) -> None:
        """Puts the keyboard into it, ready to mend or to replace."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        if select:
            self.line.selectAll()

    @property
    def shows_caps_lock(self) -> bool:
        """Whether the caps-lock hint stands below it."""
        return not self._caps.isHidden()

    def set_read_only(self, is_read_only: bool) -> None:
        """Shows without letting it change."""
        self.line.setReadOnly(is_read_only)

    def _make_password(self) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._caps.set_text(self.tr("Caps lock is on."))
        self.eye = IconButton("eye", self.tr("Show the password"), self.line)
        self.eye.setCheckable(True)
        self.eye.toggled.connect(self._on_eye_toggled)
        self.line.set_end_button(self.eye)
        self.line.caps_lock_seen.connect(self._caps.setVisible)

    def _on_eye_toggled(self, shown: bool) -> None:
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        if self.eye is not None:
            self.eye.set_name(self.tr("Hide the password") if shown else self.tr("Show the password"))

    def _on_line_text_edited(self, text: str) -> None:
        if self.error:
            self.set_error(None)
        self.text_edited.emit(text)
