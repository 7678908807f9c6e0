"""Ctrl+C and a request of the system to end close the window in good order."""

from __future__ import annotations

import signal
import socket
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier, Signal


class SystemSignals(QObject):
    """Ctrl+C and a request to end close the window in good order, drafts kept."""

    end_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        self._write.setblocking(False)
        self._before_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._before = {
            number: signal.signal(number, self._ignore) for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_notifier_activated)

    def stop(self) -> None:
        """Gives the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before_fd)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()

    def _ignore(self, _number: int, _frame: FrameType | None) -> None:
        """Qt's loop does not come back to Python; the byte on the socket wakes it."""

    def _on_notifier_activated(self) -> None:
        self._read.recv(1)
        self.end_wanted.emit()
