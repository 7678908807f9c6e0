"""Everything behind the window, built in a worker: the way to the server, secrets, session, storage lane."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import Settings
from app.domain.errors import SecretsUnavailable
from app.domain.values import Change
from app.services.link import Link
from app.services.place import Address, ConfiguredPlace, EmbeddedPlace, Place
from app.services.sign_in import SessionService
from app.storage.lane import StorageLane
from app.storage.profile import BACKEND_KEY_NAME, EMBEDDED, Profile, new_database_key
from app.storage.secrets import DescriptorSecrets, KeyringSecrets, Secrets

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

    from app.api.client import Api
    from app.backend_process import EmbeddedBackend

Tell = Callable[[Change], None]


class Engine:
    """What a window needs of one server."""

    def __init__(self, link: Link, sessions: SessionService, lane: StorageLane, secrets: Secrets) -> None:
        self.link = link
        self.sessions = sessions
        self.lane = lane
        self._secrets = secrets

    def replace(self, settings: Settings, tell: Tell) -> Engine:
        """Close this one and put another together for other settings, with the same secrets."""
        self.close()
        return build_engine(settings, tell, self._secrets)

    def close(self) -> None:
        """Close the session's files, end the storage thread, stop the embedded backend. Blocks for a moment."""
        self.link.hang_up()
        self.sessions.close()
        self.lane.close()
        self.link.close()


def build_engine(
    settings: Settings,
    tell: Callable[[Change], None],
    secrets: Secrets | None = None,
    around: Callable[[Place], Place] | None = None,
) -> Engine:
    """Put it together as the settings say; nothing is started or read yet. Raises SecretsUnavailable for a bad fd.

    `around` may stand between the program and its server: the tour cuts the connection there.
    """
    kept = secrets or open_secrets(settings)
    profile = Profile(settings.data_dir)
    place = _place(settings, profile, kept)
    link = Link(place if around is None else around(place), _connect)
    lane = StorageLane()
    sessions = SessionService(link, kept, profile, lane, settings.server_url or EMBEDDED, tell)
    return Engine(link, sessions, lane, kept)


def open_secrets(settings: Settings) -> Secrets:
    """The keyring, or what was handed over on a descriptor."""
    return KeyringSecrets() if settings.secret_fd is None else DescriptorSecrets(settings.secret_fd)


def _connect(address: Address) -> Api:
    from app.api.client import Api  # what is kept here is shown before HTTP is loaded
    from app.api.transport import Transport

    return Api(Transport(address.base_url, address.secret))


def _place(settings: Settings, profile: Profile, secrets: Secrets) -> Place:
    if settings.server_url is not None:
        return ConfiguredPlace(settings.server_url)
    return EmbeddedPlace(_Backends(settings.demo, profile.backend_folder, secrets))


class _Backends:
    """Builds embedded backends that all open the same data; without a keyring it is gone when the program ends."""

    def __init__(self, demo: bool, folder: Path, secrets: Secrets) -> None:
        self._demo = demo
        self._folder = folder / ("demo" if demo else "data")
        self._secrets = secrets
        self._key: bytes | None = None
        self._passing: TemporaryDirectory[str] | None = None

    def build(self) -> EmbeddedBackend:
        """One that is not started yet."""
        from app.backend_process import EmbeddedBackend

        folder, key = self._folder_and_key()
        return EmbeddedBackend(folder, self._demo, os.urandom(32).hex(), key)

    def tidy(self) -> None:
        """Delete what was only kept while the program ran."""
        if self._passing is not None:
            self._passing.cleanup()

    def _folder_and_key(self) -> tuple[Path, bytes]:
        if self._key is None:
            try:
                self._key = self._kept_key()
            except SecretsUnavailable:
                self._key = new_database_key()
                from tempfile import TemporaryDirectory

                self._passing = TemporaryDirectory(prefix="gettingout-", ignore_cleanup_errors=True)
        return (Path(self._passing.name) if self._passing else self._folder), self._key

    def _kept_key(self) -> bytes:
        if not self._secrets.available:
            raise SecretsUnavailable("nothing is kept")
        kept = self._secrets.get(BACKEND_KEY_NAME)
        if kept is None:
            kept = new_database_key().hex()
            self._secrets.set(BACKEND_KEY_NAME, kept)
        return bytes.fromhex(kept)
