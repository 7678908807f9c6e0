"""A post's photo from the camera or the clipboard: edited again from what it was made of, also after a restart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.config import CameraSetting
from app.domain.photos import Size
from app.domain.values import StepKind
from app.tour.hands import CONTROL
from contract.messages import Region
from tests.mjpeg_camera import MjpegCamera
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_photos import jpeg
from tests.unit.app.live_posts import news_family, posted
from tests.views.on_news import open_news
from tests.views.test_news_view import composer, post, states
from tests.views.with_window import Desk


@pytest.fixture
def family(live: LiveServer) -> Family:
    return news_family(live, 25, with_photos=1)[0]


@pytest.fixture
def camera() -> Iterator[MjpegCamera]:
    with MjpegCamera(kinds=4) as camera:
        yield camera


@pytest.fixture
def desk(qtbot: QtBot, live: LiveServer, tmp_path: Path, camera: MjpegCamera) -> Iterator[Desk]:
    """A computer with one camera, on the network."""
    setting = CameraSetting(camera.address, "Lobby camera")
    desk = Desk(qtbot, tmp_path / "client", live.base_url, cameras=(setting,))
    desk.open()
    yield desk
    desk.close()


@pytest.fixture
def news(signed_in: Desk) -> Desk:
    open_news(signed_in)
    signed_in.until(lambda: signed_in.app.post_compose.audience.places)
    return signed_in


def restart(desk: Desk) -> None:
    desk.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_news(desk)


def paste(desk: Desk) -> Size:
    """A picture that no file has; its size."""
    image = QMimeData()
    image.setImageData(QImage.fromData(jpeg(5, 640).data))
    QApplication.clipboard().setMimeData(image)
    desk.hands.press(Qt.Key.Key_V, CONTROL)
    return opened(desk)


def opened(desk: Desk) -> Size:
    """The editor is there; the size of what it works on."""
    desk.until(lambda: desk.hands.sees("edit_photo") and desk.app.edit_photo.picture is not None)
    return desk.app.edit_photo.size


def accept(desk: Desk) -> None:
    desk.hands.click("edit_next")
    desk.hands.click("edit_next")
    desk.until(lambda: not desk.hands.sees("edit_photo"))
    desk.until(lambda: desk.hands.sees("post_photo") and desk.app.post_compose.photo.look is not None)


def cut_and_brighten(desk: Desk) -> None:
    """So that what is exported has other pixels, and fewer of them, than what it was made of."""
    desk.app.edit_photo.set_brightness(15)
    desk.app.edit_photo.cut_to_shape(2.0)
    accept(desk)
    photo = desk.app.post_compose.photo.photo
    assert photo is not None
    assert photo.size.height < desk_size(desk).height


def desk_size(desk: Desk) -> Size:
    """Of what the photo of the draft was made of, as the editor would open it."""
    desk.hands.click("post_photo_edit")
    size = opened(desk)
    desk.hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: not desk.hands.sees("edit_photo"))
    return size


def test_a_pasted_photo_goes_on_from_its_edit_after_every_restart(news: Desk, family: Family) -> None:
    size = paste(news)
    cut_and_brighten(news)
    for brightness in (15, 25):
        restart(news)
        news.until(lambda: news.hands.sees("post_photo") and not news.app.post_compose.photo.is_busy)
        news.hands.click("post_photo_edit")
        assert opened(news) == size
        assert news.app.edit_photo.edits.brightness == brightness
        assert news.app.edit_photo.edits.crop is not None
        news.app.edit_photo.set_brightness(25)
        accept(news)


def test_a_photo_of_the_camera_that_is_not_approved_is_mended_from_what_was_taken(
    news: Desk, live: LiveServer, family: Family, camera: MjpegCamera
) -> None:
    news.hands.click("post_photo_take")
    news.until(lambda: news.app.take_photo.can_shoot)
    news.hands.click("shutter")
    news.until(lambda: news.hands.sees("use_photo"))
    news.hands.click("use_photo")
    assert opened(news) == Size(camera.width, camera.height)
    cut_and_brighten(news)
    composer(news).box.edit.setFocus()
    post(news, "The biggest snowman!")
    restart(news)
    live.refuse(
        posted(live, family)[0].parts[0].submission_id,
        regions=(Region(x=0.25, y=0.25, width=0.5, height=0.5),),
    )
    news.until(lambda: states(news) == [StepKind.REFUSED])
    news.until(lambda: news.hands.sees("post_why"))
    news.hands.click("post_why")
    news.until(lambda: news.hands.sees("post_mend"))
    news.hands.click("post_mend")
    news.until(lambda: news.hands.sees("post_photo") and news.app.post_compose.photo.photo is not None)
    news.hands.click("post_photo_edit")
    assert opened(news) == Size(camera.width, camera.height)
    assert news.app.edit_photo.edits.brightness == 15
    editor = news.program.screens.sheets.posting.sheet
    assert editor is not None
    assert [(mark.x, mark.width) for mark in editor.marks] == [(0.25, 0.5)]
