"""One contact's page: who it is, what happened, and what can be done: mute, put away, block, end, ask again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.people import HistoryStep
from app.domain.values import Change, ChangeKind, Connection, ContactInfo
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.session import OpenSession

_SHOWN_CHANGES = (ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.ALL)


class ContactPageViewModel(QObject):
    """All contacts, for the list in My Account; and the one whose page is open."""

    contacts_changed = Signal(object)  # tuple[ContactInfo, ...] by name
    changed = Signal()  # contact, history, history_fault, busy: read again
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._contacts: tuple[ContactInfo, ...] = ()
        self._open: str | None = None
        self._known: ContactInfo | None = None
        self._history: tuple[HistoryStep, ...] | None = None
        self._history_fault: GettingOutError | None = None
        self._busy = False
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)
        hub.connection_changed.connect(self._on_connection_changed)
        self._read()

    @property
    def contacts(self) -> tuple[ContactInfo, ...]:
        """Everybody on the list by name, those whose connection is over last."""
        return self._contacts

    @property
    def contact(self) -> ContactInfo | None:
        """Whose page is open, as they stand."""
        found = (one for one in (*self._contacts, self._known) if one is not None)
        return next((one for one in found if one.contact_id == self._open), None)

    @property
    def history(self) -> tuple[HistoryStep, ...] | None:
        """What happened, oldest first; None while it is not known."""
        return self._history

    @property
    def history_fault(self) -> GettingOutError | None:
        """Why it is not known what happened; None while it is asked for."""
        return self._history_fault

    @property
    def busy(self) -> bool:
        """Whether something that was asked for is under way."""
        return self._busy

    def open(self, contact_id: str, known: ContactInfo | None = None) -> None:
        """Shows this one from now on; `known` is what the caller knows of them, until it is read."""
        self._open = contact_id
        self._known = known
        self._history = self._history_fault = None
        self.changed.emit()
        self._read()
        self._ask_history()

    def mute(self, muted: bool) -> None:
        """Nothing of this person makes itself noticed, or again."""
        self._act(lambda session, who: session.contacts.mute(who, muted))

    def archive(self, archived: bool) -> None:
        """Puts the conversation away, or takes it back."""
        self._act(lambda session, who: session.contacts.archive(who, archived))

    def block(self, blocked: bool) -> None:
        """Nothing either way, or as before."""
        self._act(lambda session, who: session.contacts.block(who, blocked))

    def end(self) -> None:
        """Ends the connection."""
        self._act(lambda session, who: session.contacts.end(who))

    def ask_again(self) -> None:
        """Asks to be connected anew, as the same as before."""
        contact = self.contact
        if contact is not None:
            who, relationship = contact.resident_id, contact.relationship
            self._act(lambda session, _contact_id: session.contacts.ask_again(who, relationship))

    def _act(self, work: Callable[[OpenSession, str], tuple[Change, ...]]) -> None:
        contact_id = self._open
        if contact_id is None or self._busy or self._hub.session is None:
            return
        self._busy = True
        self.changed.emit()
        self._hub.network(self, lambda session: work(session, contact_id), self._on_done, self._on_failed)

    def _ask_history(self) -> None:
        contact_id = self._open
        if contact_id is not None:
            self._hub.network(
                self,
                lambda session: (contact_id, session.contacts.history(contact_id)),
                self._on_history,
                lambda fault: self._on_history_failed(contact_id, fault),
            )

    def _read(self) -> None:
        self._hub.storage(self, lambda session: session.contacts.contacts(), self._on_contacts)

    def _on_contacts(self, contacts: tuple[ContactInfo, ...]) -> None:
        over = ("declined", "ended", "blocked")
        self._contacts = tuple(sorted(contacts, key=lambda one: (one.state in over, one.name.casefold())))
        self.contacts_changed.emit(self._contacts)
        self.changed.emit()

    def _on_history(self, found: tuple[str, tuple[HistoryStep, ...]]) -> None:
        contact_id, history = found
        if contact_id == self._open:
            self._history, self._history_fault = history, None
            self.changed.emit()

    def _on_history_failed(self, contact_id: str, fault: GettingOutError) -> None:
        """What was told before stays; everything else on the page is known without it."""
        if contact_id == self._open:
            self._history_fault = fault
            self.changed.emit()

    def _on_connection_changed(self, connection: Connection) -> None:
        if connection is Connection.ONLINE and self._history_fault is not None:
            self._ask_history()

    def _on_done(self, changes: tuple[Change, ...]) -> None:
        """Busy until what has changed is read as well: a second press would ask for the same once more."""
        self._hub.tell_all(changes)
        self._hub.storage(
            self, lambda session: session.contacts.contacts(), self._on_settled, self._on_failed
        )

    def _on_settled(self, contacts: tuple[ContactInfo, ...]) -> None:
        self._busy = False
        self._on_contacts(contacts)

    def _on_failed(self, fault: GettingOutError) -> None:
        self._busy = False
        self.changed.emit()
        self.failed.emit(fault)

    def _on_changed(self, change: Change) -> None:
        if change.kind in _SHOWN_CHANGES:
            self._read()
            if self._open is not None and change.contact_id in (None, self._open):
                self._ask_history()

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._open = self._known = None
        self._history = self._history_fault = None
        self._busy = False
        self._on_contacts(())
        self._read()
