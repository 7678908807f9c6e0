"""The editor: a picture on the canvas and three steps beside it, brightness, crop and sending it for approval."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from app.domain.errors import GettingOutError, PictureFault
from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoPurpose, Rect
from app.domain.send_terms import SendTerms
from app.imaging import geometry
from app.viewmodels.edit_keeping import EditKeepingViewModel
from app.viewmodels.edit_photo import EditBusy, EditPhotoViewModel
from app.viewmodels.edit_work import EditablePicture
from app.views.fault_words import fault_words
from app.views.file_picker import FilePicker, PickedPicture
from app.views.picture_drops import PictureDrops
from app.views.picture_words import picture_fault_words
from app.views.sheets.edit_side import BRIGHTNESS, CROP, SEND, EditSide
from app.views.sheets.edit_stage import EditStage
from app.widgets import fmt
from app.widgets.announce import announce
from app.widgets.canvas_frame import CanvasMode
from app.widgets.label import hairline
from app.widgets.task_sheet import TaskSheet

_BEFORE_KEY = Qt.Key.Key_B


class EditPhotoSheet(TaskSheet):
    """Works on the picture of its model, whoever opened it; another file can be chosen, dropped or pasted any time.

    After `accepted` it stays open, since what happens then may fail: its owner dismisses it or says why.
    """

    accepted = Signal(object, object)  # ExportedPhoto, PhotoEdits
    add_funds_requested = Signal()

    def __init__(
        self,
        model: EditPhotoViewModel,
        terms: SendTerms,
        picker: FilePicker,
        parent: QWidget,
        *,
        purpose: PhotoPurpose = PhotoPurpose.PROFILE,
        marks: tuple[Rect, ...] = (),
        marked: PhotoEdits | None = None,
        is_only_here: bool = False,
        keeping: EditKeepingViewModel | None = None,
        began_with: PhotoEdits | None = None,
    ) -> None:
        """`marks` are what a reviewer framed, in fractions (0…1) of what the edit `marked` made of the picture.

        Without `marked` that is the edit it is opened with.

        `is_only_here`: no file has the picture, so that leaving it is asked even if nothing was changed. `keeping`
        keeps what is edited on this computer. `began_with` is the edit that counts as nothing changed, if it is opened
        with a later one.
        """
        title = self.tr("Profile photo") if purpose is PhotoPurpose.PROFILE else self.tr("Edit photo")
        last = {
            PhotoPurpose.PROFILE: (self.tr("Send"),),
            PhotoPurpose.SHARE: (self.tr("Share"),),
            PhotoPurpose.POST: (self.tr("Post"),),
            PhotoPurpose.CONTACT: (),
        }
        steps = (self.tr("Brightness"), self.tr("Crop"), *last[purpose])
        super().__init__(title, parent, way_out="close", steps=steps, has_undo=True)
        self.setObjectName("edit_photo")
        self._model = model
        self._terms = terms
        self._picker = picker
        self._purpose = purpose
        self._marks = marks
        self._marked = marked
        self._is_other = False
        self._is_only_here = is_only_here
        self._keeping = keeping
        self._kept_id = None if keeping is None else keeping.local_id
        self._began_with = began_with
        self._step = BRIGHTNESS
        self._initial = PhotoEdits()
        self._accepted: ExportedPhoto | None = None
        self._build_stage()
        self._build_side()
        self._connect_panels()
        self._connect_model()
        self._build_keys()
        self._drops = PictureDrops(self, picker)
        self._drops.picked.connect(self._on_picked)
        self._drops.failed.connect(self._on_model_failed)
        self.set_terms(terms)
        self._go(BRIGHTNESS)
        if model.picture is not None:
            self._on_model_opened(model.picture)
        self._show_stage()

    @property
    def holds_work(self) -> bool:
        """Whether there is something that leaving it throws away."""
        if self._model.picture is None:
            return False
        return self._is_only_here or self._model.edits != self._initial

    @property
    def is_kept(self) -> bool:
        """Whether the photo is there again after a restart, as it is now."""
        keeping = self._keeping
        return keeping is not None and keeping.local_id == self._kept_id and keeping.is_kept

    @property
    def marks(self) -> tuple[Rect, ...]:
        """What a reviewer framed, as long as it is still that picture."""
        return self._marks

    @property
    def marked(self) -> PhotoEdits:
        """The edit that made the picture in which it was framed."""
        return self._initial if self._marked is None else self._marked

    @property
    def has_other_picture(self) -> bool:
        """Whether another file was chosen, so that nothing said of the first one is true of it."""
        return self._is_other

    def show_fault(self, fault: GettingOutError) -> None:
        """A picture that was chosen could not be read."""
        self._on_model_failed(fault)

    def set_terms(self, terms: SendTerms) -> None:
        """Prices or balance have changed."""
        self._terms = terms
        self.set_price(terms.line)
        self.send.show_terms(terms, self._purpose)
        if not terms.line.missing_cents:
            self.send.say("")
        self._show_foot()

    def show_send_fault(self, words: str) -> None:
        """It was accepted but could not be sent; the member can try again."""
        self._accepted = None
        if self._step == SEND:
            self.send.say(words)
        else:
            self._say_fault(words)
        self._show_foot()

    def _build_stage(self) -> None:
        self.stage = EditStage(self)
        self.canvas = self.stage.canvas
        self.canvas.set_frame(self._purpose.aspect, is_round=self._purpose.is_round)
        self.stage.other_file_requested.connect(self._on_stage_other_file_requested)

    def _build_side(self) -> None:
        self.side = EditSide(self.canvas.picture, self)
        self.brightness, self.crop, self.send = self.side.brightness, self.side.crop, self.side.send
        self._main = self.side.next_button
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.stage, 1)
        row.addWidget(hairline(self, vertical=True))
        row.addWidget(self.side)
        self.body.addLayout(row, 1)
        self.side.back_button.clicked.connect(self._on_back_clicked)
        self.side.next_button.clicked.connect(self._on_next_clicked)

    def _connect_panels(self) -> None:
        model = self._model
        for source in (self.brightness, self.crop, self.canvas):
            source.movement_began.connect(model.begin)
            source.movement_ended.connect(model.end)
        self.canvas.edited.connect(model.put)
        self.brightness.brightness_changed.connect(model.set_brightness)
        self.brightness.turned.connect(model.turn)
        self.brightness.flipped.connect(model.flip)
        self.brightness.reset_requested.connect(model.reset)
        self.brightness.before_wanted.connect(self.canvas.set_before)
        self.crop.zoom_changed.connect(model.zoom_to)
        self.crop.zoom_stepped.connect(model.zoom_step)
        self.crop.shape_chosen.connect(self._on_crop_shape_chosen)
        self.send.funds_button.clicked.connect(self.add_funds_requested)
        self.undo_requested.connect(model.undo)
        self.redo_requested.connect(model.redo)

    def _connect_model(self) -> None:
        model = self._model
        model.opened.connect(self._on_model_opened)
        model.sharpened.connect(self._on_model_sharpened)
        model.failed.connect(self._on_model_failed)
        model.edits_changed.connect(self._show_edits)
        model.history_changed.connect(self._on_model_history_changed)
        model.hints_changed.connect(self._show_hints)
        model.busy_changed.connect(self._show_stage)
        model.progress_changed.connect(self.side.bar.set_share)
        model.exported.connect(self._on_model_exported)
        model.export_failed.connect(self._on_model_export_failed)

    def _build_keys(self) -> None:
        """Systems differ in what redoes; Ctrl+Shift+Z does everywhere."""
        again = QKeySequence(Qt.Modifier.CTRL | Qt.Modifier.SHIFT | Qt.Key.Key_Z)
        if again == QKeySequence(QKeySequence.StandardKey.Redo):
            return
        shortcut = QShortcut(again, self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_redo_clicked)

    @property
    def _last_step(self) -> int:
        """A photo to be shared leaves after the crop: what it costs depends on whom it is shared with.

        So does one for a contact, which costs nothing and goes nowhere.
        """
        return SEND if self._purpose is PhotoPurpose.PROFILE else CROP

    @property
    def _facility(self) -> str | None:
        """The one whose rules are meant, if it is one."""
        reached = self._terms.reached
        return reached[0].name if len(reached) == 1 else None

    def _go(self, step: int) -> None:
        self._step = step
        if self.stepper is not None:
            self.stepper.set_step(step)
            announce(self.stepper, self.stepper.accessibleName())
        self.canvas.set_before(False)
        worked = CanvasMode.FRAME if self._purpose.aspect is not None else CanvasMode.FREE
        self.canvas.set_mode((CanvasMode.LOOK, worked, CanvasMode.RESULT)[step])
        self.side.panels.setCurrentIndex(step)
        self._show_edits()
        self._show_foot()
        (self.brightness.slider, self.canvas, self.side.next_button)[step].setFocus(
            Qt.FocusReason.OtherFocusReason
        )

    def _show_stage(self, _busy: object = None) -> None:
        """The picture; or, where there is none, that one is being opened."""
        has_picture = self._model.picture is not None
        if has_picture:
            self.stage.show_picture()
        elif self._model.busy is EditBusy.OPENING:
            self.stage.show_opening()
        self.brightness.setEnabled(has_picture)
        self._show_foot()

    def _show_edits(self, _edits: object = None) -> None:
        model = self._model
        if model.picture is None:
            return
        edits, frame = model.edits, model.frame
        self.canvas.set_edits(edits)
        if self._step == BRIGHTNESS:
            self.brightness.show_edits(edits)
        elif self._step == CROP:
            self.crop.show_edits(edits, frame, model.max_zoom, is_round=self._purpose.is_round)
            self.crop.show_output(model.output_size, is_small=model.comes_out_small)
        else:
            self.send.show_edits(edits, frame, is_round=self._purpose.is_round)
            self._show_hints()

    def _show_foot(self) -> None:
        is_busy = self._model.busy is EditBusy.EXPORTING
        why = None
        if self._model.picture is None:
            why = self.tr("There is no picture yet.")
        elif is_busy or self._accepted is not None:
            why = self.tr("The photo is being prepared.")
        can_pay = not self._terms.line.missing_cents
        self.side.show_foot(self._step, is_busy=is_busy, can_pay=can_pay, why_off=why)
        self._on_model_history_changed()

    def _ask_to_leave(self) -> None:
        """Leaving throws edits away, so that it is asked first."""
        if not self.holds_work:
            self._throw_away()
            return
        from app.views.sheets.confirm import ConfirmSheet

        sheet = ConfirmSheet(
            self.tr("Leave this photo?"),
            self.tr("If you leave it, the photo is gone: no file has it.")
            if self._is_only_here
            else self.tr(
                "If you leave it, what you changed here is gone. The photo you chose stays as it is."
            ),
            self.tr("Go On Editing"),
            self.tr("Leave It"),
            self,
        )
        sheet.confirmed.connect(self._throw_away)
        sheet.closed.connect(sheet.deleteLater)
        sheet.open()
        sheet.focus_way_back()

    def _throw_away(self) -> None:
        """Unless it could not even be looked at: then it is as it was before."""
        if self._keeping is not None and self._model.picture is not None:
            self._keeping.throw_away(self._kept_id)
        self.dismiss()

    def _send(self) -> None:
        missing = self._terms.line.missing_cents
        if missing:
            self.send.say(
                self.tr("Nothing is lost: the photo waits here while you add funds."),
                self.tr("{missing} is missing.").format(missing=fmt.money(missing)),
                offers_funds=True,
            )
            return
        self.send.say("")
        self.side.bar.set_share(0)
        self._model.export()

    def _say_fault(self, words: str) -> None:
        if self._model.picture is None:
            self.stage.show_fault(self.tr("This file can't be used"), words)
            self.stage.other_file.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.side.fault.show_notice(
                "wait", words, lead=self.tr("Your photo is still here, as you changed it."), icon="alert"
            )
            self.side.fault.show()
        announce(self, words)

    def _on_back_clicked(self) -> None:
        if self._model.busy is EditBusy.EXPORTING:
            self._model.cancel()
        elif self._step == BRIGHTNESS:
            self._ask_to_leave()
        else:
            self._go(self._step - 1)

    def _on_next_clicked(self) -> None:
        self.side.fault.hide()
        if self._step == self._last_step:
            self._send()
        else:
            self._go(self._step + 1)

    def _on_crop_shape_chosen(self, shape: float | None) -> None:
        self.canvas.set_shape(shape)
        if shape is not None:
            self._model.cut_to_shape(shape)

    def _on_stage_other_file_requested(self) -> None:
        request = self._picker.open(self)
        request.picked.connect(self._on_picked)
        request.failed.connect(self._on_model_failed)

    def _on_picked(self, picture: PickedPicture) -> None:
        if self._model.busy is EditBusy.EXPORTING:
            return
        self._marks, self._marked, self._is_other = (), None, True
        self.side.show_reason("", "")
        self._is_only_here = picture.path is None
        self._began_with = None
        self._model.open(picture.data, picture.name, self._purpose, path=picture.path)

    def _on_model_opened(self, picture: EditablePicture) -> None:
        model = self._model
        self._initial = model.edits if self._began_with is None else self._began_with
        self.side.fault.hide()
        framed = geometry.frame_rect(model.size, self.marked, self._purpose.aspect)
        self.canvas.set_picture(picture.levels, model.size)
        self.canvas.set_marks(
            tuple(
                geometry.as_opened(
                    geometry.part_of(framed, mark.x, mark.y, mark.width, mark.height),
                    model.size,
                    self.marked,
                )
                for mark in self._marks
            )
        )
        self.crop.show_purpose(self._purpose, self._terms)
        self.canvas.setAccessibleDescription(self.crop.help.text())
        self.canvas.set_shape(None)
        self._show_stage()
        self._go(BRIGHTNESS)

    def _on_model_sharpened(self, picture: EditablePicture) -> None:
        self.canvas.set_picture(picture.levels, self._model.size)
        self._show_edits()

    def _on_model_failed(self, fault: GettingOutError) -> None:
        self._say_fault(_words(fault))

    def _on_model_history_changed(self) -> None:
        is_free = self._model.busy is EditBusy.NO
        self.set_can_undo(self._model.can_undo and is_free, self._model.can_redo and is_free)

    def _show_hints(self, _hints: object = None) -> None:
        model = self._model
        self.brightness.show_hints(model.hints, model.mended, self._facility)
        self.send.show_hints(
            model.hints, model.output_size, is_small=model.comes_out_small, facility=self._facility
        )

    def _on_model_exported(self, photo: ExportedPhoto) -> None:
        self._accepted = photo
        self._show_foot()
        self.accepted.emit(photo, self._model.edits)

    def _on_model_export_failed(self, fault: GettingOutError) -> None:
        self.show_send_fault(_words(fault))

    def _on_way_out_clicked(self) -> None:
        self._ask_to_leave()

    def leave(self) -> None:
        """Esc goes back by one step, ends what is being prepared, or leaves."""
        self._on_back_clicked()

    def dismiss(self) -> None:
        """The picture is let go of after `closed`: it is large, and what its owner needs came with `accepted`.

        Without a decision it can be gone on with, if it is kept.
        """
        super().dismiss()
        if self._keeping is not None:
            self._keeping.leave(self._kept_id)
        self._model.close()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that work wherever the keyboard is: + and − zoom, B shows the photo as it was taken."""
        key = event.key()
        if self._step == CROP and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self._model.zoom_step(-1 if key == Qt.Key.Key_Minus else 1)
        elif key == _BEFORE_KEY and not event.modifiers():
            self.canvas.set_before(True)
        else:
            super().keyPressEvent(event)

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """And back."""
        if event.key() == _BEFORE_KEY and not event.isAutoRepeat():
            self.canvas.set_before(False)
        super().keyReleaseEvent(event)


def _words(fault: GettingOutError) -> str:
    return picture_fault_words(fault) if isinstance(fault, PictureFault) else fault_words(fault)
