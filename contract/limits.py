"""Every limit both sides enforce, and the one way characters are counted.

Characters are counted as people see them: extended grapheme clusters of the text in Unicode NFC. So an emoji
family is one character on both sides of the wire, however many code points it is made of.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import regex

MESSAGE_CHARACTERS: Final = 500
MAX_CODE_POINTS_PER_CHARACTER: Final = 32
MAX_TEXT_BYTES: Final = 16_000
PAGE_SIZE: Final = 100
MAX_BODY_BYTES: Final = 64_000
"""No JSON body of this API needs more; a longer one is answered 413 before it is read."""

MAX_PRICE_CENTS: Final = 1_000_000
PHOTO_BYTES: Final = 3_000_000
"""What a photo that travels may weigh, in both directions."""
PHOTO_SIDE: Final = 2_048
"""Its longest side in pixels."""
THUMB_SIDES: Final = (256, 640)
"""The longest sides of a photo's two thumbnails; a smaller photo's are as large as itself."""
TITLE_CHARACTERS: Final = 60
GALLERY_NAME_CHARACTERS: Final = 40
GALLERIES: Final = 500
"""Of one member."""
AUDIENCE_CONTACTS: Final = 500
"""Chosen one by one."""
POST_FACILITIES: Final = 200
"""That one post goes to at most."""
OPENED_FILE_BYTES: Final = 25_000_000
"""What the client opens at most; its export is what travels."""
OPENED_PIXELS: Final = 50_000_000
CROP_WARNING_SIDE: Final = 200
"""A crop whose shorter side comes out under this many pixels is said so beforehand."""

NAME_CHARACTERS: Final = 80
EMAIL_CHARACTERS: Final = 254
PASSWORD_MIN_CHARACTERS: Final = 10
PASSWORD_MAX_CHARACTERS: Final = 200
DEVICE_NAME_CHARACTERS: Final = 80
PHONE_CHARACTERS: Final = 32
LANGUAGE_CHARACTERS: Final = 16
CODE_CHARACTERS: Final = 40
"""Of a code as it is typed, spaces and lines between its signs included."""
RECOVERY_CODES: Final = 10
RELATIONSHIP_CHARACTERS: Final = 40
REASON_CHARACTERS: Final = 500
FIND_MIN_CHARACTERS: Final = 2
VOUCHER_CHARACTERS: Final = 12
VOUCHER_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No 0, O, 1 or I, so a code read from paper can't be mistyped that way; 32 signs."""
APPEAL_DAYS: Final = 20
APPEAL_CHARACTERS: Final = 500
OFFER_DAYS: Final = 7
"""So long a changed photo that a reviewer offers waits for its sender's answer."""
ASK_AGAIN_DAYS: Final = 7
"""After a decline the same person can be asked again only then: asking must not become pressing."""
OFFER_LEAST_SIDE: Final = 0.1
"""What a reviewer's crop leaves at least of the width and of the height."""


class TextFault(StrEnum):
    """Why a text can't be sent as it is; each has its own sentence for the user."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_MANY_BYTES = "too_many_bytes"
    CHARACTER_TOO_COMPLEX = "character_too_complex"
    FORBIDDEN_CHARACTER = "forbidden_character"


class TextCheck(NamedTuple):
    """The verdict on a text: its count, and the first fault found or None."""

    characters: int
    limit: int
    fault: TextFault | None

    @property
    def left(self) -> int:
        """Characters still free; negative when over the limit."""
        return self.limit - self.characters


def normalise(text: str) -> str:
    """The text as it is counted, hashed, stored and delivered: NFC, with line ends as a single newline."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def count_characters(text: str) -> int:
    """How many characters a person sees in `text` (extended grapheme clusters of its normalised form)."""
    if text.isascii():
        return len(text) - text.count("\r\n")
    return sum(1 for _ in _matches(normalise(text)))


def clusters(text: str) -> list[str]:
    """The characters of the normalised text, in order, as a person sees them."""
    return [match.group() for match in _matches(normalise(text))]


def excess_start(text: str, limit: int = MESSAGE_CHARACTERS) -> int | None:
    """Index in `text` (code points, as given) where the first character past `limit` begins; None if it fits.

    Used to mark the excess in the composer. Counted on the text as it stands, since a marker must point into it.
    """
    if text.isascii() and "\r" not in text:
        return limit if len(text) > limit else None
    for index, match in enumerate(_matches(text)):
        if index == limit:
            return int(match.start())
    return None


def check_text(text: str, limit: int = MESSAGE_CHARACTERS) -> TextCheck:
    """Judge a message or status text; the first fault in the order of `TextFault`'s seriousness is named.

    Source of the limits: the product's defaults (500 characters, 32 code points in one, 16,000 bytes of UTF-8).
    NUL and lone surrogates are forbidden because neither survives storage and display everywhere.
    """
    if "\x00" in text or _has_lone_surrogate(text):
        return TextCheck(len(text), limit, TextFault.FORBIDDEN_CHARACTER)
    if text.isascii():
        normal = normalise(text)
        count = len(normal)
        widest = 1
    else:
        found = clusters(text)
        normal = "".join(found)
        count = len(found)
        widest = max(map(len, found), default=0)
    if not normal.strip():
        return TextCheck(count, limit, TextFault.EMPTY)
    if widest > MAX_CODE_POINTS_PER_CHARACTER:
        return TextCheck(count, limit, TextFault.CHARACTER_TOO_COMPLEX)
    if count > limit:
        return TextCheck(count, limit, TextFault.TOO_LONG)
    if len(normal.encode()) > MAX_TEXT_BYTES:
        return TextCheck(count, limit, TextFault.TOO_MANY_BYTES)
    return TextCheck(count, limit, None)


def _matches(text: str) -> Iterator[regex.Match[str]]:
    return _cluster().finditer(text)


@cache
def _cluster() -> regex.Pattern[str]:
    """One character as people see it; what compiles it is large, and most texts are counted without."""
    import regex

    return regex.compile(r"\X")


def _has_lone_surrogate(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
