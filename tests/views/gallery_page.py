"""One page of the gallery: a widget, its size, and what is done once it is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget


def _nothing() -> None:
    return None


@dataclass(slots=True)
class Page:
    """One picture: `ready` is called once it is shown."""

    name: str
    widget: QWidget
    size: tuple[int, int] = (1280, 800)
    ready: Callable[[], None] = _nothing
