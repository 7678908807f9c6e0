"""The way of a photo into a post: camera or file, editor, into the draft; nothing is lost on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.domain.gallery import PhotoReview
from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, PhotoPurpose
from app.domain.prices import PriceLine
from app.domain.profile_photo import PhotoToEdit
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.views.editor_path import EditorPath
from app.views.file_picker import PickedPicture

if TYPE_CHECKING:
    from app.views.sheet_door import SheetDoor


class PostPhotoPath(EditorPath):
    """What comes out of the editor goes into the draft that is shown below it."""

    purpose: ClassVar = PhotoPurpose.POST

    def __init__(self, app: AppViewModel, door: SheetDoor, host: QWidget) -> None:
        super().__init__(app, door, host)
        self._compose = app.post_compose
        self._model = app.post_compose.photo
        self._coming: EditToGoOn | None = None
        self._model.edit_ready.connect(self._on_model_edit_ready)
        self._model.stored.connect(self._on_handed_on)
        self._model.failed.connect(self._on_not_handed_on)
        self._compose.opened.connect(self._on_compose_opened)

    def take(self) -> None:
        """Take New Photo; a file can be chosen there instead."""
        self._open_camera()

    def upload(self) -> None:
        """Upload New Photo."""
        self._follow(self.picker.open(self._host))

    def bring(self, picture: PickedPicture) -> None:
        """A picture that was dropped or pasted."""
        self._edit_picture(picture)

    def edit(self) -> None:
        """The photo of the post, with the same edit."""
        self._model.edit()

    @property
    @override
    def _price_line(self) -> PriceLine:
        return self._compose.photo_line

    @override
    def _new_task(self) -> EditTask:
        return EditTask(self.purpose, draft=self._compose.draft)

    @override
    def _hand_on(
        self, photo: ExportedPhoto, edits: PhotoEdits, origin: PhotoOrigin, original: bytes | None
    ) -> None:
        self._keeping.flush()
        self._model.add(photo, edits, origin, original, self._keeping.local_id)

    @override
    def _on_keeping_ready(self, photo: EditToGoOn) -> None:
        """The words it is for come first: what comes out of the editor goes to those that are shown."""
        if photo.task.purpose is self.purpose:
            self._coming = photo
            self._compose.open(photo.task.draft)

    def _on_compose_opened(self) -> None:
        coming, self._coming = self._coming, None
        if coming is not None:
            super()._on_keeping_ready(coming)

    @override
    def _on_app_session_changed(self, account: AccountInfo | None) -> None:
        self._coming = None
        super()._on_app_session_changed(account)

    def _on_model_edit_ready(self, photo: PhotoToEdit) -> None:
        part, review = self._compose.mending, None
        if photo.marks and part is not None and part.refusal is not None:
            review = PhotoReview((part.refusal,), photo.marks, photo.edits)
        task = EditTask(self.purpose, photo.edits, review=review, draft=self._compose.draft, is_in_draft=True)
        self._work_on(photo.data, photo.origin.name, task, photo.edits, path=photo.origin.path)
