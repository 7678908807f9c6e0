"""The open gallery under answers that come late, out of turn, or not at all: it always ends with what is there."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QObject
from pytestqt.qtbot import QtBot

from app.domain.errors import GettingOutError, StorageFault, StorageFaultKind
from app.domain.gallery import GalleryPhoto
from app.jobs.runner import JobRunner
from app.services.galleries import PhotosPage
from app.viewmodels import open_gallery
from app.viewmodels.hub import Hub
from app.viewmodels.open_gallery import OpenGallery
from app.viewmodels.pictures import Pictures
from tests.views.sample_photos import photo


class HeldHub(Hub):
    """Reads at once, as the storage lane does in its order; what was read is given out when the test says so."""

    def __init__(self, shelf: dict[str, GalleryPhoto], runner: JobRunner) -> None:
        super().__init__(runner, runner)
        self.held: list[Callable[[], None]] = []
        self.is_broken = False
        self._shelf = shelf

    def storage(
        self,
        owner: QObject,
        work: Callable[[Any], Any],
        done: Callable[[Any], None] | None = None,
        failed: Callable[[GettingOutError], None] | None = None,
    ) -> None:
        """Held."""
        if self.is_broken:
            assert failed is not None
            fault = StorageFault(StorageFaultKind.IO, "test")
            self.held.append(lambda: failed(fault))
            return
        read = work(SimpleNamespace(galleries=self))
        assert done is not None
        self.held.append(lambda: done(read))

    def photos(self, gallery_id: str, before: int | None, most: int) -> PhotosPage:
        """As the service pages: by a number that only falls."""
        every = list(self._shelf.values())
        start = 0 if before is None else before
        page = every[start : start + most]
        return PhotosPage(tuple(page), start + most if start + most < len(every) else None)

    def photos_of(self, gallery_id: str, keys: tuple[str, ...]) -> dict[str, GalleryPhoto | None]:
        """As they stand now."""
        return {key: self._shelf.get(key) for key in keys}

    def give(self) -> None:
        """The oldest answer, and what it leads to."""
        self.held.pop(0)()
        QCoreApplication.processEvents()

    def give_all(self) -> None:
        """Until nothing is asked any more."""
        while self.held:
            self.give()


class Bench:
    """A shelf of photos and the gallery that shows it, two at a time."""

    def __init__(self, count: int) -> None:
        self.shelf = {f"p{number}": photo(number, None) for number in range(count)}
        self.runner = JobRunner()
        self.hub = HeldHub(self.shelf, self.runner)
        self.gallery = OpenGallery(self.hub, Pictures(self.hub, self.runner), self.runner)
        self.shown: list[int] = []
        self.faults: list[GettingOutError] = []
        self.gallery.photos_changed.connect(lambda: self.shown.append(len(self.gallery.photos)))
        self.gallery.failed.connect(self.faults.append)
        self.gallery.show("g0")

    def rename(self, key: str, title: str) -> None:
        """On the shelf; nobody was told yet."""
        self.shelf[key] = msgspec.structs.replace(self.shelf[key], title=title)

    @property
    def titles(self) -> list[str]:
        """As they are shown."""
        return [each.title for each in self.gallery.photos.values()]

    @property
    def is_right(self) -> bool:
        """Whether what is shown is what is on the shelf, in its order."""
        return list(self.gallery.photos.items()) == list(self.shelf.items())


@pytest.fixture
def bench(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setattr(open_gallery, "FIRST_PIECE", 2)
    monkeypatch.setattr(open_gallery, "PIECE", 2)
    return Bench(5)


def test_the_first_piece_is_shown_and_then_all(bench: Bench) -> None:
    bench.gallery.read()
    bench.hub.give_all()
    assert bench.shown == [2, 5]
    assert bench.is_right


def test_an_answer_for_one_photo_from_before_all_are_read_anew_is_dropped(bench: Bench) -> None:
    bench.gallery.read()
    bench.hub.give_all()
    bench.rename("p1", "Between two renamings")
    bench.gallery.read(("p1",))  # and is held
    bench.rename("p1", "The new title")
    bench.gallery.read()
    before = list(bench.shown)
    bench.hub.give()  # the old title
    assert bench.shown == before
    bench.hub.give_all()
    assert bench.is_right


def test_what_changes_while_pieces_are_read_is_read_after_them(bench: Bench) -> None:
    bench.gallery.read()
    bench.hub.give()
    bench.rename("p0", "Changed in a piece that was read")
    bench.gallery.read(("p0",))
    assert len(bench.hub.held) == 1  # only the next piece: the change waits
    bench.hub.give_all()
    assert bench.titles[0] == "Changed in a piece that was read"
    assert bench.is_right


def test_a_photo_that_came_or_went_between_two_pieces_is_right_in_the_end(bench: Bench) -> None:
    bench.gallery.read()
    bench.hub.give()
    del bench.shelf["p0"]
    bench.shelf["p9"] = photo(9, None)
    bench.gallery.read(("p0", "p9"))
    bench.hub.give_all()
    assert set(bench.gallery.photos) == set(bench.shelf)


def test_answers_for_the_gallery_before_are_nobodys(bench: Bench) -> None:
    bench.gallery.read()
    bench.gallery.show("g1")
    bench.hub.give_all()
    assert bench.shown == []
    bench.gallery.show(None)
    bench.gallery.read()
    assert bench.hub.held == []


def test_a_new_photo_stands_first_and_one_that_is_gone_leaves(bench: Bench) -> None:
    bench.gallery.read()
    bench.hub.give_all()
    fresh = photo(7, None)
    del bench.shelf["p3"]
    bench.shelf = bench.hub._shelf = {"p7": fresh, **bench.shelf}
    bench.gallery.read(("p7", "p3"))
    bench.hub.give_all()
    assert bench.is_right


def test_after_a_fault_it_can_be_read_again(bench: Bench) -> None:
    bench.gallery.read()
    bench.hub.give()
    bench.hub.is_broken = True
    bench.hub.held.clear()
    bench.gallery.show("g0")
    bench.gallery.read()
    bench.hub.give()
    assert [type(fault) for fault in bench.faults] == [StorageFault]
    bench.hub.is_broken = False
    bench.gallery.read()
    bench.hub.give_all()
    assert bench.is_right
