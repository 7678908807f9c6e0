"""My Account in the real window: details, the address by its code, two-factor codes, notices, a forgotten password."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pyotp
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.storage.export_check import faults_of
from app.tour.hands import CONTROL
from app.widgets.drop_down import DropDown
from app.widgets.notice import NoticeCard
from app.widgets.text_field import TextField
from app.widgets.toggles import CheckBox
from contract.accounts import Credentials
from server.mail.transports import FolderTransport
from server.services.accounts import MemberCaller
from server.services.codes import code_at
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.views.with_window import Desk

NEW = "a new long password"


def open_page(desk: Desk, page: str) -> None:
    """My Account, one of its pages."""
    desk.hands.press(Qt.Key.Key_4, CONTROL)
    desk.hands.click(page)
    desk.until(lambda: desk.app.account.account is not None)


def code_from_mail(desk: Desk, live: LiveServer, address: str) -> str:
    """The code of the newest mail to this address that brings one."""
    box = FolderTransport(live.services.settings.mail_folder)

    def codes() -> list[str]:
        found = []
        for file in box.files():
            mail = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            if mail["To"] == address:
                found += re.findall(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", mail.get_content())
        return found

    desk.until(codes, 20_000)
    return codes()[0]


def said(desk: Desk, name: str) -> str:
    """What a notice says, once it is there."""
    desk.until(lambda: desk.hands.sees(name))
    return desk.hands.find(name, NoticeCard).text


def test_details_are_saved_and_a_wrong_one_is_said_at_its_field(signed_in: Desk, live: LiveServer) -> None:
    hands = signed_in.hands
    open_page(signed_in, "account_details")
    signed_in.until(lambda: hands.find("details_name", TextField).text == "Elena Rivera")
    hands.fill("details_phone", "call me")
    hands.click("details_save")
    signed_in.until(lambda: hands.find("details_phone", TextField).error)
    assert "telephone" in hands.find("details_phone", TextField).error
    assert hands.find("details_phone", TextField).text == "call me"
    hands.fill("details_phone", "+1 541 555 0100")
    hands.fill("details_name", "Elena R.")
    hands.find("details_zone", DropDown).setCurrentText("America/Denver")
    hands.click("details_save")
    assert said(signed_in, "details_said") == "Saved."

    def kept() -> tuple[str, str | None, str] | None:
        account = signed_in.app.account.account
        return None if account is None else (account.name, account.phone, account.time_zone)

    signed_in.until(lambda: kept() == ("Elena R.", "+1 541 555 0100", "America/Denver"))
    hands.click("account_overview")
    signed_in.until(lambda: hands.words("account_name") == "Elena R.")


def test_an_address_is_changed_by_the_code_that_went_there(
    signed_in: Desk, family: Family, live: LiveServer
) -> None:
    hands = signed_in.hands
    open_page(signed_in, "account_details")
    hands.fill("email_new", "new@example.org")
    hands.fill("email_password", "not my password")
    hands.click("email_send")
    signed_in.until(lambda: hands.find("email_password", TextField).error)
    assert hands.find("email_password", TextField).error == "This is not your password."
    hands.fill("email_password", PASSWORD)
    hands.click("email_send")
    signed_in.until(lambda: hands.sees("email_code"))
    hands.fill("email_code", "ABCD-EFGH")
    hands.click("email_confirm")
    signed_in.until(lambda: hands.find("email_code", TextField).error)
    assert "too old" in hands.find("email_code", TextField).error
    hands.fill("email_code", code_from_mail(signed_in, live, "new@example.org"))
    hands.press(Qt.Key.Key_Return)
    assert "The address is changed" in said(signed_in, "email_said")
    hands.click("account_overview")
    signed_in.until(lambda: hands.words("account_email") == "new@example.org")
    live.services.accounts.sign_in(Credentials(email="new@example.org", password=PASSWORD))


def test_two_factor_codes_from_the_qr_picture_to_the_sign_in_and_off_again(
    signed_in: Desk, family: Family, live: LiveServer
) -> None:
    desk, hands = signed_in, signed_in.hands
    open_page(desk, "account_password")
    hands.fill("two_factor_password", PASSWORD)
    hands.click("two_factor_begin")
    desk.until(lambda: hands.sees("two_factor_qr"))
    secret = hands.words("two_factor_secret").replace(" ", "")
    now = live.services.store.clock()
    hands.fill("two_factor_code", code_at(secret, now))
    hands.click("two_factor_confirm")
    desk.until(lambda: hands.sees("two_factor_codes"))
    recovery = [label.text() for label in desk.program.window.findChildren(QLabel, "two_factor_recovery")]
    assert len(set(recovery)) == 10
    hands.click("two_factor_kept")
    desk.until(lambda: hands.sees("two_factor_end"))
    assert not [
        one for one in desk.program.window.findChildren(QLabel) if one.text() in recovery and one.isVisible()
    ]
    hands.click("account_sign_out")
    desk.until(lambda: hands.sees("sign_in_view"))
    hands.fill("sign_in_email", family.email)
    hands.fill("sign_in_password", PASSWORD)
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.sees("sign_in_code"))
    hands.fill("sign_in_code", "000000")
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: hands.find("sign_in_code", TextField).error)
    hands.fill("sign_in_code", recovery[0].lower())
    hands.press(Qt.Key.Key_Return)
    desk.until(lambda: desk.app.session is not None)
    open_page(desk, "account_password")
    desk.until(lambda: hands.sees("two_factor_end"))
    hands.fill("two_factor_password", PASSWORD)
    hands.fill("two_factor_code", recovery[1])
    hands.click("two_factor_end")
    assert said(desk, "two_factor_said") == "Two-factor codes are off."
    desk.until(lambda: hands.sees("two_factor_begin"))


def test_the_qr_picture_says_what_the_key_says(signed_in: Desk, family: Family) -> None:
    """Read back from the painted pixels: dark and light as the standard's reader would see them."""
    desk, hands = signed_in, signed_in.hands
    open_page(desk, "account_password")
    hands.fill("two_factor_password", PASSWORD)
    hands.click("two_factor_begin")
    desk.until(lambda: hands.sees("two_factor_qr"))
    secret = desk.app.care.two_factor.secret
    assert secret is not None
    shown = hands.find("two_factor_qr", QWidget)
    desk.until(
        lambda: shown.width() >= shown.sizeHint().width() and shown.height() >= shown.sizeHint().height()
    )
    picture = shown.grab().toImage()
    count = len(secret.squares)
    square = picture.width() // (count + 8)
    edge = (picture.width() - square * count) // 2
    seen = tuple(
        tuple(
            picture.pixelColor(edge + x * square + square // 2, edge + y * square + square // 2).value() < 128
            for x in range(count)
        )
        for y in range(count)
    )
    assert seen == secret.squares
    assert pyotp.TOTP(secret.secret).now().isdigit()


def test_notices_count_at_once_and_none_is_an_answer(
    signed_in: Desk, family: Family, live: LiveServer
) -> None:
    hands = signed_in.hands
    open_page(signed_in, "account_notices")
    assert hands.find("notices_here", CheckBox).isChecked()
    hands.click("notices_here")
    assert "Nothing tells you" in said(signed_in, "notices_said")
    hands.click("notices_email")
    signed_in.until(lambda: said(signed_in, "notices_said") == "Saved.")
    account = live.services.accounts.account(MemberCaller(family.member_id, ""))
    assert (account.notify_on_computer, account.notify_by_email) == (False, True)


def test_everything_becomes_one_file_that_proves_itself(
    signed_in: Desk, family: Family, tmp_path: Path
) -> None:
    hands = signed_in.hands
    open_page(signed_in, "account_yours")
    target = tmp_path / "mine.zip"
    signed_in.program.screens.sheets.picker.answer_with(str(target))
    hands.click("export_begin")
    assert "mine.zip is there" in said(signed_in, "export_said")
    assert faults_of(target) == []


def test_an_export_that_is_cut_off_goes_on(
    signed_in: Desk, family: Family, live: LiveServer, tmp_path: Path
) -> None:
    hands = signed_in.hands
    open_page(signed_in, "account_yours")
    target = tmp_path / "mine.zip"
    live.stop()
    signed_in.program.screens.sheets.picker.answer_with(str(target))
    hands.click("export_begin")
    signed_in.until(lambda: hands.sees("export_go_on"), 20_000)
    assert "Go On fetches only the rest" in said(signed_in, "export_said")
    live.start()
    hands.click("export_go_on")
    signed_in.until(target.exists, 20_000)
    signed_in.until(lambda: "mine.zip is there" in said(signed_in, "export_said"))


def test_closing_says_what_it_means_and_leaves_nothing_here(
    signed_in: Desk, family: Family, live: LiveServer
) -> None:
    desk, hands = signed_in, signed_in.hands
    open_page(desk, "account_yours")
    assert list(desk.folder.glob("accounts/*/client.db"))
    hands.click("closing_begin")
    desk.until(lambda: hands.sees("closing_terms"))
    words = " ".join(label.text() for label in hands.find("closing_terms", QWidget).findChildren(QLabel))
    for part in ("$10.00 is set aside", family.email, "1 connection to somebody", "books must be kept"):
        assert part in words, part
    hands.fill("closing_password", "not my password")
    hands.click("closing_go_on")
    desk.until(lambda: hands.find("closing_password", TextField).error)
    assert desk.app.session is not None
    hands.fill("closing_password", PASSWORD)
    hands.click("closing_go_on")
    desk.until(lambda: hands.sees("closed"), 20_000)
    assert "$10.00" in hands.words("closed_money")
    assert desk.app.session is None
    desk.until(lambda: not list(desk.folder.glob("accounts/*/client.db")), 20_000)
    (payout,) = live.services.closing.payouts()
    assert (payout.cents, payout.email) == (1_000, family.email)


def test_a_forgotten_password_is_set_anew_from_the_sign_in_view(
    desk: Desk, family: Family, live: LiveServer
) -> None:
    hands = desk.hands
    hands.fill("sign_in_email", family.email)
    hands.click("sign_in_forgot")
    desk.until(lambda: hands.sees("reset_email"))
    assert hands.find("reset_email", TextField).text == family.email
    hands.click("reset_go_on")
    desk.until(lambda: hands.sees("reset_code"))
    hands.fill("reset_code", "ABCD-EFGH")
    hands.fill("reset_new", "short")
    hands.click("reset_go_on")
    assert hands.find("reset_new", TextField).error == "At least 10 characters."
    hands.fill("reset_new", NEW)
    hands.click("reset_go_on")
    desk.until(lambda: hands.find("reset_code", TextField).error)
    assert hands.find("reset_new", TextField).text == NEW  # what was typed stays
    hands.fill("reset_code", code_from_mail(desk, live, family.email))
    hands.click("reset_go_on")
    desk.until(lambda: not hands.sees("password_reset"))
    assert desk.app.session is None  # nobody is signed in by it
    assert hands.find("sign_in_email", TextField).text == family.email
    desk.sign_in(family, NEW)


def test_an_unknown_address_is_answered_alike(desk: Desk, family: Family) -> None:
    hands = desk.hands
    sentences = []
    for address in (family.email, "nobody@example.org"):
        hands.click("sign_in_forgot")
        desk.until(lambda: hands.sees("reset_email"))
        hands.fill("reset_email", address)
        hands.click("reset_go_on")
        desk.until(lambda: hands.sees("reset_code"))
        sentences.append(hands.words("reset_sentence"))
        hands.press(Qt.Key.Key_Escape)
    assert sentences[0] == sentences[1]
