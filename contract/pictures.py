"""A picture as the server keeps it: what is named wherever bytes can be fetched."""

from __future__ import annotations

import msgspec


class Photo(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes to be fetched from `routes.PHOTO`: rebuilt by the server, upright, sRGB, without metadata."""

    sha256: str
    width: int
    height: int
    size_bytes: int
