"""Paying in by card from the client: begun here, finished on the provider's page, and told honestly all the way."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.domain.errors import NotEnoughFunds, Offline, Refused
from app.domain.money_values import MovementWish, PaymentStep, Statement
from app.domain.values import MovementKind
from app.services.statement import as_table, bounds
from app.viewmodels.card_payment import CardPaymentViewModel
from contract.cells import harmless
from tests.checkout import ASKS, DECLINED, GOOD, LATE, type_card
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.windowless import Client


def begin(client: Client, cents: int = 2_000) -> tuple[CardPaymentViewModel, str]:
    """A payment, and the page it is to be finished on."""
    model = client.app.card_payment
    model.load()
    client.wait_for(lambda: model.is_offered)
    with client.qtbot.waitSignal(model.page_wanted) as wanted:
        model.begin(cents)
    assert wanted.args is not None
    return model, str(wanted.args[0])


def step(model: CardPaymentViewModel) -> PaymentStep | None:
    return None if model.payment is None else model.payment.step


def available(client: Client) -> int | None:
    return None if client.app.balance is None else client.app.balance.available_cents


def test_a_card_pays_in_without_anything_being_asked_again(signed_in: Client) -> None:
    model, page = begin(signed_in)
    assert step(model) is PaymentStep.WAITING
    type_card(page, GOOD)
    signed_in.wait_for(lambda: step(model) is PaymentStep.PAID)
    signed_in.wait_for(lambda: available(signed_in) == 3_000)
    model.load()
    assert model.payment is None  # the next one begins anew


def test_a_declined_card_says_why_and_the_page_can_be_opened_again(signed_in: Client) -> None:
    model, page = begin(signed_in)
    browser = type_card(page, DECLINED)
    signed_in.wait_for(lambda: step(model) is PaymentStep.DECLINED)
    assert model.payment is not None
    assert (model.payment.reason, model.payment.page) == ("card", page)
    browser.send(f"{page}/card", card=GOOD)
    signed_in.wait_for(lambda: step(model) is PaymentStep.PAID)


def test_the_banks_question_is_told_and_a_restart_in_between_loses_nothing(
    client: Client, family: Family
) -> None:
    client.start()
    client.sign_in(family)
    model, page = begin(client)
    browser = type_card(page, ASKS)
    client.wait_for(lambda: step(model) is PaymentStep.BANK_ASKED)
    client.stop()
    browser.send(f"{page}/bank", answer="yes")
    client.start()
    client.wait_online()
    client.wait_for(lambda: available(client) == 3_000)
    client.app.card_payment.load()
    client.wait_for(lambda: client.app.card_payment.is_offered)
    assert client.app.card_payment.payment is None


def test_a_payment_that_waits_is_found_again_after_a_restart(client: Client, family: Family) -> None:
    client.start()
    client.sign_in(family)
    _, page = begin(client)
    type_card(page, LATE)
    client.stop()
    client.start()
    client.wait_online()
    model = client.app.card_payment
    model.load()
    client.wait_for(lambda: step(model) is PaymentStep.CONFIRMING)


def test_a_payment_can_be_given_up(signed_in: Client) -> None:
    model, _ = begin(signed_in)
    model.cancel()
    signed_in.wait_for(lambda: step(model) is PaymentStep.CANCELLED)
    assert available(signed_in) == 1_000
    model.forget()
    assert model.payment is None


def test_no_answer_and_another_try_begin_one_payment(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    model = signed_in.app.card_payment
    live.stop()
    with signed_in.qtbot.waitSignal(model.failed) as failed:
        model.begin(500)
    assert failed.args is not None
    assert isinstance(failed.args[0], Offline)
    live.start()
    with signed_in.qtbot.waitSignal(model.page_wanted):
        model.begin(500)
    assert len(live.services.payments.page(family.member_id).items) == 1


def test_a_sum_out_of_bounds_is_refused_by_name(signed_in: Client) -> None:
    model = signed_in.app.card_payment
    with signed_in.qtbot.waitSignal(model.failed) as failed:
        model.begin(499)
    assert failed.args is not None
    assert isinstance(failed.args[0], Refused)


def test_movements_are_searched_and_what_is_on_hold_is_listed(signed_in: Client) -> None:
    page = signed_in.app.balance_page
    signed_in.send("costs a quarter")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    page.load()
    signed_in.wait_for(lambda: len(page.holds) == 1)
    hold = page.holds[0]
    assert (hold.kind, hold.step, hold.amount_cents, hold.contact_name) == (
        "message",
        "waits_for_review",
        25,
        "Mateo Rivera",
    )
    page.find(MovementWish("added"))
    signed_in.wait_for(lambda: page.found is not None)
    assert [row.kind for row in page.found or ()] == [MovementKind.DEPOSIT]
    page.find(MovementWish("all", "mateo"))
    signed_in.wait_for(lambda: [row.kind for row in page.found or ()] == [MovementKind.HOLD])
    page.find(MovementWish())
    assert page.found is None


def test_money_is_asked_back_and_kept_after_all(signed_in: Client) -> None:
    page = signed_in.app.balance_page
    page.load()
    page.ask_refund(600)
    signed_in.wait_for(lambda: [one.step for one in page.refunds] == ["asked"])
    signed_in.wait_for(lambda: available(signed_in) == 400)
    signed_in.wait_for(lambda: [hold.kind for hold in page.holds] == ["refund"])
    signed_in.wait_for(lambda: not page.busy)  # the list may hear of it before the answer comes
    page.withdraw_refund(page.refunds[0].key)
    signed_in.wait_for(lambda: [one.step for one in page.refunds] == ["withdrawn"])
    signed_in.wait_for(lambda: available(signed_in) == 1_000)
    signed_in.wait_for(lambda: not page.busy)
    with signed_in.qtbot.waitSignal(page.refund_failed) as failed:
        page.ask_refund(1_001)
    assert failed.args is not None
    assert isinstance(failed.args[0], NotEnoughFunds)


def test_a_months_statement_adds_up_and_can_be_saved(
    signed_in: Client, tmp_path: Path, live: LiveServer, family: Family
) -> None:
    live.spend(family, 50)
    page = signed_in.app.balance_page
    today = live.clock().date()
    with signed_in.qtbot.waitSignal(page.statement_ready) as ready:
        page.make_statement(date(today.year, today.month, 1))
    assert ready.args is not None
    statement = ready.args[0]
    assert isinstance(statement, Statement)
    assert (statement.opening_cents, statement.added_cents, statement.closing_cents) == (0, 1_000, 950)
    assert [row.kind for row in statement.rows] == [
        MovementKind.DEPOSIT,
        MovementKind.HOLD,
        MovementKind.HOLD,
    ]
    with signed_in.qtbot.waitSignal(page.statement_ready) as ready:
        page.make_statement(date(today.year - 1, 1, 1))
    assert ready.args is not None
    assert ready.args[0].rows == ()
    wanted = tmp_path / "statement.csv"
    with signed_in.qtbot.waitSignal(page.saved):
        page.save(str(wanted), b"content")
    assert wanted.read_bytes() == b"content"
    with signed_in.qtbot.waitSignal(page.statement_failed):
        page.save(str(tmp_path / "nowhere" / "x.csv"), b"content")
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".statement")]


def test_a_month_ends_where_the_next_begins() -> None:
    for month in range(1, 13):
        _, until = bounds(date(2026, month, 1), None)
        since, _ = bounds(date(2026 + month // 12, month % 12 + 1, 1), None)
        assert until == since


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", '=HYPERLINK("http://x")']
)
def test_no_cell_is_a_formula(text: str) -> None:
    assert harmless(text).startswith("'")
    table = as_table(("Head",), [(text,)]).decode("utf-8-sig")
    assert "'" in table.splitlines()[1][:2]


def test_a_cell_that_is_none_stays_as_it_is() -> None:
    assert harmless("Message to Mateo = brother") == "Message to Mateo = brother"
