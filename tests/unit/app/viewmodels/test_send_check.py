"""What keeps a draft from being sent, and what the countdown says at the limit."""

from datetime import UTC, datetime

import pytest

from app.domain.values import BalanceInfo, BlockKind, ContactInfo, CountState, FacilityInfo, SendBlock
from app.viewmodels.hub import Tally
from app.viewmodels.send_check import COUNTED_SIGNS, balance_after, block, count

SINCE = datetime(2025, 11, 1, tzinfo=UTC)
FINE = CountState(5, 495, 500)


def contact(price_cents: int = 25, reason: str | None = None) -> ContactInfo:
    facility = FacilityInfo(
        id="cedar",
        name="Cedar Ridge",
        city="",
        region="",
        has_messages=True,
        has_replies=True,
        price_cents=price_cents,
        message_characters=500,
        promise_hours=48,
        usual_wait_minutes=None,
        sender_sees_pending=False,
        approves_contacts=False,
        rules=(),
    )
    return ContactInfo("mateo", "Mateo", "brother", facility, reason, SINCE if reason else None)


def tally(available_cents: int, claimed_cents: int = 0) -> Tally:
    return Tally(BalanceInfo(available_cents, 0), claimed_cents)


@pytest.mark.parametrize("sign", ["a", "é", "e\u0301", "👨‍👩‍👧‍👦"])
@pytest.mark.parametrize("number", range(495, 506))
def test_the_countdown_is_right_at_each_character_near_the_limit(sign: str, number: int) -> None:
    state, fault = count(sign * number, 500, has_limits=True)
    assert (state.used, state.left) == (number, 500 - number)
    over_bytes = len((sign * number).encode()) > 16_000
    expected = BlockKind.TOO_LONG if number > 500 else BlockKind.TOO_MANY_BYTES if over_bytes else None
    assert fault is expected
    assert state.excess_start == (500 * len(sign) if number > 500 else None)


def test_before_counting_is_loaded_code_points_stand_for_characters() -> None:
    assert count("a" * 501, 500, has_limits=False) == (CountState(501, -1, 500, 500), BlockKind.TOO_LONG)
    assert count("  ", 500, has_limits=False) == (CountState(2, 498, 500), BlockKind.EMPTY)


@pytest.mark.parametrize("sign", ["a", "é", "👍"])
def test_a_pasted_book_is_too_long_and_counted_quickly(sign: str) -> None:
    state, fault = count(sign * 1_000_000, 500, has_limits=True)
    assert fault is BlockKind.TOO_LONG
    assert state.used == 1_000_000
    assert state.excess_start == 500


def test_a_book_of_spaces_is_too_long_as_well() -> None:
    assert count(" " * (COUNTED_SIGNS + 1), 500, has_limits=True)[1] is BlockKind.TOO_LONG


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", BlockKind.EMPTY),
        (" \n ", BlockKind.EMPTY),
        ("nul\x00", BlockKind.FORBIDDEN_CHARACTER),
        ("half \ud83d", BlockKind.FORBIDDEN_CHARACTER),
        ("o" + "\u0301" * 1_000, BlockKind.CHARACTER_TOO_COMPLEX),
        ("\u202eright to left", None),
    ],
)
def test_each_fault_of_a_text_has_its_own_name(text: str, fault: BlockKind | None) -> None:
    assert count(text, 500, has_limits=True)[1] is fault


def test_who_comes_before_how_much_and_what() -> None:
    closed = contact(reason="suspended")
    assert block(closed, tally(0), 25, FINE, BlockKind.EMPTY) == SendBlock(
        BlockKind.CANNOT_WRITE, reason="suspended", reason_since=SINCE
    )
    assert block(contact(), Tally(), 25, FINE, None) == SendBlock(BlockKind.NOT_READY)
    assert block(None, tally(100), None, FINE, None) == SendBlock(BlockKind.NOT_READY)


def test_a_new_price_must_be_accepted_before_it_is_paid() -> None:
    found = block(contact(price_cents=30), tally(0), 25, FINE, None)
    assert found == SendBlock(BlockKind.PRICE_CHANGED, price_cents=30, old_price_cents=25)
    assert block(contact(price_cents=30), tally(100), 30, FINE, None) is None


def test_what_is_missing_is_said_to_the_cent() -> None:
    found = block(contact(), tally(15), 25, FINE, None)
    assert found == SendBlock(BlockKind.FUNDS, missing_cents=10, price_cents=25, balance_cents=15)
    assert block(contact(), tally(25), 25, FINE, None) is None


def test_what_waits_here_is_paid_first() -> None:
    assert balance_after(contact(), tally(1_250, claimed_cents=50)) == 1_175
    found = block(contact(), tally(60, claimed_cents=50), 25, FINE, None)
    assert found == SendBlock(BlockKind.FUNDS, missing_cents=15, price_cents=25, balance_cents=10)


def test_being_over_the_limit_says_by_how_much() -> None:
    state, fault = count("a" * 512, 500, has_limits=True)
    assert block(contact(), tally(100), 25, state, fault) == SendBlock(BlockKind.TOO_LONG, over=12)
