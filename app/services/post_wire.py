"""What the outbox of posts asks of the server, and how it is asked over the link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from app.services.link import Link
from contract.photos import Upload
from contract.posts import NewPost, Post


class PostWire(Protocol):
    """What is asked of the server; every call may be repeated without harm."""

    def upload(
        self,
        sha256: str,
        content: bytes,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
        /,
    ) -> Upload:
        """Put its photo up under its hash."""

    def send(self, local_id: str, post: NewPost, /) -> Post:
        """Send it with its key."""


class LinkedPosts:
    """Passes each call on; the link may have another transport each time."""

    def __init__(self, link: Link) -> None:
        self._link = link

    def upload(
        self,
        sha256: str,
        content: bytes,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
        /,
    ) -> Upload:
        """Put its photo up under its hash."""
        return self._link.api.photos.upload(sha256, content, progress, is_cancelled)

    def send(self, local_id: str, post: NewPost, /) -> Post:
        """Send it with its key."""
        return self._link.api.posts.send(local_id, post)
