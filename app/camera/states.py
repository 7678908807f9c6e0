"""What the camera is doing and what it gives, as frozen values without OpenCV and without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from app.domain.cameras import CameraReason

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from app.camera.info import CameraInfo

    Pixels = npt.NDArray[np.uint8]
    """Height × width × 3 in the order blue, green, red; not to be written to."""

__all__ = ["Advice", "CameraReason", "CameraState", "CameraStatus", "Frame", "Still", "Wanted"]


class CameraState(Enum):
    """Where the camera stands. Only LIVE and STALLED have a picture to show; only OFF means that nobody waits."""

    OFF = "off"
    ASKING = "asking"
    DENIED = "denied"
    OPENING = "opening"
    LIVE = "live"
    STALLED = "stalled"
    """It was live and the newest picture grows old."""
    LOST = "lost"
    """It was live and is gone; it comes back by itself."""
    ABSENT = "absent"
    """None is there, or not the chosen one; opened as soon as it is."""
    FAILED = "failed"
    """It is there and can't be used; tried again by itself."""


class Advice(Enum):
    """What the newest pictures suggest to whoever is about to take one: a hint, never an error."""

    TOO_DARK = "too_dark"
    HOLD_STILL = "hold_still"
    COVERED = "covered"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class CameraStatus:
    """`reason` says why a state is not LIVE, or of LIVE that the picture is COVERED or FROZEN, or black because the
    system does not allow more (NOT_ALLOWED).

    `holder` is the name of the program that uses the camera, `slow` asks for "still starting…", `camera` is the one
    being opened or read, or the last one.
    """

    state: CameraState
    reason: CameraReason | None = None
    holder: str | None = None
    slow: bool = False
    camera: CameraInfo | None = None

    @property
    def has_picture(self) -> bool:
        """Whether there is one worth looking at."""
        is_on = self.state in (CameraState.LIVE, CameraState.STALLED)
        return is_on and self.reason is not CameraReason.NOT_ALLOWED


OFF = CameraStatus(CameraState.OFF)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture as it came, never mirrored. `sequence` only grows, through every reopening; `at` is monotonic."""

    pixels: Pixels
    sequence: int
    at: float


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """The picture that was asked for: begun after the click at `clicked_at`, never mirrored."""

    pixels: Pixels
    sequence: int
    at: float
    clicked_at: float
    camera: CameraInfo


@dataclass(frozen=True, slots=True)
class Wanted:
    """The format to ask a device for; what it really gives is told by its first picture."""

    width: int = 1280
    height: int = 720
    fps: int = 30
    fourcc: str = "MJPG"
