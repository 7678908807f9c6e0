"""The way of a photo that is to stand for a contact: camera or file, editor, kept on this computer; nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.domain.left_edit import EditTask, EditToGoOn
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, PhotoPurpose
from app.domain.prices import PriceLine
from app.viewmodels.app import AppViewModel
from app.views.editor_path import EditorPath
from app.views.sheets.edit_photo import EditPhotoSheet
from app.widgets import fmt

if TYPE_CHECKING:
    from app.views.sheet_door import SheetDoor
    from app.widgets.cover import Cover

translate = QCoreApplication.translate


class ContactPhotoPath(EditorPath):
    """Camera and editor come up above the page of the contact, which is there again afterwards."""

    purpose: ClassVar = PhotoPurpose.CONTACT

    def __init__(self, app: AppViewModel, door: SheetDoor, host: QWidget) -> None:
        super().__init__(app, door, host)
        self._model = app.contact_photos
        self._contact_id: str | None = None
        self._model.kept.connect(self._on_handed_on)
        self._model.failed.connect(self._on_not_handed_on)

    def take(self, contact_id: str) -> None:
        """With the camera, also of a photo on paper; a file can be chosen there instead."""
        self._contact_id = contact_id
        self._open_camera()

    def choose(self, contact_id: str) -> None:
        """From a file."""
        self._contact_id = contact_id
        self._follow(self.picker.open(self._host))

    @property
    @override
    def _price_line(self) -> PriceLine:
        """Nothing is said of money where nothing is sent."""
        return PriceLine()

    @override
    def _new_task(self) -> EditTask:
        return EditTask(self.purpose, contact=self._contact_id)

    @override
    def _show_cover(self, cover: Cover) -> None:
        self._door.show_above(cover)

    @override
    def _show_editor(
        self, task: EditTask, going_on: EditToGoOn | None = None, *, is_only_here: bool = False
    ) -> EditPhotoSheet:
        sheet = super()._show_editor(task, going_on, is_only_here=is_only_here)
        contacts = self._app.contact_page.contacts
        name = next((one.name for one in contacts if one.contact_id == task.contact), None)
        sheet.set_title(
            translate("ContactPhoto", "Photo for a contact")
            if name is None
            else translate("ContactPhoto", "Photo for {name}").format(name=fmt.isolate(name))
        )
        return sheet

    @override
    def _hand_on(
        self, photo: ExportedPhoto, edits: PhotoEdits, origin: PhotoOrigin, original: bytes | None
    ) -> None:
        """What it was made of is not kept: the photo is small, and another one is soon chosen."""
        contact_id = self._task.contact
        if contact_id is not None:
            self._keeping.flush()
            self._model.keep(contact_id, photo, self._keeping.local_id)
