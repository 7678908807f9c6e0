"""A change as a person means it, in fractions of a picture, put into the pixels that the child works in."""

from __future__ import annotations

from math import ceil, floor, isfinite
from typing import Final

from contract.limits import OFFER_LEAST_SIDE
from contract.messages import Region
from contract.offers import Change
from contract.problems import FieldReason
from server.pictures.child import UNCHANGED
from server.services.faults import InvalidField

MOST_BOXES: Final = 40
_ROUNDING: Final = 1e-9


def checked(change: Change) -> Change:
    """The change, if it changes something and lies within the picture. Raises InvalidField (crop, boxes, change)."""
    if change.crop is None and not change.boxes:
        raise InvalidField("change", FieldReason.EMPTY)
    if change.crop is not None:
        shorter = min(change.crop.width, change.crop.height)
        if not _is_within(change.crop) or shorter < OFFER_LEAST_SIDE - _ROUNDING:
            raise InvalidField("crop", FieldReason.WRONG)
    if len(change.boxes) > MOST_BOXES or not all(map(_is_within, change.boxes)):
        raise InvalidField("boxes", FieldReason.WRONG)
    return change


def in_pixels(change: Change, width: int, height: int) -> str:
    """What the child is told of a change: a crop of at least one pixel, boxes that cover whatever they touch."""
    if change.crop is None and not change.boxes:
        return UNCHANGED
    crop = "" if change.crop is None else _text(_kept(change.crop, width, height))
    return ";".join([crop, *(_text(_touched(box, width, height)) for box in change.boxes)])


def _kept(region: Region, width: int, height: int) -> tuple[int, int, int, int]:
    left, top = min(width - 1, round(region.x * width)), min(height - 1, round(region.y * height))
    right, bottom = round((region.x + region.width) * width), round((region.y + region.height) * height)
    return left, top, min(width, max(left + 1, right)), min(height, max(top + 1, bottom))


def _touched(region: Region, width: int, height: int) -> tuple[int, int, int, int]:
    return (
        max(0, floor(region.x * width + _ROUNDING)),
        max(0, floor(region.y * height + _ROUNDING)),
        min(width, ceil((region.x + region.width) * width - _ROUNDING)),
        min(height, ceil((region.y + region.height) * height - _ROUNDING)),
    )


def _text(box: tuple[int, int, int, int]) -> str:
    return ",".join(map(str, box))


def _is_within(region: Region) -> bool:
    return all(
        isfinite(start) and isfinite(length) and start >= 0 and length > 0 and start + length <= 1 + _ROUNDING
        for start, length in ((region.x, region.width), (region.y, region.height))
    )
