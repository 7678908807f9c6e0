"""Takes a JPEG apart byte by byte, so that tests can say what is in it without asking the library that wrote it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker (the byte after 0xFF) and what follows its length."""

    marker: int
    content: bytes


def segments(data: bytes) -> list[Segment]:
    """Every segment up to the coded data of the scan; asserts that nothing follows the picture's end."""
    assert data[:2] == b"\xff\xd8"
    assert data.find(b"\xff\xd9", data.find(b"\xff\xda")) == len(data) - 2, "something follows the picture"
    found, place = [], 2
    while True:
        assert data[place] == 0xFF
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        found.append(Segment(data[place + 1], data[place + 4 : place + 2 + length]))
        if data[place + 1] == 0xDA:
            return found
        place += 2 + length


def assert_only_pixels(data: bytes) -> None:
    """Nothing but tables, the frame, one scan and a JFIF head without a thumbnail."""
    tables = {0xDB, 0xC0, 0xC4, 0xDA}
    for segment in segments(data):
        if segment.marker == 0xE0:
            assert segment.content[:5] == b"JFIF\x00"
            assert len(segment.content) == 14, "a thumbnail in the JFIF head"
            assert segment.content[-2:] == b"\x00\x00"
        else:
            assert segment.marker in tables, f"segment {segment.marker:#x} of {len(segment.content)} bytes"
