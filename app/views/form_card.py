"""A card with a heading, fields, one notice and a row of buttons: what the forms of My Account have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain import errors
from app.domain.errors import GettingOutError
from app.views.fault_words import fault_words
from app.widgets.button import Button
from app.widgets.flow import Flow
from app.widgets.label import Label
from app.widgets.narrow import Narrow
from app.widgets.notice import NoticeCard, NoticeRole
from app.widgets.text_field import TextField
from app.widgets.tokens import current_theme

FORM_WIDTH = 376
WIDE = 600
"""For rows of words, which are hard to read across a whole page."""


class FormCard(QFrame):
    """Built from the top down with the `add_…` methods; `busy` keeps a second press from doing it twice."""

    def __init__(self, title: str, sentence: str, name: str, parent: QWidget | None = None) -> None:
        """`name` begins the object names of its parts."""
        super().__init__(parent)
        self.setProperty("plane", "card")
        self.setObjectName(name)
        theme = current_theme()
        margin = theme.space("xl")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(theme.space("l"))
        self.column.addWidget(Label(title, self, style="title"))
        self.sentence = Label(sentence, self, role="text-muted")
        self.sentence.setVisible(bool(sentence))
        self.column.addWidget(self.sentence)
        self.notice = NoticeCard(self)
        self.notice.setObjectName(f"{name}_said")
        self.notice.hide()
        self._fields: list[TextField] = []
        self._buttons: list[Button] = []
        self._is_busy = False

    @property
    def is_busy(self) -> bool:
        """Whether what was asked for is under way."""
        return self._is_busy

    def add_field(self, field: TextField) -> TextField:
        """One field to type into; its fault goes away when it is mended."""
        field.text_edited.connect(self._on_field_text_edited)
        self.add_part(field)
        self._fields.append(field)
        return field

    def add_part(self, part: QWidget, *, is_narrow: bool = True) -> None:
        """Something else of the form."""
        width = current_theme().px(FORM_WIDTH if is_narrow else WIDE)
        self.column.addWidget(Narrow(part, width, self))

    def add_notice(self) -> None:
        """Where it says how it went."""
        self.add_part(self.notice, is_narrow=False)

    def add_buttons(self, *buttons: Button) -> None:
        """A row of buttons from the left."""
        row = Flow(self)
        row.add(*buttons)
        self.column.addWidget(row)
        self._buttons += buttons

    def say(self, kind: NoticeRole, words: str) -> None:
        """How it went."""
        self.notice.show_notice(kind, words)
        self.notice.show()

    def say_nothing(self) -> None:
        """No fault and no notice."""
        self.notice.hide()
        for field in self._fields:
            field.set_error(None)

    def say_fault(self, fault: GettingOutError, **fields: TextField) -> None:
        """At the field that is to blame, by the contract's name of it or by what kind of fault it is; else below.

        `password` is blamed for a wrong one, `code` for a wrong code, `email` for one that is taken.
        """
        self.set_busy(False)
        blamed: TextField | None = None
        words = fault_words(fault)
        if isinstance(fault, errors.Refused):
            blamed = fields.get(fault.field or "")
        elif isinstance(fault, errors.WrongCredentials):
            blamed = fields.get("password")
            words = self.tr("This is not your password.")
        elif isinstance(fault, errors.WrongCode):
            blamed = fields.get("code")
        elif isinstance(fault, errors.EmailTaken):
            blamed = fields.get("email")
            words = self.tr("There is another account with this address.")
        if blamed is None:
            self.say("bad", words)
            return
        blamed.set_error(words)
        blamed.focus_line(select=True)

    def lacks(self, *wanted: TextField) -> bool:
        """Whether one of these is empty; the first that is says so and gets the keyboard."""
        for field in wanted:
            if not field.text.strip():
                field.set_error(self.tr("Please fill this in."))
                field.focus_line()
                return True
        return False

    def set_busy(self, is_busy: bool) -> None:
        """While it is under way the buttons are off."""
        self._is_busy = is_busy
        for button in self._buttons:
            button.setEnabled(not is_busy)

    def _on_field_text_edited(self, _text: str) -> None:
        self.say_nothing()
