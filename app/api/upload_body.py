"""The body of an upload: read piece by piece by the HTTP library, which says how far it is and can be told to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.domain.errors import Cancelled

PIECE_BYTES = 16_384


class UploadBody:
    """Bytes on their way up. `progress` hears the share that was handed to the network, from 0 to 1.

    `is_cancelled` is asked before each piece; then Cancelled ends the call, and with it the connection.
    """

    def __init__(
        self,
        content: bytes,
        media_type: str,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
    ) -> None:
        self.media_type = media_type
        self._content = memoryview(content)
        self._progress = progress
        self._is_cancelled = is_cancelled
        self._at = 0

    def read(self, size: int = -1) -> bytes:
        """The next piece, empty at the end."""
        if self._is_cancelled():
            raise Cancelled
        self._progress(self._at / max(1, len(self._content)))
        end = len(self._content) if size < 0 else self._at + size
        piece = bytes(self._content[self._at : end])
        self._at += len(piece)
        return piece

    def __len__(self) -> int:
        """Bytes in all, which become the Content-Length."""
        return len(self._content)

    def __iter__(self) -> Iterator[bytes]:
        """Piece by piece; `requests` takes for a stream what can be gone through."""
        while piece := self.read(PIECE_BYTES):
            yield piece
