"""The pages of the gallery: screens and sheets put together from widgets alone, with made-up values."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.values import BalanceInfo, CountState
from app.widgets.avatar import Avatar
from app.widgets.badge import Badge
from app.widgets.button import Button, IconButton, LinkButton
from app.widgets.composer import Composer
from app.widgets.conversation_list import ConversationList
from app.widgets.device_row import DeviceRow
from app.widgets.empty_state import EmptyState
from app.widgets.label import CutLabel, Label, hairline, plane
from app.widgets.mark import Mark
from app.widgets.movement_table import MovementTable
from app.widgets.notice import NoticeBar, NoticeCard
from app.widgets.search_field import SearchField
from app.widgets.sheet import Sheet
from app.widgets.sign_in_art import SignInArt
from app.widgets.text_field import TextField
from app.widgets.thread_list import ThreadList
from app.widgets.toggles import CheckBox, RadioButton
from app.widgets.tokens import current_theme
from app.widgets.top_bar import TopBar
from tests.views import look_samples as samples
from tests.views.gallery_components import components
from tests.views.gallery_page import Page

ABUELA = (
    "Abuela wants to know what you would like to eat first when you are home. I said tamales; she said nobody asked"
    " me. Your brother fixed that porch light, the moths are back and the cat sits there at night like it is"
    " television. We began the puzzle you sent, the one with the lighthouse, and Sofi puts in one piece a day to last"
    " until spring. I think of you when I lock the door. And how is the reading group going?"
)
LOVE = (
    "…and the cat sits there every night like it is television. We started the puzzle you sent the picture of, the"
    " one with the lighthouse, and Sofi puts away one piece a day so it lasts until spring. I think of you when I"
    " lock the door at night. Tell me how the reading group is going and whether the new librarian is kinder than the"
    " last one was. Love, your Elena x"
)
TOO_MANY = "12 characters too many. Nothing is cut: shorten the marked part or elsewhere."
MISSING = "A message to Mateo costs 25¢ and your balance is $0.15. Your draft is kept here."


class MessagesScreen(QWidget):
    """The window as U2 puts it together, in little."""

    def __init__(self, thread: list[object], balance: BalanceInfo) -> None:
        super().__init__()
        self.setProperty("plane", "window")
        self.bar = TopBar(self)
        self.bar.set_count(0, 2)
        self.bar.show_balance(balance)
        self.notice = NoticeBar(self)
        self.people = ConversationList(self)
        self.people_model = samples.ValuesModel(samples.CONVERSATIONS)
        self.people.setModel(self.people_model)
        self.people.set_now(samples.NOW)
        self.people.select_contact("mateo")
        self.talk = ThreadList(self)
        self.thread_model = samples.ValuesModel(list(thread))
        self.talk.set_now(samples.NOW)
        self.talk.setModel(self.thread_model)
        self.talk.set_facility("Mateo Rivera")
        self.composer = Composer(self)
        self.composer.set_recipient("Mateo Rivera")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.bar)
        whole.addWidget(self.notice)
        body = QHBoxLayout()
        body.setSpacing(0)
        body.addWidget(self._build_people())
        body.addWidget(hairline(self, vertical=True))
        body.addWidget(self._build_thread(), 1)
        whole.addLayout(body, 1)

    def _build_people(self) -> QWidget:
        theme = current_theme()
        pane = plane("window", self)
        pane.setFixedWidth(theme.layout("list-pane") - 1)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, theme.space("l"), 0, 0)
        column.setSpacing(theme.space("m"))
        head = QVBoxLayout()
        head.setContentsMargins(theme.space("l"), 0, theme.space("l"), 0)
        head.setSpacing(theme.space("m"))
        head.addWidget(Button("Send New Message", "tonal", "edit", pane))
        head.addWidget(SearchField("Search people and words", pane))
        column.addLayout(head)
        column.addWidget(self.people, 1)
        return pane

    def _build_thread(self) -> QWidget:
        theme = current_theme()
        pane = plane("surface", self)
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(theme.space("xl"), 11, theme.space("m"), 12)
        head.setSpacing(theme.space("m"))
        face = Avatar(40, pane)
        face.set_person("mateo", "Mateo Rivera")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(CutLabel("Mateo Rivera", pane, style="title"))
        about = "Cedar Ridge Correctional Center · reads within 48 h, usually 9 h"
        words.addWidget(CutLabel(about, pane, style="small", role="text-muted"))
        head.addWidget(face)
        head.addLayout(words, 1)
        head.addWidget(IconButton("search", "Search", pane))
        head.addWidget(IconButton("info", "About", pane))
        column.addLayout(head)
        column.addWidget(hairline(pane))
        column.addWidget(self.talk, 1)
        column.addWidget(self.composer)
        return pane


def messages() -> Page:
    """02."""
    screen = MessagesScreen(samples.THREAD, BalanceInfo(1250, 25))
    screen.composer.set_text(ABUELA)
    screen.composer.set_count(CountState(412, 88, 500))
    screen.composer.set_price_line(("25¢", "balance after sending $12.25"))
    screen.composer.set_draft_note("Draft kept", True)
    return Page("02-messages", screen, ready=screen.composer.focus_box)


def over_limit() -> Page:
    """03."""
    screen = MessagesScreen(samples.THREAD, BalanceInfo(1250, 25))
    screen.composer.set_text(LOVE)
    screen.composer.set_count(CountState(512, -12, 500, len(LOVE) - 12))
    screen.composer.set_send(enabled=False, label="Send", reason=TOO_MANY, reason_is_shown=True)
    return Page("03-over-limit", screen, ready=screen.composer.focus_box)


def low_balance() -> Page:
    """04."""
    screen = MessagesScreen(samples.THREAD, BalanceInfo(15, 0))
    screen.composer.set_text("Good morning! The first snow fell in the night and Sofi has eaten most of it.")
    screen.composer.set_count(CountState(139, 361, 500))
    screen.composer.set_price_line(("25¢", "balance $0.15"))
    screen.composer.set_draft_note("Draft kept", True)
    screen.composer.set_notice("funds", "10¢ is missing.", MISSING, "Add Funds")
    screen.composer.set_send(enabled=True, label="Send", solid=False)
    return Page("04-low-balance", screen)


def offline() -> Page:
    """16."""
    screen = MessagesScreen(samples.OFFLINE_THREAD, BalanceInfo(1250, 25))
    screen.talk.set_online(False)
    screen.notice.show_notice(
        "wait",
        "You can read and write; 2 messages wait here and are sent once, in this order, when the connection is back.",
        lead="You are offline since 14:20.",
        icon="offline",
        action="Try Now",
    )
    screen.composer.set_text("Good morning! The first snow fell in the night and Sofi has eaten most of it.")
    screen.composer.set_count(CountState(77, 423, 500))
    screen.composer.set_price_line(("25¢", "charged when it leaves"))
    screen.composer.set_draft_note("Draft kept", True)
    screen.composer.set_send(enabled=True, label="Send when online", icon="queued")
    return Page("16-offline", screen, ready=screen.composer.focus_box)


def every_state() -> Page:
    """All that can stand in a conversation."""
    rows: list[object] = [
        samples.COUSIN,
        samples.WITHDRAWN,
        samples.received("rtl", "שלום! מה שלומך? \u202eabc", samples.at(13, 2)),
        samples.received("html", '<img src="file:///etc/passwd"> <b>no</b>', samples.at(13, 3)),
        samples.READ_NOW,
        samples.NO_FUNDS,
        samples.PRICE,
    ]
    screen = MessagesScreen(rows, BalanceInfo(1250, 25))
    return Page("every-state", screen, (1280, 1000))


def right_to_left() -> Page:
    """02 mirrored."""
    page = messages()
    page.name = "02-right-to-left"
    page.widget.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return page


def picker() -> Page:
    """A sheet over the screen."""
    screen = MessagesScreen(samples.THREAD, BalanceInfo(1250, 25))
    sheet = Sheet("Who is it for?", screen)
    sheet.body.addWidget(SearchField("Name or facility", sheet))
    for name in ("Chidi Okafor", "Mateo Rivera"):
        sheet.body.addWidget(RadioButton(name, sheet))
    sheet.body.addWidget(TextField("Voucher code", sheet, hint="Twelve signs, as on the paper."))
    sheet.add_left(Button("Find someone else", "ghost", "user-plus", sheet))
    sheet.add_button("Cancel")
    sheet.add_button("Write to Chidi", "solid")
    return Page("05-sheet", screen, ready=sheet.open)


def empty() -> Page:
    """15."""
    page = plane("surface")
    box = QVBoxLayout(page)
    box.addWidget(
        EmptyState(
            "messages",
            "Write the first message",
            "Choose someone from your contacts. Before you pay, you see the price and how long the facility usually"
            " takes to read it.",
            action="Send New Message",
            action_icon="edit",
            question="Nobody on your list yet?",
            link="Find a person",
        )
    )
    return Page("15-empty", page, (960, 744))


def sign_in() -> Page:
    """01."""
    page = QWidget()
    row = QHBoxLayout(page)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(SignInArt(page), 1)
    form = plane("surface", page)
    form.setFixedWidth(520)
    row.addWidget(form)
    column = QVBoxLayout(form)
    column.setContentsMargins(72, 0, 72, 0)
    column.setSpacing(16)
    column.addStretch(1)
    who = QHBoxLayout()
    who.setSpacing(12)
    who.addWidget(Mark(40))
    who.addWidget(Label("GettingOut", style="title"), 1)
    column.addLayout(who)
    column.addWidget(Label("Welcome back", style="display"))
    column.addWidget(Label("Sign in to write, share photos and read replies.", role="text-muted"))
    mail = TextField("Email or phone")
    mail.set_text("elena.rivera@example.org")
    column.addWidget(mail)
    password = TextField(
        "Password", is_password=True, beside_label=LinkButton("Forgot password?", style="small")
    )
    password.set_text("0123456789")
    column.addWidget(password)
    stay = CheckBox("Stay signed in on this computer")
    stay.setChecked(True)
    column.addWidget(stay)
    column.addWidget(Button("Sign In", "solid"))
    notice = NoticeCard()
    words = (
        "You wrote something that is not sent yet. It is kept on this computer and opens when you sign in."
    )
    notice.show_notice("good", words, icon="edit")
    column.addWidget(notice)
    column.addStretch(1)
    return Page("01-sign-in", page, ready=password.line.setFocus)


def account() -> Page:
    """14, its cards."""
    page = plane("window")
    row = QHBoxLayout(page)
    row.setContentsMargins(24, 24, 24, 24)
    row.setSpacing(16)
    money = plane("card")
    column = QVBoxLayout(money)
    column.setContentsMargins(24, 24, 24, 24)
    column.addWidget(Label("Balance", style="title"))
    line = QHBoxLayout()
    line.addWidget(Label("$12.50", style="display", wrap=False, tabular=True))
    line.addWidget(Badge("25¢ on hold for 1 message", "wait", "clock"))
    line.addStretch(1)
    column.addLayout(line)
    table = MovementTable()
    table.set_movements(samples.MOVEMENTS, samples.NOW)
    column.addWidget(table)
    column.addWidget(LinkButton("All movements", style="small"))
    column.addStretch(1)
    devices = plane("card")
    column = QVBoxLayout(devices)
    column.setContentsMargins(24, 24, 24, 24)
    column.addWidget(Label("Devices signed in", style="title"))
    for device in samples.DEVICES:
        column.addWidget(DeviceRow(device, devices, samples.NOW))
    column.addStretch(1)
    row.addWidget(money, 8)
    row.addWidget(devices, 5)
    return Page("14-account", page, (1060, 540))


PAGES: tuple[Callable[[], Page], ...] = (
    components,
    sign_in,
    messages,
    over_limit,
    low_balance,
    picker,
    account,
    empty,
    offline,
    every_state,
    right_to_left,
)
