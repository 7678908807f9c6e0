"""What this computer keeps of an account."""

from __future__ import annotations

from enum import Enum

import msgspec

from app.domain.values import StorageMode


class KeptKind(Enum):
    """Kinds of what is kept; all but UNSENT and FACES can be loaded again."""

    UNSENT = "unsent"
    FACES = "faces"
    MESSAGES = "messages"
    PICTURES = "pictures"
    OTHER = "other"


class KeptItem(msgspec.Struct, frozen=True):
    """So many of a kind, and the bytes of their content."""

    kind: KeptKind
    count: int
    size_bytes: int


class Kept(msgspec.Struct, frozen=True):
    """Everything that is kept: where it is (in a file or in memory), its kinds, and the file's size."""

    mode: StorageMode
    items: tuple[KeptItem, ...]
    file_bytes: int
