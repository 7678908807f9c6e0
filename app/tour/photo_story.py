"""The profile photo, told once: taken, brightened, cropped, sent, not approved, mended, approved, shown at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel

from app.domain.values import StepKind
from app.tour.hands import CONTROL, Hands
from app.tour.steps import Steps, TourFailed
from app.tour.story import READY_WITHIN_S, desk_of
from app.views.sheets.edit_photo import EditPhotoSheet
from app.views.sheets.take_photo import TakePhotoSheet
from app.widgets.avatar import Avatar
from app.widgets.marked_photo import MarkedPhoto
from app.widgets.notice import NoticeCard
from app.widgets.waiting_photo import WaitingPhoto

if TYPE_CHECKING:
    from app.domain.profile_photo import PhotoOnItsWay
    from app.tour.pages import ReviewDesk
    from app.viewmodels.app import AppViewModel

BRIGHTER = 12
AT_TWO = 2
REASON = "Something in the photo"
NOTE = "The titles of the books can be read."
MARKED_CELLS = ((0, 0), (1, 0), (2, 0), (3, 0))
"""Row and column of the boxes the reviewer ticks over the picture."""


def tell_photo_story(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    """Begins and ends in My Account."""
    hands.press(Qt.Key.Key_4, CONTROL)
    hands.click("account_overview")
    shown = _shown_before(steps, hands, app)
    _take(steps, hands, app)
    _edit(steps, hands, app)
    _send(steps, hands, app, shown)
    desk = desk_of(app, 0)
    _not_approved(steps, hands, app, desk)
    _mend(steps, hands, app)
    _approved(steps, hands, app, desk, shown)


def _shown_before(steps: Steps, hands: Hands, app: AppViewModel) -> QImage:
    with steps.step("Profile photo"):
        steps.until("the price is known", lambda: app.profile_photo.standing.is_known)
        steps.until("the photo shown now is there", lambda: hands.find("account_photo_shown", Avatar).picture)
        steps.check("the price is said before anything", "free" in hands.words("account_photo_price"))
    picture = hands.find("account_photo_shown", Avatar).picture
    if picture is None:
        raise TourFailed("no photo is shown")
    return picture


def _take(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Take New Photo"):
        hands.click("account_photo_take")
        steps.until("the camera shows a picture", lambda: app.take_photo.can_shoot, READY_WITHIN_S)
        steps.check("Choose File stands beside it", hands.sees("choose_file"))
    with steps.step("Self-timer"):
        _choose_next_timer(hands, Qt.Key.Key_Right)
        hands.press(Qt.Key.Key_Space)
        counted = hands.find("take_photo", TakePhotoSheet).preview.countdown
        steps.until("the seconds are counted", lambda: counted.number == AT_TWO)
    hands.press(Qt.Key.Key_Escape)
    steps.until("the countdown is stopped", lambda: counted.number is None)
    _choose_next_timer(hands, Qt.Key.Key_Left)
    with steps.step("Retake or use"):
        hands.press(Qt.Key.Key_Space)
        steps.until("the photo can be looked at", lambda: hands.sees("use_photo"))


def _choose_next_timer(hands: Hands, way: Qt.Key) -> None:
    """From the shutter to the timer beside it and back, by keys alone."""
    hands.press(Qt.Key.Key_Tab)
    hands.press(way)
    hands.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)


def _edit(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    editor = app.edit_photo
    with steps.step("Brightness"):
        hands.click("use_photo")
        steps.until("the editor has the photo", lambda: hands.sees("edit_photo") and editor.picture)
        for _ in range(BRIGHTER):
            hands.press(Qt.Key.Key_Right)
        steps.until("it is brighter", lambda: editor.edits.brightness == BRIGHTER)
    with steps.step("Crop"):
        hands.click("edit_next")
        hands.click("zoom_in")
        steps.until("it is nearer", lambda: editor.edits.zoom > 1.2)
        hands.press(Qt.Key.Key_Z, CONTROL)
        steps.until("the step is taken back", lambda: editor.can_redo and editor.edits.zoom == 1.0)


def _send(steps: Steps, hands: Hands, app: AppViewModel, shown: QImage) -> None:
    with steps.step("Send for approval"):
        hands.click("edit_next")
        steps.check("it says that it costs nothing", _says(hands, "It costs nothing."))
    with steps.step("The new photo waits"):
        hands.click("edit_next")
        steps.until("it waits for approval", lambda: _newest(app).kind is StepKind.PENDING)
        steps.until("the sheet is gone", lambda: not hands.sees("edit_photo"))
        steps.check("the old one stays", hands.find("account_photo_shown", Avatar).picture is shown)
        waiting = hands.find("account_photo_waiting", WaitingPhoto)
        steps.check("a placeholder stands beside it", waiting.picture is None)
        steps.check("it says how long", "usually within" in hands.words("account_photo_sentence"))


def _not_approved(steps: Steps, hands: Hands, app: AppViewModel, desk: ReviewDesk) -> None:
    with steps.step("Photo not approved"):
        item = desk.read(f"number {_newest(app).parts[0].number}")
        steps.check("the reviewer sees that it is a picture", "1 approved, 0 not approved" in item.text)
        steps.until("the family sees that it is looked at", lambda: _newest(app).kind is StepKind.IN_REVIEW)
        desk.refuse_photo(item, desk.reason(item, REASON), MARKED_CELLS, NOTE)
        steps.until("the refusal is shown", lambda: hands.sees("account_photo_marked"))
        marked = hands.find("account_photo_marked", MarkedPhoto)
        steps.until("with the photo", lambda: marked.picture)
        steps.check("and the place in it", marked.marks)
        steps.check("and its reason", NOTE in hands.find("account_photo_notice", NoticeCard).text)


def _mend(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    editor = app.edit_photo
    with steps.step("Back in the editor"):
        hands.click("account_photo_action")
        steps.until("the editor has it", lambda: hands.sees("edit_photo") and editor.picture)
        steps.check("with the same edit", editor.edits.brightness == BRIGHTER)
        steps.check("and the marks", hands.find("edit_photo", EditPhotoSheet).marks)
        steps.check("and why it came back", NOTE in hands.find("edit_reason", NoticeCard).text)
    with steps.step("Photo sent again"):
        hands.click("edit_next")
        for _ in range(2):
            hands.click("zoom_in")
        steps.until("the books are cut off", lambda: editor.edits.zoom > 1.5)
        hands.click("edit_next")
        hands.click("edit_next")
        steps.until("it waits for approval", lambda: _newest(app).kind is StepKind.PENDING)


def _approved(steps: Steps, hands: Hands, app: AppViewModel, desk: ReviewDesk, shown: QImage) -> None:
    with steps.step("Photo approved"):
        desk.approve(desk.read(f"number {_newest(app).parts[0].number}"))

        def is_new() -> bool:
            picture = hands.find("account_photo_shown", Avatar).picture
            return picture is not None and picture is not shown and not hands.sees("account_photo_waiting")

        steps.until("the new photo is shown, without a restart", is_new)


def _newest(app: AppViewModel) -> PhotoOnItsWay:
    newest = app.profile_photo.standing.newest
    if newest is None:
        raise TourFailed("no photo was sent")
    return newest


def _says(hands: Hands, words: str) -> bool:
    """Whether a label of the open sheet says this."""
    sheet = hands.find("edit_photo", EditPhotoSheet)
    return any(label.isVisible() and label.text() == words for label in sheet.findChildren(QLabel))
