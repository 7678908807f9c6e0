"""Says which setting is wrong, in which file, before anything else is opened."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.errors import ConfigFault, WrongSetting

EXIT_CODE = 2
translate = QCoreApplication.translate


def show_config_fault(fault: ConfigFault) -> int:
    """Writes it to the terminal and shows it; the exit code."""
    sys.stderr.write(f"{_not_started()}\n{config_fault_words(fault)}\n")  # first: there may be no display
    app = QApplication.instance() or QApplication(sys.argv[:1])
    box = make_box(fault)
    box.finished.connect(app.quit)
    box.open()
    app.exec()
    return EXIT_CODE


def make_box(fault: ConfigFault) -> QMessageBox:
    """The message, with file and key in their own words."""
    box = QMessageBox()
    box.setObjectName("config_fault")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(translate("ConfigFault", "GettingOut"))
    box.setText(_not_started())
    box.setInformativeText(config_fault_words(fault))
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    return box


def config_fault_words(fault: ConfigFault) -> str:
    """Where it stands, and what is wrong with it."""
    places = {
        "environment": translate("ConfigFault", "Environment"),
        "arguments": translate("ConfigFault", "Arguments"),
    }
    place = (
        translate("ConfigFault", "{source}, {key}: {reason}")
        if fault.key
        else translate("ConfigFault", "{source}: {reason}")
    )
    source = places.get(fault.source, fault.source)
    return place.format(source=source, key=fault.key, reason=_reason(fault))


def _not_started() -> str:
    return translate("ConfigFault", "A setting can't be used, so GettingOut did not start.")


def _reason(fault: ConfigFault) -> str:
    words = {
        WrongSetting.UNREADABLE: translate("ConfigFault", "This can't be read or written ({detail})."),
        WrongSetting.UNKNOWN_SETTING: translate(
            "ConfigFault", "There is no such setting. There are these: {known}."
        ),
        WrongSetting.UNKNOWN_ARGUMENT: translate(
            "ConfigFault", "There is no such argument. There are these: {known}."
        ),
        WrongSetting.NO_VALUE: translate("ConfigFault", "A value is missing after it."),
        WrongSetting.NOT_A_CHOICE: translate("ConfigFault", "It must be one of these: {known}."),
        WrongSetting.NOT_A_SWITCH: translate("ConfigFault", "It must be true or false."),
        WrongSetting.NOT_A_FOLDER: translate("ConfigFault", "It must be a folder."),
        WrongSetting.FOLDER_IS_A_FILE: translate("ConfigFault", "It must be a folder, and is a file."),
        WrongSetting.NOT_A_DESCRIPTOR: translate(
            "ConfigFault", "It must be the number of an open descriptor."
        ),
        WrongSetting.NOT_AN_ADDRESS: translate(
            "ConfigFault", "It must be an address like https://example.org."
        ),
        WrongSetting.ADDRESS_HAS_ODD_SIGNS: translate(
            "ConfigFault", "An address must not hold spaces or signs that can't be seen."
        ),
        WrongSetting.ADDRESS_IS_NOT_SAFE: translate(
            "ConfigFault", "An address must begin with https://, except on this computer."
        ),
        WrongSetting.ADDRESS_IS_NOT_ALONE: translate(
            "ConfigFault", "It must be an address alone, without a name, ? or #."
        ),
        WrongSetting.ADDRESS_NAMES_PORT_0: translate("ConfigFault", "An address must not name port 0."),
        WrongSetting.NOT_A_CAMERA: translate(
            "ConfigFault",
            "It must be the address of a camera like http://camera.example/video, the file of a film, or a table"
            " with address and name.",
        ),
        WrongSetting.NO_SUCH_FILM: translate("ConfigFault", "It names a film that is not there."),
    }
    return words[fault.wrong].format(known=", ".join(fault.known), detail=fault.detail)
