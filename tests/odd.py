"""Texts and files known to break programs, from the folder GETTINGOUT_ODD_FILES names; without it there are none."""

import json
import os
from pathlib import Path

VARIABLE = "GETTINGOUT_ODD_FILES"


def odd_folder() -> Path | None:
    """The folder; looked up when a test asks."""
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def naughty_strings() -> list[str]:
    """What stands in `naughty-strings.json` there, a list of strings."""
    folder = odd_folder()
    file = None if folder is None else folder / "naughty-strings.json"
    if file is None or not file.is_file():
        return []
    strings: list[str] = json.loads(file.read_text("utf-8"))
    return strings
