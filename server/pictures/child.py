"""The child process that decodes one picture and writes its pixels anew: `python child.py`, bytes in, bytes out.

Run by its path and alone, so it imports nothing of ours. It reads a JPEG from stdin and writes one line to stdout:
`kept` with WIDTH HEIGHT BYTES of the rebuilt JPEG and of each thumbnail, and then all of their bytes, or
`refused REASON`. Whatever else happens to it, up to being
killed, means that the picture is damaged. Before the first byte is looked at it gives away what a decoder that was
taken over could use: memory, time, new files, sockets and programs.

It can be asked to change the picture as well: parts are covered with colours taken from around them, so that nothing
of what lay there is left to be brought back, and then it is cut.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL import Image as Pillow

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels; right and bottom are outside."""

UNCHANGED: Final = "-"
MEMORY_BYTES: Final = 512 * 1024 * 1024
CPU_S: Final = 5
MOST_SCANS: Final = 32
"""A progressive JPEG has about ten; each one more makes the decoder walk over the whole picture again."""

THUMB_BYTES: Final = 300_000
"""More than any photograph needs at these sizes; noise gets a lower quality."""

BLOCK: Final = 16
"""A JPEG mixes the pixels of such a square, and those beside it take some of their colour from it."""

WRITTEN: Final = 2
"""So often a picture was written as a JPEG when it comes here: by the client, and when it was rebuilt."""

SOFT: Final = 2
RING: Final = 16
"""So many pixels around a covered part lend it their colours."""

_QUALITIES: Final = (90, 80, 65, 45, 25)
_START: Final = b"\xff\xd8\xff"
_END: Final = b"\xff\xd9"
_SCAN: Final = b"\xff\xda"


class Refused(Exception):
    """The picture can't be taken; the text is one of the contract's reasons."""


def main() -> None:
    """One picture, then the end. `python child.py CHANGE LONGEST_SIDE MOST_BYTES THUMB,THUMB`.

    CHANGE is `-` for none, or `CROP;BOX;BOX…`, each `left,top,right,bottom` in pixels and the first maybe empty.
    """
    change, longest_side, most_bytes = sys.argv[-4], int(sys.argv[-3]), int(sys.argv[-2])
    sides = [int(side) for side in sys.argv[-1].split(",")]
    load(longest_side)
    give_away()
    given = sys.stdin.buffer.read(most_bytes + 1)
    sys.stdout.buffer.write(answer(given, longest_side, most_bytes, sides, change))
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is left to tidy up, and less of a decoder that was taken over still runs


def load(longest_side: int) -> None:
    """Loads the decoder and sets its own limits; before `give_away`, after which no file can be opened."""
    from PIL import Image, ImageStat  # noqa: F401 - both are needed when no file can be opened any more

    Image.MAX_IMAGE_PIXELS = longest_side * longest_side
    Image.preinit()
    warnings.simplefilter("error")


def answer(
    given: bytes, longest_side: int, most_bytes: int, sides: Sequence[int], change: str = UNCHANGED
) -> bytes:
    """What is said of one picture: its line, and the bytes the line announces."""
    from PIL import Image, JpegImagePlugin

    try:
        if len(given) > most_bytes:
            raise Refused("damaged")
        check_frame(given)
        with JpegImagePlugin.JpegImageFile(io.BytesIO(given)) as opened:
            if max(opened.size) > longest_side:
                raise Refused("too_many_pixels")
            opened.load()
            pixels = opened.convert("RGB")
        # Through bare bytes, so that nothing but pixels can come along.
        clean = changed(Image.frombytes("RGB", pixels.size, pixels.tobytes()), change)
        kept = [(clean.size, encode(clean, most_bytes))]
        for side in sides:
            small = smaller(clean, side)
            kept.append((small.size, encode(small, THUMB_BYTES)))
    except Refused as refusal:
        return f"refused {refusal}\n".encode()
    except Exception:  # noqa: BLE001 - whatever a decoder raises means one thing: it is no whole picture
        return b"refused damaged\n"
    sizes = b"".join(b" %d %d %d" % (*size, len(data)) for size, data in kept)
    return b"kept" + sizes + b"\n" + b"".join(data for _, data in kept)


def check_frame(given: bytes) -> None:
    """What can be told without a decoder: it begins and ends as a JPEG does, and has no absurd number of scans."""
    if not given.startswith(_START):
        raise Refused("not_a_jpeg")
    if not given.endswith(_END) or given.count(_SCAN) > MOST_SCANS:
        raise Refused("damaged")


def changed(clean: Pillow.Image, change: str) -> Pillow.Image:
    """The picture with parts covered, then cut; as it is for `UNCHANGED`."""
    if change == UNCHANGED:
        return clean
    crop, *boxes = ([int(edge) for edge in one.split(",")] if one else [] for one in change.split(";"))
    covered = cover(clean, [grown((box[0], box[1], box[2], box[3]), clean.size) for box in boxes])
    return covered.crop((crop[0], crop[1], crop[2], crop[3])) if crop else covered


def grown(box: Box, size: tuple[int, int]) -> Box:
    """The box with every pixel that its own have left a trace in: each writing spreads it over whole blocks."""
    left, top, right, bottom = box
    for _ in range(WRITTEN):
        left, top = left // BLOCK * BLOCK - SOFT, top // BLOCK * BLOCK - SOFT
        right, bottom = -(-right // BLOCK) * BLOCK + SOFT, -(-bottom // BLOCK) * BLOCK + SOFT
    return max(0, left), max(0, top), min(size[0], right), min(size[1], bottom)


def cover(clean: Pillow.Image, boxes: Sequence[Box]) -> Pillow.Image:
    """The picture with each box painted over from the colours around all of them; of what lay there nothing is used."""
    from PIL import Image

    free = Image.new("L", clean.size, 255)
    for box in boxes:
        free.paste(0, box)
    painted = clean.copy()
    for box in boxes:
        painted.paste(_patch(clean, free, box), box)
    return painted


def _patch(clean: Pillow.Image, free: Pillow.Image, box: Box) -> Pillow.Image:
    """A soft patch between the colours at the four sides of a box; grey where nothing is free anywhere."""
    from PIL import Image

    left, top, right, bottom = box
    sides = [
        _colour(clean, free, (left - RING, top, left, bottom)),
        _colour(clean, free, (right, top, right + RING, bottom)),
        _colour(clean, free, (left, top - RING, right, top)),
        _colour(clean, free, (left, bottom, right, bottom + RING)),
    ]
    known = [side for side in sides if side is not None] or [(128, 128, 128)]
    usual = tuple(sum(parts) // len(known) for parts in zip(*known, strict=True))
    size = (right - left, bottom - top)
    across, down = Image.new("RGB", (2, 1)), Image.new("RGB", (1, 2))
    for place, side in enumerate(sides):
        (across if place < 2 else down).putpixel((place, 0) if place < 2 else (0, place - 2), side or usual)
    soft = [one.resize(size, Image.Resampling.BILINEAR) for one in (across, down)]
    return Image.blend(soft[0], soft[1], 0.5)


def _colour(clean: Pillow.Image, free: Pillow.Image, strip: Box) -> tuple[int, int, int] | None:
    """The mean colour of what is free in a strip; None where nothing is."""
    from PIL import ImageStat

    inside = (max(0, strip[0]), max(0, strip[1]), min(clean.width, strip[2]), min(clean.height, strip[3]))
    if inside[0] >= inside[2] or inside[1] >= inside[3]:
        return None
    mask = free.crop(inside)
    if mask.getbbox() is None:
        return None
    red, green, blue = ImageStat.Stat(clean.crop(inside), mask).mean
    return round(red), round(green), round(blue)


def encode(clean: Pillow.Image, most_bytes: int) -> bytes:
    """The picture as a plain JPEG of at most `most_bytes`; noise needs a lower quality than photographs."""
    for quality in _QUALITIES:
        written = io.BytesIO()
        clean.save(written, "JPEG", quality=quality, optimize=False, progressive=False)
        if written.tell() <= most_bytes:
            return written.getvalue()
    raise Refused("damaged")


def smaller(clean: Pillow.Image, side: int) -> Pillow.Image:
    """The picture with its longest side at most this; never larger than it is."""
    from PIL import Image

    scale = min(1.0, side / max(clean.size))
    size = (max(1, round(clean.width * scale)), max(1, round(clean.height * scale)))
    return clean.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def give_away() -> None:
    """Sets the limits that this system has: Windows has none of them, there the parent's clock is all."""
    try:
        import resource
    except ImportError:
        return
    if (
        sys.platform != "darwin"
    ):  # which counts the shared cache of libraries as memory and would refuse any limit
        _limit(resource.RLIMIT_AS, MEMORY_BYTES)
    _limit(resource.RLIMIT_CPU, CPU_S)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NPROC, 0)
    _limit(resource.RLIMIT_NOFILE, 3)  # stdin, stdout, stderr: no file and no socket can be opened any more


def _limit(which: int, most: int) -> None:
    import resource

    _, hard = resource.getrlimit(which)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))


if __name__ == "__main__":
    main()
