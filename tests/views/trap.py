"""A trap for texts that become more than text: a picture that must not be opened, addresses that nobody may go to."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QColor, QDesktopServices, QImage
from PySide6.QtWidgets import QApplication, QLabel

_OPENED: Final = 0x20
_SCHEMES: Final = ("http", "https", "file", "mailto", "javascript", "smb", "ftp")


class _Follower(QObject):
    """Takes what somebody wants a browser or a file manager for."""

    def __init__(self) -> None:
        super().__init__()
        self.followed: list[str] = []

    @Slot(QUrl)
    def follow(self, address: QUrl) -> None:
        """Called by Qt instead of the system."""
        self.followed.append(address.toString())


@dataclass
class Trap:
    """The picture that lies in wait, what was opened in its folder, and which addresses were gone to."""

    picture: Path
    follower: _Follower = field(default_factory=_Follower)
    _watch: int = -1

    @property
    def payloads(self) -> list[str]:
        """What Qt would read as markup, if it were let, and load the picture or offer the link."""
        return [
            f'<img src="file://{self.picture}">',
            f'<b>x</b><img src="{self.picture}">',
            f'<table background="{self.picture}"><tr><td>x</td></tr></table>',
            f'<a href="file://{self.picture}">click</a>',
            f"<style>body {{ background-image: url({self.picture}) }}</style><p>x</p>",
            f'"><img src="{self.picture}">&lt;b&gt; &amp;',
        ]

    @property
    def caught(self) -> list[str]:
        """What happened that must not."""
        QApplication.processEvents()
        return [*(["the picture was opened"] if self._was_opened() else []), *self.follower.followed]

    def _was_opened(self) -> bool:
        try:
            return bool(os.read(self._watch, 65536))
        except BlockingIOError:
            return False


@contextmanager
def set_trap(folder: Path) -> Iterator[Trap]:
    """Set while the block runs; on Linux, whose kernel tells when a file is opened."""
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    picture = folder / "secret.png"
    assert image.save(str(picture))
    library = ctypes.CDLL(None, use_errno=True)
    trap = Trap(picture, _watch=library.inotify_init1(os.O_NONBLOCK))
    assert library.inotify_add_watch(trap._watch, str(picture).encode(), _OPENED) >= 0
    for scheme in _SCHEMES:
        QDesktopServices.setUrlHandler(scheme, trap.follower, "follow")  # type: ignore[arg-type]  # the stub says bytes
    try:
        yield trap
    finally:
        for scheme in _SCHEMES:
            QDesktopServices.unsetUrlHandler(scheme)
        os.close(trap._watch)


def rich_labels() -> list[str]:
    """Every label on the screen that may read markup, by what it says."""
    return [
        f"{label.objectName() or type(label).__name__}: {label.text()}"
        for label in QApplication.allWidgets()
        if isinstance(label, QLabel) and label.textFormat() != Qt.TextFormat.PlainText and label.text()
    ]
