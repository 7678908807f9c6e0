"""A forgotten password: a code by mail, then another password; nobody is signed in by it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.jobs.job import Job
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.engine import Engine


class PasswordResetViewModel(QObject):
    """Works while nobody is signed in; each command ends in its signal or in `failed`."""

    asked = Signal()
    changed = Signal()
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    def ask(self, email: str) -> None:
        """Have a code sent, if there is such an account; nobody is told whether there is."""
        self._do(lambda engine: engine.sessions.ask_reset(email.strip()), self.asked.emit)

    def reset(self, email: str, code: str, new: str) -> None:
        """Set another password by the code."""
        self._do(lambda engine: engine.sessions.reset_password(email.strip(), code, new), self.changed.emit)

    def _do(self, work: Callable[[Engine], None], done: Callable[[], None]) -> None:
        engine = self._hub.engine
        if engine is None:
            return

        def bring_up_and_work() -> None:
            engine.link.bring_up()
            work(engine)

        def on_done(_nothing: None) -> None:
            done()

        self._hub.runner.network(Job(self, bring_up_and_work, on_done, self._on_failed))

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)
