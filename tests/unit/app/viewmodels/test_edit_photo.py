"""The editor without its window: opened, changed, taken back, looked at and exported by the real parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import PictureFault, PictureFaultKind
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoHint, PhotoPurpose, Rect, Size
from app.imaging.apply import apply
from app.imaging.export import resized
from app.jobs.runner import JobRunner
from app.viewmodels.edit_photo import EditBusy, EditPhotoViewModel
from tests.views.with_editor import jpeg, pixels_of, scene

PICTURE = scene(900, 600)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[JobRunner]:
    """Real workers."""
    runner = JobRunner()
    bugs: list[BaseException] = []
    runner.unexpected.connect(bugs.append)
    yield runner
    assert runner.shutdown(10_000)
    runner.deleteLater()
    assert bugs == []


@pytest.fixture
def model(runner: JobRunner) -> Iterator[EditPhotoViewModel]:
    """An editor without a picture."""
    model = EditPhotoViewModel(runner)
    yield model
    model.close()
    model.deleteLater()


def open_it(
    qtbot: QtBot,
    model: EditPhotoViewModel,
    source: object = None,
    purpose: PhotoPurpose = PhotoPurpose.PROFILE,
    edits: PhotoEdits | None = None,
) -> None:
    """Opens a picture and waits for its first pixels."""
    data = jpeg(PICTURE) if source is None else source
    assert isinstance(data, bytes | np.ndarray)
    with qtbot.waitSignal(model.opened, timeout=10_000):
        model.open(data, "photo.jpg", purpose, edits)


def export(qtbot: QtBot, model: EditPhotoViewModel) -> ExportedPhoto:
    """What would travel."""
    with qtbot.waitSignal(model.exported, timeout=10_000) as done:
        model.export()
    assert done.args is not None
    photo = done.args[0]
    assert isinstance(photo, ExportedPhoto)
    return photo


def test_first_pixels_come_before_all_of_them(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    seen: list[int] = []
    model.opened.connect(lambda picture: seen.append(picture.levels[0].pixels.shape[1]))
    model.sharpened.connect(lambda picture: seen.append(picture.levels[0].pixels.shape[1]))
    large = np.repeat(np.repeat(scene(750, 500), 4, axis=0), 4, axis=1)
    model.open(jpeg(large), "photo.jpg", PhotoPurpose.PROFILE)
    busy = [model.busy]
    model.busy_changed.connect(busy.append)
    qtbot.waitUntil(lambda: len(seen) == 2, timeout=10_000)
    assert seen[0] < 2100
    assert seen[1] == 3000
    assert model.size == Size(3000, 2000)
    assert busy == [EditBusy.OPENING, EditBusy.NO]


def test_a_wrong_file_changes_nothing(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    open_it(qtbot, model)
    model.set_brightness(30)
    origin = model.origin
    with qtbot.waitSignal(model.failed, timeout=10_000) as done:
        model.open(b"no picture at all", "letter.txt", PhotoPurpose.PROFILE)
    assert done.args is not None
    fault = done.args[0]
    assert isinstance(fault, PictureFault)
    assert fault.kind is PictureFaultKind.NOT_A_PICTURE
    assert model.edits == PhotoEdits(brightness=30)
    assert model.can_undo
    assert model.origin == origin
    assert model.picture is not None


def test_every_command_can_be_taken_back_and_done_again(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    open_it(qtbot, model)
    steps = [model.edits]
    commands: tuple[Callable[[], None], ...] = (
        lambda: model.set_brightness(40),
        lambda: model.turn(1),
        model.flip,
        lambda: model.zoom_to(2.0),
        lambda: model.put(PhotoEdits(40, 1, True, 2.0, (250, 300))),
        lambda: model.turn(-1),
        model.reset,
    )
    for command in commands:
        command()
        assert model.edits != steps[-1]
        steps.append(model.edits)
    for expected in reversed(steps[:-1]):
        model.undo()
        assert model.edits == expected
    assert not model.can_undo
    for expected in steps[1:]:
        model.redo()
        assert model.edits == expected
    assert not model.can_redo


def test_one_movement_of_the_slider_is_one_step(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    open_it(qtbot, model)
    model.begin()
    for value in range(1, 50, 3):
        model.set_brightness(value)
    model.end()
    model.undo()
    assert model.edits.brightness == 0


@pytest.mark.parametrize("purpose", list(PhotoPurpose))
def test_what_travels_is_what_the_same_function_shows(
    qtbot: QtBot, model: EditPhotoViewModel, purpose: PhotoPurpose
) -> None:
    edits = PhotoEdits(brightness=25, turns=3, flipped=True, zoom=1.4, centre=(280, 500))
    if purpose is PhotoPurpose.SHARE:
        edits = PhotoEdits(brightness=-30, turns=1, crop=Rect(80, 120, 400, 520))
    open_it(qtbot, model, purpose=purpose, edits=edits)
    photo = export(qtbot, model)
    assert photo.size == model.output_size
    assert model.picture is not None
    shown = apply(model.picture.opened.preview, edits, purpose.aspect, full_size=model.size)
    difference = np.abs(resized(shown, photo.size).astype(int) - pixels_of(photo).astype(int))
    assert difference.mean() < 3.0


def test_progress_is_told_and_only_grows(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    open_it(qtbot, model)
    shares: list[float] = []
    model.progress_changed.connect(shares.append)
    export(qtbot, model)
    assert shares == sorted(shares)
    assert min(shares, default=0) >= 0
    assert max(shares, default=0) <= 1


def test_a_cancelled_export_ends_in_nothing_and_the_next_one_works(
    qtbot: QtBot, model: EditPhotoViewModel
) -> None:
    open_it(qtbot, model)
    photos: list[object] = []
    model.exported.connect(photos.append)
    model.export()
    model.cancel()
    assert model.busy is EditBusy.NO
    export(qtbot, model)
    assert len(photos) == 1


def test_what_is_too_dark_is_noticed_and_that_it_was_mended(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    open_it(qtbot, model, jpeg((scene(900, 600) // 4).astype(np.uint8)))
    qtbot.waitUntil(lambda: PhotoHint.VERY_DARK in model.hints, timeout=10_000)
    model.set_brightness(100)
    qtbot.waitUntil(lambda: PhotoHint.VERY_DARK not in model.hints, timeout=10_000)
    assert PhotoHint.VERY_DARK in model.mended


def test_a_picture_of_the_camera_keeps_an_original(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    open_it(qtbot, model, np.ascontiguousarray(PICTURE[:, :, ::-1]))
    assert model.picture is not None
    assert model.origin is not None
    assert model.origin.path is None
    assert model.origin.sha256 == model.picture.opened.sha256
    assert np.array_equal(model.picture.opened.preview, PICTURE)


def test_a_crop_that_comes_out_coarse_is_known_beforehand(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    open_it(qtbot, model)
    assert not model.comes_out_small
    model.zoom_to(6.0)
    assert model.output_size == Size(100, 100)
    assert model.comes_out_small


def test_closing_while_it_opens_tells_nothing_any_more(qtbot: QtBot, model: EditPhotoViewModel) -> None:
    told: list[object] = []
    model.opened.connect(told.append)
    model.open(jpeg(PICTURE), "photo.jpg", PhotoPurpose.PROFILE)
    model.close()
    open_it(qtbot, model)
    assert len(told) == 1
