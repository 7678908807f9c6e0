"""My Account, Your data: everything as one file, with how far it is and a way to go on after a cut."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.domain.errors import Cancelled, GettingOutError
from app.domain.export import ExportDone, ExportProgress, ExportStage
from app.viewmodels.app import AppViewModel
from app.views.fault_words import fault_words
from app.views.form_card import FormCard
from app.widgets import fmt
from app.widgets.button import Button
from app.widgets.label import Label
from app.widgets.share_bar import ShareBar

translate = QCoreApplication.translate
FILE_NAME = "GettingOut.zip"


class ExportCard(FormCard):
    """Choose where, watch, open it."""

    place_wanted = Signal(str)
    """Ask where to; with a suggestion."""

    def __init__(self, app: AppViewModel, parent: QWidget | None = None) -> None:
        super().__init__(
            translate("ExportCard", "Export everything"),
            translate(
                "ExportCard",
                "One ZIP file with all your messages, posts, photos, their journeys and your money: pages to read, JSON"
                " for programs, every photo as it was delivered, and a list of SHA-256 with a command that checks it."
                " The file is not encrypted; keep it where only you look.",
            ),
            "export",
            parent,
        )
        self._model = app.care.export
        self._progress = Label("", self, role="text-muted")
        self._progress.setObjectName("export_progress")
        self._bar = ShareBar(self)
        self.add_part(self._progress)
        self.add_part(self._bar)
        self.add_notice()
        self._begin = Button(self.tr("Export Everything"), "outline", "download", self)
        self._begin.setObjectName("export_begin")
        self._go_on = Button(self.tr("Go On"), "outline", "redo", self)
        self._go_on.setObjectName("export_go_on")
        self._stop = Button(self.tr("Stop"), "ghost", None, self)
        self._stop.setObjectName("export_stop")
        self._open = Button(self.tr("Show in Folder"), "ghost", "folder", self)
        self._open.setObjectName("export_open")
        self.add_buttons(self._begin, self._go_on, self._stop, self._open)
        self._folder = ""
        self._begin.clicked.connect(self._on_begin_clicked)
        self._go_on.clicked.connect(self._on_go_on_clicked)
        self._stop.clicked.connect(self._on_stop_clicked)
        self._open.clicked.connect(self._on_open_clicked)
        self._model.running_changed.connect(self._show)
        self._model.progress_changed.connect(self._on_model_progress_changed)
        self._model.finished.connect(self._on_model_finished)
        self._model.failed.connect(self._on_model_failed)
        self._show()

    def begin(self, path: str) -> None:
        """This is where to."""
        self.say_nothing()
        self._model.begin(path)

    def _show(self, _running: object = None) -> None:
        running = self._model.is_running
        self._progress.setVisible(running)
        self._bar.setVisible(running)
        self._begin.setVisible(not running)
        self._go_on.setVisible(self._model.can_go_on)
        self._stop.setVisible(running)
        self._open.setVisible(not running and bool(self._folder))
        if running:
            self._progress.setText(self.tr("Beginning…"))
            self._bar.set_share(0.0)

    def _on_begin_clicked(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.place_wanted.emit(str(Path(place) / FILE_NAME))

    def _on_go_on_clicked(self) -> None:
        self.say_nothing()
        self._model.go_on()

    def _on_stop_clicked(self) -> None:
        self._model.stop()

    def _on_open_clicked(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))

    def _on_model_progress_changed(self, progress: ExportProgress) -> None:
        if progress.stage is ExportStage.LISTS:
            words = self.tr("Lists: {count} entries so far").format(count=progress.done)
            share = 0.1
        elif progress.stage is ExportStage.PHOTOS:
            words = self.tr("Photos: {done} of {count}").format(done=progress.done, count=progress.of)
            share = 0.1 + 0.85 * progress.done / max(1, progress.of)
        else:
            words = self.tr("Writing the file…")
            share = 0.97
        self._progress.setText(words)
        self._bar.set_share(share)

    def _on_model_finished(self, done: ExportDone) -> None:
        self._folder = str(Path(done.path).parent)
        self._show()
        self.say(
            "good",
            self.tr("{name} is there, {size}: {messages} messages, {posts} posts, {photos} photos.").format(
                name=Path(done.path).name,
                size=fmt.size(done.size_bytes),
                messages=done.message_count,
                posts=done.post_count,
                photos=done.photo_count,
            ),
        )

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._show()
        if isinstance(fault, Cancelled):
            self.say("wait", self.tr("Stopped. What was fetched is kept; Go On fetches only the rest."))
        else:
            self.say(
                "bad",
                self.tr("{what} What was fetched is kept; Go On fetches only the rest.").format(
                    what=fault_words(fault)
                ),
            )
