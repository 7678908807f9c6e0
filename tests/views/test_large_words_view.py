"""Words twice as large in the smallest window: on every page and in every sheet whatever is in view is said whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.tour.hands import CONTROL
from app.views.sheet_door import SheetDoor
from app.widgets.button import Button, LinkButton
from app.widgets.draft_box import DraftBox
from app.widgets.drop_down import DropDown
from app.widgets.empty_state import EmptyState
from app.widgets.label import Label
from app.widgets.lead_label import LeadLabel
from app.widgets.notice import NoticeCard
from app.widgets.theme import ThemeController
from app.widgets.toggles import CheckBox, RadioButton
from tests.unit.app.live import Family, LiveServer
from tests.views.what_is_cut import cut_words
from tests.views.with_window import Desk

SMALLEST = (1024, 700)
PAGES = (
    "account_overview",
    "account_details",
    "account_balance",
    "account_devices",
    "account_password",
    "account_notices",
    "account_computer",
    "account_yours",
    "account_contacts",
)
SHEETS: dict[str, Callable[[SheetDoor], object]] = {
    "contact_picker": SheetDoor.show_contact_picker,
    "find_person": SheetDoor.show_find_person,
    "add_funds": SheetDoor.show_add_funds,
    "contact_details": SheetDoor.show_contact_details,
    "about": SheetDoor.show_about,
    "confirm": SheetDoor.ask_before_closing,
}


@pytest.fixture
def large(desk: Desk) -> Iterator[Desk]:
    """Everything twice as large, after it was built in the usual size."""
    desk.program.window.resize(*SMALLEST)
    desk.program.themes.set_text_scale(2.0)
    yield desk
    desk.program.themes.set_text_scale(1.0)


def whole(desk: Desk) -> None:
    """Nothing is cut, as soon as everything has its place."""
    window = desk.program.window
    try:
        desk.until(lambda: not cut_words(window), 5_000)
    except TimeoutError as late:
        raise AssertionError("\n".join(cut_words(window))) from late


def test_signing_in_says_everything(large: Desk) -> None:
    whole(large)
    large.hands.click("sign_in_switch")
    whole(large)


@pytest.mark.parametrize("tab", ["1", "2", "3"])
def test_the_tabs_say_everything(large: Desk, family: Family, tab: str) -> None:
    large.sign_in(family)
    large.until(QApplication.focusWidget)
    large.hands.press(Qt.Key(ord(tab)), CONTROL)
    whole(large)


def test_the_pages_of_my_account_say_everything(large: Desk, family: Family) -> None:
    large.sign_in(family)
    large.until(QApplication.focusWidget)
    large.hands.press(Qt.Key.Key_4, CONTROL)
    large.until(lambda: large.app.account.devices)
    for page in PAGES:
        large.hands.click(page)
        whole(large)


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_sheets_say_everything(large: Desk, family: Family, sheet: str) -> None:
    large.sign_in(family)
    large.write_to("Mateo")
    SHEETS[sheet](large.program.screens.sheets)
    large.until(lambda: large.hands.sees(sheet))
    whole(large)


def test_writing_and_what_follows_say_everything(large: Desk, family: Family, live: LiveServer) -> None:
    large.sign_in(family)
    large.write_to("Mateo")
    hands = large.hands
    hands.type("Good morning. " * 40)
    large.until(lambda: hands.composer.countdown.left < 0)
    whole(large)
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.type("Good morning.")
    hands.press(Qt.Key.Key_Return, CONTROL)
    large.until(lambda: hands.items() and hands.newest().message_id)
    whole(large)
    newest = hands.newest()
    large.program.screens.sheets.show_message_details(newest.contact_id, newest.key)
    large.until(lambda: large.app.details.details is not None and large.app.details.details.movements)
    whole(large)
    hands.press(Qt.Key.Key_Escape)
    live.refuse(newest.message_id or "")
    large.until(lambda: hands.newest().refusal)
    whole(large)


def test_too_little_money_is_said_with_its_button(large: Desk, live: LiveServer) -> None:
    large.sign_in(live.add_family("rosa@example.org", funds_cents=15))
    large.write_to("Mateo")
    hands = large.hands
    hands.type("Good morning. The first snow fell in the night and Sofi has eaten most of it.")
    large.until(lambda: hands.composer.notice.isVisible())
    whole(large)
    action = hands.composer.notice.action
    assert hands.composer.notice.rect().contains(
        action.mapTo(hands.composer.notice, action.rect().bottomRight())
    )


def in_a_narrow_window(qtbot: QtBot, part: QWidget, width: int = 140) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(part)
    column.addStretch(1)
    window.setFixedSize(width, 400)
    window.show()
    return window


@pytest.mark.parametrize("kind", [CheckBox, RadioButton, LinkButton, Button])
def test_words_that_do_not_fit_go_on_in_the_next_line_and_come_back(
    look: ThemeController, qtbot: QtBot, kind: type[Button]
) -> None:
    part = kind("Everyone I know at one facility")
    window = in_a_narrow_window(qtbot, part)
    qtbot.waitUntil(
        lambda: part.words_block().lines > 1 and part.height() >= part.words_block().size.height()
    )
    qtbot.waitUntil(lambda: cut_words(window) == [])
    window.setFixedWidth(600)
    qtbot.waitUntil(lambda: part.words_block().lines == 1 and part.height() < 2 * look.theme.line("read"))


@pytest.mark.parametrize("kind", [CheckBox, RadioButton])
@pytest.mark.parametrize("words", ["Everyone I know at one facility", "הישאר מחובר במחשב הזה כל הזמן"])
def test_from_right_to_left_words_stand_beside_their_mark(
    look: ThemeController, qtbot: QtBot, kind: type[CheckBox], words: str
) -> None:
    part = kind(words)
    part.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    window = in_a_narrow_window(qtbot, part, 240)
    qtbot.waitUntil(lambda: cut_words(window) == [])
    picture = part.grab().toImage()
    blank = picture.pixel(0, 0)
    gap = look.theme.space("s")
    mark_left = part.width() - (part.around_words() - gap)
    inked = [x for x in range(mark_left) if any(picture.pixel(x, y) != blank for y in range(part.height()))]
    assert mark_left - 2 * gap < max(inked) <= mark_left - gap  # beside the mark, and not into it


def test_a_very_long_name_on_a_button_is_cut_after_some_lines(look: ThemeController, qtbot: QtBot) -> None:
    button = Button(f"Write to {'Maria ' * 40}")
    window = in_a_narrow_window(qtbot, button)
    qtbot.waitUntil(lambda: 1 < button.words_block().lines <= 5)
    qtbot.waitUntil(lambda: cut_words(window) == [])
    assert button.words_block().text.endswith("…")


def test_a_notice_puts_its_button_below_where_the_words_would_have_little_room(
    look: ThemeController, qtbot: QtBot
) -> None:
    notice = NoticeCard()
    notice.show_notice(
        "bad", "Rule 8: no hand signs, no uniforms. Crop the marked part out.", action="Edit and send again"
    )
    window = in_a_narrow_window(qtbot, notice, 360)
    words = notice.findChildren(LeadLabel)[0]
    qtbot.waitUntil(lambda: notice.action.geometry().top() > words.geometry().bottom())
    qtbot.waitUntil(lambda: cut_words(window) == [])
    window.setFixedWidth(900)
    qtbot.waitUntil(lambda: notice.action.geometry().left() > words.geometry().right())


def test_a_drop_down_grows_with_the_words(look: ThemeController, qtbot: QtBot) -> None:
    choice = DropDown("Order")
    choice.addItems(["Newest first", "By title"])
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.addWidget(choice)
    row.addStretch(1)
    window.resize(800, 100)
    window.show()
    before = choice.size()
    look.set_text_scale(2.0)
    qtbot.waitUntil(lambda: choice.width() > 1.5 * before.width() and choice.height() > before.height())
    qtbot.waitUntil(lambda: cut_words(window) == [])


def test_an_invitation_keeps_its_icon_where_there_is_room_and_its_words_where_there_is_not(
    look: ThemeController, qtbot: QtBot
) -> None:
    look.set_text_scale(2.0)
    window = QWidget()
    qtbot.addWidget(window)
    pages = QStackedLayout(window)
    words = (
        "Choose someone from your contacts. Before you pay, you see the price and how long it usually takes."
    )
    invitation = EmptyState("messages", "Write the first message", words, window, action="Send New Message")
    pages.addWidget(QWidget(window))
    pages.addWidget(invitation)
    window.resize(688, 640)
    window.show()
    pages.setCurrentWidget(invitation)
    disc = invitation.findChild(QWidget, "disc")
    assert disc is not None
    qtbot.waitUntil(disc.isVisible)
    window.resize(688, 340)
    qtbot.waitUntil(disc.isHidden)
    qtbot.waitUntil(lambda: cut_words(window) == [])
    window.resize(688, 640)
    qtbot.waitUntil(disc.isVisible)


@pytest.mark.parametrize("height", range(120, 320, 13))
def test_a_draft_shows_whole_lines_however_low_its_box_is(
    look: ThemeController, qtbot: QtBot, height: int
) -> None:
    look.set_text_scale(2.0)
    box = DraftBox()
    qtbot.addWidget(box)
    box.resize(500, height)
    box.show()
    line = look.theme.line("read")
    blank = line - QFontMetrics(box.edit.font()).height()
    room = box.edit.viewport()
    qtbot.waitUntil(lambda: room.height() % line <= blank)  # what is more than whole lines shows no words
    assert room.height() > height - 20 - line


@pytest.mark.parametrize("kind", ["label", "low", "button", "outside"])
def test_what_is_cut_is_found(look: ThemeController, qtbot: QtBot, kind: str) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 200)
    holder = QWidget(window)
    holder.resize(200, 100)
    part: QWidget
    if kind == "button":
        part = Button("Send New Message", parent=holder)
        part.setGeometry(0, 0, 80, 36)
    else:
        part = Label("Nothing was charged for it.", holder, wrap=kind == "low")
        part.setGeometry(150 if kind == "outside" else 0, 0, 300 if kind == "outside" else 60, 20)
    window.show()
    assert len(cut_words(window)) == 1
    part.setGeometry(0, 0, 200, 100)
    assert cut_words(window) == []
