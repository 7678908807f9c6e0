"""The program as a whole: who is signed in, how the server is reached, the balance, the one notice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.config import Settings
from app.domain.values import AccountInfo, BalanceInfo, Connection, Notice, StorageMode
from app.jobs.runner import JobRunner
from app.viewmodels.account import AccountViewModel
from app.viewmodels.add_funds import AddFundsViewModel
from app.viewmodels.compose import ComposeViewModel
from app.viewmodels.conversations import ConversationsViewModel
from app.viewmodels.details import DetailsViewModel
from app.viewmodels.find_person import FindPersonViewModel
from app.viewmodels.hub import Hub
from app.viewmodels.picker import ContactPickerViewModel
from app.viewmodels.sign_in import SignInViewModel
from app.viewmodels.thread import ThreadViewModel

if TYPE_CHECKING:
    from app.services.engine import Engine


class AppViewModel(QObject):
    """The root of all view models; the children live as long as it does.

    `build_engine` is called once, in a worker after `start`, so that its imports come after the first paint.
    Wiring is the views' work: conversations.selected → thread.open and compose.open, for instance.
    """

    session_changed = Signal(object)  # AccountInfo | None: None shows the sign-in view, and hides every name and word
    connection_changed = Signal(object)  # Connection
    balance_changed = Signal(object)  # BalanceInfo | None
    notice_changed = Signal(object)  # Notice | None
    storage_mode_changed = Signal(object)  # StorageMode
    demo_facts_changed = Signal(object)  # Mapping | None: for Help > Demo
    crashed = Signal(object)  # CrashReport

    def __init__(
        self, settings: Settings, build_engine: Callable[[], Engine], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.runner = JobRunner(self)
        self.hub = Hub(self.runner, self)
        self.sign_in = SignInViewModel(self.hub, settings.server_url, self)
        self.conversations = ConversationsViewModel(self.hub, self)
        self.thread = ThreadViewModel(self.hub, self)
        self.compose = ComposeViewModel(self.hub, self)
        self.picker = ContactPickerViewModel(self.hub, self)
        self.add_funds = AddFundsViewModel(self.hub, self)
        self.account = AccountViewModel(self.hub, self)
        self.find_person = FindPersonViewModel(self.hub, self)
        self.details = DetailsViewModel(self.hub, self)
        self._build_engine = build_engine

    @property
    def session(self) -> AccountInfo | None:
        """Who is signed in."""
        return None

    @property
    def connection(self) -> Connection:
        """How the client stands with the server."""
        return self.hub.connection

    @property
    def balance(self) -> BalanceInfo | None:
        """The newest balance known."""
        return self.hub.balance

    @property
    def notice(self) -> Notice | None:
        """The most serious thing to say in the notice bar."""
        return None

    @property
    def storage_mode(self) -> StorageMode:
        """Whether this computer keeps what is written; known before anybody types."""
        return StorageMode.KEPT

    @property
    def loses_words_on_close(self) -> bool:
        """Whether closing the window now would lose unsent words, so that the view asks first."""
        return False

    @property
    def demo_facts(self) -> object:
        """What Help > Demo shows: addresses, sign-ins, voucher codes; None outside the demo."""
        return None

    def now(self) -> datetime:
        """The time to compare with, by the server's clock when this computer's is far off."""
        return self.hub.now()

    def start(self) -> None:
        """Bring everything up in the background; call after the first paint."""

    def try_now(self) -> None:
        """Do not wait for the pause: reach for the server and send what waits."""

    def sign_out(self) -> None:
        """End the session here and on the server; unsent words stay encrypted for this account."""

    def shutdown(self) -> None:
        """Keep the draft, end every thread and the embedded backend; call once, when the window closes."""

    def report_unexpected(self, fault: BaseException) -> None:
        """A bug of ours, from a job or from `sys.excepthook`: logged and shown in the crash dialog."""
