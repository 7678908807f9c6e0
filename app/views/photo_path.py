"""The way of a profile photo through the sheets: camera or file, editor, into the outbox; nothing is lost on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.errors import GettingOutError
from app.domain.gallery import PhotoReview
from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoPurpose
from app.domain.profile_photo import PhotoToEdit
from app.domain.send_terms import ReachedFacility, SendTerms
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.views import photo_words
from app.views.fault_words import fault_words
from app.views.file_picker import PickedPicture, PickRequest
from app.views.sheets.edit_photo import EditPhotoSheet

if TYPE_CHECKING:
    from app.camera.states import Still
    from app.views.sheet_door import SheetDoor
    from app.views.sheets.take_photo import TakePhotoSheet

KEPT_ORIGINAL_BYTES = 8_000_000
"""A larger original that no file has is not kept with the photo: the sent picture is mended instead."""


_NEW = EditTask(PhotoPurpose.PROFILE)
"""A photo that was just taken or chosen."""


class PhotoPath(QObject):
    """One photo at a time. A session that ends in the middle leaves the photo here for the same member alone."""

    def __init__(self, app: AppViewModel, door: SheetDoor, host: QWidget) -> None:
        super().__init__(door)
        self._app = app
        self._door = door
        self._host = host
        self._model = app.profile_photo
        self._take: TakePhotoSheet | None = None
        self._edit: EditPhotoSheet | None = None
        self._account_id = "" if app.session is None else app.session.id
        self._keeping = app.edit_keeping
        self._left_id: str | None = None
        self._left_still: Still | None = None
        self.picker = door.picker
        app.session_changed.connect(self._on_app_session_changed)
        app.balance_changed.connect(self._show_terms)
        self._model.standing_changed.connect(self._show_terms)
        self._model.edit_ready.connect(self._on_model_edit_ready)
        self._model.photo_queued.connect(self._on_model_photo_queued)
        self._model.queueing_failed.connect(self._on_model_queueing_failed)
        self._keeping.ready.connect(self._on_keeping_ready)

    def take(self) -> None:
        """With the camera; a file can be chosen there instead."""
        from app.views.sheets.take_photo import TakePhotoSheet

        sheet = self._take = TakePhotoSheet(self._app.take_photo, self._model.price_line, self._host)
        sheet.photo_taken.connect(self._on_take_photo_taken)
        sheet.file_chosen_requested.connect(self._on_take_file_chosen_requested)
        sheet.closed.connect(self._on_take_closed)
        self._door.show_cover(sheet)

    def choose(self) -> None:
        """From a file."""
        self._follow(self.picker.open(self._host))

    def edit(self, picture: PickedPicture) -> None:
        """A file, or what came without one."""
        editor = self._app.edit_photo
        editor.close()
        editor.open(picture.data, picture.name, PhotoPurpose.PROFILE, path=picture.path)
        self._show_editor(_NEW, is_only_here=picture.path is None)

    def edit_again(self) -> None:
        """The photo that came back."""
        self._model.edit_again()

    def go_on(self) -> None:
        """The photo whose editing was left last."""
        left = self._keeping.left(PhotoPurpose.PROFILE)
        if self._edit is None and left:
            self._keeping.go_on(left[-1].local_id)

    def _follow(self, request: PickRequest) -> None:
        request.picked.connect(self.edit)
        request.failed.connect(self._on_picker_failed)

    def _open(self, photo: PhotoToEdit | EditToGoOn) -> None:
        """The editor begins to work on this photo."""
        editor, origin = self._app.edit_photo, photo.origin
        editor.close()
        editor.open(photo.data, origin.name, PhotoPurpose.PROFILE, photo.edits, path=origin.path)

    def _show_editor(
        self, task: EditTask, going_on: EditToGoOn | None = None, *, is_only_here: bool = False
    ) -> EditPhotoSheet:
        """What is edited is kept from now on. Beside the tools stands why it came back, if it did."""
        review = task.review
        self._keeping.begin(task, going_on)
        if self._take is not None:
            self._take.dismiss()
        sheet = self._edit = EditPhotoSheet(
            self._app.edit_photo,
            self._terms(),
            self.picker,
            self._host,
            marks=() if review is None else review.marks,
            marked=None if review is None else review.edits,
            is_only_here=is_only_here,
            keeping=self._keeping,
            began_with=None if going_on is None else task.began_with,
        )
        came_back = None if review is None else photo_words.refusal_notice(self._model.standing)
        if came_back is not None:
            sheet.side.show_reason(came_back.lead, came_back.text)
        sheet.accepted.connect(self._on_edit_accepted)
        sheet.add_funds_requested.connect(self._on_edit_add_funds_requested)
        sheet.closed.connect(self._on_edit_closed)
        self._door.show_cover(sheet)
        return sheet

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

    def _show_terms(self, _what: object = None) -> None:
        if self._edit is not None:
            self._edit.set_terms(self._terms())
        if self._take is not None:
            self._take.set_price(self._model.price_line)

    def _on_take_photo_taken(self, still: Still) -> None:
        self._edit_still(still)

    def _edit_still(self, still: Still) -> None:
        editor = self._app.edit_photo
        editor.close()
        editor.open(still.pixels, self.tr("Photo from the camera"), PhotoPurpose.PROFILE)
        self._show_editor(_NEW, is_only_here=True)

    def _on_take_file_chosen_requested(self) -> None:
        if self._take is not None:
            self._follow(self.picker.open(self._take))

    def _on_take_closed(self) -> None:
        self._take = None
        if self._app.session is None:
            self._left_still = self._app.take_photo.still

    def _on_picker_failed(self, fault: GettingOutError) -> None:
        self._app.edit_photo.close()
        self._show_editor(_NEW).show_fault(fault)

    def _on_model_edit_ready(self, photo: PhotoToEdit) -> None:
        self._open(photo)
        review = PhotoReview(marks=photo.marks, edits=photo.edits)
        self._show_editor(EditTask(PhotoPurpose.PROFILE, photo.edits, review=review))

    def _on_keeping_ready(self, photo: EditToGoOn) -> None:
        """Where it was left, with what stood beside it."""
        task = photo.task
        if task.purpose is PhotoPurpose.PROFILE and self._edit is None:
            self._open(photo)
            is_only_here = photo.origin.path is None and task.review is None
            self._show_editor(task, photo, is_only_here=is_only_here)

    def _on_edit_accepted(self, photo: ExportedPhoto, edits: PhotoEdits) -> None:
        editor = self._app.edit_photo
        picture, origin = editor.picture, editor.origin
        if picture is None or origin is None:
            return
        data = picture.opened.data
        is_kept = origin.path is None and len(data) <= KEPT_ORIGINAL_BYTES
        self._keeping.flush()
        self._model.submit(photo, edits, origin, data if is_kept else None, self._keeping.local_id)

    def _on_edit_add_funds_requested(self) -> None:
        self._door.show_add_funds_for(self._model.price_line.missing_cents)

    def _on_edit_closed(self) -> None:
        self._edit = None
        if self._app.session is None:
            self._left_id = self._keeping.local_id

    def _on_model_photo_queued(self) -> None:
        """The outbox has it now, and the editor no more."""
        self._keeping.finish()
        if self._edit is not None:
            self._edit.dismiss()

    def _on_model_queueing_failed(self, fault: GettingOutError) -> None:
        if self._edit is not None:
            self._edit.show_send_fault(fault_words(fault))

    def _on_app_session_changed(self, account: AccountInfo | None) -> None:
        """Whoever comes back finds the photo as they left it; anybody else never sees it."""
        if account is None:
            return
        left, self._left_id = self._left_id, None
        still, self._left_still = self._left_still, None
        is_same, self._account_id = account.id == self._account_id, account.id
        if left is not None and is_same:
            QTimer.singleShot(0, self, partial(self._keeping.go_on, left))
        elif still is not None and is_same:
            QTimer.singleShot(0, self, partial(self._edit_still, still))
