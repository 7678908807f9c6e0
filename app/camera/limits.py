"""How long each step of reading a camera may take before something is said or done about it."""

from __future__ import annotations

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How long things may take, in seconds."""

    slow: float = 2.0
    opening: float = 20.0 if sys.platform == "win32" else 8.0
    first_frame: float = 5.0
    stalled: float = 1.0
    abandoned: float = 4.0
    ending: float = 1.0
    """A session that was told to end and has not by then counts as abandoned."""
    back_off: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0)
