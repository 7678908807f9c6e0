"""The one window: its frame, its place on the screen, and its first picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget
from typing_extensions import override

from app.views.window_place import WindowPlace
from app.widgets.tokens import current_theme

if TYPE_CHECKING:
    from app.views.screens import Screens
    from app.views.sign_in_view import SignInView


class MainWindow(QMainWindow):
    """Knows nothing but how to look: what it does comes with `attach`, after the first picture."""

    closing = Signal()
    """The window goes: keep what is open, end everything."""
    painted_first = Signal()
    """The first picture is on the screen."""

    def __init__(self, place: WindowPlace, *, is_opening: bool = False) -> None:
        """`is_opening` where somebody may still be signed in: then no form flashes by."""
        super().__init__()
        self._place = place
        self._screens: Screens | None = None
        self._was_painted = False
        self.setObjectName("main_window")
        self.setWindowTitle(self.tr("GettingOut"))
        width, height = current_theme().tokens.min_window
        self.setMinimumSize(QSize(width, height))
        self.stack = QStackedWidget(self)
        self.setCentralWidget(self.stack)
        self._sign_in: SignInView | None = None
        place.restore(self)
        if is_opening:
            from app.views.opening_view import OpeningView

            self.stack.addWidget(OpeningView(self.stack))
        else:
            self.sign_in.take_focus()

    @property
    def sign_in(self) -> SignInView:
        """The sign-in view, built when it is first needed."""
        if self._sign_in is None:
            from app.views.sign_in_view import SignInView

            self._sign_in = SignInView(self.stack)
            self.stack.addWidget(self._sign_in)
            if self._screens is not None:
                self._screens.attach_sign_in(self._sign_in)
        return self._sign_in

    @property
    def has_sign_in(self) -> bool:
        """Whether the sign-in view was built."""
        return self._sign_in is not None

    def attach(self, screens: Screens) -> None:
        """From now on these decide what is shown, and whether the window may close."""
        self._screens = screens
        if self._sign_in is not None:
            screens.attach_sign_in(self._sign_in)

    def show_screen(self, screen: QWidget) -> None:
        """Shows one of the stack's screens."""
        self.stack.setCurrentWidget(screen)

    def come_to_front(self) -> None:
        """A second start asked for it."""
        minimised = Qt.WindowState.WindowMinimized
        self.setWindowState((self.windowState() & ~minimised) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def _tell_painted(self) -> None:
        self.painted_first.emit()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Asks if closing loses words; else keeps its place and goes."""
        if self._screens is not None and not self._screens.may_close():
            event.ignore()
            return
        self._place.keep(self)
        event.accept()
        self.closing.emit()

    @override
    def paintEvent(self, event: QEvent) -> None:
        """Notices the first picture; the ground itself is painted by what lies on it."""
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self._tell_painted)
