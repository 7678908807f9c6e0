"""What makes a password weak is the same on both sides."""

import pytest

from contract.limits import PASSWORD_MAX_CHARACTERS
from contract.passwords import COMMON, Weakness, weakness


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", Weakness.TOO_SHORT),
        ("123456789", Weakness.TOO_SHORT),
        ("x" * (PASSWORD_MAX_CHARACTERS + 1), Weakness.TOO_LONG),
        ("Password123", Weakness.TOO_COMMON),
        ("CONTRASEÑA", Weakness.TOO_COMMON),
        ("ababababababab", Weakness.TOO_COMMON),
        ("elena@example.org", Weakness.TOO_COMMON),
        ("correct horse battery", None),
        ("ein langes Wort", None),
    ],
)
def test_the_first_reason_against_it_is_named(password: str, why: Weakness | None) -> None:
    assert weakness(password, "elena@example.org") is why


def test_no_word_of_the_list_is_there_for_nothing() -> None:
    """What is too short is refused anyway, and the list is compared in lower case."""
    assert {word for word in COMMON if weakness(word) is not Weakness.TOO_COMMON} == set()
    assert {word for word in COMMON if word != word.casefold()} == set()


def test_without_an_address_any_good_password_is_good() -> None:
    assert weakness("a long walk home", "") is None
