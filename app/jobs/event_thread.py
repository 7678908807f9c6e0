"""The one further thread, named "events", on which a session follows what changes on the server."""

from __future__ import annotations

import threading
from collections.abc import Callable


class EventThread:
    """Runs until `run` returns; whoever starts it knows how to make it return.

    Whatever `run` raises goes to `broke`, on this thread. It is a daemon, so that a network which swallows packets
    can't keep a closed program alive.
    """

    def __init__(self, run: Callable[[], None], broke: Callable[[BaseException], None]) -> None:
        self._run = run
        self._broke = broke
        self._thread = threading.Thread(target=self._guarded, name="events", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self, timeout_s: float) -> bool:
        """Wait for the end; whether it came."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _guarded(self) -> None:
        try:
            self._run()
        except Exception as fault:  # noqa: BLE001 - a bug of ours, handed over to be logged and shown
            self._broke(fault)
