"""What every test of widgets and views gets: the light theme on, the member's zone fixed."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from app.widgets import fmt
from app.widgets.theme import ThemeController


@pytest.fixture
def look(qapp: QApplication) -> Iterator[ThemeController]:
    """The light theme at 100 %; given back as it was."""
    fmt.set_zone("UTC")
    controller = ThemeController(qapp, "light", text_scale=1.0)
    yield controller
    controller.choose("light")
    controller.set_text_scale(1.0)
    controller.deleteLater()
    fmt.set_zone(None)
