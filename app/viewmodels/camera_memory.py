"""What the camera's sheet remembers between two uses: which camera, timer, mirror and lines, in a small file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSettings

FILE_NAME = "camera.ini"
TIMERS_S: Final = (0, 3, 5, 10)
"""The choices of the self-timer; 0 is off."""
_LONGEST_KEY = 400


@dataclass(frozen=True, slots=True)
class CameraHabits:
    """`camera_key` is a camera's identity, never its number; None before the first use."""

    camera_key: str | None = None
    timer_s: int = 0
    is_mirrored: bool = True
    has_lines: bool = False


class CameraMemory:
    """Reads and writes the habits in `data_dir`; a file that can't be read or written changes nothing else."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / FILE_NAME
        self._habits: CameraHabits | None = None

    @property
    def habits(self) -> CameraHabits:
        """As last kept; the first ones where nothing can be read."""
        if self._habits is None:
            self._habits = self._read() if self._path.exists() else CameraHabits()
        return self._habits

    def keep_camera(self, key: str) -> None:
        """This camera gave a picture, or was chosen."""
        self._keep(replace(self.habits, camera_key=key))

    def keep_timer(self, timer_s: int) -> None:
        """The self-timer chosen last."""
        self._keep(replace(self.habits, timer_s=timer_s))

    def keep_mirrored(self, is_mirrored: bool) -> None:
        """Whether the preview is like a mirror."""
        self._keep(replace(self.habits, is_mirrored=is_mirrored))

    def keep_lines(self, has_lines: bool) -> None:
        """Whether lines are laid over the preview."""
        self._keep(replace(self.habits, has_lines=has_lines))

    def _keep(self, habits: CameraHabits) -> None:
        if habits == self._habits:
            return
        self._habits = habits
        file = self._file()
        file.setValue("camera/key", habits.camera_key or "")
        file.setValue("camera/timer_s", habits.timer_s)
        file.setValue("camera/is_mirrored", "yes" if habits.is_mirrored else "no")
        file.setValue("camera/has_lines", "yes" if habits.has_lines else "no")
        file.sync()

    def _read(self) -> CameraHabits:
        file = self._file()
        key, timer = file.value("camera/key"), file.value("camera/timer_s")
        known = {str(seconds): seconds for seconds in TIMERS_S}
        return CameraHabits(
            camera_key=key if isinstance(key, str) and 0 < len(key) <= _LONGEST_KEY else None,
            timer_s=known.get(str(timer), 0),
            is_mirrored=file.value("camera/is_mirrored") != "no",
            has_lines=file.value("camera/has_lines") == "yes",
        )

    def _file(self) -> QSettings:
        # Not the registry or ~/.config: a profile is one folder, and two profiles share nothing.
        return QSettings(str(self._path), QSettings.Format.IniFormat)
