"""Settings come from five places in a fixed order, and a wrong value is named with its place and key."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import config
from app.config import Settings, load, save_server
from app.domain.errors import ConfigFault, WrongSetting

ROOT = Path(__file__).parents[3]


@pytest.fixture
def environ(private_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """An environment with a home, and a site file below the test's folder."""
    monkeypatch.setattr(config, "site_config_file", lambda _: tmp_path / "site.toml")
    return {name: value for name, value in os.environ.items() if not name.startswith("GETTINGOUT_")}


def write_user(environ: dict[str, str], text: str) -> Path:
    """The user's file with this content."""
    file = config.user_config_file(environ)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def test_without_anything_the_defaults_hold(environ: dict[str, str], private_home: Path) -> None:
    settings = load([], environ)
    assert settings == Settings(
        data_dir=config.default_data_dir(environ), user_file=config.user_config_file(environ)
    )
    assert settings.server_url is None
    assert (settings.demo, settings.theme, settings.touch) == (False, "system", False)
    assert settings.data_dir.is_relative_to(private_home)


def test_each_place_goes_before_the_one_below_it(environ: dict[str, str], tmp_path: Path) -> None:
    def theme_and_server(*argv: str) -> tuple[str, str | None]:
        settings = load(argv, environ)
        return settings.theme, settings.server_url

    (tmp_path / "site.toml").write_text('theme = "dark"\nserver_url = "https://site.example"\ntouch = true\n')
    assert theme_and_server() == ("dark", "https://site.example")
    write_user(environ, 'theme = "light"\nserver_url = "https://user.example/"\n')
    assert theme_and_server() == ("light", "https://user.example")
    environ["GETTINGOUT_THEME"] = "system"
    assert theme_and_server() == ("system", "https://user.example")
    assert theme_and_server("--theme", "dark", "--server=embedded") == ("dark", None)
    assert load([], environ).touch


def test_every_setting_can_be_given_as_an_argument(environ: dict[str, str], tmp_path: Path) -> None:
    argv = ["--demo", "--touch", "--data", str(tmp_path / "d"), "--tour", "pictures", "--secret-fd", "5"]
    settings = load([*argv, "--server", "http://127.0.0.1:8000"], environ)
    assert (settings.demo, settings.touch, settings.secret_fd) == (True, True, 5)
    assert settings.data_dir == tmp_path / "d"
    assert settings.tour_dir == Path.cwd() / "pictures"
    assert settings.server_url == "http://127.0.0.1:8000"


def test_every_setting_can_be_given_by_environment(environ: dict[str, str], tmp_path: Path) -> None:
    environ |= {
        "GETTINGOUT_SERVER_URL": "https://example.org",
        "GETTINGOUT_DEMO": "1",
        "GETTINGOUT_DATA_DIR": str(tmp_path / "d"),
        "GETTINGOUT_THEME": "dark",
        "GETTINGOUT_TOUCH": "no",
        "GETTINGOUT_TOUR_DIR": str(tmp_path / "t"),
        "GETTINGOUT_SECRET_FD": "7",
    }
    assert load([], environ) == Settings(
        data_dir=tmp_path / "d",
        user_file=config.user_config_file(environ),
        server_url="https://example.org",
        demo=True,
        theme="dark",
        touch=False,
        tour_dir=tmp_path / "t",
        secret_fd=7,
    )


def test_another_user_file_can_be_named(environ: dict[str, str], tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("touch = true\n")
    settings = load(["--config", str(other)], environ)
    assert settings.touch
    assert settings.user_file == other
    environ["GETTINGOUT_CONFIG"] = str(other)
    assert load([], environ).touch


@pytest.mark.parametrize(
    ("line", "key", "wrong"),
    [
        ('theme = "pink"', "theme", WrongSetting.NOT_A_CHOICE),
        ("theme = 3", "theme", WrongSetting.NOT_A_CHOICE),
        ("touch = 1", "touch", WrongSetting.NOT_A_SWITCH),
        ('touch = "maybe"', "touch", WrongSetting.NOT_A_SWITCH),
        ('server_url = "example.org"', "server_url", WrongSetting.NOT_AN_ADDRESS),
        ('server_url = "http://example.org"', "server_url", WrongSetting.ADDRESS_IS_NOT_SAFE),
        ("server_url = false", "server_url", WrongSetting.NOT_AN_ADDRESS),
        ("data_dir = 7", "data_dir", WrongSetting.NOT_A_FOLDER),
        ('data_dir = ""', "data_dir", WrongSetting.NOT_A_FOLDER),
        ('colour = "blue"', "colour", WrongSetting.UNKNOWN_SETTING),
        ("[window]\nwidth = 3", "window", WrongSetting.UNKNOWN_SETTING),
        ("secret_fd = 3", "secret_fd", WrongSetting.UNKNOWN_SETTING),
        ('tour_dir = "x"', "tour_dir", WrongSetting.UNKNOWN_SETTING),
    ],
)
def test_a_wrong_line_is_named_with_its_file_and_key(
    environ: dict[str, str], line: str, key: str, wrong: WrongSetting
) -> None:
    file = write_user(environ, f"{line}\n")
    with pytest.raises(ConfigFault) as caught:
        load([], environ)
    assert (caught.value.source, caught.value.key) == (str(file), key)
    assert caught.value.wrong is wrong


@pytest.mark.parametrize("content", [b"theme = ", b"\xff\xfe", b"theme = 'dark'\ntheme = 'dark'"])
def test_a_file_that_can_not_be_read_is_named(environ: dict[str, str], content: bytes) -> None:
    file = write_user(environ, "")
    file.write_bytes(content)
    with pytest.raises(ConfigFault) as caught:
        load([], environ)
    assert caught.value.source == str(file)
    assert caught.value.wrong is WrongSetting.UNREADABLE
    assert caught.value.detail


@pytest.mark.parametrize(
    ("argv", "key"),
    [
        (["--colour", "blue"], "--colour"),
        (["demo"], "demo"),
        (["--theme"], "--theme"),
        (["--theme", "pink"], "--theme"),
        (["--demo=perhaps"], "--demo"),
        (["--secret-fd", "-1"], "--secret-fd"),
        (["--secret-fd", "three"], "--secret-fd"),
        (["--data", __file__], "--data"),
    ],
)
def test_a_wrong_argument_is_named(environ: dict[str, str], argv: list[str], key: str) -> None:
    with pytest.raises(ConfigFault) as caught:
        load(argv, environ)
    assert (caught.value.source, caught.value.key) == ("arguments", key)


def test_a_wrong_variable_is_named(environ: dict[str, str]) -> None:
    environ["GETTINGOUT_THEME"] = "pink"
    with pytest.raises(ConfigFault) as caught:
        load([], environ)
    assert (caught.value.source, caught.value.key) == ("environment", "GETTINGOUT_THEME")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org",
        "ftp://example.org",
        "https://",
        "https:///path",
        "example.org",
        "https://user:word@example.org",
        "https://example.org/?q=1",
        "https://example.org/#part",
        "https://example.org:99999",
        "https://example.org:0",
        "https://exa mple.org",
        "https://example.org\u202e",
        "http://127.0.0.1.example.org",
        "",
    ],
)
def test_an_address_that_would_not_be_safe_is_refused(url: str) -> None:
    with pytest.raises(config.WrongValue):
        config.read_server_url(url)


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://example.org", "https://example.org"),
        (" https://example.org/base/ ", "https://example.org/base"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("embedded", None),
    ],
)
def test_an_address_is_tidied(url: str, read: str | None) -> None:
    assert config.read_server_url(url) == read


def test_saving_a_server_keeps_everything_else(environ: dict[str, str]) -> None:
    file = write_user(environ, '# mine\ntheme = "dark"\nserver_url = "https://old.example"\n')
    save_server(file, "https://new.example")
    assert load([], environ).server_url == "https://new.example"
    assert load([], environ).theme == "dark"
    assert file.read_text("utf-8").startswith("# mine\n")
    save_server(file, None)
    assert load([], environ).server_url is None
    assert file.read_text("utf-8").count("server_url") == 1


def test_saving_a_server_makes_the_file(environ: dict[str, str]) -> None:
    file = config.user_config_file(environ)
    assert save_server(file, "https://example.org/") == "https://example.org"
    assert load([], environ).server_url == "https://example.org"
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_saving_a_server_that_is_wrong_changes_nothing(environ: dict[str, str]) -> None:
    file = write_user(environ, "touch = true\n")
    with pytest.raises(ConfigFault) as caught:
        save_server(file, "http://example.org")
    assert caught.value.key == "server_url"
    assert file.read_text() == "touch = true\n"


def test_saving_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigFault) as caught:
        save_server(tmp_path / "file" / "config.toml", "https://example.org")
    assert caught.value.source.endswith("config.toml")


def test_the_settings_need_nothing_but_the_standard_library() -> None:
    program = (
        "import sys; import app.config; "
        "print([name for name in sys.modules if name.partition('.')[0] in "
        "('requests', 'msgspec', 'regex', 'sqlcipher3', 'keyring', 'contract', 'PySide6', 'platformdirs')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_every_system_has_its_places(
    environ: dict[str, str], platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    places = {config.default_data_dir(environ), config.user_config_file(environ).parent}
    assert all("gettingout" in str(place).lower() for place in places)
    assert all(place.is_absolute() for place in places)
    environ["XDG_DATA_HOME"] = "relative/is/ignored"
    assert config.default_data_dir(environ).is_absolute()
