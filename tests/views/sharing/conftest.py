"""A desk with one camera on the network, a member whose facility takes photos, and three files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_gallery import GalleryWorld
from tests.unit.app.live_photos import jpeg
from tests.views.photos.conftest import camera, desk

__all__ = ["camera", "desk"]


@pytest.fixture
def gallery_world(live: LiveServer) -> GalleryWorld:
    return GalleryWorld(live)


@pytest.fixture
def family(gallery_world: GalleryWorld) -> Family:
    """One contact, at a facility where a photo costs 25¢."""
    return gallery_world.add_family()


@pytest.fixture
def pictures(tmp_path: Path) -> tuple[str, ...]:
    """Three files on this computer."""
    paths = []
    for number in range(3):
        path = tmp_path / f"garden_{number}.jpg"
        path.write_bytes(jpeg(number + 5, 640).data)
        paths.append(str(path))
    return tuple(paths)
