"""What happens to the member's own things while the program is open, gathered for a moment so that it is said once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.own_news import OwnNews, OwnNewsKind
from app.domain.values import Change, ChangeKind
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

GATHER_MS = 300


class OwnNewsViewModel(QObject):
    """Thirty photos that were decided on while this computer slept are one piece of news."""

    happened = Signal(object)  # tuple[OwnNews, ...]: each kind once, the most pressing first

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gathered: dict[OwnNewsKind, OwnNews] = {}
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(GATHER_MS)
        self._pause.timeout.connect(self._on_pause_over)
        hub.changed.connect(self._on_changed)
        hub.session_changed.connect(self._on_session_changed)

    def _on_changed(self, change: Change) -> None:
        if change.kind is not ChangeKind.OWN_NEWS or change.news is None:
            return
        known = self._gathered.get(change.news.kind)
        if known is None or _ends_sooner(change.news, known):
            self._gathered[change.news.kind] = change.news
        self._pause.start()

    def _on_pause_over(self) -> None:
        gathered, self._gathered = self._gathered, {}
        self.happened.emit(tuple(gathered[kind] for kind in OwnNewsKind if kind in gathered))

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._pause.stop()
        self._gathered = {}


def _ends_sooner(news: OwnNews, known: OwnNews) -> bool:
    return news.until is not None and known.until is not None and news.until < known.until
