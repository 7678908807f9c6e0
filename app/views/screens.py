"""Which screen the window shows: the sign-in view or the four tabs; sheets and the Help menu over both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.values import AccountInfo, Connection, CrashReport
from app.viewmodels.app import AppViewModel
from app.views.contact_faces import ContactFaces
from app.views.main_window import MainWindow
from app.views.sheet_door import SheetDoor

if TYPE_CHECKING:
    from app.views.desktop_notices import DesktopNotices
    from app.views.help_menu import HelpMenu
    from app.views.shell import Shell
    from app.views.sign_in_view import SignInView


class Screens(QObject):
    """Between the window and the view models; built once the first picture is on the screen."""

    def __init__(self, app: AppViewModel, window: MainWindow) -> None:
        super().__init__(window)
        self._app = app
        self._window = window
        self._may_close = False
        self._shell: Shell | None = None
        self._account_id = ""
        self._left = ("", 0)  # by whom, and from which tab
        self._help: HelpMenu | None = None
        self.sheets = SheetDoor(app, window.stack)
        self._notices: DesktopNotices | None = None
        self._faces = ContactFaces(app, self)
        window.attach(self)
        for key, command in (
            (QKeySequence.StandardKey.HelpContents, self._on_help_wanted),
            (QKeySequence.StandardKey.Quit, self._on_quit_wanted),
        ):
            QShortcut(QKeySequence(key), window).activated.connect(command)
        app.session_changed.connect(self._on_app_session_changed)
        app.starting_changed.connect(self._on_app_starting_changed)
        app.connection_changed.connect(self._on_app_connection_changed)
        app.crashed.connect(self._on_app_crashed)

    def attach_sign_in(self, view: SignInView) -> None:
        """The sign-in view was built: from now on it does something."""
        view.attach(self._app.sign_in)
        view.set_connection(self._app.connection)
        view.help_requested.connect(self._on_sign_in_help_requested)
        view.reset_requested.connect(self._on_sign_in_reset_requested)

    @property
    def shell(self) -> Shell:
        """The tabs; built when somebody is signed in, or in a quiet moment before."""
        if self._shell is None:
            from app.views.shell import Shell

            self._shell = Shell(self._app, self.sheets, self._window.stack)
            self._shell.help_requested.connect(self._open_help)
            self._window.stack.addWidget(self._shell)
        return self._shell

    def prepare(self) -> None:
        """Builds the tabs before they are needed."""
        if self._app.session is None:
            self.shell.hide()

    def may_close(self) -> bool:
        """Whether the window may close now; else the question is on the screen."""
        if self._may_close or not (self.sheets.loses_work or self._app.loses_words_on_close):
            return True
        sheets = self.sheets
        asked = sheets.ask_before_losing_photo() if sheets.loses_work else sheets.ask_before_closing()
        asked.confirmed.connect(self._on_close_confirmed)
        return False

    def _open_help(self, anchor: QWidget | None) -> None:
        if self._help is None:
            from app.views.help_menu import HelpMenu

            self._help = HelpMenu(self._window)
            self._help.about_requested.connect(self.sheets.show_about)
            self._help.demo_requested.connect(self.sheets.show_demo_facts)
        self._help.set_has_demo(self._app.demo_facts is not None)
        self._help.open_at(anchor)

    def _on_sign_in_help_requested(self) -> None:
        self._open_help(self._window.sign_in.help_button)

    def _on_sign_in_reset_requested(self, email: str) -> None:
        self.sheets.show_password_reset(email).password_set.connect(self._window.sign_in.begin_with)

    def _on_help_wanted(self) -> None:
        self._open_help(None)

    def _on_quit_wanted(self) -> None:
        self._window.close()

    def _on_app_session_changed(self, account: AccountInfo | None) -> None:
        self.sheets.close()
        if account is None:
            if self._shell is not None:
                # Nothing of the last session stays in a widget: who comes next at this computer may be a stranger.
                self._left = (self._account_id, self._shell.tab)
                self._window.stack.removeWidget(self._shell)
                self._shell.deleteLater()
                self._shell = None
            self._window.show_screen(self._window.sign_in)
            self._window.sign_in.begin_anew()
            return
        self._window.show_screen(self.shell)
        (left_by, tab), self._left = self._left, ("", 0)
        if left_by == account.id:
            self.shell.show_tab(tab)  # where they were when the session ended
        self._account_id = account.id
        self.shell.take_focus()
        if self._notices is None:
            from app.views.desktop_notices import DesktopNotices

            self._notices = DesktopNotices(self._app, self._window)

    def _on_app_starting_changed(self, is_starting: bool) -> None:
        if not is_starting and self._app.session is None:
            self._window.show_screen(self._window.sign_in)
            self._window.sign_in.take_focus()

    def _on_app_connection_changed(self, connection: Connection) -> None:
        if self._window.has_sign_in:
            self._window.sign_in.set_connection(connection)

    def _on_app_crashed(self, report: CrashReport) -> None:
        self.sheets.show_crash(report)

    def _on_close_confirmed(self) -> None:
        self._may_close = True
        self._window.close()
