"""The balance page: what is on hold and what is to be paid out, whatever order answers come in."""

from __future__ import annotations

import threading

import pytest

from app.domain.money_values import RefundInfo
from tests.unit.app.windowless import Client


def test_a_late_answer_does_not_bring_back_what_was_before(
    signed_in: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = signed_in.app.hub.session
    assert session is not None
    model = signed_in.app.balance_page
    payments = session.payments
    ask = payments.refunds
    go_on, has_asked, has_ended = threading.Event(), threading.Event(), threading.Event()

    def held_up_once() -> tuple[RefundInfo, ...]:
        """The first answer is on its way for so long that a later one overtakes it."""
        if has_asked.is_set():
            return ask()
        answer = ask()
        has_asked.set()
        assert go_on.wait(20)
        has_ended.set()
        return answer

    monkeypatch.setattr(payments, "refunds", held_up_once)
    model.load()
    signed_in.wait_for(has_asked.is_set)
    model.ask_refund(300)
    signed_in.wait_for(lambda: [one.amount_cents for one in model.refunds] == [300])
    told: list[object] = []
    model.refunds_changed.connect(told.append)
    go_on.set()
    signed_in.wait_for(has_ended.is_set)
    model.load()
    signed_in.wait_for(lambda: len(told) >= 1)
    assert [[one.amount_cents for one in model.refunds]] == [[300]]
    assert () not in told
