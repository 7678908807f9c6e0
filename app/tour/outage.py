"""Takes the server away and gives it back, so that the tour can show what being offline is like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services.place import Address, EmbeddedPlace, Place

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.config import Settings
    from app.domain.values import Change
    from app.services.engine import Engine


class Outage:
    """Stands between the program and the embedded backend, which really ends and really starts again."""

    def __init__(self) -> None:
        self._place: Place | None = None
        self._last: Address | None = None
        self._is_cut = False

    def build_engine(self, settings: Settings, tell: Callable[[Change], None]) -> Engine:
        """The real engine, with this in its way."""
        from app.services.engine import build_engine

        return build_engine(settings, tell, around=self._around)

    def cut(self) -> None:
        """The server is gone; nobody starts it again before `mend`."""
        self._is_cut = True
        if isinstance(self._place, EmbeddedPlace):
            self._place.halt()

    def mend(self) -> None:
        """It may come back."""
        self._is_cut = False

    def bring_up(self) -> Address:
        """The address of before while it is cut: nobody listens there."""
        if self._is_cut and self._last is not None:
            return self._last
        if self._place is None:
            raise RuntimeError("the engine was not built")
        self._last = self._place.bring_up()
        return self._last

    def stop(self) -> None:
        """The program ends."""
        if self._place is not None:
            self._place.stop()

    def _around(self, place: Place) -> Place:
        self._place = place
        return self
