"""Asking for a second look at something: the words for it, kept while they are written, and how it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.appeals import AppealWish
from app.domain.errors import GettingOutError
from app.domain.values import BlockKind, Change, CountState
from app.jobs.job import Job
from app.viewmodels import send_check
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

SAVE_PAUSE_MS = 600


class AppealViewModel(QObject):
    """State of the sheet in which a member appeals. The words may be empty; what is wrong is the server's to say."""

    opened = Signal(str)  # the words kept so far
    state_changed = Signal()  # count, can_send: read again
    appealed = Signal()
    failed = Signal(object)  # GettingOutError: WrongState, NotEnoughFunds, Offline, …

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._wish: AppealWish | None = None
        self._is_read = False
        self._text = ""
        self._saved_text = ""
        self._is_busy = False
        self._count = CountState(0, send_check.DEFAULT_LIMIT, send_check.DEFAULT_LIMIT)
        self._fault: BlockKind | None = None
        self._save_pause = QTimer(self)
        self._save_pause.setSingleShot(True)
        self._save_pause.setInterval(SAVE_PAUSE_MS)
        self._save_pause.timeout.connect(self.flush)
        hub.session_changed.connect(self._on_session_changed)
        hub.draft_flush_wanted.connect(self.flush)

    @property
    def count(self) -> CountState:
        """The countdown."""
        return self._count

    @property
    def fault(self) -> BlockKind | None:
        """What is wrong with the words; to say nothing is allowed."""
        return None if self._fault is BlockKind.EMPTY else self._fault

    @property
    def can_send(self) -> bool:
        """Whether asking does something now."""
        return self._is_read and not self._is_busy and self.fault is None

    def open(self, wish: AppealWish) -> None:
        """Read the words kept for it; ends in `opened`."""
        self.close()
        self._wish = wish
        self._hub.storage(
            self,
            lambda session: session.appeals.words(wish.submission_id),
            lambda words: self._on_read(wish, words),
        )

    def close(self) -> None:
        """Keep the words and show none."""
        self.flush()
        self._wish = None
        self._is_read = False
        self._text = self._saved_text = ""
        self._is_busy = False
        self._recount()

    def set_text(self, text: str) -> None:
        """The words in the box changed."""
        self._text = text
        self._save_pause.start()
        self._recount()

    def flush(self) -> None:
        """Keep the words now, without waiting for the pause in typing."""
        self._save_pause.stop()
        session, wish, text = self._hub.session, self._wish, self._text
        if session is None or wish is None or not self._is_read or text == self._saved_text:
            return
        self._saved_text = text
        kept = wish.submission_id
        self._hub.runner.storage(
            Job(self, lambda: session.appeals.keep(kept, text), lambda _: None, must_run=True)
        )

    def send(self) -> None:
        """Ask; ends in `appealed` or `failed`."""
        wish, text = self._wish, self._text
        if wish is None or not self.can_send:
            return
        self.flush()
        self._is_busy = True
        self.state_changed.emit()
        self._hub.network(
            self,
            lambda session: _ask(session, wish, text),
            lambda changes: self._on_asked(wish, changes),
            lambda fault: self._on_failed(wish, fault),
        )

    def _on_read(self, wish: AppealWish, words: str) -> None:
        if wish is not self._wish:
            return
        self._is_read = True
        self._saved_text = words
        if not self._text:  # whoever types quicker than this computer reads goes on
            self._text = words
            self.opened.emit(words)
        self._recount()

    def _on_asked(self, wish: AppealWish, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)
        if wish is self._wish:
            self._saved_text = self._text  # sent: there is nothing left to keep
            self._is_busy = False
            self.appealed.emit()

    def _on_failed(self, wish: AppealWish, fault: GettingOutError) -> None:
        if wish is self._wish:
            self._is_busy = False
            self.state_changed.emit()
            self.failed.emit(fault)

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        """The words of the session before were flushed by whoever ended it."""
        self._save_pause.stop()
        self._wish = None
        self.close()

    def _recount(self) -> None:
        self._count, self._fault = send_check.count(
            self._text, send_check.DEFAULT_LIMIT, self._hub.has_limits
        )
        self.state_changed.emit()


def _ask(session: OpenSession, wish: AppealWish, text: str) -> tuple[Change, ...]:
    """On the network lane."""
    if wish.is_profile:
        return session.appeals.ask_for_profile(wish.submission_id, text)
    if wish.is_photo:
        return session.appeals.ask_for_photo(wish.key, wish.submission_id, text)
    if wish.is_post:
        return session.appeals.ask_for_post(wish.key, wish.submission_id, text)
    return session.appeals.ask_for_message(wish.key, text)
