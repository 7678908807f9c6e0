"""The role under which every list model hands out the frozen value of a row."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

VALUE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
