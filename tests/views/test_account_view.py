"""My Account in the real window: name, every movement, devices, password, signing out."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.tour.hands import CONTROL
from app.widgets.device_row import DeviceRow
from app.widgets.movement_table import MovementTable
from app.widgets.notice import NoticeCard
from app.widgets.text_field import TextField
from contract.accounts import Credentials
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.views.with_window import Desk


def open_account(desk: Desk, page: str = "account_overview") -> None:
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.hands.click(page)
    desk.until(lambda: desk.app.account.devices)


def test_the_overview_names_the_member_and_the_newest_movements(
    desk: Desk, family: Family, live: LiveServer
) -> None:
    live.spend(family, 25)
    desk.sign_in(family)
    open_account(desk)
    assert desk.hands.words("account_name") == "Elena Rivera"
    assert desk.hands.words("account_email") == family.email
    desk.until(lambda: desk.hands.sees("overview_movements"))
    table = desk.hands.find("overview_movements", MovementTable)
    desk.until(lambda: len(table.movements) >= 2)
    assert desk.hands.words("overview_sum") == "$9.75"


def test_every_movement_can_be_reached_by_asking_for_older_ones(desk: Desk, live: LiveServer) -> None:
    family = live.add_family(funds_cents=5_000)
    live.write_history(family, 60)
    desk.sign_in(family)
    open_account(desk)
    desk.until(lambda: desk.hands.sees("overview_more"))
    desk.hands.click("overview_more")
    desk.until(lambda: desk.hands.sees("balance_movements"))
    table = desk.hands.find("balance_movements", MovementTable)
    desk.until(lambda: len(table.movements) == 100)
    desk.until(desk.hands.find("balance_more", QAbstractButton).isEnabled)
    desk.hands.click("balance_more")
    desk.until(
        lambda: len(table.movements) == 2 + 60 * 2
    )  # two deposits; a hold and its end for each message
    desk.until(lambda: not desk.hands.sees("balance_more"))


def test_another_device_is_signed_out_from_here(desk: Desk, family: Family, live: LiveServer) -> None:
    live.services.accounts.sign_in(Credentials(email=family.email, password=PASSWORD))
    desk.sign_in(family)
    open_account(desk, "account_devices")
    page = desk.hands.find("account_view", QWidget)

    def rows() -> list[DeviceRow]:
        return [row for row in page.findChildren(DeviceRow) if row.isVisible()]

    desk.until(lambda: len(rows()) == 3)  # registering signed in as well
    buttons = [one for row in rows() for one in row.findChildren(QAbstractButton) if one.isVisible()]
    assert len(buttons) == 2
    buttons[0].click()
    desk.until(lambda: len(rows()) == 2)


def test_the_password_is_changed_and_said_so(signed_in: Desk, family: Family) -> None:
    desk, hands = signed_in, signed_in.hands
    open_account(desk, "account_password")
    hands.fill("password_current", "not this one")
    hands.fill("password_new", "a new long password")
    hands.press(Qt.Key.Key_Return)
    current = hands.find("password_current", TextField)
    desk.until(lambda: current.error)
    assert current.error == "This is not your present password."
    hands.fill("password_current", PASSWORD)
    hands.fill("password_new", "short")
    hands.press(Qt.Key.Key_Return)
    assert hands.find("password_new", TextField).error == "At least 10 characters."
    hands.fill("password_new", "a new long password")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("password_said"))
    said = hands.find("password_said", NoticeCard).text
    assert said == "The password is changed. Every other device is signed out."
    assert current.text == ""
    hands.click("account_sign_out")
    desk.until(lambda: hands.sees("sign_in_view"))
    desk.sign_in(family, "a new long password")
