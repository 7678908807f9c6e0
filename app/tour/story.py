"""The main job, told once: sign in, send, not approved, mend, approved, opened, answered, read."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.domain.values import StepKind
from app.tour.hands import CONTROL, Hands
from app.tour.pages import ResidentsReader, ReviewDesk
from app.tour.steps import Steps, TourFailed
from app.widgets.button import Button
from app.widgets.text_field import TextField

if TYPE_CHECKING:
    from app.bootstrap import Program
    from app.viewmodels.app import AppViewModel

READY_WITHIN_S = 60.0
WITH_NUMBER = "Your cousin asks if you can call him, it is 555-0142."
MARKED = "it is 555-0142"
MENDED = "Your cousin asks if you can call him. He says hello."
ANSWER = "Tell him I will, and that I owe him a game of chess."
APPROVED = (StepKind.APPROVED, StepKind.DELIVERED)


def tell_story(steps: Steps, hands: Hands, program: Program) -> None:
    """Every step waits for what it says; the first that does not come ends the tour."""
    app = program.view_model
    sign_in(steps, hands, app)
    _choose_mateo(steps, hands)
    _write_and_send(steps, hands, app)
    desk = desk_of(app, 0)
    _not_approved(steps, hands, app, desk)
    _mend_and_send(steps, hands, app)
    _approved(steps, hands, app, desk)
    _opened(steps, hands, app)
    _answered(steps, hands, app, desk)
    _read(steps, hands, app)
    _details(steps, hands)


def sign_in(steps: Steps, hands: Hands, app: AppViewModel, suffix: str = "") -> None:
    """The demo member, filled in: one Enter."""
    with steps.step(f"Sign in{suffix}"):
        steps.until("the sign-in view is filled in", lambda: app.sign_in.prefill, READY_WITHIN_S)
        email = hands.find("sign_in_email", TextField).text
        steps.check("the email stands in its field", email == fact(app, "member", "email"))
        steps.check("it says what this computer keeps", "encrypted" in hands.words("sign_in_kept"))
    with steps.step(f"Messages{suffix}"):
        hands.press(Qt.Key.Key_Return)
        steps.until("one Enter signs in", lambda: hands.sees("conversations"))
        steps.until("the balance is $12.50", lambda: app.balance and app.balance.available_cents == 1250)
        steps.until("two replies are unread", lambda: app.conversations.unread == 2)


def desk_of(app: AppViewModel, number: int) -> ReviewDesk:
    """A reviewer, signed in on the review page."""
    from contract.routes import REVIEW

    username, password = fact(app, "staff", "username", number), fact(app, "staff", "password", number)
    secret = fact(app, "staff", "code_secret", number)
    return _desk(f"{app.server_address}{REVIEW}", username, password, secret)


@cache
def _desk(address: str, username: str, password: str, code_secret: str) -> ReviewDesk:
    """Signs in once and stays: a code opens once only, and a quick tour would run out of codes."""
    return ReviewDesk(address, username, password, code_secret)


def fact(app: AppViewModel, group: str, name: str, number: int = 0) -> str:
    """One fact of the demo world, such as a sign-in."""
    found = (app.demo_facts or {}).get(group)
    entry = found[number] if isinstance(found, list) else found
    if not isinstance(entry, dict) or name not in entry:
        raise TourFailed(f"the demo world tells no {name} of {group}")
    return str(entry[name])


def choose(steps: Steps, hands: Hands, app: AppViewModel, name: str) -> None:
    """Send New Message, the beginning of a name, Enter."""
    hands.click("new_message")
    steps.until("the contacts are listed", lambda: hands.sees("picker_list"))
    hands.type(name)
    hands.press(Qt.Key.Key_Return)
    steps.until(
        f"the conversation with {name} is open",
        lambda: app.conversation.contact is not None and app.conversation.contact.name.startswith(name),
    )
    steps.until("the keyboard is in the composer", lambda: hands.is_writing)


def _choose_mateo(steps: Steps, hands: Hands) -> None:
    with steps.step("Who is it for"):
        hands.click("new_message")
        steps.until("the contacts are listed", lambda: hands.sees("picker_list"))
        hands.type("Mat")
        steps.check(
            "the button says whom it writes to", hands.find("picker_write", Button).text() == "Write to Mateo"
        )


def _write_and_send(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Write"):
        hands.press(Qt.Key.Key_Return)
        steps.until(
            "the conversation with Mateo is open", lambda: hands.words("thread_name") == "Mateo Rivera"
        )
        steps.until("the keyboard is in the composer", lambda: hands.is_writing)
        hands.type(WITH_NUMBER)
        left = 500 - len(WITH_NUMBER)
        steps.until("the countdown counts", lambda: hands.composer.countdown.text == f"{left} left")
        steps.until("the price stands beside it", lambda: "25¢" in hands.composer.price_line.text)
        steps.until("the draft is kept", lambda: hands.composer.draft_note.text() == "Draft kept")
    with steps.step("Waiting for approval"):
        hands.press(Qt.Key.Key_Return, CONTROL)
        steps.until("it waits for approval", lambda: hands.newest().kind is StepKind.PENDING)
        steps.check("its words are sealed", hands.newest().text is None)
        steps.check("the composer is empty", hands.draft == "")
        steps.until("25¢ are on hold", lambda: _money(app) == (1225, 25))


def _not_approved(steps: Steps, hands: Hands, app: AppViewModel, desk: ReviewDesk) -> None:
    with steps.step("Not approved"):
        item = desk.read(f"number {number_of_newest(steps, hands)}")
        steps.check("the reviewer sees the words", WITH_NUMBER in item.text)
        steps.until(
            "the family sees that it is being read", lambda: hands.newest().kind is StepKind.IN_REVIEW
        )
        desk.refuse(
            item, desk.reason(item, "Phone numbers"), MARKED, "He can add you to his call list instead."
        )
        steps.until("the refusal is shown", lambda: hands.newest().kind is StepKind.REFUSED)
        newest = hands.newest()
        steps.check("the words are back", newest.text == WITH_NUMBER)
        start = WITH_NUMBER.index(MARKED)
        refusal = newest.refusal
        steps.check(
            "the marked words are marked",
            refusal is not None and refusal.spans == ((start, start + len(MARKED)),),
        )
        steps.until("the money is back", lambda: _money(app) == (1250, 0))


def _mend_and_send(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Edit and send again"):
        hands.go_to_newest()
        hands.press(Qt.Key.Key_Tab)
        hands.press(Qt.Key.Key_Return)
        steps.until("the words are in the composer again", lambda: hands.draft == WITH_NUMBER)
        steps.until("the keyboard is there too", lambda: hands.is_writing)
        for _ in WITH_NUMBER[WITH_NUMBER.index(", it is") :]:
            hands.press(Qt.Key.Key_Backspace)
        hands.type(MENDED[WITH_NUMBER.index(", it is") :])
        steps.check("the mended words stand there", hands.draft == MENDED)
    with steps.step("Sent again"):
        hands.click("composer_send")
        steps.until("it waits for approval", lambda: hands.newest().kind is StepKind.PENDING)
        steps.until("25¢ are on hold again", lambda: _money(app) == (1225, 25))


def _approved(steps: Steps, hands: Hands, app: AppViewModel, desk: ReviewDesk) -> None:
    with steps.step("Approved"):
        item = desk.read(f"number {number_of_newest(steps, hands)}")
        steps.check("the reviewer sees the mended words", MENDED in item.text)
        desk.approve(item)
        steps.until("the approval is shown", lambda: hands.newest().kind in APPROVED)
        steps.until("the words can be read again", lambda: hands.newest().text == MENDED)
        steps.until("it is paid, nothing is on hold", lambda: _money(app) == (1225, 0))


def _opened(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    from contract.routes import READER

    with steps.step("Opened"):
        number, pin = fact(app, "residents", "booking_number"), fact(app, "residents", "pin")
        reader = ResidentsReader(f"{app.server_address}{READER}", number, pin)
        closed = reader.conversation("Elena Rivera")
        steps.check("a new message waits for Mateo, closed", "New message" in closed.text)
        conversation = reader.open(closed)
        steps.check("Mateo reads the words", MENDED in conversation.text)
        steps.check("he never sees what was not approved", WITH_NUMBER not in conversation.text)
        steps.until("the family sees that he opened it", lambda: hands.newest().kind is StepKind.OPENED)
        reader.answer(conversation, ANSWER)


def _answered(steps: Steps, hands: Hands, app: AppViewModel, desk: ReviewDesk) -> None:
    with steps.step("An answer has come"):
        choose(steps, hands, app, "Linh")
        item = desk.read("Mateo Rivera to Elena Rivera")
        steps.check("the reviewer reads the answer", ANSWER in item.text)
        steps.check("the family does not see it yet", app.conversations.unread == 2)
        desk.approve(item)
        steps.until("the unread count grows", lambda: app.conversations.unread == 3)


def _read(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Read by the family"):
        choose(steps, hands, app, "Mateo")
        steps.until("the answer stands in the conversation", lambda: hands.newest().text == ANSWER)
        steps.check("it is Mateo's", not hands.newest().own)
        steps.until("it counts as read", lambda: app.conversations.unread == 2)


def _details(steps: Steps, hands: Hands) -> None:
    with steps.step("About this message"):
        hands.go_to_newest()
        hands.press(Qt.Key.Key_Up)
        hands.press(Qt.Key.Key_Return)
        hands.choose_in_menu("See details")
        steps.until("the details are shown", lambda: hands.sees("message_details"))
    hands.press(Qt.Key.Key_Escape)
    steps.check("Esc closes them", not hands.sees("message_details"))


def number_of_newest(steps: Steps, hands: Hands) -> str:
    """The short number of the newest message, as it would be said on the telephone."""
    number = hands.newest().number
    steps.check("it has a number", number)
    return number or ""


def _money(app: AppViewModel) -> tuple[int, int]:
    balance = app.balance
    return (-1, -1) if balance is None else (balance.available_cents, balance.held_cents)
