"""Asks the system whether cameras may be used; only macOS wants to be asked."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from PySide6.QtCore import QCameraPermission, QCoreApplication, QObject, QPermission, Qt, Slot

from app.camera.devices_macos import av_foundation
from app.camera.ports import Granted, Permission

log = logging.getLogger(__name__)


def system_permission(parent: QObject) -> Permission:
    """The permission of this system; in the GUI thread."""
    if sys.platform == "darwin" and can_be_asked():
        return AskingPermission(parent)
    return Granted()


class AskingPermission(QObject):
    """Goes through Qt, which shows the question of macOS. Every other system answers granted at once."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: list[Callable[[bool], None]] = []

    def check(self) -> bool | None:
        """True if granted, False if denied, None if nobody was asked yet."""
        return _as_bool(_application().checkPermission(QCameraPermission()))

    def request(self, answered: Callable[[bool], None]) -> None:
        """Asks once for all who wait; each gets the answer in the GUI thread."""
        self._waiting.append(answered)
        if len(self._waiting) == 1:
            _application().requestPermission(QCameraPermission(), self, self._on_answered)

    @Slot(QPermission)
    def _on_answered(self, permission: QPermission) -> None:
        waiting, self._waiting = self._waiting, []
        for answered in waiting:
            answered(permission.status() == Qt.PermissionStatus.Granted)


def can_be_asked() -> bool:
    """Whether the running bundle says what the camera is for: macOS ends a program that asks without.

    Started from a terminal there is no such bundle; then the terminal's own permission counts.
    """
    try:
        bundle = av_foundation().NSBundle.mainBundle()
        return bool(bundle.objectForInfoDictionaryKey_("NSCameraUsageDescription"))
    except (ImportError, AttributeError):
        log.warning("the bundle can't be looked at", exc_info=True)
        return False


def _as_bool(status: Qt.PermissionStatus) -> bool | None:
    if status == Qt.PermissionStatus.Undetermined:
        return None
    return bool(status == Qt.PermissionStatus.Granted)


def _application() -> QCoreApplication:
    application = QCoreApplication.instance()
    assert application is not None, "permission is asked for in a running application"
    return application
