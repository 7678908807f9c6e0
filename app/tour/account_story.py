"""The account itself: details, another address, codes, notices, what is kept here, everything as one file."""

from __future__ import annotations

import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.storage.export_check import faults_of
from app.tour.demo_mail import code_in_mail
from app.tour.hands import CONTROL, Hands
from app.tour.steps import Steps
from app.tour.story import READY_WITHIN_S, fact

if TYPE_CHECKING:
    from app.bootstrap import Program
    from app.viewmodels.app import AppViewModel

NEW_ADDRESS = "elena.at.work@example.org"


def tell_account_story(steps: Steps, hands: Hands, program: Program) -> None:
    """Goes through the pages of My Account that change something."""
    app = program.view_model
    hands.press(Qt.Key.Key_4, CONTROL)
    _details(steps, hands, app)
    _another_address(steps, hands, app)
    _two_factor(steps, hands, app)
    _here(steps, hands, app)
    _export(steps, hands, program)
    hands.click("account_overview")
    hands.press(Qt.Key.Key_1, CONTROL)


def _details(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Details"):
        hands.click("account_details")
        hands.fill("details_phone", "+1 541 555 0100")
        hands.click("details_save")
        steps.until(
            "the account has the telephone", lambda: app.account.account and app.account.account.phone
        )
        steps.until("it says so", lambda: hands.sees("details_said"))


def _here(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Notifications"):
        hands.click("account_notices")
        hands.click("notices_email")
        steps.until("mail is wished for", lambda: _wants_mail(app))
        steps.until("it says so", lambda: hands.sees("notices_said"))
    with steps.step("What this computer keeps"):
        hands.click("account_computer")
        steps.until("each kind has its size", lambda: "B" in hands.words("computer_messages"))
    with steps.step("Devices"):
        hands.click("account_devices")
        steps.until("this computer is listed", lambda: app.account.devices)


def _another_address(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Another email address"):
        hands.click("account_details")
        hands.fill("email_new", NEW_ADDRESS)
        hands.fill("email_password", fact(app, "member", "password"))
        hands.click("email_send")
        steps.until("a code is on its way", lambda: hands.sees("email_code"))
        steps.until(
            "it is on the demo's page of mails", lambda: code_in_mail(app, NEW_ADDRESS), READY_WITHIN_S
        )
    with steps.step("The address is changed"):
        hands.fill("email_code", code_in_mail(app, NEW_ADDRESS))
        hands.press(Qt.Key.Key_Return)
        steps.until("it says so", lambda: hands.sees("email_said"))
        steps.until(
            "the account has it", lambda: app.account.account and app.account.account.email == NEW_ADDRESS
        )


def _two_factor(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    from pyotp import TOTP

    with steps.step("Two-factor codes"):
        hands.click("account_password")
        hands.fill("two_factor_password", fact(app, "member", "password"))
        hands.click("two_factor_begin")
        steps.until("the QR picture is there", lambda: hands.sees("two_factor_qr"))
        secret = hands.words("two_factor_secret").replace(" ", "")
    with steps.step("Recovery codes"):
        hands.fill("two_factor_code", TOTP(secret).at(int(time.time())))
        hands.click("two_factor_confirm")
        steps.until("they are shown this once", lambda: hands.sees("two_factor_codes"))
    hands.click("two_factor_kept")
    steps.until("codes are on", lambda: hands.sees("two_factor_end"))


def _export(steps: Steps, hands: Hands, program: Program) -> None:
    with TemporaryDirectory(prefix="gettingout-tour-") as folder, steps.step("Export everything"):
        target = Path(folder) / "GettingOut.zip"
        hands.click("account_yours")
        program.screens.sheets.picker.answer_with(str(target))
        hands.click("export_begin")
        steps.until("the file is there", lambda: hands.sees("export_open"), READY_WITHIN_S)
        steps.check("it proves itself", faults_of(target) == [])
        said = [label.text() for label in program.window.findChildren(QLabel) if label.isVisible()]
        steps.check("it says what is in it", any("messages" in words for words in said))


def _wants_mail(app: AppViewModel) -> bool:
    account = app.account.account
    return account is not None and account.notify_by_email
