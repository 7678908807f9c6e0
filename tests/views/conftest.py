"""What every test of widgets and views gets: the light theme on, the member's zone fixed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.widgets import fmt
from app.widgets.theme import ThemeController
from tests.unit.app.live import Family, LiveServer
from tests.views.with_window import Desk


def throw_away() -> None:
    """Ends what was told to end; else Python may clear a widget that a later change of theme still comes to."""
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def nothing_half_gone() -> Iterator[None]:
    """No widget of a test lives on into the next one."""
    yield
    throw_away()


@pytest.fixture
def look(qapp: QApplication) -> Iterator[ThemeController]:
    """The light theme at 100 %; given back as it was."""
    fmt.set_zone("UTC")
    controller = ThemeController(qapp, "light", text_scale=1.0)
    yield controller
    throw_away()
    controller.choose("light")
    controller.set_text_scale(1.0)
    controller.deleteLater()
    fmt.set_zone(None)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveServer]:
    """A server that listens."""
    server = LiveServer(tmp_path / "server")
    server.start()
    yield server
    server.stop()


@pytest.fixture
def family(live: LiveServer) -> Family:
    """A member with $10.00 and one accepted contact, Mateo Rivera."""
    return live.add_family()


@pytest.fixture
def desk(qtbot: QtBot, live: LiveServer, tmp_path: Path) -> Iterator[Desk]:
    """A computer with the program, the window open at the sign-in view."""
    desk = Desk(qtbot, tmp_path / "client", live.base_url)
    desk.open()
    yield desk
    desk.close()


@pytest.fixture
def signed_in(desk: Desk, family: Family) -> Desk:
    """The member signed in, everything loaded."""
    desk.sign_in(family)
    return desk


@pytest.fixture
def writing(signed_in: Desk) -> Desk:
    """The conversation with Mateo open, the keyboard in the composer."""
    signed_in.write_to("Mateo")
    return signed_in
