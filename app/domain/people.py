"""A contact's page in the client's own words: what happened to the connection, and what a transfer changed."""

from __future__ import annotations

from datetime import datetime

import msgspec


class MovedInfo(msgspec.Struct, frozen=True):
    """The person's last transfer, and what it took back of this member's."""

    at: datetime
    from_facility: str
    withdrawn_count: int
    released_cents: int


class HistoryStep(msgspec.Struct, frozen=True):
    """One thing that happened; `kind` is a `contract.contacts.StepOfContact` value."""

    kind: str
    at: datetime
    facility_name: str
    reason: str | None = None


class AskingRules(msgspec.Struct, frozen=True):
    """What a facility says about asking to be connected, shown before anybody asks."""

    takes_requests: bool = True
    who: str = ""
    most_per_person: int | None = None
    most_per_family: int | None = None
