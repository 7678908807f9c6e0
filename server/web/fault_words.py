"""What is wrong with a field of a form, as a sentence beside it."""

from __future__ import annotations

from typing import Final

from contract.problems import FieldReason
from server.services.faults import InvalidField

_SENTENCES: Final = {
    FieldReason.MISSING: "This is missing.",
    FieldReason.EMPTY: "Fill this in.",
    FieldReason.TOO_MANY_BYTES: "This is too long.",
    FieldReason.CHARACTER_TOO_COMPLEX: "This has a sign that can’t be shown everywhere.",
    FieldReason.FORBIDDEN_CHARACTER: "This has a sign that can’t be shown everywhere.",
    FieldReason.TOO_COMMON: "Everybody tries this one first. Choose another.",
}
OTHERWISE: Final = "This can’t be taken as it is."


def sentence(fault: InvalidField, special: dict[str, str] | None = None) -> str:
    """The words for this fault; `special` has those of fields whose only fault has a name of its own."""
    own = (special or {}).get(fault.field.partition("-")[0])
    if own is not None and fault.reason is FieldReason.WRONG:
        return own
    if fault.reason is FieldReason.TOO_LONG and fault.limit is not None:
        return f"{fault.count or 'Too many'} characters; {fault.limit} is the most."
    if fault.reason is FieldReason.TOO_SHORT and fault.limit is not None:
        return f"At least {fault.limit} characters."
    return _SENTENCES.get(fault.reason, OTHERWISE)


def whole_number(typed: str) -> int | None:
    """A number as people type it into a field; None for anything else."""
    plain = typed.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None
