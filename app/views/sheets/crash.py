"""A fault of the program itself: said plainly, with a report that holds no words of the member."""

from __future__ import annotations

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.domain.values import CrashReport
from app.widgets.label import Label
from app.widgets.sheet import Sheet
from app.widgets.tokens import current_theme

REPORT_HEIGHT = 200


class CrashSheet(Sheet):
    """What happened, what is kept, Copy Report, and going on."""

    def __init__(self, report: CrashReport, parent: QWidget) -> None:
        super().__init__(self.tr("Something in the program went wrong"), parent, width=560)
        self.setObjectName("crash")
        self.body.addWidget(
            Label(
                self.tr(
                    "What you wrote is kept. You can go on; if something looks wrong, close the program and open it"
                    " again. The report below helps to mend it and holds none of your words."
                ),
                self.panel,
            )
        )
        self._text = QPlainTextEdit(self.panel)
        self._text.setObjectName("crash_text")
        self._text.setAccessibleName(self.tr("Report"))
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setPlainText(f"{report.title}\n\n{report.text}")
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setFixedHeight(current_theme().px(REPORT_HEIGHT))
        self.body.addWidget(self._text)
        self._copy = self.add_button(self.tr("Copy Report"))
        self._copy.setObjectName("crash_copy")
        self._go_on = self.add_button(self.tr("Go On"), "solid")
        self._go_on.setObjectName("crash_go_on")
        self._copy.clicked.connect(self._on_copy_clicked)
        self._go_on.clicked.connect(self.dismiss)

    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        self._copy.setText(self.tr("Copied"))
