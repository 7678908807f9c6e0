"""What stands beside the editor's canvas: the panel of the present step, and the buttons that go on and back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.views.sheets.edit_brightness import BrightnessPanel
from app.views.sheets.edit_crop import CropPanel
from app.views.sheets.edit_send import SendPanel
from app.widgets.button import Button
from app.widgets.canvas_picture import CanvasPicture
from app.widgets.label import hairline
from app.widgets.notice import NoticeCard
from app.widgets.share_bar import ShareBar
from app.widgets.tokens import current_theme

BRIGHTNESS, CROP, SEND = range(3)


class EditSide(QWidget):
    """As wide as the tokens say; `fault` stands above the panel, `bar` above the buttons."""

    def __init__(self, picture: CanvasPicture, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("painted", True)
        self.setProperty("plane", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.brightness = BrightnessPanel(self)
        self.crop = CropPanel(picture, self)
        self.send = SendPanel(picture, self)
        self.panels = QStackedWidget(self)
        for panel in (self.brightness, self.crop, self.send):
            self.panels.addWidget(panel)
        self.fault = NoticeCard(self)
        self.fault.setObjectName("edit_fault")
        self.fault.hide()
        self.back_button = Button("", "outline", None, self)
        self.back_button.setObjectName("edit_back")
        self.next_button = Button("", "solid", None, self)
        self.next_button.setObjectName("edit_next")
        self.bar = ShareBar(self)
        self.bar.hide()
        self._lay_out()

    def show_reason(self, lead: str, words: str) -> None:
        """Why the photo came back, beside the tools that can mend it; nothing with ""."""
        for panel in (self.brightness, self.crop):
            if words or panel.has_reason:
                panel.show_reason(lead, words)

    def show_foot(self, step: int, *, is_busy: bool, can_pay: bool, why_off: str | None) -> None:
        """What the buttons say at this step, and why going on is off, if it is."""
        goes_away = step == BRIGHTNESS or is_busy
        self.back_button.setText(self.tr("Cancel") if goes_away else self.tr("Back"))
        if step != SEND:
            self.next_button.setText(self.tr("OK"))
        else:
            self.next_button.setText(self.tr("Preparing…") if is_busy else self.tr("Send for Approval"))
        self.next_button.set_role("solid" if can_pay or step != SEND else "outline")
        if why_off is not None and self.next_button.hasFocus():
            self.back_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.next_button.set_why_off(why_off)
        self.bar.setVisible(is_busy)

    def _lay_out(self) -> None:
        theme = current_theme()
        self.setFixedWidth(theme.layout("side-panel"))
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.space("xl"), theme.space("l"), theme.space("xl"), theme.space("l"))
        foot.setSpacing(theme.space("s"))
        foot.addWidget(self.back_button, 1)
        foot.addWidget(self.next_button, 1)
        room = QVBoxLayout()
        room.setContentsMargins(theme.space("l"), 0, theme.space("l"), 0)
        room.addWidget(self.fault)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(room)
        column.addWidget(self.panels, 1)
        column.addWidget(hairline(self))
        column.addWidget(self.bar)
        column.addLayout(foot)

    @override
    def changeEvent(self, event: QEvent) -> None:
        """As wide as the words need when they change their size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "bar" in self.__dict__:
            self.setFixedWidth(current_theme().layout("side-panel"))
