"""Opaque cursors: where the next page begins, written so that clients can't lean on what is inside."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar

import msgspec

from contract.problems import FieldReason
from server.services.faults import InvalidField

T = TypeVar("T")


def cursor_for(place: object) -> str:
    """The cursor that leads on from `place`."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, kind: type[T]) -> T:
    """What `cursor_for` wrote; a cursor of another list, or an invented one, is an invalid field."""
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(packed, type=kind)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as fault:
        raise InvalidField("cursor", FieldReason.WRONG) from fault


def cut(rows: list[T], size: int) -> tuple[list[T], bool]:
    """The first `size` of rows that were asked for with one more, and whether there are more."""
    return rows[:size], len(rows) > size
