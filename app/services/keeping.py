"""What this computer keeps of the signed-in account: told with sizes, and cleared of what can be loaded again."""

from __future__ import annotations

from app.domain.keeping import Kept
from app.domain.values import StorageMode
from app.services.stores import Stores
from app.storage.kept_sizes import file_bytes, kept_sizes


class KeepingService:
    """Over the stores of one account; blocks, on any lane."""

    def __init__(self, stores: Stores, mode: StorageMode) -> None:
        self._stores = stores
        self._mode = mode

    def kept(self) -> Kept:
        """What there is now."""
        items, size = self._stores.database.read(
            lambda connection: (kept_sizes(connection), file_bytes(connection))
        )
        return Kept(self._mode, items, size)

    def clear(self) -> Kept:
        """Forgets everything the server can tell again, and gives the room back; unsent words and photos stay."""
        self._stores.cache.wipe()
        self._stores.database.shrink()
        return self.kept()
