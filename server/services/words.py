"""Where words of a list stand in a text: without case, accents and invisible signs, whole words only."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from contract.problems import FieldReason
from server.services import fields
from server.services.faults import InvalidField

WORD_CHARACTERS: Final = 60
MOST_WORDS: Final = 500
_LETTERS_NEEDED: Final = 2
_LETTERS_OF_THEIR_OWN: Final = {ord("ł"): "l", ord("đ"): "d", ord("ø"): "o", ord("ı"): "i"}

Place = tuple[int, int]
"""From, to (excluded), in code points of the text."""


def checked(typed: Iterable[str]) -> tuple[str, ...]:
    """The words as they are kept: one per line, each once, in their order. Raises InvalidField (words).

    `#` stands for any digit; `*` at the end of a word for any letters that follow.
    """
    kept: dict[str, str] = {}
    for line in typed:
        word = " ".join(fields.line("words", line, WORD_CHARACTERS, required=False).split())
        if not word:
            continue
        if sum(1 for sign in word if sign.isalnum() or sign == "#") < _LETTERS_NEEDED:
            raise InvalidField("words", FieldReason.TOO_SHORT, limit=_LETTERS_NEEDED)
        if "*" in word[:-1]:
            raise InvalidField("words", FieldReason.WRONG)
        kept.setdefault(_folded(word)[0], word)
    if not kept:
        raise InvalidField("words", FieldReason.EMPTY)
    if len(kept) > MOST_WORDS:
        raise InvalidField("words", FieldReason.TOO_LONG, limit=MOST_WORDS, count=len(kept))
    return tuple(kept.values())


def places(text: str, words: tuple[str, ...]) -> list[Place]:
    """Every place where one of the words stands, in order; none overlaps another."""
    folded, origin = _folded(text)
    return [
        (origin[found.start()], _end(text, origin[found.end() - 1]))
        for found in _pattern(words).finditer(folded)
    ]


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and where in the original each of its signs comes from."""
    plain: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(text):
        if sign.isascii():
            plain.append(sign.lower())
            origin.append(at)
            continue
        for part in unicodedata.normalize("NFKD", sign):
            if unicodedata.category(part) in ("Mn", "Cf"):  # accents; signs nobody sees, put between letters
                continue
            for letter in part.casefold().translate(_LETTERS_OF_THEIR_OWN):
                plain.append(letter)
                origin.append(at)
    return "".join(plain), origin


def _end(text: str, last: int) -> int:
    """Behind the sign and the accents that stand on it."""
    end = last + 1
    while end < len(text) and unicodedata.category(text[end]) in ("Mn", "Cf"):
        end += 1
    return end


@lru_cache(maxsize=256)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One pattern for all, by their first letters, so that a long list costs little more than a short one."""
    by_start: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words, key=len, reverse=True):
        folded = _folded(word)[0]
        rest = "".join(map(_sign, folded[1:].removesuffix("*")))
        end = r"\w*" if folded.endswith("*") else r"(?!\w)" if _is_word(folded[-1]) else ""
        start = r"(?<!\w)" if _is_word(folded[0]) else ""
        by_start[start + _sign(folded[0])].append(rest + end)
    return re.compile("|".join(f"{start}(?:{'|'.join(ends)})" for start, ends in by_start.items()))


def _sign(sign: str) -> str:
    return r"\s+" if sign.isspace() else r"\d" if sign == "#" else re.escape(sign)


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign in "#_"
