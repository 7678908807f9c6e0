"""The photo of the post that is being written: added by the editor, opened there again, taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.domain.errors import GettingOutError
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin
from app.jobs.job import Job
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.session import OpenSession

LOOK_SIDE = 480
"""Pixels of the photo as it stands below the words."""


class PostPhotoViewModel(QObject):
    """Of one draft at a time; whoever shows another draft tells it with `take`.

    What was added is kept with the draft at once, and what it was made of where no file has it: neither a crash nor a
    sign-out loses them.
    """

    changed = Signal()  # photo, look, is_busy: read again
    stored = Signal()  # what was added or taken out is on disk
    edit_ready = Signal(object)  # PhotoToEdit
    failed = Signal(object)  # GettingOutError: nothing is lost

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._name = ""
        self._photo: ExportedPhoto | None = None
        self._look: QImage | None = None
        self._is_busy = False

    @property
    def photo(self) -> ExportedPhoto | None:
        """The photo the post would have; None without one."""
        return self._photo

    @property
    def look(self) -> QImage | None:
        """How it looks, once it was decoded."""
        return self._look

    @property
    def is_busy(self) -> bool:
        """Whether a photo is on its way into the draft or out of it."""
        return self._is_busy

    def take(self, name: str, photo: ExportedPhoto | None) -> None:
        """This draft is shown from now on, with this photo."""
        is_same = photo is not None and self._photo is not None and photo.sha256 == self._photo.sha256
        self._name, self._is_busy = name, False
        if not is_same:
            self._photo, self._look = photo, None
            if photo is not None:
                self._decode(photo)
        self.changed.emit()

    def add(
        self,
        photo: ExportedPhoto,
        edits: PhotoEdits,
        origin: PhotoOrigin,
        original: bytes | None,
        edited: str | None = None,
    ) -> None:
        """As it came from the editor, in place of the one before; `original` are bytes that no file has.

        `edited` is the key under which the editor kept it.
        """
        name, replaced = self._name, None if self._photo is None else self._photo.sha256

        def work(session: OpenSession) -> None:
            session.posts.photos.add(name, photo, edits, origin, original, replaced, edited)

        self._keep(work)

    def remove(self) -> None:
        """Out of the draft."""
        name, photo = self._name, self._photo
        if photo is not None:
            self._keep(lambda session: session.posts.photos.remove(name, photo.sha256))

    def edit(self) -> None:
        """Ends in `edit_ready`."""
        name = self._name
        if self._photo is None:
            return
        self._hub.storage(
            self, lambda session: session.posts.photos.to_edit(name), self.edit_ready.emit, self.failed.emit
        )

    def _keep(self, work: Callable[[OpenSession], None]) -> None:
        session = self._hub.session
        if session is None:
            return
        self._is_busy = True
        self.changed.emit()
        self._hub.runner.storage(
            Job(self, lambda: work(session), self._on_kept, self._on_keep_failed, must_run=True)
        )

    def _on_kept(self, _nothing: None) -> None:
        self._hub.storage_worked.emit()
        self.stored.emit()

    def _on_keep_failed(self, fault: GettingOutError) -> None:
        self._is_busy = False
        self.changed.emit()
        self.failed.emit(fault)

    def _decode(self, photo: ExportedPhoto) -> None:
        self._hub.runner.network(
            Job(
                self,
                lambda: (photo.sha256, _look(photo.data)),
                self._on_decoded,
                still_wanted=lambda: self._photo is not None and self._photo.sha256 == photo.sha256,
            )
        )

    def _on_decoded(self, decoded: tuple[str, QImage | None]) -> None:
        sha256, look = decoded
        if self._photo is not None and self._photo.sha256 == sha256:
            self._look = look
            self.changed.emit()


def _look(data: bytes) -> QImage | None:
    from app.imaging.qt import small_jpeg

    return small_jpeg(data, LOOK_SIDE)
