"""Composition root: builds and wires everything; the only file that knows all the others."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.views.main_window import MainWindow
from app.views.single_start import SingleStart
from app.views.window_place import WindowPlace
from app.widgets.theme import HOUSE_STYLE, ThemeController

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.domain.values import AccountInfo, Change
    from app.services.engine import Engine
    from app.viewmodels.app import AppViewModel
    from app.views.rubbish import Rubbish
    from app.views.screens import Screens
    from app.views.system_signals import SystemSignals

BuildEngine = Callable[[Settings, Callable[["Change"], None]], "Engine"]
SysHook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
ThreadHook = Callable[[threading.ExceptHookArgs], object]
PROFILE_NAME = "profile.json"
CAMERA_THREADS = "app.camera.farewell"
DEMO_FOLDER = "demo"
"""Below the data folder: a demo never touches what belongs to a real account."""


def run(settings: Settings, argv: Sequence[str]) -> int:
    """Opens the window and stays until it is closed; the exit code."""
    settings = for_this_world(settings)
    app = make_application(argv)
    start = SingleStart(settings.data_dir)
    if not start.claim():
        start.call_first()
        say("GettingOut is open already; its window comes to the front.")
        return 0
    program = Program(app, settings, start)
    program.open()
    code = app.exec()
    program.end()
    see_off(code)
    return code


def see_off(code: int) -> None:
    """Comes back at once, or leaves the process with this code where the driver of a camera holds a thread of ours."""
    if CAMERA_THREADS in sys.modules:  # else no camera was ever looked for
        from app.camera.farewell import leave_process

        leave_process(code)


def for_this_world(settings: Settings) -> Settings:
    """The settings with the demo's own folder where there is a demo."""
    return settings._replace(data_dir=settings.data_dir / DEMO_FOLDER) if settings.demo else settings


def make_application(argv: Sequence[str]) -> QApplication:
    """The one QApplication, named."""
    # Chosen by argument, and noted, because to hold a style in Python costs a tenth of the start.
    app = QApplication([*argv, "-style", HOUSE_STYLE])
    app.setProperty(HOUSE_STYLE, True)
    app.setApplicationName("GettingOut")
    app.setApplicationDisplayName("GettingOut")
    app.setDesktopFileName("gettingout")
    return app


def build_real_engine(settings: Settings, tell: Callable[[Change], None]) -> Engine:
    """What lies behind the window; called in a worker, so its imports cost the first picture nothing."""
    from app.services.engine import build_engine

    return build_engine(settings, tell)


class _Parts(NamedTuple):
    """What comes after the first picture."""

    view_model: AppViewModel
    screens: Screens


class Program(QObject):
    """Theme, view models, window, and their end; lives as long as the window."""

    _thread_broke = Signal(object)

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        start: SingleStart | None = None,
        build_engine: BuildEngine = build_real_engine,
    ) -> None:
        """Without `start` the profile is not claimed: the caller's own folder is nobody else's."""
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._start = start
        self._signals: SystemSignals | None = None
        self._rubbish: Rubbish | None = None
        self._ended = False
        self._is_whole = False
        self._hooks: tuple[SysHook, ThreadHook] | None = None
        self.themes = ThemeController(app, settings.theme, touch=settings.touch, parent=self)
        # Read as a file alone: who it was, and whether the session still holds, is found out in a worker.
        self._is_opening = (settings.data_dir / PROFILE_NAME).exists()
        self.window = MainWindow(WindowPlace(settings.data_dir), is_opening=self._is_opening)
        self.window.painted_first.connect(self._on_window_painted_first)
        self.window.closing.connect(self.end)
        self._build_engine = build_engine
        self._parts: _Parts | None = None
        if start is not None:
            start.called.connect(self.window.come_to_front)

    @property
    def view_model(self) -> AppViewModel:
        """The root of the view models, built after the first picture."""
        return self._whole().view_model

    @property
    def screens(self) -> Screens:
        """What decides which screen is shown."""
        return self._whole().screens

    def _whole(self) -> _Parts:
        if self._parts is None:
            from app.viewmodels.app import AppViewModel
            from app.views.screens import Screens

            view_model = AppViewModel(self._settings, self._build_engine, self)
            self._parts = _Parts(view_model, Screens(view_model, self.window))
            view_model.session_changed.connect(self._on_view_model_session_changed)
            view_model.account.account_changed.connect(self._on_view_model_session_changed)
            view_model.demo_facts_changed.connect(self._on_view_model_demo_facts_changed)
            self._thread_broke.connect(view_model.report_unexpected)
        return self._parts

    def open(self) -> None:
        """Shows the window; everything else begins once it is painted."""
        self._hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._take_fault
        threading.excepthook = self._take_thread_fault
        self.window.show()
        if self._is_opening:
            self.view_model.start()  # the messages are what is waited for; the first picture is only a ground

    def end(self) -> None:
        """Keeps what is open, ends every thread and the embedded backend; does no harm twice."""
        if self._ended:
            return
        self._ended = True
        if self._parts is not None:
            self._parts.view_model.shutdown()
        if self._signals is not None:
            self._signals.stop()
        if self._rubbish is not None:
            self._rubbish.stop()
        if self._start is not None:
            self._start.leave()
        if self._hooks is not None:
            sys.excepthook, threading.excepthook = self._hooks

    def _on_window_painted_first(self) -> None:
        if self._ended:
            return
        if self._is_opening:
            self.screens.prepare()
            if self.view_model.is_starting:
                self.view_model.starting_changed.connect(self._on_view_model_starting_changed)
                return
        else:
            self.view_model.start()
        # The rest of the start belongs to quiet moments: the picture is on the screen already.
        QTimer.singleShot(0, self, self._finish_start)

    def _on_view_model_starting_changed(self, _is_starting: bool) -> None:
        """It is known who is here; their messages, if somebody's, are about to be painted."""
        if self.view_model.session is None:
            QTimer.singleShot(0, self, self._finish_start)
        else:
            self.view_model.settled.connect(self._finish_start)

    def _finish_start(self) -> None:
        if self._ended or self._is_whole:
            return
        self._is_whole = True
        from app.widgets.mark import window_icon

        self._app.setWindowIcon(window_icon())
        self._app.commitDataRequest.connect(self._on_app_commit_data_requested)
        if self._start is not None:
            from app.views.system_signals import SystemSignals

            self._start.listen()
            self._signals = SystemSignals(self)
            self._signals.end_wanted.connect(self.window.close)
        self.screens.prepare()
        from app.views.rubbish import Rubbish

        self._rubbish = Rubbish(self)

    def _on_app_commit_data_requested(self) -> None:
        """The system's session ends: it may not wait for us to be asked."""
        self.view_model.compose.flush()

    def _on_view_model_session_changed(self, account: AccountInfo | None) -> None:
        from app.widgets import fmt

        fmt.set_zone(account.time_zone if account is not None else None)

    def _on_view_model_demo_facts_changed(self, facts: Mapping[str, object] | None) -> None:
        address = self.view_model.server_address
        if facts is not None and address is not None and self._start is not None:
            from app.views.demo_words import demo_lines

            say("\n".join(demo_lines(facts, address)))

    def _take_fault(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self.window.close()
        else:
            self.view_model.report_unexpected(fault.with_traceback(trace))

    def _take_thread_fault(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._thread_broke.emit(args.exc_value)


def say(text: str) -> None:
    """A line for the terminal, where there is one."""
    if sys.stdout is not None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
