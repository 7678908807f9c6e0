"""The bar below the camera's picture: which camera, another way, shutter, timer, mirror, lines; then retake or use."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.widgets.button import Button
from app.widgets.drop_down import DropDown
from app.widgets.icons import icon
from app.widgets.label import Label, hairline, plane
from app.widgets.segments import Choice, Segments
from app.widgets.shutter import Shutter
from app.widgets.state_line import Icon, StateLine
from app.widgets.toggle_button import ToggleButton
from app.widgets.tokens import current_theme

BAR_HEIGHT = 104
_NAME_WIDTH = 260
_LETTERS = 8
"""So many of a camera's name stay in view in the narrowest window."""
_FIRST = 1000
"""The list takes its share of the room before the empty rest does."""
_STEPS = 6
"""Things that can be left out one after the other."""


class CameraTools(QWidget):
    """What is chosen before a picture is taken. Knows cameras by key and name alone."""

    camera_chosen = Signal(str)  # its key
    file_requested = Signal()
    shutter_pressed = Signal()
    timer_chosen = Signal(int)  # seconds
    mirror_toggled = Signal(bool)
    lines_toggled = Signal(bool)

    def __init__(self, timers_s: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        self._offers_file = True
        ground = plane("surface", self)
        self.cameras = DropDown(self.tr("Camera"), ground)
        self.cameras.setObjectName("camera_choice")
        self.cameras.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.cameras.setMinimumContentsLength(_LETTERS)
        self.state = StateLine("", "camera-off", "refused", ground, wrap=False)
        self.state.hide()
        self._file_words = self.tr("Choose File")
        self.file = Button(self._file_words, "outline", "upload", ground)
        self.file.setAccessibleName(self._file_words)
        self.file.setObjectName("choose_file")
        self.shutter = Shutter(ground)
        self.shutter.setObjectName("shutter")
        self._timer_icon = Icon("timer", "text-muted", "m", ground)
        self._timer_label = Label(self.tr("Timer"), ground, role="text-muted", wrap=False)
        self.timer = Segments(self.tr("Timer"), tuple(self._timer_choice(one) for one in timers_s), ground)
        self.timer.setObjectName("camera_timer")
        self.mirror = ToggleButton("flip", self.tr("Show the picture like a mirror"), ground)
        self.mirror.setObjectName("camera_mirror")
        self.lines = ToggleButton("thirds", self.tr("Show lines to compose by"), ground)
        self.lines.setObjectName("camera_lines")
        self._halves = (QHBoxLayout(), QHBoxLayout())
        self._lay_out(ground)
        ground.setMinimumHeight(theme.px(BAR_HEIGHT))
        self.setProperty("painted", True)
        self.cameras.activated.connect(self._on_cameras_activated)
        self.file.clicked.connect(self._on_file_clicked)
        self.shutter.clicked.connect(self._on_shutter_clicked)
        self.timer.chosen.connect(self.timer_chosen)
        self.mirror.toggled.connect(self.mirror_toggled)
        self.lines.toggled.connect(self.lines_toggled)

    def show_cameras(self, cameras: tuple[tuple[str, str], ...], current: str | None) -> None:
        """Keys and names; `current` is the key of the one in use. Off with a reason where there is no choice at all."""
        self.cameras.clear()
        side = current_theme().icon("m")
        self.cameras.setIconSize(QSize(side, side))
        picture = icon("camera", "text", side)
        for key, name in cameras or (("", self.tr("No camera")),):
            self.cameras.addItem(picture, name, key)
        at = self.cameras.findData(current)
        self.cameras.setCurrentIndex(max(0, at))
        self.cameras.setEnabled(bool(cameras))
        self.cameras.setAccessibleDescription("" if cameras else self.tr("No camera was found."))
        self.cameras.setToolTip("")
        self._fit()

    def show_fault(self, words: str) -> None:
        """What is wrong with the chosen camera, in a few words beside it where there is room; "" if nothing."""
        self.state.set_text(words)
        self._fit()

    def offer_file(self, offers: bool) -> None:
        """Whether "Choose File" stands here; else it stands among the words where the picture would be."""
        if offers != self._offers_file:
            self._offers_file = offers
            self.file.setVisible(offers)
            self._fit()

    def _timer_choice(self, seconds: int) -> Choice:
        if not seconds:
            return Choice(0, self.tr("Off"), self.tr("No timer"))
        words = self.tr("{seconds} s").format(seconds=seconds)
        return Choice(seconds, words, self.tr("Timer of {seconds} seconds").format(seconds=seconds))

    def _lay_out(self, ground: QWidget) -> None:
        theme = current_theme()
        middle = Qt.AlignmentFlag.AlignVCenter
        start, end = self._halves
        for half in self._halves:
            half.setSpacing(theme.space("s"))
        start.addWidget(self.cameras, _FIRST, middle)
        start.addWidget(self.state, 0, middle)
        start.addWidget(self.file, 0, middle)
        start.addStretch(1)
        end.addStretch(1)
        for widget in (self._timer_icon, self._timer_label, self.timer, self.mirror, self.lines):
            end.addWidget(widget, 0, middle)
        end.insertSpacing(4, theme.space("s"))
        self.cameras.setMaximumWidth(theme.px(_NAME_WIDTH))
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.space("xl"), 0, theme.space("xl"), 0)
        bar.setSpacing(theme.space("l"))
        bar.addLayout(start, 1)
        bar.addWidget(self.shutter, 0, middle)
        bar.addLayout(end, 1)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline(ground))
        column.addLayout(bar, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ground)

    def _fit(self) -> None:
        """Says less, step by step, where the window is narrow or the text large."""
        for leave_out in range(_STEPS):
            self._timer_label.setVisible(leave_out < 1)
            self._timer_icon.setVisible(leave_out < 2)
            self.state.setVisible(bool(self.state.text) and leave_out < 3)
            self.file.setText(self._file_words if leave_out < 4 else "")
            self.timer.set_tight(leave_out >= 5)
            for half in self._halves:
                half.invalidate()
            if self._wanted_width() <= self.width():
                return

    def _wanted_width(self) -> int:
        """With the shutter in the middle, the wider half counts twice."""
        theme = current_theme()
        widest = max(half.sizeHint().width() for half in self._halves)
        return 2 * (widest + theme.space("xl") + theme.space("l")) + self.shutter.sizeHint().width()

    def _on_cameras_activated(self, at: int) -> None:
        key = self.cameras.itemData(at)
        if key:
            self.camera_chosen.emit(key)

    def _on_file_clicked(self) -> None:
        self.file_requested.emit()

    def _on_shutter_clicked(self) -> None:
        self.shutter_pressed.emit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Says as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        """Another theme: the icons of the list are pictures in its colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and "_halves" in self.__dict__:
            side = current_theme().icon("m")
            self.cameras.setIconSize(QSize(side, side))
            picture = icon("camera", "text", side)
            for at in range(self.cameras.count()):
                self.cameras.setItemIcon(at, picture)
            self._fit()


class ReviewTools(QWidget):
    """What is decided once a picture was taken."""

    retake_requested = Signal()
    use_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        theme = current_theme()
        ground = plane("surface", self)
        ground.setMinimumHeight(theme.px(BAR_HEIGHT))
        self.note = Label("", ground, role="text-muted")
        self.retake = Button(self.tr("Retake"), "outline", "camera", ground)
        self.retake.setObjectName("retake")
        self.use = Button(self.tr("Use Photo"), "solid", "check", ground)
        self.use.setObjectName("use_photo")
        # At the end, not in the middle: a second click of a double click on the shutter must not decide.
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.space("xl"), 0, theme.space("xl"), 0)
        bar.setSpacing(theme.space("s"))
        middle = Qt.AlignmentFlag.AlignVCenter
        bar.addWidget(self.note, 1, middle)
        bar.addWidget(self.retake, 0, middle)
        bar.addWidget(self.use, 0, middle)
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(hairline(ground))
        column.addLayout(bar, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(ground)
        self.retake.clicked.connect(self._on_retake_clicked)
        self.use.clicked.connect(self._on_use_clicked)

    def _on_retake_clicked(self) -> None:
        self.retake_requested.emit()

    def _on_use_clicked(self) -> None:
        self.use_requested.emit()
