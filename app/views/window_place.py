"""Keeps the window's size and place between two starts, in a small file of the profile."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

FILE_NAME = "window.ini"
FIRST_SIZE = QSize(1280, 800)
_KEY = "window/geometry"


class WindowPlace:
    """Reads and writes the geometry in `data_dir`; a file that can't be read or written changes nothing else."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE_NAME

    def restore(self, window: QWidget) -> None:
        """Puts the window where it was; the first time in its first size, never larger than the screen."""
        kept = self._file().value(_KEY) if self._path.exists() else None
        # Qt itself moves a window back whose screen is gone.
        if isinstance(kept, QByteArray) and window.restoreGeometry(kept):
            return
        screen = QGuiApplication.primaryScreen()
        room = screen.availableGeometry().size()
        window.resize(FIRST_SIZE.boundedTo(room).expandedTo(window.minimumSize()))

    def keep(self, window: QWidget) -> None:
        """Writes where the window is now."""
        file = self._file()
        file.setValue(_KEY, window.saveGeometry())
        file.sync()

    def _file(self) -> QSettings:
        # Not the registry or ~/.config: a profile is one folder, and two profiles do not share a place.
        return QSettings(str(self._path), QSettings.Format.IniFormat)
