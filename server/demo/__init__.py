"""The demo world: made-up people with real histories, and what one needs to know to walk around in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from server.demo.people import facts

if TYPE_CHECKING:
    from server.config import Settings

__all__ = ["facts", "seed"]


def seed(settings: Settings) -> None:
    """Fills the database of these settings, if it has no facility yet."""
    from server.demo.seeding import seed as fill  # brings the database along; the facts alone do not need it

    fill(settings)
