"""The client without its window: all view models over real services, for tests that press no button."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.config import Settings
from app.domain.values import Change, Connection, CrashReport
from app.services.engine import Engine, build_engine
from app.storage.secrets import DescriptorSecrets, MemorySecrets, Secrets
from app.viewmodels.app import AppViewModel
from tests.unit.app.live import PASSWORD, Family


def kept_secrets(values: dict[str, str] | None = None) -> Secrets:
    """Secrets that count as kept, as after a start with a descriptor."""
    reading, writing = os.pipe()
    os.write(writing, json.dumps(values or {}).encode())
    os.close(writing)
    return DescriptorSecrets(reading)


@dataclass
class Client:
    """Starts and ends like the program; `secrets` and the folder outlive it, as on a real computer."""

    qtbot: QtBot
    folder: Path
    server_url: str | None
    secrets: Secrets = field(default_factory=kept_secrets)
    demo: bool = False
    crashes: list[CrashReport] = field(default_factory=list)
    _app: AppViewModel | None = None

    @property
    def app(self) -> AppViewModel:
        """The view models of the running client."""
        assert self._app is not None
        return self._app

    def start(self) -> AppViewModel:
        """Bring it up; returns once it is known whether somebody is signed in."""
        self.prepare()
        self.app.start()
        self.wait_for(lambda: not self.app.is_starting)
        return self.app

    def prepare(self) -> None:
        """As far as the first paint."""
        settings = Settings(
            data_dir=self.folder,
            user_file=self.folder / "config.toml",
            server_url=self.server_url,
            demo=self.demo,
        )
        self._app = AppViewModel(settings, self._build)
        self._app.crashed.connect(self._on_crashed)

    def sign_in(self, family: Family, *, stay: bool = True, online: bool = True) -> None:
        """Sign this member in and, unless told otherwise, wait until everything has been loaded."""
        self.app.sign_in.sign_in(family.email, PASSWORD, stay)
        self.wait_for(lambda: self.app.session is not None)
        if online:
            self.wait_online()

    def open(self, contact_id: str) -> None:
        """Open a conversation as a click on its row does, and wait until its page is there."""
        self.app.conversations.select(contact_id)
        self.app.conversation.open(contact_id)
        self.app.compose.open(contact_id)
        self.wait_for(
            lambda: self.app.conversation.contact is not None and self.app.compose.price_cents is not None
        )

    def write(self, text: str) -> None:
        """Type a text and wait until it can be sent."""
        self.app.compose.set_text(text)
        self.wait_for(lambda: self.app.compose.can_send)

    def send(self, text: str) -> None:
        """Type a text, send it, and wait until the box is empty."""
        self.write(text)
        self.app.compose.send()
        self.wait_for(lambda: not self.app.compose.is_queuing)

    def wait_online(self) -> None:
        """Wait until events are followed."""
        self.wait_for(lambda: self.app.connection is Connection.ONLINE)

    def wait_for(self, condition: Callable[[], bool], timeout_ms: int = 10_000) -> None:
        """Let events happen until it is so."""
        self.qtbot.waitUntil(condition, timeout=timeout_ms)

    def kinds(self) -> list[str]:
        """The steps of the rows of the open conversation."""
        return [item.kind.value for item in self.app.conversation.model.items]

    def texts(self) -> list[str | None]:
        """The words of the rows of the open conversation."""
        return [item.text for item in self.app.conversation.model.items]

    def stop(self) -> None:
        """End it as closing the window does; nothing may have gone wrong unexpectedly."""
        app, self._app = self._app, None
        if app is not None:
            app.shutdown()
            app.deleteLater()
        assert self.crashes == []

    def _build(self, settings: Settings, tell: Callable[[Change], None]) -> Engine:
        return build_engine(settings, tell, self.secrets)

    def _on_crashed(self, report: CrashReport) -> None:
        self.crashes.append(report)


def no_secrets() -> Secrets:
    """A computer without a keyring."""
    return MemorySecrets()
