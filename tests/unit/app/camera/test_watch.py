"""Plugging in or out is told once, on a thread of its own, which ends when it is told to."""

import queue
import threading
from collections.abc import Hashable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QObject

from app.camera import watch
from app.camera.info import CameraInfo
from app.camera.permission import AskingPermission, system_permission
from app.camera.watch import ListingWatch

ONE = CameraInfo("usb:1:2:A#0", "One", 0, "V4L2")
OTHER = CameraInfo("usb:1:2:B#0", "Other", 1, "V4L2")
MOST_S = 5.0


class Desk:
    """Cameras that a test plugs in and out."""

    def __init__(self, *, can_glance: bool) -> None:
        self.cameras: tuple[CameraInfo, ...] = ()
        self.listings = 0
        self.told: queue.SimpleQueue[tuple[CameraInfo, ...]] = queue.SimpleQueue()
        self.threads: set[str] = set()
        self._can_glance = can_glance
        self.watch = ListingWatch(self.list_cameras, self.glance, self.tell)

    def list_cameras(self) -> tuple[CameraInfo, ...]:
        self.listings += 1
        return self.cameras

    def glance(self) -> Hashable | None:
        return self.cameras if self._can_glance else None

    def tell(self, cameras: tuple[CameraInfo, ...]) -> None:
        self.threads.add(threading.current_thread().name)
        self.told.put(cameras)


@pytest.fixture(params=[True, False], ids=["glancing", "listing"])
def desk(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Watched by glances, or by lists alone."""
    monkeypatch.setattr(watch, "LIST_EVERY_S", 0.02)
    monkeypatch.setattr(watch, "GLANCE_EVERY_S", 0.02)
    desk = Desk(can_glance=request.param)
    yield desk
    assert desk.watch.stop(MOST_S)


def test_every_change_is_told_and_nothing_else(desk: Desk) -> None:
    desk.watch.start()
    assert desk.told.get(timeout=MOST_S) == ()
    for cameras in ((ONE,), (ONE, OTHER), (OTHER,), ()):
        desk.cameras = cameras
        assert desk.told.get(timeout=MOST_S) == cameras
    assert desk.told.empty()
    assert desk.threads == {"camera-devices"}


def test_who_asks_is_answered_even_if_nothing_changed(desk: Desk) -> None:
    desk.cameras = (ONE,)
    desk.watch.look_now()
    desk.watch.start()
    for _ in range(20):
        assert desk.told.get(timeout=MOST_S) == (ONE,)
        desk.watch.look_now()
    assert desk.told.get(timeout=MOST_S) == (ONE,)


def test_after_stopping_nothing_is_told(desk: Desk) -> None:
    desk.watch.start()
    desk.told.get(timeout=MOST_S)
    assert desk.watch.stop(MOST_S)
    desk.cameras = (ONE,)
    desk.watch.look_now()
    assert desk.told.empty()


def test_a_watch_that_never_began_stops(desk: Desk) -> None:
    assert desk.watch.stop(0)


def test_a_listing_that_hangs_holds_nobody_up() -> None:
    let_go = threading.Event()
    began = threading.Event()

    def hang() -> tuple[CameraInfo, ...]:
        began.set()
        let_go.wait(MOST_S)
        return (ONE,)

    told: list[tuple[CameraInfo, ...]] = []
    hanging = ListingWatch(hang, lambda: None, told.append)
    hanging.start()
    assert began.wait(MOST_S)
    assert not hanging.stop(0)
    let_go.set()
    assert hanging.stop(MOST_S)
    assert told == []


def test_where_a_glance_tells_nodes_are_not_opened_again_and_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "GLANCE_EVERY_S", 0.001)
    glances = threading.Semaphore(0)

    def glance() -> Hashable:
        glances.release()
        return "the same"

    desk = Desk(can_glance=True)
    glancing = ListingWatch(desk.list_cameras, glance, desk.tell)
    glancing.start()
    for _ in range(20):
        assert glances.acquire(timeout=MOST_S)
    assert glancing.stop(MOST_S)
    assert desk.listings == 1


@pytest.mark.usefixtures("qapp")
def test_systems_that_ask_nobody_grant_at_once() -> None:
    owner = QObject()
    answers: list[bool] = []
    permission = system_permission(owner)
    assert permission.check() is True
    permission.request(answers.append)
    assert answers == [True]


@pytest.mark.usefixtures("qapp")
def test_permission_through_qt_answers_everybody_once() -> None:
    owner = QObject()
    answers: list[str] = []
    permission = AskingPermission(owner)
    assert permission.check() is True
    permission.request(lambda granted: answers.append(f"first {granted}"))
    permission.request(lambda granted: answers.append(f"second {granted}"))
    QCoreApplication.processEvents()
    assert answers == ["first True", "second True"]
