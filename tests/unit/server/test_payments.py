"""Paying in by card: one credit, whatever the provider's notices do on their way, and no card anywhere near us."""

from __future__ import annotations

import json
import random
import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from contract import routes
from contract.limits import PAGE_SIZE
from contract.messages import State
from contract.money import MovementKind
from contract.payments import (
    PAYMENT_LEAST_CENTS,
    PAYMENT_MOST_CENTS,
    PAYMENTS_A_DAY,
    DeclineReason,
    HoldKind,
    HoldStep,
    NewPayment,
    NewRefund,
    Payment,
    PaymentState,
    RefundState,
)
from contract.problems import ProblemType
from server.__main__ import main
from server.payments import test_provider as providing
from server.payments.provider import NoticeForged, NoticeKind, ProviderAway, sign
from server.payments.test_bank import CARDS
from server.payments.test_provider import NAME, OPEN_FOR, CheckoutOver
from server.services import holds
from server.services import payments as paying
from server.services.faults import (
    InvalidField,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    NotOffered,
    QuotaReached,
    RefundWaits,
)
from server.store.tables import audit, test_notices
from server.store.work import Actor
from tests.checkout import ASKS, DECLINED, DISPUTED, GOOD, LATE, Browser
from tests.unit.server.live import Live
from tests.unit.server.paying import (
    CENTS,
    Letter,
    begin,
    bring,
    bring_all,
    checkout_of,
    letters,
    provider,
    type_card,
)
from tests.unit.server.world import OPERATOR, PRICE, World, as_a_program


@pytest.fixture
def member_id(world: World) -> str:
    """Somebody without money."""
    return world.member(cents=0)[0].member_id


def available(world: World, member_id: str) -> int:
    return world.services.vouchers.balance(member_id).available_cents


def state(world: World, payment: Payment, member_id: str) -> PaymentState:
    return world.services.payments.get(member_id, payment.id).state


def test_a_card_that_works_pays_in_once_and_is_explained(world: World, member_id: str) -> None:
    payment = begin(world, member_id)
    assert payment.state is PaymentState.WAITING
    assert available(world, member_id) == 0
    type_card(world, payment, GOOD)
    assert available(world, member_id) == 0, "the page alone pays nothing"
    bring_all(world)
    assert state(world, payment, member_id) is PaymentState.PAID
    (movement,) = world.services.vouchers.movements(member_id).items
    assert (movement.kind, movement.amount_cents, movement.payment_id) == (
        MovementKind.DEPOSIT,
        CENTS,
        payment.id,
    )


def test_a_declined_card_charges_nothing_and_another_can_be_tried(world: World, member_id: str) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, DECLINED)
    bring_all(world)
    declined = world.services.payments.get(member_id, payment.id)
    assert (declined.state, declined.decline_reason) == (PaymentState.DECLINED, DeclineReason.CARD)
    assert declined.checkout_url == payment.checkout_url
    type_card(world, payment, GOOD)
    bring_all(world)
    assert available(world, member_id) == CENTS


@pytest.mark.parametrize("agreed", [True, False])
def test_a_bank_that_asks_is_told_of_and_answered(world: World, member_id: str, agreed: bool) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, ASKS)
    bring_all(world)
    assert state(world, payment, member_id) is PaymentState.BANK_ASKED
    provider(world).confirm(checkout_of(payment), agreed=agreed)
    bring_all(world)
    assert available(world, member_id) == (CENTS if agreed else 0)
    shown = world.services.payments.get(member_id, payment.id)
    assert shown.state is (PaymentState.PAID if agreed else PaymentState.DECLINED)
    assert shown.decline_reason is (None if agreed else DeclineReason.NOT_CONFIRMED)


def test_a_late_bank_is_waited_for(world: World, member_id: str) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, LATE)
    bring_all(world)
    assert state(world, payment, member_id) is PaymentState.CONFIRMING
    assert world.services.payments.get(member_id, payment.id).checkout_url is None
    world.clock.move(seconds=21)
    bring_all(world)
    assert available(world, member_id) == CENTS


def test_a_payment_that_was_given_up_or_forgotten_charges_nothing(world: World, member_id: str) -> None:
    given_up, forgotten = begin(world, member_id), begin(world, member_id)
    world.services.payments.cancel(member_id, given_up.id)
    world.clock.now += OPEN_FOR
    provider(world).expire()
    bring_all(world)
    assert state(world, given_up, member_id) is PaymentState.CANCELLED
    assert state(world, forgotten, member_id) is PaymentState.EXPIRED
    for payment in (given_up, forgotten):
        with pytest.raises(CheckoutOver):
            type_card(world, payment, GOOD)
    assert available(world, member_id) == 0


def test_the_same_notice_again_credits_nothing(world: World, member_id: str) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, GOOD)
    (letter,) = letters(world)
    for _ in range(20):
        assert bring(world, letter)
    assert available(world, member_id) == CENTS


def test_a_second_notice_of_being_paid_credits_nothing_either(world: World, member_id: str) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, GOOD)
    provider(world).tell(payment.id, NoticeKind.PAID)
    found = letters(world)
    assert len(found) == 2
    for letter in found:
        bring(world, letter)
    assert available(world, member_id) == CENTS


def test_notices_in_any_order_come_to_the_same_end(world: World, member_id: str) -> None:
    dice = random.Random(5)
    for number in range(12):
        payment = begin(world, member_id)
        type_card(world, payment, DECLINED)
        type_card(world, payment, ASKS)
        provider(world).confirm(checkout_of(payment), agreed=True)
        found = letters(world)
        assert len(found) == 3
        dice.shuffle(found)
        for letter in [*found, *found]:
            bring(world, letter)
        assert state(world, payment, member_id) is PaymentState.PAID
        assert available(world, member_id) == CENTS * (number + 1)


def test_an_older_notice_that_comes_late_changes_nothing_that_is_shown(world: World, member_id: str) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, ASKS)
    provider(world).confirm(checkout_of(payment), agreed=False)
    asked, declined = letters(world)
    bring(world, declined)
    bring(world, asked)
    assert state(world, payment, member_id) is PaymentState.DECLINED


def forge(world: World, letter: Letter, how: str) -> Letter:
    """The letter as somebody without the key would bring it."""
    now = world.services.store.clock()
    if how == "no signature":
        return replace(letter, signature="")
    if how == "another key":
        return replace(letter, signature=sign(bytes(32), letter.body, now))
    if how == "another sum":
        return replace(letter, body=letter.body.replace(b"2000", b"9000"))
    if how == "another second":
        return replace(letter, signature=letter.signature.replace("t=", "t=1"))
    if how == "nonsense":
        return replace(letter, signature="t=x,v1=é,,=")
    if how == "no notice":
        return Letter(b"[]", sign(provider(world)._key, b"[]", now))
    world.clock.move(minutes=6)
    return letter


@pytest.mark.parametrize(
    "how",
    [
        "no signature",
        "another key",
        "another sum",
        "another second",
        "nonsense",
        "no notice",
        "recorded long ago",
    ],
)
def test_a_forged_notice_changes_nothing(world: World, member_id: str, how: str) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, GOOD)
    (letter,) = letters(world)
    with pytest.raises(NoticeForged):
        bring(world, forge(world, letter, how))
    assert available(world, member_id) == 0
    assert state(world, payment, member_id) is PaymentState.WAITING


def test_a_notice_about_another_sum_is_never_credited_and_noted_down(world: World, member_id: str) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, GOOD)
    (letter,) = letters(world)
    body = json.dumps({**json.loads(letter.body), "amount_cents": 1}).encode()
    assert bring(world, Letter(body, sign(provider(world)._key, body, world.clock.now)))
    assert available(world, member_id) == 0
    with world.services.store.read() as connection:
        actions = connection.execute(select(audit.c.action)).scalars().all()
    assert "payment notice of another sum" in actions


def test_a_notice_about_nothing_of_ours_is_to_come_again(world: World, member_id: str) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, GOOD)
    (letter,) = letters(world)
    for field, value in (("payment_id", str(uuid.uuid4())), ("checkout_id", "other")):
        body = json.dumps({**json.loads(letter.body), field: value}).encode()
        assert not bring(world, Letter(body, sign(provider(world)._key, body, world.clock.now)))
    with pytest.raises(NotFound):
        world.services.payments.take_notice("other", letter.body, letter.signature)
    assert available(world, member_id) == 0


def test_a_disputed_payment_blocks_nothing_and_is_the_services_loss(world: World) -> None:
    pair = world.pair(cents=0)
    payment = begin(world, pair.member_id)
    type_card(world, payment, DISPUTED)
    bring_all(world)
    world.clock.move(seconds=21)
    bring_all(world)
    assert world.services.payments.get(pair.member_id, payment.id).is_disputed
    assert available(world, pair.member_id) == CENTS
    assert world.send(pair).state is State.PENDING
    assert world.faults() == []
    provider(world).tell(payment.id, NoticeKind.DISPUTE_WON)
    bring_all(world)
    assert not world.services.payments.get(pair.member_id, payment.id).is_disputed
    kinds = [one.kind for one in world.services.vouchers.movements(pair.member_id).items]
    assert kinds == [
        MovementKind.DISPUTE_WON,
        MovementKind.HOLD,
        MovementKind.DISPUTED,
        MovementKind.DEPOSIT,
    ]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0), (2, 0, 1), (0, 2, 1)])
def test_a_dispute_and_its_end_in_any_order(world: World, member_id: str, order: tuple[int, ...]) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, GOOD)
    provider(world).tell(payment.id, NoticeKind.DISPUTED)
    provider(world).tell(payment.id, NoticeKind.DISPUTE_WON)
    found = letters(world)
    for place in order:
        bring(world, found[place])
    assert available(world, member_id) == CENTS
    assert not world.services.payments.get(member_id, payment.id).is_disputed
    assert world.faults() == []


def test_a_payment_outlives_a_restart_at_every_step(data: Path) -> None:
    world = World.open(data)
    member_id = world.member(cents=0)[0].member_id
    key = str(uuid.uuid4())
    payment = begin(world, member_id, key=key)

    def restart() -> World:
        nonlocal world
        now = world.clock.now
        world.close()
        world = World.open(data)
        world.clock.now = now
        return world

    assert begin(restart(), member_id, key=key) == payment
    type_card(restart(), payment, LATE)
    bring_all(restart())
    world.clock.move(seconds=21)
    bring_all(restart())
    assert available(restart(), member_id) == CENTS
    world.close()


def test_the_same_key_begins_one_payment_and_another_sum_is_refused(world: World, member_id: str) -> None:
    key = str(uuid.uuid4())
    assert begin(world, member_id, key=key) == begin(world, member_id, key=key)
    with pytest.raises(KeyReused):
        begin(world, member_id, 500, key=key)


def test_a_provider_that_was_away_is_asked_again_by_the_same_key(
    world: World, member_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = str(uuid.uuid4())
    with monkeypatch.context() as away:
        away.setattr(provider(world).__class__, "open_checkout", _away)
        with pytest.raises(ProviderAway):
            begin(world, member_id, key=key)
    assert begin(world, member_id, key=key).checkout_url is not None
    assert len(world.services.payments.page(member_id).items) == 1


def _away(*_: object) -> None:
    raise ProviderAway


def test_sums_and_numbers_have_their_limits(world: World, member_id: str) -> None:
    for cents in (0, -500, PAYMENT_LEAST_CENTS - 1, PAYMENT_MOST_CENTS + 1):
        with pytest.raises(InvalidField, match="amount_cents"):
            begin(world, member_id, cents)
    for _ in range(PAYMENTS_A_DAY):
        begin(world, member_id, PAYMENT_LEAST_CENTS)
    with pytest.raises(QuotaReached) as fault:
        begin(world, member_id)
    assert fault.value.retry_at is not None
    world.clock.now = fault.value.retry_at
    begin(world, member_id)


def test_a_service_without_a_provider_says_so(world: World, member_id: str) -> None:
    service = paying.PaymentService(world.services.store, None)
    assert not service.page(member_id).is_offered
    with pytest.raises(NotOffered):
        service.begin(member_id, str(uuid.uuid4()), NewPayment(amount_cents=500), "http://x")


def test_no_card_is_ever_written_down(world: World, member_id: str) -> None:
    for card in CARDS:
        payment = begin(world, member_id)
        type_card(world, payment, card)
    bring_all(world)
    with world.services.store.read() as connection:
        kept = "".join(str(row) for row in connection.execute(select(test_notices)))
        kept += "".join(str(row) for row in connection.execute(select(audit)))
    assert not [card for card in CARDS if card[-6:] in kept]


def test_a_credit_without_its_guards_would_be_noticed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault seeded: believing every notice of being paid."""
    take = paying._take
    monkeypatch.setattr(
        paying, "_take", lambda work, name, row, notice: take(work, name, _unpaid(row), notice)
    )
    world = World.open(data)
    try:
        member_id = world.member(cents=0)[0].member_id
        with pytest.raises(AssertionError):
            test_a_second_notice_of_being_paid_credits_nothing_either(world, member_id)
        assert [fault for fault in world.faults() if "rule 10" in fault]
    finally:
        world.close()


def _unpaid(row: object) -> object:
    values = row._asdict() | {"paid_at": None}  # type: ignore[attr-defined]
    return type("Row", (), values)


def test_a_whole_payment_by_http_alone(live: Live) -> None:
    pair = live.world.pair(cents=0)
    answer = live.call(
        "POST",
        routes.PAYMENTS,
        token=pair.token,
        json={"amount_cents": CENTS},
        headers={routes.IDEMPOTENCY_KEY: str(uuid.uuid4())},
    )
    assert answer.status == 201
    url = answer.json["checkout_url"]
    browser = Browser()
    assert "Pay $20" in browser.get(url)
    assert "is it you?" in browser.send(f"{url}/card", card=ASKS)
    assert "Thank you" in browser.send(f"{url}/bank", answer="yes")
    with live.events(pair.token, after=0) as stream:
        while True:
            event = stream.next()
            assert event is not None
            if event.payment is not None and event.payment.state is PaymentState.PAID:
                break
    assert live.call("GET", routes.BALANCE, token=pair.token).json["available_cents"] == CENTS


def test_a_real_card_is_refused_and_a_page_without_its_token_does_nothing(live: Live) -> None:
    member_id = live.world.member(cents=0)[0].member_id
    payment = begin(live.world, member_id)
    path = f"/payments/{NAME}/{checkout_of(payment)}"
    bare = live.call("POST", f"{path}/card", body=b"card=4242424242424242")
    assert bare.status in (400, 403)
    browser, base = Browser(), f"http://127.0.0.1:{live.port}"
    browser.get(base + path)
    with pytest.raises(OSError, match="422"):
        browser.send(f"{base}{path}/card", card="5500 0000 0000 0004")
    assert live.call("GET", f"/payments/{NAME}/unknown").status == 404
    assert available(live.world, member_id) == 0


def test_a_forged_notice_by_http_is_refused(live: Live) -> None:
    member_id = live.world.member(cents=0)[0].member_id
    payment = begin(live.world, member_id)
    body = json.dumps({"kind": "paid", "payment_id": payment.id}).encode()
    assert live.call("POST", f"/payments/notices/{NAME}", body=body).status == 400
    assert live.call("POST", "/payments/notices/other", body=body).status == 404


def test_a_notice_nobody_took_is_brought_again(
    world: World, member_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    payment = begin(world, member_id)
    type_card(world, payment, GOOD)
    tries: list[bytes] = []

    def post(_url: str, body: bytes, signature: str) -> bool:
        tries.append(body)
        return len(tries) == 3 and world.services.payments.take_notice(NAME, body, signature)

    monkeypatch.setattr(providing, "_post", post)
    assert provider(world).bring_due() == 0
    assert provider(world).bring_due() == 0, "not before its pause is over"
    assert len(tries) == 1
    world.clock.move(seconds=3)
    provider(world).bring_due()
    world.clock.move(seconds=5)
    assert provider(world).bring_due() == 1
    assert available(world, member_id) == CENTS


def test_what_is_on_hold_is_named_with_its_reason(world: World) -> None:
    pair, reviewer = world.pair(cents=200), world.reviewer()
    first, second = world.send(pair), world.send(pair)
    world.services.review.claim(reviewer, second.id)
    world.services.refunds.ask(pair.member_id, str(uuid.uuid4()), NewRefund(amount_cents=100))
    found = holds.page(world.services.store, pair.member_id)
    assert [(one.kind, one.step, one.amount_cents) for one in found.items] == [
        (HoldKind.REFUND, HoldStep.WAITS_FOR_PAYOUT, 100),
        (HoldKind.MESSAGE, HoldStep.IN_REVIEW, PRICE),
        (HoldKind.MESSAGE, HoldStep.WAITS_FOR_REVIEW, PRICE),
    ]
    balance = world.services.vouchers.balance(pair.member_id)
    assert sum(one.amount_cents for one in found.items) == balance.held_cents
    assert {one.id for one in found.items} >= {first.id, second.id}


def test_holds_come_in_pages(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holds, "PAGE_SIZE", 2)
    pair = world.pair()
    sent = [world.send(pair).id for _ in range(5)]
    found, cursor = [], None
    while True:
        page = holds.page(world.services.store, pair.member_id, cursor)
        found += [one.id for one in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == sent[::-1]
    assert PAGE_SIZE == 100


def test_a_refund_is_on_hold_until_the_operator_has_paid_it(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World.open(data)
    member_id = world.member(cents=1_000)[0].member_id
    ask = world.services.refunds.ask
    refund = ask(member_id, str(uuid.uuid4()), NewRefund(amount_cents=600))
    balance = world.services.vouchers.balance(member_id)
    assert (balance.available_cents, balance.held_cents) == (400, 600)
    with pytest.raises(RefundWaits):
        ask(member_id, str(uuid.uuid4()), NewRefund(amount_cents=1))
    world.close()
    as_a_program(monkeypatch, data)
    where = ["--data", str(data)]
    assert main(["refunds", "list", *where]) == 0
    assert refund.id in capsys.readouterr().out
    assert main(["refunds", "approve", refund.id, "--note", "By check, number 17.", *where]) == 0
    assert "$6.00 left the balance" in capsys.readouterr().out
    assert main(["refunds", "approve", refund.id, *where]) == 1
    assert main(["refunds", "list", *where]) == 0
    assert "Nobody waits" in capsys.readouterr().out
    world = World.open(data)
    (paid,) = world.services.refunds.page(member_id).items
    assert (paid.state, paid.note) == (RefundState.PAID, "By check, number 17.")
    assert world.services.vouchers.balance(member_id).held_cents == 0
    assert world.faults() == []
    world.close()


def test_a_refund_that_is_declined_or_withdrawn_can_be_spent_again(world: World, member_id: str) -> None:
    world.pay_in(member_id, 500)
    refunds, key = world.services.refunds, str(uuid.uuid4())
    first = refunds.ask(member_id, key, NewRefund(amount_cents=500))
    with pytest.raises(InvalidField, match="note"):
        refunds.decide(first.id, OPERATOR, None, paid=False)
    refunds.decide(first.id, OPERATOR, "The voucher was a gift of the facility.", paid=False)
    assert refunds.ask(member_id, key, NewRefund(amount_cents=500)).state is RefundState.DECLINED
    second = refunds.ask(member_id, str(uuid.uuid4()), NewRefund(amount_cents=500))
    assert refunds.withdraw(member_id, second.id).state is RefundState.WITHDRAWN
    assert refunds.withdraw(member_id, second.id).state is RefundState.WITHDRAWN
    with pytest.raises(NotFound):
        refunds.decide(second.id, Actor("operator", ""), "x", paid=True)
    with pytest.raises(NotEnoughFunds):
        refunds.ask(member_id, str(uuid.uuid4()), NewRefund(amount_cents=501))
    assert available(world, member_id) == 500


def test_movements_can_be_searched_and_filtered(live: Live) -> None:
    world = live.world
    pair, reviewer = world.pair(cents=100), world.reviewer()
    world.approve(reviewer, world.send(pair).id)
    world.clock.move(days=3)
    world.refuse(reviewer, world.send(pair).id)

    def kinds(query: str) -> list[str]:
        answer = live.call("GET", f"{routes.MOVEMENTS}?{query}", token=pair.token)
        assert answer.status == 200, answer.body
        return [one["kind"] for one in answer.json["items"]]

    assert kinds("kind=added") == ["deposit"]
    assert kinds("kind=held") == ["hold", "hold"]
    assert kinds("kind=spent") == ["capture"]
    assert kinds("kind=returned") == ["release"]
    assert kinds("q=linh") == ["release", "hold", "capture", "hold"]
    assert kinds("q=facility") == ["release", "hold", "capture", "hold"]
    assert kinds("q=test") == ["deposit"]
    assert kinds("q=nobody") == []
    assert kinds("q=%25") == kinds("")
    assert kinds("since=2026-03-04T00:00:00Z") == ["release", "hold"]
    assert kinds("until=2026-03-04T00:00:00Z") == ["capture", "hold", "deposit"]
    for wrong in ("since=2026-03-04T00:00:00", "since=yesterday", f"q={'x' * 81}", "q=%00"):
        answer = live.call("GET", f"{routes.MOVEMENTS}?{wrong}", token=pair.token)
        assert answer.problem.kind is ProblemType.INVALID_FIELD
