"""The account itself: another email address by its code, two-factor codes, everything as one file."""

from __future__ import annotations

import re
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.storage.export_check import faults_of
from app.tour.browser import Browser
from app.tour.hands import CONTROL, Hands
from app.tour.steps import Steps
from app.tour.story import READY_WITHIN_S, fact

if TYPE_CHECKING:
    from app.bootstrap import Program
    from app.viewmodels.app import AppViewModel

NEW_ADDRESS = "elena.at.work@example.org"
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")


def tell_account_story(steps: Steps, hands: Hands, program: Program) -> None:
    """Goes through the pages of My Account that change something."""
    app = program.view_model
    hands.press(Qt.Key.Key_4, CONTROL)
    _another_address(steps, hands, app)
    _two_factor(steps, hands, app)
    _export(steps, hands, program)
    hands.click("account_overview")
    hands.press(Qt.Key.Key_1, CONTROL)


def _another_address(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Another email address"):
        hands.click("account_details")
        hands.fill("email_new", NEW_ADDRESS)
        hands.fill("email_password", fact(app, "member", "password"))
        hands.click("email_send")
        steps.until("a code is on its way", lambda: hands.sees("email_code"))
        steps.until("it is on the demo's page of mails", lambda: _code_in_mail(app), READY_WITHIN_S)
    with steps.step("The address is changed"):
        hands.fill("email_code", _code_in_mail(app))
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


def _code_in_mail(app: AppViewModel) -> str:
    """The newest code on the demo's page of mails, or nothing."""
    from contract.routes import DEMO_MAIL

    page = Browser(f"{app.server_address}").open(f"{app.server_address}{DEMO_MAIL}")
    found = CODE.search(page.text)
    return found[0] if found is not None and NEW_ADDRESS in page.text else ""
