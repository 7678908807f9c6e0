"""What members change of themselves: name, telephone, time zone, language, notices, and the address by a code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.values import AccountInfo, Change, ChangeKind
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession


class AccountDetailsViewModel(QObject):
    """Commands of the pages Details and Notifications; what is shown comes with `AccountViewModel.account`.

    Every command ends in `saved`, `email_asked` or `email_confirmed`, or in `failed` with its own name.
    """

    saved = Signal()
    email_asked = Signal(str)  # the address the code went to
    email_confirmed = Signal()
    notices_saved = Signal()
    failed = Signal(str, object)  # "details", "notices", "email" or "code"; GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    def save(self, name: str, phone: str, time_zone: str, language: str) -> None:
        """Keep these."""

        def work(session: OpenSession) -> AccountInfo:
            return session.account.change(name=name, phone=phone, time_zone=time_zone, language=language)

        self._do("details", work, self.saved.emit)

    def save_notices(self, *, on_computer: bool, by_email: bool) -> None:
        """How the member wants to hear that something arrived; neither is an answer too."""

        def work(session: OpenSession) -> AccountInfo:
            return session.account.change(notify_on_computer=on_computer, notify_by_email=by_email)

        self._do("notices", work, self.notices_saved.emit)

    def ask_email(self, email: str, password: str) -> None:
        """Have a code sent to another address."""
        self._do(
            "email",
            lambda session: session.account.ask_email(email.strip(), password),
            lambda: self.email_asked.emit(email.strip()),
        )

    def confirm_email(self, code: str) -> None:
        """The code that came there."""
        self._do("code", lambda session: session.account.confirm_email(code), self.email_confirmed.emit)

    def _do(self, what: str, work: Callable[[OpenSession], AccountInfo], done: Callable[[], None]) -> None:
        def on_done(_account: AccountInfo) -> None:
            self._hub.tell(Change(ChangeKind.ACCOUNT))
            done()

        def on_failed(fault: GettingOutError) -> None:
            self.failed.emit(what, fault)

        self._hub.network(self, work, on_done, on_failed)
