"""Conversations, movements and devices: what a row says, to eyes and to ears."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.domain.values import ConversationRow, MovementKind, MovementRow, RowKind
from app.views.sheets.person_list import Person, PersonList
from app.widgets.avatar import Avatar, initials
from app.widgets.conversation_delegate import second_line
from app.widgets.conversation_list import ConversationList, spoken_row
from app.widgets.device_row import DeviceRow
from app.widgets.faces import FACES
from app.widgets.movement_table import MovementTable, amount_words, what_words
from app.widgets.theme import ThemeController
from tests.views import look_samples as samples
from tests.views.on_screen import put_up


class Paints(QObject):
    """Counts how often a widget is painted."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.count = 0
        self._at_last_look = -1
        widget.installEventFilter(self)

    @property
    def are_over(self) -> bool:
        """Whether none came since the last look."""
        before, self._at_last_look = self._at_last_look, self.count
        return before == self.count

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


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


@pytest.mark.parametrize("kind", ["avatar", "conversations", "people to choose from"])
def test_a_photo_that_stands_for_somebody_is_painted_at_once(
    qtbot: QtBot, look: ThemeController, people: ConversationList, kind: str
) -> None:
    """Without a window that is covered, moved or grabbed: whoever draws people hears of it."""
    avatar, choice = Avatar(44), PersonList()
    avatar.set_person("mateo", "Mateo Rivera")
    choice.show_people((Person("mateo", "Mateo Rivera", "Cedar Ridge"),))
    choice.resize(320, 200)
    for widget in (avatar, choice):
        qtbot.addWidget(widget)
    owner, drawn = {
        "avatar": (avatar, avatar),
        "conversations": (people, people.viewport()),
        "people to choose from": (choice, choice.viewport()),
    }[kind]
    owner.show()
    qtbot.waitExposed(owner)
    photo = QImage(64, 64, QImage.Format.Format_RGB32)
    photo.fill(Qt.GlobalColor.green)
    paints = Paints(drawn)
    qtbot.waitUntil(lambda: paints.are_over)
    before = paints.count
    try:
        FACES.show({"mateo": photo})
        qtbot.waitUntil(lambda: paints.count > before)
    finally:
        FACES.show({})


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


def test_movements_stand_in_lines_where_columns_would_leave_little_for_what_they_were_for(
    qtbot: QtBot, look: ThemeController
) -> None:
    table = MovementTable()
    qtbot.addWidget(table)
    table.set_movements(samples.MOVEMENTS, samples.NOW)
    rows, line = len(samples.MOVEMENTS), look.theme.line("small")
    table.resize(760, 400)
    table.show()
    in_columns = table.sizeHint().height()
    table.resize(380, 400)
    in_lines = table.sizeHint().height()
    assert in_lines - in_columns == rows * line - (
        look.theme.line("caption") + 12
    )  # a line more each, and no head
    table.resize(760, 400)
    assert table.sizeHint().height() == in_columns
    look.set_text_scale(2.0)
    assert table.sizeHint().height() > 2 * in_columns  # twice as large, and in lines again
    table.grab()


def test_with_much_larger_words_a_name_is_not_cut_for_its_time(
    people: ConversationList, look: ThemeController
) -> None:
    usual = people.sizeHintForRow(0)
    look.set_text_scale(1.4)
    beside = people.sizeHintForRow(0)
    look.set_text_scale(1.5)
    theme = look.theme
    words = theme.line("strong") + theme.line("small") + theme.line("caption")
    assert people.sizeHintForRow(0) > words > beside >= usual


def test_another_device_can_be_signed_out(qtbot: QtBot, look: ThemeController) -> None:
    here, there = (DeviceRow(device, now=samples.NOW) for device in samples.DEVICES)
    for row in (here, there):
        qtbot.addWidget(row)
    assert here.sign_out.isHidden()
    assert there.sign_out.accessibleName() == "Sign out on Office PC"
    with qtbot.waitSignal(there.sign_out_requested) as told:
        there.sign_out.click()
    assert told.args == ["2"]
