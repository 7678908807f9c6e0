"""A post whose photo goes up on a slow line: how far it is stands on its card, and it can be stopped on its way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.values import StepKind
from app.tour.hands import CONTROL
from app.widgets.button import LinkButton
from app.widgets.share_bar import ShareBar
from app.widgets.state_line import StateLine
from tests.e2e.slow_wire import SlowWire
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_posts import news_family, posted
from tests.views.test_news_view import cards, composer, states
from tests.views.test_post_photo_view import add
from tests.views.with_window import Desk

SIDE = 1_400
HALF_BYTES = 700_000
"""Of a photo of noise with such sides, give or take what else goes over the line."""


@pytest.fixture
def family(live: LiveServer) -> Family:
    return news_family(live, 25, with_photos=1)[0]


@pytest.fixture
def wire(live: LiveServer) -> Iterator[SlowWire]:
    wire = SlowWire(live.port)
    yield wire
    wire.close()


@pytest.fixture
def desk(qtbot: QtBot, wire: SlowWire, tmp_path: Path) -> Iterator[Desk]:
    """A computer on a slow line."""
    desk = Desk(qtbot, tmp_path / "client", f"http://127.0.0.1:{wire.port}")
    desk.open()
    yield desk
    desk.close()


@pytest.fixture
def file(tmp_path: Path) -> str:
    """A photo that is as heavy as one of its size can be."""
    path = tmp_path / "snow.jpg"
    noise = random.Random(3).randbytes(SIDE * SIDE * 3)
    Image.frombytes("RGB", (SIDE, SIDE), noise).save(path, "JPEG", quality=80)
    return str(path)


def open_news(desk: Desk) -> None:
    desk.until(QApplication.focusWidget)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(lambda: composer(desk).box.edit.hasFocus())


@pytest.fixture
def half_up(signed_in: Desk, wire: SlowWire, file: str) -> Desk:
    """A post is on its way, and the line stands still in the middle of its photo."""
    desk = signed_in
    open_news(desk)
    desk.until(lambda: desk.app.post_compose.audience.places)
    add(desk, file)
    composer(desk).box.edit.setFocus()
    desk.hands.type("So much snow!")
    desk.until(lambda: desk.app.post_compose.can_post)
    wire.stop_after(HALF_BYTES)
    desk.hands.click("post_send")
    shares_until_it_stands_still(desk, wire)
    return desk


def shares_until_it_stands_still(desk: Desk, wire: SlowWire) -> None:
    """Every figure that was on the card on the way there."""
    seen: list[int] = []

    def stands_still() -> bool:
        if desk.hands.sees("post_bar"):
            seen.append(percent(desk))
        return wire.wait_stopped(0)

    desk.until(stands_still)
    desk.until(lambda: desk.hands.sees("post_bar") and 0 < percent(desk) < 100)
    seen.append(percent(desk))
    assert seen == sorted(seen), "it never goes back"


def percent(desk: Desk) -> int:
    """The figure in the words, which the bar and a screen reader's name for it say too."""
    words, bar = desk.hands.find("post_kept", StateLine).text, desk.hands.find("post_bar", ShareBar)
    head, _, figure = words.partition(" · ")
    assert head == "Sending the photo"
    assert bar.accessibleName() == words
    assert figure == f"{round(100 * bar.share)} %"
    return int(figure.removesuffix(" %"))


def test_how_far_the_photo_is_stands_on_the_card_until_the_server_has_the_post(
    half_up: Desk, wire: SlowWire, live: LiveServer, family: Family
) -> None:
    before = percent(half_up)
    assert 0 < before < 100
    wire.go_on()
    half_up.until(lambda: percent(half_up) > before)
    half_up.until(lambda: states(half_up) == [StepKind.PENDING])
    assert not half_up.hands.sees("post_bar")
    (sent,) = posted(live, family)
    assert sent.has_photo


def test_after_a_restart_it_goes_up_again_and_says_so(
    half_up: Desk, wire: SlowWire, live: LiveServer, family: Family
) -> None:
    half_up.close()
    wire.cut()
    wire.stop_after(HALF_BYTES)
    half_up.open()
    half_up.until(lambda: half_up.app.session is not None)
    half_up.until(lambda: wire.wait_stopped(0))
    open_news(half_up)
    half_up.until(lambda: half_up.hands.sees("post_bar") and 0 < percent(half_up) < 100)
    wire.go_on()
    half_up.until(lambda: states(half_up) == [StepKind.PENDING])
    assert len(posted(live, family)) == 1


def test_it_is_stopped_on_its_way_and_comes_back_whole_to_be_edited(
    half_up: Desk, wire: SlowWire, live: LiveServer, family: Family
) -> None:
    assert half_up.hands.find("post_edit", LinkButton).text() == "Stop and Edit"
    half_up.hands.click("post_edit")
    half_up.until(lambda: half_up.hands.find("post_kept", StateLine).text == "Stopping…")
    assert not half_up.hands.find("post_edit", LinkButton).isEnabled()
    wire.go_on()
    half_up.until(lambda: half_up.hands.sees("post_photo") and not cards(half_up))
    assert composer(half_up).text == "So much snow!"
    assert posted(live, family) == ()
    half_up.until(lambda: half_up.app.post_compose.can_post)
    half_up.hands.click("post_send")
    half_up.until(lambda: states(half_up) == [StepKind.PENDING])
    assert len(posted(live, family)) == 1


def test_a_line_that_is_cut_leaves_no_bar_behind_and_the_post_waits(
    half_up: Desk, wire: SlowWire, live: LiveServer, family: Family
) -> None:
    live.stop()
    wire.cut()
    wire.go_on()
    half_up.until(lambda: half_up.hands.sees("post_kept") and not half_up.hands.sees("post_bar"))
    half_up.until(lambda: "when you are online" in half_up.hands.find("post_kept", StateLine).text)
    assert half_up.hands.find("post_edit", LinkButton).text() == "Edit"
    live.start()
    half_up.app.try_now()
    half_up.until(lambda: states(half_up) == [StepKind.PENDING])
    assert len(posted(live, family)) == 1
