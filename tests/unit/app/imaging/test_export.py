"""What travels is made of pixels only, within its limits, whatever was opened."""

import hashlib
import io
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, PngImagePlugin

from app.domain.errors import Cancelled
from app.domain.photos import ExportedPhoto, PhotoEdits, Rect, Size
from app.imaging.apply import Pixels, apply, brighten
from app.imaging.export import encode, export
from app.imaging.geometry import output_size
from app.imaging.hints import edge_width
from app.imaging.opening import OpenedPicture, from_pixels, open_picture, smaller
from contract.limits import PHOTO_BYTES, PHOTO_SIDE
from tests.unit.app.imaging.pictures import encoded, photo
from tests.unit.app.imaging.segments import assert_only_pixels, segments

SECRET = b"41.40338, 2.17403 Elm Street 12"
# What exiftool itself says of any file, and of the tables of any JPEG.
OF_EVERY_FILE = {"SourceFile", "ExifTool:ExifToolVersion", "Composite:ImageSize", "Composite:Megapixels"}
OF_EVERY_JPEG = {f"JFIF:{name}" for name in ("JFIFVersion", "ResolutionUnit", "XResolution", "YResolution")}
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF", "GIF")


def pixels_of(made: ExportedPhoto) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(made.data)))


def told() -> Image.Exif:
    """Notes about a place, a person and a camera, with a preview of the whole picture."""
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    exif[0x013B] = "Somebody"
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 24.0, 12.0), 3: "E", 4: (2.0, 10.0, 26.0)})
    exif.get_ifd(0x8769).update({0x9286: SECRET, 0x927C: SECRET})
    return exif


def with_notes(form: str) -> bytes:
    """A picture full of notes."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode(), zip=True)
    notes = {"comment": SECRET, "xmp": b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>", "pnginfo": text}
    data = encoded(photo(300, 200), form, exif=told(), icc_profile=profile, **notes)
    return data + SECRET


def way(name: str) -> OpenedPicture:
    """Every path a picture can take into an export."""
    if name == "camera":
        return from_pixels(photo(640, 480), SECRET.decode())
    return open_picture(with_notes(name), SECRET.decode())


@pytest.mark.parametrize("edits", [PhotoEdits(), PhotoEdits(brightness=20, turns=1, zoom=1.5)])
@pytest.mark.parametrize("name", [*FORMATS, "camera"])
def test_nothing_leaves_but_pixels(name: str, edits: PhotoEdits, tmp_path: Path) -> None:
    made = export(way(name), edits, 1.0)
    assert_only_pixels(made.data)
    assert SECRET not in made.data
    image = Image.open(io.BytesIO(made.data))
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_density", "jfif_unit"}
    if shutil.which("exiftool"):
        assert exif_told(made.data, tmp_path) == set()


def exif_told(data: bytes, folder: Path) -> set[str]:
    """What exiftool finds beyond the file itself."""
    path = folder / "sent.jpg"
    path.write_bytes(data)
    command = ["exiftool", "-json", "-G", "-a", "-u", "-U", str(path)]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)[0]
    return {key for key in told if not key.startswith("File:")} - OF_EVERY_FILE - OF_EVERY_JPEG


def test_the_check_of_notes_can_lose(tmp_path: Path) -> None:
    saved_again = io.BytesIO()
    Image.open(io.BytesIO(with_notes("JPEG"))).save(saved_again, "JPEG")
    with pytest.raises(AssertionError, match="0xfe"):
        assert_only_pixels(saved_again.getvalue())
    with pytest.raises(AssertionError, match="follows"):
        segments(encoded(photo(64, 64)) + b"more")
    if shutil.which("exiftool"):
        assert any("GPS" in key for key in exif_told(with_notes("JPEG"), tmp_path))


def test_an_export_is_the_edit_applied_to_the_full_picture() -> None:
    full = photo(1200, 900, noise=0)
    picture = open_picture(encoded(full, "PNG"), "x", preview_side=300)
    for edits, aspect in (
        (PhotoEdits(brightness=35, turns=3, zoom=1.5, centre=(400, 500)), 1.0),
        (PhotoEdits(flipped=True, crop=Rect(100.4, 50.6, 700.2, 333.3)), None),
    ):
        made = export(picture, edits, aspect)
        expected = apply(full, edits, aspect)
        assert (
            made.size
            == Size(expected.shape[1], expected.shape[0])
            == output_size(Size(1200, 900), edits, aspect)
        )
        assert np.abs(pixels_of(made).astype(int) - expected).mean() < 2.5
        assert made.sha256 == hashlib.sha256(made.data).hexdigest()


def test_a_large_photo_comes_out_at_the_limit_and_as_sharp_as_from_all_its_pixels() -> None:
    full = photo(4400, 3000, noise=0)
    picture = open_picture(encoded(full, "JPEG", quality=92), "x")
    edits = PhotoEdits(brightness=15, turns=1)
    made = export(picture, edits, None)
    assert made.size == Size(1396, PHOTO_SIDE)
    whole = smaller(apply(picture.load_full(), edits, None), PHOTO_SIDE)
    sent = pixels_of(made)
    assert np.abs(sent.astype(int) - whole).mean() < 3
    assert edge_width(sent[:, :, 1]) < 1.1 * edge_width(whole[:, :, 1])


def test_a_crop_of_a_large_photo_keeps_all_its_own_pixels() -> None:
    picture = open_picture(encoded(photo(4400, 3000, noise=0), "JPEG", quality=92), "x")
    edits = PhotoEdits(crop=Rect(1000, 1000, 1500, 700))
    made = export(picture, edits, None)
    assert made.size == Size(1500, 700)
    assert np.abs(pixels_of(made).astype(int) - apply(picture.load_full(), edits, None)).mean() < 3


def test_a_picture_is_never_enlarged() -> None:
    for side in (1, 7, 150):
        picture = open_picture(encoded(photo(200, 200)[:side, :side], "PNG"), "x")
        assert export(picture, PhotoEdits(), 1.0).size == Size(side, side)


def test_even_noise_stays_within_the_weight_it_may_have() -> None:
    noise = np.random.default_rng(5).integers(0, 256, (PHOTO_SIDE, PHOTO_SIDE, 3), np.uint8)
    made = encode(noise)
    assert len(made.data) <= PHOTO_BYTES
    assert made.size == Size(PHOTO_SIDE, PHOTO_SIDE), "coarser first"
    tiny = encode(noise, most_bytes=200_000)
    assert len(tiny.data) <= 200_000
    assert tiny.size.width < PHOTO_SIDE, "then smaller"
    assert tiny.size.width == tiny.size.height


def test_progress_runs_from_nought_to_one_and_never_back() -> None:
    heard: list[float] = []
    export(open_picture(encoded(photo()), "x"), PhotoEdits(), 1.0, progress=heard.append)
    assert (heard[0], heard[-1]) == (0.0, 1.0)
    assert heard == sorted(heard)
    heard.clear()
    encode(photo(), most_bytes=12_000, progress=heard.append)
    assert heard == sorted(heard)


def test_an_export_can_be_stopped_at_every_step() -> None:
    picture = open_picture(encoded(photo(), "PNG"), "x")
    steps = 0
    while True:
        left = iter([False] * steps + [True] * 1000)
        try:
            export(picture, PhotoEdits(), None, cancelled=lambda left=left: next(left))  # type: ignore[misc]
            raise AssertionError("never stopped")
        except Cancelled:
            steps += 1
        if steps == 5:
            return


def test_brightness_is_the_same_before_and_after_sending() -> None:
    pixels = photo(400, 300, noise=0)
    picture = open_picture(encoded(pixels, "PNG"), "x")
    sent = pixels_of(export(picture, PhotoEdits(brightness=60), None))
    assert abs(float(sent.mean()) - float(brighten(pixels, 60).mean())) < 1
