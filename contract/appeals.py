"""Appealing once against a refusal: what the member sends, and what stands then."""

from __future__ import annotations

from typing import Annotated

import msgspec

from contract.messages import Appeal, State


class NewAppeal(msgspec.Struct, frozen=True, kw_only=True):
    """Ask for a second look by somebody else. `text` says why, in at most `limits.APPEAL_CHARACTERS`; it may be empty.

    The price is held anew. The same text again gives the same answer; another one is answered `wrong-state`.
    """

    text: Annotated[str, msgspec.Meta(max_length=20_000)] = ""


class Appealed(msgspec.Struct, frozen=True, kw_only=True):
    """The submission after its appeal was taken in; whoever shows it fetches it again."""

    submission_id: str
    state: State
    held_cents: int
    appeal: Appeal
