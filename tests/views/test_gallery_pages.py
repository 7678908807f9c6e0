"""The pages of the Photos tab in a window: galleries, one gallery, a photo's details, what is asked first."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import WrongState
from app.domain.gallery import GalleryPhoto, PictureSize
from app.domain.offers import OfferWish
from app.domain.values import StepKind
from app.views.galleries_page import GalleriesPage
from app.views.gallery_asking import GalleryAsking
from app.views.gallery_page import GalleryPage
from app.views.sheets.view_offer import ViewOfferSheet
from app.views.sheets.view_photo import ViewPhotoSheet
from app.widgets.button import Button
from app.widgets.cover import Cover
from app.widgets.notice import NoticeCard
from app.widgets.theme import ThemeController
from tests.views.on_screen import controls, put_up, spoken_name
from tests.views.sample_photos import SampleOffer, SamplePhotos, offered_of, offered_photo, photo

NO_KEYS = Qt.KeyboardModifier.NoModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


class Door(QObject):
    """Opens sheets, as the program's door does."""

    sheet: Cover | None = None

    def show_cover(self, cover: Cover) -> None:
        """Opens it."""
        self.sheet = cover
        cover.closed.connect(self._forget)
        cover.open()

    def _forget(self) -> None:
        self.sheet = None


class Tab:
    """A window with one of the pages in it, and the questions it asks."""

    def __init__(self, qtbot: QtBot, window: QWidget) -> None:
        self.qtbot = qtbot
        self.window = window
        self.model = SamplePhotos(window)
        self.door = Door(window)
        self.model.fill(5, 40)
        self.told: list[tuple[object, ...]] = []
        self._layout = QVBoxLayout(window)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.asking = GalleryAsking(self.model, self.door, window)  # type: ignore[arg-type]

    def galleries(self) -> GalleriesPage:
        """All of them."""
        page = GalleriesPage(self.model, self.window)
        page.gallery_opened.connect(lambda key: self.told.append(("opened", key)))
        page.new_gallery_requested.connect(self.asking.ask_new_gallery)
        page.rename_requested.connect(self.asking.ask_gallery_name)
        page.delete_requested.connect(self.asking.ask_deleting_gallery)
        self._layout.addWidget(page)
        page.take_focus()
        self.qtbot.waitUntil(lambda: bool(page.grid.in_view))
        return page

    def gallery(self, *photos: GalleryPhoto) -> GalleryPage:
        """The third of them, with these photos if some are given."""
        page = GalleryPage(self.model, self.window)
        self.model.open_gallery("g2")
        if photos:
            self.model.put(*photos)
        page.view_requested.connect(lambda key: self.told.append(("view", key)))
        page.mend_requested.connect(lambda key: self.told.append(("mend", key)))
        page.share_requested.connect(lambda key: self.told.append(("share", key)))
        page.add_funds_requested.connect(lambda cents: self.told.append(("funds", cents)))
        page.left.connect(lambda: self.told.append(("left",)))
        page.rename_requested.connect(self.asking.ask_title)
        page.move_requested.connect(self.asking.ask_moving)
        page.delete_requested.connect(self.asking.ask_deleting)
        self._layout.addWidget(page)
        page.show_gallery()
        page.show_photos()
        page.take_focus()
        self.qtbot.waitUntil(lambda: bool(page.grid.in_view))
        return page

    def click(self, name: str) -> None:
        """Presses the button of this name that is on the screen."""
        QApplication.processEvents()
        button = [one for one in self.window.findChildren(QAbstractButton, name) if one.isVisible()][-1]
        assert button.isEnabled(), name
        QTest.mouseClick(button, Qt.MouseButton.LeftButton, NO_KEYS, button.rect().center())

    def press(self, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
        """A key where the keyboard is."""
        now = QApplication.focusWidget()
        assert now is not None
        QTest.keyClick(now, key, keys)

    def type(self, words: str) -> None:
        """Words where the keyboard is."""
        now = QApplication.focusWidget()
        assert isinstance(now, QLineEdit)
        now.clear()
        QTest.keyClicks(now, words)

    def choose(self, menu: str, words: str) -> None:
        """An entry of a menu that is open."""
        shown = next(each for each in self.window.findChildren(QMenu, menu) if each.isVisible())
        next(action for action in shown.actions() if action.text().startswith(words)).trigger()
        shown.close()
        self.window.activateWindow()

    @property
    def words(self) -> list[str]:
        """All words on the screen."""
        QApplication.processEvents()
        return [label.text() for label in self.window.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def tab(qtbot: QtBot, look: ThemeController) -> Tab:
    window = QWidget()
    window.resize(1280, 744)
    put_up(qtbot, window)
    return Tab(qtbot, window)


def test_galleries_are_opened_by_keys_and_by_one_click(tab: Tab) -> None:
    page = tab.galleries()
    tab.press(Qt.Key.Key_Right)
    tab.press(Qt.Key.Key_Return)
    spot = page.grid.visualRect(page.grid.model().index(3, 0)).center()
    QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, NO_KEYS, spot)
    assert tab.told == [("opened", "g1"), ("opened", "g3")]


def test_the_last_tile_makes_a_gallery(tab: Tab) -> None:
    tab.galleries()
    tab.press(Qt.Key.Key_End)
    tab.press(Qt.Key.Key_Return)
    tab.type("Our garden")
    tab.press(Qt.Key.Key_Return)
    assert ("create_gallery", "Our garden") in tab.model.asked
    assert tab.model.gallery_id == "g5"


def test_a_gallery_is_renamed_and_deleted_by_keys(tab: Tab) -> None:
    tab.galleries()
    tab.press(Qt.Key.Key_F2)
    tab.type("Winter")
    tab.press(Qt.Key.Key_Return)
    tab.press(Qt.Key.Key_Delete)
    assert any("12 photos in it are deleted too" in words for words in tab.words)
    tab.click("confirm_stay")
    tab.press(Qt.Key.Key_Delete)
    tab.click("confirm_go_on")
    assert tab.model.asked == [("rename_gallery", "g0", "Winter"), ("delete_gallery", "g0")]


def test_covers_in_view_are_wanted_and_painted_when_they_come(tab: Tab) -> None:
    page = tab.galleries()
    assert ("p0", PictureSize.TILE) in tab.model.wanted[-1]
    assert len(tab.model.wanted[-1]) == 15
    before = page.grid.grab().toImage()
    tab.model.has_pictures = False
    tab.model.picture_ready.emit("p0", PictureSize.TILE)
    assert page.grid.grab().toImage() != before


def test_the_price_stands_beside_the_buttons(tab: Tab) -> None:
    tab.galleries()
    assert "A photo costs 25¢, only when approved" in tab.words


def test_a_refused_photo_says_why_where_and_what_came_back(tab: Tab) -> None:
    page = tab.gallery(photo(0, StepKind.REFUSED))
    page.go_to("p0")
    words = tab.words
    assert "\u2068Cedar Ridge\u2069 · for \u2068Mateo Rivera\u2069" in words
    assert any("licence plates" in each and "The reviewer framed the place." in each for each in words)
    assert any("25¢ is back in your balance" in each for each in words)
    assert page.panel.look.marks
    tab.click("panel_mend")
    assert tab.told == [("mend", "p0")]


def test_a_waiting_photo_is_withdrawn_and_an_approved_one_shared_further(tab: Tab) -> None:
    page = tab.gallery(photo(0, StepKind.PENDING), photo(1, StepKind.APPROVED))
    page.go_to("p0")
    assert any("25¢ on hold" in each for each in tab.words)
    tab.click("panel_withdraw")
    page.go_to("p1")
    tab.click("panel_share")
    assert tab.model.asked == [("withdraw", "p0")]
    assert tab.told == [("share", "p1")]


def test_a_photo_that_lacks_money_asks_for_it(tab: Tab) -> None:
    page = tab.gallery(photo(0, StepKind.FAILED))
    page.go_to("p0")
    notice = page.panel.findChild(NoticeCard, "panel_fault")
    assert isinstance(notice, NoticeCard)
    assert notice.text.startswith("15¢ is missing.")
    tab.click("panel_fault_action")
    tab.click("panel_cancel")
    assert tab.told == [("funds", 15)]
    assert tab.model.asked == [("cancel", ("p0",))]


def test_several_are_chosen_by_keys_moved_and_deleted(tab: Tab) -> None:
    page = tab.gallery(*(photo(number, StepKind.OPENED) for number in range(6)))
    page.go_to("p0")
    tab.press(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert "2 chosen" in tab.words
    assert page.panel.isHidden()
    tab.click("gallery_move")
    tab.click("choose_gallery_move")
    assert tab.model.asked == [("move", ("p0", "p1"), "g0")]
    page.grid.setFocus()
    tab.press(Qt.Key.Key_A, CONTROL)
    tab.press(Qt.Key.Key_Delete)
    assert any("6 photos were delivered already: who has them keeps them." in each for each in tab.words)
    tab.click("confirm_go_on")
    assert tab.model.asked[-1] == ("delete", tuple(f"p{number}" for number in range(6)))


def test_photos_are_moved_into_a_gallery_made_for_them(tab: Tab) -> None:
    page = tab.gallery(photo(0, StepKind.OPENED))
    page.go_to("p0")
    tab.click("panel_more")
    tab.choose("panel_menu", "Move")
    tab.click("choose_gallery_new")
    tab.type("Best of")
    tab.click("choose_gallery_move")
    assert tab.model.asked == [("create_gallery", "Best of"), ("move", ("p0",), "g5")]


def test_a_photo_is_renamed_and_made_the_cover(tab: Tab) -> None:
    page = tab.gallery(photo(0, StepKind.OPENED))
    page.go_to("p0")
    page.grid.setFocus()
    tab.press(Qt.Key.Key_F2)
    tab.type("At the lake")
    tab.press(Qt.Key.Key_Return)
    tab.click("panel_more")
    tab.choose("panel_menu", "Make it the cover")
    assert tab.model.asked == [("rename", "p0", "At the lake"), ("set_cover", "g2", "p0")]


def test_one_still_on_its_way_is_only_taken_back(tab: Tab) -> None:
    page = tab.gallery(photo(0, StepKind.QUEUED))
    page.go_to("p0")
    page.grid.setFocus()
    tab.press(Qt.Key.Key_Delete)
    assert tab.door.sheet is None
    assert tab.model.asked == [("cancel", ("p0",))]


@pytest.mark.parametrize(("order", "first"), [(0, "p0"), (1, "p5"), (2, "p0")])
def test_photos_stand_in_the_order_that_was_chosen(tab: Tab, order: int, first: str) -> None:
    page = tab.gallery(*(photo(number, StepKind.OPENED) for number in range(6)))
    page.bar._order.setCurrentIndex(order)
    assert page.step(first, -1) is None
    assert page.place_words(first) == (1, 6)


def test_esc_takes_back_the_choice_and_then_leaves(tab: Tab) -> None:
    page = tab.gallery()
    page.go_to("p3")
    tab.press(Qt.Key.Key_Escape)
    assert page.grid.selected == ()
    tab.press(Qt.Key.Key_Escape)
    assert tab.told == [("left",)]


def test_the_details_follow_what_happens_to_the_photo(tab: Tab) -> None:
    page = tab.gallery(photo(0, StepKind.PENDING))
    page.go_to("p0")
    assert "Waiting for approval" in tab.words
    tab.model.put(photo(0, StepKind.OPENED))
    assert "Opened" in tab.words
    tab.model.put(photo(7, StepKind.OPENED))
    assert page.panel.isHidden()


def test_the_large_view_walks_zooms_and_comes_back(tab: Tab) -> None:
    page = tab.gallery(*(photo(number, StepKind.OPENED) for number in range(3)))
    sheet = ViewPhotoSheet(tab.model, "p0", page.step, page.place_words, tab.window)
    sheet.photo_shown.connect(page.go_to)
    tab.door.show_cover(sheet)
    assert tab.model.wanted[-1][0] == ("p0", PictureSize.FULL)
    assert sheet.viewer.is_fitted
    tab.press(Qt.Key.Key_Right)
    assert sheet.key == "p1"
    assert page.panel.photo is not None
    assert page.panel.photo.key == "p1"
    tab.press(Qt.Key.Key_1)
    assert sheet.viewer.scale == 1.0
    tab.press(Qt.Key.Key_Plus)
    assert sheet.viewer.scale > 1.0
    tab.press(Qt.Key.Key_Right)
    assert sheet.key == "p1"
    tab.press(Qt.Key.Key_0)
    assert sheet.viewer.is_fitted
    tab.press(Qt.Key.Key_PageDown)
    tab.press(Qt.Key.Key_PageDown)
    assert sheet.key == "p2"
    assert "3 of 3" in tab.words
    tab.press(Qt.Key.Key_Escape)
    assert tab.door.sheet is None


def test_a_photo_that_goes_while_it_is_seen_large_closes_the_view(tab: Tab) -> None:
    page = tab.gallery(photo(0, StepKind.OPENED))
    tab.door.show_cover(ViewPhotoSheet(tab.model, "p0", page.step, page.place_words, tab.window))
    tab.model.put()
    assert tab.door.sheet is None


WISH = OfferWish("p0", "s")


def offer_sheet(tab: Tab, model: SampleOffer) -> ViewOfferSheet:
    """The sheet over the gallery."""
    tab.gallery(offered_photo(0))
    sheet = ViewOfferSheet(model, WISH, tab.window)
    tab.door.show_cover(sheet)
    return sheet


@pytest.fixture
def offer() -> SampleOffer:
    return SampleOffer(offered_of(offered_photo(0)))


def test_nothing_is_accepted_that_is_not_on_the_screen(tab: Tab, offer: SampleOffer) -> None:
    offer.has_pictures = False
    sheet = offer_sheet(tab, offer)
    assert "The changed photo is being loaded…" in tab.words
    accept = sheet.findChild(Button, "offer_accept")
    assert isinstance(accept, Button)
    assert not accept.isEnabled()
    assert accept.accessibleDescription() == "The changed photo has not been loaded yet."
    offer.has_pictures = True
    offer.changed.emit()
    tab.click("offer_accept")
    assert not accept.isEnabled()
    assert offer.asked == [("open", WISH), ("answer", True)]
    there = offered_of(offered_photo(0))
    offer.answered.emit(replace(there, offer=replace(there.offer, outcome="accepted")))
    assert tab.door.sheet is None
    assert offer.asked[-1] == ("close", None)


def test_an_answer_that_comes_too_late_says_so_and_what_stands_by_now(tab: Tab, offer: SampleOffer) -> None:
    sheet = offer_sheet(tab, offer)
    tab.click("offer_accept")
    offer.is_busy = False
    offer.failed.emit(WrongState("refused"))
    notice = sheet.findChild(NoticeCard, "offer_fault")
    assert isinstance(notice, NoticeCard)
    assert notice.text
    assert "nothing is decided" not in notice.text
    there = offered_of(offered_photo(0))
    offer.put(replace(there, offer=replace(there.offer, outcome="lapsed")))
    assert any("and not answered." in words for words in tab.words)
    assert not [one for one in sheet.findChildren(Button, "offer_accept") if one.isVisible()]


def test_an_offer_that_is_taken_back_meanwhile_closes_the_sheet(tab: Tab, offer: SampleOffer) -> None:
    offer_sheet(tab, offer)
    offer.gone.emit()
    assert tab.door.sheet is None


def test_of_a_post_it_says_in_plain_words_that_its_words_go_with_the_photo(
    tab: Tab, offer: SampleOffer
) -> None:
    offer_sheet(tab, offer)
    assert not any("your words" in words for words in tab.words)
    offer.put(replace(offered_of(offered_photo(0)), is_post=True, names=()))
    said = [plain(words) for words in tab.words]
    assert (
        "Cedar Ridge can't pass on your post with this photo as it is, and offers this changed photo instead."
        in said
    )
    assert (
        "Accept: your words, unchanged, and exactly this photo go to your contacts at Cedar Ridge, without another"
        " review. Only then 25¢ is paid." in said
    )
    assert (
        "Decline: your post, words and photo, counts as not approved there. You can edit it and send it again,"
        " also without the photo, or appeal. 25¢ is back in your balance at once." in said
    )


def plain(said: str) -> str:
    """Without the marks that keep names from turning a sentence around."""
    return said.replace("\u2068", "").replace("\u2069", "")


@pytest.mark.parametrize("is_post", [False, True], ids=["photo", "post"])
@pytest.mark.parametrize(("width", "height"), [(1280, 744), (1024, 700)])
def test_what_a_yes_and_a_no_mean_is_in_view_with_both_pictures(
    tab: Tab, offer: SampleOffer, width: int, height: int, is_post: bool
) -> None:
    tab.window.resize(width, height)
    sheet = offer_sheet(tab, offer)
    offer.put(replace(offered_of(offered_photo(0)), is_post=is_post))
    tab.window.grab()
    foot = sheet.findChild(Button, "offer_accept")
    assert isinstance(foot, Button)
    for label in sheet.findChildren(QLabel):
        if label.isVisible():
            below = label.mapTo(tab.window, label.rect().bottomLeft()).y()
            assert below <= foot.mapTo(tab.window, foot.rect().topLeft()).y(), label.text()
    for control in controls(sheet):
        assert spoken_name(control), control.objectName()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height", "scale"), [(1280, 744, 1.0), (1024, 644, 1.0), (1024, 644, 2.0)])
def test_every_control_has_a_name_and_stands_inside(
    tab: Tab, look: ThemeController, theme: str, width: int, height: int, scale: float
) -> None:
    look.choose("dark" if theme == "dark" else "light")
    look.set_text_scale(scale)
    tab.window.resize(width, height)
    page = tab.gallery(photo(0, StepKind.REFUSED), photo(1, StepKind.OPENED))
    page.go_to("p0")
    tab.window.grab()
    for control in controls(tab.window):
        assert spoken_name(control), control.objectName()
        left = control.mapTo(tab.window, control.rect().topLeft()).x()
        assert left >= 0, control.objectName()
        assert left + control.width() <= tab.window.width(), control.objectName()
