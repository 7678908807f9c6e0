"""Every picture a phone, a scanner or a friend may send opens upright, in the right colours, or says why not."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from app.domain.errors import Cancelled, PictureFault, PictureFaultKind
from app.domain.photos import Size
from app.imaging.apply import Pixels
from app.imaging.opening import OpenedPicture, from_pixels, open_picture, read_file, smaller, still_bytes
from contract.limits import OPENED_FILE_BYTES, OPENED_PIXELS
from tests.heic import HEIC
from tests.unit.app.imaging.pictures import encoded, photo

ROOT = Path(__file__).parents[4]
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 180, 40), (40, 60, 200), (240, 240, 240)


def fields(width: int = 64, height: int = 48) -> Pixels:
    """Red and green above, blue and white below: whichever way it lies can be told."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, WHITE
    return pixels


def opened(data: bytes) -> OpenedPicture:
    return open_picture(data, "a picture")


def assert_fields(pixels: Pixels, slack: int = 12) -> None:
    height, width, _ = pixels.shape
    for (x, y), colour in zip(((1, 1), (3, 1), (1, 3), (3, 3)), (RED, GREEN, BLUE, WHITE), strict=True):
        found = pixels[y * height // 4, x * width // 4]
        assert np.abs(found.astype(int) - colour).max() <= slack, f"{colour} is {found}"


def files() -> dict[str, bytes]:
    """The fields in every format, and in the odder kinds of some."""
    image = Image.fromarray(fields())
    made = {
        "jpeg": encoded(fields(), "JPEG", quality=95, subsampling=0),
        "jpeg progressive": encoded(fields(), "JPEG", quality=95, subsampling=0, progressive=True),
        "png": encoded(fields(), "PNG"),
        "webp": encoded(fields(), "WEBP", lossless=True),
        "webp lossy": encoded(fields(), "WEBP", quality=90),
        "avif": encoded(fields(), "AVIF", quality=95),
        "bmp": encoded(fields(), "BMP"),
        "tiff": encoded(fields(), "TIFF"),
        "tiff deflate": encoded(fields(), "TIFF", compression="tiff_deflate"),
        "tiff jpeg": encoded(fields(), "TIFF", compression="jpeg", quality=95),
        "gif": encoded(fields(), "GIF"),
        "heic": HEIC,
    }
    for name, mode, form in (
        ("palette png", "P", "PNG"),
        ("cmyk jpeg", "CMYK", "JPEG"),
        ("cmyk tiff", "CMYK", "TIFF"),
        ("alpha png", "RGBA", "PNG"),
        ("alpha webp", "RGBA", "WEBP"),
        ("ycc tiff", "YCbCr", "TIFF"),
    ):
        options: dict[str, Any] = {"quality": 95} if form == "JPEG" else {}
        made[name] = saved(image.quantize(8) if mode == "P" else image.convert(mode), form, **options)
    return made


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


@pytest.mark.parametrize("name", files())
def test_every_kind_of_file_opens_with_its_colours(name: str) -> None:
    picture = opened(files()[name])
    assert picture.full_size == Size(64, 48)
    assert_fields(picture.preview, 24 if name in ("tiff jpeg", "avif", "webp lossy", "alpha webp") else 14)
    assert_fields(
        picture.load_full(), 24 if name in ("tiff jpeg", "avif", "webp lossy", "alpha webp") else 14
    )
    assert not picture.is_animated


def laid_down(orientation: int) -> Image.Image:
    """The fields as a camera held that way stores them."""
    undo = {
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    image = Image.fromarray(fields())
    for step in undo.get(orientation, []):
        image = image.transpose(step)
    return image


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    options = {} if form in ("PNG", "TIFF") else {"quality": 95}
    picture = opened(saved(laid_down(orientation), form, exif=exif, **options))
    assert picture.full_size == Size(64, 48)
    assert_fields(picture.preview, 24)
    assert_fields(picture.load_full(), 24)
    assert_fields(picture.load(Size(32, 24)), 24)


def test_a_note_that_is_damaged_costs_the_note_and_not_the_picture() -> None:
    plain = encoded(fields(), "JPEG", quality=95, subsampling=0)
    for note in (
        b"Exif\x00\x00II*\x00\x08\x00\x00\x00\xff\xff" + b"\xff" * 40,
        b"Exif\x00\x00MM\x00*\xff\xff\xff\xff",
        b"Exif\x00\x00",
        b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x63\x00\x00\x00",
        b"MPF\x00 but nothing of it",
        b"http://ns.adobe.com/xap/1.0/\x00<x",
    ):
        for marker in (0xE1, 0xE2, 0xED, 0xFE):
            segment = bytes((0xFF, marker)) + struct.pack(">H", len(note) + 2) + note
            assert_fields(opened(plain[:2] + segment + plain[2:]).preview)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def test_a_png_with_damaged_or_huge_notes_opens_all_the_same() -> None:
    plain = encoded(fields(), "PNG")
    for extra in (
        chunk(b"zTXt", b"a\x00\x00" + zlib.compress(b"x" * 30_000_000)),
        chunk(b"iCCP", b"a\x00\x00" + zlib.compress(b"x" * 30_000_000)),
        chunk(b"iCCP", b"a\x00\x00no"),
        chunk(b"acTL", b"\x00" * 3),
        chunk(b"eXIf", b"II"),
    ):
        assert_fields(opened(plain[:33] + extra + plain[33:]).preview)


def test_grey_and_16_bit_pictures_have_the_right_light() -> None:
    ramp = np.tile(np.arange(256, dtype=np.uint8), (16, 1))
    deep = ramp.astype(np.uint16) * 257
    for data in (
        saved(Image.fromarray(ramp), "PNG"),
        saved(Image.fromarray(ramp), "JPEG", quality=98),
        saved(Image.fromarray(deep), "PNG"),
        saved(Image.fromarray(deep), "TIFF"),
        saved(Image.fromarray(ramp.astype(np.float32) / 255), "TIFF"),
        saved(Image.fromarray(deep.astype(np.int32)), "TIFF"),
    ):
        row = opened(data).preview[8].astype(int)
        assert np.abs(row - np.arange(256)[:, np.newaxis]).max() <= 3
    half = saved(Image.fromarray((ramp > 127).astype(np.uint8) * 255).convert("1"), "PNG")
    assert set(np.unique(opened(half).preview)) == {0, 255}


def test_what_shows_through_is_white_paper() -> None:
    clear = Image.new("RGBA", (40, 40), (255, 0, 0, 0))
    clear.paste((0, 0, 0, 128), (0, 0, 20, 40))
    palette = Image.fromarray(fields()).quantize(4)
    nothing = palette.getpixel((0, 0))
    grey = Image.new("LA", (40, 40), (0, 0))
    for data in (saved(clear, "PNG"), saved(clear, "WEBP", lossless=True), saved(grey, "PNG")):
        assert (opened(data).preview[20, 30] == 255).all()
    assert np.abs(opened(saved(clear, "PNG")).preview[20, 10].astype(int) - 127).max() <= 1
    assert (opened(saved(palette, "PNG", transparency=nothing)).preview[5, 5] == 255).all()
    assert (opened(saved(palette, "GIF", transparency=nothing)).preview[5, 5] == 255).all()


def test_a_clear_pixel_does_not_bleed_into_a_reduced_picture() -> None:
    clear = Image.new("RGBA", (1024, 1024), (255, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (0, 0, 512, 1024))
    small = open_picture(saved(clear, "PNG"), "x", preview_side=100).preview.astype(int)
    assert 70 <= small.shape[0] <= 100
    assert np.abs(small[..., 0] - small[..., 1]).max() <= 1


def swapping_profile() -> bytes:
    """The profile of sRGB with red and green exchanged, so that using it can't be missed."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return profile.replace(b"rXYZ", b"xXYZ").replace(b"gXYZ", b"rXYZ").replace(b"xXYZ", b"gXYZ")


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"])
def test_a_colour_profile_is_honoured(form: str) -> None:
    options: dict[str, Any] = {"quality": 95} if form != "PNG" else {}
    picture = opened(saved(Image.fromarray(fields()), form, icc_profile=swapping_profile(), **options))
    red, green, _ = picture.preview[12, 16]
    assert green > 120 > red
    assert np.abs(picture.load_full()[12, 16].astype(int) - picture.preview[12, 16]).max() <= 8


def test_a_profile_that_is_damaged_or_of_another_kind_is_left_out() -> None:
    grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (b"rubbish", swapping_profile()[:200], grey):
        assert_fields(opened(saved(Image.fromarray(fields()), "PNG", icc_profile=profile)).preview)


def test_of_an_animation_the_first_picture_is_used_and_it_is_said() -> None:
    others = [Image.new("RGB", (64, 48), "black")] * 2
    for form in ("GIF", "PNG", "WEBP", "AVIF"):
        data = saved(Image.fromarray(fields()), form, save_all=True, append_images=others, duration=100)
        picture = opened(data)
        assert picture.is_animated, form
        assert_fields(picture.preview, 24)


def test_a_preview_is_reduced_and_the_rest_comes_when_asked() -> None:
    pixels = photo(3000, 2001)
    picture = open_picture(encoded(pixels, "JPEG", quality=90), "x", preview_side=800)
    assert picture.full_size == Size(3000, 2001)
    assert 560 <= max(picture.preview.shape) <= 800
    assert picture.load_full().shape == (2001, 3000, 3)
    part = picture.load(Size(1400, 900))
    assert part.shape == (1001, 1500, 3)
    assert np.abs(smaller(part, 700).astype(int) - smaller(picture.load_full(), 700)).mean() < 3
    assert picture.name == "x"
    assert picture.format == "JPEG"


def test_the_content_decides_and_not_the_name() -> None:
    assert open_picture(encoded(fields(), "PNG"), "holiday.jpg").format == "PNG"


OTHERS = {
    "svg": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "pdf": b"%PDF-1.7\n",
    "icon": saved(Image.new("RGB", (16, 16)), "ICO"),
    "jpeg 2000": saved(Image.new("RGB", (16, 16)), "JPEG2000"),
    "pnm": saved(Image.new("RGB", (16, 16)), "PPM"),
    "photoshop": b"8BPS\x00\x01" + b"\x00" * 40,
    "raw": b"II*\x00\x10\x00\x00\x00CR\x02\x00" + b"\x00" * 40,
    "dng": saved(Image.new("RGB", (16, 16)), "TIFF", tiffinfo={50706: b"\x01\x04\x00\x00"}),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_kinds_of_picture_are_said_to_be_unsupported(name: str) -> None:
    with pytest.raises(PictureFault) as caught:
        opened(OTHERS[name])
    assert caught.value.kind is PictureFaultKind.UNSUPPORTED


@pytest.mark.parametrize(
    "data", [b"", b"B", b"\xff\xd8", b"Dear Tom", b"BMW and Audi, a story", b"\x00" * 500]
)
def test_what_is_no_picture_is_said_to_be_none(data: bytes) -> None:
    with pytest.raises(PictureFault) as caught:
        opened(data)
    assert caught.value.kind is PictureFaultKind.NOT_A_PICTURE


def test_a_cut_off_picture_is_damaged() -> None:
    for name, data in files().items():
        with pytest.raises(PictureFault) as caught:
            opened(data[: len(data) // 2]).load_full()
        assert caught.value.kind is PictureFaultKind.DAMAGED, name


def test_too_large_a_file_and_too_many_pixels_name_their_limit(tmp_path: Path) -> None:
    with pytest.raises(PictureFault) as caught:
        opened(bytes(OPENED_FILE_BYTES + 1))
    assert (caught.value.kind, caught.value.limit) == (PictureFaultKind.TOO_LARGE_FILE, OPENED_FILE_BYTES)
    path = tmp_path / "long"
    with path.open("wb") as file:
        file.truncate(OPENED_FILE_BYTES + 1)
    with pytest.raises(PictureFault, match="too_large_file"):
        read_file(path)
    with pytest.raises(PictureFault) as caught:
        opened(saved(Image.new("1", (10_000, OPENED_PIXELS // 10_000 + 1)), "PNG"))
    assert (caught.value.kind, caught.value.limit) == (PictureFaultKind.TOO_MANY_PIXELS, OPENED_PIXELS)


def test_a_file_is_read_or_its_fault_is_told(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    path.write_bytes(HEIC)
    assert read_file(path) == HEIC
    for nothing in (tmp_path / "missing", tmp_path):
        with pytest.raises(PictureFault) as caught:
            read_file(nothing)
        assert caught.value.kind is PictureFaultKind.UNREADABLE


def test_a_camera_s_picture_opens_like_a_file_and_its_kept_bytes_open_again() -> None:
    pixels = photo(1280, 720)
    picture = from_pixels(np.ascontiguousarray(pixels[:, :, ::-1]), "camera", preview_side=640)
    assert (picture.load_full() == pixels).all()
    assert picture.preview.shape == (360, 640, 3)
    assert picture.data == still_bytes(np.ascontiguousarray(pixels[:, :, ::-1]))
    again = opened(picture.data)
    assert again.sha256 == picture.sha256
    assert np.abs(again.load_full().astype(int) - pixels).mean() < 3


def test_opening_ends_when_nobody_wants_it_any_more() -> None:
    data = encoded(photo(), "JPEG")
    for answers in ([True], [False, True], [False, False, True], [False, False, False, True]):
        calls = iter(answers)
        with pytest.raises(Cancelled):
            open_picture(data, "x", cancelled=lambda calls=calls: next(calls))  # type: ignore[misc]
    with pytest.raises(Cancelled):
        opened(data).load_full(lambda: True)


WARNED = """
import io, struct, sys, threading
from PIL import Image
from app.domain.errors import PictureFault
from app.imaging.opening import open_picture

def saved(form, **options):
    file = io.BytesIO()
    Image.new("RGB", (64, 48)).save(file, form, **options)
    return file.getvalue()

def opening(data):
    try:
        told.append(open_picture(data, "x").format)
    except PictureFault as fault:
        told.append(fault.kind.name)

odd_tag = saved("TIFF", tiffinfo={282: 72.0}).replace(b"\\x1a\\x01\\x05\\x00\\x01", b"\\x1a\\x01\\x05\\x00\\x02")
gif = saved("GIF")
frame = gif.index(b",\\0\\0\\0\\0")
large_frame = gif[:frame + 5] + struct.pack("<HH", 8000, 8000) + gif[frame + 9:]
assert odd_tag != saved("TIFF", tiffinfo={282: 72.0})
told = []
threads = [threading.Thread(target=opening, args=(data,)) for data in (odd_tag, large_frame) * 4]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
sys.stdout.write(" ".join(sorted(told)))
"""


def test_a_warning_about_pixels_is_a_fault_in_every_thread_and_one_about_a_note_is_none() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WARNED], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == " ".join(["TIFF"] * 4 + ["TOO_MANY_PIXELS"] * 4)
    assert done.stderr == ""
