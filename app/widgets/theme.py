"""Puts a theme on: palette, one style sheet, focus ring; follows the system's light and dark while the program runs."""

from __future__ import annotations

import sys
from string import Template
from typing import Final, Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.resources import resource_path
from app.widgets.focus_ring import FocusRing
from app.widgets.tokens import Theme, ThemeName, current_theme, wear

__all__ = ["Theme", "ThemeChoice", "ThemeController", "ThemeName", "apply", "current_theme"]

ThemeChoice = Literal["system", "light", "dark"]

_RING_NAME: Final = "focus_ring"
HOUSE_STYLE = "fusion"
"""The style of every system; a property of this name says that the application was started with it."""
_MOST_TEXT_SCALE: Final = 2.0
_USUAL_DPI: Final = {"darwin": 72.0}
"""What a screen counts as at 100 %; 96 where nothing is said."""


def apply(app: QApplication, theme: Theme) -> None:
    """Everything on screen wears `theme` from now on; widgets that paint are repainted."""
    wear(theme)
    app.setPalette(_palette(theme))
    app.setFont(theme.font("body"))
    app.setStyleSheet(_style_sheet(theme))
    _tell(app)
    if app.findChild(FocusRing, _RING_NAME) is None:
        ring = FocusRing(app)
        ring.setObjectName(_RING_NAME)


class ThemeController(QObject):
    """Chooses between light and dark, by the member's wish or the system's, and applies it."""

    theme_changed = Signal()
    """`current_theme()` is another one now; everything was repainted."""

    def __init__(
        self,
        app: QApplication,
        choice: ThemeChoice = "system",
        *,
        touch: bool = False,
        text_scale: float | None = None,
        parent: QObject | None = None,
    ) -> None:
        """Applies at once. `text_scale` None takes the system's; `touch` makes everything fit for fingers."""
        super().__init__(parent or app)
        self._app = app
        self._choice: ThemeChoice = choice
        self._factor = self._read_touch_factor() if touch else 1.0
        self._text_scale = text_scale if text_scale is not None else system_text_scale()
        _use_house_style(app)
        app.styleHints().colorSchemeChanged.connect(self._on_system_color_scheme_changed)
        self._apply()

    @property
    def theme(self) -> Theme:
        """The theme worn now."""
        return current_theme()

    @property
    def choice(self) -> ThemeChoice:
        """What the member asked for."""
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Light, dark, or as the system has it."""
        if choice != self._choice:
            self._choice = choice
            self._apply()

    def set_text_scale(self, text_scale: float) -> None:
        """Text `text_scale` times its size in the design, 1 to 2."""
        scale = min(max(text_scale, 1.0), _MOST_TEXT_SCALE)
        if scale != self._text_scale:
            self._text_scale = scale
            self._apply()

    def _apply(self) -> None:
        name = system_theme_name() if self._choice == "system" else self._choice
        theme = Theme(name, factor=self._factor, text_scale=self._text_scale)
        apply(self._app, theme)
        self.theme_changed.emit()

    def _on_system_color_scheme_changed(self) -> None:
        if self._choice == "system" and system_theme_name() != current_theme().name:
            self._apply()

    @staticmethod
    def _read_touch_factor() -> float:
        from app.widgets.tokens import kiosk_factor

        return kiosk_factor()


def system_theme_name() -> ThemeName:
    """What the system asks for; light if it has no opinion."""
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def system_text_scale() -> float:
    """How much larger than usual the system wants text, 1 to 2."""
    screens = QGuiApplication.screens()
    if not screens:
        return 1.0
    usual = _USUAL_DPI.get(sys.platform, 96.0)
    return min(max(screens[0].logicalDotsPerInchY() / usual, 1.0), _MOST_TEXT_SCALE)


def _use_house_style(app: QApplication) -> None:
    """Fusion everywhere, so that what we paint has the same ground on every system."""
    if not app.property(HOUSE_STYLE) and app.style().name().lower() != HOUSE_STYLE:
        app.setStyle(QStyleFactory.create(HOUSE_STYLE))


def _tell(app: QApplication) -> None:
    """Painted widgets measure and paint anew; Qt tells only those whose palette changed."""
    event = QEvent(QEvent.Type.StyleChange)
    for widget in app.allWidgets():
        if widget.property("painted"):
            QApplication.sendEvent(widget, event)
        widget.update()


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for which, name in {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "sunken",
        role.ToolTipBase: "raised",
        role.ToolTipText: "text",
        role.PlaceholderText: "text-muted",
        role.Text: "text",
        role.Button: "surface",
        role.ButtonText: "text",
        role.Highlight: "accent",
        role.HighlightedText: "text-on-accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.Accent: "accent",
        role.Light: "surface",
        role.Midlight: "hover",
        role.Mid: "border",
        role.Dark: "border-strong",
        role.Shadow: "border-strong",
    }.items():
        palette.setColor(which, theme.colour(name))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, theme.colour("text-disabled"))
    return palette


def _style_sheet(theme: Theme) -> str:
    """`app.qss` with colours (`$accent_soft`), distances (`$space_l`), corners (`$radius_m`) and type filled in."""
    names: dict[str, str] = {
        role.replace("-", "_"): _css(theme, role) for role in theme.tokens.colours[theme.name]
    }
    for name in theme.tokens.sizes["space"]:
        names[f"space_{name}"] = f"{theme.space(name)}px"
    for name in theme.tokens.sizes["radius"]:
        names[f"radius_{name.replace('-', '_')}"] = f"{theme.radius(name)}px"
    for name in ("height", "height-small"):
        names[name.replace("-", "_")] = f"{theme.control(name)}px"
    for name, style in theme.tokens.types.items():
        names[f"type_{name}"] = f"{round(style.px * theme.factor * theme.text_scale)}px"
    names["focus_width"] = f"{theme.control('focus-width')}px"
    names["scroll_bar"] = f"{theme.px(10)}px"
    names["scroll_handle_radius"] = f"{theme.px(3)}px"
    names["scroll_handle_least"] = f"{theme.px(32)}px"
    names["family"] = theme.family.replace('"', "")
    return Template(resource_path("styles", "app.qss").read_text(encoding="utf-8")).substitute(names)


def _css(theme: Theme, role: str) -> str:
    colour = theme.colour(role)
    return f"rgba({colour.red()}, {colour.green()}, {colour.blue()}, {colour.alpha()})"
