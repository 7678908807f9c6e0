"""What the client means by a photo and by an edit of it: frozen values, without a single pixel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

BRIGHTNESS_LIMIT = 100
"""Brightness runs from minus this to plus this; 0 is the picture as it was taken."""
CONTACT_PHOTO_SIDE = 512
"""Of the photo that stands for a contact: twice its largest disc, at twice the scale and twice the text size."""


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def turned(self) -> Size:
        """The same picture after a quarter turn."""
        return Size(self.height, self.width)


@dataclass(frozen=True, slots=True)
class Rect:
    """A part of a picture in its pixels, as floats; origin top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The first x that no longer belongs to it."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The first y that no longer belongs to it."""
        return self.y + self.height

    @property
    def centre(self) -> tuple[float, float]:
        """The point in its middle."""
        return (self.x + self.width / 2, self.y + self.height / 2)


@dataclass(frozen=True, slots=True)
class PhotoEdits:
    """Everything a member changed about a picture; the neutral edit changes nothing.

    `brightness` is −100…100, `turns` are quarter turns clockwise (0…3), and `flipped` mirrors left and right after
    the turn, as seen. `centre` and `crop` are in pixels of the picture as it then stands: upright, turned and flipped,
    at its full size. A fixed frame is placed by `zoom` (1 and more) and `centre` (None is the middle); a free one is
    `crop` (None is everything).
    """

    brightness: int = 0
    turns: int = 0
    flipped: bool = False
    zoom: float = 1.0
    centre: tuple[float, float] | None = None
    crop: Rect | None = None


class PhotoPurpose(Enum):
    """What the picture is for, which decides its frame: a square seen through a round mask, or any shape.

    All but CONTACT are sent and looked at by a facility; that one stands for a contact on this computer only.
    """

    PROFILE = "profile"
    SHARE = "share"
    POST = "post"
    CONTACT = "contact"

    @property
    def aspect(self) -> float | None:
        """Width by height of the frame; None is free."""
        return 1.0 if self in (PhotoPurpose.PROFILE, PhotoPurpose.CONTACT) else None

    @property
    def is_round(self) -> bool:
        """Whether it is seen through a round mask."""
        return self.aspect is not None

    @property
    def is_sent(self) -> bool:
        """Whether anybody but the member will see it."""
        return self is not PhotoPurpose.CONTACT

    @property
    def longest_side(self) -> int | None:
        """In pixels, where it is less than what may travel."""
        return CONTACT_PHOTO_SIDE if self is PhotoPurpose.CONTACT else None


class PhotoHint(Enum):
    """What was noticed about a picture before it is paid for; never a reason to stop."""

    VERY_DARK = "very_dark"
    VERY_BRIGHT = "very_bright"
    BLURRED = "blurred"
    SCREENSHOT = "screenshot"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class ExportedPhoto:
    """What travels: a JPEG made of nothing but pixels, its SHA-256 in hexadecimal, and its size."""

    data: bytes
    sha256: str
    size: Size


@dataclass(frozen=True, slots=True)
class PhotoOrigin:
    """Where an edit began: a file at `path`, or bytes kept by this program (None); `sha256` is of those bytes."""

    path: str | None
    name: str
    sha256: str
