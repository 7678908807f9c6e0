"""The form of a voucher code: twelve signs with a check sign, so a slip of the pen is caught before sending."""

from __future__ import annotations

from contract.limits import VOUCHER_ALPHABET, VOUCHER_CHARACTERS

_MODULUS = 31


def tidy(code: str) -> str:
    """The code as it is compared: upper case, without spaces and dashes."""
    return "".join(sign for sign in code.upper() if sign not in " -–—\t\n")


def check_sign(body: str) -> str:
    """The last sign for the first eleven: a weighted sum modulo a prime, so one wrong or two swapped are seen.

    Weights 1…11 are distinct and non-zero modulo 31. Two signs alone (the first and last of the alphabet)
    are equal modulo 31, so the last sign of the alphabet never stands in a body.
    """
    total = sum(weight * VOUCHER_ALPHABET.index(sign) for weight, sign in enumerate(body, start=1))
    return VOUCHER_ALPHABET[total % _MODULUS]


def is_well_formed(code: str) -> bool:
    """Whether the code could have been printed: length, signs and check sign."""
    signs = tidy(code)
    if len(signs) != VOUCHER_CHARACTERS or any(sign not in VOUCHER_ALPHABET[:_MODULUS] for sign in signs):
        return False
    return check_sign(signs[:-1]) == signs[-1]


def grouped(code: str) -> str:
    """The code as printed and shown: three groups of four."""
    signs = tidy(code)
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
