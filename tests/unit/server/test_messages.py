"""Sending exactly once, what the sender may see while it waits, withdrawing, pages."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from contract import limits
from contract.contacts import CannotWrite
from contract.facilities import Prices
from contract.messages import Direction, NewMessage, State
from contract.problems import FieldReason
from server.services.faults import (
    CannotWriteNow,
    InvalidField,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    PriceChanged,
    WrongState,
)
from server.services.standing import ResidentState
from server.store.tables import audit, events, idempotency_keys, ledger_transactions, submissions
from tests.odd import naughty_strings
from tests.unit.server.world import OPERATOR, PRICE, Pair, World

FAMILY = "👨‍👩‍👧‍👦"


def test_a_message_is_accepted_with_its_price_held(world: World) -> None:
    pair = world.pair(cents=100)
    message = world.send(pair, "Hello,\r\nhow are you?")
    assert (message.state, message.direction, message.text) == (State.PENDING, Direction.SENT, None)
    assert (message.characters, message.price_cents, message.held_cents, message.paid_cents) == (
        19,
        PRICE,
        PRICE,
        0,
    )
    assert message.expected_by is not None
    balance = world.services.vouchers.balance(pair.member_id)
    assert (balance.available_cents, balance.held_cents) == (75, 25)


def test_the_answer_to_sending_is_what_reading_gives(world: World) -> None:
    pair = world.pair()
    message = world.send(pair)
    assert world.services.messages.get(pair.member_id, message.id) == message
    assert world.services.messages.page(pair.member_id).items == (message,)


def test_the_text_is_hidden_while_it_waits_and_returns_to_its_sender(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    approved, refused, withdrawn = (world.send(pair, text) for text in ("one", "two", "three"))
    world.services.review.claim(reviewer, approved.id)
    assert [one.text for one in world.services.messages.page(pair.member_id).items] == [None, None, None]
    world.approve(reviewer, approved.id)
    world.refuse(reviewer, refused.id)
    world.services.messages.withdraw(pair.member_id, withdrawn.id)
    assert [one.text for one in world.services.messages.page(pair.member_id).items] == ["three", "two", "one"]


def test_a_facility_can_let_senders_see_their_waiting_text(world: World) -> None:
    pair = world.pair(facility_id=world.facility(sender_sees_pending=True))
    assert world.send(pair, "Hello").text == "Hello"


def test_the_same_key_and_body_is_the_same_message(world: World) -> None:
    pair, key = world.pair(cents=100), str(uuid.uuid4())
    first = world.send(pair, key=key)
    before = rows(world)
    assert world.send(pair, key=key) == first
    assert world.send(pair, key=key.upper()) == first
    world.clock.move(days=4_000)
    assert world.send(pair, key=key) == first
    assert rows(world) == before
    assert world.services.vouchers.balance(pair.member_id).available_cents == 75


def test_a_repeated_key_answers_with_the_message_as_it_is_now(world: World) -> None:
    pair, key = world.pair(), str(uuid.uuid4())
    first = world.send(pair, key=key)
    world.approve(world.reviewer(), first.id)
    again = world.send(pair, key=key)
    assert (again.id, again.state, again.text) == (first.id, State.DELIVERED, "Hello")


def test_the_same_key_and_another_body_is_refused(world: World) -> None:
    pair, key = world.pair(), str(uuid.uuid4())
    world.send(pair, key=key)
    before = rows(world)
    with pytest.raises(KeyReused):
        world.send(pair, "Hello!", key=key)
    assert rows(world) == before


def test_a_key_belongs_to_its_member(world: World) -> None:
    facility, key = world.facility(), str(uuid.uuid4())
    first, second = world.pair(facility_id=facility), world.pair(facility_id=facility)
    assert world.send(first, key=key).id != world.send(second, key=key).id


@pytest.mark.parametrize(
    "key",
    ["", "x", "12345", "319c1cec-e735-11f1-81e7-02fc00000001", "{3ea5ed4f-59ba-4c6e-a033-85981c2afc35}"],
)
def test_a_key_is_a_uuid4(world: World, key: str) -> None:
    pair = world.pair()
    new = NewMessage(contact_id=pair.contact_id, text="Hello", price_cents=PRICE)
    with pytest.raises(InvalidField) as fault:
        world.services.messages.send(pair.member_id, key, new)
    assert (fault.value.field, fault.value.reason) == ("Idempotency-Key", FieldReason.WRONG)
    with pytest.raises(InvalidField) as fault:
        world.services.messages.send(pair.member_id, None, new)
    assert fault.value.reason is FieldReason.MISSING


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", FieldReason.EMPTY),
        (" \n\t\u2003 ", FieldReason.EMPTY),
        ("x" * 501, FieldReason.TOO_LONG),
        (FAMILY * 501, FieldReason.TOO_LONG),
        ("a" + "\u0301" * 999, FieldReason.CHARACTER_TOO_COMPLEX),
        (FAMILY * 400 + ("a" + "\u20dd" * 31) * 100, FieldReason.TOO_MANY_BYTES),
        ("a\0b", FieldReason.FORBIDDEN_CHARACTER),
        ("a\ud800b", FieldReason.FORBIDDEN_CHARACTER),
    ],
)
def test_a_text_that_can_not_be_sent_changes_nothing(world: World, text: str, reason: FieldReason) -> None:
    pair = world.pair()
    before = rows(world)
    with pytest.raises(InvalidField) as fault:
        world.services.messages.send(
            pair.member_id,
            str(uuid.uuid4()),
            NewMessage(contact_id=pair.contact_id, text=text, price_cents=PRICE),
        )
    assert (fault.value.field, fault.value.reason) == ("text", reason)
    assert rows(world) == before


@pytest.mark.parametrize(
    ("text", "characters"),
    [
        ("x" * 500, 500),
        (FAMILY * 500, 500),
        ("é" * 500, 500),
        ("\r\n" * 499 + "x", 500),
        ("abc\u202edef", 7),
        ("  spaces count  ", 16),
    ],
)
def test_what_people_see_as_at_most_500_characters_can_be_sent(
    world: World, text: str, characters: int
) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    message = world.send(pair, text)
    assert message.characters == characters
    world.approve(reviewer, message.id)
    opened = world.services.inbox.open(pair.resident, message.id)
    assert opened.text == limits.normalise(text)


def test_the_same_words_in_another_unicode_form_are_the_same_message(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    hashes = {
        world.services.review.claim(reviewer, world.send(pair, text).id).sha256
        for text in ("Trần", "Tra\u0302\u0300n")
    }
    assert len(hashes) == 1


def test_any_text_is_counted_alike_on_both_sides(world: World) -> None:
    pair = world.pair(cents=100_000)

    @settings(max_examples=150, deadline=None, database=None)
    @given(text=st.text(max_size=700))
    def compare(text: str) -> None:
        _same_verdict(world, pair, text)

    compare()


def test_odd_texts_are_counted_alike_on_both_sides(world: World) -> None:
    odd = ["\u202e\u2066abc", "\ufeff", "\u0000", "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤", "🏳️‍🌈" * 500, "👩🏿" * 501, "\u200d" * 40]
    odd += naughty_strings()
    pair = world.pair(cents=100_000)
    for text in odd:
        _same_verdict(world, pair, text)


def test_an_unknown_and_a_foreign_contact_are_one_answer(world: World) -> None:
    pair, stranger = world.pair(), world.pair()
    for contact_id in (stranger.contact_id, "no-such-contact", ""):
        with pytest.raises(NotFound):
            world.services.messages.send(
                pair.member_id,
                str(uuid.uuid4()),
                NewMessage(contact_id=contact_id, text="Hello", price_cents=PRICE),
            )


def test_a_person_suspended_between_composing_and_sending_can_not_be_written_to(world: World) -> None:
    pair = world.pair()
    world.services.residents.set_state(OPERATOR, pair.resident.resident.id, ResidentState.SUSPENDED)
    before = rows(world)
    with pytest.raises(CannotWriteNow) as fault:
        world.send(pair)
    assert fault.value.reason is CannotWrite.SUSPENDED
    assert rows(world) == before


def test_a_price_that_changed_in_between_is_asked_about_again(world: World) -> None:
    facility = world.facility()
    pair, key = world.pair(facility_id=facility), str(uuid.uuid4())
    prices = Prices(message_cents=30, photo_cents=25, status_cents=25, profile_photo_cents=0)
    world.services.facilities.set_prices(facility, prices, OPERATOR)
    with pytest.raises(PriceChanged) as fault:
        world.send(pair, key=key)
    assert fault.value.price_cents == 30
    assert world.send(pair, key=key, price_cents=30).price_cents == 30


def test_too_little_money_says_how_much_is_there(world: World) -> None:
    pair, key = world.pair(cents=PRICE - 1), str(uuid.uuid4())
    with pytest.raises(NotEnoughFunds) as fault:
        world.send(pair, key=key)
    assert (fault.value.price_cents, fault.value.balance_cents) == (PRICE, PRICE - 1)
    world.pay_in(pair.member_id, 1)
    assert world.send(pair, key=key).held_cents == PRICE


def test_a_message_at_no_price_moves_no_money(world: World) -> None:
    pair = world.pair(cents=0, facility_id=world.facility(message_cents=0))
    message = world.send(pair, price_cents=0)
    world.approve(world.reviewer(), message.id)
    assert world.services.vouchers.movements(pair.member_id).items == ()


def test_withdrawing_gives_the_money_back_and_again_is_harmless(world: World) -> None:
    pair, reviewer = world.pair(cents=100), world.reviewer()
    message = world.send(pair)
    world.services.review.claim(reviewer, message.id)
    withdrawn = world.services.messages.withdraw(pair.member_id, message.id)
    assert (withdrawn.state, withdrawn.held_cents, withdrawn.text) == (State.WITHDRAWN, 0, "Hello")
    assert world.services.messages.withdraw(pair.member_id, message.id) == withdrawn
    assert world.services.vouchers.balance(pair.member_id).available_cents == 100


def test_what_was_decided_can_not_be_withdrawn(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    approved, refused = world.send(pair), world.send(pair)
    world.approve(reviewer, approved.id)
    world.refuse(reviewer, refused.id)
    for message, state in ((approved, State.DELIVERED), (refused, State.REFUSED)):
        with pytest.raises(WrongState) as fault:
            world.services.messages.withdraw(pair.member_id, message.id)
        assert fault.value.state is state
        assert fault.value.message == world.services.messages.get(pair.member_id, message.id)


def test_a_foreign_message_is_as_unknown_as_none(world: World) -> None:
    pair, stranger = world.pair(), world.pair()
    message, reply = world.send(pair), world.reply(pair)
    for message_id in (message.id, reply, "no-such-message"):
        with pytest.raises(NotFound):
            world.services.messages.get(stranger.member_id, message_id)
        with pytest.raises(NotFound):
            world.services.messages.withdraw(stranger.member_id, message_id)
    with pytest.raises(NotFound):
        world.services.messages.page(stranger.member_id, pair.contact_id)
    assert world.services.messages.page(stranger.member_id).items == ()


def test_a_reply_does_not_exist_for_the_family_before_its_approval(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    waiting, refused = world.reply(pair), world.reply(pair)
    world.refuse(reviewer, refused)
    for reply in (waiting, refused):
        with pytest.raises(NotFound):
            world.services.messages.get(pair.member_id, reply)
        with pytest.raises(NotFound):
            world.services.messages.withdraw(pair.member_id, reply)
    assert world.services.messages.page(pair.member_id).items == ()
    world.approve(reviewer, waiting)
    (received,) = world.services.messages.page(pair.member_id).items
    assert (received.direction, received.text, received.local_id) == (Direction.RECEIVED, "Hi!", None)
    with pytest.raises(WrongState):
        world.services.messages.withdraw(pair.member_id, waiting)


def test_messages_come_in_pages_newest_first(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.services.messages.PAGE_SIZE", 3)
    pair = world.pair()
    sent = [world.send(pair, f"{number}").id for number in range(8)]
    found: list[str] = []
    cursor = None
    while True:
        page = world.services.messages.page(pair.member_id, pair.contact_id, cursor)
        found += [message.id for message in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == sent[::-1]


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "bnVsbA", "WzFd", "é"])
def test_an_invented_cursor_is_an_invalid_field(world: World, cursor: str) -> None:
    pair = world.pair()
    with pytest.raises(InvalidField) as fault:
        world.services.messages.page(pair.member_id, None, cursor)
    assert fault.value.field == "cursor"


def test_the_audit_and_the_events_hold_no_word_of_a_message(world: World) -> None:
    pair = world.pair()
    world.send(pair, "a very particular sentence")
    with world.services.store.read() as connection:
        kept = str(connection.execute(select(audit)).all()) + str(connection.execute(select(events)).all())
    assert "particular" not in kept
    assert "Elena" not in kept


def rows(world: World) -> list[int]:
    """How many rows sending could have added to."""
    tables = (submissions, events, audit, idempotency_keys, ledger_transactions)
    with world.services.store.read() as connection:
        return [connection.execute(select(func.count()).select_from(one)).scalar_one() for one in tables]


def _same_verdict(world: World, pair: Pair, text: str) -> None:
    """The server takes exactly what the client's own check lets through, and counts the same."""
    verdict = limits.check_text(text)
    if verdict.fault is None:
        assert world.send(pair, text).characters == verdict.characters
        return
    with pytest.raises(InvalidField) as fault:
        world.send(pair, text)
    assert (fault.value.reason.value, fault.value.count) == (verdict.fault.value, verdict.characters)
