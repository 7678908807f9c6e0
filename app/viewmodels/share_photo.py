"""Share Photo: who can see it, what each choice costs, and keeping the photos so that they are sent."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError, Offline
from app.domain.gallery import (
    AudienceChoice,
    AudiencePerson,
    AudiencePlace,
    AudienceReach,
    PreparedPhoto,
)
from app.domain.values import Change, ChangeKind
from app.jobs.job import Job
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession
    from app.services.sharing import Audiences

_READ_CHANGES = (ChangeKind.CONTACTS, ChangeKind.FACILITIES, ChangeKind.PHOTOS, ChangeKind.ALL)


class SharePhotoViewModel(QObject):
    """One task at a time: new photos together, or one that is there with more people."""

    people_changed = Signal()
    reach_changed = Signal()
    shared = Signal()
    failed = Signal(object)  # GettingOutError: nothing was shared, nothing is lost
    busy_changed = Signal(bool)

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._prepared: tuple[PreparedPhoto, ...] = ()
        self._ids: tuple[str, ...] = ()
        self._further: str | None = None
        self._is_begun = False
        self._is_busy = False
        self._choice = AudienceChoice()
        self._audiences: Audiences | None = None
        self._request_id = str(uuid4())
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)
        hub.tally_changed.connect(self._on_tally_changed)

    @property
    def people(self) -> tuple[AudiencePerson, ...]:
        """Everybody who can be chosen, and who can't and why."""
        return () if self._audiences is None else self._audiences.people()

    @property
    def facilities(self) -> tuple[AudiencePlace, ...]:
        """Where somebody can get it."""
        return () if self._audiences is None else self._audiences.everywhere(self._count)

    @property
    def choice(self) -> AudienceChoice:
        """Who can see it."""
        return self._choice

    @property
    def reach(self) -> AudienceReach:
        """Whom the choice reaches, and what that costs for all photos together."""
        tally = self._hub.tally
        balance = None if tally.balance is None else tally.balance.available_cents - tally.claimed_cents
        if self._audiences is None:
            return AudienceReach(balance_cents=balance, is_known=False)
        return self._audiences.reach(self._choice, self._count, balance)

    @property
    def is_busy(self) -> bool:
        """Whether it is being kept or shared this moment."""
        return self._is_busy

    def begin(self, prepared: tuple[PreparedPhoto, ...]) -> None:
        """These photos are going to be shared; called again when they change, the choice stays."""
        is_further = self._further is not None
        self._further = None
        self._prepared = prepared
        self._ids = ()
        self._begin(forget_choice=is_further or not self._is_begun)

    def begin_further(self, key: str) -> None:
        """A photo that is there is going to be shared with more people."""
        self._prepared = ()
        self._further = key
        self._begin(forget_choice=True)

    def set_choice(self, choice: AudienceChoice) -> None:
        """Who can see it."""
        if choice != self._choice:
            self._choice = choice
            self._request_id = str(uuid4())
            self.reach_changed.emit()

    def share(self, titles: tuple[str, ...], gallery_id: str) -> None:
        """Into the outbox, or to the server for one that is there; ends in `shared` or `failed`."""
        session, audiences = self._hub.session, self._audiences
        if self._is_busy or session is None or audiences is None:
            return
        price_cents = audiences.price_cents(self._choice)
        self._set_busy(True)
        if self._further is not None:
            self._share_further(self._further, price_cents)
        else:
            self._queue(session, titles, gallery_id, price_cents)

    @property
    def _count(self) -> int:
        return 1 if self._further is not None else len(self._prepared)

    def _queue(
        self, session: OpenSession, titles: tuple[str, ...], gallery_id: str, price_cents: int
    ) -> None:
        """The same photos keep their keys, so that a second try after a fault does not keep them twice."""
        prepared, choice = self._prepared, self._choice
        ids = self._ids = self._ids or tuple(str(uuid4()) for _ in prepared)
        self._hub.runner.storage(
            Job(
                self,
                lambda: session.sharing.queue(ids, prepared, titles, gallery_id, choice, price_cents),
                self._on_queued,
                self._on_failed,
                must_run=True,
            )
        )

    def _share_further(self, key: str, price_cents: int) -> None:
        request_id, choice = self._request_id, self._choice
        self._hub.network(
            self,
            lambda session: session.sharing.share_further(request_id, key, choice, price_cents),
            self._on_shared,
            self._on_further_failed,
        )

    def _begin(self, *, forget_choice: bool) -> None:
        self._is_begun = True
        self._request_id = str(uuid4())
        if forget_choice:
            self._choice = AudienceChoice()
            self._audiences = None
        self._read()
        self.reach_changed.emit()

    def _end(self) -> None:
        self._is_begun = False
        self._prepared = ()
        self._ids = ()
        self._further = None
        self._audiences = None
        self._choice = AudienceChoice()
        self._set_busy(False)

    def _read(self) -> None:
        further = self._further
        self._hub.storage(
            self,
            lambda session: session.sharing.audiences(further),
            lambda audiences: self._on_read(further, audiences),
        )

    def _on_read(self, further: str | None, audiences: Audiences) -> None:
        if self._is_begun and further == self._further:
            self._audiences = audiences
            self.people_changed.emit()
            self.reach_changed.emit()

    def _on_queued(self, changes: tuple[Change, ...]) -> None:
        self._hub.storage_worked.emit()
        self._end()
        self._hub.tell_all(changes)
        self.shared.emit()
        self._hub.sending_wanted.emit()

    def _on_shared(self, changes: tuple[Change, ...]) -> None:
        self._end()
        self._hub.tell_all(changes)
        self.shared.emit()

    def _on_further_failed(self, fault: GettingOutError) -> None:
        """After a lost connection the same request is made again, so that it counts once; else it is a new one."""
        if not isinstance(fault, Offline):
            self._request_id = str(uuid4())
        self._on_failed(fault)

    def _on_failed(self, fault: GettingOutError) -> None:
        self._set_busy(False)
        self._read()
        self.failed.emit(fault)

    def _on_session_changed(self, session: OpenSession | None) -> None:
        """What is prepared is kept by whoever prepares it; the people belong to the session."""
        self._audiences = None
        self._set_busy(False)
        if session is None:
            self._choice = AudienceChoice()
        elif self._is_begun:
            self._read()
        self.people_changed.emit()
        self.reach_changed.emit()

    def _on_changed(self, change: Change) -> None:
        if self._is_begun and change.kind in _READ_CHANGES:
            self._read()

    def _on_tally_changed(self, _tally: object) -> None:
        if self._is_begun:
            self.reach_changed.emit()

    def _set_busy(self, is_busy: bool) -> None:
        if is_busy != self._is_busy:
            self._is_busy = is_busy
            self.busy_changed.emit(is_busy)
