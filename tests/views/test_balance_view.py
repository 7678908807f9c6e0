"""Paying in by card and the balance page in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QAbstractButton

from app.domain.values import Connection
from app.tour.hands import CONTROL
from app.views.card_payment_panel import LEAST_CENTS, MOST_CENTS, typed_cents
from app.views.money_words import payment_words
from app.views.statement_card import StatementCard
from app.widgets.drop_down import DropDown
from app.widgets.movement_table import MovementTable
from app.widgets.notice import NoticeCard
from app.widgets.search_field import SearchField
from app.widgets.segments import Segments
from contract.payments import PAYMENT_LEAST_CENTS, PAYMENT_MOST_CENTS
from tests.checkout import ASKS, DECLINED, GOOD, type_card
from tests.unit.app.live import Family, LiveServer
from tests.views.with_window import Desk


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the system's browser was asked to open."""
    opened: list[str] = []

    def open_url(url: object) -> bool:
        opened.append(url.toString())  # type: ignore[attr-defined]
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    return opened


def open_add_funds(desk: Desk) -> None:
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.hands.click("overview_add_funds")
    desk.until(lambda: desk.hands.sees("card_pay"))


def open_balance(desk: Desk) -> None:
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.hands.click("account_balance")
    desk.until(lambda: desk.hands.sees("balance_movements"))


def said(desk: Desk, name: str = "card_said") -> str:
    return desk.hands.find(name, NoticeCard).text if desk.hands.sees(name) else ""


def search(desk: Desk, words: str) -> None:
    line = desk.hands.find("movements_words", SearchField)
    line.setFocus()
    line.selectAll()
    desk.hands.type(words)


def test_a_payment_by_card_from_the_sheet_to_the_balance(
    desk: Desk, family: Family, pages: list[str]
) -> None:
    desk.sign_in(family)
    open_add_funds(desk)
    desk.hands.find("card_choices", Segments).choose(2_000)
    desk.hands.click("card_pay")
    desk.until(lambda: pages)
    desk.until(lambda: "Waiting for you on the payment page" in said(desk))
    assert "nothing was charged" in said(desk)
    browser = type_card(pages[0], DECLINED)
    desk.until(lambda: "declined the card" in said(desk))
    desk.hands.click("card_again")
    assert pages[1] == pages[0]
    browser.send(f"{pages[0]}/card", card=ASKS)
    desk.until(lambda: "Your bank is asking" in said(desk))
    browser.send(f"{pages[0]}/bank", answer="yes")
    desk.until(lambda: "$20.00 was added" in said(desk))
    desk.until(lambda: desk.app.balance and desk.app.balance.available_cents == 3_000)
    desk.hands.click("card_anew")
    assert desk.hands.sees("card_pay")


def test_another_sum_is_typed_and_a_wrong_one_can_not_be_paid(
    desk: Desk, family: Family, pages: list[str]
) -> None:
    desk.sign_in(family)
    open_add_funds(desk)
    choices = desk.hands.find("card_choices", Segments)
    choices.choose(0)
    choices.chosen.emit(0)
    pay = desk.hands.find("card_pay", QAbstractButton)
    desk.until(lambda: desk.hands.sees("card_other"))
    for words in ("4.99", "200.01", "abc", "1e2", ""):
        desk.hands.fill("card_other", words)
        assert not pay.isEnabled(), words
    desk.hands.fill("card_other", "25,50")
    assert pay.isEnabled()
    desk.hands.click("card_pay")
    desk.until(lambda: pages)
    type_card(pages[0], GOOD)
    desk.until(lambda: "$25.50 was added" in said(desk))


def test_a_payment_is_cancelled_from_the_sheet(desk: Desk, family: Family, pages: list[str]) -> None:
    desk.sign_in(family)
    open_add_funds(desk)
    desk.hands.click("card_pay")
    desk.until(lambda: desk.hands.sees("card_cancel"))
    desk.hands.click("card_cancel")
    desk.until(lambda: "The payment was cancelled." in said(desk))


def test_without_a_browser_the_address_is_shown(
    desk: Desk, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: False)
    desk.sign_in(family)
    open_add_funds(desk)
    desk.hands.click("card_pay")
    desk.until(lambda: "Type this address into a browser: http://127.0.0.1" in said(desk))


def test_the_balance_page_shows_holds_searches_and_saves_a_statement(
    desk: Desk, live: LiveServer, tmp_path: Path
) -> None:
    family = live.add_family(funds_cents=5_000)
    live.write_history(family, 3)
    live.spend(family, 50)
    desk.sign_in(family)
    open_balance(desk)
    desk.until(lambda: desk.hands.sees("holds"))
    table = desk.hands.find("balance_movements", MovementTable)
    kind = desk.hands.find("movements_kind", DropDown)
    kind.setCurrentIndex(kind.findData("held"))
    desk.until(lambda: len(table.movements) == 5)
    search(desk, "nobody")
    desk.until(lambda: not desk.hands.sees("balance_movements"))
    search(desk, "mateo")
    desk.until(lambda: len(table.movements) == 5)
    statement = desk.hands.find("statement", StatementCard)
    for name, start in (("statement_csv", b"\xef\xbb\xbfDate,What for"), ("statement_pdf", b"%PDF")):
        wanted = tmp_path / name
        statement.answer_with(str(wanted))
        desk.hands.click(name)
        desk.until(lambda wanted=wanted: wanted.exists())  # type: ignore[misc]
        assert wanted.read_bytes().startswith(start)
    desk.until(lambda: "The statement was saved." in said(desk, "statement_said"))
    rows = (tmp_path / "statement_csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == 1 + 2 + 3 * 2 + 2


def test_unused_money_is_asked_back_from_the_page(desk: Desk, family: Family, live: LiveServer) -> None:
    desk.sign_in(family)
    open_balance(desk)
    desk.until(lambda: desk.hands.sees("pay_out_amount"))
    ask = desk.hands.find("pay_out_ask", QAbstractButton)
    desk.hands.fill("pay_out_amount", "10.01")
    assert not ask.isEnabled()
    desk.hands.fill("pay_out_amount", "6")
    desk.hands.click("pay_out_ask")
    desk.until(lambda: "$6.00 waits to be paid out" in said(desk, "pay_out_said"))
    desk.until(lambda: desk.hands.sees("holds"))
    desk.until(desk.hands.find("pay_out_back", QAbstractButton).isEnabled)
    desk.hands.click("pay_out_back")
    desk.until(lambda: "You took back your request" in said(desk, "pay_out_said"))
    assert live.services.vouchers.balance(family.member_id).available_cents == 1_000
    desk.until(lambda: not desk.hands.sees("holds"))


def test_a_search_without_a_connection_says_so_where_it_was_asked_and_is_asked_again(
    desk: Desk, live: LiveServer
) -> None:
    family = live.add_family()
    live.write_history(family, 1)
    desk.sign_in(family)
    open_balance(desk)
    live.stop()
    desk.until(lambda: desk.app.connection is not Connection.ONLINE)
    search(desk, "mateo")
    desk.until(lambda: "no connection" in said(desk, "balance_fault"))
    assert not desk.hands.sees("balance_movements")
    assert not desk.hands.sees("balance_empty")
    assert not desk.hands.sees("statement_said")
    live.start()
    desk.app.try_now()
    desk.until(lambda: desk.app.connection is Connection.ONLINE)
    desk.hands.press(Qt.Key.Key_Return)
    desk.until(lambda: desk.hands.sees("balance_movements"))
    assert said(desk, "balance_fault") == ""


def test_with_nothing_on_the_balance_there_is_nothing_to_ask_back(desk: Desk, live: LiveServer) -> None:
    desk.sign_in(live.add_family(funds_cents=0))
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.hands.click("account_balance")
    desk.until(lambda: desk.hands.sees("pay_out_nothing"))
    assert not desk.hands.sees("pay_out_ask")


def test_limits_stand_as_the_contract_has_them() -> None:
    assert (LEAST_CENTS, MOST_CENTS) == (PAYMENT_LEAST_CENTS, PAYMENT_MOST_CENTS)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("25", 2_500),
        (" $25.5 ", 2_550),
        ("25,50", 2_550),
        ("0.01", 1),
        ("25.505", None),
        ("-5", None),
        ("1.000", None),
        ("٢٥", None),
        (".5", None),
        ("", None),
    ],
)
def test_a_typed_sum_is_read_or_refused_and_never_guessed(text: str, cents: int | None) -> None:
    assert typed_cents(text) == cents


def test_every_step_of_a_payment_has_its_words() -> None:
    from app.domain.money_values import PaymentInfo, PaymentStep

    words = {payment_words(PaymentInfo("k", 2_000, step))[1] for step in PaymentStep}
    assert len(words) == len(PaymentStep)
