"""The way of a photo that is shared: the price said first, camera or files, editor, titles, who can see it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from app.domain.errors import GettingOutError
from app.domain.gallery import GalleryCard, MendedPhoto, PhotoToMend, PreparedChoice
from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoPurpose
from app.domain.send_terms import SendTerms
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.viewmodels.prepare_photos import MOST_AT_ONCE, PreparingPhoto
from app.views import gallery_words
from app.views.file_picker import PickedPicture
from app.views.photo_path import KEPT_ORIGINAL_BYTES
from app.views.sheets.before_photo import BeforePhotoSheet
from app.views.sheets.edit_photo import EditPhotoSheet
from app.views.sheets.share_photo import SharePhotoSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.camera.states import Still
    from app.views.sheet_door import SheetDoor
    from app.views.sheets.take_photo import TakePhotoSheet


class SharePath(QObject):
    """One list of photos at a time. What is prepared stays in the view model, so that a sign-in gives it back."""

    def __init__(self, app: AppViewModel, door: SheetDoor, host: QWidget) -> None:
        super().__init__(door)
        self._app = app
        self._door = door
        self._host = host
        self._photos = app.photos
        self._share = app.share_photo
        self._prepare = app.prepare_photos
        self._take: TakePhotoSheet | None = None
        self._edit: EditPhotoSheet | None = None
        self._sheet: SharePhotoSheet | None = None
        self._keeping = app.edit_keeping
        self._task = EditTask(PhotoPurpose.SHARE)
        self._mended: MendedPhoto | None = None
        self._account_id = "" if app.session is None else app.session.id
        self._left_id: str | None = None
        self._is_creating = False
        self._made: GalleryCard | None = None
        self.picker = door.picker
        self._photos.mend_ready.connect(self._on_photos_mend_ready)
        self._photos.gallery_created.connect(self._on_photos_gallery_created)
        self._photos.failed.connect(self._on_photos_failed)
        self._share.shared.connect(self._on_share_done)
        self._keeping.ready.connect(self._on_keeping_ready)
        app.session_changed.connect(self._on_app_session_changed)

    def take(self) -> None:
        """Take New Photo; what it costs is said first if the balance does not reach."""
        self._after_the_price(self._open_camera)

    def upload(self) -> None:
        """Upload New Photo; the same."""
        self._after_the_price(self._open_chooser)

    def bring(self, paths: tuple[str, ...]) -> None:
        """Files that were dropped or pasted."""
        self._after_the_price(partial(self._take_files, paths))

    def bring_picture(self, picture: PickedPicture) -> None:
        """A picture that was dropped or pasted without a file."""
        self._after_the_price(partial(self._edit_picture, picture))

    def share_further(self, key: str) -> None:
        """A photo that is there, with more people."""
        from app.views.sheets.share_further import ShareFurtherSheet

        photo = self._photos.photo(key)
        if photo is None:
            return
        sheet = ShareFurtherSheet(self._share, photo, self._host)
        sheet.add_funds_requested.connect(self._door.show_add_funds_for)
        self._door.show_cover(sheet)

    def mend(self, key: str) -> None:
        """Edit and share again: ends in the editor with the same edit, or with the one that was left there."""
        left = [
            each.local_id
            for each in self._keeping.left(PhotoPurpose.SHARE)
            if each.task.mended is not None and each.task.mended.key == key
        ]
        if left:
            self._keeping.go_on(left[-1])
        else:
            self._photos.mend(key)

    def go_on(self) -> None:
        """What was prepared before and is not shared yet."""
        if self._sheet is None and self._prepare.items:
            self._mended = None
            self._open_sheet()

    def go_on_editing(self) -> None:
        """The photo whose editing was left last."""
        left = self._keeping.left(PhotoPurpose.SHARE)
        if self._edit is None and left:
            self._keeping.go_on(left[-1].local_id)

    def _after_the_price(self, go_on: Callable[[], None]) -> None:
        line = self._photos.price_line
        if not line.missing_cents:
            go_on()
            return
        sheet = BeforePhotoSheet(line, self._host)
        sheet.add_funds_requested.connect(self._door.show_add_funds_for)
        sheet.go_on_requested.connect(partial(QTimer.singleShot, 0, self, go_on))
        self._door.show_cover(sheet)

    def _open_camera(self) -> None:
        from app.views.sheets.take_photo import TakePhotoSheet

        sheet = self._take = TakePhotoSheet(self._app.take_photo, self._photos.price_line, self._host)
        sheet.photo_taken.connect(self._on_take_photo_taken)
        sheet.file_chosen_requested.connect(self._open_chooser)
        sheet.closed.connect(self._on_take_closed)
        self._door.show_cover(sheet)

    def _open_chooser(self) -> None:
        over = next((each for each in (self._take, self._sheet) if each is not None), self._host)
        self.picker.open_several(over).chosen.connect(self._take_files)

    def _take_files(self, paths: tuple[str, ...]) -> None:
        """One goes into the editor first; several are listed at once, each can be edited from there."""
        if self._sheet is not None:
            self._add_files(paths)
            return
        self._mended = None
        if len(paths) == 1 and not self._prepare.items:
            request = self.picker.request(self)
            request.picked.connect(self._edit_picture)
            request.failed.connect(self._on_picking_failed)
            request.read(paths[0])
            return
        left_out = self._prepare.add_files(paths)
        self._leave_camera()
        self._open_sheet()
        self._say_left_out(left_out)

    def _add_files(self, paths: tuple[str, ...]) -> None:
        self._say_left_out(self._prepare.add_files(paths))

    def _say_left_out(self, count: int) -> None:
        if count and self._sheet is not None:
            words = self.tr(
                "{most} photos at once are the most; {count} were left out. Share them after these."
            )
            self._sheet.say(words.format(most=MOST_AT_ONCE, count=count))

    def _edit_picture(self, picture: PickedPicture) -> None:
        if self._sheet is None:
            self._mended = None
        editor = self._app.edit_photo
        editor.close()
        editor.open(picture.data, picture.name, PhotoPurpose.SHARE, path=picture.path)
        self._open_editor(EditTask(PhotoPurpose.SHARE), is_only_here=picture.path is None)

    def _open_editor(
        self, task: EditTask, going_on: EditToGoOn | None = None, *, is_only_here: bool = False
    ) -> EditPhotoSheet:
        """What is edited is kept from now on. Beside the tools stands why it was not approved, if it was not."""
        self._task, review = task, task.review
        self._keeping.begin(task, going_on)
        self._leave_camera()
        terms = SendTerms(balance_cents=self._photos.price_line.balance_cents, is_known=False)
        sheet = self._edit = EditPhotoSheet(
            self._app.edit_photo,
            terms,
            self.picker,
            self._host,
            purpose=PhotoPurpose.SHARE,
            marks=() if review is None else review.marks,
            marked=None if review is None else review.edits,
            is_only_here=is_only_here,
            keeping=self._keeping,
            began_with=None if going_on is None else task.began_with,
        )
        if review is not None:
            sheet.side.show_reason(self.tr("Not approved."), gallery_words.review_words(review))
        sheet.accepted.connect(self._on_edit_accepted)
        sheet.closed.connect(self._on_edit_closed)
        self._door.show_cover(sheet)
        return sheet

    def _open_sheet(self) -> None:
        begins_in = self._photos.gallery_id if self._mended is None else self._mended.gallery_id
        self._take_up_mended()
        sheet = self._sheet = SharePhotoSheet(
            self._share,
            self._prepare,
            tuple(card for card in self._photos.galleries if not card.is_received),
            begins_in,
            self._host,
        )
        sheet.share_requested.connect(self._on_sheet_share_requested)
        sheet.edit_requested.connect(self._on_sheet_edit_requested)
        sheet.add_more_requested.connect(self._open_chooser)
        sheet.add_funds_requested.connect(self._door.show_add_funds_for)
        sheet.thrown_away.connect(self._prepare.clear)
        sheet.closed.connect(self._on_sheet_closed)
        self._door.show_cover(sheet)

    def _take_up_mended(self) -> None:
        """A photo that is mended goes on with its title, to whom it was for; once, for both can be changed then."""
        mended, self._mended = self._mended, None
        if mended is None:
            return
        for item in self._prepare.items:
            if item.replaces == mended.key and item.title is None:
                self._prepare.set_title(item.key, mended.title)
        self._prepare.set_choice(PreparedChoice(mended.audience, mended.gallery_id))

    def _leave_camera(self) -> None:
        if self._take is not None:
            self._take.dismiss()

    def _on_take_photo_taken(self, still: Still) -> None:
        self._mended = None
        editor = self._app.edit_photo
        editor.close()
        editor.open(still.pixels, self.tr("Photo from the camera"), PhotoPurpose.SHARE)
        self._open_editor(EditTask(PhotoPurpose.SHARE), is_only_here=True)

    def _on_take_closed(self) -> None:
        self._take = None

    def _on_picking_failed(self, fault: GettingOutError) -> None:
        self._app.edit_photo.close()
        self._open_editor(EditTask(PhotoPurpose.SHARE)).show_fault(fault)

    def _on_photos_mend_ready(self, photo: PhotoToMend) -> None:
        self._mended = photo.mended
        editor, origin = self._app.edit_photo, photo.origin
        editor.close()
        editor.open(photo.data, origin.name, PhotoPurpose.SHARE, photo.edits, path=origin.path)
        self._open_editor(EditTask(PhotoPurpose.SHARE, photo.edits, mended=photo.mended, review=photo.review))

    def _on_keeping_ready(self, photo: EditToGoOn) -> None:
        """Where it was left, with what stood beside it."""
        task, origin = photo.task, photo.origin
        if task.purpose is not PhotoPurpose.SHARE or self._edit is not None:
            return
        if self._sheet is None:
            self._mended = task.mended
        editor = self._app.edit_photo
        editor.close()
        editor.open(photo.data, origin.name, PhotoPurpose.SHARE, photo.edits, path=origin.path)
        is_only_here = origin.path is None and task.mended is None and task.prepared is None
        self._open_editor(task, photo, is_only_here=is_only_here)

    def _on_edit_accepted(self, photo: ExportedPhoto, edits: PhotoEdits) -> None:
        """Into the list; the list comes up, if it does not wait below."""
        editor = self._app.edit_photo
        picture, origin = editor.picture, editor.origin
        if picture is None or origin is None:
            return
        data = picture.opened.data
        original = data if origin.path is None and len(data) <= KEPT_ORIGINAL_BYTES else None
        edit, self._edit = self._edit, None
        task = self._task
        key = next((item.key for item in self._prepare.items if item.local_id == task.prepared), None)
        self._prepare.put(
            photo,
            edits,
            origin,
            original,
            key=key,
            replaces=None if task.mended is None else task.mended.key,
            review=None if edit is None or edit.has_other_picture else task.review,
            edited=self._keeping.finish(),
        )
        if self._sheet is None:
            self._open_sheet()
        if edit is not None:
            edit.dismiss()

    def _on_edit_closed(self) -> None:
        self._edit = None
        if self._app.session is None:
            self._left_id = self._keeping.local_id

    def _on_sheet_edit_requested(self, key: int) -> None:
        item = self._prepare.item(key)
        if item is None or item.origin is None:
            return
        if item.original is not None:
            self._edit_again(item, item.original)
        elif item.path is not None:
            request = self.picker.request(self)
            request.picked.connect(partial(self._on_original_read, key))
            request.failed.connect(partial(self._on_original_gone, key))
            request.read(item.path)
        elif item.photo is not None:
            self._edit_again(item, None)

    def _on_original_read(self, key: int, picture: PickedPicture) -> None:
        item = self._prepare.item(key)
        if item is not None:
            self._edit_again(item, picture.data)

    def _on_original_gone(self, key: int, _fault: GettingOutError) -> None:
        item = self._prepare.item(key)
        if item is not None:
            self._edit_again(item, None)

    def _edit_again(self, item: PreparingPhoto, data: bytes | None) -> None:
        """With the same edit; what was exported stands in where the original is gone, and shows no frame then."""
        assert item.photo is not None
        editor = self._app.edit_photo
        editor.close()
        edits = item.edits if data is not None else PhotoEdits()
        editor.open(
            data if data is not None else item.photo.data,
            item.name,
            PhotoPurpose.SHARE,
            edits,
            path=item.path if data is not None else None,
        )
        review = item.review
        if review is not None and data is None:
            review = review.unmarked
        self._open_editor(EditTask(PhotoPurpose.SHARE, edits, prepared=item.local_id, review=review))

    def _on_sheet_share_requested(self, gallery_id: str | None, name: str) -> None:
        """A new gallery is made first, once: a second try after a fault goes into the same."""
        made = self._made
        if gallery_id is None and made is not None and made.name == name:
            self._send(made.gallery_id)
        elif gallery_id is None:
            self._is_creating = True
            self._photos.create_gallery(name)
        else:
            self._send(gallery_id)

    def _send(self, gallery_id: str) -> None:
        if self._sheet is not None:
            titles = self._sheet.list.titles
            keys = [item.key for item in self._prepare.items if item.photo is not None]
            self._share.share(tuple(titles[key] for key in keys), gallery_id)

    def _on_photos_gallery_created(self, card: GalleryCard) -> None:
        is_ours, self._is_creating = self._is_creating, False
        if is_ours:
            self._made = card
            self._send(card.gallery_id)

    def _on_photos_failed(self, fault: GettingOutError) -> None:
        is_ours, self._is_creating = self._is_creating, False
        if is_ours and self._sheet is not None:
            self._sheet.show_fault(fault)

    def _on_share_done(self) -> None:
        """Of a photo that was shared further there is no list here."""
        sheet = self._sheet
        if sheet is not None:
            self._mended = None
            self._prepare.clear()
            sheet.dismiss()

    def _on_sheet_closed(self) -> None:
        self._sheet = self._made = None

    def _on_app_session_changed(self, account: AccountInfo | None) -> None:
        """Whoever comes back finds the photos as they were; the view models have dropped those of anybody else."""
        if account is None:
            return
        left, self._left_id = self._left_id, None
        is_same, self._account_id = account.id == self._account_id, account.id
        if left is not None and is_same:
            QTimer.singleShot(0, self, partial(self._keeping.go_on, left))
        elif self._prepare.items:
            QTimer.singleShot(0, self, self.go_on)
