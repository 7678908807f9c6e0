"""Photos made ready to be shared: real files through the real decoder, one after the other, told when one is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import PictureFault, PictureFaultKind
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.jobs.runner import JobRunner
from app.viewmodels.hub import Hub
from app.viewmodels.naming import Named, left, tidy, title_of_file
from app.viewmodels.prepare_photos import MOST_AT_ONCE, PreparePhotosViewModel, PrepareState
from tests.views.with_editor import jpeg, scene


class Bench:
    """A list, and a folder with files."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        self.qtbot = qtbot
        self.folder = folder
        self.runner = JobRunner()
        self.model = PreparePhotosViewModel(Hub(self.runner, self.runner), self.runner)

    def file(self, name: str, data: bytes | None = None) -> str:
        """A photo on this computer, or whatever is given."""
        path = self.folder / name
        path.write_bytes(jpeg(scene(400, 300)) if data is None else data)
        return str(path)

    def until(self, condition: Callable[[], object]) -> None:
        """Lets events happen until it is so."""
        self.qtbot.waitUntil(lambda: bool(condition()), timeout=10_000)

    @property
    def is_done(self) -> bool:
        """Whether nothing is being opened."""
        return all(item.state is not PrepareState.WAITING for item in self.model.items)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(qtbot, tmp_path)
    yield bench
    assert bench.runner.shutdown(5_000)


def test_files_become_photos_in_their_order_and_show_how_they_look(bench: Bench) -> None:
    bench.model.add_files((bench.file("b.jpg"), bench.file("a.jpg")))
    assert not bench.model.is_ready
    bench.until(lambda: bench.is_done)
    assert bench.model.is_ready
    first, second = bench.model.prepared({1: "Our garden", 2: "The lake"})
    assert (first.title, first.origin.name, second.origin.name) == ("Our garden", "b.jpg", "a.jpg")
    assert first.photo.size == Size(400, 300)
    assert first.original is None  # the file has it
    assert bench.model.look(1) is not None


def test_a_file_that_is_no_picture_or_gone_is_told_and_the_rest_goes_on(bench: Bench) -> None:
    gone = str(bench.folder / "gone.jpg")
    bench.model.add_files((bench.file("bad.png", b"only words"), gone, bench.file("a.jpg")))
    bench.until(lambda: bench.is_done)
    kinds = [item.fault.kind for item in bench.model.items if isinstance(item.fault, PictureFault)]
    assert kinds == [PictureFaultKind.NOT_A_PICTURE, PictureFaultKind.UNREADABLE]
    assert [each.origin.name for each in bench.model.prepared({})] == ["a.jpg"]
    assert bench.model.is_ready


def test_no_more_than_fit_are_taken_and_the_number_left_out_is_told(bench: Bench) -> None:
    path = bench.file("a.jpg")
    assert bench.model.add_files((path,) * (MOST_AT_ONCE + 3)) == 3
    assert len(bench.model.items) == MOST_AT_ONCE
    bench.model.clear()


def test_one_that_is_left_out_while_it_is_opened_does_not_come_back(bench: Bench) -> None:
    bench.model.add_files((bench.file("a.jpg"), bench.file("b.jpg")))
    bench.model.remove(1)
    bench.until(lambda: bench.is_done)
    assert [item.name for item in bench.model.items] == ["b.jpg"]
    assert bench.model.items[0].state is PrepareState.READY


def test_an_edited_photo_takes_the_place_of_the_one_it_was(bench: Bench) -> None:
    bench.model.add_files((bench.file("a.jpg"), bench.file("b.jpg")))
    bench.until(lambda: bench.is_done)
    data = jpeg(scene(200, 100))
    edited = ExportedPhoto(data, "0" * 64, Size(200, 100))
    origin = PhotoOrigin(None, "a.jpg", "1" * 64)
    key = bench.model.put(edited, PhotoEdits(brightness=20), origin, b"raw", key=1)
    assert key == 1
    first = bench.model.prepared({1: "Brighter"})[0]
    assert (first.photo, first.edits.brightness, first.original) == (edited, 20, b"raw")
    bench.until(lambda: bench.model.look(1) is not None)


def test_a_mended_photo_says_which_one_it_replaces_also_after_it_was_edited_again(bench: Bench) -> None:
    photo = ExportedPhoto(jpeg(scene(200, 100)), "0" * 64, Size(200, 100))
    origin = PhotoOrigin(None, "a.jpg", "1" * 64)
    key = bench.model.put(photo, PhotoEdits(), origin, None, replaces="p7")
    bench.model.put(photo, PhotoEdits(turns=1), origin, None, key=key)
    assert [each.replaces for each in bench.model.prepared({})] == ["p7"]
    bench.until(lambda: bench.model.look(key) is not None)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("First_snow-of the   year.jpg", "First snow of the year"),
        ("a" * 70 + ".png", "a" * 60),
        (".jpg", ".jpg"),
        ("семья.heic", "семья"),
    ],
)
def test_a_files_name_becomes_a_first_title(name: str, title: str) -> None:
    assert title_of_file(name) == title


def test_names_are_counted_as_people_see_them() -> None:
    assert left("  née   👨‍👩‍👧‍👦 ", Named.PHOTO) == 60 - 5
    assert left("x" * 41, Named.GALLERY) == -1
    assert tidy(" a\n b ") == "a b"
