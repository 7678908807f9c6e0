"""Photos that are shared, told once: one taken, three uploaded, approved, one not approved, mended, opened by Mateo."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.gallery import PictureSize
from app.domain.values import StepKind
from app.tour.hands import CONTROL, SHIFT, Hands
from app.tour.pages import ResidentsReader
from app.tour.snow_pictures import SIGN_TOP, paint_pictures
from app.tour.steps import Steps, TourFailed
from app.tour.story import READY_WITHIN_S, desk_of, fact
from app.views.name_field import NameField
from app.views.sheets.edit_photo import EditPhotoSheet
from app.widgets.button import Button
from app.widgets.notice import NoticeCard
from app.widgets.photo_canvas import PhotoCanvas
from app.widgets.photo_look import PhotoLook
from app.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from app.domain.gallery import GalleryPhoto, PhotoShare
    from app.domain.photos import Rect
    from app.tour.pages import ReviewDesk
    from app.viewmodels.app import AppViewModel

GALLERY = "First snow"
TAKEN = "Sofi says hello"
PLATE = "The neighbor's car"
"""The title of the photo that is not approved, made of its file's name."""
BRIGHTER = 6
REASON = "Something in the photo"
NOTE = "The sign on the car can be read. Crop it out."
MARKED_CELLS = ((4, 2), (4, 3))
"""Row and column of the boxes the reviewer ticks over the sign."""
PRICE_CENTS = 25
FOOT_OF_THE_CROP = 3
"""So often Page Up, and the arrows move the lower side of the crop."""
PUSHES = 10


def tell_gallery_story(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    """Begins anywhere in the main window and ends in the new gallery."""
    with tempfile.TemporaryDirectory(prefix="gettingout-tour-pictures-") as folder:
        paths = paint_pictures(Path(folder))
        _photos(steps, hands, app)
        _take(steps, hands, app)
        _share_one(steps, hands, app)
        _upload_three(steps, hands, app, paths)
        desk = desk_of(app, 0)
        _decide(steps, hands, app, desk)
        _not_approved(steps, hands, app, desk)
        _mend(steps, hands, app)
        _approved(steps, hands, app, desk)
        _opened(steps, hands, app)
        _viewed(steps, hands, app)


def _photos(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Photos"):
        hands.press(Qt.Key.Key_3, CONTROL)
        steps.until("her galleries are there", lambda: len(app.photos.galleries) == 2)
        steps.until("a photo's price is said", lambda: "25¢" in hands.words("photos_price"))
        covers = {key for card in app.photos.galleries for key in card.covers}
        steps.until("their covers are shown", lambda: all(_tile(app, key) for key in covers))


def _take(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    editor = app.edit_photo
    with steps.step("Take a photo to share"):
        hands.click("photos_take")
        steps.until("the camera shows a picture", lambda: app.take_photo.can_shoot, READY_WITHIN_S)
        hands.press(Qt.Key.Key_Space)
        steps.until("the photo can be looked at", lambda: hands.sees("use_photo"))
    with steps.step("Edit before sharing"):
        hands.click("use_photo")
        steps.until("the editor has the photo", lambda: hands.sees("edit_photo") and editor.picture)
        for _ in range(BRIGHTER):
            hands.press(Qt.Key.Key_Right)
        steps.until("it is brighter", lambda: editor.edits.brightness == BRIGHTER)
        hands.click("edit_next")


def _share_one(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Share Photo"):
        hands.click("edit_next")
        steps.until("it asks who can see it", lambda: hands.sees("share_photo"))
        steps.until("and knows everybody", lambda: app.share_photo.people)
        hands.find("share_title", NameField).focus_line()
        hands.type(TAKEN)
        hands.click("share_new_gallery")
        hands.type(GALLERY)
        _choose_mateo(steps, hands, app, PRICE_CENTS)
    with steps.step("The photo waits"):
        held = _held(app)
        hands.click("share_share")
        steps.until("the task is over", lambda: not hands.sees("share_photo"))
        steps.until("there is a new gallery", lambda: _names(app)[:1] == [GALLERY])
        _open_first(steps, hands, app)
        steps.until("the photo waits for approval", lambda: _kinds(app) == [StepKind.PENDING])
        steps.until("its price is on hold", lambda: _held(app) == held + PRICE_CENTS)
        steps.check("it is sealed until then", app.photos.photos[0].is_sealed)


def _upload_three(steps: Steps, hands: Hands, app: AppViewModel, paths: tuple[str, ...]) -> None:
    with steps.step("Upload three photos"):
        hands.answer_chooser(*paths)
        hands.click("gallery_add")
        hands.choose_in_menu("Upload New Photo")
        steps.until("they are listed", lambda: hands.sees("share_photo"))
        steps.until("all are opened", lambda: app.prepare_photos.is_ready)
        steps.until("everybody is known", lambda: app.share_photo.people)
        _choose_mateo(steps, hands, app, 3 * PRICE_CENTS)
    with steps.step("Three more wait"):
        hands.click("share_share")
        steps.until("the task is over", lambda: not hands.sees("share_photo"))
        steps.until("four wait for approval", lambda: _kinds(app) == [StepKind.PENDING] * 4)


def _decide(steps: Steps, hands: Hands, app: AppViewModel, desk: ReviewDesk) -> None:
    with steps.step("Photos approved"):
        for photo in app.photos.photos:
            if photo.title != PLATE:
                item = desk.read(f"number {_share_of(photo).number}")
                steps.check(f"the reviewer sees the title “{photo.title}”", photo.title in item.text)
                desk.approve(item)
        steps.until("three are delivered", lambda: _kinds(app).count(StepKind.DELIVERED) == 3)
        seen = [photo.key for photo in app.photos.photos if photo.title != PLATE]
        steps.until("and can be seen again", lambda: all(_tile(app, key) for key in seen))


def _not_approved(steps: Steps, hands: Hands, app: AppViewModel, desk: ReviewDesk) -> None:
    with steps.step("One photo not approved"):
        item = desk.read(f"number {_share_of(_named(app, PLATE)).number}")
        desk.refuse_photo(item, desk.reason(item, REASON), MARKED_CELLS, NOTE)
        steps.until("the family is told", lambda: _named(app, PLATE).kind is StepKind.REFUSED)
        _go_to(hands, app, PLATE)
        steps.until("what can be done stands there", lambda: hands.sees("panel_mend"))
        steps.until("the photo is back", lambda: hands.find("panel_look", PhotoLook).picture is not None)
        steps.check("with the place framed", hands.find("panel_look", PhotoLook).marks)
        steps.check("and the reason", NOTE in hands.words("panel_refusal"))


def _mend(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    editor = app.edit_photo
    with steps.step("The photo in the editor again"):
        hands.click("panel_mend")
        steps.until("the editor has it", lambda: hands.sees("edit_photo") and editor.picture)
        steps.check("with the marks", hands.find("edit_photo", EditPhotoSheet).marks)
        steps.check("and the reason", NOTE in hands.find("edit_reason", NoticeCard).text)
        hands.click("edit_next")
        hands.find("photo_canvas", PhotoCanvas).setFocus(Qt.FocusReason.TabFocusReason)
        for _ in range(FOOT_OF_THE_CROP):
            hands.press(Qt.Key.Key_PageUp)
        for _ in range(PUSHES):
            hands.press(Qt.Key.Key_Up, SHIFT)
        steps.until(
            "the sign is cut off",
            lambda: editor.edits.crop is not None and _foot(editor.edits.crop) < SIGN_TOP,
        )
    with steps.step("Shared again"):
        hands.click("edit_next")
        steps.until("it asks who can see it", lambda: hands.sees("share_photo"))
        steps.check("the title is still there", hands.find("share_title", NameField).name == PLATE)
        steps.until("so are the people", lambda: app.share_photo.reach.people == 1)
    hands.click("share_share")


def _approved(steps: Steps, hands: Hands, app: AppViewModel, desk: ReviewDesk) -> None:
    with steps.step("The mended photo is approved"):
        steps.until("it stands in the place of the other", lambda: len(app.photos.photos) == 4)
        steps.until("it waits for approval", lambda: _named(app, PLATE).kind is StepKind.PENDING)
        desk.approve(desk.read(f"number {_share_of(_named(app, PLATE)).number}"))
        steps.until("all four are delivered", lambda: _kinds(app) == [StepKind.DELIVERED] * 4)
        steps.until(
            "nothing of them is on hold", lambda: not any(_share_of(p).held_cents for p in app.photos.photos)
        )


def _opened(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    from contract.routes import READER

    with steps.step("Mateo opens a photo"):
        number, pin = fact(app, "residents", "booking_number"), fact(app, "residents", "pin")
        reader = ResidentsReader(f"{app.server_address}{READER}", number, pin)
        opened = reader.open_photo()
        steps.check("he sees it with its title", any(each.title in opened.text for each in app.photos.photos))
        steps.until("the family sees that he opened it", lambda: StepKind.OPENED in _kinds(app))


def _viewed(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("View a photo"):
        _go_to(hands, app, TAKEN)
        hands.press(Qt.Key.Key_Return)
        steps.until("it fills the window", lambda: hands.sees("view_photo"))
        key = _named(app, TAKEN).key
        steps.until("all of its pixels are there", lambda: app.photos.picture(key, PictureSize.FULL))
        hands.press(Qt.Key.Key_Plus)
        steps.check("which one it is stands below", "of 4" in hands.words("view_where"))
    hands.press(Qt.Key.Key_Escape)
    with steps.step("The gallery"):
        hands.press(Qt.Key.Key_Escape)
        hands.press(Qt.Key.Key_Escape)
        steps.until("all galleries are there", lambda: hands.sees("galleries_grid"))
        steps.check("the new one holds four photos", app.photos.galleries[0].count == 4)


def _choose_mateo(steps: Steps, hands: Hands, app: AppViewModel, cents: int) -> None:
    hands.tick("share_person_box", "Mateo Rivera")
    steps.until("the sum is said", lambda: app.share_photo.reach.total_cents == cents)
    steps.check("and stands on the button", f"for {cents}¢" in hands.find("share_share", Button).text())


def _open_first(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    if app.photos.gallery_id is None:
        grid = hands.find("galleries_grid", TileGrid)
        grid.setFocus(Qt.FocusReason.TabFocusReason)
        grid.go_to(0)
        hands.press(Qt.Key.Key_Return)
    steps.until("it is open", lambda: hands.words("gallery_name") == GALLERY)


def _go_to(hands: Hands, app: AppViewModel, title: str) -> None:
    """Puts the keyboard on a photo, in the order that is shown."""
    grid = hands.find("photos_grid", TileGrid)
    grid.setFocus(Qt.FocusReason.TabFocusReason)
    shown = sorted(app.photos.photos, key=lambda photo: photo.at, reverse=True)
    grid.go_to([photo.title for photo in shown].index(title))


def _tile(app: AppViewModel, key: str) -> object:
    return app.photos.picture(key, PictureSize.TILE)


def _named(app: AppViewModel, title: str) -> GalleryPhoto:
    for photo in app.photos.photos:
        if photo.title == title:
            return photo
    raise TourFailed(f"there is no photo “{title}”")


def _share_of(photo: GalleryPhoto) -> PhotoShare:
    if len(photo.shares) != 1:
        raise TourFailed(f"“{photo.title}” is at {len(photo.shares)} facilities")
    return photo.shares[0]


def _kinds(app: AppViewModel) -> list[StepKind | None]:
    return [photo.kind for photo in app.photos.photos]


def _foot(crop: Rect) -> float:
    return crop.y + crop.height


def _names(app: AppViewModel) -> list[str]:
    return [card.name for card in app.photos.galleries]


def _held(app: AppViewModel) -> int:
    return 0 if app.balance is None else app.balance.held_cents
