"""The composer as a member uses it: typed into, pasted into, too long, undone, sent by key."""

import time

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.domain.values import CountState
from app.widgets.composer import Composer
from app.widgets.countdown import Countdown
from app.widgets.theme import ThemeController
from app.widgets.tokens import current_theme

LIMIT = 500


@pytest.fixture
def composer(qtbot: QtBot, look: ThemeController) -> Composer:
    """A composer on screen, the keyboard in its box."""
    widget = Composer()
    qtbot.addWidget(widget)
    widget.resize(800, 240)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    widget.focus_box()
    return widget


def count(used: int, excess_start: int | None = None) -> CountState:
    """What a view model says of a draft."""
    return CountState(used, LIMIT - used, LIMIT, excess_start)


@pytest.mark.parametrize(
    ("left", "words", "role"),
    [
        (370, "370 left", "text"),
        (21, "21 left", "text"),
        (20, "20 left", "waiting"),
        (0, "0 left", "waiting"),
        (-1, "−1", "refused"),
        (-12, "−12", "refused"),
    ],
)
def test_the_countdown_warns_from_twenty_and_counts_below_zero(
    qtbot: QtBot, look: ThemeController, left: int, words: str, role: str
) -> None:
    countdown = Countdown()
    qtbot.addWidget(countdown)
    countdown.set_left(left, LIMIT)
    assert countdown.text == words
    assert countdown.role == role
    assert str(abs(left)) in countdown.accessibleName()


def test_a_countdown_over_the_limit_is_a_full_ring(qtbot: QtBot, look: ThemeController) -> None:
    countdown = Countdown()
    qtbot.addWidget(countdown)
    countdown.set_left(-1, LIMIT)
    countdown.resize(countdown.sizeHint())
    image = countdown.grab().toImage()
    assert image.pixelColor(9, image.height() // 2 - 8).name() == current_theme().colour("refused").name()


def test_what_is_typed_is_told(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.waitSignal(composer.text_edited) as told:
        qtbot.keyClicks(composer.box.edit, "H")
    assert told.args == ["H"]
    qtbot.keyClicks(composer.box.edit, "ello")
    assert composer.text == "Hello"


def test_a_draft_put_into_the_box_is_not_told_as_typing(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.assertNotEmitted(composer.text_edited):
        composer.set_text("A draft from yesterday")
    assert composer.text == "A draft from yesterday"
    assert composer.box.edit.textCursor().atEnd()


def test_hard_spaces_and_tabs_stay_what_they_are(composer: Composer) -> None:
    composer.set_text("one\u00a0two\tthree\nfour")
    assert composer.text == "one\u00a0two\tthree\nfour"


def test_pasting_takes_the_words_and_nothing_else(composer: Composer) -> None:
    data = QMimeData()
    data.setHtml('<b>bold</b><img src="file:///etc/passwd">')
    data.setText("bold")
    composer.box.edit.insertFromMimeData(data)
    assert composer.text == "bold"


def test_pasting_a_picture_gives_nothing(composer: Composer) -> None:
    data = QMimeData()
    data.setImageData(QImage(10, 10, QImage.Format.Format_RGB32))
    assert not composer.box.edit.canInsertFromMimeData(data)
    composer.box.edit.insertFromMimeData(data)
    assert composer.text == ""


def test_pasting_a_file_gives_its_name_at_most(composer: Composer) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/etc/passwd")])
    composer.box.edit.insertFromMimeData(data)
    assert "root:" not in composer.text


def test_markup_stays_what_was_typed(composer: Composer) -> None:
    payload = '<img src="file:///etc/passwd"> <b>no</b> &amp;'
    composer.set_text(payload)
    assert composer.text == payload


def test_counting_keeps_what_can_be_undone(qtbot: QtBot, composer: Composer) -> None:
    edit = composer.box.edit
    qtbot.keyClicks(edit, "Hello")
    composer.set_count(count(5))
    edit.moveCursor(QTextCursor.MoveOperation.Start)
    edit.insertPlainText("More: ")
    composer.set_count(count(505, 5))
    composer.set_text(composer.text)
    edit.undo()
    assert composer.text == "Hello"
    edit.undo()
    assert composer.text == ""
    edit.redo()
    edit.redo()
    assert composer.text == "More: Hello"


@pytest.mark.parametrize("used", range(495, 506))
def test_around_the_limit_the_excess_is_marked_and_nothing_is_cut(composer: Composer, used: int) -> None:
    text = "x" * used
    composer.set_text(text)
    excess = LIMIT if used > LIMIT else None
    composer.set_count(count(used, excess))
    assert composer.text == text
    assert composer.countdown.left == LIMIT - used
    marks = composer.box.edit.extraSelections()
    if excess is None:
        assert not marks
    else:
        assert marks[0].cursor.selectedText() == "x" * (used - LIMIT)
        assert marks[0].format.background().color() == current_theme().colour("mark")


def test_the_mark_begins_at_the_right_sign_behind_an_emoji(composer: Composer) -> None:
    composer.set_text("👨‍👩‍👧‍👦 family and excess")
    start = composer.text.index("excess")
    composer.set_count(count(501, start))
    assert composer.box.edit.extraSelections()[0].cursor.selectedText() == "excess"


def test_the_excess_is_underlined_as_well(composer: Composer) -> None:
    composer.set_text("x" * 20)
    composer.set_count(count(520, 10))
    image = composer.box.edit.viewport().grab().toImage()
    wanted = QColor(current_theme().colour("refused")).rgb()
    assert any(image.pixel(x, y) == wanted for x in range(image.width()) for y in range(30))


def test_ctrl_enter_sends_while_send_is_on(qtbot: QtBot, composer: Composer) -> None:
    composer.set_text("Hello")
    composer.set_send(enabled=True, label="Send")
    with qtbot.waitSignal(composer.send_requested):
        qtbot.keyClick(composer.box.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    composer.set_send(enabled=False, label="Send", reason="12 too many.", reason_is_shown=True)
    with qtbot.assertNotEmitted(composer.send_requested):
        qtbot.keyClick(composer.box.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert composer.text == "Hello"


def test_enter_alone_is_a_new_line(qtbot: QtBot, composer: Composer) -> None:
    with qtbot.assertNotEmitted(composer.send_requested):
        qtbot.keyClicks(composer.box.edit, "a")
        qtbot.keyClick(composer.box.edit, Qt.Key.Key_Return)
        qtbot.keyClicks(composer.box.edit, "b")
    assert composer.text == "a\nb"


def test_tab_leaves_the_box(qtbot: QtBot, composer: Composer) -> None:
    qtbot.keyClick(composer.box.edit, Qt.Key.Key_Tab)
    assert composer.text == ""
    assert QApplication.focusWidget() is composer.send


def test_the_box_grows_to_eight_lines_and_then_scrolls(composer: Composer) -> None:
    theme = current_theme()
    heights = []
    for lines in range(1, 13):
        composer.set_text("\n".join("line" for _ in range(lines)))
        heights.append(composer.box.sizeHint().height())
    assert heights[0] == 92
    assert heights[7] == 8 * theme.line("read") + 20
    assert heights[7:] == [heights[7]] * 5
    assert sorted(heights) == heights


def test_lines_are_as_far_apart_as_the_tokens_say(composer: Composer) -> None:
    composer.set_text("one\ntwo")
    edit = composer.box.edit
    first = edit.cursorRect()
    edit.moveCursor(QTextCursor.MoveOperation.Start)
    assert first.top() - edit.cursorRect().top() == current_theme().line("read")


def test_a_shown_reason_takes_the_place_of_price_and_note(composer: Composer) -> None:
    composer.set_price_line(("25¢", "balance after sending $12.25"))
    composer.set_draft_note("Draft kept", True)
    assert composer.price_line.text == "25¢ · balance after sending $12.25"
    composer.set_send(enabled=False, label="Send", reason="12 characters too many.", reason_is_shown=True)
    assert composer.reason_line.isVisible()
    assert not composer.price_line.isVisible()
    assert not composer.draft_note.isVisible()
    assert composer.send.accessibleDescription() == "12 characters too many."
    composer.set_send(enabled=True, label="Send when online", icon="queued")
    assert composer.price_line.isVisible()
    assert composer.draft_note.isVisible()
    assert composer.send.text() == "Send when online"


def test_the_notice_offers_funds_or_asks_for_agreement(qtbot: QtBot, composer: Composer) -> None:
    composer.set_notice("funds", "10¢ is missing.", "Your draft is kept here.", "Add Funds")
    assert composer.notice.isVisible()
    with qtbot.waitSignal(composer.add_funds_requested):
        composer.notice.action.click()
    composer.set_notice("price", "The price changed.", "It is 30¢ now.", "Send for 30¢")
    with qtbot.waitSignal(composer.accept_price_requested):
        composer.notice.action.click()
    composer.set_notice(None)
    assert not composer.notice.isVisible()


def test_ten_thousand_signs_are_taken_and_typing_goes_on(qtbot: QtBot, composer: Composer) -> None:
    composer.box.edit.insertPlainText("word " * 2000)
    composer.set_count(count(10_000, LIMIT))
    qtbot.keyClicks(composer.box.edit, "!")
    assert composer.text.endswith("word !")
    assert len(composer.text) == 10_001


def test_a_key_press_costs_little_more_than_in_a_plain_box(qtbot: QtBot, composer: Composer) -> None:
    """The promise is 2.5 × and the benchmark judges it; here only what would be a fault of another order."""
    bare = QPlainTextEdit()
    qtbot.addWidget(bare)
    bare.resize(composer.box.size())
    bare.show()
    qtbot.waitExposed(bare)

    def answer(text: str) -> None:
        composer.set_count(count(len(text)))

    composer.text_edited.connect(answer)
    ours = _time_keys(qtbot, composer.box.edit)
    plain = _time_keys(qtbot, bare)
    assert ours < 8 * plain


def _time_keys(qtbot: QtBot, edit: QPlainTextEdit) -> float:
    """Seconds of work for 60 key presses, painted."""
    edit.setPlainText("The moths are back and the cat sits there at night like it is television. " * 5)
    edit.moveCursor(QTextCursor.MoveOperation.End)
    begin = time.thread_time()
    for _ in range(60):
        qtbot.keyClick(edit, Qt.Key.Key_A)
        QApplication.processEvents()
    return time.thread_time() - begin
