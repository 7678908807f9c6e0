"""Tells what kind of picture some bytes are, by their content; only the eight kinds named here are ever decoded."""

from __future__ import annotations

from enum import Enum

from app.domain.errors import PictureFault, PictureFaultKind


class PictureKind(Enum):
    """What the client opens; the values are Pillow's names of the formats."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    HEIC = "HEIF"
    AVIF = "AVIF"
    BMP = "BMP"
    TIFF = "TIFF"
    GIF = "GIF"


_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_BMP_HEADER_SIZES = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
_OTHER_PICTURES = (
    b"\x00\x00\x00\x0cjP  ",  # JPEG 2000
    b"\xff\x4f\xff\x51",
    b"\xff\x0a",  # JPEG XL
    b"\x00\x00\x00\x0cJXL ",
    b"8BPS",  # Photoshop
    b"gimp xcf",
    b"\x00\x00\x01\x00",  # icon
    b"%!PS",
    b"\xc5\xd0\xd3\xc6",  # PostScript with a preview
    b"%PDF",
    b"qoif",
    b"v/1\x01",  # OpenEXR
    b"#?RADIANCE",
    b"IIRO",  # raw pictures of cameras
    b"IIU\x00",
    b"FUJIFILM",
    b"FOVb",
    b"\xd7\xcd\xc6\x9a",  # Windows metafile
)


def kind_of(data: bytes) -> PictureKind:
    """The kind of picture; a `PictureFault` says that it is none, or one that is not opened here."""
    kind = _known(data)
    if kind is not None:
        return kind
    if _is_other_picture(data):
        raise PictureFault(PictureFaultKind.UNSUPPORTED)
    raise PictureFault(PictureFaultKind.NOT_A_PICTURE)


def _known(data: bytes) -> PictureKind | None:
    if data.startswith(b"\xff\xd8\xff"):
        return PictureKind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PictureKind.PNG
    if data.startswith((b"GIF87a", b"GIF89a")):
        return PictureKind.GIF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return PictureKind.WEBP
    if data.startswith((b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")) and data[8:10] != b"CR":
        return PictureKind.TIFF
    if data.startswith(b"BM") and int.from_bytes(data[14:18], "little") in _BMP_HEADER_SIZES:
        return PictureKind.BMP
    brands = _brands(data)
    if brands & _AVIF_BRANDS:
        return PictureKind.AVIF
    return PictureKind.HEIC if brands & _HEIC_BRANDS else None


def _brands(data: bytes) -> frozenset[bytes]:
    """The brands in the first box of an ISO media file; none if it is no such file."""
    if data[4:8] != b"ftyp":
        return frozenset()
    end = min(int.from_bytes(data[:4], "big"), 256)
    places = [8, *range(16, end, 4)]  # between them stands the minor version
    return frozenset(data[place : place + 4] for place in places)


def _is_other_picture(data: bytes) -> bool:
    if data.startswith(_OTHER_PICTURES) or data[8:10] == b"CR" or b"crx " in _brands(data):
        return True
    if data[:1] == b"P" and data[1:2] in b"1234567" and data[2:3].isspace():
        return True  # the portable family of formats
    return b"<svg" in data[:1024].lower()


def webp_size(data: bytes) -> tuple[int, int] | None:
    """Width and height that a WebP announces, read before its decoder makes room for them; None if it has none."""
    chunk = data[12:16]
    if len(data) < 30:
        return None
    if chunk == b"VP8 ":
        return _le(data, 26, 2) & 0x3FFF, _le(data, 28, 2) & 0x3FFF
    if chunk == b"VP8X":
        return _le(data, 24, 3) + 1, _le(data, 27, 3) + 1
    if chunk == b"VP8L":
        bits = _le(data, 21, 4)
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    return None


def _le(data: bytes, at: int, count: int) -> int:
    return int.from_bytes(data[at : at + count], "little")
