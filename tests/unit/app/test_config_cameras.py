"""A camera that is not plugged in comes from the settings: a stream's address or a film, refused by name when wrong."""

import os
from pathlib import Path

import pytest

from app import config
from app.camera.configured import configured_cameras, is_stream
from app.config import CameraSetting, load
from app.domain.errors import ConfigFault, WrongSetting

STREAM = "http://guest:lantern@camera.example:8080/video?format=mjpg"


@pytest.fixture
def environ(private_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment with a home, and a site file below the test's folder."""
    monkeypatch.setattr(config, "site_config_file", lambda _: tmp_path / "site.toml")
    return {name: value for name, value in os.environ.items() if not name.startswith("GETTINGOUT_")}


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A file that is there; whether it is a film shows when it is opened."""
    file = tmp_path / "a film.avi"
    file.write_bytes(b"RIFF")
    return file


def read(environ: dict[str, str], tmp_path: Path, text: str) -> tuple[CameraSetting, ...]:
    """The cameras that a user file with this content names."""
    file = tmp_path / "user.toml"
    file.write_text(text, "utf-8")
    return load(["--config", str(file)], environ).cameras


def test_without_a_setting_there_are_only_the_cameras_of_the_system(environ: dict[str, str]) -> None:
    assert load([], environ).cameras == ()


def test_a_file_names_one_camera_or_several(environ: dict[str, str], tmp_path: Path, film: Path) -> None:
    assert read(environ, tmp_path, f'camera = "{STREAM}"') == (CameraSetting(STREAM),)
    both = f'[[camera]]\nname = " Lobby "\naddress = "{STREAM}"\n[[camera]]\naddress = "{film.as_posix()}"'
    assert read(environ, tmp_path, both) == (CameraSetting(STREAM, "Lobby"), CameraSetting(str(film)))


def test_environment_goes_before_files_and_arguments_before_both(
    environ: dict[str, str], tmp_path: Path, film: Path
) -> None:
    (tmp_path / "site.toml").write_text('camera = "https://site.example/"', "utf-8")
    assert load([], environ).cameras == (CameraSetting("https://site.example/"),)
    environ["GETTINGOUT_CAMERA"] = str(film)
    assert load([], environ).cameras == (CameraSetting(str(film)),)
    assert load(["--camera", STREAM], environ).cameras == (CameraSetting(STREAM),)


def test_a_film_is_found_from_the_folder_of_the_start(
    environ: dict[str, str], film: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(film.parent)
    assert load(["--camera", film.name], environ).cameras == (CameraSetting(str(film)),)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("camera = 3", WrongSetting.NOT_A_CAMERA),
        ('camera = ""', WrongSetting.NOT_A_CAMERA),
        ('camera = "rtsp://camera.example/"', WrongSetting.NOT_A_CAMERA),
        ('camera = "http://"', WrongSetting.NOT_A_CAMERA),
        ('camera = "http://camera.example:0/"', WrongSetting.NOT_A_CAMERA),
        ('camera = "http://camera.example:99999/"', WrongSetting.NOT_A_CAMERA),
        ('camera = "http://[half"', WrongSetting.NOT_A_CAMERA),
        ('camera = "http://camera.example/a b"', WrongSetting.NOT_A_CAMERA),
        ('camera = "http://camera.example/\u202e"', WrongSetting.NOT_A_CAMERA),
        ('camera = "no such film.avi"', WrongSetting.NO_SUCH_FILM),
        ('[[camera]]\nname = "Lobby"', WrongSetting.NOT_A_CAMERA),
        ('[[camera]]\nname = 3\naddress = "http://camera.example/"', WrongSetting.NOT_A_CAMERA),
        ('[[camera]]\nadress = "http://camera.example/"', WrongSetting.NOT_A_CAMERA),
    ],
)
def test_a_camera_that_can_not_be_one_is_named_with_its_file_and_key(
    environ: dict[str, str], tmp_path: Path, line: str, wrong: WrongSetting
) -> None:
    with pytest.raises(ConfigFault) as caught:
        read(environ, tmp_path, line)
    assert (caught.value.source, caught.value.key) == (str(tmp_path / "user.toml"), "camera")
    assert caught.value.wrong is wrong


def test_a_wrong_argument_or_variable_is_named(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigFault) as caught:
        load(["--camera", "rtsp://camera.example"], environ)
    assert (caught.value.source, caught.value.key) == ("arguments", "--camera")
    environ["GETTINGOUT_CAMERA"] = "no such film.avi"
    with pytest.raises(ConfigFault) as caught:
        load([], environ)
    assert (caught.value.source, caught.value.key) == ("environment", "GETTINGOUT_CAMERA")


def test_the_password_of_an_address_is_shown_nowhere(environ: dict[str, str]) -> None:
    settings = load(["--camera", STREAM], environ)
    assert "lantern" not in repr(settings)
    (camera,) = configured_cameras(settings.cameras)
    assert "lantern" not in camera.key + camera.name
    assert camera.address == STREAM
    with pytest.raises(ConfigFault) as caught:
        load(["--camera", STREAM.replace("http:", "rtsp:")], environ)
    assert "lantern" not in str(caught.value)


def test_a_configured_camera_is_named_for_its_host_or_film(film: Path) -> None:
    cameras = configured_cameras(
        [CameraSetting(STREAM), CameraSetting(str(film)), CameraSetting(STREAM + "2", "Lobby")]
    )
    assert [camera.name for camera in cameras] == ["camera.example", "a film", "Lobby"]
    assert len({camera.key for camera in cameras}) == len(cameras)
    assert [is_stream(camera.address or "") for camera in cameras] == [True, False, True]
