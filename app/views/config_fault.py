"""Says which setting is wrong, in which file, before anything else is opened."""

from __future__ import annotations

import sys

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from app.domain.errors import ConfigFault

EXIT_CODE = 2


def show_config_fault(fault: ConfigFault) -> int:
    """Writes it to the terminal and shows it; the exit code."""
    sys.stderr.write(f"GettingOut can't start: {fault}\n")
    app = QApplication.instance() or QApplication(sys.argv[:1])
    box = make_box(fault)
    box.finished.connect(app.quit)
    box.open()
    app.exec()
    return EXIT_CODE


def make_box(fault: ConfigFault) -> QMessageBox:
    """The message, with file and key in their own words."""
    translate = QCoreApplication.translate
    box = QMessageBox()
    box.setObjectName("config_fault")
    box.setIcon(QMessageBox.Icon.Warning)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(translate("ConfigFault", "GettingOut"))
    box.setText(translate("ConfigFault", "A setting can't be used, so GettingOut did not start."))
    place = (
        translate("ConfigFault", "{source}, {key}: {reason}")
        if fault.key
        else translate("ConfigFault", "{source}: {reason}")
    )
    box.setInformativeText(place.format(source=fault.source, key=fault.key, reason=fault.reason))
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    return box
