"""Says on the desktop what happened while the window is not looked at: no words of anybody, no names (rule S7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from app.domain.own_news import OwnNews, OwnNewsKind
from app.domain.values import Connection
from app.viewmodels.app import AppViewModel
from app.widgets import fmt


class DesktopNotices(QObject):
    """Says while it listens what arrives in conversations that are not muted, and what is decided of the member's own.

    `show` is the desktop's own way.
    """

    def __init__(
        self, app: AppViewModel, window: QWidget, show: Callable[[str, str], None] | None = None
    ) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._show = show or self._show_on_desktop
        self._tray: QSystemTrayIcon | None = None
        self._is_listening = False
        app.session_changed.connect(self._on_app_session_changed)
        app.connection_changed.connect(self._on_app_connection_changed)
        app.conversations.arrived.connect(self._on_conversations_arrived)
        app.own_news.happened.connect(self._on_own_news_happened)

    def _on_app_session_changed(self, _account: object) -> None:
        self._is_listening = False

    def _on_app_connection_changed(self, connection: Connection) -> None:
        """What was unread when the connection came up is no news."""
        if connection is Connection.ONLINE:
            self._is_listening = True

    def _on_conversations_arrived(self) -> None:
        self._say(self.tr("Something new arrived."))

    def _on_own_news_happened(self, happened: Sequence[OwnNews]) -> None:
        self._say(" ".join(self._words(news) for news in happened))

    def _words(self, news: OwnNews) -> str:
        """A whole sentence: several may stand beside each other."""
        if news.kind is OwnNewsKind.PHOTO_OFFERED:
            if news.until is None:
                return self.tr("A photo you sent can be passed on changed. Please answer.")
            return self.tr("A photo you sent can be passed on changed. Please answer until {time}.").format(
                time=fmt.when(news.until, self._app.now())
            )
        return {
            OwnNewsKind.MESSAGE_REFUSED: self.tr("A message you sent was not approved."),
            OwnNewsKind.PHOTO_REFUSED: self.tr("A photo you sent was not approved."),
            OwnNewsKind.POST_REFUSED: self.tr("A post of yours was not approved."),
        }[news.kind]

    def _say(self, words: str) -> None:
        account = self._app.account.account
        is_wanted = account is not None and account.notify_on_computer
        if self._is_listening and is_wanted and not self._window.isActiveWindow():
            self._show(self.tr("GettingOut"), words)

    def _show_on_desktop(self, title: str, words: str) -> None:
        """In the notification area if the desktop has one; else the window's entry asks to be looked at."""
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            if self._tray is None:
                self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
                self._tray.setToolTip(title)
                self._tray.activated.connect(self._on_tray_activated)
                self._tray.messageClicked.connect(self._on_tray_activated)
                self._tray.show()
            self._tray.showMessage(title, words)
        QApplication.alert(self._window)

    def _on_tray_activated(self, _reason: object = None) -> None:
        self._window.showNormal()
        self._window.raise_()
        self._window.activateWindow()
