"""Editing one photo: opened, looked at and exported in workers; every edit a frozen value that can be taken back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.errors import GettingOutError
from app.domain.photos import (
    BRIGHTNESS_LIMIT,
    ExportedPhoto,
    PhotoEdits,
    PhotoHint,
    PhotoOrigin,
    PhotoPurpose,
    Rect,
    Size,
)
from app.imaging import geometry
from app.jobs.job import Job
from app.jobs.runner import JobRunner
from app.viewmodels import edit_work
from app.viewmodels.edit_history import EditHistory
from app.viewmodels.edit_work import EditablePicture

if TYPE_CHECKING:
    from app.imaging.apply import Pixels

T = TypeVar("T")


class EditBusy(Enum):
    """What a worker does for the editor now."""

    NO = "no"
    OPENING = "opening"
    EXPORTING = "exporting"


class EditPhotoViewModel(QObject):
    """State of the editor. A picture that can't be opened changes nothing: what was there stays, with its edits."""

    opened = Signal(object)  # EditablePicture: another picture, its first pixels
    sharpened = Signal(object)  # EditablePicture: the same one in all its pixels
    failed = Signal(object)  # GettingOutError: it could not be opened
    edits_changed = Signal(object)  # PhotoEdits
    history_changed = Signal()
    hints_changed = Signal(object)  # tuple[PhotoHint, ...]
    busy_changed = Signal(object)  # EditBusy
    progress_changed = Signal(float)  # 0 to 1, of an export
    exported = Signal(object)  # ExportedPhoto
    export_failed = Signal(object)  # GettingOutError
    _progressed = Signal(object, float)

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._purpose = PhotoPurpose.PROFILE
        self._picture: EditablePicture | None = None
        self._history = EditHistory()
        self._hints: tuple[PhotoHint, ...] = ()
        self._first_hints: tuple[PhotoHint, ...] | None = None
        self._busy = EditBusy.NO
        self._opening: threading.Event | None = None
        self._exporting: threading.Event | None = None
        self._sharpening = threading.Event()
        self._looking: object | None = None
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)

    @property
    def purpose(self) -> PhotoPurpose:
        """What the picture is for."""
        return self._purpose

    @property
    def picture(self) -> EditablePicture | None:
        """What is being edited; None until the first pixels are there."""
        return self._picture

    @property
    def origin(self) -> PhotoOrigin | None:
        """Where the edit began, to come back to it later."""
        return None if self._picture is None else self._picture.origin

    @property
    def size(self) -> Size:
        """Of the full picture, upright."""
        return Size(1, 1) if self._picture is None else self._picture.opened.full_size

    @property
    def edits(self) -> PhotoEdits:
        """The present edit."""
        return self._history.present

    @property
    def can_undo(self) -> bool:
        """Whether a step can be taken back."""
        return self._history.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a step that was taken back can come again."""
        return self._history.can_redo

    @property
    def hints(self) -> tuple[PhotoHint, ...]:
        """What was noticed about the picture as it would be sent now."""
        return self._hints

    @property
    def mended(self) -> tuple[PhotoHint, ...]:
        """What was noticed when it was opened and is not any more."""
        return tuple(hint for hint in self._first_hints or () if hint not in self._hints)

    @property
    def busy(self) -> EditBusy:
        """What goes on."""
        return self._busy

    @property
    def frame(self) -> Rect:
        """What is kept of the picture as seen."""
        return geometry.frame_rect(self.size, self.edits, self._purpose.aspect)

    @property
    def output_size(self) -> Size:
        """The pixels that will come out."""
        return geometry.output_size(self.size, self.edits, self._purpose.aspect, self._purpose.longest_side)

    @property
    def comes_out_small(self) -> bool:
        """Whether it will look coarse."""
        return geometry.comes_out_small(self.size, self.edits, self._purpose.aspect)

    @property
    def max_zoom(self) -> float:
        """How near one can get."""
        return geometry.max_zoom(self.size, self.edits, self._view_aspect())

    def open(
        self,
        source: bytes | Pixels,
        name: str,
        purpose: PhotoPurpose,
        edits: PhotoEdits | None = None,
        *,
        path: str | None = None,
    ) -> None:
        """Open a file's bytes, or a camera's pixels (blue first); ends in `opened` or `failed`."""
        self.cancel()
        stop = self._opening = threading.Event()
        self._set_busy(EditBusy.OPENING)
        wanted = edits or PhotoEdits()
        self._run(
            lambda: edit_work.open(source, name, path, stop.is_set),
            lambda picture: self._on_opened(picture, purpose, wanted),
            self._on_open_failed,
            lambda: self._opening is stop,
        )

    def set_brightness(self, brightness: int) -> None:
        """−100 to 100; a step of its own unless a movement goes on."""
        within = min(max(brightness, -BRIGHTNESS_LIMIT), BRIGHTNESS_LIMIT)
        self.put(replace(self.edits, brightness=within))

    def turn(self, quarters: int) -> None:
        """Quarter turns clockwise, as seen."""
        self.put(geometry.turned(self.edits, self.size, quarters))

    def flip(self) -> None:
        """Left becomes right."""
        self.put(geometry.flipped(self.edits, self.size))

    def zoom_to(self, zoom: float) -> None:
        """As near as this, about the middle."""
        now = min(max(self.edits.zoom, 1.0), self.max_zoom)
        self.put(geometry.zoomed(self.edits, self.size, self._view_aspect(), zoom / now))

    def zoom_step(self, step: int) -> None:
        """A step nearer (1) or further (−1) about the middle."""
        self.zoom_to(self.edits.zoom * geometry.ZOOM_STEP**step)

    def cut_to_shape(self, shape: float) -> None:
        """A free frame gets this shape (width by height) about its own middle."""
        from app.imaging.handles import in_shape

        seen = geometry.seen_size(self.size, self.edits)
        self.put(replace(self.edits, crop=in_shape(self.frame, seen, shape)))

    def reset(self) -> None:
        """Everything as it was taken; a step that can be taken back."""
        self.put(PhotoEdits())

    def put(self, edits: PhotoEdits) -> None:
        """Another edit."""
        if self._picture is not None:
            self._history.put(edits)
            self._tell(edits)

    def begin(self) -> None:
        """A movement begins: until `end`, everything is one step."""
        self._history.begin()

    def end(self) -> None:
        """It is over."""
        self._history.end()
        self.history_changed.emit()
        self._look()

    def undo(self) -> None:
        """Takes the last step back."""
        self._history.undo()
        self._tell(self.edits)

    def redo(self) -> None:
        """And does it again."""
        self._history.redo()
        self._tell(self.edits)

    def export(self) -> None:
        """Make what travels; ends in `exported` or `export_failed`, and after `cancel` in neither."""
        picture = self._picture
        if picture is None or self._exporting is not None:
            return
        stop = self._exporting = threading.Event()
        edits, purpose = self.edits, self._purpose

        def tell_progress(share: float) -> None:
            with suppress(RuntimeError):  # the editor is gone
                self._progressed.emit(stop, share)

        self._set_busy(EditBusy.EXPORTING)
        self._run(
            lambda: edit_work.make(picture.opened, edits, purpose, tell_progress, stop.is_set),
            self._on_exported,
            self._on_export_failed,
            lambda: self._exporting is stop,
        )

    def cancel(self) -> None:
        """Whatever a worker does for the editor is not wanted any more; the edit stays."""
        for stop in (self._opening, self._exporting):
            if stop is not None:
                stop.set()
        self._opening = self._exporting = None
        self._set_busy(EditBusy.NO)

    def close(self) -> None:
        """Forget the picture."""
        self.cancel()
        self._forget()
        self._picture = None
        self._history = EditHistory()

    def _view_aspect(self) -> float:
        aspect = self._purpose.aspect
        seen = geometry.seen_size(self.size, self.edits)
        return seen.width / seen.height if aspect is None else aspect

    def _tell(self, edits: PhotoEdits) -> None:
        self.edits_changed.emit(edits)
        self.history_changed.emit()
        if not self._history.is_moving:
            self._look()

    def _forget(self) -> None:
        """Nothing a worker may still find out about the picture is wanted."""
        self._sharpening.set()
        self._sharpening = threading.Event()
        self._looking = None

    def _on_opened(self, picture: EditablePicture, purpose: PhotoPurpose, edits: PhotoEdits) -> None:
        self._forget()
        self._opening = None
        self._purpose = purpose
        self._picture = picture
        self._history = EditHistory(edits)
        self._hints, self._first_hints = (), None
        self._set_busy(EditBusy.NO)
        self.opened.emit(picture)
        self._tell(edits)
        stop = self._sharpening = threading.Event()
        self._run(
            lambda: edit_work.sharpen(picture, stop.is_set),
            self._on_sharpened,
            lambda _fault: None,  # the export says it in words; until then the first pixels do
            lambda: self._sharpening is stop,
        )

    def _on_open_failed(self, fault: GettingOutError) -> None:
        self._opening = None
        self._set_busy(EditBusy.NO)
        self.failed.emit(fault)

    def _on_sharpened(self, picture: EditablePicture) -> None:
        self._picture = picture
        self.sharpened.emit(picture)
        self._look()

    def _on_exported(self, photo: ExportedPhoto) -> None:
        self._exporting = None
        self._set_busy(EditBusy.NO)
        self.exported.emit(photo)

    def _on_export_failed(self, fault: GettingOutError) -> None:
        self._exporting = None
        self._set_busy(EditBusy.NO)
        self.export_failed.emit(fault)

    def _on_progressed(self, stop: object, share: float) -> None:
        if stop is self._exporting:
            self.progress_changed.emit(share)

    def _look(self) -> None:
        """What can be noticed about the picture as it would be sent; only the newest answer counts."""
        picture = self._picture
        if picture is None or not self._purpose.is_sent:
            return  # what is noticed is what a facility may refuse
        looking = self._looking = object()
        edits, aspect = self.edits, self._purpose.aspect
        self._run(
            lambda: edit_work.look_at(picture.opened, edits, aspect),
            self._on_looked,
            lambda _fault: None,  # a hint that can't be given is none
            lambda: self._looking is looking,
        )

    def _on_looked(self, hints: tuple[PhotoHint, ...]) -> None:
        if self._first_hints is None:
            self._first_hints = hints
        self._hints = hints
        self.hints_changed.emit(hints)

    def _run(
        self,
        work: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[GettingOutError], None],
        still_wanted: Callable[[], bool],
    ) -> None:
        self._runner.network(Job(self, work, done, failed, still_wanted))

    def _set_busy(self, busy: EditBusy) -> None:
        if busy is not self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)
