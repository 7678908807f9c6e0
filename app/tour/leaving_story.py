"""An account from its other end: the password is forgotten and set anew, then the account is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.tour.demo_mail import code_in_mail
from app.tour.hands import CONTROL, Hands
from app.tour.steps import Steps
from app.tour.story import READY_WITHIN_S

if TYPE_CHECKING:
    from app.viewmodels.app import AppViewModel

PASSWORD = "a longer walk home"


def tell_leaving_story(steps: Steps, hands: Hands, app: AppViewModel, email: str) -> None:
    """Begins and ends at the sign-in view."""
    _forgotten(steps, hands, app, email)
    _closed(steps, hands, app)


def _forgotten(steps: Steps, hands: Hands, app: AppViewModel, email: str) -> None:
    with steps.step("A forgotten password"):
        hands.fill("sign_in_email", email)
        hands.click("sign_in_forgot")
        steps.until("the sheet is open", lambda: hands.sees("reset_email"))
        hands.click("reset_go_on")
        steps.until("it does not say whether there is an account", lambda: _says_if(hands), READY_WITHIN_S)
        steps.until("a code is on the demo's page of mails", lambda: code_in_mail(app, email), READY_WITHIN_S)
        hands.fill("reset_code", code_in_mail(app, email))
        hands.fill("reset_new", PASSWORD)
    hands.click("reset_go_on")
    steps.until("the sheet is gone", lambda: not hands.sees("reset_code"), READY_WITHIN_S)
    steps.check("nobody is signed in by it", app.session is None)
    hands.fill("sign_in_password", PASSWORD)
    hands.press(Qt.Key.Key_Return)
    steps.until("the new password signs in", lambda: app.session is not None, READY_WITHIN_S)


def _closed(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("What closing the account means"):
        hands.press(Qt.Key.Key_4, CONTROL)
        hands.click("account_yours")
        hands.click("closing_begin")
        steps.until("it is said before", lambda: hands.sees("closing_terms"), READY_WITHIN_S)
        terms = hands.find("closing_terms", QWidget).findChildren(QLabel)
        words = " ".join(label.text() for label in terms)
        for part in ("This goes", "This stays", "Your money"):
            steps.check(f"{part.lower()}, with its reason", part in words)
    with steps.step("The account is closed"):
        hands.fill("closing_password", PASSWORD)
        hands.click("closing_go_on")
        steps.until("it is said once", lambda: hands.sees("closed"), READY_WITHIN_S)
        steps.check("nobody is signed in", app.session is None)
    hands.press(Qt.Key.Key_Escape)


def _says_if(hands: Hands) -> bool:
    return hands.sees("reset_code") and hands.words("reset_sentence").startswith("If there is an account")
