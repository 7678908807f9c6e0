"""Voucher codes: every slip of one sign, and every swap of two, is seen before anything is sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contract.limits import VOUCHER_ALPHABET
from contract.vouchers import check_sign, grouped, is_well_formed, tidy

BODIES = st.text(alphabet=VOUCHER_ALPHABET[:-1], min_size=11, max_size=11)


@given(BODIES)
def test_a_made_code_is_well_formed_however_it_is_typed(body: str) -> None:
    code = body + check_sign(body)
    assert is_well_formed(code)
    assert is_well_formed(grouped(code).lower())
    assert tidy(f" {grouped(code)} ") == code


@given(BODIES, st.integers(0, 11), st.sampled_from(VOUCHER_ALPHABET))
def test_one_wrong_sign_is_seen(body: str, place: int, wrong: str) -> None:
    code = body + check_sign(body)
    if code[place] != wrong:
        assert not is_well_formed(code[:place] + wrong + code[place + 1 :])


@given(BODIES, st.integers(0, 9))
def test_two_swapped_neighbours_are_seen(body: str, place: int) -> None:
    code = body + check_sign(body)
    if code[place] != code[place + 1]:
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert not is_well_formed(swapped)


def test_what_could_never_have_been_printed_is_not_well_formed() -> None:
    for code in ["", "ABC", "0" * 12, "Z" * 12, "ABCDEFGHJKLM2", "ABCD EFGH ¡KLM"]:
        assert not is_well_formed(code)
