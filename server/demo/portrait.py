"""Elena's profile photo, drawn by code: a flat portrait before a light wall, so that no picture has to be stored."""

from __future__ import annotations

import hashlib
import io
from typing import Final

from server.pictures.rebuild import Rebuilt

SIDE: Final = 480
_FINER: Final = 2
"""Drawn larger and made smaller, so that edges come out smooth."""

_WALL: Final = "#E3CFB0"
_BEAM: Final = "#D5BD99"
_SHIRT: Final = "#3D7396"
_COLLAR: Final = "#EAF0F2"
_SKIN: Final = "#C98F66"
_SHADE: Final = "#B67C55"
_HAIR: Final = "#2E2320"
_LIPS: Final = "#9C4437"


def elena() -> Rebuilt:
    """The portrait as the server keeps pictures; our own pixels need no child process."""
    from PIL import Image, ImageDraw

    scale = SIDE * _FINER / 100
    image = Image.new("RGB", (SIDE * _FINER, SIDE * _FINER), _WALL)
    draw = ImageDraw.Draw(image)

    def disc(x: float, y: float, rx: float, ry: float, colour: str) -> None:
        draw.ellipse([(x - rx) * scale, (y - ry) * scale, (x + rx) * scale, (y + ry) * scale], fill=colour)

    def shape(colour: str, *points: tuple[float, float]) -> None:
        draw.polygon([(x * scale, y * scale) for x, y in points], fill=colour)

    for left in (16, 80):
        shape(_BEAM, (left, 0), (left + 4, 0), (left + 4, 100), (left, 100))
    disc(50, 16, 9, 8.5, _HAIR)  # the bun
    disc(50, 41, 21.5, 24, _HAIR)  # behind the head
    disc(50, 106, 38, 29, _SHIRT)
    shape(_SHADE, (43, 62), (57, 62), (59, 84), (41, 84))  # the neck
    shape(_COLLAR, (40, 78), (50, 90), (60, 78), (63, 83), (50, 97), (37, 83))
    disc(50, 48, 18.5, 22.5, _SKIN)
    disc(31.5, 50, 3, 4.5, _SKIN)
    disc(68.5, 50, 3, 4.5, _SKIN)
    disc(50, 27, 19.5, 10, _HAIR)  # parted in the middle
    shape(_HAIR, (30, 27), (50, 24), (36, 42), (31, 48))
    shape(_HAIR, (70, 27), (50, 24), (64, 42), (69, 48))
    for x in (42.5, 57.5):
        disc(x, 47.5, 2.2, 2.6, _HAIR)
        draw.arc(
            [(x - 5) * scale, 40 * scale, (x + 5) * scale, 48 * scale], 205, 335, fill=_HAIR, width=int(scale)
        )
        disc(x - 0.7 if x < 50 else x + 0.7, 56, 3.4, 2.2, _SHADE)
    draw.line([(50 * scale, 49 * scale), (48.6 * scale, 55 * scale)], fill=_SHADE, width=int(scale))
    draw.chord([43 * scale, 53 * scale, 57 * scale, 65 * scale], 20, 160, fill=_LIPS)
    file = io.BytesIO()
    image.reduce(_FINER).save(file, "JPEG", quality=88)
    data = file.getvalue()
    return Rebuilt(data, hashlib.sha256(data).hexdigest(), SIDE, SIDE)
