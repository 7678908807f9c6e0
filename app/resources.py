"""Finds a file of `resources/`, in the source tree or inside a bundle."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Where a file of `resources/` lies; PyInstaller unpacks them below `sys._MEIPASS`."""
    return _root(getattr(sys, "_MEIPASS", None)).joinpath("resources", *parts)


@cache
def _root(bundle: str | None) -> Path:
    """To resolve it asks the disk about every folder on the way, and icons are many."""
    return Path(bundle) if bundle is not None else Path(__file__).resolve().parent.parent
