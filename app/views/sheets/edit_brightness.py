"""The editor's first step: brightness with a way back to as taken, turns and mirror, comparing, what was noticed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.photos import BRIGHTNESS_LIMIT, PhotoEdits, PhotoHint
from app.views.picture_words import hint_words, mended_words
from app.views.sheets.edit_panel import EditPanel
from app.widgets.button import Button, LinkButton
from app.widgets.label import Label
from app.widgets.notice import NoticeCard
from app.widgets.slider import Slider
from app.widgets.state_line import Icon
from app.widgets.tokens import current_theme

_CURABLE = (PhotoHint.VERY_DARK, PhotoHint.VERY_BRIGHT)


class BrightnessPanel(EditPanel):
    """Values in, wishes out."""

    brightness_changed = Signal(int)
    movement_began = Signal()
    movement_ended = Signal()
    turned = Signal(int)
    flipped = Signal()
    reset_requested = Signal()
    before_wanted = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._build_brightness(self.add_section())
        self._build_turns(self.add_section())
        self._build_compare(self.add_section())
        room = QWidget(self.ground)
        box = QVBoxLayout(room)
        edge = current_theme().space("xl")
        box.setContentsMargins(edge, 0, edge, edge)
        self.notice = NoticeCard(room)
        self.notice.setObjectName("edit_noticed")
        self.notice.hide()
        box.addWidget(self.notice)
        self.column.addWidget(room)
        self.finish()

    def show_edits(self, edits: PhotoEdits) -> None:
        """Another edit."""
        self.slider.show_value(edits.brightness)
        self._value.setText(_signed(edits.brightness))
        self._enable(self.back_button, edits.brightness != 0, self.slider)
        self._enable(self.reset_button, edits != PhotoEdits(), self.slider)

    def show_hints(
        self, hints: tuple[PhotoHint, ...], mended: tuple[PhotoHint, ...], facility: str | None
    ) -> None:
        """What the slider can mend, and what it has."""
        dim = next((hint for hint in hints if hint in _CURABLE), None)
        done = next((words for words in map(mended_words, mended) if words), "")
        if dim is not None:
            lead, text = hint_words(dim, facility)
            self.notice.show_notice("wait", text, lead=lead, icon="sun")
        elif done:
            self.notice.show_notice("info", done)
        self.notice.setVisible(dim is not None or bool(done))

    def _build_brightness(self, box: QVBoxLayout) -> None:
        self._value = self.add_named_value(box, self.tr("Brightness"), "+100")
        self._value.setObjectName("brightness_value")
        self.slider = Slider(
            self.tr("Brightness"), -BRIGHTNESS_LIMIT, BRIGHTNESS_LIMIT, self.ground, origin=0
        )
        self.slider.setObjectName("brightness")
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("s"))
        row.addWidget(Icon("sun", "text-muted", "s", self.ground))
        row.addWidget(self.slider, 1)
        row.addWidget(Icon("sun", "text", "l", self.ground))
        box.addLayout(row)
        ends = QHBoxLayout()
        middle = Qt.AlignmentFlag.AlignHCenter
        for words, side in (
            (self.tr("Darker"), Qt.AlignmentFlag.AlignLeading),
            (self.tr("As taken"), middle),
            (self.tr("Brighter"), Qt.AlignmentFlag.AlignTrailing),
        ):
            label = Label(words, self.ground, style="caption", role="text-muted", wrap=False)
            label.setAlignment(side)
            ends.addWidget(label, 1)
        box.addLayout(ends)
        self.back_button = LinkButton(self.tr("Back to as taken"), self.ground, style="small")
        self.back_button.setObjectName("brightness_back")
        box.addWidget(self.back_button)
        self.slider.valueChanged.connect(self.brightness_changed)
        self.slider.moving_began.connect(self.movement_began)
        self.slider.moving_ended.connect(self.movement_ended)
        self.back_button.clicked.connect(self._on_back_clicked)

    def _build_turns(self, box: QVBoxLayout) -> None:
        box.addWidget(Label(self.tr("Turn"), self.ground, style="strong"))
        self.left_button = self._button(self.tr("Left"), "rotate-left", "turn_left", self.tr("Turn left"))
        self.right_button = self._button(
            self.tr("Right"), "rotate-right", "turn_right", self.tr("Turn right")
        )
        self.flip_button = self._button(self.tr("Mirror"), "flip", "flip", self.tr("Mirror left and right"))
        row = QHBoxLayout()
        row.setSpacing(current_theme().space("s"))
        row.addWidget(self.left_button, 1)
        row.addWidget(self.right_button, 1)
        box.addLayout(row)
        box.addWidget(self.flip_button)
        self.left_button.clicked.connect(self._on_left_clicked)
        self.right_button.clicked.connect(self._on_right_clicked)
        self.flip_button.clicked.connect(self._on_flip_clicked)

    def _build_compare(self, box: QVBoxLayout) -> None:
        self.before_button = self._button(
            self.tr("Hold to see as taken"),
            "eye",
            "edit_before",
            self.tr("Hold to see the photo as it was taken"),
        )
        self.before_button.setAccessibleDescription(self.tr("Or hold the B key."))
        self.reset_button = LinkButton(self.tr("Start over from as taken"), self.ground, style="small")
        self.reset_button.setObjectName("edit_reset")
        box.addWidget(self.before_button)
        box.addWidget(self.reset_button)
        self.before_button.pressed.connect(self._on_before_pressed)
        self.before_button.released.connect(self._on_before_released)
        self.reset_button.clicked.connect(self._on_reset_clicked)

    def _button(self, words: str, icon: str, name: str, spoken: str) -> Button:
        button = Button(words, "outline", icon, self.ground)
        button.setObjectName(name)
        button.setAccessibleName(spoken)
        return button

    def _enable(self, button: LinkButton, is_on: bool, instead: QWidget) -> None:
        """A button that goes off while it has the keyboard hands it on."""
        if not is_on and button.hasFocus():
            instead.setFocus(Qt.FocusReason.OtherFocusReason)
        button.setEnabled(is_on)

    def _on_back_clicked(self) -> None:
        self.brightness_changed.emit(0)

    def _on_left_clicked(self) -> None:
        self.turned.emit(-1)

    def _on_right_clicked(self) -> None:
        self.turned.emit(1)

    def _on_flip_clicked(self) -> None:
        self.flipped.emit()

    def _on_reset_clicked(self) -> None:
        self.reset_requested.emit()

    def _on_before_pressed(self) -> None:
        self.before_wanted.emit(True)

    def _on_before_released(self) -> None:
        self.before_wanted.emit(False)


def _signed(value: int) -> str:
    """+24, 0, −24."""
    return f"+{value}" if value > 0 else f"−{-value}" if value < 0 else "0"
