"""Money in by card on the payment company's own page, a month of it as a statement, and unused money asked back."""

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
from app.widgets.search_field import SearchField

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
    """Pays in ten dollars, saves the statement of the month, looks for a movement, asks for five dollars back."""
    hands.press(Qt.Key.Key_4, CONTROL)
    before = app.balance.available_cents if app.balance is not None else 0
    _pay_by_card(steps, hands, app, before)
    _statement(steps, hands)
    _search(steps, hands, app)
    _asked_back(steps, hands, app)


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


def _search(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("A movement is looked for"):
        words = hands.find("movements_words", SearchField)
        words.setFocus()
        hands.type("tom")
        steps.until("only what fits is listed", lambda: app.balance_page.found, READY_WITHIN_S)
        found = app.balance_page.found or ()
        steps.check("and all of it fits", all("Tom" in (row.contact_name or "") for row in found))
    words.selectAll()
    hands.press(Qt.Key.Key_Delete)
    steps.until("then everything again", lambda: app.balance_page.found is None, READY_WITHIN_S)


def _asked_back(steps: Steps, hands: Hands, app: AppViewModel) -> None:
    with steps.step("Unused money is asked back"):
        hands.fill("pay_out_amount", "5")
        hands.click("pay_out_ask")
        steps.until("it is on hold", lambda: app.balance and app.balance.held_cents == 500, READY_WITHIN_S)
        steps.until("with its reason", lambda: any(one.kind == "refund" for one in app.balance_page.holds))
        steps.until("and can be kept after all", lambda: hands.sees("pay_out_back"))


def _said(hands: Hands) -> str:
    return hands.find("card_said", NoticeCard).text if hands.sees("card_said") else ""
