"""Takes the tour and puts the pictures of the README and the guide into their places: `python3 dev.py pictures`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

DOCS = Path(__file__).parent
PICTURES = {
    "pictures/messages.png": "waiting-for-approval",
    "guide/pictures/self-timer.png": "self-timer",
    "guide/pictures/brightness.png": "brightness",
    "guide/pictures/crop.png": "crop",
    "guide/pictures/send.png": "send-for-approval",
    "guide/pictures/waiting.png": "the-new-photo-waits",
    "guide/pictures/not-approved.png": "photo-not-approved",
    "guide/pictures/edit-again.png": "back-in-the-editor",
    "guide/pictures/contact-photo.png": "the-photo-stands-for-them",
    "guide/pictures/galleries.png": "the-gallery",
    "guide/pictures/share.png": "upload-three-photos",
    "guide/pictures/refused.png": "one-photo-not-approved",
    "guide/pictures/offer.png": "a-changed-photo-is-offered",
    "guide/pictures/post-offer.png": "a-post-that-could-go-with-a-changed-photo",
}
"""Where each picture lies, and the step of the tour that it shows."""
COLOURS = 256
"""Enough for a screen, and a third of the size."""


def main() -> int:
    """0 once all of them are made anew."""
    with tempfile.TemporaryDirectory(prefix="gettingout-pictures-") as folder:
        taken = subprocess.run(
            [sys.executable, "-m", "app", "--tour", folder],
            cwd=DOCS.parent,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            check=False,
        )
        if taken.returncode != 0:
            return taken.returncode
        for place, step in PICTURES.items():
            (source,) = Path(folder).glob(f"[0-9][0-9][0-9]-{step}.png")
            with Image.open(source) as picture:
                small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                small.save(DOCS / place, optimize=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
