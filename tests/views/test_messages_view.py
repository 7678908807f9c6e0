"""The Messages tab in the real window: little or nothing there, money, faults, and the words for each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from app.domain.values import BlockKind, SendBlock, StepKind
from app.tour.hands import CONTROL
from app.views.sheets.person_list import PersonList
from app.widgets.notice import NoticeBar, NoticeCard
from app.widgets.text_field import TextField
from contract.facilities import Feature
from tests.unit.app.live import OPERATOR, Family, LiveServer, prices
from tests.views.with_window import Desk


def plain(words: str) -> str:
    """Without the signs around names that keep their direction to themselves."""
    return words.replace("\u2068", "").replace("\u2069", "")


def test_a_new_member_is_invited_to_the_first_message(desk: Desk, live: LiveServer) -> None:
    live.add_member("nadia@example.org", "Nadia Petrova")
    desk.sign_in(Family("nadia@example.org", "", "", ""))
    desk.until(lambda: desk.hands.sees("first_message"))
    assert not desk.hands.sees("new_message")
    assert desk.hands.words("conversations_nothing") == "Conversations appear here."


def test_with_conversations_but_none_open_it_invites_to_choose(signed_in: Desk) -> None:
    signed_in.until(lambda: signed_in.hands.sees("choose_conversation"))
    assert not signed_in.hands.sees("first_message")


def test_the_head_tells_promise_and_measure_apart(writing: Desk) -> None:
    assert writing.hands.words("thread_name") == "Mateo Rivera"
    about = writing.hands.find("thread_about", QLabel).accessibleName()
    assert about == "Facility of elena@example.org · reads within 48 h"


def test_too_little_balance_says_the_missing_sum_and_a_voucher_mends_it(desk: Desk, live: LiveServer) -> None:
    family = live.add_family(funds_cents=15)
    code = live.sell_voucher(1_000)
    desk.sign_in(family)
    desk.write_to("Mateo")
    hands = desk.hands
    hands.type("Good morning!")
    desk.until(lambda: hands.composer.notice.isVisible())
    assert hands.composer.notice.text.startswith("10¢ is missing. A message to Mateo costs 25¢")
    assert "your balance is $0.15" in hands.composer.notice.text
    assert hands.composer.send.role == "outline"
    hands.click("composer_send")
    desk.until(lambda: hands.sees("voucher_code"))
    assert hands.words("voucher_before").endswith("10¢ is missing for your message, which is kept.")
    pay = hands.find("voucher_pay", QAbstractButton)
    field = hands.find("voucher_code", TextField)
    assert not pay.isEnabled()
    wrong = "3" if code[-1] != "3" else "4"
    hands.type(code[:-1] + wrong)
    assert field.error == "One sign is not right. Compare the code with the paper."
    hands.press(Qt.Key.Key_Backspace)
    hands.type(code[-1])
    assert field.error == ""
    assert pay.isEnabled()
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("voucher_said"))
    assert hands.find("voucher_said", NoticeCard).text == "$10.00 was added. Your balance is now $10.15."
    assert not hands.sees("voucher_before")  # what was missing is not missing any more
    hands.type(code)
    hands.fill("voucher_code", code)
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: field.error)
    assert field.error == "This voucher was paid in before."
    hands.press(Qt.Key.Key_Escape)
    desk.until(lambda: hands.composer.notice.isHidden())
    assert hands.draft == "Good morning!"
    assert hands.focused is hands.composer.send
    assert hands.composer.send.role == "solid"


def test_who_cannot_be_written_to_is_listed_with_the_reason(
    signed_in: Desk, family: Family, live: LiveServer
) -> None:
    live.suspend(family)
    signed_in.program.screens.sheets.show_contact_picker()
    signed_in.until(lambda: signed_in.hands.sees("picker_list"))
    people = signed_in.hands.find("picker_list", PersonList)
    signed_in.until(lambda: people.count() == 2)
    people.setCurrentRow(1)
    write = signed_in.hands.find("picker_write", QAbstractButton)
    assert not write.isEnabled()
    assert write.accessibleDescription().startswith("Can't get messages since")


def test_somebody_is_found_and_asked(desk: Desk, family: Family, live: LiveServer) -> None:
    facility = live.add_facility("Harbor Point")
    live.add_resident(facility, "Linh Tran")
    desk.sign_in(family)
    hands = desk.hands
    desk.program.screens.sheets.show_find_person()
    ask = hands.find("find_ask", QAbstractButton)
    choice = hands.find("find_facility", QComboBox)
    desk.until(lambda: choice.count() == 2)
    names = [choice.itemText(number).partition(",")[0] for number in range(choice.count())]
    hands.find("find_facility", QWidget).setFocus()
    for _ in range(names.index("Harbor Point")):
        hands.press(Qt.Key.Key_Down)
    hands.fill("find_words", "L")
    hands.press(Qt.Key.Key_Return)
    assert hands.find("find_words", TextField).error == "At least two letters are needed."
    hands.fill("find_words", "zz")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("find_nobody"))
    hands.fill("find_words", "linh")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("find_results"))
    assert not ask.isEnabled()
    assert ask.accessibleDescription() == "Say how you know each other first."
    hands.fill("find_relationship", "friend")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("find_said"))
    assert hands.find("find_said", NoticeCard).text.startswith("You asked Linh Tran to connect.")


def test_offline_is_said_with_what_waits_and_try_now(writing: Desk, live: LiveServer) -> None:
    hands = writing.hands
    live.stop()
    writing.until(lambda: hands.sees("notice_bar"), 20_000)
    hands.type("Kept here.")
    writing.until(lambda: hands.composer.send.text() == "Send when online")
    hands.press(Qt.Key.Key_Return, CONTROL)
    writing.until(lambda: hands.items() and hands.newest().kind is StepKind.QUEUED)
    writing.until(lambda: "1 message waits here" in hands.find("notice_bar", NoticeBar).text)
    assert hands.find("notice_bar", NoticeBar).text.startswith("You are offline since ")
    live.start()
    hands.click("notice_action")
    writing.until(lambda: hands.newest().kind is StepKind.PENDING, 20_000)
    writing.until(lambda: not hands.sees("notice_bar"))
    assert len(hands.items()) == 1


def test_a_revoked_session_hides_everything_and_goes_on_after_signing_in(
    writing: Desk, family: Family, live: LiveServer
) -> None:
    writing.hands.type("Half a sentence")
    writing.until(lambda: writing.hands.composer.draft_note.text() == "Draft kept")
    live.revoke_everything(family)
    writing.until(lambda: writing.hands.sees("sign_in_view"), 20_000)
    assert not writing.hands.sees("composer")
    writing.sign_in(family)
    writing.write_to("Mateo")
    writing.until(lambda: writing.hands.draft == "Half a sentence")


@pytest.mark.parametrize(
    ("block", "words"),
    [
        (SendBlock(BlockKind.TOO_MANY_BYTES), "needs more room than a message has"),
        (SendBlock(BlockKind.CHARACTER_TOO_COMPLEX), "made of too many parts"),
        (SendBlock(BlockKind.FORBIDDEN_CHARACTER), "invisible sign"),
        (SendBlock(BlockKind.STORAGE), "can't keep the message"),
        (SendBlock(BlockKind.PRICE_CHANGED, price_cents=30, old_price_cents=25), "now charges 30¢"),
        (SendBlock(BlockKind.CANNOT_WRITE, reason="released"), "Was released."),
    ],
)
def test_every_reason_for_send_being_off_has_its_sentence(
    writing: Desk, block: SendBlock, words: str
) -> None:
    from app.views.writing_words import block_words

    contact = writing.app.conversation.contact
    assert contact is not None
    assert words in block_words(block, contact)


def test_a_changed_price_asks_again_before_it_is_sent(writing: Desk, live: LiveServer) -> None:
    hands = writing.hands
    hands.type("Good morning!")
    writing.until(lambda: hands.composer.send.isEnabled())
    contact = writing.app.conversation.contact
    assert contact is not None
    live.services.facilities.set_prices(contact.facility.id, prices(40), OPERATOR)
    writing.until(lambda: hands.composer.notice.isVisible())
    assert "now charges 40¢" in hands.composer.notice.text
    assert not hands.composer.send.isEnabled()
    hands.composer.notice.action.click()
    writing.until(lambda: hands.composer.send.isEnabled())
    assert hands.draft == "Good morning!"


def test_the_theme_can_change_while_the_window_is_open(writing: Desk, qapp: QApplication) -> None:
    writing.hands.type("Good morning!")
    writing.program.themes.choose("dark")
    edit = writing.hands.composer.box.edit
    assert edit.viewport().palette().base().color() == writing.program.themes.theme.colour("surface")
    writing.program.themes.choose("light")


def test_before_writing_it_is_said_whether_an_answer_can_come_and_that_changes_at_once(
    signed_in: Desk, family: Family, live: LiveServer
) -> None:
    hands = signed_in.hands
    live.set_features(family, (Feature.MESSAGES,))
    signed_in.program.screens.sheets.show_contact_picker()
    signed_in.until(lambda: hands.sees("picker_list"))
    people = hands.find("picker_list", PersonList)
    hint = "Can't answer, because the facility takes no answers."
    signed_in.until(
        lambda: people.person is not None and [one.words for one in people.person.hints] == [hint]
    )
    assert hint in people.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    live.set_features(family, (Feature.MESSAGES, Feature.REPLIES))
    signed_in.until(lambda: people.person is not None and not people.person.hints)
    assert "can answer" in people.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    hands.press(Qt.Key.Key_Return)
    signed_in.until(lambda: hands.sees("composer") and hands.is_writing)
    line = hands.composer.answer_line
    signed_in.until(lambda: line.isVisible())
    assert plain(line.text) == "Mateo can answer. An answer costs you nothing."
    hands.type("Kept while it changes.")
    live.set_features(family, (Feature.MESSAGES,))
    signed_in.until(lambda: plain(line.text).startswith("Mateo can't answer, because Facility of elena@"))
    assert hands.draft == "Kept while it changes."
    assert hands.composer.send.isEnabled()
    live.suspend(family)
    signed_in.until(lambda: line.isHidden() and hands.composer.notice.isVisible())
