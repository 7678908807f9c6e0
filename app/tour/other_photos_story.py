"""Photos on their other ways: in a post, with an answer, and two that the facility would change, one of a post."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.gallery import RECEIVED
from app.domain.values import StepKind
from app.tour.hands import CONTROL, Hands
from app.tour.pages import ResidentsReader
from app.tour.snow_pictures import paint_pictures
from app.tour.steps import Steps, TourFailed
from app.tour.story import choose, desk_of, fact
from app.widgets.button import Button
from app.widgets.framed_photo import FramedPhoto
from app.widgets.photo_look import PhotoLook
from app.widgets.tile_grid import TileGrid

if TYPE_CHECKING:
    from app.domain.gallery import GalleryPhoto
    from app.domain.posts import PostItem
    from app.viewmodels.app import AppViewModel

CAR_WORDS = "The car is out again, and this is how much snow lay on it."
WORDS = "The garden is under the snow. Can you find the bench?"
THEIRS = "I drew our street from memory."
CAR = "The car is out again"
REASON = "Something in the photo"
NOTE = "Without the sign it is fine."
COVERED_CELLS = ((4, 2), (4, 3))
"""Row and column of the boxes over the sign of the car."""


def tell_other_photos_story(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    """Begins anywhere in the window of the demo member; ends in News."""
    with tempfile.TemporaryDirectory(prefix="gettingout-tour-pictures-") as folder:
        porch, garden, car = map(Path, paint_pictures(Path(folder)))
        _post(steps, hands, app, garden)
        _answer(steps, hands, app, porch)
        _sent(steps, hands, app)
        named = car.rename(car.with_stem(CAR))
        _offer(steps, hands, app, named)
        _offer_for_a_post(steps, hands, app, named)


def _post(steps: Steps, hands: Hands, app: AppViewModel, file: Path) -> None:
    hands.press(Qt.Key.Key_2, CONTROL)
    with steps.step("News with a photo"):
        steps.until("whom it reaches is known", lambda: app.post_compose.audience.places)
        hands.type(WORDS)
        hands.answer_chooser(str(file))
        hands.click("post_photo_upload")
        _through_the_editor(steps, hands, app)
        steps.until("the photo stands below the words", lambda: app.post_compose.photo.look is not None)
        steps.until("Post is on", lambda: app.post_compose.can_post)
    with steps.step("A post with a photo"):
        hands.click("post_send")
        steps.until("it waits at its facility", lambda: _kinds(_own_post(app)) == {StepKind.PENDING})
        desk = desk_of(app, 0)
        item = desk.read("Elena Rivera to everybody")
        steps.check("the reviewer sees its words", WORDS in item.text)
        desk.approve(item)
        steps.until("it is delivered", lambda: _kinds(_own_post(app)) == {StepKind.DELIVERED})
        steps.until("its photo is in the feed", lambda: hands.find("post_picture", FramedPhoto).picture)


def _answer(steps: Steps, hands: Hands, app: AppViewModel, file: Path) -> None:
    from contract.routes import READER

    with steps.step("An answer with a photo"):
        number, pin = fact(app, "residents", "booking_number"), fact(app, "residents", "pin")
        reader = ResidentsReader(f"{app.server_address}{READER}", number, pin)
        reader.answer(reader.conversation("Elena Rivera"), THEIRS, file.read_bytes())
        desk = desk_of(app, 0)
        item = desk.read("Mateo Rivera to Elena Rivera")
        steps.check("the reviewer reads the words", THEIRS in item.text)
        steps.check("and decides on both at once", "One decision is for both" in item.text)
        desk.approve(item)
        hands.press(Qt.Key.Key_1, CONTROL)
        choose(steps, hands, app, "Mateo")
        steps.until("it stands in the conversation", lambda: hands.newest().text == THEIRS)


def _sent(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Photos you were sent"):
        hands.go_to_newest()
        hands.press(Qt.Key.Key_Tab)
        hands.press(Qt.Key.Key_Return)  # See the photo
        steps.until("its gallery is open", lambda: app.photos.gallery_id == RECEIVED)
        steps.until("the photo is shown", lambda: hands.find("panel_look", PhotoLook).picture)
        steps.check("it is Mateo's", app.photos.photos[0].from_name == "Mateo Rivera")


def _offer(steps: Steps, hands: Hands, app: AppViewModel, file: Path) -> None:
    hands.click("gallery_back")
    steps.until("all galleries are there", lambda: hands.sees("galleries_grid"))
    with steps.step("A changed photo is offered"):
        hands.answer_chooser(str(file))
        hands.click("photos_upload")
        _through_the_editor(steps, hands, app)
        steps.until("it asks who can see it", lambda: hands.sees("share_photo"))
        steps.until("everybody is known", lambda: app.share_photo.people)
        hands.tick("share_person_box", "Mateo Rivera")
        steps.until("it can be shared", lambda: app.share_photo.reach.people == 1)
        hands.click("share_share")
        steps.until("the task is over", lambda: not hands.sees("share_photo"))
        _open(steps, hands, app)
        steps.until("the photo waits", lambda: _photo(app).kind is StepKind.PENDING)
        desk = desk_of(app, 0)
        item = desk.read(f"number {_photo(app).shares[0].number}")
        desk.offer(item, desk.reason(item, REASON), COVERED_CELLS, NOTE)
        steps.until("the family is asked", lambda: _photo(app).kind is StepKind.OFFERED)
        hands.find("photos_grid", TileGrid).go_to(app.photos.photos.index(_photo(app)))
        steps.until("it can be looked at", lambda: hands.sees("panel_offer"))
        hands.click("panel_offer")
        _both_are_seen(steps, hands)
    with steps.step("The changed photo is accepted"):
        hands.click("offer_accept")
        steps.until("the sheet is gone", lambda: not hands.sees("view_offer"))
        steps.until("it is delivered at once", lambda: _photo(app).kind is StepKind.DELIVERED)
        steps.check("only now it is paid", _photo(app).shares[0].paid_cents)


def _offer_for_a_post(steps: Steps, hands: Hands, app: AppViewModel, file: Path) -> None:
    hands.press(Qt.Key.Key_2, CONTROL)
    with steps.step("A post that could go with a changed photo"):
        hands.type(CAR_WORDS)
        hands.answer_chooser(str(file))
        hands.click("post_photo_upload")
        _through_the_editor(steps, hands, app)
        steps.until("Post is on", lambda: app.post_compose.photo.look and app.post_compose.can_post)
        hands.click("post_send")
        steps.until("it waits at its facility", lambda: _kinds(_own_post(app)) == {StepKind.PENDING})
        desk = desk_of(app, 0)
        item = desk.read("Elena Rivera to everybody")
        steps.check("the reviewer sees its words", CAR_WORDS in item.text)
        desk.offer(item, desk.reason(item, REASON), COVERED_CELLS, NOTE)
        steps.until("the family is asked", lambda: _kinds(_own_post(app)) == {StepKind.OFFERED})
        steps.until("the way to it stands in the feed", lambda: hands.sees("post_offer"))
        hands.find("post_offer", Button).setFocus(Qt.FocusReason.TabFocusReason)
    with steps.step("Hidden, it still asks"):
        hands.click_highest("post_hide")
        steps.until("it is out of the news", lambda: not hands.sees("post_offer"))
        steps.until("that it waits stays in view", lambda: hands.sees("news_hidden_asks"))
        hands.find("news_show_hidden", Button).setFocus(Qt.FocusReason.TabFocusReason)
    hands.click("news_notice_action")
    with steps.step("A changed photo for a post"):
        steps.until("it is back", lambda: hands.sees("post_offer"))
        hands.click("post_offer")
        _both_are_seen(steps, hands)
    with steps.step("The post goes with the changed photo"):
        hands.click("offer_accept")
        steps.until("the sheet is gone", lambda: not hands.sees("view_offer"))
        steps.until("it is delivered at once", lambda: _kinds(_own_post(app)) == {StepKind.DELIVERED})
        steps.check("her words are unchanged", _own_post(app).text == CAR_WORDS)
        hands.find("post_offer", Button).setFocus(Qt.FocusReason.TabFocusReason)


def _both_are_seen(steps: Steps, hands: Hands) -> None:
    steps.until("her own is seen", lambda: hands.find("offer_own", PhotoLook).picture)
    steps.until("and the changed one", lambda: hands.find("offer_changed", PhotoLook).picture)
    own, changed = (hands.find(name, PhotoLook).picture for name in ("offer_own", "offer_changed"))
    steps.check("they differ", own != changed)


def _through_the_editor(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    steps.until("the editor has it", lambda: hands.sees("edit_photo") and app.edit_photo.picture)
    hands.click("edit_next")
    hands.click("edit_next")
    steps.until("the edit is taken", lambda: not hands.sees("edit_photo"))


def _open(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    """The gallery that holds it, wherever the program stands."""
    steps.until("there is a gallery", lambda: app.photos.galleries)
    if app.photos.gallery_id is None:
        grid = hands.find("galleries_grid", TileGrid)
        grid.setFocus(Qt.FocusReason.TabFocusReason)
        grid.go_to(0)
        hands.press(Qt.Key.Key_Return)
    steps.until("it is in the gallery", lambda: _photo(app).title == CAR)
    hands.find("photos_grid", TileGrid).setFocus(Qt.FocusReason.TabFocusReason)


def _photo(app: AppViewModel) -> GalleryPhoto:
    for photo in app.photos.photos:
        if photo.title == CAR:
            return photo
    raise TourFailed(f"there is no photo “{CAR}”")


def _own_post(app: AppViewModel) -> PostItem:
    """The newest of the member's own."""
    return next(one for one in app.news.items if one.contact_id is None)


def _kinds(post: PostItem) -> set[StepKind]:
    return {part.kind for part in post.parts}
