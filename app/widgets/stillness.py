"""Whether the system asks for less motion; Qt does not tell, so each desktop is asked where it keeps the answer."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_FALSE = ("0", "false", "no", "off")


def system_wants_stillness() -> bool:
    """True where the user switched animations off, and on a remote desktop; False where nothing is known."""
    if sys.platform == "win32":
        return _windows_wants_stillness()
    if sys.platform == "darwin":
        return mac_wants_stillness(Path.home() / "Library/Preferences/com.apple.universalaccess.plist")
    return linux_wants_stillness(Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"))


def linux_wants_stillness(folder: Path) -> bool:
    """KDE and GTK keep it in files of the user's configuration; a file that can't be read says nothing."""
    if _value(folder / "kdeglobals", "KDE", "AnimationDurationFactor") in ("0", "0.0"):
        return True
    names = (folder / toolkit / "settings.ini" for toolkit in ("gtk-4.0", "gtk-3.0"))
    return any(_value(name, "Settings", "gtk-enable-animations").lower() in _FALSE for name in names)


def mac_wants_stillness(preferences: Path) -> bool:
    """“Reduce motion” of the accessibility settings."""
    import plistlib

    try:
        return bool(plistlib.loads(preferences.read_bytes()).get("reduceMotion"))
    except (OSError, plistlib.InvalidFileException, ValueError, AttributeError):
        return False


def _value(path: Path, section: str, key: str) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    import configparser  # only where there is a file to read

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return ""
    return parser.get(section, key, fallback="")


if sys.platform == "win32":

    def _windows_wants_stillness() -> bool:
        """“Animation effects” of the accessibility settings, and remote sessions."""
        import ctypes

        get_client_area_animation, remote_session = 0x1042, 0x1000
        is_animated = ctypes.c_int(1)
        user32 = ctypes.windll.user32
        user32.SystemParametersInfoW(get_client_area_animation, 0, ctypes.byref(is_animated), 0)
        return not is_animated.value or bool(user32.GetSystemMetrics(remote_session))
