"""One theme: every colour, size, font and duration by the name of its role, from `resources/themes/tokens.toml`."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, cast

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QPixmap
from PySide6.QtWidgets import QApplication

from app.widgets.token_values import VALUES

ThemeName = Literal["light", "dark"]

_PROPERTY: Final = "gettingout_theme"
_LEAST_TOUCH_TARGET: Final = 44
"""Points; the smallest target for a finger, whatever the factor makes of a token."""
_MOST_ICON_SCALE: Final = 1.5
_MOST_PANE_SCALE: Final = 1.3
_LINES_OF_WORDS: Final = ("bubble-max", "read-max")
_PANES: Final = ("list-pane", "side-panel")
_TOUCHED: Final = ("height", "height-small", "target-min")
# Aliases that fontconfig answers when no desktop has chosen a font: then the chain of the tokens decides.
_NOBODY_CHOSE: Final = ("", "sans serif", "sans", "sans-serif", "system-ui")


class Hue(NamedTuple):
    """Ground and letters of an avatar without a photo."""

    ground: QColor
    letters: QColor


class _TypeStyle(NamedTuple):
    px: int
    line: int
    weight: int


class Tokens(NamedTuple):
    """Everything of the file, for both themes."""

    colours: dict[str, dict[str, str]]
    avatars: dict[str, list[tuple[str, str]]]
    pairs: list[tuple[str, str, float]]
    sizes: dict[str, dict[str, int]]
    avatar_sizes: tuple[int, ...]
    dialog_widths: tuple[int, ...]
    min_window: tuple[int, int]
    switch: tuple[int, int]
    types: dict[str, _TypeStyle]
    families: tuple[str, ...]
    emoji: tuple[str, ...]


def read_tokens() -> Tokens:
    """Sorts the values; a missing role is a fault of the program and raises KeyError."""
    raw = VALUES
    sizes = {
        group: {name: value for name, value in raw[group].items() if isinstance(value, int)}
        for group in ("space", "radius", "icon", "control", "layout", "motion")
    }
    types = {
        name: _TypeStyle(style["px"], style["line"], style["weight"])
        for name, style in raw["type"].items()
        if isinstance(style, dict)
    }
    return Tokens(
        colours=raw["color"],
        avatars={
            name: [cast("tuple[str, str]", tuple(p)) for p in raw["avatar"][name]] for name in raw["avatar"]
        },
        pairs=[cast("tuple[str, str, float]", tuple(pair)) for pair in raw["contrast"]["pairs"]],
        sizes=sizes,
        avatar_sizes=tuple(raw["control"]["avatar"]),
        dialog_widths=tuple(raw["layout"]["dialog"]),
        min_window=cast("tuple[int, int]", tuple(raw["layout"]["min-window"])),
        switch=cast("tuple[int, int]", tuple(raw["control"]["switch"])),
        types=types,
        families=tuple(raw["type"]["family"]),
        emoji=tuple(raw["type"]["emoji"]),
    )


def css_colour(text: str) -> QColor:
    """A colour written #RRGGBB or #RRGGBBAA, as CSS has it (QColor alone reads AARRGGBB)."""
    if len(text) == 9:
        return QColor(f"#{text[7:]}{text[1:7]}")
    return QColor(text)


class _Kept:
    """What a theme has worked out already; thrown away with it."""

    def __init__(self) -> None:
        self.colours: dict[str, QColor] = {}
        self.fonts: dict[tuple[str, bool], QFont] = {}
        self.metrics: dict[tuple[str, bool], QFontMetricsF] = {}
        self.pixmaps: dict[tuple[str, str, int, float, bool], QPixmap] = {}
        self.family: str | None = None


class Theme:
    """The look in one mode. Sizes are in points of the screen: token × `factor`; fonts further × `text_scale`."""

    def __init__(
        self,
        name: ThemeName = "light",
        *,
        factor: float = 1.0,
        text_scale: float = 1.0,
        is_still: bool | None = None,
        tokens: Tokens | None = None,
    ) -> None:
        """`factor` above 1 is the touch mode; `is_still` means: nothing moves; None asks the system
        when something is about to move for the first time."""
        self.name: ThemeName = name
        self.factor = factor
        self.text_scale = text_scale
        self._is_still = is_still
        self.tokens = tokens or read_tokens()
        self.kept = _Kept()

    @property
    def is_dark(self) -> bool:
        """Whether nearer means lighter."""
        return self.name == "dark"

    @property
    def is_still(self) -> bool:
        """Whether nothing should move."""
        if self._is_still is None:
            from app.widgets.stillness import system_wants_stillness

            self._is_still = system_wants_stillness()
        return self._is_still

    @property
    def is_touch(self) -> bool:
        """Whether fingers are expected."""
        return self.factor > 1.0

    def colour(self, role: str) -> QColor:
        """The colour of a role, such as `text-muted`."""
        found = self.kept.colours.get(role)
        if found is None:
            found = self.kept.colours[role] = css_colour(self.tokens.colours[self.name][role])
        return found

    def hue(self, key: str) -> Hue:
        """Ground and letters for a person; `key` is their id, so that they keep their hue for good."""
        pairs = self.tokens.avatars[self.name]
        from hashlib import blake2b  # brings OpenSSL along, which the first picture does not need

        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=2).digest()
        ground, letters = pairs[int.from_bytes(digest, "big") % len(pairs)]
        return Hue(QColor(ground), QColor(letters))

    def px(self, points: float) -> int:
        """A length of the design in points of this theme."""
        return round(points * self.factor)

    def space(self, name: str) -> int:
        """A distance: xxs xs s m l xl xxl xxxl."""
        return self.px(self.tokens.sizes["space"][name])

    def radius(self, name: str) -> int:
        """A corner: s m l bubble bubble-foot full."""
        return self.px(self.tokens.sizes["radius"][name])

    def icon(self, name: str) -> int:
        """An icon's side: s m l xl; grows with the words beside it, up to half as much again."""
        return self.px(self.tokens.sizes["icon"][name] * min(self.text_scale, _MOST_ICON_SCALE))

    def control(self, name: str) -> int:
        """A control's measure, such as `height`; what is pressed reaches 44 points in touch mode."""
        size = self.px(self.tokens.sizes["control"][name])
        return max(size, _LEAST_TOUCH_TARGET) if self.is_touch and name in _TOUCHED else size

    def layout(self, name: str) -> int:
        """A measure of the window, such as `list-pane`; what holds words grows with them."""
        grown = 1.0
        if name in _LINES_OF_WORDS:
            grown = self.text_scale
        elif name in _PANES:
            grown = min(self.text_scale, _MOST_PANE_SCALE)
        return self.px(self.tokens.sizes["layout"][name] * grown)

    def duration(self, name: str) -> int:
        """Milliseconds of a movement; 0 when nothing should move."""
        return 0 if self.is_still else self.tokens.sizes["motion"][name]

    def line(self, style: str) -> int:
        """Height of a line of text in a style."""
        return round(self.tokens.types[style].line * self.factor * self.text_scale)

    def font(self, style: str, *, tabular: bool = False, weight: int | None = None) -> QFont:
        """The font of a style: caption small body read strong title heading display. A copy, free to change."""
        key = (style, tabular)
        found = self.kept.fonts.get(key)
        if found is None:
            found = self.kept.fonts[key] = self._make_font(self.tokens.types[style], tabular)
        font = QFont(found)
        if weight is not None:
            font.setWeight(QFont.Weight(weight))
        return font

    def metrics(self, style: str) -> QFontMetricsF:
        """Measures of a style's font."""
        found = self.kept.metrics.get((style, False))
        if found is None:
            found = self.kept.metrics[style, False] = QFontMetricsF(self.font(style))
        return found

    @property
    def family(self) -> str:
        """The system's font; the chain of the tokens where nobody chose one."""
        if self.kept.family is None:
            self.kept.family = self._find_family()
        return self.kept.family

    def _make_font(self, style: _TypeStyle, tabular: bool) -> QFont:
        font = QFont()
        font.setFamilies([self.family, *self.tokens.emoji])
        font.setPixelSize(max(1, round(style.px * self.factor * self.text_scale)))
        font.setWeight(QFont.Weight(style.weight))
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        if tabular:
            font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def _find_family(self) -> str:
        chosen = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
        if chosen.lower() not in _NOBODY_CHOSE:
            return chosen
        known = (name for name in self.tokens.families if QFontDatabase.hasFamily(name))
        return next(known, chosen)


def current_theme() -> Theme:
    """The theme the application wears now; a plain light one before any was applied."""
    app = QApplication.instance()
    theme = app.property(_PROPERTY) if app is not None else None
    if isinstance(theme, Theme):
        return theme
    theme = Theme("light")
    wear(theme)
    return theme


def wear(theme: Theme) -> None:
    """Makes `theme` the one every widget paints with from now on; `theme.apply` also styles and repaints."""
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_PROPERTY, theme)


def kiosk_factor() -> float:
    """What every length is multiplied with where fingers press."""
    return float(VALUES["type"]["kiosk-factor"])
