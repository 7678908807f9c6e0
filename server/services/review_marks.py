"""Marks of a refusal are checked before they are kept: spans within the text, regions within the picture."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Final

from contract.messages import Region, Span
from contract.problems import FieldReason
from server.services.faults import InvalidField

MOST_REGIONS: Final = 40
_ROUNDING: Final = 1e-9


def checked_spans(spans: Sequence[Span], length: int) -> list[Span]:
    """Marks in order, within the text, none over another. Raises InvalidField."""
    marks = sorted(spans, key=lambda span: span.start)
    at = 0
    for mark in marks:
        if not at <= mark.start < mark.end <= length:
            raise InvalidField("spans", FieldReason.WRONG)
        at = mark.end
    return marks


def check_regions(regions: Sequence[Region], has_picture: bool) -> None:
    """Marks lie within the picture and have an extent; what is no picture has none. Raises InvalidField."""
    if (regions and not has_picture) or len(regions) > MOST_REGIONS:
        raise InvalidField("regions", FieldReason.WRONG)
    for region in regions:
        for start, length in ((region.x, region.width), (region.y, region.height)):
            sound = isfinite(start) and isfinite(length) and start >= 0 and length > 0
            if not sound or start + length > 1 + _ROUNDING:
                raise InvalidField("regions", FieldReason.WRONG)
