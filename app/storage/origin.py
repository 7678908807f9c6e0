"""Where an edit began, in a form that can be written down."""

from __future__ import annotations

from app.domain.photos import PhotoOrigin


def portable(origin: PhotoOrigin) -> PhotoOrigin:
    """An origin that can be written down: a path that is no text, as Linux allows it, can't be gone back to."""
    path = origin.path
    if path is not None and path.encode("utf-8", "replace").decode() != path:
        path = None
    return PhotoOrigin(path, origin.name.encode("utf-8", "replace").decode(), origin.sha256)
