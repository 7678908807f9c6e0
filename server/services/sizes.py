"""What can be fetched of a picture that is kept: itself and its thumbnails."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from contract.photos import Photo
from server.store.tables import pictures, thumbs


def sizes_of(connection: Connection, names: Sequence[str]) -> dict[str, tuple[Photo, ...]]:
    """Of each picture what can be fetched: itself, then its thumbnails, smallest first."""
    whole, small = pictures.c, thumbs.c
    statement = select(whole.sha256, whole.sha256, whole.width, whole.height, whole.size_bytes).where(
        whole.sha256.in_(names)
    )
    smaller = (
        select(small.picture_sha256, small.sha256, small.width, small.height, small.size_bytes)
        .where(small.picture_sha256.in_(names))
        .order_by(small.side)
    )
    found: dict[str, tuple[Photo, ...]] = {}
    for one in (statement, smaller):
        for name, sha256, width, height, size_bytes in connection.execute(one):
            photo = Photo(sha256=sha256, width=width, height=height, size_bytes=size_bytes)
            found[name] = (*found.get(name, ()), photo)
    return found
