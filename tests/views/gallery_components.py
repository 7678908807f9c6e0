"""The page of the gallery that shows every small component in every state."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.values import StepKind
from app.widgets.badge import Badge
from app.widgets.button import Button, ButtonRole, IconButton
from app.widgets.countdown import Countdown
from app.widgets.journey_line import JourneyLine
from app.widgets.label import Label, plane
from app.widgets.loading import Loading
from app.widgets.notice import NoticeCard
from app.widgets.text_field import TextField
from app.widgets.toggles import CheckBox, RadioButton, Switch
from app.widgets.track import JourneyTrack, Track, stop_names
from tests.views.gallery_page import Page


def components() -> Page:
    """00."""
    page = plane("window")
    grid = QGridLayout(page)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setSpacing(16)
    first = Button("Send", "solid", "send")
    for column, (title, make) in enumerate(
        {"Buttons": _buttons, "Inputs": _inputs, "Journey, one line": _journey}.items()
    ):
        grid.addWidget(_card(title, make()), 0, column)
    grid.addWidget(_card("Journey, track", _tracks()), 1, 0, 1, 2)
    grid.addWidget(_card("Badges", _badges()), 1, 2)
    first.deleteLater()
    focused = page.findChildren(Button)[0]

    def focus() -> None:
        focused.setFocus(Qt.FocusReason.TabFocusReason)

    return Page("00-components", page, (1280, 700), focus)


def _card(title: str, content: QWidget) -> QWidget:
    card = plane("card")
    column = QVBoxLayout(card)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(12)
    column.addWidget(Label(title, card, style="title"))
    column.addWidget(content)
    column.addStretch(1)
    return card


def _buttons() -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    roles: list[tuple[str, ButtonRole, str | None]] = [
        ("Send", "solid", "send"),
        ("Write", "tonal", None),
        ("Cancel", "outline", None),
        ("Withdraw", "ghost", None),
        ("Delete", "danger", "trash"),
    ]
    for row, (text, role, icon) in enumerate(roles):
        grid.addWidget(Button(text, role, icon, box), row, 0)
        off = Button(text, role, icon, box)
        off.setEnabled(False)
        grid.addWidget(off, row, 1)
    grid.addWidget(Button("Small", "outline", None, box, size="small"), 5, 0)
    grid.addWidget(IconButton("plus", "Add", box, outlined=True), 5, 1)
    return box


def _inputs() -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(TextField("Name", box, placeholder="Name or facility"))
    wrong = TextField("Email", box)
    wrong.set_text("elena@")
    wrong.set_error("The part after @ is missing.")
    column.addWidget(wrong)
    off = TextField("Off", box)
    off.setEnabled(False)
    column.addWidget(off)
    row = QHBoxLayout()
    for toggle in (
        CheckBox("Yes", box),
        CheckBox("No", box),
        RadioButton("One", box),
        RadioButton("Two", box),
    ):
        toggle.setChecked(toggle.text() in ("Yes", "One"))
        row.addWidget(toggle)
    for number in range(2):
        switch = Switch("Sound", box)
        switch.setChecked(number == 0)
        row.addWidget(switch)
    column.addLayout(row)
    return box


def _journey() -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    words = {
        StepKind.DRAFT: "kept here",
        StepKind.QUEUED: "offline",
        StepKind.PENDING: "since 14:02",
        StepKind.IN_REVIEW: "since 15:10",
        StepKind.APPROVED: "on its way",
        StepKind.DELIVERED: "13:58",
        StepKind.OPENED: "19:30",
        StepKind.REFUSED: "see why",
        StepKind.WITHDRAWN: "25¢ is back",
        StepKind.APPEALED: "decided by someone else",
    }
    for kind, rest in words.items():
        line = JourneyLine(box)
        line.show_step(kind, rest)
        column.addWidget(line)
    return box


def _tracks() -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(24)
    for column, track in enumerate(
        (
            Track(1, stop_names(1), ("14:02", "usually by 23:00", "", "")),
            Track(3, stop_names(3), ("14:02", "20:16", "20:31", "")),
        )
    ):
        widget = JourneyTrack(box)
        widget.show_track(track)
        grid.addWidget(widget, 0, column)
    notices = {
        "info": "Facts that help: the price of a photo changes on 1 Dec.",
        "good": "25¢ is back in your balance.",
        "wait": "Lock-down at Harbor Point. What you send waits.",
        "bad": "The photo could not be read. Nothing was charged.",
    }
    for number, (kind, words) in enumerate(notices.items()):
        notice = NoticeCard(box)
        notice.show_notice(kind, words)  # type: ignore[arg-type]
        grid.addWidget(notice, 1 + number // 2, number % 2)
    return box


def _badges() -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    row = QHBoxLayout()
    row.addWidget(Badge("Waiting", "wait", "clock", box))
    row.addWidget(Badge("Approved", "good", "approved", box))
    row.addWidget(Badge("Not approved", "bad", "refused", box))
    row.addStretch(1)
    column.addLayout(row)
    row = QHBoxLayout()
    row.addWidget(Badge("Yours for 9:41", "info", "lock", box))
    row.addWidget(Badge("4 people", "plain", "users", box))
    row.addStretch(1)
    column.addLayout(row)
    row = QHBoxLayout()
    for left in (370, 20, -12):
        countdown = Countdown(box)
        countdown.set_left(left, 500)
        row.addWidget(countdown)
    row.addStretch(1)
    column.addLayout(row)
    column.addWidget(Loading("Opening the conversation…", box))
    return box
