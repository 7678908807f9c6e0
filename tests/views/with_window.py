"""The real window over the real services and a real server, driven by keys and clicks."""

from __future__ import annotations

import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.config import CameraSetting, Settings
from app.domain.values import Change, Connection, CrashReport
from app.services.engine import Engine, build_engine
from app.storage.secrets import MemorySecrets, Secrets
from app.tour.hands import Hands
from app.viewmodels.app import AppViewModel
from app.widgets.notice import NoticeCard
from tests.unit.app.live import PASSWORD, Family
from tests.unit.app.windowless import kept_secrets
from tests.views.keepers import kept_by_strangers

no_keyring = MemorySecrets
LOOK_EVERY_MS = 10
MOST_A_TURN_S = 1.0
"""So much of one turn of the event loop counts against a deadline; the rest is the machine's, not the program's."""


@dataclass
class Desk:
    """One computer with the program on it; `secrets` and the folder outlive a window."""

    qtbot: QtBot
    folder: Path
    server_url: str
    secrets: Secrets = field(default_factory=kept_secrets)
    theme: Literal["light", "dark"] = "light"
    cameras: tuple[CameraSetting, ...] = ()
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
            cameras=self.cameras,
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

    def until(self, condition: Callable[[], object], timeout_ms: int = 30_000) -> None:
        """Lets events happen until it is so; what was on the screen and what every thread did is told if it never is.

        The time is counted turn by turn of the event loop and not by the clock of the day: a machine that stood still
        in between, or whose clock was set, is no program that hangs.
        """
        left_s = timeout_ms / 1000
        while not condition():
            if left_s <= 0:
                raise TimeoutError(f"it was not so within {timeout_ms} ms\n{self._what_is()}")
            began = time.monotonic()
            self.qtbot.wait(LOOK_EVERY_MS)
            left_s -= min(time.monotonic() - began, MOST_A_TURN_S)

    def _what_is(self) -> str:
        """The words on the screen, and where every thread stands."""
        labels = self.program.window.findChildren(QLabel)
        seen = " | ".join(label.text() for label in labels if label.isVisible() and label.text())
        notices = self.program.window.findChildren(NoticeCard)
        seen += "".join(f" [{notice.text}]" for notice in notices if notice.isVisible())
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        stands = [
            f"{names.get(ident, ident)}: "
            + " < ".join(
                f"{Path(at.filename).name}:{at.lineno} {at.name}"
                for at in traceback.extract_stack(frame)[:-5:-1]
            )
            for ident, frame in sys._current_frames().items()
        ]
        return "\n".join((f"on the screen: {seen}", *stands))

    def close(self) -> None:
        """Ends it as closing the window does; nothing may have gone wrong unexpectedly."""
        program, self._program = self._program, None
        strangers: list[str] = []
        if program is not None:
            strangers = kept_by_strangers(program.window)
            program.window.hide()
            program.end()
            program.window.deleteLater()
            program.deleteLater()
        assert self.crashes == []
        assert strangers == []

    def _build(self, settings: Settings, tell: Callable[[Change], None]) -> Engine:
        return build_engine(settings, tell, self.secrets)
