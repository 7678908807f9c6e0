"""A sheet whose content scrolls where the window is too low for it; its title and its buttons always stay in view."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views.scroll_column import ScrollColumn
from app.widgets.sheet import Sheet
from app.widgets.tokens import current_theme


class ScrollSheet(Sheet):
    """Fill `body` as that of any sheet. Qt alone would squeeze wrapped words and buttons instead of scrolling."""

    def __init__(self, title: str, parent: QWidget, *, width: int = 560, is_reached: bool = False) -> None:
        """`is_reached` by Tab, where there is nothing but words to be read."""
        super().__init__(title, parent, width=width)
        outer = self.body
        self._room = ScrollColumn(self.panel, is_reached=is_reached)
        self._room.setAccessibleName(title)
        self.body = self._room.column
        self.body.setContentsMargins(outer.contentsMargins())
        self.body.setSpacing(outer.spacing())
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._room)
        self._room.height_changed.connect(self._on_room_height_changed)

    def body_holds(self, widget: QWidget) -> bool:
        """Whether it is in the part that scrolls."""
        return self._room.isAncestorOf(widget)

    def bring_into_view(self, widget: QWidget) -> None:
        """What has just come up and must not be missed."""
        self.refit()
        self._room.ensureWidgetVisible(widget, 0, current_theme().space("m"))

    def _on_room_height_changed(self) -> None:
        if self.is_open:
            self._place()

    @override
    def _fit_content(self) -> None:
        self._room.prefer(self._room.fitting_height(self._panel_width()))
        super()._fit_content()
