"""What is known of a camera before it is opened, and why one could not be: values without OpenCV and without Qt."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.cameras import CameraReason


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """One camera that can be chosen.

    `key` is its identity and outlives unplugging, another port's numbering and a restart; `index` does not.
    `backend` is OpenCV's name of the interface, without CAP_. `address` stands for a camera from the configuration:
    the URL of a stream or the path of a film, and then there is no index. `spare` is the same camera under the
    system's second interface, as backend and index.
    """

    key: str
    name: str
    index: int | None
    backend: str
    address: str | None = field(default=None, repr=False)  # may hold a password
    spare: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a camera gives no picture; None if nothing stands in the way. `holder` is the program that uses it."""

    reason: CameraReason | None
    holder: str | None = None
