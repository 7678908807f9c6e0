"""Pictures up and down, and the member's profile photo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from app.api.transport import Transport
from app.api.upload_body import UploadBody
from app.domain.errors import ServerFault
from contract import routes
from contract.photos import MEDIA_TYPE, NewProfilePhoto, ProfilePhoto, ProfilePhotos, Upload


class PhotosApi:
    """Photos as the server has them."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def upload(
        self,
        sha256: str,
        content: bytes,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
    ) -> Upload:
        """Put a JPEG up under the SHA-256 of its bytes; repeating it does no harm, ever.

        `progress` hears shares from 0 to 1 on this thread. Cancelled, PictureRefused, Throttled, Offline.
        """
        body = UploadBody(content, MEDIA_TYPE, progress, is_cancelled)
        return self._transport.upload(Upload, routes.path(routes.UPLOAD, sha256=sha256), body)

    def profile_photos(self) -> ProfilePhotos:
        """The profile photo as it stands."""
        return self._transport.ask(ProfilePhotos, "GET", routes.PROFILE_PHOTO)

    def submit(self, local_id: str, photo: NewProfilePhoto) -> ProfilePhoto:
        """Make an upload the profile photo; repeating it with the same `local_id` does no harm, ever.

        NotEnoughFunds, PriceChanged, CannotWriteNow, UploadMissing, KeyReused, Refused, Throttled.
        """
        return self._transport.ask(ProfilePhoto, "POST", routes.PROFILE_PHOTO, body=photo, key=local_id)

    def withdraw(self, photo_id: str) -> ProfilePhoto:
        """Take it back wherever it is not decided; WrongState if it is decided everywhere."""
        route = routes.path(routes.PROFILE_PHOTO_WITHDRAWAL, photo_id=photo_id)
        return self._transport.ask(ProfilePhoto, "POST", route)

    def picture(self, sha256: str) -> bytes:
        """The bytes of a picture, proved to be the ones that were approved. NotFound."""
        content = self._transport.fetch(routes.path(routes.PHOTO, sha256=sha256), MEDIA_TYPE)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ServerFault("a picture with another content than its name says")
        return content
