"""What the server said of galleries and shared photos, and their pictures; all of it can be loaded again."""

from __future__ import annotations

from collections.abc import Sequence

from app.storage import gallery_rows
from app.storage.database import Database
from app.storage.gallery_rows import PhotoSum
from app.storage.share_rows import adopt_orphans
from app.storage.sql import Connection
from contract.galleries import Gallery, SharedPhoto

_WHOLE = "galleries_whole"


class GalleryStore:
    """Every `put_…` is one transaction. Galleries and photos are found by their local ids, which never change."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_galleries(self, galleries: Sequence[Gallery], *, whole: bool = False) -> None:
        """Galleries as they stand; `whole` says that there are no others. Photos kept here never go with one."""

        def work(connection: Connection) -> None:
            if whole:
                connection.execute("DELETE FROM cache_gallery")
            for gallery in galleries:
                gallery_rows.put_gallery(connection, gallery)
            if whole or any(gallery.deleted_at is not None for gallery in galleries):
                adopt_orphans(connection)

        self._database.write(work)

    def galleries(self) -> list[Gallery]:
        """All, newest first."""
        return self._database.read(gallery_rows.galleries)

    def gallery(self, local_id: str) -> Gallery | None:
        """One gallery."""
        return self._database.read(lambda connection: gallery_rows.gallery(connection, local_id))

    def put_photos(self, photos: Sequence[SharedPhoto]) -> None:
        """Photos as they stand; an older standing never replaces a newer one."""

        def work(connection: Connection) -> None:
            for photo in photos:
                gallery_rows.put_photo(connection, photo)

        self._database.write(work)

    def photo(self, local_id: str) -> SharedPhoto | None:
        """One photo."""
        return self._database.read(lambda connection: gallery_rows.shared_photo(connection, local_id))

    def photos_in(self, gallery_id: str, before: int | None, most: int) -> list[SharedPhoto]:
        """At most so many of a gallery, by the server's id of it, newest first: those `before` this sequence."""
        return self._database.read(
            lambda connection: gallery_rows.photos_in(connection, gallery_id, before, most)
        )

    def sums(self) -> list[PhotoSum]:
        """Every photo in short, newest first."""
        return self._database.read(gallery_rows.photo_sums)

    @property
    def is_whole(self) -> bool:
        """Whether all photos were loaded once, so that following the events is enough."""

        def work(connection: Connection) -> bool:
            found = connection.execute("SELECT 1 FROM cache_value WHERE name = ?", (_WHOLE,))
            return found.fetchone() is not None

        return self._database.read(work)

    def set_whole(self) -> None:
        """All photos have been loaded."""
        self._database.write(
            lambda connection: connection.execute(
                "INSERT OR REPLACE INTO cache_value (name, body) VALUES (?, ?)", (_WHOLE, b"true")
            )
        )

    def put_picture(self, sha256: str, content: bytes) -> None:
        """The bytes of a picture; the ones fetched first make room for it."""
        self._database.write(lambda connection: gallery_rows.put_thumb(connection, sha256, content))

    def picture(self, sha256: str) -> bytes | None:
        """The bytes of a picture, if they are here."""
        return self._database.read(lambda connection: gallery_rows.thumb(connection, sha256))
