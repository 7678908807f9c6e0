"""The way of a photo that is shared: the price said first, camera or files, editor, titles, who can see it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.domain.errors import GettingOutError
from app.domain.gallery import GalleryCard, MendedPhoto, PhotoToMend, PreparedChoice
from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, PhotoPurpose
from app.domain.prices import PriceLine
from app.domain.values import AccountInfo
from app.viewmodels.app import AppViewModel
from app.viewmodels.prepare_photos import MOST_AT_ONCE, PreparingPhoto
from app.views.editor_path import EditorPath
from app.views.file_picker import PickedPicture
from app.views.sheets.before_photo import BeforePhotoSheet
from app.views.sheets.share_photo import SharePhotoSheet

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.views.sheet_door import SheetDoor


class SharePath(EditorPath):
    """One list of photos at a time. What is prepared stays in the view model, so that a sign-in gives it back."""

    purpose: ClassVar = PhotoPurpose.SHARE

    def __init__(self, app: AppViewModel, door: SheetDoor, host: QWidget) -> None:
        super().__init__(app, door, host)
        self._photos = app.photos
        self._share = app.share_photo
        self._prepare = app.prepare_photos
        self._sheet: SharePhotoSheet | None = None
        self._mended: MendedPhoto | None = None
        self._is_creating = False
        self._made: GalleryCard | None = None
        self._photos.mend_ready.connect(self._on_photos_mend_ready)
        self._photos.gallery_created.connect(self._on_photos_gallery_created)
        self._photos.failed.connect(self._on_photos_failed)
        self._share.shared.connect(self._on_share_done)

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

    @property
    @override
    def _price_line(self) -> PriceLine:
        return self._photos.price_line

    @override
    def _choose_over_camera(self) -> None:
        self._open_chooser()

    def _after_the_price(self, go_on: Callable[[], None]) -> None:
        line = self._photos.price_line
        if not line.missing_cents:
            go_on()
            return
        sheet = BeforePhotoSheet(line, self._host)
        sheet.add_funds_requested.connect(self._door.show_add_funds_for)
        sheet.go_on_requested.connect(partial(QTimer.singleShot, 0, self, go_on))
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
            self._follow(request)
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

    @override
    def _new_task(self) -> EditTask:
        """One that is chosen while nothing is listed begins a list of its own."""
        if self._sheet is None:
            self._mended = None
        return super()._new_task()

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

    def _on_photos_mend_ready(self, photo: PhotoToMend) -> None:
        self._mended = photo.mended
        task = EditTask(self.purpose, photo.edits, mended=photo.mended, review=photo.review)
        self._work_on(photo.data, photo.origin.name, task, photo.edits, path=photo.origin.path)

    @override
    def _on_keeping_ready(self, photo: EditToGoOn) -> None:
        if photo.task.purpose is self.purpose and self._edit is None and self._sheet is None:
            self._mended = photo.task.mended
        super()._on_keeping_ready(photo)

    @override
    def _hand_on(
        self, photo: ExportedPhoto, edits: PhotoEdits, origin: PhotoOrigin, original: bytes | None
    ) -> None:
        """Into the list; the list comes up, if it does not wait below."""
        edit, task = self._edit, self._task
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
        is_whole, review = data is not None, item.review
        if review is not None and not is_whole:
            review = review.unmarked
        edits = item.edits if is_whole else PhotoEdits()
        task = EditTask(self.purpose, edits, prepared=item.local_id, review=review)
        self._work_on(
            item.photo.data if data is None else data,
            item.name,
            task,
            edits,
            path=item.path if is_whole else None,
        )

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

    @override
    def _bring_back(self, account: AccountInfo) -> bool:
        """And what was prepared; the view models have dropped what is of anybody else."""
        is_editing = super()._bring_back(account)
        if not is_editing and self._prepare.items:
            QTimer.singleShot(0, self, self.go_on)
        return is_editing
