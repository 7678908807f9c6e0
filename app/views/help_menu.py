"""The Help menu: what this program is, and in the demo the addresses and sign-ins that go with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget


class HelpMenu(QMenu):
    """Opened by F1, by Help on the sign-in view and by Help in My Account."""

    about_requested = Signal()
    demo_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("help_menu")
        self.setAccessibleName(self.tr("Help"))
        self._demo = self.addAction(self.tr("Demo: Addresses and Sign-ins…"))
        self._demo.setObjectName("help_demo")
        self._demo.triggered.connect(self._on_demo_triggered)
        self._demo.setVisible(False)
        about = self.addAction(self.tr("About GettingOut…"))
        about.setObjectName("help_about")
        about.triggered.connect(self._on_about_triggered)

    def set_has_demo(self, has_demo: bool) -> None:
        """Whether there is a demo world to tell about."""
        self._demo.setVisible(has_demo)

    def open_at(self, anchor: QWidget | None) -> None:
        """Opens beside what asked for it, or in the middle of the window."""
        host = self.parentWidget()
        if anchor is not None and anchor.isVisible():
            height = self.sizeHint().height()
            self.popup(anchor.mapToGlobal(QPoint(0, -height)))
        elif host is not None:
            middle = host.rect().center()
            self.popup(host.mapToGlobal(QPoint(middle.x() - self.sizeHint().width() // 2, middle.y())))

    def _on_demo_triggered(self) -> None:
        self.demo_requested.emit()

    def _on_about_triggered(self) -> None:
        self.about_requested.emit()
