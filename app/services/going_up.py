"""How far the photo is that goes up this moment: told in steps that can be seen, read from any thread."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.gallery import PhotoProgress
from app.domain.values import Change, ChangeKind

TOLD_SHARE = 0.01


class GoingUp:
    """Of an outbox that puts up one photo at a time; every step is told as a change of this kind."""

    def __init__(self, tell: Callable[[Change], None], kind: ChangeKind) -> None:
        self._tell = tell
        self._kind = kind
        self._progress: PhotoProgress | None = None

    @property
    def progress(self) -> PhotoProgress | None:
        """The photo on the wire and its share; None while there is none."""
        return self._progress

    def listener(self, key: str) -> Callable[[float], None]:
        """What the upload of this photo tells its share, from 0 to 1."""

        def hear(share: float) -> None:
            before = self._progress
            if before is None or share - before.share >= TOLD_SHARE or share >= 1.0:
                self._progress = PhotoProgress(key, share)
                self._tell(Change(self._kind, keys=(key,)))

        return hear

    def end(self) -> None:
        """It is up, or was stopped; whoever ends it tells what came of it."""
        self._progress = None
