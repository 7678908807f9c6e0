"""Where the server is: at a configured address, or inside the program."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import msgspec

from app.domain.errors import BackendFailed

if TYPE_CHECKING:
    from app.backend_process import EmbeddedBackend

READY_WITHIN_S = 30.0


class Address(msgspec.Struct, frozen=True):
    """How to reach the server now; `demo_facts` come with the demo's backend."""

    base_url: str
    secret: str | None = None
    demo_facts: Mapping[str, object] | None = None


class Place(Protocol):
    """A server that can be brought up; every method may block."""

    def bring_up(self) -> Address:
        """Its address; starts it, or starts it again, if it lives inside the program. Raises BackendFailed."""

    def stop(self) -> None:
        """End what was started."""


class ConfiguredPlace:
    """A server somebody else runs."""

    def __init__(self, base_url: str) -> None:
        self._address = Address(base_url)

    def bring_up(self) -> Address:
        """Nothing to start."""
        return self._address

    def stop(self) -> None:
        """Nothing to end."""


class Backends(Protocol):
    """Builds backends that all open the same data."""

    def build(self) -> EmbeddedBackend:
        """One that is not started yet."""

    def tidy(self) -> None:
        """Delete what was only kept while the program ran."""


class EmbeddedPlace:
    """The backend inside the program; a new one is built whenever the last one has ended."""

    def __init__(self, backends: Backends) -> None:
        self._backends = backends
        self._lock = threading.Lock()
        self._backend: EmbeddedBackend | None = None
        self._address: Address | None = None
        self._stopped = False

    def bring_up(self) -> Address:
        """Its address as long as it runs; each start has another port."""
        with self._lock:
            if self._stopped:
                raise BackendFailed("the program ends")
            if self._backend is not None and self._address is not None and self._backend.is_running:
                return self._address
            return self._start()

    def halt(self) -> None:
        """End it until somebody brings it up again, as a crash of it would."""
        with self._lock:
            if self._backend is not None:
                self._backend.stop()

    def stop(self) -> None:
        """End it for good."""
        self._stopped = True
        starting = self._backend
        if starting is not None:
            starting.stop()  # ends the wait of whoever is bringing it up
        with self._lock:
            if self._backend is not None:
                self._backend.stop()
                self._backend = None
            self._backends.tidy()

    def _start(self) -> Address:
        if self._backend is not None:
            self._backend.stop()
        self._backend = self._backends.build()
        self._backend.start()
        ready = self._backend.wait_ready(READY_WITHIN_S)
        self._address = Address(ready.base_url, ready.secret, ready.demo_facts)
        return self._address
