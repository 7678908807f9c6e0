"""Finds a file of `resources/`, in the source tree or inside a bundle."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Where a file of `resources/` lies; PyInstaller unpacks them below `sys._MEIPASS`."""
    bundle = getattr(sys, "_MEIPASS", None)
    root = Path(bundle) if bundle is not None else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)
