"""The bytes of a picture that the server has, by their SHA-256: kept here, or fetched and kept."""

from __future__ import annotations

from app.domain.errors import NotFound
from app.services.link import Link
from app.services.stores import Stores


def picture_bytes(link: Link, stores: Stores, sha256: str) -> bytes | None:
    """None while it is hidden, or gone; that is told by an event. Offline."""
    content = stores.galleries.picture(sha256)
    if content is None:
        try:
            content = link.api.photos.picture(sha256)
        except NotFound:
            return None
        stores.galleries.put_picture(sha256, content)
    return content
