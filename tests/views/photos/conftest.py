"""A desk with one camera on the network, and a member whose facility takes profile photos."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.config import CameraSetting
from tests.mjpeg_camera import MjpegCamera
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_photos import PhotoWorld, jpeg
from tests.views.with_window import Desk


@pytest.fixture
def world(live: LiveServer) -> PhotoWorld:
    return PhotoWorld(live)


@pytest.fixture
def family(world: PhotoWorld) -> Family:
    """One contact, at a facility where a profile photo is free."""
    return world.add_family()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A file on this computer."""
    path = tmp_path / "garden.jpg"
    path.write_bytes(jpeg(5, 640).data)
    return path


@pytest.fixture
def camera() -> Iterator[MjpegCamera]:
    with MjpegCamera(kinds=4) as camera:
        yield camera


@pytest.fixture
def desk(qtbot: QtBot, live: LiveServer, tmp_path: Path, camera: MjpegCamera) -> Iterator[Desk]:
    """A computer with one camera, on the network."""
    desk = Desk(
        qtbot,
        tmp_path / "client",
        live.base_url,
        cameras=(CameraSetting(camera.address, "Lobby camera"),),
    )
    desk.open()
    yield desk
    desk.close()
