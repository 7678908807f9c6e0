"""The way of a photo through camera or file into the editor: kept while it is edited, and gone on with later."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.errors import GettingOutError
from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, PhotoPurpose
from app.domain.prices import PriceLine
from app.domain.send_terms import SendTerms
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.views import gallery_words
from app.views.fault_words import fault_words
from app.views.file_picker import PickedPicture, PickRequest
from app.views.sheets.edit_photo import EditPhotoSheet

if TYPE_CHECKING:
    from app.camera.states import Pixels, Still
    from app.views.sheet_door import SheetDoor
    from app.views.sheets.take_photo import TakePhotoSheet
    from app.widgets.cover import Cover

KEPT_ORIGINAL_BYTES = 8_000_000
"""A larger original that no file has is not kept with the photo: the sent picture is mended instead."""


class EditorPath(QObject):
    """One photo at a time. A session that ends in the middle leaves it to the same member alone.

    Whoever inherits says what the photo is for, what it costs, and what becomes of it.
    """

    purpose: ClassVar[PhotoPurpose]

    def __init__(self, app: AppViewModel, door: SheetDoor, host: QWidget) -> None:
        super().__init__(door)
        self._app = app
        self._door = door
        self._host = host
        self._keeping = app.edit_keeping
        self._take: TakePhotoSheet | None = None
        self._edit: EditPhotoSheet | None = None
        self._task = EditTask(self.purpose)
        self._account_id = "" if app.session is None else app.session.id
        self._left_id: str | None = None
        self._left_still: Still | None = None
        self.picker = door.picker
        self._keeping.ready.connect(self._on_keeping_ready)
        app.session_changed.connect(self._on_app_session_changed)

    @property
    def sheet(self) -> EditPhotoSheet | None:
        """The editor, while it is open."""
        return self._edit

    def go_on_editing(self, contact: str | None = None) -> None:
        """The photo whose editing was left last; with `contact` of those that are to stand for this one."""
        left = self._keeping.left(self.purpose, contact)
        if self._edit is None and left:
            self._keeping.go_on(left[-1].local_id)

    # what whoever inherits says

    @property
    def _price_line(self) -> PriceLine:
        """What a photo costs, and what there is for it."""
        raise NotImplementedError

    def _new_task(self) -> EditTask:
        """What a photo that was just taken or chosen is edited for."""
        return EditTask(self.purpose)

    def _terms(self) -> SendTerms:
        """Where it goes is said after the editor."""
        return SendTerms(balance_cents=self._price_line.balance_cents, is_known=False)

    def _reason(self, task: EditTask) -> tuple[str, str]:
        """Why it came back, if it did."""
        if task.review is None:
            return "", ""
        return self.tr("Not approved."), gallery_words.review_words(task.review)

    def _choose_over_camera(self) -> None:
        """A file instead of what the camera sees."""
        if self._take is not None:
            self._follow(self.picker.open(self._take))

    def _hand_on(
        self, photo: ExportedPhoto, edits: PhotoEdits, origin: PhotoOrigin, original: bytes | None
    ) -> None:
        """The last step was taken; `original` are bytes that no file has. The editor stays until it is dismissed."""
        raise NotImplementedError

    def _show_cover(self, cover: Cover) -> None:
        """Camera and editor come up in place of what is open."""
        self._door.show_cover(cover)

    # the way

    def _open_camera(self) -> None:
        from app.views.sheets.take_photo import TakePhotoSheet

        sheet = self._take = TakePhotoSheet(self._app.take_photo, self._price_line, self._host)
        sheet.photo_taken.connect(self._on_take_photo_taken)
        sheet.file_chosen_requested.connect(self._choose_over_camera)
        sheet.closed.connect(self._on_take_closed)
        self._show_cover(sheet)

    def _follow(self, request: PickRequest) -> None:
        request.picked.connect(self._edit_picture)
        request.failed.connect(self._on_picker_failed)

    def _edit_picture(self, picture: PickedPicture) -> None:
        """A file, or what came without one."""
        self._work_on(picture.data, picture.name, self._new_task(), path=picture.path)

    def _edit_still(self, still: Still) -> None:
        self._work_on(still.pixels, self.tr("Photo from the camera"), self._new_task())

    def _work_on(
        self,
        picture: bytes | Pixels,
        name: str,
        task: EditTask,
        edits: PhotoEdits | None = None,
        *,
        path: str | None = None,
        going_on: EditToGoOn | None = None,
    ) -> None:
        """The editor opens it, with this edit."""
        editor = self._app.edit_photo
        editor.close()
        editor.open(picture, name, self.purpose, edits, path=path)
        self._show_editor(task, going_on, is_only_here=path is None and task.is_new)

    def _show_editor(
        self, task: EditTask, going_on: EditToGoOn | None = None, *, is_only_here: bool = False
    ) -> EditPhotoSheet:
        """What is edited is kept from now on."""
        self._task, review = task, task.review
        self._keeping.begin(task, going_on)
        self._leave_camera()
        sheet = self._edit = EditPhotoSheet(
            self._app.edit_photo,
            self._terms(),
            self.picker,
            self._host,
            purpose=self.purpose,
            keeping=self._keeping,
            marks=() if review is None else review.marks,
            marked=None if review is None else review.edits,
            is_only_here=is_only_here,
            began_with=None if going_on is None else task.began_with,
        )
        sheet.side.show_reason(*self._reason(task))
        sheet.accepted.connect(self._on_edit_accepted)
        sheet.closed.connect(self._on_edit_closed)
        self._show_cover(sheet)
        return sheet

    def _leave_camera(self) -> None:
        if self._take is not None:
            self._take.dismiss()

    def _on_take_photo_taken(self, still: Still) -> None:
        self._edit_still(still)

    def _on_take_closed(self) -> None:
        self._take = None
        if self._app.session is None:
            self._left_still = self._app.take_photo.still

    def _on_picker_failed(self, fault: GettingOutError) -> None:
        self._app.edit_photo.close()
        self._show_editor(self._new_task()).show_fault(fault)

    def _on_keeping_ready(self, photo: EditToGoOn) -> None:
        """Where it was left, with what stood beside it."""
        if photo.task.purpose is self.purpose and self._edit is None:
            origin = photo.origin
            self._work_on(photo.data, origin.name, photo.task, photo.edits, path=origin.path, going_on=photo)

    def _on_edit_accepted(self, photo: ExportedPhoto, edits: PhotoEdits) -> None:
        editor = self._app.edit_photo
        picture, origin = editor.picture, editor.origin
        if picture is None or origin is None:
            return
        data = picture.opened.data
        is_kept = origin.path is None and len(data) <= KEPT_ORIGINAL_BYTES
        self._hand_on(photo, edits, origin, data if is_kept else None)

    def _on_handed_on(self, _what: object = None) -> None:
        """What it was handed on to has it now, and the editor no more."""
        if self._edit is not None:
            self._keeping.finish()
            self._edit.dismiss()

    def _on_not_handed_on(self, fault: GettingOutError) -> None:
        if self._edit is not None:
            self._edit.show_send_fault(fault_words(fault))

    def _on_edit_closed(self) -> None:
        self._edit = None
        if self._app.session is None:
            self._left_id = self._keeping.local_id

    def _on_app_session_changed(self, account: AccountInfo | None) -> None:
        """Whoever comes back finds the photo as they left it; anybody else never sees it."""
        if account is not None:
            self._bring_back(account)

    def _bring_back(self, account: AccountInfo) -> bool:
        """Whether something was left."""
        left, self._left_id = self._left_id, None
        still, self._left_still = self._left_still, None
        is_same, self._account_id = account.id == self._account_id, account.id
        if left is not None and is_same:
            QTimer.singleShot(0, self, partial(self._keeping.go_on, left))
        elif still is not None and is_same:
            QTimer.singleShot(0, self, partial(self._edit_still, still))
        else:
            return False
        return True
