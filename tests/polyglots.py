"""Good JPEGs that are something else as well, and good pictures of every kind that carry more than a picture."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator

from PIL import Image

from tests.unit.server.pictures import encoded, jpeg

MARK = b"hidden-in-the-picture"
"""Stands in everything that must not come out again."""

_HTML = b"<!doctype html><script>alert('" + MARK + b"')</script>"
_EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n(" + MARK + b") (r) file\n"
_PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS("
    + MARK
    + b")>>>>endobj\ntrailer<</Root 1 0 R>>"
)
_PHP = b"<?php system('" + MARK + b"'); __HALT_COMPILER(); ?>"
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="' + MARK + b'"/>'


def polyglots() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each; what is kept of one that is taken holds its pixels and nothing of MARK."""
    for name, other in (
        ("HTML", _HTML),
        ("EPS", _EPS),
        ("PDF", _PDF),
        ("PHP", _PHP),
        ("SVG", _SVG),
        ("a ZIP", _zip()),
        ("a GIF", b"GIF89a" + MARK),
        ("a shell script", b"\n#!/bin/sh\necho " + MARK + b"\n"),
    ):
        yield f"a JPEG with {name} in a comment", with_segment(jpeg(11), 0xFE, other)
        yield f"a JPEG with {name} in its notes", with_segment(jpeg(12), 0xE7, other)
    yield "a JPEG that is a script", _script()
    yield (
        "a JPEG with a second picture in its notes",
        with_segment(jpeg(13), 0xE2, b"MPF\0" + MARK + jpeg(14)),
    )
    yield "a JPEG with a film in its notes", with_segment(jpeg(15), 0xE1, b"ftypisom" + MARK)
    yield "a JPEG with a preview of another picture", _with_preview()
    yield "a JPEG with data behind its last block", _padded()
    yield "a JPEG that ends twice", jpeg(16)[:-2] + b"\xff\xd9" + MARK + b"\xff\xd9"
    yield "two JPEGs in one", jpeg(17) + MARK + jpeg(18)
    yield "a ZIP behind a JPEG that ends as one", jpeg(19) + _zip() + b"\xff\xd9"


def with_segment(data: bytes, marker: int, content: bytes) -> bytes:
    """The JPEG with one more segment before all others."""
    return data[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(content) + 2) + content + data[2:]


def _script() -> bytes:
    """A JPEG whose first segment opens a comment of JavaScript, and whose second closes it and speaks."""
    speech = b"*/=alert('" + MARK + b"');/*"
    opening = b"\xff\xe0" + struct.pack(">H", 0x2F2A) + b"\0" * (0x2F2A - 2 - len(speech)) + speech
    return b"\xff\xd8" + opening + jpeg(20)[2:-2] + b"\xff\xfe\x00\x06*///" + b"\xff\xd9"


def _with_preview() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825)[2] = (40.0, 30.0, 0.0)
    return encoded(Image.effect_noise((120, 90), 60).convert("RGB"), exif=exif, comment=MARK)


def _padded() -> bytes:
    """Bytes behind the last coded block, before the end: decoders pass over them."""
    whole = jpeg(21)
    return whole[:-2] + MARK + b"\xff\xd9"


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as folder:
        folder.writestr(MARK.decode(), MARK)
    return file.getvalue()
