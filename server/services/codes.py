"""One-time codes of an app (TOTP, RFC 6238): a new secret, its address for the app, and whether a code fits now."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

STEP_S: Final = 30
_SLACK_STEPS: Final = 1
"""Steps before and after the present one that count too: telephones' clocks differ."""


def new_secret() -> str:
    """160 random bits as the apps take them."""
    import pyotp

    return pyotp.random_base32()


def address(secret: str, username: str, issuer: str = "GettingOut Review") -> str:
    """What the app reads, also as a QR picture."""
    import pyotp

    return pyotp.TOTP(secret, name=username, issuer=issuer).provisioning_uri()


def code_at(secret: str, at: datetime) -> str:
    """The code of that moment: six digits."""
    import pyotp

    return pyotp.TOTP(secret).at(int(at.timestamp()))


def fitting_step(secret: str, code: str, now: datetime, after_step: int) -> int | None:
    """The step whose code this is, if it is near now and later than `after_step`; a code so opens only once."""
    import pyotp

    codes = pyotp.TOTP(secret)
    present = int(now.timestamp()) // STEP_S
    typed = "".join(code.split()).encode()
    found = None
    for step in range(present - _SLACK_STEPS, present + _SLACK_STEPS + 1):
        fits = hmac.compare_digest(codes.at(step * STEP_S).encode(), typed)
        if fits and step > after_step and found is None:
            found = step
    return found
