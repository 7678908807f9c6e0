"""Checks of single fields that people type: one line, an address, a time zone, a key."""

from __future__ import annotations

import re
import unicodedata
import uuid
from typing import Final
from zoneinfo import ZoneInfo

from contract import limits
from contract.problems import FieldReason
from server.services.faults import InvalidField

_EMAIL: Final = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
_TEXT_FAULTS: Final = {
    limits.TextFault.EMPTY: FieldReason.EMPTY,
    limits.TextFault.TOO_LONG: FieldReason.TOO_LONG,
    limits.TextFault.TOO_MANY_BYTES: FieldReason.TOO_MANY_BYTES,
    limits.TextFault.CHARACTER_TOO_COMPLEX: FieldReason.CHARACTER_TOO_COMPLEX,
    limits.TextFault.FORBIDDEN_CHARACTER: FieldReason.FORBIDDEN_CHARACTER,
}


def line(field: str, value: str, limit: int, *, required: bool = True) -> str:
    """One line for showing to others: NFC, space collapsed at the ends, no controls and no turning of direction.

    Embeddings and overrides could make a name look like another on a page of the staff (threat T10).
    """
    text = unicodedata.normalize("NFC", value).strip()
    if any(unicodedata.category(sign) in ("Cc", "Cs") or _turns(sign) for sign in text):
        raise InvalidField(field, FieldReason.FORBIDDEN_CHARACTER)
    found = limits.clusters(text)
    if required and not found:
        raise InvalidField(field, FieldReason.EMPTY)
    if len(found) > limit:
        raise InvalidField(field, FieldReason.TOO_LONG, limit=limit, count=len(found))
    if max(map(len, found), default=0) > limits.MAX_CODE_POINTS_PER_CHARACTER:
        raise InvalidField(field, FieldReason.CHARACTER_TOO_COMPLEX)
    return text


def body(field: str, value: str, limit: int) -> tuple[str, int]:
    """A text of several lines as it is kept (normalised), and how many characters it has."""
    check = limits.check_text(value, limit)
    if check.fault is not None:
        raise InvalidField(field, _TEXT_FAULTS[check.fault], limit=limit, count=check.characters)
    return limits.normalise(value), check.characters


def email(value: str) -> tuple[str, str]:
    """The address as typed, and as it is compared."""
    address = line("email", value, limits.EMAIL_CHARACTERS)
    if not _EMAIL.fullmatch(address):
        raise InvalidField("email", FieldReason.NOT_AN_EMAIL)
    return address, email_key(address)


def email_key(address: str) -> str:
    """The address as it is compared: case and compatibility forms do not make another account."""
    return unicodedata.normalize("NFKC", address).strip().casefold()


def time_zone(value: str) -> str:
    """A name of the tz database."""
    try:
        ZoneInfo(value)
    except (ValueError, OSError, LookupError) as fault:  # LookupError: ZoneInfoNotFoundError
        raise InvalidField("time_zone", FieldReason.WRONG) from fault
    return value


def key(value: str | None) -> str:
    """An Idempotency-Key: a UUID4, in the one spelling that is compared."""
    if value is None:
        raise InvalidField("Idempotency-Key", FieldReason.MISSING)
    try:
        parsed = uuid.UUID(value)
    except ValueError as fault:
        raise InvalidField("Idempotency-Key", FieldReason.WRONG) from fault
    if parsed.version != 4 or str(parsed) != value.lower():
        raise InvalidField("Idempotency-Key", FieldReason.WRONG)
    return str(parsed)


def folded(name: str) -> str:
    """A name as it is searched: without case and accents, words with one space before each."""
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", name) if unicodedata.category(sign) != "Mn"
    ).casefold()
    # These are letters of their own to Unicode, but whoever searches types the plain ones.
    plain = plain.translate({ord("ł"): "l", ord("đ"): "d", ord("ø"): "o", ord("ı"): "i"})
    return "".join(f" {word}" for word in re.split(r"[\W_]+", plain) if word)


def _turns(sign: str) -> bool:
    return "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
