"""Photos that stand for contacts on this computer: chosen by the member, never sent, kept for this account alone."""

from __future__ import annotations

from app.domain.photos import ExportedPhoto
from app.domain.values import Change, ChangeKind
from app.services.stores import Stores


class ContactPhotosService:
    """On the storage lane; each call is durable when it returns."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def all(self) -> dict[str, bytes]:
        """Every JPEG by the contact's id."""
        return self._stores.contact_photos.all()

    def keep(self, contact_id: str, photo: ExportedPhoto, edited: str | None = None) -> tuple[Change, ...]:
        """This one stands for the contact from now on.

        `edited` is the key under which it was kept in the editor: there it is no more, in the same transaction.
        """

        def work() -> None:
            self._stores.contact_photos.keep(contact_id, photo)
            if edited is not None:
                self._stores.editing.drop(edited)

        self._stores.together(work)
        return (Change(ChangeKind.CONTACT_PHOTOS, contact_id),)

    def remove(self, contact_id: str) -> tuple[Change, ...]:
        """The initials stand for the contact again."""
        self._stores.contact_photos.drop(contact_id)
        return (Change(ChangeKind.CONTACT_PHOTOS, contact_id),)
