"""Chooses the one thing the notice bar says: the most serious of all that is the case."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from app.domain.errors import BackendFailed, GettingOutError, StorageFault, StorageFaultKind
from app.domain.values import Connection, ContactInfo, Notice, NoticeKind, StorageMode
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession
    from app.storage.rescue import RescueReport

CLOCK_TOLERANCE: Final = timedelta(days=1)
_SEVERITY: Final = {kind: place for place, kind in enumerate(NoticeKind)}
_BY_CONNECTION: Final = {
    Connection.OFFLINE: NoticeKind.OFFLINE,
    Connection.SERVER_FAULT: NoticeKind.SERVER_FAULT,
    Connection.CLIENT_TOO_OLD: NoticeKind.CLIENT_TOO_OLD,
    Connection.SERVER_TOO_OLD: NoticeKind.SERVER_TOO_OLD,
    Connection.SIGNED_OUT: NoticeKind.SIGNED_OUT,
}
_BY_STORAGE_FAULT: Final = {
    StorageFaultKind.FULL: NoticeKind.STORAGE_FULL,
    StorageFaultKind.IO: NoticeKind.STORAGE_FAILS,
    StorageFaultKind.DAMAGED: NoticeKind.STORAGE_DAMAGED,
    StorageFaultKind.IN_USE: NoticeKind.STORAGE_IN_USE,
}
_CONNECTION_KINDS: Final = (*_BY_CONNECTION.values(), NoticeKind.BACKEND_FAILED)
_DISK_KINDS: Final = (NoticeKind.STORAGE_FULL, NoticeKind.STORAGE_FAILS, NoticeKind.STORAGE_IN_USE)


class Notices(QObject):
    """Everything that is the case, by kind; `changed` tells the most serious one."""

    changed = Signal(object)  # Notice | None

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._present: dict[NoticeKind, Notice] = {}
        self._dismissed: set[NoticeKind] = set()
        self._shown: Notice | None = None
        hub.connection_changed.connect(self._on_connection_changed)
        hub.session_changed.connect(self._on_session_changed)
        hub.tally_changed.connect(self._on_tally_changed)
        hub.storage_worked.connect(self._on_storage_worked)

    @property
    def shown(self) -> Notice | None:
        """The most serious of all that is the case and was not dismissed."""
        return self._shown

    def dismiss(self) -> None:
        """The member has seen the present one; it comes back only if it happens anew."""
        if self._shown is not None:
            self._dismissed.add(self._shown.kind)
            self._choose()

    def take_fault(self, fault: GettingOutError | None) -> None:
        """A fault of the disk, or the one behind the present connection."""
        if isinstance(fault, StorageFault):
            detail = str(fault.kind.value)
            self._put(Notice(_BY_STORAGE_FAULT[fault.kind], since=self._hub.now(), detail=detail))
        elif isinstance(fault, BackendFailed):
            self._put(Notice(NoticeKind.BACKEND_FAILED, since=self._hub.now()))
        self.check_clock()

    def take_rescue(self, report: RescueReport | None) -> None:
        """A damaged database was set aside, and so many unsent messages, drafts and photos were carried over."""
        if report is not None:
            self._put(
                Notice(
                    NoticeKind.STORAGE_DAMAGED,
                    since=report.at,
                    waiting=report.outbox + report.drafts + report.photos,
                    detail=report.aside,
                    is_whole=report.complete,
                )
            )

    def take_contact(self, contact: ContactInfo | None) -> None:
        """Whose conversation is open: a facility that pauses is said before anything is paid."""
        facility = None if contact is None else contact.facility
        if facility is None or facility.paused_since is None:
            self._drop(NoticeKind.FACILITY_PAUSED)
        else:
            self._put(
                Notice(
                    NoticeKind.FACILITY_PAUSED,
                    since=facility.paused_since,
                    name=facility.name,
                    detail=facility.pause_notice,
                )
            )

    def check_clock(self) -> None:
        """Whether this computer's clock is years off; nothing but the words about time depends on it."""
        if abs(self._hub.clock_offset) > CLOCK_TOLERANCE:
            self._put(Notice(NoticeKind.CLOCK_WRONG, since=self._hub.now()))
        else:
            self._drop(NoticeKind.CLOCK_WRONG)

    def _on_connection_changed(self, connection: Connection) -> None:
        before = next((self._present[kind] for kind in _CONNECTION_KINDS if kind in self._present), None)
        for past in _CONNECTION_KINDS:
            self._present.pop(past, None)
        if connection in _BY_CONNECTION:
            since = before.since if before is not None else self._hub.now()
            kind = _BY_CONNECTION[connection]
            self._present[kind] = self._with_waiting(kind, since)
        else:
            self._dismissed.difference_update(_CONNECTION_KINDS)
        self.check_clock()
        self._choose()

    def _on_session_changed(self, session: OpenSession | None) -> None:
        for kind in (NoticeKind.MEMORY_ONLY, NoticeKind.FACILITY_PAUSED, NoticeKind.STORAGE_DAMAGED):
            self._present.pop(kind, None)
            self._dismissed.discard(kind)
        if session is not None:
            self._present.pop(NoticeKind.STORAGE_IN_USE, None)
            self.take_rescue(session.stores.database.rescue)
            if session.mode is not StorageMode.KEPT:
                self._put(Notice(NoticeKind.MEMORY_ONLY, detail=session.mode.value))
        self._choose()

    def _on_tally_changed(self, _tally: object) -> None:
        for kind in (NoticeKind.OFFLINE, NoticeKind.SERVER_FAULT):
            notice = self._present.get(kind)
            if notice is not None:
                self._present[kind] = self._with_waiting(kind, notice.since)
        self._choose()

    def _with_waiting(self, kind: NoticeKind, since: datetime | None) -> Notice:
        tally = self._hub.tally
        return Notice(kind, since=since, waiting=tally.waiting, photos=tally.waiting_photos)

    def _on_storage_worked(self) -> None:
        for kind in _DISK_KINDS:
            self._dismissed.discard(kind)
            self._drop(kind)

    def _put(self, notice: Notice) -> None:
        self._present[notice.kind] = notice
        self._choose()

    def _drop(self, kind: NoticeKind) -> None:
        if self._present.pop(kind, None) is not None:
            self._choose()

    def _choose(self) -> None:
        open_kinds = [kind for kind in self._present if kind not in self._dismissed]
        chosen = min(open_kinds, key=_SEVERITY.__getitem__, default=None)
        shown = None if chosen is None else self._present[chosen]
        if shown != self._shown:
            self._shown = shown
            self.changed.emit(shown)
