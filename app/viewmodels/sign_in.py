"""Signing in, creating an account, and saying beforehand what this computer will keep."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimeZone, Signal

from app.domain.errors import GettingOutError, StorageFault
from app.domain.values import Prefill, StorageMode
from app.jobs.job import Job
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.engine import Engine
    from app.services.session import OpenSession

    Attempt = Callable[[Engine], OpenSession]


class SignInViewModel(QObject):
    """State of the sign-in view."""

    busy_changed = Signal(bool)
    failed = Signal(object)  # GettingOutError: WrongCredentials, Throttled, EmailTaken, Refused, Offline, …
    signed_in = Signal(object)  # AccountInfo
    draft_waiting_changed = Signal(bool)
    prefill_changed = Signal(object)  # Prefill | None
    storage_mode_changed = Signal(object)  # StorageMode
    server_url_changed = Signal(object)  # str | None
    server_wanted = Signal(object)  # str | None: AppViewModel changes the server

    def __init__(self, hub: Hub, server_url: str | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._server_url = server_url
        self._busy = False
        self._stay = True
        self._can_stay = True
        self._draft_waiting = False
        self._prefill: Prefill | None = None
        self._is_open = False
        self._waiting_attempt: Attempt | None = None
        self._start_fault: GettingOutError | None = None

    @property
    def busy(self) -> bool:
        """Whether an attempt is under way."""
        return self._busy

    @property
    def draft_waiting(self) -> bool:
        """Whether unsent words wait on this computer for somebody; never whose."""
        return self._draft_waiting

    @property
    def start_fault(self) -> GettingOutError | None:
        """Why who was signed in last time has to sign in again; None once they try."""
        return self._start_fault

    @property
    def prefill(self) -> Prefill | None:
        """The demo member's sign-in, once the demo backend is up."""
        return self._prefill

    @property
    def can_stay(self) -> bool:
        """Whether "Stay signed in" can be kept: there is a keyring. True until it has been asked."""
        return self._can_stay

    @property
    def storage_mode(self) -> StorageMode:
        """What will be kept with the box as it is, told before anybody types."""
        if not self._can_stay:
            return StorageMode.MEMORY_NO_KEYRING
        return StorageMode.KEPT if self._stay else StorageMode.MEMORY_BY_CHOICE

    @property
    def server_url(self) -> str | None:
        """The configured server; None is the backend inside the program."""
        return self._server_url

    def set_stay(self, stay: bool) -> None:
        """The "Stay signed in" box was ticked or cleared."""
        before = self.storage_mode
        self._stay = stay
        self._tell_mode(before)

    def sign_in(self, email: str, password: str, stay: bool, code: str = "") -> None:
        """Try it; ends in `signed_in` or `failed`, with CodeNeeded if it lacks a two-factor code."""
        self._try(lambda engine: engine.sessions.sign_in(email.strip(), password, stay, code))

    def register(self, name: str, email: str, password: str, stay: bool) -> None:
        """Create an account and sign in; ends in `signed_in` or `failed`."""
        zone = bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii", "replace")
        self._try(lambda engine: engine.sessions.register(name.strip(), email.strip(), password, zone, stay))

    def set_server(self, url: str) -> None:
        """Use and save another server; empty means the backend inside the program.

        Ends in `server_url_changed`, or in `failed` with a ConfigFault.
        """
        if not self._busy:
            self._set_busy(True)
            self.server_wanted.emit(url.strip() or None)

    # told by AppViewModel

    def server_changed(self, url: str | None) -> None:
        """The server is another one now."""
        self._set_busy(False)
        self._server_url = url
        self.set_prefill(None)
        self.server_url_changed.emit(url)

    def server_refused(self, fault: GettingOutError) -> None:
        """The address can't be used."""
        self._set_busy(False)
        self.failed.emit(fault)

    def take_start_fault(self, fault: GettingOutError) -> None:
        """The session kept from last time could not be opened."""
        self._start_fault = fault
        self.failed.emit(fault)

    def set_prefill(self, prefill: Prefill | None) -> None:
        """What the demo member signs in with."""
        if prefill != self._prefill:
            self._prefill = prefill
            self.prefill_changed.emit(prefill)

    def open_door(self) -> None:
        """Nobody is signed in, and it is known: an attempt made before that starts now."""
        attempt, self._waiting_attempt = self._waiting_attempt, None
        engine = self._hub.engine
        self._is_open = True
        self.look_around()
        if attempt is not None and engine is not None:
            self._start(engine, attempt)

    def close_door(self) -> None:
        """Somebody is signed in, or the server is being changed."""
        self._is_open = False
        self._waiting_attempt = None
        self._start_fault = None
        self._set_busy(False)
        self._set_draft_waiting(False)

    def look_around(self) -> None:
        """Ask in the background whether there is a keyring, and whether unsent words wait here."""
        engine = self._hub.engine
        if engine is None:
            return
        self._hub.runner.network(
            Job(
                self,
                lambda: (
                    engine.sessions.storage_mode(True) is StorageMode.KEPT,
                    engine.sessions.draft_waiting,
                ),
                self._on_looked_around,
            )
        )

    # one attempt at a time

    def _try(self, attempt: Attempt) -> None:
        """Before it is known that nobody is signed in already, the attempt waits."""
        if self._busy:
            return
        self._start_fault = None
        self._set_busy(True)
        engine = self._hub.engine
        if engine is not None and self._is_open:
            self._start(engine, attempt)
        else:
            self._waiting_attempt = attempt

    def _start(self, engine: Engine, attempt: Attempt) -> None:
        def work() -> OpenSession:
            engine.link.bring_up()
            return attempt(engine)

        self._hub.runner.network(Job(self, work, self._on_signed_in, self._on_failed))

    def _on_signed_in(self, session: OpenSession) -> None:
        self._hub.set_session(session)
        self.signed_in.emit(session.info)

    def _on_failed(self, fault: GettingOutError) -> None:
        self._set_busy(False)
        self.failed.emit(fault)
        if isinstance(fault, StorageFault):
            self.look_around()

    def _on_looked_around(self, found: tuple[bool, bool]) -> None:
        before = self.storage_mode
        self._can_stay, draft_waiting = found
        self._tell_mode(before)
        self._set_draft_waiting(draft_waiting and self._hub.session is None)

    def _tell_mode(self, before: StorageMode) -> None:
        if self.storage_mode is not before:
            self.storage_mode_changed.emit(self.storage_mode)

    def _set_draft_waiting(self, is_waiting: bool) -> None:
        if is_waiting != self._draft_waiting:
            self._draft_waiting = is_waiting
            self.draft_waiting_changed.emit(is_waiting)

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
