"""The sign-in view: what is wrong is said where it is wrong, and what this computer keeps before anybody types."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain import errors
from app.domain.values import Connection, Prefill
from app.views.connection_line import ConnectionLine
from app.widgets.notice import NoticeCard
from app.widgets.text_field import TextField
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.views.with_window import Desk, no_keyring


@pytest.fixture
def bare_desk(qtbot: QtBot, live: LiveServer, tmp_path: Path) -> Iterator[Desk]:
    """A computer without a keyring."""
    desk = Desk(qtbot, tmp_path / "client", live.base_url, secrets=no_keyring())
    desk.open()
    yield desk
    desk.close()


def said(desk: Desk) -> str:
    """What the notice above the button says."""
    return desk.hands.find("sign_in_fault", NoticeCard).text


def try_to_sign_in(desk: Desk, email: str, password: str) -> None:
    desk.hands.fill("sign_in_email", email)
    desk.hands.fill("sign_in_password", password)
    desk.hands.press(Qt.Key.Key_Return)


def test_a_wrong_password_is_said_plainly_and_selected(desk: Desk, family: Family) -> None:
    try_to_sign_in(desk, family.email, "not the password")
    desk.until(lambda: desk.hands.sees("sign_in_fault"))
    assert said(desk) == "The email or the password is not right. Please check both."
    line = desk.hands.find("sign_in_password", TextField).line
    assert line.hasFocus()
    assert line.selectedText()
    desk.hands.type("x")
    assert not desk.hands.sees("sign_in_fault")


def test_an_unknown_email_sounds_the_same(desk: Desk) -> None:
    try_to_sign_in(desk, "nobody@example.org", "not the password")
    desk.until(lambda: desk.hands.sees("sign_in_fault"))
    assert said(desk) == "The email or the password is not right. Please check both."


def test_no_connection_is_said_and_what_was_typed_stays(desk: Desk, live: LiveServer) -> None:
    live.stop()
    try_to_sign_in(desk, "elena@example.org", PASSWORD)
    desk.until(lambda: desk.hands.sees("sign_in_fault"))
    assert said(desk) == "There is no connection to the server. Check the network, then try again."
    assert desk.hands.find("sign_in_email", TextField).text == "elena@example.org"


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (errors.Throttled(datetime(2026, 11, 23, 14, 2, tzinfo=UTC)), "You can try again from 23 Nov on"),
        (errors.Throttled(None), "Too many tries. Wait a little, then try again; nothing is locked."),
        (
            errors.ClientTooOld("2.0"),
            "This program is too old for the server. Please install the present version.",
        ),
        (errors.ServerTooOld(), "The server is older than this program and can't serve it yet."),
        (errors.ServerFault(), "The server has a fault of its own. Nothing is lost; please try again later."),
        (errors.StorageFault(errors.StorageFaultKind.FULL), "The disk is full."),
        (errors.StorageFault(errors.StorageFaultKind.IO), "can't read or write GettingOut's own file."),
    ],
)
def test_every_other_fault_has_its_sentence(desk: Desk, fault: errors.GettingOutError, words: str) -> None:
    desk.app.sign_in.failed.emit(fault)
    assert words in said(desk)


def test_a_pause_that_ends_today_is_told_by_its_time(desk: Desk) -> None:
    desk.app.sign_in.failed.emit(errors.Throttled(datetime.now(UTC)))
    assert "You can try again at " in said(desk)


def test_nothing_typed_is_asked_for_at_the_field(desk: Desk) -> None:
    desk.hands.click("sign_in_submit")
    field = desk.hands.find("sign_in_email", TextField)
    assert field.error == "Please fill this in."
    assert field.line.hasFocus()


def test_creating_an_account_signs_in(desk: Desk) -> None:
    desk.hands.click("sign_in_switch")
    assert desk.hands.words("sign_in_heading") == "Create an account"
    desk.hands.fill("sign_in_name", "Nadia Petrova")
    desk.hands.fill("sign_in_email", "nadia@example.org")
    desk.hands.fill("sign_in_password", "a long walk home")
    desk.hands.press(Qt.Key.Key_Return)
    desk.until(lambda: desk.hands.sees("first_message"))
    assert desk.app.session is not None
    assert desk.app.session.name == "Nadia Petrova"


def test_faults_of_a_new_account_stand_at_their_fields(desk: Desk, family: Family) -> None:
    desk.hands.click("sign_in_switch")
    desk.hands.fill("sign_in_name", "Elena Rivera")
    desk.hands.fill("sign_in_email", family.email)
    desk.hands.fill("sign_in_password", "a long walk home")
    desk.hands.press(Qt.Key.Key_Return)
    email = desk.hands.find("sign_in_email", TextField)
    desk.until(lambda: email.error)
    assert email.error == "There is an account with this email already. Sign in instead."
    desk.hands.fill("sign_in_email", "new@example.org")
    desk.hands.fill("sign_in_password", "short")
    desk.hands.press(Qt.Key.Key_Return)
    password = desk.hands.find("sign_in_password", TextField)
    desk.until(lambda: password.error)
    assert password.error == "At least 10 characters are needed."
    desk.hands.fill("sign_in_email", "not an address")
    desk.hands.fill("sign_in_password", "a long walk home")
    desk.hands.press(Qt.Key.Key_Return)
    desk.until(lambda: email.error)
    assert email.error == "This is not an email address, such as name@example.org."


def test_it_says_what_is_kept_before_anybody_types(desk: Desk) -> None:
    kept = desk.hands.find("sign_in_kept", QLabel)
    desk.until(lambda: kept.text() == "Messages and drafts are kept here, encrypted.")
    desk.hands.find("sign_in_stay", QAbstractButton).click()
    assert kept.text().startswith("This program forgets everything when it is closed.")


def test_without_a_keyring_it_says_that_words_are_lost_at_closing(bare_desk: Desk) -> None:
    kept = bare_desk.hands.find("sign_in_kept", QLabel)
    bare_desk.until(lambda: "no keyring" in kept.text())
    assert "closing the program loses words that are not sent" in kept.text()
    assert not bare_desk.hands.find("sign_in_stay", QAbstractButton).isEnabled()


def test_without_a_keyring_closing_asks_first(bare_desk: Desk, live: LiveServer) -> None:
    family = live.add_family()
    bare_desk.sign_in(family)
    bare_desk.write_to("Mateo")
    bare_desk.hands.type("Not sent yet.")
    bare_desk.until(lambda: bare_desk.app.loses_words_on_close)
    window = bare_desk.program.window
    window.close()
    assert window.isVisible()
    assert bare_desk.hands.find("confirm_stay", QAbstractButton).hasFocus()
    bare_desk.hands.press(Qt.Key.Key_Return)
    assert not bare_desk.hands.sees("confirm")
    window.close()
    bare_desk.hands.click("confirm_go_on")
    assert not window.isVisible()


def test_signing_out_leaves_nothing_of_the_member(signed_in: Desk) -> None:
    signed_in.write_to("Mateo")
    signed_in.hands.type("Words of Elena.")
    signed_in.until(lambda: signed_in.hands.composer.draft_note.text() == "Draft kept")
    signed_in.hands.press(Qt.Key.Key_4, Qt.KeyboardModifier.ControlModifier)
    signed_in.hands.click("account_sign_out")
    signed_in.until(lambda: signed_in.hands.sees("sign_in_view"))
    signed_in.qtbot.wait_until(lambda: signed_in.hands.sees("sign_in_draft"))
    words = [line.text() for line in signed_in.program.window.findChildren(QLineEdit)]
    words += [label.text() for label in signed_in.program.window.findChildren(QLabel) if label.isVisible()]
    assert not [one for one in words if "Elena" in one or "elena" in one or "Mateo" in one]
    notice = signed_in.hands.find("sign_in_draft", NoticeCard).text
    assert notice.startswith("You wrote something that is not sent yet.")


def test_the_demo_member_is_filled_in_unless_somebody_types(desk: Desk) -> None:
    view = desk.program.window.sign_in
    desk.app.sign_in.prefill_changed.emit(Prefill("elena@example.org", "demo"))
    assert desk.hands.find("sign_in_email", TextField).text == "elena@example.org"
    assert desk.hands.find("sign_in_submit", QAbstractButton).hasFocus()
    desk.hands.fill("sign_in_email", "somebody@example.org")
    desk.app.sign_in.prefill_changed.emit(Prefill("elena@example.org", "demo"))
    assert desk.hands.find("sign_in_email", TextField).text == "somebody@example.org"
    assert view.isVisible()


def test_the_server_can_be_changed_behind_advanced(desk: Desk) -> None:
    assert not desk.hands.sees("sign_in_server")
    desk.hands.click("sign_in_advanced")
    field = desk.hands.find("sign_in_server", TextField)
    desk.hands.fill("sign_in_server", "http://example.org")
    desk.hands.press(Qt.Key.Key_Return)
    desk.until(lambda: field.error)
    assert field.error == "This address can't be used. It begins with https:// and names a server."
    file = desk.folder / "config.toml"
    file.mkdir(parents=True)
    desk.hands.fill("sign_in_server", "https://127.0.0.1:9")
    desk.hands.press(Qt.Key.Key_Return)
    desk.until(lambda: field.error)
    assert field.error == "The address can't be saved on this computer. Please try again."
    file.rmdir()
    desk.hands.fill("sign_in_server", "https://127.0.0.1:9/")
    desk.hands.press(Qt.Key.Key_Return)
    desk.until(lambda: desk.app.sign_in.server_url == "https://127.0.0.1:9")
    assert "https://127.0.0.1:9" in (desk.folder / "config.toml").read_text("utf-8")


def test_the_foot_says_how_the_server_is_reached(desk: Desk, live: LiveServer) -> None:
    line = desk.hands.find("sign_in_connection", ConnectionLine)
    desk.until(lambda: line.words == "Connected")
    desk.program.window.sign_in.set_connection(Connection.OFFLINE)
    assert line.words == "No connection. Trying again by itself."
    assert line.accessibleName() == line.words


def test_a_narrow_window_leaves_the_picture_away(desk: Desk) -> None:
    art = desk.program.window.sign_in.art
    desk.program.window.resize(1280, 800)
    desk.until(art.isVisible)
    desk.program.window.setMinimumSize(0, 0)
    desk.program.window.resize(820, 700)
    desk.until(lambda: not art.isVisible())


def test_a_start_that_cannot_read_its_file_says_so_instead_of_asking_silently(
    signed_in: Desk, family: Family
) -> None:
    signed_in.close()
    [lock] = signed_in.folder.rglob("client.db.lock")
    lock.unlink()
    lock.mkdir()  # as good as a disk that takes nothing: it can't be opened for writing, whoever asks
    signed_in.open()
    signed_in.until(lambda: signed_in.hands.sees("sign_in_fault"))
    assert "can't read or write GettingOut's own file" in said(signed_in)
    lock.rmdir()
    signed_in.sign_in(family)
    assert signed_in.app.session is not None
