"""What makes a password weak: too short, one that everybody tries first, hardly any different signs, or the address.

Both sides use it: the client says so while somebody types, the server refuses.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from contract.limits import PASSWORD_MAX_CHARACTERS, PASSWORD_MIN_CHARACTERS

STRONG_FROM: Final = 16
"""Characters from which on length alone is out of reach of guessing, whatever they are."""

_DIFFERENT_SIGNS: Final = 3
_COMMON_LINE: Final = (
    "1234567890 12345678910 0123456789 0987654321 123123123123 123456789a 1234567891 1q2w3e4r5t 1q2w3e4r5t6y "
    "qwertyuiop qwerty123456 qwerty12345 qwertyuiop123 asdfghjkl123 zxcvbnm123 qazwsxedcrfv password12 "
    "password123 password1234 password12345 passw0rd123 password01 password1! mypassword mypassword1 "
    "passwordpassword letmein123 letmein1234 welcome123 welcome1234 iloveyou12 iloveyou123 iloveyou1234 "
    "sunshine123 princess123 football123 baseball123 basketball superman123 batman12345 "
    "trustno1trustno1 monkey12345 dragon12345 shadow12345 master12345 michael123 jennifer123 jesuschrist "
    "jesusislord abcdefghij abcd123456 abc1234567 abcdefghijk administrator admin12345 changeme123 "
    "computer123 internet123 whatever123 chocolate1 strawberry gettingout gettingout1 gettingout123 "
    "contraseña contraseña1 contrasena1 contrasena123 teamomucho teamo12345 tequieromucho iloveyou1! iloveyou!! "
    "qwerty1234 qwertyqwerty 1qaz2wsx3edc zaq12wsxcde3 q1w2e3r4t5 a1b2c3d4e5 1a2b3c4d5e 123qweasdzxc "
    "asdfasdfasdf abcabcabcabc 1234512345 123456123456 12345678900 01234567890 9876543210 11223344556677889900 "
    "football12 baseball12 basketball1 liverpool1 charlie123 jessica123 ashley12345 nicole12345 daniel12345 "
    "familyforever family12345 godisgood1 godislove1 blessed123 freedom123 freedom2026 comehome123 missyou123"
)
COMMON: Final = frozenset(_COMMON_LINE.split())


class Weakness(Enum):
    """Why a password can't be taken."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_COMMON = "too_common"


def weakness(password: str, email: str = "") -> Weakness | None:
    """The first reason against it, or None. `email` is the account's address, as it is compared."""
    if len(password) < PASSWORD_MIN_CHARACTERS:
        return Weakness.TOO_SHORT
    if len(password) > PASSWORD_MAX_CHARACTERS:
        return Weakness.TOO_LONG
    plain = password.casefold()
    if plain in COMMON or len(set(plain)) < _DIFFERENT_SIGNS:
        return Weakness.TOO_COMMON
    if email and plain in (email, email.partition("@")[0]):
        return Weakness.TOO_COMMON
    return None
