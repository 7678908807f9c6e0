"""Closing the account: what goes, what stays and until when, told before and kept to."""

from __future__ import annotations

import msgspec

from contract.accounts import Code, Password
from contract.moments import Moment


class ClosingTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What closing the account now would mean.

    `waiting_count` things wait for approval and are withdrawn, `held_cents` comes back for them; `payout_cents` is what
    is paid out then, all that is on the balance with it. `delivered_count` things were handed to facilities before and
    stay in their records under the member's name, until `records_until` here.
    """

    contact_count: int
    waiting_count: int
    held_cents: int
    payout_cents: int
    delivered_count: int
    records_until: Moment
    needs_code: bool = False


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """Close it. `payout_cents` is the sum the member saw; another by now is `price-changed`, and nothing is closed."""

    password: Password
    payout_cents: int
    code: Code = ""


class Closed(msgspec.Struct, frozen=True, kw_only=True):
    """It is closed: what is paid out, and until when the name is kept with what was delivered."""

    closed_at: Moment
    payout_cents: int
    records_until: Moment
