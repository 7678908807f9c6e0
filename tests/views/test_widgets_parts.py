"""Fields, notices, sheets, tabs, lists and pages: what they say, how keys reach them, and that words stay words."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QImage, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.values import BalanceInfo, ConversationRow, MovementKind, MovementRow, RowKind
from app.widgets.avatar import initials
from app.widgets.badge import count_words
from app.widgets.button import Button, IconButton
from app.widgets.conversation_delegate import second_line
from app.widgets.conversation_list import ConversationList, spoken_row
from app.widgets.device_row import DeviceRow
from app.widgets.focus_ring import FocusRing
from app.widgets.label import CutLabel, Label
from app.widgets.lead_label import LeadLabel
from app.widgets.loading import Spinner
from app.widgets.movement_table import MovementTable, amount_words, what_words
from app.widgets.notice import NoticeBar, NoticeCard
from app.widgets.search_field import SearchField
from app.widgets.sheet import Sheet
from app.widgets.sign_in_art import SignInArt
from app.widgets.text_field import TextField
from app.widgets.theme import Theme, ThemeController, apply
from app.widgets.top_bar import TopBar
from tests.views import gallery_pages
from tests.views import look_samples as samples

PAYLOAD = '<img src="file:///etc/passwd"><b>x</b> &amp;'


def put_up(qtbot: QtBot, widget: QWidget) -> None:
    """Shows a widget and gives it the keyboard."""
    qtbot.addWidget(widget)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", gallery_pages.PAGES, ids=lambda make: make.__name__)
def test_every_control_of_every_page_has_a_name(
    qtbot: QtBot, look: ThemeController, make: object, theme: str
) -> None:
    look.choose("dark" if theme == "dark" else "light")
    assert callable(make)
    page: gallery_pages.Page = make()
    qtbot.addWidget(page.widget)
    page.widget.resize(*page.size)
    page.widget.show()
    page.ready()
    page.widget.grab()
    nameless = [type(control).__name__ for control in controls(page.widget) if not spoken_name(control)]
    assert not nameless


def controls(widget: QWidget) -> list[QWidget]:
    """Everything the keyboard reaches and everything pressed."""
    kinds = (QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QComboBox, QTabBar)
    return [
        child
        for child in widget.findChildren(QWidget)
        if isinstance(child, kinds) and child.isVisible() and not isinstance(child.parent(), QTabBar)
    ]


def spoken_name(widget: QWidget) -> str:
    """What a screen reader calls it."""
    if isinstance(widget, QTabBar):
        return widget.accessibleTabName(0) or widget.tabText(0)
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


@pytest.mark.parametrize("make", gallery_pages.PAGES, ids=lambda make: make.__name__)
def test_no_label_reads_markup(qtbot: QtBot, look: ThemeController, make: object) -> None:
    assert callable(make)
    page: gallery_pages.Page = make()
    qtbot.addWidget(page.widget)
    labels = page.widget.findChildren(QLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_markup_is_shown_as_the_words_it_is(qtbot: QtBot, look: ThemeController) -> None:
    for label in (Label(PAYLOAD), CutLabel(PAYLOAD)):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText
    lead = LeadLabel()
    qtbot.addWidget(lead)
    lead.show_words(PAYLOAD, PAYLOAD)
    assert lead.text == f"{PAYLOAD} {PAYLOAD}"
    square = IconButton("info", PAYLOAD)
    qtbot.addWidget(square)
    assert "<img" not in square.toolTip()
    assert square.accessibleName() == PAYLOAD


def test_a_password_can_be_looked_at(qtbot: QtBot, look: ThemeController) -> None:
    field = TextField("Password", is_password=True)
    put_up(qtbot, field)
    assert field.line.echoMode() == QLineEdit.EchoMode.Password
    assert field.eye is not None
    assert field.eye.accessibleName() == "Show the password"
    field.eye.click()
    assert field.line.echoMode() == QLineEdit.EchoMode.Normal
    assert field.eye.accessibleName() == "Hide the password"


def test_caps_lock_is_told_from_the_letters(qtbot: QtBot, look: ThemeController) -> None:
    field = TextField("Password", is_password=True)
    put_up(qtbot, field)
    seen = []
    for letter, modifier in (
        ("a", Qt.KeyboardModifier.NoModifier),
        ("A", Qt.KeyboardModifier.ShiftModifier),
        ("A", Qt.KeyboardModifier.NoModifier),
        ("1", Qt.KeyboardModifier.NoModifier),
        ("a", Qt.KeyboardModifier.ShiftModifier),
    ):
        _type(field.line, letter, modifier)
        seen.append(field.shows_caps_lock)
    qtbot.keyClick(field.line, Qt.Key.Key_CapsLock)
    seen.append(field.shows_caps_lock)
    assert seen == [False, False, True, True, True, False]


def _type(line: QLineEdit, letter: str, modifier: Qt.KeyboardModifier) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, modifier, letter)
    QApplication.sendEvent(line, event)


def test_an_error_stands_until_the_field_is_changed(qtbot: QtBot, look: ThemeController) -> None:
    field = TextField("Email", hint="name@example.org")
    put_up(qtbot, field)
    field.set_error("The part after @ is missing.")
    assert field.error == "The part after @ is missing."
    assert field.line.accessibleDescription() == "The part after @ is missing."
    with qtbot.waitSignal(field.text_edited):
        qtbot.keyClicks(field.line, "e")
    assert field.error == ""
    with qtbot.waitSignal(field.submitted):
        qtbot.keyClick(field.line, Qt.Key.Key_Return)


def test_esc_empties_a_search(qtbot: QtBot, look: ThemeController) -> None:
    search = SearchField("Search people and words")
    put_up(qtbot, search)
    qtbot.keyClicks(search, "mat")
    with qtbot.waitSignal(search.textEdited):
        qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert search.text() == ""


def test_the_ring_is_for_the_keyboard_only(qtbot: QtBot, look: ThemeController) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    first, second = Button("One", parent=page), Button("Two", parent=page)
    column.addWidget(first)
    column.addWidget(second)
    put_up(qtbot, page)
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton)
    before = page.grab().toImage()
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is second
    corner = second.mapTo(page, QPoint(second.width() // 2, -3))
    assert _near(page.grab().toImage(), corner) == look.theme.colour("focus").name()
    assert _near(before, corner) != look.theme.colour("focus").name()
    second.hide()
    page.grab()


def _near(image: QImage, point: QPoint) -> str:
    return image.pixelColor(point).name()


def test_the_ring_outlives_its_control(qtbot: QtBot, look: ThemeController, qapp: QApplication) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    button = Button("One", parent=page)
    column.addWidget(button)
    put_up(qtbot, page)
    page.window().setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    column.removeWidget(button)
    button.setParent(None)
    button.deleteLater()
    QApplication.processEvents()
    assert qapp.findChild(FocusRing) is not None
    page.grab()


@pytest.fixture
def sheet(qtbot: QtBot, look: ThemeController) -> Sheet:
    """A sheet over a window with a button of its own."""
    window = QWidget()
    window.resize(900, 700)
    column = QVBoxLayout(window)
    column.addWidget(Button("Behind", parent=window))
    put_up(qtbot, window)
    window.findChildren(Button)[0].setFocus()
    made = Sheet("Who is it for?", window)
    made.body.addWidget(TextField("Name", made))
    made.add_left(Button("Find someone else", "ghost", parent=made))
    made.add_button("Cancel").clicked.connect(made.dismiss)
    made.add_button("Write", "solid")
    made.open()
    return made


def test_tab_stays_inside_a_sheet(qtbot: QtBot, sheet: Sheet) -> None:
    seen = []
    for _ in range(12):
        now = QApplication.focusWidget()
        assert now is not None
        assert sheet.isAncestorOf(now)
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    assert len(set(seen)) == 5
    qtbot.keyClick(seen[0], Qt.Key.Key_Backtab)
    now = QApplication.focusWidget()
    assert now is not None
    assert sheet.isAncestorOf(now)


def test_esc_closes_a_sheet_and_gives_the_keyboard_back(qtbot: QtBot, sheet: Sheet) -> None:
    now = QApplication.focusWidget()
    assert now is not None
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(now, Qt.Key.Key_Escape)
    assert not sheet.is_open
    behind = QApplication.focusWidget()
    assert isinstance(behind, Button)
    assert behind.text() == "Behind"


def test_enter_is_the_solid_button_of_a_sheet(qtbot: QtBot, sheet: Sheet) -> None:
    solid = next(button for button in sheet.findChildren(Button) if button.role == "solid")
    now = QApplication.focusWidget()
    assert now is not None
    with qtbot.waitSignal(solid.clicked):
        qtbot.keyClick(now, Qt.Key.Key_Return)
    assert sheet.is_open


def test_a_click_beside_a_sheet_changes_nothing(qtbot: QtBot, sheet: Sheet) -> None:
    qtbot.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert sheet.is_open
    window = sheet.window()
    window.findChildren(Button)[0].setFocus()
    now = QApplication.focusWidget()
    assert now is not None
    assert sheet.isAncestorOf(now)


def test_a_sheet_covers_its_window_at_every_size(sheet: Sheet) -> None:
    window = sheet.window()
    window.resize(1200, 760)
    assert sheet.size() == window.size()
    assert abs(sheet.panel.geometry().center().x() - window.rect().center().x()) <= 1
    window.resize(500, 300)
    assert sheet.rect().contains(sheet.panel.geometry())


def test_tabs_stand_in_their_order_with_their_counts(qtbot: QtBot, look: ThemeController) -> None:
    bar = TopBar()
    bar.resize(1200, 56)
    put_up(qtbot, bar)
    assert [bar.tabs.tabText(tab) for tab in range(bar.tabs.count())] == [
        "Messages",
        "News",
        "Photos",
        "My Account",
    ]
    width = bar.tabs.tabRect(0).width()
    bar.set_count(0, 2)
    assert bar.tabs.tabRect(0).width() > width
    assert bar.tabs.accessibleTabName(0) == "Messages, 2 new"
    bar.set_count(0, 0)
    assert bar.tabs.tabRect(0).width() == width
    assert count_words(120) == "99+"


def test_a_tab_is_chosen_by_click_and_arrow(qtbot: QtBot, look: ThemeController) -> None:
    bar = TopBar()
    bar.resize(1200, 56)
    put_up(qtbot, bar)
    with qtbot.waitSignal(bar.tab_chosen) as told:
        qtbot.mouseClick(bar.tabs, Qt.MouseButton.LeftButton, pos=bar.tabs.tabRect(3).center())
    assert told.args == [3]
    with qtbot.waitSignal(bar.tab_chosen) as told:
        qtbot.keyClick(bar.tabs, Qt.Key.Key_Left)
    assert told.args == [2]
    with qtbot.assertNotEmitted(bar.tab_chosen):
        bar.choose(0)
    assert bar.current == 0


def test_the_balance_says_what_is_on_hold_only_while_something_is(
    qtbot: QtBot, look: ThemeController
) -> None:
    bar = TopBar()
    bar.resize(1200, 56)
    put_up(qtbot, bar)
    bar.show_balance(BalanceInfo(1250, 25))
    assert bar.balance.text() == "$12.50"
    assert bar.hold.text == "25¢ on hold"
    assert bar.hold.isVisible()
    bar.show_balance(BalanceInfo(15, 0))
    assert bar.balance.text() == "$0.15"
    assert not bar.hold.isVisible()
    with qtbot.waitSignal(bar.add_funds_requested):
        bar.add_funds.click()


@pytest.mark.parametrize(("width", "scale"), [(1280, 1.0), (1024, 1.0), (1024, 2.0), (700, 1.0)])
def test_tabs_and_sum_always_have_room(qtbot: QtBot, look: ThemeController, width: int, scale: float) -> None:
    look.set_text_scale(scale)
    bar = TopBar()
    bar.set_count(0, 2)
    bar.resize(width, bar.sizeHint().height())
    put_up(qtbot, bar)
    bar.show_balance(BalanceInfo(1250, 25))
    right = bar.tabs.mapTo(bar, bar.tabs.rect().topRight()).x()
    left = bar.balance.mapTo(bar, bar.balance.rect().topLeft()).x()
    assert right < left
    assert bar.balance.width() >= bar.balance.sizeHint().width()
    assert bar.add_funds.geometry().right() <= width
    assert bar.add_funds.accessibleName() == "Add Funds"
    says_all = bar.hold.isVisible() and bar.balance_label.isVisible() and bar.add_funds.text() != ""
    assert says_all == (width >= 1024 and scale == 1.0)


def test_the_notice_bar_says_one_thing_and_offers_one(qtbot: QtBot, look: ThemeController) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    assert bar.isHidden()
    bar.show_notice("wait", "2 messages wait here.", lead="You are offline since 14:20.", action="Try Now")
    assert bar.isVisible()
    assert bar.accessibleName() == "You are offline since 14:20. 2 messages wait here."
    with qtbot.waitSignal(bar.action_requested):
        bar.action.click()
    bar.clear()
    assert bar.isHidden()
    card = NoticeCard()
    qtbot.addWidget(card)
    card.show_notice("good", "25¢ is back in your balance.")
    assert card.action.isHidden()


@pytest.fixture
def people(qtbot: QtBot, look: ThemeController) -> ConversationList:
    """The sample conversations on screen."""
    made = ConversationList()
    made.resize(320, 500)
    made.set_now(samples.NOW)
    model = samples.ValuesModel(list(samples.CONVERSATIONS))
    model.setParent(made)
    made.setModel(model)
    put_up(qtbot, made)
    return made


def test_a_conversation_row_is_72_points_high(people: ConversationList) -> None:
    assert people.visualRect(people.model().index(0, 0)).height() == 72


def test_a_conversation_is_chosen_by_click_and_arrow(qtbot: QtBot, people: ConversationList) -> None:
    place = people.visualRect(people.model().index(2, 0)).center()
    with qtbot.waitSignal(people.conversation_chosen) as told:
        qtbot.mouseClick(people.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert told.args == ["linh"]
    with qtbot.waitSignal(people.conversation_chosen) as told:
        qtbot.keyClick(people, Qt.Key.Key_Up)
    assert told.args == ["chidi"]
    with qtbot.assertNotEmitted(people.conversation_chosen):
        people.select_contact("isaac")
    assert people.currentIndex().row() == 5
    assert people.first_contact() == "mateo"


def test_the_second_line_says_the_newest_thing_that_matters() -> None:
    words = [second_line(row) for row in samples.CONVERSATIONS if isinstance(row, ConversationRow)]
    plain = [line.replace("\u2068", "").replace("\u2069", "") for line in words]
    assert plain == [
        "Waiting for approval",
        "Tell the girls I read it twice.",
        "Opened · Grandma made bánh xèo for all",
        "Not approved · see why",
        "Draft · I drove past our old",
        "Delivered · Good luck with the",
    ]
    kept = ConversationRow(
        "m", "Mateo", "Cedar Ridge", samples.NOW, RowKind.QUEUED, "secret", 0, queued_count=2
    )
    assert second_line(kept) == "2 kept on this computer"


def test_a_screen_reader_hears_a_conversation_in_one_sentence(people: ConversationList) -> None:
    interface = QAccessible.queryAccessibleInterface(people)
    assert interface is not None
    names = [interface.child(number).text(QAccessible.Text.Name) for number in range(interface.childCount())]
    assert any(
        name.startswith("Chidi Okafor, Cedar Ridge. Tell the girls") and "2 new" in name for name in names
    )
    row = samples.CONVERSATIONS[0]
    assert isinstance(row, ConversationRow)
    assert spoken_row(row, samples.NOW) == "Mateo Rivera, Cedar Ridge. Waiting for approval. 14:02"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Mateo Rivera", "MR"),
        ("Ana de la Cruz", "AC"),
        ("Cher", "C"),
        ("", ""),
        ("  ", ""),
        ("李 小龍", "李小"),
    ],
)
def test_initials_are_first_and_last(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_movements_say_what_and_how_much(qtbot: QtBot, look: ThemeController) -> None:
    table = MovementTable()
    qtbot.addWidget(table)
    table.set_movements(samples.MOVEMENTS, samples.NOW)
    assert [amount_words(row) for row in samples.MOVEMENTS] == ["−25¢", "25¢", "+25¢", "−25¢", "+$10.00"]
    assert "Mateo Rivera" in what_words(samples.MOVEMENTS[0])
    assert "balance $12.50" in table.accessibleDescription()
    unknown = MovementRow("x", samples.NOW, MovementKind.UNKNOWN, 5, 0, 5)
    table.set_movements((unknown,), samples.NOW)
    table.grab()


def test_another_device_can_be_signed_out(qtbot: QtBot, look: ThemeController) -> None:
    here, there = (DeviceRow(device, now=samples.NOW) for device in samples.DEVICES)
    for row in (here, there):
        qtbot.addWidget(row)
    assert here.sign_out.isHidden()
    assert there.sign_out.accessibleName() == "Sign out on Office PC"
    with qtbot.waitSignal(there.sign_out_requested) as told:
        there.sign_out.click()
    assert told.args == ["2"]


def test_the_ring_of_loading_turns_only_in_sight(
    qtbot: QtBot, look: ThemeController, qapp: QApplication
) -> None:
    apply(qapp, Theme("light", is_still=False))
    ring = Spinner()
    put_up(qtbot, ring)
    seen = [ring.is_turning]
    ring.hide()
    seen.append(ring.is_turning)
    apply(qapp, Theme("light", is_still=True))
    ring.show()
    seen.append(ring.is_turning)
    assert seen == [True, False, False]


def test_the_picture_fills_every_frame(qtbot: QtBot, look: ThemeController) -> None:
    art = SignInArt()
    qtbot.addWidget(art)
    for size in ((760, 800), (300, 900), (900, 300)):
        art.resize(*size)
        image = art.grab().toImage()
        corners = [(0, 0), (size[0] - 1, 0), (0, size[1] - 1), (size[0] - 1, size[1] - 1)]
        assert all(image.pixelColor(*corner).alpha() == 255 for corner in corners)


def test_a_button_that_is_off_says_why(qtbot: QtBot, look: ThemeController) -> None:
    button = Button("Send", "solid")
    qtbot.addWidget(button)
    button.set_why_off("12 characters too many.")
    assert not button.isEnabled()
    assert button.accessibleDescription() == "12 characters too many."
    button.set_why_off(None)
    assert button.isEnabled()


def test_a_cut_label_keeps_all_its_words_for_listeners(qtbot: QtBot, look: ThemeController) -> None:
    label = CutLabel("Cedar Ridge Correctional Center · reads within 48 h")
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.accessibleName() == label.whole_text
