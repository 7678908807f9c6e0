"""“You were editing a photo”: what was in the editor when the program or the session ended, and the way back to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.photos import PhotoPurpose
from app.viewmodels.edit_keeping import EditKeepingViewModel
from app.views import gallery_words
from app.widgets.notice import NoticeCard


class EditedNotice(NoticeCard):
    """Shows itself while something is left; its action is to go on with what was left last."""

    shown_changed = Signal()
    lost = Signal()  # of what was left the picture is damaged

    def __init__(
        self,
        keeping: EditKeepingViewModel,
        purpose: PhotoPurpose,
        name: str,
        parent: QWidget,
        contact: str | None = None,
    ) -> None:
        """It is called `{name}_edited`, and its button `{name}_go_on_editing`.

        With `contact` it tells only of photos that are to stand for this one.
        """
        super().__init__(parent)
        self.setObjectName(f"{name}_edited")
        self.action.setObjectName(f"{name}_go_on_editing")
        self._keeping = keeping
        self._purpose = purpose
        self._contact = contact
        keeping.left_changed.connect(self._on_keeping_left_changed)
        keeping.lost.connect(self._on_keeping_lost)
        self._on_keeping_left_changed()

    def _on_keeping_left_changed(self) -> None:
        count = len(self._keeping.left(self._purpose, self._contact))
        if count:
            words = gallery_words.edited_words(count, is_kept=self._keeping.outlives)
            lead = gallery_words.edited_lead(count)
            self.show_notice("info", words, lead=lead, action=self.tr("Go On Editing"))
        self.setVisible(count > 0)
        self.shown_changed.emit()

    def _on_keeping_lost(self, purpose: PhotoPurpose) -> None:
        if purpose is self._purpose:
            self.lost.emit()
