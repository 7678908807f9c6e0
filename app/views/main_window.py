"""The one window: the sign-in view, or the four tabs; sheets and the Help menu over both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget
from typing_extensions import override

from app.domain.values import AccountInfo, Connection, CrashReport
from app.viewmodels.app import AppViewModel
from app.views.sheet_door import SheetDoor
from app.views.sign_in_view import SignInView
from app.views.window_place import WindowPlace
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.views.help_menu import HelpMenu
    from app.views.shell import Shell


class MainWindow(QMainWindow):
    """Builds the tabs only when somebody is signed in, so that the first picture is quick."""

    closing = Signal()
    """The window goes: keep what is open, end everything."""
    painted_first = Signal()
    """The first picture is on the screen."""

    def __init__(self, app: AppViewModel, place: WindowPlace) -> None:
        super().__init__()
        self._app = app
        self._place = place
        self._may_close = False
        self._was_painted = False
        self._shell: Shell | None = None
        self._help: HelpMenu | None = None
        self.setObjectName("main_window")
        self.setWindowTitle(self.tr("GettingOut"))
        self.setProperty("plane", "window")
        width, height = current_theme().tokens.min_window
        self.setMinimumSize(QSize(width, height))
        self._stack = QStackedWidget(self)
        self.setCentralWidget(self._stack)
        self._sheets = SheetDoor(app, self._stack)
        self._sign_in = SignInView(app.sign_in, self._stack)
        self._stack.addWidget(self._sign_in)
        self._sign_in.set_connection(app.connection)
        self._sign_in.help_requested.connect(self._on_sign_in_help_requested)
        QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), self).activated.connect(
            self._on_help_wanted
        )
        QShortcut(QKeySequence(QKeySequence.StandardKey.Quit), self).activated.connect(self.close)
        app.session_changed.connect(self._on_app_session_changed)
        app.connection_changed.connect(self._on_app_connection_changed)
        app.crashed.connect(self._on_app_crashed)
        place.restore(self)
        self._sign_in.take_focus()

    @property
    def sheets(self) -> SheetDoor:
        """Where sheets are opened."""
        return self._sheets

    def come_to_front(self) -> None:
        """A second start asked for it."""
        self.setWindowState(
            (self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive
        )
        self.show()
        self.raise_()
        self.activateWindow()

    def prepare(self) -> None:
        """Builds the tabs before they are needed; called while nothing else is to be done."""
        self._whole_shell()

    def _whole_shell(self) -> Shell:
        if self._shell is None:
            from app.views.shell import Shell

            self._shell = Shell(self._app, self._sheets, self._stack)
            self._shell.help_requested.connect(self._open_help)
            self._stack.addWidget(self._shell)
        return self._shell

    def _open_help(self, anchor: QWidget | None) -> None:
        if self._help is None:
            from app.views.help_menu import HelpMenu

            self._help = HelpMenu(self)
            self._help.about_requested.connect(self._sheets.show_about)
            self._help.demo_requested.connect(self._sheets.show_demo_facts)
        self._help.set_has_demo(self._app.demo_facts is not None)
        self._help.open_at(anchor)

    def _on_sign_in_help_requested(self) -> None:
        self._open_help(self._sign_in.help_button)

    def _on_help_wanted(self) -> None:
        self._open_help(None)

    def _on_app_session_changed(self, account: AccountInfo | None) -> None:
        self._sheets.close()
        if account is None:
            if self._shell is not None:
                # Nothing of the last session stays in a widget: the next person at this computer is a stranger.
                self._stack.removeWidget(self._shell)
                self._shell.deleteLater()
                self._shell = None
            self._stack.setCurrentWidget(self._sign_in)
            self._sign_in.take_focus()
            return
        shell = self._whole_shell()
        self._stack.setCurrentWidget(shell)
        shell.take_focus()

    def _on_app_connection_changed(self, connection: Connection) -> None:
        self._sign_in.set_connection(connection)

    def _on_app_crashed(self, report: CrashReport) -> None:
        self._sheets.show_crash(report)

    def _on_close_confirmed(self) -> None:
        self._may_close = True
        self.close()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks if closing loses words; else keeps place and drafts and goes."""
        if self._app.loses_words_on_close and not self._may_close:
            event.ignore()
            self._sheets.ask_before_closing().confirmed.connect(self._on_close_confirmed)
            return
        self._place.keep(self)
        event.accept()
        self.closing.emit()

    @override
    def event(self, event: QEvent) -> bool:
        """Notices the first picture."""
        done = super().event(event)
        if event.type() == QEvent.Type.Paint and not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted_first.emit)
        return done
