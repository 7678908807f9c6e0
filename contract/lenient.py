"""The base of every enumeration on the wire: a value this version does not know reads as UNKNOWN."""

from __future__ import annotations

from enum import StrEnum


class LenientEnum(StrEnum):
    """Reading is lenient: subclasses define UNKNOWN, and a newer peer's value becomes it instead of an error."""

    @classmethod
    def _missing_(cls, value: object) -> LenientEnum | None:
        if not isinstance(value, str):
            return None
        return cls.__members__.get("UNKNOWN")
