"""What the client keeps of a photo that is being edited, so that it can go on with it later."""

from __future__ import annotations

import msgspec

from app.domain.gallery import MendedPhoto, PhotoReview
from app.domain.photos import PhotoEdits, PhotoOrigin, PhotoPurpose


class EditTask(msgspec.Struct, frozen=True):
    """What a photo is edited for, and what stands beside it in the editor.

    `began_with` is the edit it was first opened with. `prepared` is the key of the prepared photo that is edited once
    more, `mended` the photo that is to be shared again, `review` why that one was not approved. `draft` names the draft
    of the post that it is for, which has it already if `is_in_draft`. `contact` is whom it is to stand for.
    """

    purpose: PhotoPurpose
    began_with: PhotoEdits = PhotoEdits()
    prepared: str | None = None
    mended: MendedPhoto | None = None
    review: PhotoReview | None = None
    draft: str | None = None
    is_in_draft: bool = False
    contact: str | None = None

    @property
    def is_new(self) -> bool:
        """Whether it was just taken or chosen: nothing but the editor has it."""
        return not self.is_in_draft and self.prepared is None and self.mended is None and self.review is None

    @property
    def of_another_picture(self) -> EditTask:
        """The same once another file was chosen: nothing that was said of the first picture is true of it."""
        return msgspec.structs.replace(self, began_with=PhotoEdits(), review=None)


class LeftEdit(msgspec.Struct, frozen=True):
    """A photo whose editing was left without a decision; `name` is that of the file, or of what stands for it."""

    local_id: str
    name: str
    task: EditTask


class EditToGoOn(msgspec.Struct, frozen=True):
    """The same as the editor opens it again: the bytes of the picture, and the edit as it was left."""

    local_id: str
    task: EditTask
    data: bytes
    origin: PhotoOrigin
    edits: PhotoEdits
