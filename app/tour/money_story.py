"""Money in by card on the payment company's own page, and a month of it as a statement."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from app.tour.browser import Browser
from app.tour.hands import CONTROL, Hands
from app.tour.steps import Steps
from app.tour.story import READY_WITHIN_S
from app.views.statement_card import StatementCard
from app.widgets.notice import NoticeCard

if TYPE_CHECKING:
    from app.viewmodels.app import AppViewModel

CARD = "4242 4242 4242 4242"
"""A card of the test provider that works; nobody has it."""


class _Caught(QObject):
    """Keeps the page that the system's browser would have shown."""

    def __init__(self) -> None:
        super().__init__()
        self.page = ""

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Asked to open a page."""
        self.page = url.toString()


def tell_money_story(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    """Pays in ten dollars, then saves the statement of the month."""
    hands.press(Qt.Key.Key_4, CONTROL)
    before = app.balance.available_cents if app.balance is not None else 0
    _pay_by_card(steps, hands, app, before)
    _statement(steps, hands)


def _pay_by_card(steps: Steps, hands: Hands, app: AppViewModel, before: int) -> None:
    caught = _Caught()
    # The stubs of PySide say bytes; what it takes is the name itself.
    QDesktopServices.setUrlHandler("http", caught, "take")  # type: ignore[arg-type]
    try:
        with steps.step("Pay by card"):
            hands.click("overview_add_funds")
            steps.until("cards are taken", lambda: hands.sees("card_pay"), READY_WITHIN_S)
            hands.click("card_pay")
            steps.until("the company's page is opened", lambda: caught.page, READY_WITHIN_S)
            steps.until("it waits for the page", lambda: "Waiting for you" in _said(hands), READY_WITHIN_S)
    finally:
        QDesktopServices.unsetUrlHandler("http")
    with steps.step("The money is there"):
        browser = Browser(caught.page)
        page = browser.open(caught.page)
        browser.submit(page, page.form("card"), {"card": CARD})
        steps.until("it says so", lambda: "$10.00 was added" in _said(hands), READY_WITHIN_S)
        steps.until(
            "it is on the balance", lambda: app.balance and app.balance.available_cents == before + 1_000
        )
    hands.press(Qt.Key.Key_Escape)


def _statement(steps: Steps, hands: Hands) -> None:
    with TemporaryDirectory(prefix="gettingout-tour-") as folder, steps.step("Statement of a month"):
        target = Path(folder) / "statement.pdf"
        hands.click("account_balance")
        steps.until("the movements are listed", lambda: hands.sees("balance_movements"))
        hands.find("statement", StatementCard).answer_with(str(target))
        hands.click("statement_pdf")
        steps.until("it is saved", lambda: hands.sees("statement_said"), READY_WITHIN_S)
        steps.check("it is a PDF page", target.read_bytes().startswith(b"%PDF"))


def _said(hands: Hands) -> str:
    return hands.find("card_said", NoticeCard).text if hands.sees("card_said") else ""
