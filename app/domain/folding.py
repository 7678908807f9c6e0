"""Text as it is compared while somebody looks for it: without case and accents."""

from __future__ import annotations

import unicodedata


def folded(text: str) -> str:
    """ "Trần" is found by "tran"."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).casefold()
