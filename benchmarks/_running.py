"""What lies behind a client's window when the backend runs already: for measuring, with secrets in memory alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app.api.client import Api
from app.api.transport import Transport
from app.domain.values import Change
from app.services.engine import Engine
from app.services.link import Link
from app.services.place import Address
from app.services.sign_in import SessionService
from app.storage.lane import StorageLane
from app.storage.profile import Profile
from app.storage.secrets import MemorySecrets


class _RunningPlace:
    def __init__(self, address: Address) -> None:
        self._address = address

    def bring_up(self) -> Address:
        """Where it is."""
        return self._address

    def stop(self) -> None:
        """It ends with whoever started it."""


def running_engine(address: Address, data_dir: Path, tell: Callable[[Change], None]) -> Engine:
    """An engine on the backend at that address."""
    link = Link(_RunningPlace(address), lambda where: Api(Transport(where.base_url, where.secret)))
    lane = StorageLane()
    secrets = MemorySecrets()
    sessions = SessionService(link, secrets, Profile(data_dir), lane, address.base_url, tell)
    return Engine(link, sessions, lane, secrets)
