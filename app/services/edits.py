"""Keeps the photo that is being edited with its edit, so that whatever ends the program loses neither."""

from __future__ import annotations

from app.domain.left_edit import EditToGoOn, LeftEdit
from app.domain.photos import PhotoEdits
from app.services.stores import Stores


class EditsService:
    """On the storage lane; each call is durable when it returns."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def left(self) -> tuple[LeftEdit, ...]:
        """All that is kept, the one begun last at the end."""
        return self._stores.editing.all()

    def keep(self, edit: EditToGoOn) -> None:
        """Keep a picture with its edit."""
        self._stores.editing.keep(edit)

    def write(self, local_id: str, edits: PhotoEdits) -> None:
        """Keep the edit as it is now."""
        self._stores.editing.write(local_id, edits)

    def throw_away(self, local_id: str) -> None:
        """The member does not want it."""
        self._stores.editing.drop(local_id)

    def go_on(self, local_id: str) -> EditToGoOn | None:
        """The photo as it was left; None if no picture of it is left."""
        return self._stores.editing.get(local_id)
