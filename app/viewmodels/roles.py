"""The roles under which list models hand out their frozen values."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

VALUE_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The whole frozen value of a row: ConversationRow, ThreadItem or MovementRow."""
DAY_ROLE: Final = int(Qt.ItemDataRole.UserRole) + 2
"""ThreadModel: the local `date` when the row is the first of its day, else None."""
