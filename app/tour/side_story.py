"""The side pictures: over the limit, sheets, offline, account, dark, narrow, a new account, too little balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.values import Connection, StepKind
from app.tour.account_story import tell_account_story
from app.tour.gallery_story import tell_gallery_story
from app.tour.hands import CONTROL, Hands
from app.tour.leaving_story import tell_leaving_story
from app.tour.money_story import tell_money_story
from app.tour.other_photos_story import tell_other_photos_story
from app.tour.outage import Outage
from app.tour.people_story import tell_people_story
from app.tour.photo_story import tell_photo_story
from app.tour.steps import Steps
from app.tour.story import READY_WITHIN_S, choose, desk_of, fact

if TYPE_CHECKING:
    from app.bootstrap import Program
    from app.viewmodels.app import AppViewModel

LINE = "The cat sits at the porch light every night as if it were television. "
QUEUED = "Abuela asks what you would like to eat first when you are home."
NADIA = "nadia@example.org"
NARROW = (1024, 700)
WIDE = (1280, 800)


def tell_side_story(steps: Steps, hands: Hands, program: Program, outage: Outage) -> None:
    """Goes on where the main story ended."""
    app = program.view_model
    _over_the_limit(steps, hands)
    _sheets(steps, hands)
    _offline(steps, hands, app, outage)
    _account(steps, hands, app)
    tell_photo_story(steps, hands, app)
    tell_gallery_story(steps, hands, app)
    tell_people_story(steps, hands, app)
    tell_other_photos_story(steps, hands, app)
    _other_looks(steps, hands, program)
    tell_account_story(steps, hands, program)
    _nothing_yet(steps, hands, app)
    _sign_out(steps, hands, app)
    tell_leaving_story(steps, hands, app, NADIA)
    _too_little(steps, hands, app)
    tell_money_story(steps, hands, app)


def _over_the_limit(steps: Steps, hands: Hands) -> None:
    with steps.step("Over the limit"):
        hands.composer.focus_box()
        text = (LINE * 8)[:511] + "."
        hands.type(text)
        steps.until("the countdown is negative", lambda: hands.composer.countdown.text == "−12")
        steps.check("nothing was cut", hands.draft == text)
        steps.check("Send is off", not hands.composer.send.isEnabled())
        steps.check("and says why", "12 characters too many" in hands.composer.reason_line.text)
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.press(Qt.Key.Key_Delete)
    steps.until("the composer is empty", lambda: hands.composer.countdown.text == "500 left")


def _sheets(steps: Steps, hands: Hands) -> None:
    with steps.step("Everybody on the list"):
        hands.click("new_message")
        steps.until("the contacts are listed", lambda: hands.sees("picker_list"))
    with steps.step("Find a person"):
        hands.click("picker_find")
        steps.until("the sheet is open", lambda: hands.sees("find_words"))
        hands.fill("find_words", "kow")
        hands.press(Qt.Key.Key_Return)
        steps.until("somebody was found", lambda: hands.sees("find_results"))
    hands.press(Qt.Key.Key_Escape)
    with steps.step("Rules and prices"):
        hands.click("thread_info")
        steps.until("the sheet is open", lambda: hands.sees("contact_details"))
    hands.press(Qt.Key.Key_Escape)


def _offline(steps: Steps, hands: Hands, app: AppViewModel, outage: Outage) -> None:
    with steps.step("Offline"):
        before = len(hands.items())
        outage.cut()
        steps.until("the window says so", lambda: app.connection is Connection.OFFLINE, READY_WITHIN_S)
        hands.composer.focus_box()
        hands.type(QUEUED)
        steps.until("Send says what it does now", lambda: hands.composer.send.text() == "Send when online")
        hands.press(Qt.Key.Key_Return, CONTROL)
        steps.until("it is kept on this computer", lambda: hands.newest().kind is StepKind.QUEUED)
        steps.check("its words are in view", hands.newest().text == QUEUED)
        hands.type("Good morning! The first snow fell in the night.")
        steps.until("the notice bar is there", lambda: hands.sees("notice_bar"))
    with steps.step("Online again"):
        outage.mend()
        hands.click("notice_action")
        steps.until("it went out", lambda: hands.newest().kind is StepKind.PENDING, READY_WITHIN_S)
        steps.check("once", len(hands.items()) == before + 1)
        steps.check("and waits once", desk_of(app, 0).waiting().count("Elena Rivera to Mateo Rivera") == 1)
        steps.until("the notice is gone", lambda: not hands.sees("notice_bar"))
    hands.composer.focus_box()
    hands.press(Qt.Key.Key_A, CONTROL)
    hands.press(Qt.Key.Key_Delete)


def _account(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("My Account"):
        hands.press(Qt.Key.Key_4, CONTROL)
        steps.until("the movements are listed", lambda: app.account.movements.rowCount() > 5)
        steps.until("this computer is listed", lambda: app.account.devices)
        steps.check("it is Elena's", hands.words("account_name") == "Elena Rivera")
    with steps.step("Help and demo"):
        hands.click("account_help")
        hands.choose_in_menu("Demo: Addresses and Sign-ins…")
        steps.until("the sheet is open", lambda: hands.sees("demo_facts"))
    hands.press(Qt.Key.Key_Escape)


def _other_looks(steps: Steps, hands: Hands, program: Program) -> None:
    hands.press(Qt.Key.Key_1, CONTROL)
    with steps.step("Dark"):
        program.themes.choose("dark")
        steps.check("the theme is dark", program.themes.theme.is_dark)
    program.themes.choose("light")
    with steps.step("Small window"):
        program.window.resize(*NARROW)
        steps.check("it fits 1024 × 700", (program.window.width(), program.window.height()) == NARROW)
    program.window.resize(*WIDE)


def _nothing_yet(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    _sign_out(steps, hands, app)
    with steps.step("A new account"):
        steps.check("nothing of Elena stands there", hands.words("sign_in_heading") == "Welcome back")
        hands.click("sign_in_switch")
        steps.check("the form asks for a name too", hands.sees("sign_in_name"))
        hands.fill("sign_in_name", "Nadia Petrova")
        hands.fill("sign_in_email", NADIA)
        hands.fill("sign_in_password", "a long walk home")
    with steps.step("Nothing yet"):
        hands.press(Qt.Key.Key_Return)
        steps.until("the account is open", lambda: app.session is not None, READY_WITHIN_S)
        steps.until("the balance is $0.00", lambda: app.balance and app.balance.available_cents == 0)
        steps.until("it invites to the first message", lambda: hands.sees("first_message"))


def _too_little(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    hands.fill("sign_in_email", fact(app, "members", "email", 2))
    hands.fill("sign_in_password", fact(app, "members", "password", 2))
    hands.press(Qt.Key.Key_Return)
    with steps.step("Too little balance"):
        steps.until("Rosa is signed in", lambda: app.session is not None, READY_WITHIN_S)
        steps.until("her balance is 15¢", lambda: app.balance and app.balance.available_cents == 15)
        steps.until("her conversations are listed", lambda: hands.sees("new_message"))
        choose(steps, hands, app, "Tom")
        hands.type("Good morning! The first snow fell in the night and Sofi has eaten most of it.")
        steps.until("the missing sum is said", lambda: "10¢ is missing" in hands.composer.notice.text)
        steps.until("the draft is kept", lambda: hands.composer.draft_note.text() == "Draft kept")
    draft = hands.draft
    with steps.step("Add funds"):
        hands.click("composer_send")
        steps.until("Send offers to add funds", lambda: hands.sees("voucher_code"))
        hands.type(fact(app, "vouchers", "code"))
        hands.press(Qt.Key.Key_Return)
        steps.until("the new balance is said", lambda: hands.sees("voucher_said"))
        steps.until("$10.00 were added", lambda: app.balance and app.balance.available_cents == 1015)
    hands.press(Qt.Key.Key_Escape)
    with steps.step("Now it can be sent"):
        steps.check("the draft is still there", hands.draft == draft)
        steps.until("Send is on", lambda: app.compose.can_send)


def _sign_out(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    hands.press(Qt.Key.Key_4, CONTROL)
    hands.click("account_sign_out")
    steps.until("nobody is signed in", lambda: hands.sees("sign_in_view"), READY_WITHIN_S)
