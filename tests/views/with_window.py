"""The real window over the real services and a real server, driven by keys and clicks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.config import Settings
from app.domain.values import Change, Connection, CrashReport
from app.services.engine import Engine, build_engine
from app.storage.secrets import MemorySecrets, Secrets
from app.tour.hands import Hands
from app.viewmodels.app import AppViewModel
from tests.unit.app.live import PASSWORD, Family
from tests.unit.app.windowless import kept_secrets

no_keyring = MemorySecrets


@dataclass
class Desk:
    """One computer with the program on it; `secrets` and the folder outlive a window."""

    qtbot: QtBot
    folder: Path
    server_url: str
    secrets: Secrets = field(default_factory=kept_secrets)
    theme: Literal["light", "dark"] = "light"
    crashes: list[CrashReport] = field(default_factory=list)
    _program: Program | None = None

    @property
    def program(self) -> Program:
        """The running program."""
        assert self._program is not None
        return self._program

    @property
    def app(self) -> AppViewModel:
        """Its view models, to look at."""
        return self.program.view_model

    @property
    def hands(self) -> Hands:
        """What presses its keys."""
        return Hands(self.program)

    def open(self) -> None:
        """Opens the window and waits until it is known whether somebody is signed in."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        settings = Settings(
            data_dir=self.folder,
            user_file=self.folder / "config.toml",
            server_url=self.server_url,
            theme=self.theme,
        )
        self._program = Program(app, settings, build_engine=self._build)
        self._program.open()
        self._program.window.activateWindow()
        self.app.crashed.connect(self.crashes.append)
        self.until(lambda: not self.app.is_starting)

    def sign_in(self, family: Family, password: str = PASSWORD) -> None:
        """Types email and password, presses Enter, waits until everything is loaded."""
        self.hands.fill("sign_in_email", family.email)
        self.hands.fill("sign_in_password", password)
        self.hands.press(Qt.Key.Key_Return)
        self.until(lambda: self.app.session is not None)
        self.until(lambda: self.app.connection is Connection.ONLINE and self.app.balance is not None)

    def write_to(self, name: str) -> None:
        """Send New Message, a name, Enter; waits for the composer."""
        self.until(lambda: self.hands.sees("new_message"))
        self.hands.click("new_message")
        self.until(lambda: self.hands.sees("picker_list"))
        self.hands.type(name)
        self.hands.press(Qt.Key.Key_Return)
        self.until(lambda: self.hands.sees("composer") and self.hands.is_writing)
        self.until(lambda: self.app.compose.price_cents is not None)

    def until(self, condition: Callable[[], object], timeout_ms: int = 10_000) -> None:
        """Lets events happen until it is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=timeout_ms)

    def close(self) -> None:
        """Ends it as closing the window does; nothing may have gone wrong unexpectedly."""
        program, self._program = self._program, None
        if program is not None:
            program.window.hide()
            program.end()
            program.window.deleteLater()
            program.deleteLater()
        assert self.crashes == []

    def _build(self, settings: Settings, tell: Callable[[Change], None]) -> Engine:
        return build_engine(settings, tell, self.secrets)
