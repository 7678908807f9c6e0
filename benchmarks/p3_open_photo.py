"""P3: from the bytes of a photo of 24 megapixels to the first pixels in the editor, against one full decode."""

from __future__ import annotations

import io

from PIL import Image

from app.imaging.apply import Pixels
from app.imaging.opening import open_picture
from benchmarks._photos import medians, photo_file
from benchmarks._report import report

ROUNDS = 9


def main() -> None:
    """Open the same photo both ways in turns."""
    data = photo_file()

    def bare() -> Image.Image:
        image = Image.open(io.BytesIO(data))
        image.load()
        return image

    def ours() -> Pixels:
        return open_picture(data, "photo.jpg").preview

    bare_s, ours_s = medians((bare, ours), ROUNDS)
    ratio = ours_s / bare_s
    report("P3 open a photo of 24 MP, against a full decode", ratio, "x", "<= 0.75", ratio <= 0.75)
    report("P3 open a photo of 24 MP", ours_s * 1000, "ms", "told, not promised", True)


if __name__ == "__main__":
    main()
