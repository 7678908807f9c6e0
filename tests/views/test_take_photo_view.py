"""Taking a photo as a member does: by keyboard, with a timer, with each fault, and with the light off when unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.camera.info import Diagnosis
from app.camera.states import CameraReason, CameraState
from app.config import CameraSetting, Settings
from app.domain.errors import CameraFault
from app.domain.prices import PriceLine
from app.imaging.cv import cv2
from app.viewmodels.camera_memory import CameraHabits, CameraMemory
from app.viewmodels.take_photo import PhotoStep, build_take_photo
from app.views.sheets.take_photo import TakePhotoSheet
from app.widgets.theme import ThemeController
from tests.cameras import Mood
from tests.views.fingers import tap
from tests.views.studio import BUILT_IN, RED_LEFT, SPARE, Studio, is_blue, is_red, open_studio


@pytest.fixture
def studio(qtbot: QtBot, look: ThemeController, tmp_path: Path) -> Iterator[Studio]:
    """A window of the smallest size."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    qtbot.waitExposed(window)
    with open_studio(qtbot, tmp_path, window) as studio:
        yield studio


def test_by_keyboard_alone_a_photo_is_taken_and_used(studio: Studio) -> None:
    studio.open_live()
    assert studio.focused == "shutter"
    studio.press(Qt.Key.Key_Space)
    studio.until(lambda: studio.model.step is PhotoStep.REVIEW)
    assert studio.focused == "use_photo"
    assert studio.photos == []
    studio.press(Qt.Key.Key_Return)
    assert [photo.camera for photo in studio.photos] == [BUILT_IN]


def test_by_touch_alone_a_photo_is_taken_with_the_timer_and_used(studio: Studio) -> None:
    studio.window.move(-300, 0)  # the screen of the tests ends at 800, and nobody touches beyond it
    sheet = studio.open_live()
    three = next(one for one in sheet.tools.timer.findChildren(QAbstractButton) if one.text() == "3 s")
    tap(three)
    tap(studio.find("camera_lines"))
    assert studio.model.habits.timer_s == 3
    assert studio.model.habits.has_lines
    tap(studio.find("shutter"))
    studio.until(lambda: sheet.preview.countdown.number == 3)
    studio.clock.now += 3
    studio.until(lambda: studio.model.step is PhotoStep.REVIEW)
    tap(studio.find("retake"))
    studio.until(lambda: studio.model.can_shoot and studio.sees_picture)
    tap(studio.find("shutter"))
    studio.clock.now += 3
    studio.until(lambda: studio.model.step is PhotoStep.REVIEW)
    tap(studio.find("use_photo"))
    assert len(studio.photos) == 1


def test_enter_takes_it_too_and_esc_goes_back_one_step_at_a_time(studio: Studio) -> None:
    sheet = studio.open_live()
    studio.press(Qt.Key.Key_Return)
    studio.until(lambda: studio.model.step is PhotoStep.REVIEW)
    studio.press(Qt.Key.Key_Escape)
    studio.until(lambda: studio.model.can_shoot and studio.sees_picture)
    assert sheet.is_open
    assert studio.focused == "shutter"
    studio.press(Qt.Key.Key_Escape)
    assert not sheet.is_open
    assert studio.photos == []


def test_a_still_is_newer_than_the_press_and_retake_throws_it_away(studio: Studio) -> None:
    studio.open_live()
    made = studio.built_in.made
    still = studio.shoot()
    assert studio.built_in.number_of(still.pixels) > made
    studio.click("retake")
    studio.until(lambda: studio.model.can_shoot)
    assert studio.model.still is None
    again = studio.shoot()
    assert studio.built_in.number_of(again.pixels) > studio.built_in.number_of(still.pixels)


def test_the_preview_is_a_mirror_and_the_photo_is_not(studio: Studio) -> None:
    studio.open_live()
    left, right = studio.colours()
    assert is_blue(left)
    assert is_red(right)
    still = studio.shoot()
    assert np.array_equal(still.pixels[60, 10], RED_LEFT)
    left, right = studio.colours()
    assert is_red(left)
    assert is_blue(right)


def test_the_mirror_can_be_switched_off_and_stays_off(studio: Studio) -> None:
    studio.open_live()
    studio.click("camera_mirror")
    studio.click("camera_lines")
    assert is_red(studio.colours()[0])
    studio.forget()
    sheet = studio.open_live()
    assert is_red(studio.colours()[0])
    assert not sheet.tools.mirror.isChecked()
    assert sheet.tools.lines.isChecked()


def test_the_timer_counts_by_its_clock_then_takes_the_photo(studio: Studio) -> None:
    sheet = studio.open_live()
    studio.press(Qt.Key.Key_Tab)
    studio.press(Qt.Key.Key_Right)
    assert sheet.tools.timer.value == 3
    studio.press(Qt.Key.Key_Return)
    assert studio.model.step is PhotoStep.COUNTING
    seen = [sheet.preview.countdown.number]
    for _ in range(2):
        studio.clock.now += 1.0
        studio.until(lambda: sheet.preview.countdown.number != seen[-1])
        seen.append(sheet.preview.countdown.number)
    assert seen == [3, 2, 1]
    assert sheet.preview.countdown.isVisible()
    studio.clock.now += 0.9
    assert studio.model.step is PhotoStep.COUNTING
    studio.clock.now += 0.2
    studio.until(lambda: studio.model.step is PhotoStep.REVIEW)
    assert not sheet.preview.countdown.isVisible()


@pytest.mark.parametrize("way", ["shutter", "escape"])
def test_a_countdown_can_be_stopped(studio: Studio, way: str) -> None:
    studio.model.set_timer(10)
    sheet = studio.open_live()
    studio.click("shutter")
    assert sheet.preview.countdown.number == 10
    assert sheet.tools.shutter.accessibleName() == "Stop the countdown"
    if way == "shutter":
        studio.click("shutter")
    else:
        studio.press(Qt.Key.Key_Escape)
    assert sheet.is_open
    assert studio.model.step is PhotoStep.LIVE
    assert sheet.preview.countdown.number is None
    assert sheet.tools.shutter.accessibleName() == "Take the photo"


def test_a_camera_that_goes_while_it_counts_stops_the_countdown(studio: Studio) -> None:
    studio.model.set_timer(10)
    sheet = studio.open_live()
    studio.click("shutter")
    studio.built_in.set_mood(Mood.DEAD)
    studio.until(lambda: studio.model.status.state is not CameraState.LIVE)
    studio.until(lambda: studio.model.step is PhotoStep.LIVE)
    assert sheet.preview.countdown.number is None


def test_a_flash_fades_and_does_not_come_where_nothing_moves(
    studio: Studio, look: ThemeController, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = studio.open_live()
    monkeypatch.setattr(look.theme, "_is_still", False)
    sheet.preview.flash()
    studio.until(lambda: sheet.preview.is_flashing)
    studio.until(lambda: not sheet.preview.is_flashing)
    monkeypatch.setattr(look.theme, "_is_still", True)
    sheet.preview.flash()
    assert not sheet.preview.is_flashing


def test_the_light_is_off_while_the_still_is_looked_at_and_once_the_sheet_is_closed(studio: Studio) -> None:
    sheet = studio.open_live()
    assert studio.open_cameras == 1
    studio.shoot()
    studio.until(lambda: studio.open_cameras == 0)
    studio.click("retake")
    studio.until(lambda: studio.open_cameras == 1)
    sheet.dismiss()
    studio.until(lambda: studio.open_cameras == 0)


@pytest.mark.parametrize("way", ["minimised", "hidden"])
def test_the_light_is_off_while_the_window_cannot_be_seen(studio: Studio, way: str) -> None:
    studio.model.set_timer(10)
    studio.open_live()
    studio.click("shutter")
    if way == "minimised":
        studio.window.showMinimized()
    else:
        studio.window.hide()
    studio.until(lambda: studio.open_cameras == 0)
    assert studio.model.step is PhotoStep.LIVE
    studio.window.showNormal()
    studio.until(lambda: studio.sees_picture and studio.model.can_shoot)
    assert studio.open_cameras == 1


def test_a_busy_camera_says_so_and_offers_the_other_one(studio: Studio) -> None:
    studio.built_in.set_mood(Mood.REFUSING)
    studio.book.diagnosis = Diagnosis(CameraReason.IN_USE, "zoom")
    sheet = studio.open()
    studio.until(lambda: "zoom" in studio.title)
    assert not sheet.tools.shutter.isEnabled()
    assert "zoom" in sheet.tools.shutter.accessibleDescription()
    assert sheet.tools.state.isVisible()
    assert sheet.tools.state.text == "in use elsewhere"
    other = studio.find("other_camera")
    assert other.text() == "Use HD USB Camera"
    assert sheet.message.other.role == "solid"
    assert [sheet.message.again.role, sheet.message.file.role] == ["canvas", "canvas"]
    assert studio.focused == "other_camera"
    studio.press(Qt.Key.Key_Return)
    studio.until(lambda: studio.sees_picture and studio.model.can_shoot)
    assert studio.focused == "shutter"
    assert studio.model.status.camera == SPARE
    assert sheet.tools.cameras.currentText() == "HD USB Camera"


def test_a_camera_that_becomes_free_shows_its_picture_by_itself(studio: Studio) -> None:
    studio.built_in.set_mood(Mood.REFUSING)
    studio.book.diagnosis = Diagnosis(CameraReason.IN_USE)
    studio.open()
    studio.until(lambda: studio.title == "Another program is using the camera")
    studio.built_in.set_mood(Mood.LIVE)
    studio.until(lambda: studio.sees_picture)
    assert studio.title == ""


def test_without_any_camera_a_file_is_the_next_step(studio: Studio) -> None:
    studio.book.cameras = ()
    sheet = studio.open()
    studio.until(lambda: studio.title == "No camera is connected")
    assert sheet.message.file.role == "solid"
    assert not sheet.tools.cameras.isEnabled()
    assert sheet.tools.cameras.accessibleDescription()
    assert studio.focused == "choose_file"
    studio.press(Qt.Key.Key_Return)
    assert studio.files_wanted == 1
    studio.book.plug(BUILT_IN)
    studio.until(lambda: studio.sees_picture)
    studio.click("choose_file")
    assert studio.files_wanted == 2


def test_a_camera_that_is_unplugged_is_waited_for_and_found_again(studio: Studio) -> None:
    sheet = studio.open_live()
    studio.built_in.set_mood(Mood.DEAD)
    studio.book.plug(SPARE)
    studio.until(lambda: studio.title == "The camera was unplugged")
    assert not sheet.preview.has_picture
    assert sheet.tools.cameras.currentText() == "Built-in camera"
    assert studio.find("other_camera").text() == "Use HD USB Camera"
    studio.built_in.set_mood(Mood.LIVE)
    studio.book.plug(BUILT_IN, SPARE)
    studio.until(lambda: studio.sees_picture)
    assert studio.model.status.camera == BUILT_IN


def test_while_the_camera_starts_the_shutter_waits_with_the_keyboard(studio: Studio) -> None:
    studio.built_in.set_mood(Mood.HANGING)
    sheet = studio.open()
    studio.until(lambda: studio.title == "Starting the camera…")
    assert studio.focused == "shutter"
    studio.press(Qt.Key.Key_Space)
    assert studio.model.step is PhotoStep.LIVE
    assert sheet.tools.shutter.accessibleDescription() == "Starting the camera…"
    studio.built_in.set_mood(Mood.LIVE)
    studio.until(lambda: studio.model.can_shoot)
    assert sheet.tools.shutter.accessibleDescription() == ""


def test_a_picture_that_stops_is_kept_with_a_word_about_it(studio: Studio) -> None:
    sheet = studio.open_live()
    studio.built_in.set_mood(Mood.SILENT)
    studio.until(lambda: studio.model.status.state is CameraState.STALLED)
    assert sheet.preview.has_picture
    assert sheet.preview.coach.isVisible()
    studio.built_in.set_mood(Mood.LIVE)
    studio.until(lambda: studio.model.can_shoot)


def test_black_pictures_where_the_system_allows_none_lead_to_its_settings(studio: Studio) -> None:
    sheet = studio.open_live()
    studio.book.diagnosis = Diagnosis(CameraReason.NOT_ALLOWED)
    studio.built_in.light = 0
    studio.until(lambda: studio.title == "GettingOut may not use the camera")
    assert not studio.find("shutter").isEnabled()
    assert not studio.sees_picture
    studio.built_in.light = 255
    studio.until(lambda: studio.sees_picture and studio.model.can_shoot)
    assert not sheet.message.isVisible()


def test_the_coach_says_that_it_is_dark_until_it_is_not(studio: Studio) -> None:
    sheet = studio.open_live()
    studio.built_in.light = 40
    studio.until(lambda: "dark" in sheet.preview.coach.words)
    assert sheet.preview.coach.isVisible()
    studio.built_in.light = 255
    studio.until(lambda: not sheet.preview.coach.isVisible())


def test_another_camera_is_chosen_from_the_list_and_remembered_by_identity(studio: Studio) -> None:
    sheet = studio.open_live()
    sheet.tools.cameras.setFocus(Qt.FocusReason.TabFocusReason)
    studio.press(Qt.Key.Key_Down)
    studio.until(lambda: studio.model.status.camera == SPARE and studio.model.can_shoot)
    studio.forget()
    assert CameraMemory(studio.folder).habits.camera_key == SPARE.key
    studio.book.cameras = (SPARE, BUILT_IN)
    studio.open_live()
    assert studio.model.status.camera == SPARE


def test_a_file_of_habits_that_makes_no_sense_changes_nothing(studio: Studio) -> None:
    path = studio.folder / "camera.ini"
    path.write_text("[camera]\nkey=\ntimer_s=4\nis_mirrored=maybe\nhas_lines=[]\n", encoding="utf-8")
    assert CameraMemory(studio.folder).habits == CameraHabits()
    path.write_bytes(b"\x00\xff[[[")
    assert CameraMemory(studio.folder).habits == CameraHabits()


@pytest.mark.parametrize(
    ("price", "words"),
    [
        (PriceLine(25, 1250), "A photo costs 25¢, only when approved · balance $12.50"),
        (PriceLine(25, 15), "A photo costs 25¢, 10¢ is missing · balance $0.15"),
        (PriceLine(0, 1250), "Free · balance $12.50"),
        (PriceLine(None, 1250), "Balance $12.50"),
        (PriceLine(), ""),
    ],
)
def test_price_and_balance_stand_in_the_head(studio: Studio, price: PriceLine, words: str) -> None:
    studio.open(price)
    assert studio.price_words == words


def test_a_camera_that_goes_while_a_photo_is_taken_gives_the_shutter_back(studio: Studio) -> None:
    sheet = studio.open_live()
    studio.built_in.set_mood(Mood.SILENT)
    studio.click("shutter")
    assert studio.model.step is PhotoStep.TAKING
    assert sheet.tools.shutter.accessibleDescription() == "Taking the photo…"
    studio.book.plug(SPARE)
    studio.built_in.set_mood(Mood.DEAD)
    studio.until(lambda: studio.model.step is PhotoStep.LIVE)
    studio.until(lambda: studio.title)
    studio.built_in.set_mood(Mood.LIVE)
    studio.book.plug(BUILT_IN, SPARE)
    studio.until(lambda: studio.model.can_shoot)
    studio.shoot()


def test_a_photo_that_did_not_come_is_said_over_the_picture(studio: Studio) -> None:
    sheet = studio.open_live()
    studio.model.shot_failed.emit(CameraFault(CameraReason.NO_PICTURE))
    assert "try once more" in sheet.preview.coach.words
    studio.shoot()
    assert sheet.preview.coach.words == ""


def test_a_film_from_the_settings_is_a_camera(qtbot: QtBot, look: ThemeController, tmp_path: Path) -> None:
    film = tmp_path / "garden.avi"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"MJPG"), 25, (320, 240))
    picture = np.full((240, 320, 3), 60, np.uint8)
    picture[:, :160] = RED_LEFT
    for light in range(60, 90):
        picture[200:, 200:] = light
        writer.write(picture)
    writer.release()
    settings = Settings(
        data_dir=tmp_path, user_file=tmp_path / "config.toml", cameras=(CameraSetting(str(film), "Garden"),)
    )
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    model = build_take_photo(settings, window)
    sheet = TakePhotoSheet(model, PriceLine(0, 1250), window)
    sheet.open()
    try:
        qtbot.waitUntil(lambda: sheet.preview.has_picture and model.can_shoot, timeout=10_000)
        assert sheet.tools.cameras.itemText(0) == "Garden"
        model.press_shutter()
        qtbot.waitUntil(lambda: model.still is not None, timeout=5_000)
        assert model.still is not None
        assert model.still.pixels.shape == (240, 320, 3)
        assert model.still.pixels[120, 20, 2] > 150  # red, where it was red
    finally:
        sheet.dismiss()
        assert model.leave(3.0)
    key = CameraMemory(tmp_path).habits.camera_key
    assert key is not None
    assert str(film) not in key
