"""What Windows wrote down about cameras: who may use them, and which program does."""

from __future__ import annotations

import contextlib
import ntpath
import sys
from collections.abc import Mapping
from typing import Protocol

from app.camera.info import Diagnosis
from app.domain.cameras import CameraReason

CONSENT = r"Software\Microsoft\Windows\CurrentVersion\CapabilityAccessManager\ConsentStore\webcam"
DESKTOP = CONSENT + r"\NonPackaged"
HIVES = ("HKEY_CURRENT_USER", "HKEY_LOCAL_MACHINE")


class Registry(Protocol):
    """The part of the registry that is read; what is not there is empty."""

    def values(self, hive: str, key: str) -> Mapping[str, object]:
        """The values of a key."""

    def children(self, hive: str, key: str) -> tuple[str, ...]:
        """The names of the keys below."""


def diagnose(registry: Registry, own_program: str) -> Diagnosis:
    """Not allowed if a switch says so, in use if another program has a camera now; a hint, so None is common.

    The switches are "Deny" for the computer, the user, or all desktop programs; a missing one denies nothing.
    """
    switches = [(hive, key) for hive in HIVES for key in (CONSENT, DESKTOP)]
    if any(registry.values(hive, key).get("Value") == "Deny" for hive, key in switches):
        return Diagnosis(CameraReason.NOT_ALLOWED)
    for hive in HIVES:
        for key in (DESKTOP, CONSENT):
            for child in registry.children(hive, key):
                holder = _holder(registry.values(hive, f"{key}\\{child}"), child, own_program)
                if holder is not None:
                    return Diagnosis(CameraReason.IN_USE, holder)
    return Diagnosis(None)


def _holder(values: Mapping[str, object], child: str, own_program: str) -> str | None:
    """The name behind a key like C:#Program Files#Talk#Talk.exe or Maker.Talk_8wekyb3d8bbwe, if it never stopped."""
    if not values.get("LastUsedTimeStart") or values.get("LastUsedTimeStop") != 0:
        return None
    path = child.replace("#", "\\")
    if path.casefold() == own_program.casefold():
        return None
    if "\\" in path:
        return ntpath.splitext(ntpath.basename(path))[0]
    return path.partition("_")[0].rpartition(".")[2]


class SystemRegistry:
    """The registry of this computer."""

    def values(self, hive: str, key: str) -> Mapping[str, object]:
        """Empty where the key is missing or may not be read."""
        found: dict[str, object] = {}
        if sys.platform == "win32":
            import winreg

            with contextlib.suppress(OSError), winreg.OpenKey(getattr(winreg, hive), key) as opened:
                for number in range(winreg.QueryInfoKey(opened)[1]):
                    name, value, _ = winreg.EnumValue(opened, number)
                    found[name] = value
        return found

    def children(self, hive: str, key: str) -> tuple[str, ...]:
        """Empty where the key is missing or may not be read."""
        found: list[str] = []
        if sys.platform == "win32":
            import winreg

            with contextlib.suppress(OSError), winreg.OpenKey(getattr(winreg, hive), key) as opened:
                for number in range(winreg.QueryInfoKey(opened)[0]):
                    found.append(winreg.EnumKey(opened, number))
        return tuple(found)
