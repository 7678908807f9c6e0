"""Files that are no good, made by code: bombs, polyglots, torn and odd pictures, and pretenders of every kind."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from contract.limits import PHOTO_SIDE
from server.pictures.child import MOST_SCANS
from tests.heic import HEIC
from tests.unit.server.pictures import encoded, jpeg

PNG = b"\x89PNG\r\n\x1a\n"


def hostile() -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each; none may be taken in, and none may cost more than its turn."""
    yield from _pretenders()
    yield from _bombs()
    yield from _crowds()
    yield from _liars()
    yield from _torn()
    yield from _bent()


def dearest() -> Iterator[tuple[str, bytes]]:
    """Good pictures that cost the server most: noise has the most to decode, and is written several times over."""
    noise = Image.effect_noise((PHOTO_SIDE, PHOTO_SIDE), 100).convert("RGB")
    for name, image, quality in (
        ("noise in many scans", noise, 10),
        ("flat in many scans", Image.new("RGB", noise.size, "#888"), 5),
    ):
        data = encoded(image, progressive=True, quality=quality)
        yield name, with_scans(data, MOST_SCANS - data.count(b"\xff\xda"))
    yield "noise", encoded(noise, quality=60, subsampling=0)
    yield "printing colours", encoded(noise.convert("CMYK"), quality=5)


def _pretenders() -> Iterator[tuple[str, bytes]]:
    """Other formats, and things that are no picture at all."""
    flat = Image.new("RGB", (64, 48), "#406080")
    for kind in (
        "PNG",
        "GIF",
        "BMP",
        "TIFF",
        "WEBP",
        "ICO",
        "PPM",
        "TGA",
        "JPEG2000",
        "EPS",
        "PDF",
        "AVIF",
        "DDS",
    ):
        yield f"a {kind}", encoded(flat, kind)
    yield "nothing", b""
    for length in (1, 2, 3):
        yield f"{length} bytes of a JPEG", jpeg()[:length]
    yield "HTML", b"<!doctype html><script>alert(1)</script>"
    yield "SVG", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    yield "EPS text", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n(id) (r) file\n"
    yield "MVG", b"push graphic-context\nimage over 0,0 0,0 'https://example.org/x.png'\npop graphic-context"
    yield "an executable", b"MZ" + bytes(200)
    yield "an ELF", b"\x7fELF" + bytes(200)
    yield "a script", b"#!/bin/sh\nid\n"
    yield "zeros", bytes(5_000)
    yield "noise", random.Random(1).randbytes(5_000)
    yield "base64 of a JPEG", b"data:image/jpeg;base64,/9j/4AAQSkZJRg=="
    yield "a JPEG after a space", b" " + jpeg()
    yield "a JPEG in a ZIP", _zipped(jpeg())
    yield "a JPEG with a ZIP behind it", jpeg() + _zipped(b"hidden")
    yield "a JPEG with HTML behind it", jpeg() + b"<script>alert(1)</script>"
    yield "a GIF with a JPEG behind it", encoded(flat, "GIF") + jpeg()
    yield "a PDF with a JPEG in it", b"%PDF-1.7\n1 0 obj<</Length 9>>stream\n" + jpeg() + b"\nendstream"


def _bombs() -> Iterator[tuple[str, bytes]]:
    """Little files that want to become large."""
    yield "a PNG of 65,500 by 65,500", png(65_500, 65_500, b"")
    yield (
        "a PNG with 64 MB in a text",
        png(8, 8, b"".join((chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(64_000_000), 9)),))),
    )
    yield (
        "a PNG with a 64 MB profile",
        png(8, 8, chunk(b"iCCP", b"p\0\0" + zlib.compress(bytes(64_000_000), 9))),
    )
    yield "a PNG one pixel high", png(2**31 - 1, 1, b"")
    yield "a PNG of a gigapixel in one row", png(1_000_000_000, 1, b"")
    yield "a PNG of a gigapixel in one column", png(1, 1_000_000_000, b"")
    yield "a ZIP of zeros", _zipped(bytes(20_000_000))
    for width, height in (
        (65_500, 65_500),
        (65_535, 1),
        (1, 65_535),
        (2_049, 1),
        (1, 2_049),
        (2_049, 2_049),
        (30_000, 30_000),
    ):
        yield f"a JPEG that says {width} by {height}", resized(jpeg(), width, height)
    wide = encoded(Image.new("L", (4_000, 4_000)), quality=1)
    yield "a real JPEG of 4,000 by 4,000", wide
    progressive = encoded(Image.new("RGB", (2_048, 2_048), "#888"), progressive=True, quality=5)
    yield "a JPEG with 20,000 scans", with_scans(progressive, 20_000)
    yield "a JPEG of comments only", b"\xff\xd8" + b"\xff\xfe\xff\xff" * 1 + bytes(65_533) * 1 + b"\xff\xd9"


def _crowds() -> Iterator[tuple[str, bytes]]:
    """Many pictures, or many crumbs, where one is expected."""
    yield "a GIF of 10,000 frames", gif_of(10_000)
    frames = [Image.new("RGB", (4, 4), (number % 256, 40, 90)) for number in range(200)]
    for kind in ("WEBP", "TIFF", "PNG"):
        yield f"a {kind} of 200 frames", encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    yield "a PNG of empty chunks", png(8, 8, chunk(b"tEXt", b"") * 100_000)
    yield "a JPEG of empty comments", jpeg()[:2] + b"\xff\xfe\x00\x02" * 600_000 + jpeg()[2:-2]
    flat = bytearray(encoded(Image.new("L", (8, 8)), "TIFF"))
    (first,) = struct.unpack_from("<I", flat, 4)
    (entries,) = struct.unpack_from("<H", flat, first)
    struct.pack_into("<I", flat, first + 2 + 12 * entries, first)
    yield "a TIFF that goes in circles", bytes(flat)


def _liars() -> Iterator[tuple[str, bytes]]:
    """Formats whose heads say a size that nothing could hold."""
    flat = Image.new("RGB", (64, 48), "#406080")
    huge = struct.pack(">II", 65_500, 65_500)
    yield (
        "an AVIF that says 65,500 by 65,500",
        encoded(flat, "AVIF").replace(struct.pack(">II", 64, 48), huge),
    )
    yield "a HEIC that says 65,500 by 65,500", HEIC.replace(struct.pack(">II", 64, 48), huge)
    for part in (0.1, 0.5, 0.9):
        yield f"a HEIC torn off at {part:.0%}", HEIC[: int(len(HEIC) * part)]
    for width, height in ((2**31 - 1, 1), (1, -(2**31)), (0, 0), (60_000, 60_000)):
        bmp = bytearray(encoded(flat, "BMP"))
        struct.pack_into("<ii", bmp, 18, width, height)
        yield f"a BMP that says {width} by {height}", bytes(bmp)
    webp = bytearray(encoded(flat, "WEBP", lossless=True))
    struct.pack_into("<I", webp, 21, 0x0FFFFFFF)
    yield "a WebP that says 16,384 by 16,384", bytes(webp)
    gif = bytearray(encoded(flat, "GIF"))
    struct.pack_into("<HH", gif, 6, 65_535, 65_535)
    yield "a GIF that says 65,535 by 65,535", bytes(gif)


def _torn() -> Iterator[tuple[str, bytes]]:
    """A good file that ends early, or whose end was kept and whose middle was lost."""
    whole = jpeg(7, (200, 150))
    for part in (0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99):
        yield f"torn off at {part:.0%}", whole[: int(len(whole) * part)]
    for start, end in ((0.02, 0.98), (0.0005, 0.9), (0.01, 0.03)):
        cut = whole[: max(4, int(len(whole) * start))] + whole[int(len(whole) * end) :]
        yield f"without its middle from {start:.2%}", cut if end > 0.5 else whole[:20] + b"\xff\xd9"


def _bent() -> Iterator[tuple[str, bytes]]:
    """JPEGs whose headers lie."""
    whole = jpeg(3)
    yield "start and end alone", b"\xff\xd8\xff\xd9"
    yield "start, start, end", b"\xff\xd8\xff\xd8\xff\xd9"
    yield "zero wide", resized(whole, 0, 64)
    yield "zero high", resized(whole, 64, 0)
    for name, marker in (
        ("tables", b"\xff\xdb"),
        ("a frame", b"\xff\xc0"),
        ("a scan", b"\xff\xda"),
    ):
        yield f"without {name}", whole.replace(marker, b"\xff\xe5")
    at = whole.index(b"\xff\xc0")
    yield "with 255 components", whole[: at + 9] + b"\xff" + whole[at + 10 :]
    yield "with 12 bits", whole[: at + 4] + b"\x0c" + whole[at + 5 :]
    yield "lossless", whole[:at] + b"\xff\xc3" + whole[at + 2 :]
    yield "arithmetic and wrong", whole[:at] + b"\xff\xcb" + whole[at + 2 :]
    yield "hierarchical", whole[:at] + b"\xff\xc5" + whole[at + 2 :]
    yield "a segment longer than the file", whole[:4] + b"\xff\xff" + whole[6:]


def png(width: int, height: int, more: bytes) -> bytes:
    """A PNG that says it is so large, and has next to nothing in it."""
    head = struct.pack(">IIBBBBB", width & 0x7FFFFFFF, height, 8, 2, 0, 0, 0)
    return PNG + chunk(b"IHDR", head) + more + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def gif_of(count: int) -> bytes:
    """A GIF of so many frames, each another colour; made of bytes, as a library takes seconds for it."""
    head = b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0xF7, 0, 0) + bytes(range(256)) * 3
    frame = b"!\xf9\x04\x00\x01\x00\x00\x00," + struct.pack("<HHHHB", 0, 0, 4, 4, 0) + b"\x08"
    frames = (frame + b"\x04\x00" + bytes((number % 256 & 0xFE, 4, 5)) + b"\x00" for number in range(count))
    return head + b"".join(frames) + b";"


def resized(data: bytes, width: int, height: int) -> bytes:
    """The same JPEG with another size in its frame header."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def with_scans(data: bytes, count: int) -> bytes:
    """A progressive JPEG whose last scan comes so many times."""
    at = data.rindex(b"\xff\xda")
    return data[:at] + data[at:-2] * (min(count, (2_900_000 - at) // (len(data) - at - 2))) + b"\xff\xd9"


def mutations(data: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """A good file with a few bytes of it changed."""
    chance = random.Random(seed)
    for _ in range(count):
        bent = bytearray(data)
        for _ in range(chance.randint(1, 20)):
            bent[chance.randrange(3, len(bent) - 2)] = chance.randrange(256)
        yield bytes(bent)


def _zipped(data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("photo.jpg", data)
    return file.getvalue()
