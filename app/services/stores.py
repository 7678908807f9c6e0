"""Everything one account keeps on this computer, opened and closed together."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from app.services.at_need import Whole, at_need
from app.storage.cache_store import CacheStore
from app.storage.database import Database

if TYPE_CHECKING:
    from app.storage.contact_photo_store import ContactPhotoStore
    from app.storage.draft_store import DraftStore
    from app.storage.edit_store import EditStore
    from app.storage.gallery_store import GalleryStore
    from app.storage.lane import StorageLane
    from app.storage.outbox_store import OutboxStore
    from app.storage.photo_store import PhotoStore
    from app.storage.post_photo_store import PostPhotoStore
    from app.storage.post_store import PostStore
    from app.storage.prepared_store import PreparedStore
    from app.storage.share_store import ShareStore

T = TypeVar("T")


class Stores(Whole):
    """The stores over one database; what the first conversations don't need is loaded when it is asked for."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.cache = CacheStore(database)

    @classmethod
    def open(cls, lane: StorageLane, path: Path | None, key: bytes | None) -> Stores:
        """Open or create the account's database; without a path all lives in memory. Raises StorageFault."""
        return cls(Database.open(lane, path, key))

    @at_need
    def outbox(self) -> OutboxStore:
        """Messages that wait to be sent."""
        from app.storage.outbox_store import OutboxStore

        return OutboxStore(self.database)

    @at_need
    def drafts(self) -> DraftStore:
        """Words that are being written."""
        from app.storage.draft_store import DraftStore

        return DraftStore(self.database)

    @at_need
    def photos(self) -> PhotoStore:
        """Profile photos that are not decided yet."""
        from app.storage.photo_store import PhotoStore

        return PhotoStore(self.database)

    @at_need
    def shares(self) -> ShareStore:
        """Photos that are to be shared."""
        from app.storage.share_store import ShareStore

        return ShareStore(self.database)

    @at_need
    def prepared(self) -> PreparedStore:
        """Photos that were prepared and are not shared yet."""
        from app.storage.prepared_store import PreparedStore

        return PreparedStore(self.database)

    @at_need
    def editing(self) -> EditStore:
        """Photos that are being edited."""
        from app.storage.edit_store import EditStore

        return EditStore(self.database)

    @at_need
    def contact_photos(self) -> ContactPhotoStore:
        """Photos that stand for contacts."""
        from app.storage.contact_photo_store import ContactPhotoStore

        return ContactPhotoStore(self.database)

    @at_need
    def galleries(self) -> GalleryStore:
        """What the server said of galleries and their photos."""
        from app.storage.gallery_store import GalleryStore

        return GalleryStore(self.database)

    @at_need
    def posts(self) -> PostStore:
        """Posts that wait to be sent."""
        from app.storage.post_store import PostStore

        return PostStore(self.database)

    @at_need
    def post_photos(self) -> PostPhotoStore:
        """Photos of posts."""
        from app.storage.post_photo_store import PostPhotoStore

        return PostPhotoStore(self.database)

    def together(self, work: Callable[[], T]) -> T:
        """Do several things with the stores in one durable transaction."""
        return self.database.write(lambda _: work())

    @property
    def has_unsent(self) -> bool:
        """Whether words or a photo wait here that the server does not have."""
        words = self.outbox.waiting() or self.drafts.all() or self.posts.waiting()
        photos = self.photos.is_waiting or self.post_photos.has_drafts or not self.shares.is_empty
        return bool(words) or photos or not self.prepared.is_empty or not self.editing.is_empty
