"""The composer: the draft of one contact, its count, its price, and whether it can be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import GettingOutError
from app.domain.values import (
    BlockKind,
    Change,
    ChangeKind,
    Connection,
    ContactInfo,
    CountState,
    DraftKept,
    SendBlock,
    StorageMode,
    ThreadItem,
)
from app.jobs.job import Job
from app.viewmodels import send_check
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

SAVE_PAUSE_MS = 600
SAVE_AGAIN_MS = 10_000
_AWAY = (Connection.OFFLINE, Connection.SERVER_FAULT, Connection.CLIENT_TOO_OLD, Connection.SERVER_TOO_OLD)
_CONTACT_CHANGES = (ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.ALL)


class ComposeViewModel(QObject):
    """State of the composer."""

    count_changed = Signal(object)  # CountState
    state_changed = Signal()  # can_send, block, price, balance_after, offline, draft_kept: read again
    text_replaced = Signal(str)  # the box shall show this text (opened, restored, sent)
    message_queued = Signal(object)  # ThreadItem
    draft_saved = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._contact_id: str | None = None
        self._contact: ContactInfo | None = None
        self._accepted_price_cents: int | None = None
        self._text = ""
        self._saved_text: str | None = ""  # what is on disk; None if that is not known
        self._count = CountState(0, send_check.DEFAULT_LIMIT, send_check.DEFAULT_LIMIT)
        self._text_fault: BlockKind | None = BlockKind.EMPTY
        self._queuing: str | None = None
        self._disk_failed = False
        self._draft_kept = DraftKept.NONE
        self._save_pause = QTimer(self)
        self._save_pause.setSingleShot(True)
        self._save_pause.setInterval(SAVE_PAUSE_MS)
        self._save_pause.timeout.connect(self.flush)
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)
        hub.tally_changed.connect(self._on_surroundings_changed)
        hub.connection_changed.connect(self._on_surroundings_changed)
        hub.limits_ready.connect(self._on_limits_ready)
        hub.draft_flush_wanted.connect(self.flush)

    @property
    def contact_id(self) -> str | None:
        """Whom the draft is for."""
        return self._contact_id

    @property
    def text(self) -> str:
        """The draft as it stands."""
        return self._text

    @property
    def count(self) -> CountState:
        """The countdown."""
        return self._count

    @property
    def can_send(self) -> bool:
        """Whether Send does something now; offline is no hindrance."""
        block = self.block
        return self._queuing is None and (block is None or block.kind is BlockKind.STORAGE)

    @property
    def block(self) -> SendBlock | None:
        """Why Send is off. STORAGE alone may be tried again at once: the disk did not take it last time."""
        found = send_check.block(
            self._contact, self._hub.tally, self._accepted_price_cents, self._count, self._text_fault
        )
        return SendBlock(BlockKind.STORAGE) if found is None and self._disk_failed else found

    @property
    def is_queuing(self) -> bool:
        """Whether Send was pressed and the words are being kept; a second click does nothing."""
        return self._queuing is not None

    @property
    def price_cents(self) -> int | None:
        """What this message costs, None while unknown."""
        return None if self._contact is None else self._contact.facility.price_cents

    @property
    def balance_after_cents(self) -> int | None:
        """What can be spent after this message and those that wait here, None while unknown."""
        return send_check.balance_after(self._contact, self._hub.tally)

    @property
    def offline(self) -> bool:
        """Whether Send would keep the message here until the connection is back."""
        return self._hub.connection in _AWAY

    @property
    def draft_kept(self) -> DraftKept:
        """What became of the words in the box."""
        return self._draft_kept

    def open(self, contact_id: str) -> None:
        """Keep the draft on screen, show this contact's; ends in `text_replaced`."""
        if contact_id == self._contact_id:
            return
        self.close()
        self._contact_id = contact_id
        self._load(contact_id)

    def close(self) -> None:
        """Keep the draft and show none."""
        self.flush()
        self._contact_id = None
        self._contact = None
        self._accepted_price_cents = None
        self._disk_failed = False
        self._saved_text = ""
        self._show("")

    def set_text(self, text: str) -> None:
        """The text in the box changed."""
        if self._contact_id is None or text == self._text:
            return
        self._text = text
        self._disk_failed = False
        if not text and self._contact is not None:
            self._accepted_price_cents = self._contact.facility.price_cents
        self._draft_kept = DraftKept.SAVING
        self._save_pause.start()
        self._recount()
        self.state_changed.emit()

    def send(self) -> None:
        """Put the draft into the outbox; the box is emptied only once it is on disk."""
        session, contact_id, price = self._hub.session, self._contact_id, self.price_cents
        if session is None or contact_id is None or price is None or not self.can_send:
            return
        self._save_pause.stop()
        from uuid import uuid4

        text, local_id = self._text, str(uuid4())
        self._queuing = text
        self._hub.runner.storage(
            Job(
                self,
                lambda: session.messages.queue(local_id, contact_id, text, price),
                self._on_queued,
                self._on_queue_failed,
                must_run=True,
            )
        )
        self.state_changed.emit()

    def accept_price(self) -> None:
        """The member has seen the new price."""
        self._accepted_price_cents = self.price_cents
        self.state_changed.emit()

    def flush(self) -> None:
        """Keep the draft now, without waiting for the pause in typing."""
        self._save_pause.stop()
        session, contact_id = self._hub.session, self._contact_id
        text = self._text if self._queuing is None else self._text.removeprefix(self._queuing)
        if session is None or contact_id is None:
            return
        if text == self._saved_text and self._draft_kept is not DraftKept.SAVING:
            return
        known, self._saved_text = self._saved_text, text
        self._hub.runner.storage(
            Job(
                self,
                lambda: session.drafts.save(contact_id, text, known),
                lambda changes: self._on_saved(contact_id, text, changes),
                lambda fault: self._on_save_failed(contact_id, fault),
                must_run=True,
            )
        )

    # what the storage lane answers

    def _load(self, contact_id: str) -> None:
        """Read the draft and the contact; what was typed since the last time it was kept is not lost."""
        begun = self._saved_text or ""
        self._hub.storage(
            self,
            lambda session: (session.drafts.text(contact_id), session.contacts.contact(contact_id)),
            lambda loaded: self._on_loaded(contact_id, begun, *loaded),
        )

    def _on_loaded(self, contact_id: str, begun: str, kept: str, contact: ContactInfo | None) -> None:
        if contact_id != self._contact_id:
            return
        self._saved_text = kept
        self._take_contact(contact)
        typed = self._text
        if typed in (begun, kept):
            self._show(kept)
        else:
            before = kept.removesuffix(begun) if begun else f"{kept}\n\n" if kept else ""
            self._show(before + typed)
            self._save_pause.start()

    def _on_saved(self, contact_id: str, text: str, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)
        self._hub.storage_worked.emit()
        if contact_id == self._contact_id and text == self._text:
            self._disk_failed = False
            self._set_kept_as_saved()
            self.draft_saved.emit()

    def _on_save_failed(self, contact_id: str, _fault: GettingOutError) -> None:
        """The words stay in the box, and are kept as soon as the disk takes them."""
        if contact_id == self._contact_id:
            self._saved_text = None
            self._disk_failed = True
            QTimer.singleShot(SAVE_AGAIN_MS, self, self.flush)
            self._draft_kept = DraftKept.SAVING
            self.state_changed.emit()

    def _on_queued(self, item: ThreadItem) -> None:
        sent, self._queuing = self._queuing or "", None
        if item.contact_id == self._contact_id:
            self._disk_failed = False
            self._saved_text = ""
            rest = self._text.removeprefix(sent)
            self._show(rest)
            if rest:
                self._save_pause.start()
        self._hub.storage_worked.emit()
        self._hub.tell(Change(ChangeKind.THREAD, item.contact_id, (item.key,)))
        self._hub.tell(Change(ChangeKind.CONVERSATIONS, item.contact_id))
        self.message_queued.emit(item)
        self._hub.sending_wanted.emit()

    def _on_queue_failed(self, _fault: GettingOutError) -> None:
        """The disk did not take it: the text stays in the box, the notice bar says why."""
        self._queuing = None
        self._disk_failed = True
        self.state_changed.emit()

    # what changes around

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        """The draft of the session before was flushed by whoever ended it."""
        self._save_pause.stop()
        self._contact_id = None
        self._queuing = None
        self.close()

    def _on_changed(self, change: Change) -> None:
        contact_id = self._contact_id
        if contact_id is None:
            return
        if change.kind is ChangeKind.DRAFT and change.contact_id == contact_id:
            self._load(contact_id)
        elif change.kind in _CONTACT_CHANGES and change.contact_id in (None, contact_id):
            self._hub.storage(
                self,
                lambda session: session.contacts.contact(contact_id),
                lambda contact: self._on_contact(contact_id, contact),
            )

    def _on_contact(self, contact_id: str, contact: ContactInfo | None) -> None:
        if contact_id == self._contact_id:
            self._take_contact(contact)
            self._recount()
            self.state_changed.emit()

    def _take_contact(self, contact: ContactInfo | None) -> None:
        """A new price is taken silently only while nothing is written."""
        self._contact = contact
        if contact is not None and (self._accepted_price_cents is None or not self._text):
            self._accepted_price_cents = contact.facility.price_cents

    def _on_surroundings_changed(self, _what: object) -> None:
        self.state_changed.emit()

    def _on_limits_ready(self) -> None:
        self._recount()
        self.state_changed.emit()

    # what is shown

    def _show(self, text: str) -> None:
        self._text = text
        self._recount()
        if text == self._saved_text or not text:
            self._set_kept_as_saved()
        self.text_replaced.emit(text)
        self.state_changed.emit()

    def _recount(self) -> None:
        limit = (
            send_check.DEFAULT_LIMIT if self._contact is None else self._contact.facility.message_characters
        )
        before = self._count
        self._count, self._text_fault = send_check.count(self._text, limit, self._hub.has_limits)
        if self._count != before:
            self.count_changed.emit(self._count)

    def _set_kept_as_saved(self) -> None:
        session = self._hub.session
        if not self._text or session is None:
            self._draft_kept = DraftKept.NONE
        else:
            self._draft_kept = DraftKept.KEPT if session.mode is StorageMode.KEPT else DraftKept.MEMORY
        self.state_changed.emit()
