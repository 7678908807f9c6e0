"""How far the photos are that go up: each one's share, and all of them together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.gallery import PhotoProgress, UploadsStanding
from app.domain.values import Change, ChangeKind
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

_COUNTED = (ChangeKind.PHOTOS, ChangeKind.SHARE_UPLOAD, ChangeKind.ALL)


class Uploads(QObject):
    """Follows the outbox of photos; counted anew at most once at a time."""

    changed = Signal()
    progress_changed = Signal(object)  # PhotoProgress

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._standing = UploadsStanding()
        self._progress: PhotoProgress | None = None
        self._is_counting = self._counts_again = False
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)
        self._count()

    @property
    def standing(self) -> UploadsStanding:
        """All photos on their way up."""
        return self._standing

    def progress(self, key: str) -> float | None:
        """How far this one is, from 0 to 1; None if it is not on the wire."""
        return self._progress.share if self._progress is not None and self._progress.key == key else None

    def _count(self) -> None:
        if self._hub.session is None:
            return
        if self._is_counting:
            self._counts_again = True
            return
        self._is_counting = True
        self._hub.storage(
            self, lambda session: session.galleries.uploads(), self._on_counted, self._on_failed
        )

    def _on_counted(self, standing: UploadsStanding) -> None:
        self._is_counting, again = False, self._counts_again
        self._counts_again = False
        self._set_standing(standing)
        if again:
            self._count()

    def _on_failed(self, _fault: GettingOutError) -> None:
        """The disk; what it did stands in the notice bar."""
        self._is_counting = self._counts_again = False

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._progress = None
        self._is_counting = self._counts_again = False
        self._set_standing(UploadsStanding())
        self._count()

    def _on_changed(self, change: Change) -> None:
        session = self._hub.session
        if session is None or change.kind not in _COUNTED:
            return
        before, self._progress = self._progress, session.galleries.progress()
        if self._progress is not None:
            self.progress_changed.emit(self._progress)
        elif before is not None:
            self.progress_changed.emit(PhotoProgress(before.key, 1.0))
        self._count()

    def _set_standing(self, standing: UploadsStanding) -> None:
        if standing != self._standing:
            self._standing = standing
            self.changed.emit()
