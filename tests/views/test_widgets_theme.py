"""The tokens keep their promises: contrast, sharp icons, light and dark at runtime, fingers, large text, stillness."""

import plistlib
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.values import RowKind, StepKind
from app.widgets import icons
from app.widgets.button import Button, IconButton
from app.widgets.journey_words import row_words, step_words
from app.widgets.label import Label, plane
from app.widgets.notice import NoticeCard
from app.widgets.stillness import linux_wants_stillness, mac_wants_stillness
from app.widgets.theme import ThemeController
from app.widgets.tokens import Theme, current_theme, read_tokens

ROOT = Path(__file__).resolve().parents[2]
THEMES = ("light", "dark")


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    r, g, b = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def ratio(one: QColor, other: QColor) -> float:
    """Contrast of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
def test_every_pair_of_colours_has_its_contrast(qapp: QApplication, name: str) -> None:
    theme = Theme("dark" if name == "dark" else "light")
    weak = [
        f"{fore} on {ground}: {ratio(theme.colour(fore), theme.colour(ground)):.2f}"
        for fore, ground, least in theme.tokens.pairs
        if ratio(theme.colour(fore), theme.colour(ground)) < least
    ]
    assert not weak


@pytest.mark.parametrize("name", THEMES)
def test_initials_can_be_read_on_every_hue(qapp: QApplication, name: str) -> None:
    for ground, letters in read_tokens().avatars[name]:
        assert ratio(QColor(ground), QColor(letters)) >= 4.5


def test_both_themes_name_the_same_roles() -> None:
    colours = read_tokens().colours
    assert set(colours["light"]) == set(colours["dark"])


def test_no_text_style_is_smaller_than_twelve_points() -> None:
    assert min(style.px for style in read_tokens().types.values()) >= 12


def test_css_colours_with_alpha_are_converted(qapp: QApplication) -> None:
    assert Theme("light").colour("scrim") == QColor(0x14, 0x16, 0x1A, 0x80)


def test_a_person_keeps_the_hue_of_their_id(qapp: QApplication) -> None:
    theme = Theme("light")
    assert theme.hue("mateo") == Theme("light").hue("mateo")
    assert len({theme.hue(str(number)).ground.name() for number in range(100)}) == 6


def test_every_icon_that_is_named_exists() -> None:
    known = set(icons.icon_names())
    named = {step_words(kind).icon for kind in StepKind}
    named |= {look.icon for kind in RowKind if (look := row_words(kind)) is not None}
    pattern = re.compile(r'(?:icon=|Icon\(|IconButton\(|paint_icon\(painter, |set_icon_name\()"([a-z-]+)"')
    for path in (ROOT / "app").rglob("*.py"):
        named |= set(pattern.findall(path.read_text(encoding="utf-8")))
    assert named <= known


@pytest.mark.parametrize("name", icons.icon_names())
def test_an_icon_is_drawn_in_the_colour_of_its_role(
    qapp: QApplication, look: ThemeController, name: str
) -> None:
    image = icons.pixmap(name, "refused", 20, 2.0).toImage()
    assert image.size() == QSize(40, 40)
    assert image.devicePixelRatio() == 2.0
    wanted = current_theme().colour("refused").rgb() & 0xFFFFFF
    solid = [image.pixelColor(x, y) for x in range(40) for y in range(40)]
    seen = {colour.rgb() & 0xFFFFFF for colour in solid if colour.alpha() > 250}
    assert wanted in seen


def test_icons_are_rendered_only_when_shown(qapp: QApplication, look: ThemeController) -> None:
    look.choose("dark")
    look.choose("light")
    assert icons.theme_pixmaps(current_theme()) == 0
    icons.pixmap("send")
    icons.pixmap("send")
    assert icons.theme_pixmaps(current_theme()) == 1


def test_another_theme_repaints_what_is_on_screen(qtbot: QtBot, look: ThemeController) -> None:
    page = plane("surface")
    qtbot.addWidget(page)
    page.resize(60, 40)
    words = Label("Words", page)
    page.show()
    assert page.grab().toImage().pixelColor(50, 35) == QColor("#FFFFFF")
    with qtbot.waitSignal(look.theme_changed):
        look.choose("dark")
    assert page.grab().toImage().pixelColor(50, 35) == QColor("#1C1F25")
    assert words.palette().windowText().color() == current_theme().colour("text")


def test_fingers_get_at_least_44_points(qtbot: QtBot, qapp: QApplication) -> None:
    touch = ThemeController(qapp, "light", touch=True, text_scale=1.0)
    try:
        small = Button("Small", size="small")
        square = IconButton("close", "Close")
        for button in (small, square, Button("Send", "solid", "send")):
            qtbot.addWidget(button)
            assert button.sizeHint().height() >= 44
            assert button.sizeHint().width() >= 44
    finally:
        touch.deleteLater()
        ThemeController(qapp, "light", text_scale=1.0).deleteLater()


def test_text_of_twice_the_size_makes_room_for_itself(qtbot: QtBot, look: ThemeController) -> None:
    notice = NoticeCard()
    qtbot.addWidget(notice)
    notice.show_notice("wait", "What you send waits until the lock-down is over, and nothing is lost.")
    button = Button("Edit and send again")
    qtbot.addWidget(button)
    notice_height, button_size = notice.heightForWidth(300), button.sizeHint()
    look.set_text_scale(2.0)
    assert notice.heightForWidth(300) >= 2 * notice_height
    assert button.sizeHint().width() > 1.6 * button_size.width()
    assert button.sizeHint().height() > button_size.height()
    look.set_text_scale(1.0)
    assert button.sizeHint() == button_size


def test_stillness_takes_all_durations_away(qapp: QApplication) -> None:
    assert Theme("light", is_still=True).duration("move") == 0
    assert Theme("light", is_still=False).duration("move") > 0


def test_the_desktops_say_whether_to_keep_still(tmp_path: Path) -> None:
    assert not linux_wants_stillness(tmp_path)
    (tmp_path / "gtk-3.0").mkdir()
    settings = tmp_path / "gtk-3.0" / "settings.ini"
    settings.write_text("[Settings]\ngtk-enable-animations=1\n", encoding="utf-8")
    assert not linux_wants_stillness(tmp_path)
    settings.write_text("[Settings]\ngtk-enable-animations=false\n", encoding="utf-8")
    assert linux_wants_stillness(tmp_path)
    settings.write_bytes(b"\xff\xfe broken")
    assert not linux_wants_stillness(tmp_path)
    (tmp_path / "kdeglobals").write_text("[KDE]\nAnimationDurationFactor=0\n", encoding="utf-8")
    assert linux_wants_stillness(tmp_path)
    preferences = tmp_path / "universalaccess.plist"
    assert not mac_wants_stillness(preferences)
    preferences.write_bytes(plistlib.dumps({"reduceMotion": 1}))
    assert mac_wants_stillness(preferences)
    preferences.write_bytes(b"broken")
    assert not mac_wants_stillness(preferences)


def test_no_widget_knows_a_colour_of_its_own() -> None:
    pattern = re.compile(r'"#[0-9A-Fa-f]{6,8}"')
    found = {
        path.name
        for path in (ROOT / "app" / "widgets").glob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    }
    assert found <= {"mark.py"}  # the two colours of the drawn mark, which it replaces by the theme's


def test_widgets_import_nothing_heavy() -> None:
    """Start-up rule of the promises: Qt and the standard library, and nothing that takes its time."""
    heavy = ("requests", "msgspec", "regex", "sqlcipher3", "keyring", "contract", "cv2", "numpy", "PIL")
    pattern = re.compile(rf"^(?:from|import) ({'|'.join(heavy)})\b", re.MULTILINE)
    with_pixels = (
        "canvas_",
        "photo_canvas",
        "camera_",
    )  # loaded with the camera or the editor, by their sheets
    for path in (ROOT / "app" / "widgets").glob("*.py"):
        if path.name.startswith(with_pixels):
            continue
        assert not pattern.search(path.read_text(encoding="utf-8")), path.name


def test_icons_are_painted_with_the_points_of_the_screen(qapp: QApplication, look: ThemeController) -> None:
    image = QImage(40, 40, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(2.0)
    painter = QPainter(image)
    icons.paint_icon(painter, "plus", "text", QRectF(0, 0, 20, 20))
    painter.end()
    assert [key[3] for key in current_theme().kept.pixmaps] == [2.0]
