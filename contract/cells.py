"""Cells of a table file, made so that no spreadsheet takes a text for a formula (threat T10)."""

from __future__ import annotations

from typing import Final

_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text, with a quote before it where a spreadsheet would calculate it; white space hides nothing."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS) else text
