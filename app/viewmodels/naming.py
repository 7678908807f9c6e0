"""How titles of photos and names of galleries are counted and tidied while they are typed."""

from __future__ import annotations

from enum import Enum


class Named(Enum):
    """What gets a name, which decides how long it may be."""

    PHOTO = "photo"
    GALLERY = "gallery"

    @property
    def limit(self) -> int:
        """Characters at most, as people see them."""
        from contract import limits

        if self is Named.PHOTO:
            return limits.TITLE_CHARACTERS
        return limits.GALLERY_NAME_CHARACTERS


def tidy(name: str) -> str:
    """As it is kept: one line, no space around it."""
    return " ".join(name.split())


def left(name: str, named: Named) -> int:
    """Characters left, negative when too long."""
    from contract import limits

    return named.limit - limits.count_characters(tidy(name))


def title_of_file(name: str) -> str:
    """A first title for a photo from its file's name, cut to what fits; "" where that would be no title."""
    from contract import limits

    stem = name.rpartition(".")[0] or name
    words = tidy(stem.replace("_", " ").replace("-", " "))
    return "".join(limits.clusters(words)[: Named.PHOTO.limit]).strip()
