"""Elena's galleries: the photos in them, to whom each went, and the pictures, drawn by code so that none is stored."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from contract.limits import THUMB_SIDES
from server.demo import people, places
from server.demo.people import Resident
from server.pictures.rebuild import Rebuilt

if TYPE_CHECKING:
    from PIL import Image

WIDTH, HEIGHT = 560, 420
Shape = tuple[str, str, tuple[float, ...]]
"""How it is drawn (disc, shape), its colour, and its corners or box in hundredths of the height."""


@dataclass(frozen=True)
class Shared:
    """A photo, when it was sent (days ago), after how many hours it was decided on, and the first to open it."""

    gallery: str
    title: str
    days: int
    wait_h: float
    to: tuple[Resident, ...]
    ground: str
    shapes: tuple[Shape, ...]
    opened_by: Resident | None = None
    reason: str = ""
    """Of the facility, when it was not approved; then the upper right quarter is marked."""


_LAKE: Final[tuple[Shape, ...]] = (
    ("disc", "#F6D58A", (84, 14, 106, 36)),
    ("shape", "#7C93A8", (0, 58, 28, 26, 52, 58)),
    ("shape", "#93A8BA", (36, 58, 70, 20, 104, 58)),
    ("shape", "#6C859C", (86, 58, 114, 34, 134, 58)),
    ("shape", "#3F7C93", (0, 58, 134, 58, 134, 100, 0, 100)),
    ("shape", "#5E97AB", (20, 70, 96, 70, 90, 72, 26, 72)),
    ("shape", "#7A4B2E", (48, 78, 86, 78, 80, 86, 54, 86)),
    ("shape", "#F4EFE4", (66, 46, 66, 76, 84, 76)),
)
_GARDEN: Final[tuple[Shape, ...]] = (
    ("shape", "#5F8F4E", (0, 62, 134, 54, 134, 100, 0, 100)),
    ("shape", "#C9A27A", (78, 26, 120, 26, 120, 64, 78, 64)),
    ("shape", "#8E4A3C", (72, 28, 99, 8, 126, 28)),
    ("shape", "#5B3A2A", (94, 42, 106, 42, 106, 64, 94, 64)),
    *(("disc", "#D9483B", (12 + 14 * n, 66 + n % 2 * 9, 19 + 14 * n, 73 + n % 2 * 9)) for n in range(5)),
    *(("disc", "#F0B429", (18 + 16 * n, 84, 25 + 16 * n, 91)) for n in range(7)),
)
_CAKE: Final[tuple[Shape, ...]] = (
    ("shape", "#8A5A3B", (0, 80, 134, 80, 134, 100, 0, 100)),
    ("shape", "#F3E3D3", (38, 54, 96, 54, 96, 80, 38, 80)),
    ("shape", "#D9738A", (38, 50, 96, 50, 96, 58, 38, 58)),
    *(
        ("shape", "#4C78A8", (46 + 11 * n, 34, 49 + 11 * n, 34, 49 + 11 * n, 50, 46 + 11 * n, 50))
        for n in range(5)
    ),
    *(("disc", "#F6C344", (45.5 + 11 * n, 26, 49.5 + 11 * n, 34)) for n in range(5)),
)
_WALL: Final[tuple[Shape, ...]] = (
    ("shape", "#A9B7C0", (0, 74, 134, 74, 134, 100, 0, 100)),
    ("disc", "#C98F66", (24, 22, 48, 50)),
    ("disc", "#3D7396", (16, 50, 56, 110)),
    ("shape", "#4A5A35", (80, 46, 116, 46, 120, 100, 76, 100)),
    ("disc", "#B67C55", (86, 18, 110, 46)),
    ("shape", "#4A5A35", (84, 24, 112, 24, 108, 14, 88, 14)),
)
PHOTOS: Final = (
    Shared(
        "The lake", "Our boat is back on the water", 24, 7, (people.MATEO,), "#BFD7E4", _LAKE, people.MATEO
    ),
    Shared(
        "The lake",
        "Mom’s garden in May",
        18,
        9,
        (people.MATEO, people.CHIDI),
        "#CFE3EE",
        _GARDEN,
        people.MATEO,
    ),
    Shared("Birthdays", "Five candles for Ana", 12, 6, (people.MATEO,), "#F0DCC4", _CAKE),
    Shared(
        "Birthdays", "With Uncle Ray", 12, 8, (people.MATEO,), "#DDE3E6", _WALL, reason=places.PHOTO_CONTENT
    ),
)


def draw(photo: Shared) -> Rebuilt:
    """The picture with its thumbnails, as the server keeps them; our own pixels need no child process."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), photo.ground)
    pen = ImageDraw.Draw(image)
    scale = HEIGHT / 100
    for kind, colour, numbers in photo.shapes:
        places_ = [number * scale for number in numbers]
        if kind == "disc":
            pen.ellipse(places_, fill=colour)
        else:
            pen.polygon(places_, fill=colour)
    small, large = (_kept(image, side) for side in THUMB_SIDES)
    return Rebuilt(large.data, large.sha256, large.width, large.height, (small, large))


def _kept(image: Image.Image, side: int) -> Rebuilt:
    """At most so large; what is no smaller than the picture is the picture itself."""
    scale = min(1.0, side / max(image.size))
    fitting = image.resize((round(image.width * scale), round(image.height * scale)))
    file = io.BytesIO()
    fitting.save(file, "JPEG", quality=90)
    data = file.getvalue()
    return Rebuilt(data, hashlib.sha256(data).hexdigest(), fitting.width, fitting.height)
