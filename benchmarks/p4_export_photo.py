"""P4: saving a photo of 24 megapixels with its crop, brightness and turn, against the bare work of a library."""

from __future__ import annotations

import io

from PIL import Image

from app.domain.photos import ExportedPhoto, PhotoEdits, Rect
from app.imaging.export import export
from app.imaging.opening import open_picture
from benchmarks._photos import HEIGHT, WIDTH, medians, photo_file
from benchmarks._report import report
from contract.limits import PHOTO_SIDE

ROUNDS = 7
EDITS = {
    "turned": PhotoEdits(brightness=24, turns=1, crop=Rect(100, 150, HEIGHT - 200, WIDTH - 300)),
    # So small a part must be cut from all pixels: nothing can be saved in decoding.
    "close": PhotoEdits(brightness=24, turns=1, crop=Rect(900, 1200, 2100, 2100)),
}


def main() -> None:
    """Export the same photo in turns with a plain decode, resize and encode."""
    data = photo_file()
    opened = open_picture(data, "photo.jpg")

    def bare() -> bytes:
        image = Image.open(io.BytesIO(data)).convert("RGB")
        image.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS, reducing_gap=None)
        file = io.BytesIO()
        image.save(file, "JPEG", quality=90)
        return file.getvalue()

    def turned() -> ExportedPhoto:
        return export(opened, EDITS["turned"], None)

    def close() -> ExportedPhoto:
        return export(opened, EDITS["close"], None)

    bare_s, turned_s, close_s = medians((bare, turned, close), ROUNDS)
    for name, seconds in (("the whole photo", turned_s), ("a small part of it", close_s)):
        ratio = seconds / bare_s
        report(f"P4 save {name}, against decode, resize and encode", ratio, "x", "<= 1.4", ratio <= 1.4)


if __name__ == "__main__":
    main()
