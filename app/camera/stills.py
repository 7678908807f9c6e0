"""Waits for the picture that was asked for: one that the camera began after the click, in settled light."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.camera.mailbox import Mailbox
    from app.camera.states import Frame

NEWER_BY = 2
"""The next frame may have been on its way at the click; the one after it was not."""
SETTLE_FRAMES = 15
SETTLE_S = 1.2
"""A camera finds its exposure within so many frames or so long, whichever comes first."""
WITHIN_S = 5.0


class StillWish:
    """One click, at `clicked_at`, on whatever comes into this mailbox; times are of the mailbox's clock."""

    def __init__(self, mailbox: Mailbox, clicked_at: float) -> None:
        self._mailbox = mailbox
        self.clicked_at = clicked_at
        self._from = mailbox.sequence + NEWER_BY

    def granted(self) -> Frame | None:
        """The picture, once it is there."""
        frame, started_at = self._mailbox.newest, self._mailbox.started_at
        if frame is None or started_at is None or frame.sequence < self._from or frame.at <= self.clicked_at:
            return None
        is_settled = self._mailbox.count >= SETTLE_FRAMES or frame.at - started_at >= SETTLE_S
        return frame if is_settled else None

    def is_over(self, now: float) -> bool:
        """Whether nobody should wait any longer."""
        return now - self.clicked_at >= WITHIN_S
