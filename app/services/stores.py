"""Everything one account keeps on this computer, opened and closed together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.lane import StorageLane
from app.storage.outbox_store import OutboxStore

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stores:
    """The stores over one database."""

    database: Database
    outbox: OutboxStore
    drafts: DraftStore
    cache: CacheStore

    @classmethod
    def open(cls, lane: StorageLane, path: Path | None, key: bytes | None) -> Stores:
        """Open or create the account's database; without a path all lives in memory. Raises StorageFault."""
        database = Database.open(lane, path, key)
        return cls(database, OutboxStore(database), DraftStore(database), CacheStore(database))

    def together(self, work: Callable[[], T]) -> T:
        """Do several things with the stores in one durable transaction."""
        return self.database.write(lambda _: work())

    @property
    def has_unsent(self) -> bool:
        """Whether words wait here that the server does not have."""
        return bool(self.outbox.waiting() or self.drafts.all())
