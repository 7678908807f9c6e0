"""Photos on their way from files or the editor to being shared: opened in a worker one by one, kept on the disk."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from app.domain.errors import GettingOutError
from app.domain.gallery import PhotoReview, PreparedChoice, PreparedPhoto
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin
from app.domain.values import StorageMode
from app.jobs.job import Job
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

MOST_AT_ONCE = 30
"""More would be no choice any more; further ones are shared after these."""
SAVE_PAUSE_MS = 600
"""Titles are kept when nobody has typed for so long."""
LOOK_SIDE = 900
"""Pixels of a photo as it is shown before it is shared."""


class PrepareState(Enum):
    """How far a photo is."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"


class PreparingPhoto(msgspec.Struct, frozen=True):
    """One photo of the list; `name` is its file's. Ready ones have `photo`, failed ones `fault`.

    `local_id` is the key under which it is kept, `title` what was typed, None before anybody saw it. `review` is why
    the one that it `replaces` was not approved.
    """

    key: int
    name: str
    state: PrepareState = PrepareState.WAITING
    path: str | None = None
    photo: ExportedPhoto | None = None
    edits: PhotoEdits = PhotoEdits()
    origin: PhotoOrigin | None = None
    original: bytes | None = None
    fault: GettingOutError | None = None
    replaces: str | None = None
    local_id: str = ""
    title: str | None = None
    review: PhotoReview | None = None


class PreparePhotosViewModel(QObject):
    """What is ready is kept on this computer until it was shared or thrown away, and is there again after a restart.

    Somebody else who signs in never sees it.
    """

    changed = Signal()
    item_changed = Signal(int)  # key

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._items: dict[int, PreparingPhoto] = {}
        self._looks: dict[int, QImage] = {}
        self._next_key = 1
        self._choice = PreparedChoice()
        self._is_working = False
        self._is_wanted = False
        self._is_unkept = False
        self._has_changed = False
        self._account_id = ""
        self._save_pause = QTimer(self)
        self._save_pause.setSingleShot(True)
        self._save_pause.setInterval(SAVE_PAUSE_MS)
        self._save_pause.timeout.connect(self.flush)
        hub.draft_flush_wanted.connect(self.flush)
        hub.session_changed.connect(self._on_session_changed)

    @property
    def items(self) -> tuple[PreparingPhoto, ...]:
        """All photos of the list, in the order they came."""
        return tuple(self._items.values())

    @property
    def is_ready(self) -> bool:
        """Whether there is something to share, and nothing is still being opened."""
        states = [item.state for item in self._items.values()]
        return PrepareState.READY in states and PrepareState.WAITING not in states

    def item(self, key: int) -> PreparingPhoto | None:
        """The photo of this key."""
        return self._items.get(key)

    def look(self, key: int) -> QImage | None:
        """How it looks, once it is ready."""
        return self._looks.get(key)

    @property
    def choice(self) -> PreparedChoice:
        """Who can see them, and into which gallery they go."""
        return self._choice

    @property
    def is_kept(self) -> bool:
        """Whether all that is ready outlives the program."""
        session = self._hub.session
        return session is not None and session.mode is StorageMode.KEPT and not self._is_unkept

    def load(self) -> None:
        """Bring back what an earlier start of the program left; from now on also at every sign-in."""
        self._is_wanted = True
        self._hub.storage(self, lambda session: session.sharing.prepared(), self._on_loaded)

    def set_title(self, key: int, title: str) -> None:
        """What stands in the field of its title."""
        item = self._items.get(key)
        if item is not None and item.title != title:
            self._items[key] = msgspec.structs.replace(item, title=title)
            self._keep_soon()

    def set_choice(self, choice: PreparedChoice) -> None:
        """Who can see them, and into which gallery they go."""
        if choice != self._choice:
            self._choice = choice
            self._keep_soon()

    def flush(self) -> None:
        """Keep titles and choice now, without waiting for the pause in typing."""
        self._save_pause.stop()
        if not self._has_changed:
            return
        self._has_changed = False
        titles = {item.local_id: item.title or "" for item in self._items.values() if item.photo is not None}
        choice = self._choice
        if titles:
            self._store(lambda session: session.sharing.write_prepared(titles, choice))

    def add_files(self, paths: tuple[str, ...]) -> int:
        """Opens these files in their order; answers how many were too many and are left out."""
        room = max(0, MOST_AT_ONCE - len(self._items))
        for path in paths[:room]:
            key = self._take_key()
            self._items[key] = PreparingPhoto(key, Path(path).name, path=path, local_id=str(uuid4()))
        self.changed.emit()
        self._work()
        return max(0, len(paths) - room)

    def put(
        self,
        photo: ExportedPhoto,
        edits: PhotoEdits,
        origin: PhotoOrigin,
        original: bytes | None,
        *,
        key: int | None = None,
        replaces: str | None = None,
        review: PhotoReview | None = None,
        edited: str | None = None,
    ) -> int:
        """A photo as it came from the editor, in the place of `key` or as one more; answers its key.

        Which one it replaces stays as it was first told; what was said of that one is told anew with every edit.
        `edited` is the key under which the editor kept it: it is kept here from now on.
        """
        before = None if key is None else self._items.get(key)
        found = self._take_key() if before is None else before.key
        if before is not None:
            replaces = before.replaces
        self._items[found] = PreparingPhoto(
            found,
            origin.name,
            PrepareState.READY,
            origin.path,
            photo,
            edits,
            origin,
            original,
            None,
            replaces,
            str(uuid4()) if before is None else before.local_id,
            None if before is None else before.title,
            review,
        )
        self._looks.pop(found, None)
        self._keep(self._items[found], edited)
        self.changed.emit()
        self._look_at(found, photo)
        return found

    def remove(self, key: int) -> None:
        """Leaves one out."""
        item = self._items.pop(key, None)
        if item is not None:
            self._looks.pop(key, None)
            self._store(lambda session: session.sharing.leave_out(item.local_id))
            self.changed.emit()

    def clear(self) -> None:
        """All were shared, or thrown away."""
        self._store(lambda session: session.sharing.throw_away())
        self._forget()

    def prepared(self, titles: dict[int, str]) -> tuple[PreparedPhoto, ...]:
        """What can be shared, with these titles."""
        found = (_prepared(item, titles.get(item.key, "")) for item in self._items.values())
        return tuple(photo for photo in found if photo is not None)

    def _keep_soon(self) -> None:
        self._has_changed = True
        self._save_pause.start()

    def _forget(self) -> None:
        """Here; the disk keeps what it has."""
        self._save_pause.stop()
        self._has_changed = False
        self._items.clear()
        self._looks.clear()
        self._choice = PreparedChoice()
        self._is_unkept = False
        self.changed.emit()

    def _keep(self, item: PreparingPhoto, edited: str | None = None) -> None:
        photo = _prepared(item, item.title or "")
        choice = self._choice
        if photo is not None:
            self._store(lambda session: session.sharing.keep_prepared(item.local_id, photo, choice, edited))

    def _store(self, work: Callable[[OpenSession], None]) -> None:
        """On the storage lane, also if the program ends meanwhile."""
        session = self._hub.session
        if session is not None:
            self._hub.runner.storage(
                Job(self, lambda: work(session), failed=self._on_store_failed, must_run=True)
            )

    def _look_at(self, key: int, photo: ExportedPhoto) -> None:
        job = Job(
            self,
            lambda: (key, _look(photo.data)),
            self._on_looked,
            still_wanted=self._unless_gone(key),
        )
        self._hub.runner.network(job)

    def _take_key(self) -> int:
        key, self._next_key = self._next_key, self._next_key + 1
        return key

    def _unless_gone(self, key: int) -> Callable[[], bool]:
        return lambda: key in self._items

    def _work(self) -> None:
        """One at a time: a picture opened whole takes much memory."""
        if self._is_working:
            return
        item = next((each for each in self._items.values() if each.state is PrepareState.WAITING), None)
        if item is None or item.path is None:
            return
        self._is_working = True
        path, key = item.path, item.key
        wanted = self._unless_gone(key)
        job = Job(self, lambda: _prepare(key, path, wanted), self._on_prepared)
        self._hub.runner.network(job)

    def _on_prepared(self, done: tuple[PreparingPhoto, QImage | None]) -> None:
        self._is_working = False
        item, look = done
        before = self._items.get(item.key)
        if before is not None:
            item = msgspec.structs.replace(item, local_id=before.local_id, title=before.title)
            self._items[item.key] = item
            self._keep(item)
            if look is not None:
                self._looks[item.key] = look
            self.item_changed.emit(item.key)
            self.changed.emit()
        self._work()

    def _on_looked(self, done: tuple[int, QImage | None]) -> None:
        key, look = done
        if look is not None:
            self._looks[key] = look
            self.item_changed.emit(key)

    def _on_session_changed(self, session: OpenSession | None) -> None:
        """Whoever comes back finds the list as it was; anybody else never sees it."""
        if session is None:
            return
        if session.info.id != self._account_id:
            self._account_id = session.info.id
            if self._items:
                self._forget()
        if self._is_wanted:
            self.load()

    def _on_loaded(self, kept: tuple[dict[str, PreparedPhoto], PreparedChoice]) -> None:
        """What is here already is newer than what was read; what the disk has not got is kept now."""
        photos, choice = kept
        here = {item.local_id for item in self._items.values()}
        if not here:
            self._choice = choice
        for local_id, photo in photos.items():
            if local_id not in here:
                key, origin = self._take_key(), photo.origin
                self._items[key] = PreparingPhoto(
                    key,
                    origin.name,
                    PrepareState.READY,
                    origin.path,
                    photo.photo,
                    photo.edits,
                    origin,
                    photo.original,
                    None,
                    photo.replaces,
                    local_id,
                    photo.title,
                    photo.review,
                )
                self._look_at(key, photo.photo)
        for item in self._items.values():
            if item.local_id not in photos:
                self._keep(item)
        if photos:
            self.changed.emit()

    def _on_store_failed(self, _fault: GettingOutError) -> None:
        """They are still here; whoever closes the program is asked first."""
        self._is_unkept = True


def _prepared(item: PreparingPhoto, title: str) -> PreparedPhoto | None:
    """What can be shared of it; None before it is ready."""
    if item.photo is None or item.origin is None:
        return None
    return PreparedPhoto(
        item.photo, title, item.edits, item.origin, item.original, item.replaces, item.review
    )


def _prepare(key: int, path: str, wanted: Callable[[], bool]) -> tuple[PreparingPhoto, QImage | None]:
    """In a worker: the file as it is, made ready to travel. A file that is no picture is told in the list."""
    from app.imaging.export import export
    from app.imaging.opening import open_picture, read_file

    name = Path(path).name
    try:
        opened = open_picture(read_file(Path(path)), name, cancelled=lambda: not wanted())
        photo = export(opened, PhotoEdits(), None, progress=_nobody_looks, cancelled=lambda: not wanted())
    except GettingOutError as fault:
        return PreparingPhoto(key, name, PrepareState.FAILED, path, fault=fault), None
    origin = PhotoOrigin(path, name, opened.sha256)
    return PreparingPhoto(key, name, PrepareState.READY, path, photo, PhotoEdits(), origin), _look(photo.data)


def _look(data: bytes) -> QImage | None:
    from app.imaging.qt import small_jpeg

    return small_jpeg(data, LOOK_SIDE)


def _nobody_looks(_share: float) -> None:
    """Photos of a list are told when they are ready."""
