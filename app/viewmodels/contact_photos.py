"""The photos that stand for contacts on this computer: read once, decoded in a worker, chosen and taken away."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.photos import ExportedPhoto
from app.domain.values import Change, ChangeKind
from app.jobs.job import Job
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QImage

    from app.services.session import OpenSession

SHOWN_SIDE = 256
"""Pixels of a photo as it is shown: the largest disc at twice the scale and twice the text size, and some more."""


class ContactPhotosViewModel(QObject):
    """Nothing is read before `load`, and nothing of one session is shown in the next."""

    changed = Signal()  # photos are others now
    kept = Signal(str)  # the contact's id: this computer has the photo
    failed = Signal(object)  # GettingOutError: nothing was changed

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._contents: dict[str, bytes] = {}
        self._photos: dict[str, QImage] = {}
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)

    @property
    def photos(self) -> Mapping[str, QImage]:
        """Those that are here, by the contact's id."""
        return self._photos

    def load(self) -> None:
        """Read what is kept."""
        self._hub.storage(self, lambda session: session.contact_photos.all(), self._on_read)

    def keep(self, contact_id: str, photo: ExportedPhoto, edited: str | None) -> None:
        """It stands for the contact from now on; ends in `kept` or `failed`. `edited` is its key in the editor."""
        self._store(
            lambda session: session.contact_photos.keep(contact_id, photo, edited),
            lambda: self.kept.emit(contact_id),
        )

    def remove(self, contact_id: str) -> None:
        """The initials stand for the contact again, or it ends in `failed`."""
        self._store(lambda session: session.contact_photos.remove(contact_id), lambda: None)

    def _store(self, work: Callable[[OpenSession], tuple[Change, ...]], done: Callable[[], None]) -> None:
        """Also if the program ends meanwhile."""
        session = self._hub.session
        if session is None:
            return

        def stored(changes: tuple[Change, ...]) -> None:
            self._hub.storage_worked.emit()
            self._hub.tell_all(changes)
            done()

        self._hub.runner.storage(Job(self, lambda: work(session), stored, self.failed.emit, must_run=True))

    def _on_read(self, contents: dict[str, bytes]) -> None:
        """What is the same as before is not decoded again."""
        before, self._contents = self._contents, contents
        self._photos = {key: image for key, image in self._photos.items() if contents.get(key) == before[key]}
        for key, content in contents.items():
            if key not in self._photos:
                self._hub.network(self, partial(_decoded, content), partial(self._on_decoded, key, content))
        self.changed.emit()

    def _on_decoded(self, key: str, content: bytes, image: QImage | None) -> None:
        if image is not None and self._contents.get(key) is content:
            self._photos[key] = image
            self.changed.emit()

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._contents, self._photos = {}, {}
        self.changed.emit()

    def _on_changed(self, change: Change) -> None:
        if change.kind is ChangeKind.CONTACT_PHOTOS:
            self.load()


def _decoded(content: bytes, _session: OpenSession) -> QImage | None:
    """On the network lane: decoding takes its time, and the storage lane has words to keep."""
    from app.imaging.qt import small_jpeg

    return small_jpeg(content, SHOWN_SIDE)
