"""The member's profile photo: what is shown, what is on its way, what a new one costs, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin
from app.domain.prices import PriceLine
from app.domain.profile_photo import PhotoToEdit, ProfilePhotoStanding, UploadProgress
from app.domain.values import Change, ChangeKind, Connection
from app.jobs.job import Job
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

SHOWN_SIDE = 400
"""Pixels of a picture as it is shown: twice the largest disc, and some more for large text."""
_STANDING_CHANGES = (ChangeKind.PROFILE_PHOTO, ChangeKind.FACILITIES, ChangeKind.ALL)
_PRICE_CHANGES = (ChangeKind.CONTACTS, ChangeKind.FACILITIES)


@dataclass(frozen=True, slots=True)
class _Read:
    """The standing with the bytes of its pictures, as far as they are here."""

    standing: ProfilePhotoStanding
    pictures: dict[str, bytes]


class ProfilePhotoViewModel(QObject):
    """Pictures are `QImage`s made in a worker. What was sent is kept before anything is said to have happened."""

    standing_changed = Signal(object)  # ProfilePhotoStanding
    pictures_changed = Signal()
    progress_changed = Signal(object)  # UploadProgress | None
    photo_queued = Signal()
    queueing_failed = Signal(object)  # GettingOutError: the photo is where it was
    edit_ready = Signal(object)  # PhotoToEdit
    failed = Signal(object)  # GettingOutError

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._standing = ProfilePhotoStanding()
        self._pictures: dict[str, object] = {}
        self._decoding: set[str] = set()
        self._progress: UploadProgress | None = None
        self._was_asked = False
        self._is_fetching = False
        hub.session_changed.connect(self._on_session_changed)
        hub.changed.connect(self._on_changed)
        hub.connection_changed.connect(self._on_connection_changed)

    @property
    def standing(self) -> ProfilePhotoStanding:
        """What is shown and what is on its way."""
        return self._standing

    @property
    def progress(self) -> UploadProgress | None:
        """How far the photo is that goes up now."""
        return self._progress

    @property
    def is_online(self) -> bool:
        """Whether what waits here goes out now."""
        return self._hub.connection is Connection.ONLINE

    @property
    def price_line(self) -> PriceLine:
        """What a new photo costs, and what there is for it: one that waits gives back what it takes or holds."""
        balance = self._hub.tally.balance
        if balance is None:
            return PriceLine(self._standing.price_cents)
        newest = self._standing.newest
        back = 0
        if newest is not None:
            held = sum(part.held_cents for part in newest.parts)
            back = newest.price_cents if newest.leaves_by_itself else held
        return PriceLine(
            self._standing.price_cents, balance.available_cents - self._hub.tally.claimed_cents + back
        )

    def picture(self, sha256: str | None) -> object | None:
        """The picture of this name as a QImage; None until it is here."""
        return None if sha256 is None else self._pictures.get(sha256)

    @property
    def shown_picture(self) -> object | None:
        """The photo of the member that others see, as a QImage; None without one, or until it is here."""
        return self.picture(self._standing.shown)

    def load(self) -> None:
        """Show what is known here, and ask the server what a new one costs by now."""
        self._was_asked = True
        self._read()
        if self.is_online:
            self._refresh()

    def submit(
        self,
        photo: ExportedPhoto,
        edits: PhotoEdits,
        origin: PhotoOrigin,
        original: bytes | None,
        edited: str | None = None,
    ) -> None:
        """Keep it to be sent at the price that is shown; ends in `photo_queued` or `queueing_failed`.

        `edited` is the key under which the editor kept it.
        """
        session, price = self._hub.session, self._standing.price_cents
        if session is None:
            return
        from uuid import uuid4

        local_id = str(uuid4())
        self._hub.runner.storage(
            Job(
                self,
                lambda: session.profile_photo.queue(
                    local_id, photo, edits, origin, original, price or 0, edited
                ),
                self._on_queued,
                self.queueing_failed.emit,
                must_run=True,
            )
        )

    def withdraw(self) -> None:
        """Take back what waits, here or for a decision; ends in a new standing or `failed`."""
        newest = self._standing.newest
        if newest is not None:
            key = newest.key
            self._hub.network(
                self, lambda session: session.profile_photo.withdraw(key), self._hub.tell_all, self._on_failed
            )

    def send_anyway(self) -> None:
        """Send the photo that stayed here, at the price that is shown now."""
        newest = self._standing.newest
        if newest is None or not newest.is_here_only:
            return
        told = None if newest.fault is None else newest.fault.price_cents
        key, price = newest.key, told if told is not None else self._standing.price_cents or 0
        self._hub.storage(
            self, lambda session: session.profile_photo.retry(key, price), self._on_retried, self._on_failed
        )

    def send_to_reached(self) -> None:
        """Send the photo that waited for a first contact to whom it would reach by now, at the price shown."""
        newest, price = self._standing.newest, self._standing.price_cents
        if newest is None or price is None:
            return
        from uuid import uuid4

        key, fresh_id = newest.key, str(uuid4())
        self._hub.network(
            self,
            lambda session: session.profile_photo.send_to_reached(key, fresh_id, price),
            self._on_retried,
            self._on_failed,
        )

    def edit_again(self) -> None:
        """Bring back the photo that came back; ends in `edit_ready` or `failed`."""
        newest = self._standing.newest
        if newest is not None:
            key = newest.key
            self._hub.network(
                self, lambda session: session.profile_photo.to_edit(key), self._on_to_edit, self._on_failed
            )

    def _read(self) -> None:
        have = frozenset(self._pictures)
        self._hub.storage(self, lambda session: _read(session, have), self._on_read)

    def _refresh(self) -> None:
        self._hub.network(self, lambda session: session.profile_photo.refresh(), self._hub.tell_all)

    def _on_read(self, read: _Read) -> None:
        standing = read.standing
        wanted = _wanted(standing)
        self._pictures = {name: image for name, image in self._pictures.items() if name in wanted}
        for name, content in read.pictures.items():
            self._decode(name, content)
        missing = [name for name in wanted if name not in self._pictures and name not in read.pictures]
        if missing and self.is_online:
            self._fetch()
        if standing != self._standing:
            self._standing = standing
            self.standing_changed.emit(standing)

    def _decode(self, name: str, content: bytes) -> None:
        if name in self._decoding or name in self._pictures:
            return
        self._decoding.add(name)
        self._hub.network(self, lambda _session: _image(content), lambda image: self._on_image(name, image))

    def _on_image(self, name: str, image: object | None) -> None:
        self._decoding.discard(name)
        if image is not None and name in _wanted(self._standing):
            self._pictures[name] = image
            self.pictures_changed.emit()

    def _fetch(self) -> None:
        if not self._is_fetching:
            self._is_fetching = True
            self._hub.network(
                self,
                lambda session: session.profile_photo.fetch_pictures(),
                self._on_fetched,
                self._on_unfetched,
            )

    def _on_fetched(self, changes: tuple[Change, ...]) -> None:
        self._is_fetching = False
        self._hub.tell_all(changes)

    def _on_unfetched(self, _fault: GettingOutError) -> None:
        """It is tried again with the next change, or when the connection is back."""
        self._is_fetching = False

    def _on_queued(self, changes: tuple[Change, ...]) -> None:
        self._hub.storage_worked.emit()
        self._hub.tell_all(changes)
        self.photo_queued.emit()
        self._hub.sending_wanted.emit()

    def _on_retried(self, changes: tuple[Change, ...]) -> None:
        self._hub.tell_all(changes)
        self._hub.sending_wanted.emit()

    def _on_to_edit(self, photo: PhotoToEdit) -> None:
        self.edit_ready.emit(photo)

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self._was_asked = self._is_fetching = False
        self._pictures.clear()
        self._decoding.clear()
        self._set_progress(None)
        self._standing = ProfilePhotoStanding()
        self.standing_changed.emit(self._standing)

    def _on_changed(self, change: Change) -> None:
        if not self._was_asked:
            return
        if change.kind is ChangeKind.UPLOAD:
            session = self._hub.session
            self._set_progress(None if session is None else session.profile_photo.progress())
        elif change.kind in _STANDING_CHANGES:
            session = self._hub.session
            self._set_progress(None if session is None else session.profile_photo.progress())
            self._read()
        if change.kind in _PRICE_CHANGES and self.is_online:
            self._refresh()

    def _on_connection_changed(self, connection: Connection) -> None:
        if self._was_asked:
            self.standing_changed.emit(self._standing)  # what waits says whether it goes out now
            if connection is Connection.ONLINE:
                self._read()

    def _set_progress(self, progress: UploadProgress | None) -> None:
        if progress != self._progress:
            self._progress = progress
            self.progress_changed.emit(progress)


def _read(session: OpenSession, have: frozenset[str]) -> _Read:
    """On the storage lane."""
    standing = session.profile_photo.standing()
    found = {name: session.profile_photo.picture(name) for name in _wanted(standing) if name not in have}
    return _Read(standing, {name: content for name, content in found.items() if content is not None})


def _image(content: bytes) -> object | None:
    """On the network lane: decoding takes its time, and the storage lane has words to keep."""
    from app.imaging.qt import small_jpeg

    return small_jpeg(content, SHOWN_SIDE)


def _wanted(standing: ProfilePhotoStanding) -> tuple[str, ...]:
    newest = standing.newest
    names = (standing.shown, None if newest is None else newest.picture)
    return tuple(dict.fromkeys(name for name in names if name is not None))
