"""The way of a profile photo through the sheets: camera or file, editor, into the outbox; nothing is lost on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.domain.gallery import PhotoReview
from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, PhotoPurpose
from app.domain.prices import PriceLine
from app.domain.profile_photo import PhotoToEdit
from app.domain.send_terms import ReachedFacility, SendTerms
from app.viewmodels.app import AppViewModel
from app.views import photo_words
from app.views.editor_path import EditorPath
from app.views.file_picker import PickedPicture
from app.views.sheets.edit_photo import EditPhotoSheet

if TYPE_CHECKING:
    from app.views.sheet_door import SheetDoor


class PhotoPath(EditorPath):
    """What it costs is said in the editor, beside its last step."""

    purpose: ClassVar = PhotoPurpose.PROFILE

    def __init__(self, app: AppViewModel, door: SheetDoor, host: QWidget) -> None:
        super().__init__(app, door, host)
        self._model = app.profile_photo
        app.balance_changed.connect(self._show_terms)
        self._model.standing_changed.connect(self._show_terms)
        self._model.edit_ready.connect(self._on_model_edit_ready)
        self._model.photo_queued.connect(self._on_handed_on)
        self._model.queueing_failed.connect(self._on_not_handed_on)

    def take(self) -> None:
        """With the camera; a file can be chosen there instead."""
        self._open_camera()

    def choose(self) -> None:
        """From a file."""
        self._follow(self.picker.open(self._host))

    def edit(self, picture: PickedPicture) -> None:
        """A picture that was dropped or pasted."""
        self._edit_picture(picture)

    def edit_again(self) -> None:
        """The photo that came back."""
        self._model.edit_again()

    @property
    @override
    def _price_line(self) -> PriceLine:
        return self._model.price_line

    @override
    def _terms(self) -> SendTerms:
        standing = self._model.standing
        facilities = {each.name: each for each in standing.reached}
        return SendTerms(
            facilities=tuple(
                ReachedFacility(name, each.price_cents, each.usual_wait_minutes, each.promise_hours)
                for name, each in facilities.items()
            ),
            balance_cents=self._model.price_line.balance_cents,
            has_photo_now=standing.shown is not None,
            is_known=standing.is_known,
        )

    @override
    def _reason(self, task: EditTask) -> tuple[str, str]:
        """From wherever it came back."""
        notice = None if task.review is None else photo_words.refusal_notice(self._model.standing)
        return ("", "") if notice is None else (notice.lead, notice.text)

    @override
    def _hand_on(
        self, photo: ExportedPhoto, edits: PhotoEdits, origin: PhotoOrigin, original: bytes | None
    ) -> None:
        self._keeping.flush()
        self._model.submit(photo, edits, origin, original, self._keeping.local_id)

    @override
    def _show_editor(
        self, task: EditTask, going_on: EditToGoOn | None = None, *, is_only_here: bool = False
    ) -> EditPhotoSheet:
        sheet = super()._show_editor(task, going_on, is_only_here=is_only_here)
        sheet.add_funds_requested.connect(self._on_edit_add_funds_requested)
        return sheet

    def _show_terms(self, _what: object = None) -> None:
        if self._edit is not None:
            self._edit.set_terms(self._terms())
        if self._take is not None:
            self._take.set_price(self._model.price_line)

    def _on_model_edit_ready(self, photo: PhotoToEdit) -> None:
        review = PhotoReview(marks=photo.marks, edits=photo.edits)
        task = EditTask(self.purpose, photo.edits, review=review)
        self._work_on(photo.data, photo.origin.name, task, photo.edits, path=photo.origin.path)

    def _on_edit_add_funds_requested(self) -> None:
        self._door.show_add_funds_for(self._model.price_line.missing_cents)
