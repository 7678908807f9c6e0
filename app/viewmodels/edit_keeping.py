"""Keeps the photo in the editor with its edit on this computer, and brings back one whose editing was left."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import GettingOutError
from app.domain.left_edit import EditTask, EditToGoOn, LeftEdit
from app.domain.photos import PhotoEdits, PhotoPurpose
from app.domain.values import StorageMode
from app.jobs.job import Job
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.session import OpenSession
    from app.viewmodels.edit_photo import EditPhotoViewModel
    from app.viewmodels.edit_work import EditablePicture

SAVE_PAUSE_MS = 600
"""An edit is kept when nothing was moved for so long."""


class EditKeepingViewModel(QObject):
    """A photo is kept from when it is seen until it was handed on (`finish`) or thrown away; else it is left.

    The picture is written once and the edit whenever it has changed. What is left is offered to its member alone.
    """

    left_changed = Signal()
    ready = Signal(object)  # EditToGoOn
    lost = Signal(object)  # PhotoPurpose: of what was left the picture is damaged
    written = Signal(object)  # PhotoEdits: this edit is on the disk

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._left: dict[str, LeftEdit] = {}
        self._decided: set[str] = set()
        self._now: EditToGoOn | None = None
        self._going_on: EditToGoOn | None = None
        self._task: EditTask | None = None
        self._local_id: str | None = None
        self._written_sha256: str | None = None
        self._bringing: str | None = None
        self._held: EditToGoOn | None = None
        self._account_id = "" if hub.session is None else hub.session.info.id
        self._is_wanted = False
        self._is_unkept = False
        self._has_changed = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SAVE_PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        hub.draft_flush_wanted.connect(self.flush)
        hub.session_changed.connect(self._on_session_changed)

    @property
    def local_id(self) -> str | None:
        """The key of the photo in the editor; None while none is kept."""
        return self._local_id

    @property
    def is_kept(self) -> bool:
        """Whether the photo in the editor outlives the program, as it is now."""
        session = self._hub.session
        is_disk = session is not None and session.mode is StorageMode.KEPT
        return is_disk and self._now is not None and not self._is_unkept

    @property
    def outlives(self) -> bool:
        """Whether what is kept here outlives the program."""
        session = self._hub.session
        return session is not None and session.mode is StorageMode.KEPT

    def left(self, purpose: PhotoPurpose, contact: str | None = None) -> tuple[LeftEdit, ...]:
        """What was being edited for this and is in no editor now; the one begun last at the end.

        With `contact` only what is to stand for this one.
        """
        return tuple(
            each
            for each in self._left.values()
            if each.task.purpose is purpose and contact in (None, each.task.contact)
        )

    def watch(self, editor: EditPhotoViewModel) -> None:
        """From now on what is opened in it after `begin` is kept."""
        self._editor = editor
        editor.opened.connect(self._on_editor_opened)
        editor.edits_changed.connect(self._on_editor_edits_changed)

    def load(self) -> None:
        """Say what an earlier start of the program left; from now on also at every sign-in."""
        if not self._is_wanted:
            self._is_wanted = True
            self._read()

    def begin(self, task: EditTask, going_on: EditToGoOn | None = None) -> None:
        """What is opened next is edited for this; with `going_on` it is that one."""
        self.leave(self._local_id)
        self._task, self._going_on = task, going_on
        self._local_id = str(uuid4()) if going_on is None else going_on.local_id
        self._written_sha256 = None if going_on is None else going_on.origin.sha256
        if self._left.pop(self._local_id, None) is not None:
            self.left_changed.emit()

    def flush(self) -> None:
        """Keep it now, without waiting for the pause."""
        now = self._now
        self._pause.stop()
        if now is None or not self._has_changed:
            return
        self._has_changed = False
        if now.origin.sha256 == self._written_sha256:
            self._store(lambda session: session.edits.write(now.local_id, now.edits), now)
        else:
            self._written_sha256 = now.origin.sha256
            self._store(lambda session: session.edits.keep(now), now)

    def finish(self) -> str | None:
        """It goes on as something else: whoever keeps that drops this key in the same transaction."""
        local_id = self._local_id
        if local_id is not None:
            self._decided.add(local_id)
        self._forget()
        return local_id

    def throw_away(self, local_id: str | None) -> None:
        """The member does not want it."""
        if local_id is None:
            return
        self._decided.add(local_id)
        if local_id == self._local_id:
            self._forget()
        if self._left.pop(local_id, None) is not None:
            self.left_changed.emit()
        self._store(lambda session: session.edits.throw_away(local_id))

    def leave(self, local_id: str | None) -> None:
        """Its editor was closed without a decision: it can be gone on with."""
        if local_id is None or local_id != self._local_id:
            return
        self.flush()
        now = self._now or self._going_on  # what could not be opened this time
        self._forget()
        if self._hub.session is None:
            self._held = now  # for whoever comes back, even if the disk did not take it
        elif now is not None:
            self._left[local_id] = LeftEdit(local_id, now.origin.name, now.task)
            self.left_changed.emit()

    def go_on(self, local_id: str) -> None:
        """Bring one back; ends in `ready`, or in `lost` and in nothing being left of it."""
        if self._bringing != local_id:
            self._bringing = local_id
            self._hub.storage(
                self,
                lambda session: session.edits.go_on(local_id),
                lambda edit: self._on_brought(local_id, edit),
                self._on_not_brought,
            )

    def _keep_soon(self) -> None:
        self._has_changed = True
        self._pause.start()

    def _read(self) -> None:
        self._hub.storage(self, lambda session: session.edits.left(), self._on_loaded)

    def _forget(self) -> None:
        self._pause.stop()
        self._has_changed = False
        self._now = self._going_on = None
        self._task = self._local_id = self._written_sha256 = None

    def _store(self, work: Callable[[OpenSession], None], written: EditToGoOn | None = None) -> None:
        """On the storage lane, also if the program ends meanwhile."""
        session = self._hub.session
        if session is None:
            return

        def done(_nothing: None) -> None:
            self._on_stored(written)

        self._hub.runner.storage(Job(self, lambda: work(session), done, self._on_store_failed, must_run=True))

    def _on_editor_opened(self, picture: EditablePicture) -> None:
        """The picture is seen; another file in the same editor takes the place of the first."""
        if self._local_id is None or self._task is None:
            return
        before = self._now
        if before is not None and before.origin.sha256 != picture.origin.sha256:
            self._task = self._task.of_another_picture
        self._now = EditToGoOn(
            self._local_id, self._task, picture.opened.data, picture.origin, self._editor.edits
        )
        self._keep_soon()

    def _on_editor_edits_changed(self, edits: PhotoEdits) -> None:
        now = self._now
        if now is not None and edits != now.edits:
            self._now = msgspec.structs.replace(now, edits=edits)
            self._keep_soon()

    def _on_session_changed(self, session: OpenSession | None) -> None:
        self._bringing = None
        if session is not None and session.info.id != self._account_id:
            self._account_id, self._held = session.info.id, None
        if self._left:
            self._left.clear()
            self.left_changed.emit()
        if session is not None and self._is_wanted:
            self._read()

    def _on_loaded(self, kept: tuple[LeftEdit, ...]) -> None:
        """But for what is in the editor, and what was decided or left while it was read."""
        unwanted = {*self._decided, self._local_id}
        found = {each.local_id: each for each in kept if each.local_id not in unwanted} | self._left
        if found != self._left:
            self._left = found
            self.left_changed.emit()

    def _on_brought(self, local_id: str, edit: EditToGoOn | None) -> None:
        self._bringing = None
        held, self._held = self._held, None
        if edit is None and held is not None and held.local_id == local_id:
            edit = held
        if edit is not None:
            self.ready.emit(edit)
            return
        left = self._left.get(local_id)
        self.throw_away(local_id)
        if left is not None:
            self.lost.emit(left.task.purpose)

    def _on_not_brought(self, _fault: GettingOutError) -> None:
        """It is still left; the notice bar says what the disk does."""
        self._bringing = None

    def _on_stored(self, written: EditToGoOn | None) -> None:
        if written is not None:
            self._is_unkept = False
            self.written.emit(written.edits)

    def _on_store_failed(self, _fault: GettingOutError) -> None:
        """It is still in the editor; whoever closes the program is asked first, and the next edit tries again."""
        self._is_unkept = True
        self._written_sha256 = None
