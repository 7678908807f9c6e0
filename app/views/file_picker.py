"""The system's file chooser behind one object, and how a chosen file's bytes are read off the window's thread."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import GettingOutError
from app.jobs.job import Job
from app.jobs.runner import JobRunner

PATTERNS = "*.jpg *.jpeg *.jpe *.jfif *.png *.webp *.heic *.heif *.avif *.bmp *.dib *.tif *.tiff *.gif"


@dataclass(frozen=True, slots=True)
class PickedPicture:
    """A file as it was given: `path` is None for what came from the clipboard or another program."""

    data: bytes
    name: str
    path: str | None = None


class PickRequest(QObject):
    """One question for a file; ends with exactly one of its signals and lives no longer."""

    picked = Signal(object)  # PickedPicture
    failed = Signal(object)  # PictureFault
    dismissed = Signal()

    def __init__(self, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner

    def read(self, path: str) -> None:
        """Reads the chosen file."""
        self.make(lambda: _read(path))

    def make(self, work: Callable[[], PickedPicture | None]) -> None:
        """Has `work` done in a worker; without a picture it was dismissed."""
        self._runner.network(Job(self, work, self._on_read, self._on_failed))

    def dismiss(self) -> None:
        """Nothing was chosen."""
        self.dismissed.emit()
        self.deleteLater()

    def _on_read(self, picture: PickedPicture | None) -> None:
        if picture is None:
            self.dismiss()
            return
        self.picked.emit(picture)
        self.deleteLater()

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)
        self.deleteLater()


class FilesRequest(QObject):
    """One question for files; ends with exactly one of its signals and lives no longer. Nothing is read yet."""

    chosen = Signal(object)  # tuple of paths, at least one
    dismissed = Signal()

    def answer(self, paths: list[str]) -> None:
        """These were chosen; none is a question that was dismissed."""
        if paths:
            self.chosen.emit(tuple(paths))
        else:
            self.dismissed.emit()
        self.deleteLater()

    def dismiss(self) -> None:
        """Nothing was chosen."""
        self.answer([])


class PlaceRequest(QObject):
    """One question for where a file is to be written; ends with exactly one of its signals and lives no longer."""

    chosen = Signal(str)
    dismissed = Signal()

    def answer(self, path: str | None) -> None:
        """This place, or None for a question that was dismissed."""
        if path:
            self.chosen.emit(path)
        else:
            self.dismissed.emit()
        self.deleteLater()

    def dismiss(self) -> None:
        """Nothing was chosen."""
        self.answer(None)


class FilePicker(QObject):
    """Asks for one picture or several, or for a place to write to.

    Tests and the tour say beforehand with `answer_with` what would be chosen.
    """

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._answers: deque[str | None] = deque()
        self._folder = ""

    def answer_with(self, path: str | None) -> None:
        """The next question is answered with this file, or dismissed with None; the chooser stays closed."""
        self._answers.append(path)

    def request(self, parent: QObject) -> PickRequest:
        """A question that somebody answers by other means, such as a drop."""
        return PickRequest(self._runner, parent)

    def open(self, parent: QWidget) -> PickRequest:
        """Shows the chooser over `parent`; connect to what is returned."""
        request = self.request(parent)
        if self._answers:
            path = self._answers.popleft()
            if path is None:
                request.make(lambda: None)
            else:
                request.read(path)
            return request
        dialog = self._build_dialog(parent)
        # The request is the dialog's to end, and goes with it.
        dialog.fileSelected.connect(request.read)
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.rejected.connect(request.dismiss)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return request

    def open_several(self, parent: QWidget) -> FilesRequest:
        """Shows the chooser over `parent` for as many files as are wanted; all answers that wait are taken at once."""
        request = FilesRequest(self)
        if self._answers:
            paths = [path for path in self._answers if path is not None]
            self._answers.clear()
            QTimer.singleShot(0, request, partial(request.answer, paths))
            return request
        dialog = self._build_dialog(parent)
        dialog.setWindowTitle(self.tr("Choose photos"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(request.answer)
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.rejected.connect(request.dismiss)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return request

    def save(self, parent: QWidget, suggestion: str) -> PlaceRequest:
        """Shows the chooser over `parent` for where to write a ZIP; the system asks before an older file goes."""
        request = PlaceRequest(self)
        if self._answers:
            QTimer.singleShot(0, request, partial(request.answer, self._answers.popleft()))
            return request
        dialog = QFileDialog(parent, self.tr("Where to?"), suggestion)
        dialog.setObjectName("file_picker")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([self.tr("ZIP file (*.zip)")])
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(suggestion)
        dialog.fileSelected.connect(request.answer)
        dialog.rejected.connect(request.dismiss)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return request

    def _build_dialog(self, parent: QWidget) -> QFileDialog:
        dialog = QFileDialog(parent, self.tr("Choose a photo"))
        dialog.setObjectName("file_picker")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Pictures ({patterns})").format(patterns=PATTERNS), self.tr("All files (*)")]
        )
        pictures = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        folder = self._folder or pictures
        if folder and Path(folder).is_dir():
            dialog.setDirectory(folder)
        return dialog

    def _on_file_selected(self, path: str) -> None:
        self._folder = str(Path(path).parent)

    def _on_files_selected(self, paths: list[str]) -> None:
        self._folder = str(Path(paths[0]).parent)


def _read(path: str) -> PickedPicture:
    from app.imaging.opening import read_file

    return PickedPicture(read_file(Path(path)), Path(path).name, path)
