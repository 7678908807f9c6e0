"""A field for the title of a photo or the name of a gallery, with what is left of it counted beside its label."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.viewmodels import naming
from app.viewmodels.naming import Named
from app.widgets.countdown import FEW, left_words, spoken_words
from app.widgets.label import Label
from app.widgets.text_field import TextField


class NameField(TextField):
    """Typing past the limit is allowed and shown; nothing is cut."""

    name_changed = Signal()

    def __init__(self, label: str, named: Named, parent: QWidget | None = None, *, hint: str = "") -> None:
        self._left = Label("", None, style="small", role="text-muted", wrap=False, tabular=True)
        super().__init__(label, parent, hint=hint, beside_label=self._left)
        self._named = named
        self.line.textChanged.connect(self._on_line_text_changed)
        self._count()

    @property
    def name(self) -> str:
        """As it will be kept."""
        return naming.tidy(self.text)

    @property
    def left(self) -> int:
        """Characters left, negative when too long."""
        return naming.left(self.text, self._named)

    @property
    def is_fit(self) -> bool:
        """Whether it can be kept: there is one, and it is not too long."""
        return bool(self.name) and self.left >= 0

    def say_what_is_wrong(self) -> str:
        """Shows and answers why it is not fit; "" if it is."""
        words = ""
        if not self.name:
            words = (
                self.tr("The photo needs a title.")
                if self._named is Named.PHOTO
                else self.tr("The gallery needs a name.")
            )
        elif self.left < 0:
            over = -self.left
            words = (
                self.tr("1 character too many.")
                if over == 1
                else self.tr("{count} characters too many.").format(count=over)
            )
        self.set_error(words)
        return words

    def _count(self) -> None:
        left = self.left
        self._left.setText(left_words(left))
        self._left.setAccessibleName(spoken_words(left))
        self._left.set_role("refused" if left < 0 else "waiting" if left <= FEW // 2 else "text-muted")

    def _on_line_text_changed(self, _text: str) -> None:
        self._count()
        if self.error and self.is_fit:
            self.set_error(None)
        self.name_changed.emit()
