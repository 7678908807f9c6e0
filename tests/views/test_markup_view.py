"""Whatever somebody typed stays text in the window: no markup is read, no file opened, no address gone to (T11)."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.domain.values import ConversationRow, MovementKind, MovementRow, Refusal, RowKind, StepKind
from app.services.payments import web_page
from app.views.sheets.person_list import Hint, Person, PersonList
from app.widgets.button import Button, IconButton
from app.widgets.conversation_list import ConversationList
from app.widgets.drop_down import DropDown
from app.widgets.label import CutLabel, Label
from app.widgets.lead_label import LeadLabel
from app.widgets.movement_table import MovementTable
from app.widgets.notice import NoticeBar, NoticeCard
from app.widgets.state_line import StateLine
from app.widgets.text_field import TextField
from app.widgets.theme import ThemeController
from app.widgets.thread_list import ThreadList
from contract.contacts import ContactRequest
from contract.facilities import ContactRules, Feature, Prices, Rule
from server.services.facilities import NewFacility
from server.store.tables.facilities import Reason
from tests.markup import every_payload
from tests.unit.app.live import OPERATOR, PIN, Family, LiveServer
from tests.unit.app.live_posts import told
from tests.views import look_samples as samples
from tests.views.on_screen import put_up
from tests.views.trap import Trap, rich_labels, set_trap
from tests.views.with_window import Desk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux tells which files are opened")
NOW = datetime(2026, 11, 26, 14, 20, tzinfo=UTC)


@pytest.fixture
def trap(qapp: QApplication, tmp_path: Path) -> Iterator[Trap]:
    with set_trap(tmp_path) as trap:
        yield trap


def press_everywhere(widget: QWidget) -> None:
    """A click into the middle and at the start of it, where a link would be."""
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    for at in (QPointF(8, widget.height() / 2), QPointF(widget.rect().center())):
        for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
            pressed = left if kind is QEvent.Type.MouseButtonPress else Qt.MouseButton.NoButton
            QApplication.sendEvent(widget, QMouseEvent(kind, at, widget.mapToGlobal(at), left, pressed, none))


def test_every_text_stays_text_in_every_part_that_shows_one(
    qtbot: QtBot, look: ThemeController, trap: Trap
) -> None:
    ground = QWidget()
    column = QVBoxLayout(ground)
    label, cut, lead, line = (
        Label("", ground),
        CutLabel("", ground),
        LeadLabel(ground),
        StateLine("", "info", "text"),
    )
    card, bar, button, icon = NoticeCard(ground), NoticeBar(ground), Button("", parent=ground), None
    field, choice = TextField("", ground), DropDown("", ground)
    for part in (label, cut, lead, line, card, bar, button, field, choice):
        column.addWidget(part)
    put_up(qtbot, ground)
    texts = [*trap.payloads, *every_payload()]
    for text in texts:
        for shown in (label, cut, line, button):
            shown.set_text(text) if isinstance(shown, StateLine) else shown.setText(text)
        lead.show_words(text[:20], text)
        card.show_notice("bad", text, lead=text[:20], action=text[:20])
        bar.show_notice("wait", text)
        field.set_text(text)
        field.set_error(text)
        choice.addItem(text)
        icon = IconButton("info", text, ground)
        assert icon.toolTip().count("<") == 2  # the span around it, in which all else is escaped
        icon.deleteLater()
        ground.grab()
    assert rich_labels() == []
    assert trap.caught == []


def test_every_text_stays_text_in_lists(qtbot: QtBot, look: ThemeController, trap: Trap) -> None:
    texts = [*trap.payloads, *every_payload()]
    thread, conversations, people = ThreadList(), ConversationList(), PersonList()
    refusal = samples.COUSIN.refusal
    assert refusal is not None
    items: list[object] = []
    for number, text in enumerate(texts):
        why = Refusal("6", text, text, ((0, 3),), refusal.appeal_until)
        items.append(samples.received(f"r{number}", text, NOW))
        items.append(
            msgspec.structs.replace(
                samples.COUSIN, key=f"s{number}", text=text, refusal=why, kind=StepKind.REFUSED
            )
        )
    thread.setModel(samples.ValuesModel(items))
    rows: list[object] = [
        ConversationRow(f"c{number}", text, text, NOW, RowKind.WORDS, text, 1)
        for number, text in enumerate(texts)
    ]
    conversations.setModel(samples.ValuesModel(rows))
    people.show_people(
        tuple(
            Person(f"p{number}", text, text, text[:4], (Hint("info", text),))
            for number, text in enumerate(texts)
        )
    )
    moved = MovementTable()
    moved.set_movements(
        tuple(
            MovementRow(f"m{number}", NOW, MovementKind.HOLD, -25, 25, 100, what=text, contact_name=text)
            for number, text in enumerate(texts)
        )
    )
    for view in (thread, conversations, people, moved):
        view.resize(500, 640)
        put_up(qtbot, view)
        view.grab()
        for row in range(0, len(texts), 9):
            if isinstance(view, ThreadList):
                view.reveal(row)
            elif isinstance(view, (ConversationList, PersonList)):
                view.scrollTo(view.model().index(row, 0))
            view.grab()
        press_everywhere(view.viewport() if isinstance(view, QAbstractItemView) else view)
        view.hide()
    assert rich_labels() == []
    assert trap.caught == []


def hostile_family(live: LiveServer, trap: Trap) -> Family:
    """Somebody for whom everything anybody typed is a trap."""
    texts = trap.payloads
    short, link = "<b>x</b><img src=a>", texts[3]
    facility = live.services.facilities.add(
        NewFacility(
            name=texts[0][:80],
            city=short,
            region=short,
            time_zone="UTC",
            release_delay_s=0,
            features=(Feature.MESSAGES, Feature.REPLIES, Feature.NEWS),
            rules=(Rule(number="<b>6", text=texts[0]),),
            reasons=(Reason(code="phone", rule="<b>6", text=texts[0], title=short),),
            prices=Prices(message_cents=25, photo_cents=25, status_cents=25, profile_photo_cents=0),
            contact_rules=ContactRules(who=texts[1][:200]),
        ),
        OPERATOR,
    )
    live.services.facilities.pause(facility, texts[0], OPERATOR)
    resident = live.services.residents.add(facility, texts[0][:60], uuid.uuid4().hex[:8], PIN, OPERATOR)
    member = live.add_member("elena@example.org", short)
    asked = live.services.contacts.request(member, ContactRequest(resident_id=resident, relationship=short))
    live.services.contacts.accept(resident, asked.id)
    live.pay_in(member, 2_000)
    family = Family("elena@example.org", member, asked.id, resident)
    for text in texts:
        live.approve(live.send(family, text))
        live.answer(family, text)
    live.refuse(live.send(family, link))
    told(live, family, texts[0])
    return family


def test_nothing_becomes_markup_in_the_whole_window(desk: Desk, live: LiveServer, trap: Trap) -> None:
    family = hostile_family(live, trap)
    desk.sign_in(family)
    hands, door = desk.hands, desk.program.screens.sheets
    desk.write_to("img")
    desk.until(lambda: len(hands.items()) > len(trap.payloads))
    seen: list[str] = []

    def look() -> None:
        desk.program.window.grab()
        seen.extend(label.text() for label in desk.program.window.findChildren(QLabel) if label.isVisible())
        for label in desk.program.window.findChildren(QLabel):
            if label.isVisible() and "<" in label.text():
                press_everywhere(label)
        assert rich_labels() == []

    look()
    refused = next(item for item in hands.items() if item.kind is StepKind.REFUSED)
    for show in (
        door.show_contact_picker,
        door.show_contact_details,
        door.show_find_person,
        lambda: door.show_message_details(family.contact_id, refused.key),
        lambda: door.show_appeal(family.contact_id, refused.key),
    ):
        show()
        desk.until(lambda: door.sheet is not None)
        QApplication.processEvents()
        look()
        hands.press(Qt.Key.Key_Escape)
    for tab in range(4):
        desk.program.screens.shell.show_tab(tab)
        QApplication.processEvents()
        look()
    assert any("<img" in words for words in seen)
    assert trap.caught == []


@pytest.mark.parametrize("at", range(5))
def test_a_label_that_reads_markup_is_caught(qtbot: QtBot, trap: Trap, at: int) -> None:
    label = QLabel(trap.payloads[at])
    label.setOpenExternalLinks(True)
    put_up(qtbot, label)
    label.grab()
    press_everywhere(label)
    assert rich_labels()
    assert trap.caught or at == 4  # Qt knows no pictures behind a body in a label; that it is read is enough


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "smb://there/x", "//there/x", "C:\\x", "javascript:x", ""]
)
def test_a_browser_is_sent_to_the_web_alone(address: str) -> None:
    assert web_page(address) is None
    assert web_page("https://pay.example/1") == "https://pay.example/1"
