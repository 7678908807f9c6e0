"""Contacts in the real window: finding a person, asking and the answer, the page of each, and what a move changes."""

from __future__ import annotations

import uuid

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget
from sqlalchemy import update

from app.domain.values import ConversationRow
from app.tour.hands import CONTROL
from app.viewmodels.roles import VALUE_ROLE
from app.widgets.notice import NoticeCard
from app.widgets.sheet import Sheet
from app.widgets.state_line import StateLine
from contract.contacts import ContactRequest, ContactState
from contract.events import EventKind
from contract.facilities import ContactRules
from contract.messages import NewMessage
from server.services import transfers
from server.services.contacts import ASK_AGAIN_AFTER
from server.services.facilities import NewFacility
from server.services.standing import ResidentState
from server.store.tables import contacts
from tests.unit.app.live import OPERATOR, Family, LiveServer
from tests.views.with_window import Desk


def said(desk: Desk, name: str) -> list[str]:
    """What every visible line of this name says, from the top."""
    found = [one for one in desk.program.window.findChildren(QWidget, name) if one.isVisible()]
    found.sort(key=lambda one: one.mapToGlobal(one.rect().topLeft()).y())
    words = [
        one.text if isinstance(one, StateLine | NoticeCard) else one.text()
        for one in found
        if isinstance(one, StateLine | NoticeCard | QLabel)
    ]
    return [one.replace("\u2068", "").replace("\u2069", "") for one in words]


def press(desk: Desk, name: str) -> None:
    """The first visible one of this name, as soon as it is there."""
    desk.until(lambda: _pressable(desk, name))
    _pressable(desk, name)[0].click()


def open_list(desk: Desk) -> None:
    """My Account → Contacts."""
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.until(lambda: desk.hands.sees("account_contacts"))
    press(desk, "account_contacts")
    desk.until(lambda: desk.hands.sees("contacts_card"))


def open_page(desk: Desk) -> None:
    """The page of the first contact on the list."""
    open_list(desk)
    desk.until(lambda: desk.hands.sees("contacts_open"))
    press(desk, "contacts_open")
    desk.until(lambda: desk.hands.sees("contact_state"))


def open_find(desk: Desk) -> None:
    """The sheet, with the facilities in it."""
    open_list(desk)
    press(desk, "contacts_find")
    choice = desk.hands.find("find_facility", QComboBox)
    desk.until(lambda: choice.count() > 0)


def search(desk: Desk, words: str) -> None:
    desk.hands.fill("find_words", words)
    desk.hands.press(Qt.Key.Key_Return)


def _notices(desk: Desk) -> str:
    """What every notice on the screen says."""
    found = desk.program.window.findChildren(NoticeCard)
    return " ".join(one.text for one in found if one.isVisible())


def status(live: LiveServer, family: Family) -> ContactState:
    return live.services.contacts.get(family.member_id, family.contact_id).state


def test_a_facility_is_found_by_name_city_or_state(live: LiveServer, signed_in: Desk) -> None:
    live.add_facility("Harbor Point")
    live.services.facilities.add(_named("Lakeview", "Duluth", "Minnesota"), OPERATOR)
    live.services.facilities.add(_named("Northern", "Española", "New Mexico"), OPERATOR)
    signed_in.until(lambda: len(_facilities(signed_in)) == 0)
    open_find(signed_in)
    signed_in.until(lambda: len(_facilities(signed_in)) == 4)
    for words, wanted in (
        ("harbor", "Harbor Point, Anytown, NM"),
        ("dulu", "Lakeview, Duluth, Minnesota"),
        ("minnesota LAKE", "Lakeview, Duluth, Minnesota"),
        ("mn", "Lakeview, Duluth, Minnesota"),
        ("new mexico harbor", "Harbor Point, Anytown, NM"),
        ("espanola nm", "Northern, Española, New Mexico"),
    ):
        signed_in.hands.fill("find_place", words)
        assert _facilities(signed_in) == [wanted]
    signed_in.hands.fill("find_place", "nowhere")
    signed_in.until(lambda: signed_in.hands.sees("find_no_facility"))
    assert _facilities(signed_in) == []


def test_the_rules_stand_there_before_anybody_asks(live: LiveServer, signed_in: Desk) -> None:
    facility = live.add_facility("Strict House")
    rules = ContactRules(who="Adults on the visiting list.", most_per_person=10, most_per_family=3)
    live.services.facilities.set_contact_rules(facility, rules, OPERATOR)
    open_find(signed_in)
    signed_in.hands.fill("find_place", "strict")
    signed_in.until(lambda: "Adults on the visiting list." in " ".join(said(signed_in, "find_rules")))
    (words,) = said(signed_in, "find_rules")
    assert "10 connections at most" in words
    assert "3 people here at most" in words
    live.services.facilities.set_contact_rules(facility, ContactRules(takes_requests=False), OPERATOR)
    signed_in.until(lambda: "takes no requests" in " ".join(said(signed_in, "find_rules")))
    assert not signed_in.hands.find("find_ask", QAbstractButton).isEnabled()


def test_a_name_spelled_nearly_right_is_offered_and_too_many_are_not(
    live: LiveServer, signed_in: Desk
) -> None:
    facility = live.add_facility("Harbor Point")
    live.add_resident(facility, "Katherine Bauer")
    for number in range(11):
        live.add_resident(facility, f"Maria Nr{number}")
    open_find(signed_in)
    signed_in.hands.fill("find_place", "harbor")
    search(signed_in, "catherine")
    signed_in.until(lambda: signed_in.hands.sees("find_results"))
    assert "Nobody is spelled exactly so" in said(signed_in, "find_nobody")[0]
    search(signed_in, "maria")
    signed_in.until(lambda: "Too many people fit" in " ".join(said(signed_in, "find_nobody")))
    assert not signed_in.hands.sees("find_results")


def test_a_request_is_followed_from_asking_to_the_answer(live: LiveServer, signed_in: Desk) -> None:
    facility = live.add_facility("Harbor Point")
    resident = live.add_resident(facility, "Linh Tran")
    open_find(signed_in)
    signed_in.hands.fill("find_place", "harbor")
    search(signed_in, "linh")
    signed_in.until(lambda: signed_in.hands.sees("find_results"))
    signed_in.hands.fill("find_relationship", "friend")
    signed_in.hands.click("find_ask")
    signed_in.until(lambda: signed_in.hands.sees("find_said"))
    signed_in.hands.click("find_close")
    signed_in.until(lambda: any("Waiting for Linh" in one for one in said(signed_in, "contacts_state")))
    asked = next(one.contact_id for one in signed_in.app.contact_page.contacts if one.name == "Linh Tran")
    live.services.contacts.decline(resident, asked, "Not now, please.")
    signed_in.until(lambda: any("Declined" in one for one in said(signed_in, "contacts_state")))
    signed_in.program.screens.sheets.show_contact_page(asked)
    signed_in.until(lambda: any("Not now, please." in one for one in said(signed_in, "contact_step")))


def test_whoever_declined_can_be_asked_again_from_the_page_once_seven_days_are_over(
    live: LiveServer, desk: Desk, family: Family
) -> None:
    resident = live.add_resident(live.add_facility("Harbor Point"), "Ada Cruz")
    asked = ContactRequest(resident_id=resident, relationship="aunt")
    contact_id = live.services.contacts.request(family.member_id, asked).id
    live.services.contacts.decline(resident, contact_id, "Not now, please.")
    desk.sign_in(family)
    desk.program.screens.sheets.show_contact_page(contact_id)
    desk.until(lambda: "You can ask again from" in _notices(desk))
    assert not desk.hands.sees("contact_again")
    desk.program.screens.sheets.close()
    with live.services.store.write() as work:
        long_ago = work.now - ASK_AGAIN_AFTER
        work.connection.execute(update(contacts).where(contacts.c.id == contact_id).values(since=long_ago))
        work.tell(family.member_id, EventKind.CONTACT_CHANGED.value, contact_id)
    desk.program.screens.sheets.show_contact_page(contact_id)
    press(desk, "contact_again")
    assert "Ada sees your name and “aunt”" in said(desk, "contact_said")[0]
    assert "The person answers a request themselves." in said(desk, "contact_said")[0]
    press(desk, "contact_sure")
    desk.until(lambda: any("Waiting for Ada" in one for one in said(desk, "contact_state")))
    live.services.contacts.accept(resident, contact_id)
    desk.until(lambda: any("Connected since" in one for one in said(desk, "contact_state")))


def test_a_request_is_taken_back_in_its_own_words_and_can_be_made_again(
    live: LiveServer, desk: Desk, family: Family
) -> None:
    resident = live.add_resident(live.add_facility("Harbor Point"), "Ada Cruz")
    asked = ContactRequest(resident_id=resident, relationship="aunt")
    contact_id = live.services.contacts.request(family.member_id, asked).id
    desk.sign_in(family)
    open_page(desk)
    press(desk, "contact_end")
    assert "Ada does not see your request any more" in said(desk, "contact_said")[0]
    press(desk, "contact_sure")
    desk.until(lambda: any("Ended" in one for one in said(desk, "contact_state")))
    live.services.residents.set_state(OPERATOR, resident, ResidentState.RELEASED)
    press(desk, "contact_again")
    press(desk, "contact_sure")
    desk.until(lambda: any("can't be asked any more" in one for one in said(desk, "contact_said")))
    assert live.services.contacts.get(family.member_id, contact_id).state is ContactState.ENDED


def test_what_happened_is_asked_for_again_once_there_is_a_connection(
    live: LiveServer, signed_in: Desk
) -> None:
    open_list(signed_in)
    live.stop()
    press(signed_in, "contacts_open")
    signed_in.until(lambda: said(signed_in, "contact_history_unknown"))
    assert "no connection" in said(signed_in, "contact_history_unknown")[0]
    live.start()
    signed_in.until(lambda: len(said(signed_in, "contact_step")) == 2)
    assert not said(signed_in, "contact_history_unknown")


def test_the_page_says_what_the_facility_has_and_what_happened(signed_in: Desk) -> None:
    open_page(signed_in)
    signed_in.until(lambda: len(said(signed_in, "contact_step")) == 2)
    first, second = said(signed_in, "contact_step")
    assert first.endswith("You asked to be connected")
    assert second.endswith("Mateo accepted")
    labels = " ".join(one.text() for one in signed_in.program.window.findChildren(QLabel))
    for words in (
        "Messages, answers; not photos in answers, news, photos",
        "Message 25¢",
        "Not measured yet",
        "Rule 6:",
    ):
        assert words in labels, words


def test_mute_and_put_away_hold_at_the_server_and_change_what_is_seen(
    live: LiveServer, family: Family, signed_in: Desk
) -> None:
    open_page(signed_in)
    press(signed_in, "contact_mute")
    signed_in.until(lambda: live.services.contacts.get(family.member_id, family.contact_id).muted)
    signed_in.until(lambda: not signed_in.app.contact_page.busy)
    live.answer(family, "A muted answer")
    signed_in.until(lambda: signed_in.app.conversations.model.rowCount() == 1)
    signed_in.until(lambda: _row(signed_in).unread == 1)
    assert signed_in.app.conversations.unread == 0
    press(signed_in, "contact_archive")
    signed_in.until(lambda: live.services.contacts.get(family.member_id, family.contact_id).archived)
    signed_in.until(lambda: signed_in.app.conversations.model.rowCount() == 0)
    signed_in.until(lambda: not signed_in.app.contact_page.busy)
    press(signed_in, "contact_archive")
    signed_in.until(lambda: signed_in.app.conversations.model.rowCount() == 1)


def test_a_block_asks_once_more_and_can_be_ended(live: LiveServer, family: Family, signed_in: Desk) -> None:
    open_page(signed_in)
    press(signed_in, "contact_block")
    assert "is not told" in said(signed_in, "contact_said")[0]
    assert status(live, family) is ContactState.ACCEPTED
    press(signed_in, "contact_sure")
    signed_in.until(lambda: status(live, family) is ContactState.BLOCKED)
    signed_in.until(lambda: signed_in.hands.sees("contact_unblock"))
    press(signed_in, "contact_unblock")
    signed_in.until(lambda: status(live, family) is ContactState.ACCEPTED)


def test_ending_a_connection_gives_back_what_waits(live: LiveServer, family: Family, signed_in: Desk) -> None:
    open_page(signed_in)
    press(signed_in, "contact_end")
    assert "money is back" in said(signed_in, "contact_said")[0]
    press(signed_in, "contact_sure")
    signed_in.until(lambda: status(live, family) is ContactState.ENDED)
    signed_in.until(lambda: any("Ended" in one for one in said(signed_in, "contact_state")))
    assert not signed_in.hands.find("contact_write", QAbstractButton).isEnabled()


def test_a_move_is_told_with_what_came_back_and_what_it_costs_now(
    live: LiveServer, family: Family, signed_in: Desk
) -> None:
    new = NewMessage(contact_id=family.contact_id, text="Nobody has decided on this", price_cents=25)
    live.services.messages.send(family.member_id, str(uuid.uuid4()), new)
    there = live.add_facility("Far House", price_cents=40)
    with live.services.store.write() as work:
        transfers.transfer(work, OPERATOR, family.resident_id, there, "F-1")
    open_page(signed_in)
    signed_in.until(lambda: said(signed_in, "contact_moved"))
    (words,) = said(signed_in, "contact_moved")
    for part in ("Moved from", "now at Far House", "25¢ is back", "A message costs 40¢ there"):
        assert part in words, words


def test_the_conversation_tells_of_a_move_too(live: LiveServer, family: Family, writing: Desk) -> None:
    assert not writing.hands.sees("thread_moved")
    there = live.add_facility("Far House", price_cents=40)
    with live.services.store.write() as work:
        transfers.transfer(work, OPERATOR, family.resident_id, there, "F-1")
    writing.until(lambda: said(writing, "thread_moved"))
    assert "now at Far House" in said(writing, "thread_moved")[0]


def test_in_a_small_window_nothing_of_the_sheets_is_cut_off(live: LiveServer, signed_in: Desk) -> None:
    signed_in.program.window.resize(1024, 700)
    facility = live.add_facility("Harbor Point")
    live.add_resident(facility, "Katherine Bauer")
    open_page(signed_in)
    press(signed_in, "contact_block")
    signed_in.until(lambda: said(signed_in, "contact_said"))
    signed_in.until(lambda: _fits(signed_in, "contact_details"))
    signed_in.program.screens.sheets.close()
    open_find(signed_in)
    signed_in.hands.fill("find_place", "harbor")
    search(signed_in, "catherine")
    signed_in.until(lambda: signed_in.hands.sees("find_results"))
    signed_in.until(lambda: _fits(signed_in, "find_person"))
    field = signed_in.hands.find("find_words", QWidget)
    signed_in.until(lambda: field.height() >= field.minimumSizeHint().height())


def test_a_release_is_told_and_everything_stays_to_be_read(
    live: LiveServer, family: Family, signed_in: Desk
) -> None:
    live.services.residents.set_state(OPERATOR, family.resident_id, ResidentState.RELEASED)
    open_page(signed_in)
    signed_in.until(
        lambda: any(
            "was released" in one.text and one.isVisible()
            for one in signed_in.program.window.findChildren(NoticeCard)
        )
    )


def test_offline_an_action_says_so_and_changes_nothing(
    live: LiveServer, family: Family, signed_in: Desk
) -> None:
    open_page(signed_in)
    live.stop()
    press(signed_in, "contact_mute")
    signed_in.until(lambda: any("no connection" in one for one in said(signed_in, "contact_said")))
    contact = signed_in.app.contact_page.contact
    assert contact is not None
    assert not contact.muted
    live.start()


@pytest.mark.parametrize("name", ["contacts_open", "contacts_find"])
def test_the_list_is_reached_by_keys(signed_in: Desk, name: str) -> None:
    open_list(signed_in)
    signed_in.until(lambda: signed_in.hands.sees("contacts_open"))
    found = [one for one in signed_in.program.window.findChildren(QWidget, name) if one.isVisible()]
    assert found[0].focusPolicy() & Qt.FocusPolicy.TabFocus
    assert found[0].accessibleName() or name == "contacts_find"


def _facilities(desk: Desk) -> list[str]:
    found = [one for one in desk.program.window.findChildren(QComboBox, "find_facility") if one.isVisible()]
    return [found[0].itemText(place) for place in range(found[0].count())] if found else []


def _row(desk: Desk) -> ConversationRow:
    model = desk.app.conversations.model
    row = model.data(model.index(0, 0), VALUE_ROLE)
    assert isinstance(row, ConversationRow)
    return row


def _named(name: str, city: str, region: str) -> NewFacility:
    return NewFacility(name, city, region, "UTC", features=())


def _pressable(desk: Desk, name: str) -> list[QAbstractButton]:
    found = desk.program.window.findChildren(QAbstractButton, name)
    return [one for one in found if one.isVisible() and one.isEnabled()]


def _fits(desk: Desk, name: str) -> bool:
    """Whether the sheet is as high as its parts need at least."""
    sheet = desk.hands.find(name, Sheet)
    return sheet.panel.height() >= sheet.panel.minimumSizeHint().height()
