"""Every control has a name, no label reads markup, and small parts do what they say."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
)
from pytestqt.qtbot import QtBot

from app.widgets.button import Button, IconButton
from app.widgets.label import CutLabel, Label
from app.widgets.lead_label import LeadLabel
from app.widgets.loading import Spinner
from app.widgets.sign_in_art import SignInArt
from app.widgets.theme import Theme, ThemeController, apply
from tests.views import gallery_pages
from tests.views.gallery_page import Page
from tests.views.on_screen import controls, put_up, spoken_name

PAYLOAD = '<img src="file:///etc/passwd"><b>x</b> &amp;'


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("make", gallery_pages.PAGES, ids=lambda make: make.__name__)
def test_every_control_of_every_page_has_a_name(
    qtbot: QtBot, look: ThemeController, make: object, theme: str
) -> None:
    look.choose("dark" if theme == "dark" else "light")
    assert callable(make)
    page: Page = make()
    qtbot.addWidget(page.widget)
    page.widget.resize(*page.size)
    page.widget.show()
    page.ready()
    page.widget.grab()
    nameless = [type(control).__name__ for control in controls(page.widget) if not spoken_name(control)]
    assert not nameless


@pytest.mark.parametrize("make", gallery_pages.PAGES, ids=lambda make: make.__name__)
def test_no_label_reads_markup(qtbot: QtBot, look: ThemeController, make: object) -> None:
    assert callable(make)
    page: Page = make()
    qtbot.addWidget(page.widget)
    labels = page.widget.findChildren(QLabel)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


def test_markup_is_shown_as_the_words_it_is(qtbot: QtBot, look: ThemeController) -> None:
    for label in (Label(PAYLOAD), CutLabel(PAYLOAD)):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText
    lead = LeadLabel()
    qtbot.addWidget(lead)
    lead.show_words(PAYLOAD, PAYLOAD)
    assert lead.text == f"{PAYLOAD} {PAYLOAD}"
    square = IconButton("info", PAYLOAD)
    qtbot.addWidget(square)
    assert "<img" not in square.toolTip()
    assert square.accessibleName() == PAYLOAD


def test_the_ring_of_loading_turns_only_in_sight(
    qtbot: QtBot, look: ThemeController, qapp: QApplication
) -> None:
    apply(qapp, Theme("light", is_still=False))
    ring = Spinner()
    put_up(qtbot, ring)
    seen = [ring.is_turning]
    ring.hide()
    seen.append(ring.is_turning)
    apply(qapp, Theme("light", is_still=True))
    ring.show()
    seen.append(ring.is_turning)
    assert seen == [True, False, False]


def test_the_picture_fills_every_frame(qtbot: QtBot, look: ThemeController) -> None:
    art = SignInArt()
    qtbot.addWidget(art)
    for size in ((760, 800), (300, 900), (900, 300)):
        art.resize(*size)
        image = art.grab().toImage()
        corners = [(0, 0), (size[0] - 1, 0), (0, size[1] - 1), (size[0] - 1, size[1] - 1)]
        assert all(image.pixelColor(*corner).alpha() == 255 for corner in corners)


def test_a_button_that_is_off_says_why(qtbot: QtBot, look: ThemeController) -> None:
    button = Button("Send", "solid")
    qtbot.addWidget(button)
    button.set_why_off("12 characters too many.")
    assert not button.isEnabled()
    assert button.accessibleDescription() == "12 characters too many."
    button.set_why_off(None)
    assert button.isEnabled()


def test_a_cut_label_keeps_all_its_words_for_listeners(qtbot: QtBot, look: ThemeController) -> None:
    label = CutLabel("Cedar Ridge Correctional Center · reads within 48 h")
    qtbot.addWidget(label)
    label.resize(120, 20)
    label.show()
    assert label.text().endswith("…")
    assert label.accessibleName() == label.whole_text
