"""What this computer keeps: listed with sizes, and cleared of what can be loaded again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.errors import GettingOutError
from app.domain.keeping import Kept
from app.domain.values import Change, ChangeKind
from app.viewmodels.hub import Hub


class KeepingViewModel(QObject):
    """State of the page This Computer."""

    kept_changed = Signal(object)  # Kept
    cleared = Signal()
    failed = Signal(object)  # GettingOutError
    reload_wanted = Signal()  # the cache is empty: load anew

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub

    def load(self) -> None:
        """Count anew."""
        self._hub.storage(
            self, lambda session: session.keeping.kept(), self.kept_changed.emit, self._on_failed
        )

    def clear(self) -> None:
        """Forget what can be loaded again; unsent words are never among it."""
        self._hub.storage(self, lambda session: session.keeping.clear(), self._on_cleared, self._on_failed)

    def _on_cleared(self, kept: Kept) -> None:
        self.kept_changed.emit(kept)
        self.cleared.emit()
        self._hub.tell(Change(ChangeKind.ALL))
        self.reload_wanted.emit()

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)
