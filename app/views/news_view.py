"""The News tab: says in plain words that it comes in a later version, and where to write meanwhile."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.widgets.empty_state import EmptyState


class NewsView(QWidget):
    """Nothing to press but the way to Messages."""

    messages_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("news_view")
        self._empty = EmptyState(
            "news",
            self.tr("News comes in a later version"),
            self.tr(
                "Here you will post one text to everyone on your contact list. This version sends messages to one"
                " person at a time."
            ),
            parent=self,
            link=self.tr("Go to Messages"),
        )
        self._empty.link_requested.connect(self.messages_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._empty)
