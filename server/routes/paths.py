"""The contract's paths in the form the framework wants them."""

from __future__ import annotations

import re


def typed(route: str) -> str:
    """`/v1/messages/{message_id}` with its parts marked as text."""
    return re.sub(r"\{(\w+)\}", r"{\1:str}", route)
