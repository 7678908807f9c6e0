"""Takes a JPEG, PNG or GIF apart and leaves what its pixels need: a damaged note in it can then do no harm.

Notes of other programs (EXIF, XMP, comments, previews, text, further pictures behind the first) never reach a decoder.
Two of them matter and are taken out by hand: which way is up, and the colour profile of a PNG.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

MOST_SCANS = 32
"""A progressive JPEG has about ten; each costs a pass over all pixels, so thousands are meant to stall."""
MOST_PIECES = 200_000
"""Segments, chunks or blocks; a real file of 25 MB has half as many, one made of crumbs has millions."""
LARGEST_PROFILE = 4_000_000
_EXIF_START = b"Exif\x00\x00"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"})
_JPEG_START_OF_SCAN, _JPEG_END = 0xDA, 0xD9
_JPEG_COMMENT, _JPEG_PROFILE, _JPEG_ADOBE = 0xFE, 0xE2, 0xEE
_GIF_EXTENSION, _GIF_PICTURE, _GIF_CONTROL = 0x21, 0x2C, 0xF9
_NOT_FILL = re.compile(rb"[^\xff]")
# In the coded data of a scan 0xFF is followed by 0, or by a restart; anything else is the next marker.
_MARKER_IN_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


class TooManyPieces(ValueError):
    """A file made to take for ever."""


@dataclass(frozen=True, slots=True)
class Essence:
    """What is decoded, and what was learnt on the way; `exif` and `icc` are None where there was none."""

    data: bytes
    exif: bytes | None = None
    icc: bytes | None = None
    is_animated: bool = False


def of_jpeg(data: bytes) -> Essence:
    """Without comments and application data, but JFIF, Adobe's and the profile, which decide about colours.

    What can't be followed is left as it is, for the decoder to judge. Raises `TooManyPieces`.
    """
    kept = [data[:2]]
    exif: bytes | None = None
    scans = 0
    for marker, start, end in _counted(_jpeg_segments(data)):
        if marker == 0xE1 and data.startswith(_EXIF_START, start + 4):
            exif = exif or data[start + 10 : end]
        scans += marker == _JPEG_START_OF_SCAN
        if scans > MOST_SCANS:
            raise TooManyPieces
        if _is_kept(marker, data, start):
            kept.append(data[start:end])
    return Essence(b"".join(kept), exif)


def _is_kept(marker: int, data: bytes, start: int) -> bool:
    if marker == _JPEG_PROFILE:
        return data.startswith(b"ICC_PROFILE\x00", start + 4)
    if 0xE0 < marker <= 0xEF:
        return marker == _JPEG_ADOBE
    return marker != _JPEG_COMMENT


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, first and last place + 1 of each segment up to the picture's end; a scan includes its coded data."""
    place = 2
    while place + 4 <= len(data):
        if data[place] != 0xFF:
            yield 0, place, len(data)
            return
        marker = data[place + 1]
        if marker == 0xFF:
            place = _last_of_fill(data, place)
            continue
        if marker == _JPEG_END:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            yield marker, place, place + 2
            place += 2
            continue
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4], "big")
        if marker == _JPEG_START_OF_SCAN:
            found = _MARKER_IN_SCAN.search(data, end)
            end = found.start() if found else len(data)
        end = max(min(end, len(data)), place + 4)
        yield marker, place, end
        place = end
    if data[place : place + 2] == b"\xff\xd9":
        yield _JPEG_END, place, place + 2


def _last_of_fill(data: bytes, place: int) -> int:
    """Where the last of several 0xFF stands: any number of them may come before a marker."""
    other = _NOT_FILL.search(data, place)
    return (other.start() if other else len(data)) - 1


def of_png(data: bytes) -> Essence:
    """Without any chunk but those of its pixels; an animation is left with the picture shown where there is none.

    Raises `TooManyPieces`.
    """
    kept = [data[:8]]
    exif = icc = None
    is_animated = False
    for name, start, end in _counted(_png_chunks(data)):
        if name in _PNG_KEPT:
            kept.append(data[start:end])
        elif name == b"eXIf":
            exif = exif or data[start + 8 : end - 4]
        elif name == b"iCCP":
            icc = icc or _profile(data[start + 8 : end - 4])
        elif name == b"acTL":
            is_animated = int.from_bytes(data[start + 8 : start + 12], "big") > 1
    return Essence(b"".join(kept), exif, icc, is_animated)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, first and last place + 1 of each chunk, up to the picture's end."""
    place = 8
    while place + 8 <= len(data):
        name = data[place + 4 : place + 8]
        end = min(place + 12 + int.from_bytes(data[place : place + 4], "big"), len(data))
        yield name, place, end
        if name == b"IEND":
            return
        place = end


def of_gif(data: bytes) -> Essence:
    """The first picture without comments, and whether another follows. Raises `TooManyPieces`."""
    screen = 13 + _gif_colours(data[10:11])
    kept = [data[:screen]]
    pictures = 0
    for kind, start, end in _counted(_gif_blocks(data, screen)):
        pictures += kind == _GIF_PICTURE
        if pictures > 1:
            break
        if kind == _GIF_PICTURE or (pictures == 0 and kind == _GIF_CONTROL):
            kept.append(data[start:end])
    return Essence(b"".join([*kept, b";"]), is_animated=pictures > 1)


def _gif_blocks(data: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Kind, first and last place + 1 of each block, with the crumbs it is made of."""
    crumbs = 0
    while place + 1 < len(data) and data[place] in (_GIF_EXTENSION, _GIF_PICTURE):
        start = place
        kind = data[place + 1] if data[place] == _GIF_EXTENSION else _GIF_PICTURE
        place += 2 if kind != _GIF_PICTURE else 11 + _gif_colours(data[place + 9 : place + 10])
        while place < len(data) and data[place]:
            place += 1 + data[place]
            crumbs += 1
            if crumbs > MOST_PIECES:
                raise TooManyPieces
        place = min(place + 1, len(data))
        yield kind, start, place


def _gif_colours(flags: bytes) -> int:
    """How many bytes of colours follow a head with these flags."""
    if not flags or not flags[0] & 0x80:
        return 0
    return 3 * (2 << (flags[0] & 7))


def _counted(pieces: Iterator[T]) -> Iterator[T]:
    for number, piece in enumerate(pieces):
        if number > MOST_PIECES:
            raise TooManyPieces
        yield piece


def _profile(content: bytes) -> bytes | None:
    """A PNG's colour profile, unpacked up to a limit; None if it is damaged."""
    _, _, packed = content.partition(b"\x00")
    unpacker = zlib.decompressobj()
    try:
        profile = unpacker.decompress(packed[1:], LARGEST_PROFILE)
    except zlib.error:
        return None
    return profile if unpacker.eof else None


def orientation_of(exif: bytes | None) -> int:
    """Which way is up by an EXIF block, 1…8; 1, as it lies, when it does not say or can't be read."""
    if not exif:
        return 1
    exif = exif.removeprefix(_EXIF_START)
    if exif[:4] == b"II*\x00":
        order = "little"
    elif exif[:4] == b"MM\x00*":
        order = "big"
    else:
        return 1
    little = order == "little"

    def number(at: int, count: int) -> int:
        return int.from_bytes(exif[at : at + count], "little" if little else "big")

    table = number(4, 4)
    for entry in range(table + 2, table + 2 + 12 * min(number(table, 2), 1000), 12):
        if number(entry, 2) == 0x0112:
            value = number(entry + 8, 2)
            return value if 1 <= value <= 8 else 1
    return 1
