"""How far the export of everything is, and what came of it."""

from __future__ import annotations

from enum import Enum

import msgspec


class ExportStage(Enum):
    """What is being done."""

    LISTS = "lists"
    PHOTOS = "photos"
    WRITING = "writing"


class ExportProgress(msgspec.Struct, frozen=True):
    """So many were fetched, of so many where that is known (0: not); `what` names the list."""

    stage: ExportStage
    done: int
    of: int
    what: str = ""


class ExportDone(msgspec.Struct, frozen=True):
    """The file, its size in bytes, and how much is in it."""

    path: str
    size_bytes: int
    message_count: int
    post_count: int
    photo_count: int
