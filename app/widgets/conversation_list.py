"""The list of conversations: one row per person, arrows walk, Enter and click open."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import (
    QAbstractItemModel,
    QCoreApplication,
    QEvent,
    QIdentityProxyModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget
from typing_extensions import override

from app.domain.values import ConversationRow
from app.widgets import fmt
from app.widgets.conversation_delegate import ConversationDelegate, second_line
from app.widgets.faces import FACES
from app.widgets.roles import VALUE_ROLE
from app.widgets.tokens import current_theme

translate = QCoreApplication.translate


class ConversationList(QListView):
    """Shows a model whose `VALUE_ROLE` is a ConversationRow."""

    conversation_chosen = Signal(str)
    """The contact's id; by click, Enter or walking with the arrows."""
    rows_painted = Signal()
    """The first rows are on the screen; told once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._delegate = ConversationDelegate(self)
        self._spoken = SpokenRows(self)
        self._has_painted_rows = False
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setProperty("painted", True)
        self.setAccessibleName(self.tr("Conversations"))
        self.clicked.connect(self._on_clicked)
        FACES.changed.connect(self.viewport().update)

    def set_now(self, now: datetime | None) -> None:
        """The moment that "today" is told by; None is the clock."""
        self._delegate.now = now
        self._spoken.now = now
        self.viewport().update()

    def first_contact(self) -> str | None:
        """Who stands first, if anybody does."""
        row = self._spoken.index(0, 0).data(VALUE_ROLE) if self._spoken.rowCount() else None
        return row.contact_id if isinstance(row, ConversationRow) else None

    def select_contact(self, contact_id: str) -> bool:
        """Marks a contact's row as the one shown; whether there is one. `conversation_chosen` stays silent."""
        for number in range(self._spoken.rowCount()):
            index = self._spoken.index(number, 0)
            row = index.data(VALUE_ROLE)
            if isinstance(row, ConversationRow) and row.contact_id == contact_id:
                self.setCurrentIndex(index)
                return True
        return False

    def _choose(self, index: QModelIndex | QPersistentModelIndex) -> None:
        row = index.data(VALUE_ROLE)
        if isinstance(row, ConversationRow):
            self.conversation_chosen.emit(row.contact_id)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(index)

    @override
    def setModel(self, model: QAbstractItemModel | None) -> None:
        """Shows `model`, with a sentence per row for screen readers."""
        self._spoken.setSourceModel(model)  # type: ignore[arg-type]
        super().setModel(self._spoken if model is not None else None)

    @override
    def setCurrentIndex(self, index: QModelIndex | QPersistentModelIndex) -> None:
        """Takes an index of the model it was given as well."""
        own = self._spoken.mapFromSource(index) if index.model() is self._spoken.sourceModel() else index
        super().setCurrentIndex(own)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; walking opens too, as in every letter box."""
        before = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and before.isValid():
            self._choose(before)
            return
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self._choose(self.currentIndex())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Tells when there are rows to be seen for the first time."""
        super().paintEvent(event)
        if not self._has_painted_rows and self._spoken.rowCount():
            self._has_painted_rows = True
            self.rows_painted.emit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Measures its rows anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.verticalScrollBar().setSingleStep(current_theme().layout("row") // 3)
            self.scheduleDelayedItemsLayout()


class SpokenRows(QIdentityProxyModel):
    """Adds to a model of conversations what a screen reader says of each row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now: datetime | None = None

    @override
    def data(self, proxyIndex: QModelIndex | QPersistentModelIndex, role: int = VALUE_ROLE) -> object:
        """The row's own data, and a sentence under the accessible role."""
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.DisplayRole):
            row = super().data(proxyIndex, VALUE_ROLE)
            if isinstance(row, ConversationRow):
                return spoken_row(row, self.now)
        return super().data(proxyIndex, role)


def spoken_row(row: ConversationRow, now: datetime | None = None) -> str:
    """Mateo Rivera, Cedar Ridge. Waiting for approval. 14:02."""
    parts = [f"{row.name}, {row.facility_name}", second_line(row)]
    if row.unread:
        parts.append(translate("SpokenRows", "{count} new").format(count=row.unread))
    if row.at is not None:
        parts.append(fmt.when_short(row.at, now))
    return ". ".join(part for part in parts if part)
