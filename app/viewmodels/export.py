"""The export of everything: one file, made in the background, gone on with after a cut."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.errors import Cancelled, GettingOutError
from app.domain.export import ExportDone, ExportProgress
from app.viewmodels.hub import Hub


class ExportViewModel(QObject):
    """State of the card; a run belongs to the session it was begun in."""

    running_changed = Signal(bool)
    progress_changed = Signal(object)  # ExportProgress
    finished = Signal(object)  # ExportDone
    failed = Signal(object)  # GettingOutError; Cancelled if it was stopped here
    _told = Signal(object, object)

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._target: Path | None = None
        self._run: object | None = None
        self._told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        hub.session_changed.connect(self._on_session_changed)

    @property
    def is_running(self) -> bool:
        """Whether one is under way."""
        return self._run is not None

    @property
    def can_go_on(self) -> bool:
        """Whether one was begun that is not whole yet."""
        return self._target is not None and not self.is_running

    def begin(self, path: str) -> None:
        """Make the file, or go on with one that was begun under this name."""
        if self.is_running:
            return
        target = Path(path)
        self._target = target
        run = self._run = object()
        told = self._told

        def is_wanted() -> bool:
            return self._run is run

        def tell(progress: ExportProgress) -> None:
            told.emit(run, progress)

        self.running_changed.emit(True)
        self._hub.network(
            self,
            lambda session: session.export.run(target, session.identity.account_id, tell, is_wanted),
            self._on_done,
            self._on_failed,
        )

    def go_on(self) -> None:
        """The one that was cut off or stopped."""
        if self._target is not None:
            self.begin(str(self._target))

    def stop(self) -> None:
        """Enough for now; what was fetched stays."""
        if self._run is not None:
            self._run = None
            self.running_changed.emit(False)
            self.failed.emit(Cancelled())

    def _on_told(self, run: object, progress: ExportProgress) -> None:
        if run is self._run:
            self.progress_changed.emit(progress)

    def _on_done(self, done: ExportDone) -> None:
        self._run = None
        self._target = None
        self.running_changed.emit(False)
        self.finished.emit(done)

    def _on_failed(self, fault: GettingOutError) -> None:
        if self._run is None or isinstance(fault, Cancelled):
            return
        self._run = None
        self.running_changed.emit(False)
        self.failed.emit(fault)

    def _on_session_changed(self, _session: object) -> None:
        self._target = None
        if self._run is not None:
            self._run = None
            self.running_changed.emit(False)
