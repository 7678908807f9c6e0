"""Photos on their way up, together: how many, how far, and a way to stop them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.widgets.button import LinkButton
from app.widgets.share_bar import ShareBar
from app.widgets.state_line import StateLine
from app.widgets.tokens import current_theme


class UploadStrip(QFrame):
    """A card with one line and a bar; hidden while nothing is on its way."""

    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self.setProperty("plane", "card")
        self._line = StateLine("", "upload", "text", self, wrap=True)
        self._line.setObjectName("uploads_line")
        self._cancel = LinkButton(self.tr("Cancel all"), self, style="small")
        self._cancel.setObjectName("uploads_cancel")
        self._cancel.clicked.connect(self._on_cancel_clicked)
        self._bar = ShareBar(self)
        self._bar.setObjectName("uploads_bar")
        row = QHBoxLayout()
        row.setSpacing(theme.space("m"))
        row.addWidget(self._line, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._cancel)
        column = QVBoxLayout(self)
        edge = theme.space("m")
        column.setContentsMargins(theme.space("l"), edge, theme.space("l"), edge)
        column.setSpacing(theme.space("s"))
        column.addLayout(row)
        column.addWidget(self._bar)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._line.text

    def show_uploads(self, words: str, share: float | None) -> None:
        """`words` of all of them, "" for none; `share` (0 to 1) is None while nothing moves."""
        self._line.set_text(words)
        self._bar.setVisible(share is not None)
        self._bar.set_share(share or 0.0)
        self._bar.setAccessibleName(words)
        self.setVisible(bool(words))

    def _on_cancel_clicked(self) -> None:
        self.cancel_requested.emit()
