"""A second look in the real window: asked for once, its words kept, by whom and until when said, its end as well."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QPlainTextEdit

from app.domain.values import StepKind, ThreadItem
from app.tour.hands import CONTROL
from app.widgets.notice import NoticeCard
from app.widgets.row_actions import ActionKind, link_actions, spoken_item
from app.widgets.thread_list import ThreadList
from tests.unit.app.live import LiveServer
from tests.views.with_window import Desk

WORDS = "It is her own number, she asked me to send it."


def plain(words: str) -> str:
    """Without the signs around names that keep their direction to themselves."""
    return words.replace("\u2068", "").replace("\u2069", "")


def offered(item: ThreadItem) -> list[ActionKind]:
    """What the row offers."""
    return [action.kind for action in link_actions(item)]


def details(desk: Desk) -> list[str]:
    """All that the sheet about the newest message says."""
    sheets = desk.program.screens.sheets
    newest = desk.hands.newest()
    sheets.show_message_details(newest.contact_id, newest.key)
    desk.until(lambda: desk.hands.sees("message_details"))
    desk.until(lambda: desk.app.details.details is not None and desk.app.details.details.movements)
    assert sheets.sheet is not None
    said = [plain(label.text()) for label in sheets.sheet.findChildren(QLabel) if label.isVisible()]
    desk.hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: not desk.hands.sees("message_details"))
    return said


def refuse_one(desk: Desk, live: LiveServer) -> None:
    """The member writes, and Ruth does not approve it."""
    hands = desk.hands
    hands.type("Call her: 555 0142")
    hands.press(Qt.Key.Key_Return, CONTROL)
    desk.until(lambda: hands.items() and hands.newest().kind is StepKind.PENDING)
    live.refuse(hands.newest().message_id or "", 10, 18)
    desk.until(lambda: hands.newest().kind is StepKind.REFUSED)


@pytest.fixture
def refused(writing: Desk, live: LiveServer) -> Desk:
    """A message that Ruth did not approve."""
    refuse_one(writing, live)
    return writing


def ask(desk: Desk) -> None:
    """Opens the sheet by the keyboard: to the row, past "Edit and send again", to Appeal."""
    hands = desk.hands
    thread = hands.find("thread", ThreadList)
    row = [item.kind for item in hands.items()].index(StepKind.REFUSED)
    thread.setFocus()
    thread.setCurrentIndex(QModelIndex())  # else the row's last action still has the keyboard
    thread.setCurrentIndex(thread.rows.index(row, 0))
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("appeal") and desk.app.appeal.can_send)


def test_an_appeal_is_asked_for_followed_and_decided_by_somebody_else(
    refused: Desk, live: LiveServer
) -> None:
    hands = refused.hands
    message_id = hands.newest().message_id or ""
    assert offered(hands.newest()) == [ActionKind.EDIT_AGAIN, ActionKind.APPEAL]
    ask(refused)
    assert plain(hands.find("appeal_reason", QLabel).text()).startswith("Rule 6: No phone numbers")
    means = plain(hands.find("appeal_means", QLabel).text())
    assert "who did not decide the first time" in means
    assert "25¢ is on hold until then" in means
    hands.type(WORDS)
    hands.press(Qt.Key.Key_Escape)
    refused.until(lambda: not hands.sees("appeal"))
    assert hands.newest().kind is StepKind.REFUSED
    ask(refused)  # what was written is there again
    assert hands.find("appeal_words", QPlainTextEdit).toPlainText() == WORDS
    hands.press(Qt.Key.Key_Return, CONTROL)
    refused.until(lambda: hands.newest().kind is StepKind.APPEALED)
    refused.until(lambda: not hands.sees("appeal"))
    spoken = plain(spoken_item(hands.newest(), "Mateo Rivera"))
    assert "Appealed, since" in spoken
    assert "someone else decides, promised by" in spoken
    assert "25¢ on hold" in spoken
    assert offered(hands.newest()) == [ActionKind.WITHDRAW]
    said = details(refused)
    assert f"Your words: “{WORDS}”" in said
    assert any(words.startswith("Somebody who did not decide the first time reads") for words in said)
    assert any(words.startswith("Rule 6: No phone numbers of others.") for words in said)
    live.approve(message_id, by="noor")
    refused.until(lambda: hands.newest().kind is StepKind.DELIVERED)
    said = details(refused)
    assert any(words.startswith("Appealed · ") for words in said)
    assert any(words.startswith("Approved, after your appeal, by someone else · ") for words in said)


def test_an_appeal_that_is_not_approved_says_who_when_and_that_it_is_final(
    refused: Desk, live: LiveServer
) -> None:
    hands = refused.hands
    ask(refused)
    hands.click("appeal_send")  # without a word, which is allowed
    refused.until(lambda: hands.newest().kind is StepKind.APPEALED)
    live.refuse(hands.newest().message_id or "", 10, 18, by="noor")
    refused.until(lambda: hands.newest().kind is StepKind.REFUSED)
    assert offered(hands.newest()) == [ActionKind.EDIT_AGAIN]
    spoken = plain(spoken_item(hands.newest(), "Mateo Rivera"))
    assert "Appealed on" in spoken
    assert "did not approve it either; that is final. Rule 6: No phone numbers of others." in spoken
    said = details(refused)
    assert "You gave no reason." in said
    assert any(
        words.startswith("Not approved by somebody else either, and that is final · ") for words in said
    )
    assert any(words.startswith("Not approved, after your appeal, by someone else · ") for words in said)
    assert any(words.startswith("Not approved · ") for words in said)  # the first time


def test_an_appeal_without_a_connection_keeps_its_words(refused: Desk, live: LiveServer) -> None:
    hands = refused.hands
    ask(refused)
    hands.type(WORDS)
    live.stop()
    hands.click("appeal_send")
    refused.until(lambda: hands.sees("appeal_said"), 20_000)
    assert hands.find("appeal_said", NoticeCard).text.endswith("Your words are kept.")
    assert hands.find("appeal_words", QPlainTextEdit).toPlainText() == WORDS
    live.start()
    refused.until(lambda: hands.find("appeal_send", QAbstractButton).isEnabled())
    hands.find("appeal_words", QPlainTextEdit).setFocus()
    hands.type(" Please.")
    assert not hands.sees("appeal_said")
    hands.click("appeal_send")
    refused.until(lambda: hands.newest().kind is StepKind.APPEALED, 20_000)


def test_too_little_balance_offers_to_add_funds_and_the_words_wait(desk: Desk, live: LiveServer) -> None:
    family = live.add_family(funds_cents=40)
    desk.sign_in(family)
    desk.write_to("Mateo")
    refuse_one(desk, live)
    live.spend(family, 25)
    hands = desk.hands
    desk.until(lambda: len(hands.items()) == 2)
    ask(desk)
    hands.type(WORDS)
    hands.click("appeal_send")
    desk.until(lambda: hands.sees("appeal_said"))
    said = hands.find("appeal_said", NoticeCard)
    assert said.text.startswith("10¢ is missing. An appeal holds 25¢ and your balance is $0.15.")
    said.action.click()
    desk.until(lambda: hands.sees("voucher_code"))
    assert hands.words("voucher_before").endswith("10¢ is missing for your appeal. Your words are kept.")
    hands.press(Qt.Key.Key_Escape)  # thought better of it: the appeal is still there
    desk.until(lambda: not hands.sees("voucher_code"))
    assert hands.find("appeal_words", QPlainTextEdit).hasFocus()
    said.action.click()
    desk.until(lambda: hands.sees("voucher_code"))
    hands.fill("voucher_code", live.sell_voucher(500))
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("voucher_said"))
    assert "balance is now $5.15" in hands.find("voucher_said", NoticeCard).text
    desk.until(lambda: desk.app.balance is not None and desk.app.balance.available_cents == 515)
    hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: not hands.sees("voucher_code"))
    assert said.text == "Your balance is $5.15 now. You can send the appeal."
    assert hands.find("appeal_words", QPlainTextEdit).toPlainText() == WORDS
    assert hands.find("appeal_send", QAbstractButton).hasFocus()
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: not hands.sees("appeal"))
    desk.until(lambda: StepKind.APPEALED in {item.kind for item in hands.items()})
