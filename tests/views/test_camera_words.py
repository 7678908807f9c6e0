"""Whatever the camera does has plain words: what happened, what to do, what the program does by itself."""

import itertools
import sys

import pytest

from app.camera import privacy
from app.camera.info import CameraInfo
from app.camera.states import Advice, CameraReason, CameraState, CameraStatus
from app.views import camera_words as words_of
from app.views.camera_words import CameraWords, advice_words, camera_words

CAMERA = CameraInfo("usb:1209:0001:AAA1#0", "HD USB Camera", 0, "V4L2")
STREAM = CameraInfo("stream:1", "Lobby", None, "FFMPEG", address="http://camera.example/video")
FAULTS = (CameraState.DENIED, CameraState.STALLED, CameraState.LOST, CameraState.ABSENT, CameraState.FAILED)
MEANT = {
    CameraReason.NONE_PLUGGED_IN: CameraState.ABSENT,
    CameraReason.NOT_ALLOWED: CameraState.DENIED,
    CameraReason.UNPLUGGED: CameraState.LOST,
    CameraReason.COVERED: CameraState.LIVE,
    CameraReason.FROZEN: CameraState.LIVE,
}


@pytest.fixture(params=["linux", "win32", "darwin"])
def system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each system in turn."""
    name: str = request.param
    monkeypatch.setattr(sys, "platform", name)
    monkeypatch.setattr(words_of, "linux_group_hint", lambda node: "video" if name == "linux" else None)
    return name


@pytest.mark.usefixtures("system")
@pytest.mark.parametrize("state", CameraState)
def test_every_state_with_every_reason_has_words(state: CameraState) -> None:
    for reason, camera in itertools.product([None, *CameraReason], [None, CAMERA, STREAM]):
        words = camera_words(CameraStatus(state, reason, camera=camera))
        assert words.title
        if state in FAULTS or (state is CameraState.LIVE and reason is not None):
            assert words.text.endswith("."), reason
            assert words.short, reason
        assert "{" not in words.title + words.text + words.waiting + words.short


@pytest.mark.usefixtures("system")
def test_every_reason_has_words_of_its_own() -> None:
    said = {
        reason: camera_words(CameraStatus(MEANT.get(reason, CameraState.FAILED), reason, camera=CAMERA)).title
        for reason in CameraReason
    }
    assert len(set(said.values())) == len(CameraReason), said


@pytest.mark.parametrize(
    "state", [CameraState.STALLED, CameraState.LOST, CameraState.ABSENT, CameraState.FAILED]
)
def test_what_comes_back_by_itself_says_so(state: CameraState) -> None:
    assert camera_words(CameraStatus(state, camera=CAMERA)).waiting


def test_what_waits_for_the_member_does_not_claim_to_go_on_by_itself() -> None:
    for state in (CameraState.OFF, CameraState.DENIED):
        assert camera_words(CameraStatus(state, CameraReason.NOT_ALLOWED, camera=CAMERA)).waiting == ""


def test_the_program_that_has_the_camera_is_named() -> None:
    busy = CameraStatus(CameraState.FAILED, CameraReason.IN_USE, camera=CAMERA)
    assert camera_words(busy).title == "Another program is using the camera"
    named = CameraStatus(CameraState.FAILED, CameraReason.IN_USE, holder="zoom", camera=CAMERA)
    assert plain(camera_words(named)).title == "zoom is using the camera"


def test_a_camera_that_is_remembered_and_not_there_is_named() -> None:
    absent = CameraStatus(CameraState.ABSENT, CameraReason.UNPLUGGED, camera=CAMERA)
    assert plain(camera_words(absent)).title == "HD USB Camera is not connected"
    unknown = CameraStatus(CameraState.ABSENT, CameraReason.UNPLUGGED)
    assert camera_words(unknown).title == "The camera you used last is not connected"


def test_a_camera_of_the_network_is_not_to_be_unplugged() -> None:
    silent = CameraStatus(CameraState.FAILED, CameraReason.NO_PICTURE, camera=STREAM)
    assert "switched on" in camera_words(silent).text


def test_settings_are_offered_where_the_system_has_a_page_for_them(system: str) -> None:
    words = camera_words(CameraStatus(CameraState.DENIED, CameraReason.NOT_ALLOWED, camera=CAMERA))
    assert words.has_settings is (system != "linux")
    assert words.has_settings is (privacy.privacy_page() is not None)
    assert ("“video”" in words.text) is (system == "linux")


def test_whoever_is_in_the_group_is_not_sent_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(words_of, "linux_group_hint", lambda node: None)
    assert "group" not in camera_words(CameraStatus(CameraState.DENIED, camera=CAMERA)).text


def test_a_slow_start_is_said() -> None:
    assert camera_words(CameraStatus(CameraState.OPENING)).title == "Starting the camera…"
    assert "still" in camera_words(CameraStatus(CameraState.OPENING, slow=True)).title


def test_every_advice_has_one_sentence() -> None:
    assert len({advice_words(advice) for advice in Advice}) == len(Advice)


def plain(words: CameraWords) -> CameraWords:
    """Without the invisible signs around names."""
    return CameraWords(words.title.replace("\u2068", "").replace("\u2069", ""), words.text)
