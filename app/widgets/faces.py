"""Photos that stand for people in place of their initials, by key: one set for the whole program, as the theme is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage


class Faces(QObject):
    """Whatever draws people is painted anew when it has `changed`."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._photos: dict[str, QImage] = {}

    def show(self, photos: Mapping[str, QImage]) -> None:
        """These and no others from now on."""
        self._photos = dict(photos)
        self.changed.emit()

    def of(self, key: str) -> QImage | None:
        """The photo of this person; None where the initials stand."""
        return self._photos.get(key)


FACES: Final = Faces()
