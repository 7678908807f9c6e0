"""The open conversation: its messages, older ones on demand, and what can be done with each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.values import Change, ChangeKind, ContactInfo, ThreadItem
from app.viewmodels.hub import Hub
from app.viewmodels.thread_model import ThreadModel

if TYPE_CHECKING:
    from app.services.messages import ThreadPage
    from app.services.session import OpenSession

    Opened = tuple[ContactInfo | None, ThreadPage]

_CONTACT_CHANGES = (ChangeKind.CONTACTS, ChangeKind.FACILITIES)


class ThreadViewModel(QObject):
    """State of the thread pane."""

    contact_changed = Signal(object)  # ContactInfo | None
    loading_changed = Signal(bool)
    older_available_changed = Signal(bool)
    withdrawn = Signal(str)  # key
    draft_restored = Signal(str)  # contact_id: words went back into the composer
    revealed = Signal(int)  # row of the message asked for with reveal()
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._model = ThreadModel(self)
        self._contact_id: str | None = None
        self._contact: ContactInfo | None = None
        self._is_loading = False
        self._is_opening = False  # the first page is still to come; it will hold what is told meanwhile
        self._older_available = False
        self._wanted_key: str | None = None
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def model(self) -> ThreadModel:
        """The messages loaded so far, oldest first, unsent ones at the end."""
        return self._model

    @property
    def contact_id(self) -> str | None:
        """The contact whose conversation was opened."""
        return self._contact_id

    @property
    def contact(self) -> ContactInfo | None:
        """Whose conversation is open, once it has been read."""
        return self._contact

    @property
    def is_loading(self) -> bool:
        """Whether messages are on their way."""
        return self._is_loading

    @property
    def older_available(self) -> bool:
        """Whether `load_older` would find more."""
        return self._older_available

    def open(self, contact_id: str) -> None:
        """Show the newest messages of this contact."""
        if contact_id == self._contact_id:
            return
        self.close()
        self._contact_id = contact_id
        self._is_opening = self._hub.session is not None
        self._set_loading(self._is_opening)
        self._hub.storage(
            self,
            lambda session: (session.contacts.contact(contact_id), session.messages.newest(contact_id)),
            lambda opened: self._on_opened(contact_id, opened),
            self._on_loading_failed,
        )

    def close(self) -> None:
        """Show nothing."""
        self._contact_id = None
        self._is_opening = False
        self._wanted_key = None
        self._model.replace_all(())
        self._set_contact(None)
        self._set_older_available(False)
        self._set_loading(False)

    def load_older(self) -> None:
        """Put the page before the oldest row in front; asked again while loading it does nothing."""
        contact_id, before = self._contact_id, self._model.oldest_sequence
        if contact_id is None or self._is_loading or not self._older_available:
            return
        self._set_loading(True)
        if before is None:
            self._load_older_from_server(contact_id, None)
        else:
            self._hub.storage(
                self,
                lambda session: session.messages.held_before(contact_id, before),
                lambda page: self._on_held_page(contact_id, before, page),
                self._on_loading_failed,
            )

    def reveal(self, key: str) -> None:
        """Load until this message is there; ends in `revealed`, or in nothing if it is not to be found."""
        self._wanted_key = key
        self._seek()

    def withdraw(self, key: str) -> None:
        """Take a message back that waits for approval; ends in `withdrawn` or `failed`."""
        self._hub.network(
            self,
            lambda session: session.messages.withdraw(key),
            lambda changes: self._on_withdrawn(key, changes),
            self._on_failed,
        )

    def take_back(self, key: str) -> None:
        """An unsent message becomes the draft again; ends in `draft_restored` or `failed`."""
        self._hub.draft_flush_wanted.emit()
        self._hub.storage(
            self, lambda session: session.outbox.take_back(key), self._on_draft_restored, self._on_failed
        )

    def edit_again(self, key: str) -> None:
        """The words of a refused or withdrawn message become the draft; ends in `draft_restored` or `failed`."""
        self._hub.draft_flush_wanted.emit()
        self._hub.storage(
            self, lambda session: session.drafts.edit_again(key), self._on_draft_restored, self._on_failed
        )

    def retry(self, key: str) -> None:
        """Send a message that stayed, at the facility's present price."""

        def work(session: OpenSession) -> tuple[Change, ...]:
            return session.outbox.retry(key, session.messages.price_now(key) or 0)

        self._hub.storage(self, work, self._on_retried, self._on_failed)

    def mark_seen(self) -> None:
        """The newest message is in view: everything here has been read."""
        contact_id = self._contact_id
        if contact_id is not None:
            self._hub.storage(self, lambda session: session.messages.mark_read(contact_id), self._on_marked)

    # what has been read

    def _on_opened(self, contact_id: str, opened: Opened) -> None:
        if contact_id != self._contact_id:
            return
        contact, page = opened
        self._is_opening = False
        self._model.replace_all(page.items)
        self._set_contact(contact)
        self._set_older_available(page.older)
        self._set_loading(False)
        if self._model.oldest_sequence is None and page.older:
            self.load_older()
        self._seek()

    def _on_held_page(self, contact_id: str, before: int, page: ThreadPage) -> None:
        if contact_id != self._contact_id:
            return
        if page.items or not page.older:
            self._on_page(contact_id, page)
        else:
            self._load_older_from_server(contact_id, before)

    def _load_older_from_server(self, contact_id: str, before: int | None) -> None:
        self._hub.network(
            self,
            lambda session: session.messages.before(contact_id, before),
            lambda page: self._on_page(contact_id, page),
            self._on_loading_failed,
        )

    def _on_page(self, contact_id: str, page: ThreadPage) -> None:
        if contact_id != self._contact_id:
            return
        self._model.prepend(page.items)
        self._set_older_available(page.older)
        self._set_loading(False)
        self._seek()

    def _seek(self) -> None:
        """Go on looking for the message that was asked for."""
        if self._wanted_key is None or self._is_loading:
            return
        row = self._model.row_of(self._wanted_key)
        if row >= 0:
            self._wanted_key = None
            self.revealed.emit(row)
        elif self._older_available:
            self.load_older()
        else:
            self._wanted_key = None

    # what has changed

    def _on_session_changed(self, session: OpenSession | None) -> None:
        self.close()
        self._model.set_zone(self._hub.zone(session.info if session else None))

    def _on_changed(self, change: Change) -> None:
        contact_id = self._contact_id
        if contact_id is None:
            return
        if change.kind is ChangeKind.DRAFT and change.contact_id == contact_id:
            self.draft_restored.emit(contact_id)
        elif change.kind is ChangeKind.THREAD and change.contact_id == contact_id and change.keys:
            self._read_items(contact_id, change.keys)
        elif change.kind is ChangeKind.ALL or (
            change.kind is ChangeKind.THREAD and change.contact_id == contact_id
        ):
            self._read_again(contact_id)
        elif change.kind in _CONTACT_CHANGES and change.contact_id in (None, contact_id):
            self._read_contact(contact_id)

    def _read_items(self, contact_id: str, keys: tuple[str, ...]) -> None:
        self._hub.storage(
            self,
            lambda session: {key: session.messages.item(key) for key in keys},
            lambda items: self._on_items(contact_id, items),
        )

    def _on_items(self, contact_id: str, items: dict[str, ThreadItem | None]) -> None:
        if contact_id != self._contact_id or self._is_opening:
            return
        for key, item in items.items():
            if item is None:
                self._model.remove(key)
            elif not self._is_before_the_window(item):
                self._model.put(item)

    def _read_again(self, contact_id: str) -> None:
        at_least = max(60, self._model.sent_count)
        self._hub.storage(
            self,
            lambda session: (
                session.contacts.contact(contact_id),
                session.messages.newest(contact_id, at_least),
            ),
            lambda opened: self._on_read_again(contact_id, opened),
        )

    def _on_read_again(self, contact_id: str, opened: Opened) -> None:
        if contact_id != self._contact_id or self._is_opening:
            return
        contact, page = opened
        self._model.merge(page.items)
        self._set_contact(contact)
        self._set_older_available(page.older)
        self._seek()

    def _read_contact(self, contact_id: str) -> None:
        self._hub.storage(
            self,
            lambda session: session.contacts.contact(contact_id),
            lambda contact: self._on_contact(contact_id, contact),
        )

    def _on_contact(self, contact_id: str, contact: ContactInfo | None) -> None:
        if contact_id == self._contact_id:
            self._set_contact(contact)

    def _on_withdrawn(self, key: str, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)
        self.withdrawn.emit(key)

    def _on_draft_restored(self, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)

    def _on_retried(self, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)
        self._hub.sending_wanted.emit()

    def _on_marked(self, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)
        if changes:
            self._hub.network(self, lambda session: session.messages.send_read_marks())

    # helpers

    def _is_before_the_window(self, item: ThreadItem) -> bool:
        """Whether it is older than the rows shown: it comes with its page, or there would be a gap."""
        oldest = self._model.oldest_sequence
        return bool(item.sequence) and self._older_available and oldest is not None and item.sequence < oldest

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)

    def _on_loading_failed(self, fault: GettingOutError) -> None:
        self._wanted_key = None
        self._is_opening = False
        self._set_loading(False)
        self.failed.emit(fault)

    def _set_contact(self, contact: ContactInfo | None) -> None:
        if contact != self._contact:
            self._contact = contact
            self.contact_changed.emit(contact)

    def _set_loading(self, is_loading: bool) -> None:
        if is_loading != self._is_loading:
            self._is_loading = is_loading
            self.loading_changed.emit(is_loading)

    def _set_older_available(self, is_available: bool) -> None:
        if is_available != self._older_available:
            self._older_available = is_available
            self.older_available_changed.emit(is_available)
