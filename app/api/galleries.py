"""Galleries and the photos in them: made, shared, renamed, moved, withdrawn, deleted."""

from __future__ import annotations

from app.api.transport import Transport
from contract import routes
from contract.galleries import (
    Galleries,
    Gallery,
    GalleryChange,
    NewGallery,
    NewShare,
    NewSharedPhoto,
    PhotoChange,
    Removed,
    SharedPhoto,
    SharedPhotos,
)
from contract.offers import OfferAnswer


class GalleriesApi:
    """Galleries and shared photos as the server has them; their bytes come and go by `PhotosApi`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def page(self, cursor: str | None = None) -> Galleries:
        """A page of galleries, newest first."""
        return self._transport.ask(Galleries, "GET", routes.GALLERIES, params={"cursor": cursor})

    def make(self, local_id: str, gallery: NewGallery) -> Gallery:
        """Make a gallery; repeating it with the same `local_id` does no harm. KeyReused, Refused, Throttled."""
        return self._transport.ask(Gallery, "POST", routes.GALLERIES, body=gallery, key=local_id)

    def change(self, gallery_id: str, change: GalleryChange) -> Gallery:
        """Another name, another cover. NotFound, Refused."""
        route = routes.path(routes.GALLERY, gallery_id=gallery_id)
        return self._transport.ask(Gallery, "PATCH", route, body=change)

    def delete(self, gallery_id: str) -> Removed:
        """Take it away with its photos. NotFound."""
        return self._transport.ask(Removed, "DELETE", routes.path(routes.GALLERY, gallery_id=gallery_id))

    def photos(self, cursor: str | None = None, gallery_id: str | None = None) -> SharedPhotos:
        """A page of photos, newest first: of one gallery, or of all. NotFound."""
        params = {"cursor": cursor, "gallery_id": gallery_id}
        return self._transport.ask(SharedPhotos, "GET", routes.SHARED_PHOTOS, params=params)

    def photo(self, photo_id: str) -> SharedPhoto:
        """One photo as it stands. NotFound."""
        return self._transport.ask(SharedPhoto, "GET", _photo(photo_id))

    def share(self, local_id: str, photo: NewSharedPhoto) -> SharedPhoto:
        """Share an upload; repeating it with the same `local_id` does no harm, ever.

        NotEnoughFunds, PriceChanged, UploadMissing, KeyReused, Refused, NotFound, Throttled.
        """
        return self._transport.ask(SharedPhoto, "POST", routes.SHARED_PHOTOS, body=photo, key=local_id)

    def share_further(self, key: str, photo_id: str, share: NewShare) -> SharedPhoto:
        """Share it with further people, once for each `key`. As `share`."""
        route = routes.path(routes.SHARES, photo_id=photo_id)
        return self._transport.ask(SharedPhoto, "POST", route, body=share, key=key)

    def withdraw(self, photo_id: str) -> SharedPhoto:
        """Take back whatever of it is not decided; WrongState if all is."""
        route = routes.path(routes.SHARED_PHOTO_WITHDRAWAL, photo_id=photo_id)
        return self._transport.ask(SharedPhoto, "POST", route)

    def answer_offer(self, submission_id: str, answer: OfferAnswer) -> SharedPhoto:
        """Yes or no to a changed photo; the same again does no harm. WrongState, NotFound."""
        route = routes.path(routes.OFFER, submission_id=submission_id)
        return self._transport.ask(SharedPhoto, "POST", route, body=answer)

    def change_photo(self, photo_id: str, change: PhotoChange) -> SharedPhoto:
        """Another title, another gallery. NotFound, Refused."""
        return self._transport.ask(SharedPhoto, "PATCH", _photo(photo_id), body=change)

    def delete_photo(self, photo_id: str) -> Removed:
        """Take it out of its gallery; what waits of it is withdrawn. NotFound."""
        return self._transport.ask(Removed, "DELETE", _photo(photo_id))


def _photo(photo_id: str) -> str:
    return routes.path(routes.SHARED_PHOTO, photo_id=photo_id)
