"""Decides when an outbox is looked at: something new, a connection that came back, the end of a pause, a wish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.domain.errors import GettingOutError, SignedOut, VersionFault
from app.domain.values import Connection
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.session import OpenSession

    Drain = Callable[[OpenSession, bool], float | None]

AFTER_FAULT_S = 5.0
_HOPELESS = (Connection.SIGNED_OUT, Connection.CLIENT_TOO_OLD, Connection.SERVER_TOO_OLD)


class Sending(QObject):
    """Runs the `drain` of one outbox on the network lane: that of messages, or that of photos beside it."""

    def __init__(self, hub: Hub, drain: Drain, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._drain_of = drain
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._on_pause_over)
        hub.session_changed.connect(self._on_session_changed)
        hub.connection_changed.connect(self._on_connection_changed)
        hub.sending_wanted.connect(self._on_wanted)

    def try_now(self) -> None:
        """Forget the pauses."""
        self._drain(at_once=True)

    def _drain(self, at_once: bool) -> None:
        self._pause.stop()
        if self._hub.connection not in _HOPELESS:
            self._hub.network(
                self, lambda session: self._drain_of(session, at_once), self._on_drained, self._on_failed
            )

    def _on_drained(self, retry_in_s: float | None) -> None:
        """None also comes from a call that found another one at work: its pause is not to be stopped."""
        if retry_in_s is not None:
            self._pause.start(int(retry_in_s * 1000) + 1)

    def _on_failed(self, fault: GettingOutError) -> None:
        """The disk; what it did stands in the notice bar."""
        if not isinstance(fault, SignedOut | VersionFault):
            self._pause.start(int(AFTER_FAULT_S * 1000))

    def _on_wanted(self) -> None:
        self._drain(at_once=False)

    def _on_pause_over(self) -> None:
        self._drain(at_once=False)

    def _on_connection_changed(self, connection: Connection) -> None:
        if connection is Connection.ONLINE:
            self._drain(at_once=True)

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        """What waits is sent once the connection says that it is there."""
        self._pause.stop()
