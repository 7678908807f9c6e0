"""Photos that stand for people in place of their initials, by key: one set for the whole program, as the theme is."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QImage

_faces: dict[str, QImage] = {}


def set_faces(faces: Mapping[str, QImage]) -> None:
    """These and no others from now on; whoever says so has the window painted anew."""
    _faces.clear()
    _faces.update(faces)


def face_of(key: str) -> QImage | None:
    """The photo of this person; None where the initials stand."""
    return _faces.get(key)
