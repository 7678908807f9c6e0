"""The way of a photo into a post: camera or file, editor, into the draft; nothing is lost on it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.errors import GettingOutError
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoPurpose
from app.domain.profile_photo import PhotoToEdit
from app.domain.send_terms import SendTerms
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.views import post_words
from app.views.fault_words import fault_words
from app.views.file_picker import PickedPicture, PickRequest
from app.views.photo_path import KEPT_ORIGINAL_BYTES
from app.views.sheets.edit_photo import EditPhotoSheet

if TYPE_CHECKING:
    from app.camera.states import Still
    from app.views.sheet_door import SheetDoor
    from app.views.sheets.take_photo import TakePhotoSheet


class PostPhotoPath(QObject):
    """One photo at a time. What is in the editor when a session ends waits here for the same member alone."""

    def __init__(self, app: AppViewModel, door: SheetDoor, host: QWidget) -> None:
        super().__init__(door)
        self._app = app
        self._door = door
        self._host = host
        self._compose = app.post_compose
        self._model = app.post_compose.photo
        self._take: TakePhotoSheet | None = None
        self._edit: EditPhotoSheet | None = None
        self._account_id = "" if app.session is None else app.session.id
        self._left: PhotoToEdit | None = None
        self.picker = door.picker
        self._model.edit_ready.connect(self._on_model_edit_ready)
        self._model.stored.connect(self._on_model_stored)
        self._model.failed.connect(self._on_model_failed)
        app.session_changed.connect(self._on_app_session_changed)

    @property
    def sheet(self) -> EditPhotoSheet | None:
        """The editor, while it is open."""
        return self._edit

    def take(self) -> None:
        """Take New Photo; a file can be chosen there instead."""
        from app.views.sheets.take_photo import TakePhotoSheet

        sheet = self._take = TakePhotoSheet(self._app.take_photo, self._compose.photo_line, self._host)
        sheet.photo_taken.connect(self._on_take_photo_taken)
        sheet.file_chosen_requested.connect(self._on_take_file_chosen_requested)
        sheet.closed.connect(self._on_take_closed)
        self._door.show_cover(sheet)

    def upload(self) -> None:
        """Upload New Photo."""
        self._follow(self.picker.open(self._host))

    def bring(self, picture: PickedPicture) -> None:
        """A picture that was chosen, dropped or pasted."""
        editor = self._app.edit_photo
        editor.close()
        editor.open(picture.data, picture.name, PhotoPurpose.POST, path=picture.path)
        self._show_editor(None, is_only_here=picture.path is None)

    def edit(self) -> None:
        """The photo of the post, with the same edit."""
        self._model.edit()

    def _follow(self, request: PickRequest) -> None:
        request.picked.connect(self.bring)
        request.failed.connect(self._on_picker_failed)

    def _open(self, photo: PhotoToEdit) -> None:
        editor = self._app.edit_photo
        editor.close()
        editor.open(photo.data, photo.origin.name, PhotoPurpose.POST, photo.edits, path=photo.origin.path)
        sheet = self._show_editor(photo)
        mending = self._compose.mending
        if photo.marks and mending is not None:
            sheet.side.show_reason(self.tr("Not approved."), post_words.reason_words(mending))

    def _show_editor(self, photo: PhotoToEdit | None, *, is_only_here: bool = False) -> EditPhotoSheet:
        if self._take is not None:
            self._take.dismiss()
        terms = SendTerms(balance_cents=self._compose.photo_line.balance_cents, is_known=False)
        sheet = self._edit = EditPhotoSheet(
            self._app.edit_photo,
            terms,
            self.picker,
            self._host,
            purpose=PhotoPurpose.POST,
            marks=() if photo is None else photo.marks,
            marked=None if photo is None else photo.marked,
            is_only_here=is_only_here,
        )
        sheet.accepted.connect(self._on_edit_accepted)
        sheet.closed.connect(self._on_edit_closed)
        self._door.show_cover(sheet)
        return sheet

    def _on_take_photo_taken(self, still: Still) -> None:
        editor = self._app.edit_photo
        editor.close()
        editor.open(still.pixels, self.tr("Photo from the camera"), PhotoPurpose.POST)
        self._show_editor(None, is_only_here=True)

    def _on_take_file_chosen_requested(self) -> None:
        if self._take is not None:
            self._follow(self.picker.open(self._take))

    def _on_take_closed(self) -> None:
        self._take = None

    def _on_picker_failed(self, fault: GettingOutError) -> None:
        self._app.edit_photo.close()
        self._show_editor(None).show_fault(fault)

    def _on_model_edit_ready(self, photo: PhotoToEdit) -> None:
        self._open(photo)

    def _on_edit_accepted(self, photo: ExportedPhoto, edits: PhotoEdits) -> None:
        editor = self._app.edit_photo
        picture, origin = editor.picture, editor.origin
        if picture is None or origin is None:
            return
        data = picture.opened.data
        is_kept = origin.path is None and len(data) <= KEPT_ORIGINAL_BYTES
        self._model.add(photo, edits, origin, data if is_kept else None)

    def _on_edit_closed(self) -> None:
        sheet, self._edit = self._edit, None
        editor = self._app.edit_photo
        picture, origin = editor.picture, editor.origin
        if sheet is not None and self._app.session is None and picture is not None and origin is not None:
            self._left = PhotoToEdit(
                picture.opened.data, origin, editor.edits, None, sheet.marks, sheet.marked
            )
        editor.close()

    def _on_model_stored(self) -> None:
        if self._edit is not None:
            self._edit.dismiss()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        if self._edit is not None:
            self._edit.show_send_fault(fault_words(fault))

    def _on_app_session_changed(self, account: AccountInfo | None) -> None:
        """Whoever comes back finds the photo as they left it; anybody else never sees it."""
        if account is None:
            return
        left, self._left = self._left, None
        is_same, self._account_id = account.id == self._account_id, account.id
        if left is not None and is_same:
            QTimer.singleShot(0, self, partial(self._open, left))
