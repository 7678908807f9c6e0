"""Take New Photo: the camera's picture with its tools, words where there is none, and the still to retake or use."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QWidget
from typing_extensions import override

from app.camera.info import CameraInfo
from app.camera.states import Advice, CameraState, CameraStatus
from app.domain.errors import CameraFault
from app.domain.prices import PriceLine
from app.viewmodels.camera_memory import TIMERS_S
from app.viewmodels.take_photo import PhotoStep, TakePhotoViewModel
from app.views.camera_message import CameraMessage
from app.views.camera_words import advice_words, camera_words
from app.widgets.camera_preview import CameraPreview
from app.widgets.camera_tools import CameraTools, ReviewTools
from app.widgets.task_sheet import TaskSheet
from app.widgets.tokens import current_theme

_ICONS = {
    Advice.TOO_DARK: "sun",
    Advice.HOLD_STILL: "hand",
    Advice.COVERED: "camera-off",
    Advice.FROZEN: "pause",
}
_STARTING = (CameraState.OFF, CameraState.ASKING, CameraState.OPENING)
_FOLLOWED = (
    QEvent.Type.WindowStateChange,
    QEvent.Type.Show,
    QEvent.Type.Hide,
)
_LOOKS_APART_MS = 500


class TakePhotoSheet(TaskSheet):
    """The camera is on while the preview can be seen: not while the still is looked at, nor in a hidden window."""

    photo_taken = Signal(object)  # Still
    file_chosen_requested = Signal()

    def __init__(self, model: TakePhotoViewModel, price: PriceLine, parent: QWidget) -> None:
        super().__init__(self.tr("Take New Photo"), parent)
        self.setObjectName("take_photo")
        self._model = model
        self._looks = QTimer(self)  # not every system tells when a window is covered by others
        self._looks.setInterval(_LOOKS_APART_MS)
        self._looks.timeout.connect(self._follow_view)
        self._focus_put_on: QWidget | None = None
        self.preview = CameraPreview(self)
        self.message = CameraMessage(self)
        self._stage = QStackedWidget(self)
        self._stage.addWidget(self.message)
        self._stage.addWidget(self.preview)
        self.tools = CameraTools(TIMERS_S, self)
        self.review = ReviewTools(self)
        self.review.note.setText(self.tr("This is how it will look. The file is not mirrored."))
        self._bar = QStackedWidget(self)
        self._bar.addWidget(self.tools)
        self._bar.addWidget(self.review)
        self.body.addWidget(self._stage, 1)
        self.body.addWidget(self._bar)
        self._show_habits()
        self._connect_tools()
        self._connect_model()
        self.set_price(price)
        model.begin_anew()
        self._show_cameras()
        self._show_status(model.status)

    def _connect_tools(self) -> None:
        tools, model = self.tools, self._model
        tools.camera_chosen.connect(model.choose)
        tools.file_requested.connect(self.file_chosen_requested)
        tools.shutter_pressed.connect(model.press_shutter)
        tools.timer_chosen.connect(model.set_timer)
        tools.mirror_toggled.connect(self._on_tools_mirror_toggled)
        tools.lines_toggled.connect(self._on_tools_lines_toggled)
        self.message.other_chosen.connect(model.choose)
        self.message.again_requested.connect(model.try_again)
        self.message.file_requested.connect(self.file_chosen_requested)
        self.review.retake_requested.connect(model.retake)
        self.review.use_requested.connect(model.use)

    def _connect_model(self) -> None:
        model = self._model
        model.status_changed.connect(self._show_status)
        model.cameras_changed.connect(self._on_model_cameras_changed)
        model.advice_changed.connect(self._on_model_advice_changed)
        model.frame_ready.connect(self._on_model_frame_ready)
        model.step_changed.connect(self._on_model_step_changed)
        model.count_changed.connect(self.preview.show_count)
        model.shot.connect(self.preview.flash)
        model.shot_failed.connect(self._on_model_shot_failed)
        model.photo_taken.connect(self.photo_taken)

    def _show_habits(self) -> None:
        habits = self._model.habits
        self.tools.timer.choose(habits.timer_s)
        self.tools.mirror.setChecked(habits.is_mirrored)
        self.tools.lines.setChecked(habits.has_lines)
        self.preview.set_mirrored(habits.is_mirrored)
        self.preview.set_lines(habits.has_lines)

    def _show_cameras(self) -> None:
        cameras, used = self._model.cameras, self._model.status.camera
        listed = tuple((one.key, one.name) for one in cameras)
        if used is not None and used.key not in dict(listed):
            listed = ((used.key, used.name), *listed)  # unplugged: still the one that is waited for
        self.tools.show_cameras(listed, used.key if used is not None else None)

    def _show_status(self, status: CameraStatus) -> None:
        self._select_camera(status.camera)
        if self._model.step is PhotoStep.REVIEW:
            return
        has_focus_put = self._has_focus_put
        is_fault = status.state not in _STARTING and not status.has_picture
        if not status.has_picture:
            self.preview.show_pixels(None)
            self.preview.show_advice("")
        words = camera_words(status)
        if is_fault:
            other = self._other_camera()
            self.message.show_fault(words, other, has_cameras=bool(self._model.cameras))
        else:
            self.message.show_start(words)
        self.tools.show_fault(words.short if is_fault and self._model.cameras else "")
        self.tools.offer_file(not is_fault)
        self._show_shutter(words.title)
        self._show_stage()
        if status.state is CameraState.STALLED:
            self.preview.show_advice(words.title, "clock")
        elif status.has_picture:
            self._show_advice()
        self._main = self._main_button()
        if has_focus_put:
            self._put_focus()

    def _show_stage(self) -> None:
        shows = self.preview.has_picture or self._model.step is PhotoStep.REVIEW
        self._stage.setCurrentWidget(self.preview if shows else self.message)

    def _show_shutter(self, reason: str) -> None:
        """While the camera starts it keeps the keyboard, and is off only where something is wrong."""
        model, shutter = self._model, self.tools.shutter
        is_fault = model.status.state not in _STARTING and not model.status.has_picture
        shutter.set_why_off(reason if is_fault else None)
        is_waiting = model.status.state in (*_STARTING, CameraState.STALLED)
        taking = self.tr("Taking the photo…") if model.step is PhotoStep.TAKING else ""
        shutter.set_waiting(reason if is_waiting else taking)
        shutter.set_counting(model.step is PhotoStep.COUNTING)

    def _other_camera(self) -> CameraInfo | None:
        used = self._model.status.camera
        return next((one for one in self._model.cameras if used is None or one.key != used.key), None)

    def _select_camera(self, camera: CameraInfo | None) -> None:
        at = self.tools.cameras.findData(camera.key) if camera is not None else 0
        if at < 0:
            self._show_cameras()
        else:
            self.tools.cameras.setCurrentIndex(at)

    def _main_button(self) -> QAbstractButton:
        if self._model.step is PhotoStep.REVIEW:
            return self.review.use
        if self.tools.shutter.isEnabled():
            return self.tools.shutter
        return self.message.main

    @property
    def _has_focus_put(self) -> bool:
        """Whether the keyboard is where it was put, so that it may be put elsewhere."""
        now = QApplication.focusWidget()
        return self.is_open and (now is None or now is self or now is self._focus_put_on)

    def _put_focus(self) -> None:
        self._first_to_focus().setFocus(Qt.FocusReason.OtherFocusReason)

    def _first_to_focus(self) -> QWidget:
        self._main = self._main_button()
        self._focus_put_on = self._main
        return self._main

    @property
    def holds_work(self) -> bool:
        """Whether there is a photo that was taken and not used yet."""
        return self._model.still is not None

    def open(self) -> None:
        """Comes up; from here on the camera follows what can be seen."""
        super().open()
        self.window().installEventFilter(self)
        self._looks.start()
        self._follow_view()

    def dismiss(self) -> None:
        """Goes away, and the camera with it."""
        self.window().removeEventFilter(self)
        self._looks.stop()
        self._model.set_in_view(False)
        super().dismiss()

    def leave(self) -> None:
        """One step back: stops the countdown, throws the still away, or closes."""
        if self._model.step is PhotoStep.COUNTING:
            self._model.stop_counting()
        elif self._model.step is PhotoStep.REVIEW:
            self._model.retake()
        else:
            self.dismiss()

    def _follow_view(self) -> None:
        window = self.window()
        can_be_seen = window.isVisible() and not window.isMinimized() and window.windowHandle().isExposed()
        self._model.set_in_view(self.is_open and can_be_seen)

    def _show_step(self, step: PhotoStep) -> None:
        is_review = step is PhotoStep.REVIEW
        still = self._model.still
        if is_review and still is not None:
            self.preview.show_pixels(still.pixels)
            self.preview.show_advice("")
        elif self._bar.currentWidget() is self.review:
            self.preview.show_pixels(None)
        habits = self._model.habits
        self.preview.set_mirrored(habits.is_mirrored and not is_review)
        self.preview.set_lines(habits.has_lines and not is_review)
        self.preview.setAccessibleName(
            self.tr("The photo you took") if is_review else self.tr("Picture of the camera")
        )
        was_review = self._bar.currentWidget() is self.review
        self._bar.setCurrentWidget(self.review if is_review else self.tools)
        self._show_status(self._model.status)
        self._show_stage()
        if is_review != was_review:
            self._put_focus()

    def _on_model_cameras_changed(self, _cameras: object) -> None:
        self._show_cameras()
        self._show_status(self._model.status)

    def _show_advice(self) -> None:
        advice = self._model.advice
        status = self._model.status
        is_live = status.has_picture and status.state is CameraState.LIVE
        if not is_live or self._model.step is PhotoStep.REVIEW:
            return
        if advice is None:
            self.preview.show_advice("")
        else:
            self.preview.show_advice(advice_words(advice), _ICONS[advice])

    def _on_model_advice_changed(self, _advice: Advice | None) -> None:
        self._show_advice()

    def _on_model_frame_ready(self) -> None:
        frame = self._model.take_frame()
        if frame is None or self._model.step is PhotoStep.REVIEW or not self._model.status.has_picture:
            return
        self.preview.show_pixels(frame.pixels)
        self._show_stage()

    def _on_model_step_changed(self, step: PhotoStep) -> None:
        self._show_step(step)

    def _on_model_shot_failed(self, _fault: CameraFault) -> None:
        self.preview.show_advice(self.tr("No picture came from the camera. Please try once more."), "alert")
        QTimer.singleShot(current_theme().tokens.sizes["motion"]["notice-stay"], self, self._show_advice)

    def _on_tools_mirror_toggled(self, is_on: bool) -> None:
        self._model.set_mirrored(is_on)
        self.preview.set_mirrored(is_on)

    def _on_tools_lines_toggled(self, is_on: bool) -> None:
        self._model.set_lines(is_on)
        self.preview.set_lines(is_on)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notices when the window is minimised, hidden, covered, or shown again."""
        if event.type() in _FOLLOWED and "_focus_put_on" in self.__dict__ and self.is_open:
            self._follow_view()
        return super().eventFilter(watched, event)
