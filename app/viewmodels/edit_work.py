"""What the editor has done in workers: opening, all pixels, looking for hints, export; heavy parts load here first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoHint, PhotoOrigin, PhotoPurpose

if TYPE_CHECKING:
    from app.imaging.apply import Pixels
    from app.imaging.opening import OpenedPicture
    from app.imaging.viewport import Level


@dataclass(frozen=True, slots=True)
class EditablePicture:
    """An opened picture and the pyramid that canvases sample."""

    opened: OpenedPicture
    levels: tuple[Level, ...]
    origin: PhotoOrigin


def open(
    source: bytes | Pixels, name: str, path: str | None, cancelled: Callable[[], bool]
) -> EditablePicture:
    """In a worker: the first pixels, from a reduced decode."""
    from app.imaging import opening
    from app.imaging.memory import enough_memory
    from app.imaging.viewport import pyramid

    with enough_memory():
        if isinstance(source, bytes):
            opened = opening.open_picture(source, name, cancelled=cancelled)
        else:
            opened = opening.from_pixels(source, name)
        levels = pyramid(opened.preview, opened.full_size)
    return EditablePicture(opened, levels, PhotoOrigin(path, name, opened.sha256))


def sharpen(picture: EditablePicture, cancelled: Callable[[], bool]) -> EditablePicture:
    """In a worker: all pixels."""
    from app.imaging.memory import enough_memory
    from app.imaging.viewport import pyramid

    opened = picture.opened
    with enough_memory():
        return replace(picture, levels=pyramid(opened.load_full(cancelled), opened.full_size))


def make(
    opened: OpenedPicture,
    edits: PhotoEdits,
    purpose: PhotoPurpose,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
) -> ExportedPhoto:
    """In a worker: what travels, or stays as a contact's photo."""
    from app.imaging.export import export
    from app.imaging.memory import enough_memory

    with enough_memory():
        return export(
            opened, edits, purpose.aspect, purpose.longest_side, progress=progress, cancelled=cancelled
        )


def look_at(opened: OpenedPicture, edits: PhotoEdits, aspect: float | None) -> tuple[PhotoHint, ...]:
    """In a worker: what is noticed about the picture as it would be sent."""
    from app.imaging.apply import apply
    from app.imaging.hints import look
    from app.imaging.memory import enough_memory

    with enough_memory():
        return look(apply(opened.preview, edits, aspect, full_size=opened.full_size))
