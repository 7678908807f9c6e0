"""Every step of an edit, to go back and forth in: frozen values, one step per movement however long it took."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.photos import PhotoEdits

_MOST_STEPS = 500
"""Enough for any afternoon; the oldest are forgotten first."""


@dataclass(slots=True)
class EditHistory:
    """The present edit between those before it and those taken back."""

    present: PhotoEdits = field(default_factory=PhotoEdits)
    _before: list[PhotoEdits] = field(default_factory=list)
    _after: list[PhotoEdits] = field(default_factory=list)
    _began_at: PhotoEdits | None = None

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before) or (self._began_at is not None and self._began_at != self.present)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step that was taken back."""
        return bool(self._after)

    @property
    def is_moving(self) -> bool:
        """Whether a movement goes on."""
        return self._began_at is not None

    def begin(self) -> None:
        """What is put until `end` is one step; beginning twice ends the first."""
        self.end()
        self._began_at = self.present

    def end(self) -> None:
        """The movement is over; one that came back to where it began is no step."""
        began_at, self._began_at = self._began_at, None
        if began_at is not None and began_at != self.present:
            self._keep(began_at)

    def put(self, edits: PhotoEdits) -> None:
        """Another edit: a step of its own, unless a movement goes on."""
        if edits == self.present:
            return
        before, self.present = self.present, edits
        if self._began_at is None:
            self._keep(before)
        else:
            self._after.clear()

    def undo(self) -> None:
        """One step back; a movement that goes on ends first."""
        self.end()
        if self._before:
            self._after.append(self.present)
            self.present = self._before.pop()

    def redo(self) -> None:
        """One step forth again."""
        self.end()
        if self._after:
            self._before.append(self.present)
            self.present = self._after.pop()

    def _keep(self, before: PhotoEdits) -> None:
        self._before.append(before)
        del self._before[:-_MOST_STEPS]
        self._after.clear()
