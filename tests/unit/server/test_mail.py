"""Mail: handed to a real SMTP server, tried again after a fault, never with a word of a message in it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Row

from contract.accounts import AccountChange, Credentials, ResetRequest
from server.config import CHEAP, SettingFault, Settings, load
from server.mail import transports
from server.mail.postman import Postman
from server.mail.transports import (
    FolderTransport,
    MailAway,
    MailImpossible,
    SmtpPlace,
    SmtpTransport,
    read_place,
)
from server.mail.words import LANGUAGES, words
from server.services.bundle import build_services
from server.services.mails import MailKind
from server.store.tables import mails as table
from tests.unit.server.live import WAIT_S, Live
from tests.unit.server.post_box import mails, words_of
from tests.unit.server.world import PASSWORD, World

SENDER = "no-reply@example.org"


class Inbox:
    """Keeps what an SMTP server was given; refuses addresses that begin with `full` for now, `gone` for ever."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks for this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("full"):
            return "452 mailbox full"
        if address.startswith("gone"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.received.append(mail)
        return "250 taken"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, SmtpPlace]]:
    """A real SMTP server on loopback, and where it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Inbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield box, SmtpPlace("127.0.0.1", port, is_tls=False)
    finally:
        controller.stop()


def test_a_real_smtp_server_gets_the_mail_and_nothing_waits_any_more(
    world: World, inbox: tuple[Inbox, SmtpPlace]
) -> None:
    box, place = inbox
    email = world.services.accounts.account(world.member()[0]).email
    world.services.resets.ask(ResetRequest(email=email))
    assert Postman(world.services.store, SmtpTransport(place, SENDER), SENDER).deliver_due() == 1
    (mail,) = box.received
    assert (mail["To"], mail["From"].addresses[0].addr_spec) == (email, SENDER)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert waiting(world) == []


def test_a_mail_that_can_not_leave_now_is_tried_again_with_growing_pauses(
    world: World, inbox: tuple[Inbox, SmtpPlace], caplog: pytest.LogCaptureFixture
) -> None:
    box, place = inbox
    email = world.services.accounts.account(world.member()[0]).email
    world.services.accounts.sign_in(Credentials(email=email, password=PASSWORD, device_name="Laptop"))
    nowhere = Postman(world.services.store, SmtpTransport(SmtpPlace("127.0.0.1", 9, False), SENDER), SENDER)
    pauses = []
    for _ in range(4):
        assert nowhere.deliver_due() == 0
        (row,) = waiting(world)
        pauses.append((row.due_at - world.clock.now).total_seconds())
        world.clock.now = row.due_at
    assert pauses == [60, 120, 240, 480]
    assert email not in caplog.text
    assert Postman(world.services.store, SmtpTransport(place, SENDER), SENDER).deliver_due() == 1
    assert "Laptop" in words_of(box.received[0])


@pytest.mark.parametrize(
    ("address", "fault"), [("full@example.org", MailAway), ("gone@example.org", MailImpossible)]
)
def test_no_for_now_and_no_for_ever_are_told_apart(
    inbox: tuple[Inbox, SmtpPlace], address: str, fault: type[Exception]
) -> None:
    mail = EmailMessage()
    mail["To"], mail["From"] = address, SENDER
    mail.set_content("Hello")
    with pytest.raises(fault):
        SmtpTransport(inbox[1], SENDER).send(mail, address)


def test_after_two_days_a_mail_is_given_up_and_the_audit_says_so(world: World) -> None:
    email = world.services.accounts.account(world.member()[0]).email
    world.services.accounts.sign_in(Credentials(email=email, password=PASSWORD))
    nowhere = Postman(world.services.store, SmtpTransport(SmtpPlace("127.0.0.1", 9, False), SENDER), SENDER)
    nowhere.deliver_due()
    world.clock.move(days=2, hours=3)
    nowhere.deliver_due()
    assert waiting(world) == []
    with world.services.store.read() as connection:
        actions = connection.exec_driver_sql("SELECT action FROM audit").scalars().all()
    assert "mail given up" in actions


def test_without_tls_nothing_is_said_to_a_server_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server without STARTTLS, taken for one on another machine, gets neither mail nor password."""
    box = Inbox()
    monkeypatch.setattr(transports, "LOOPBACK", frozenset())
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        mail = EmailMessage()
        mail["To"] = "elena@example.org"
        with pytest.raises(MailAway):
            SmtpTransport(SmtpPlace("127.0.0.1", port, False, "user", "secret"), SENDER).send(
                mail, "elena@example.org"
            )
    finally:
        controller.stop()
    assert box.received == []


def test_at_most_one_mail_an_hour_says_that_something_arrived_and_it_says_no_more(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    email = world.services.accounts.account(pair.member).email
    world.approve(reviewer, world.reply(pair, "Not wanted by mail"))
    assert mails(world, email) == []
    world.services.details.change(pair.member, AccountChange(notify_by_email=True))
    for number in range(3):
        world.approve(reviewer, world.reply(pair, f"The blue heron came back {number}"))
    (mail,) = mails(world, email)
    whole = mail.as_string() + words_of(mail)
    for secret in ("heron", "Elena", pair.resident.resident.name, "Facility"):
        assert secret not in whole
    world.approve(reviewer, world.reply(pair, "Again"))
    assert len(mails(world, email)) == 1
    world.clock.move(minutes=61)
    assert len(mails(world, email)) == 2
    world.clock.move(minutes=61)
    assert len(mails(world, email)) == 2  # nothing came since


def test_what_arrives_from_a_muted_contact_makes_no_mail(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    world.services.details.change(pair.member, AccountChange(notify_by_email=True))
    world.services.contacts.mute(pair.member_id, pair.contact_id)
    world.approve(reviewer, world.reply(pair))
    assert mails(world) == []
    world.services.contacts.mute(pair.member_id, pair.contact_id, muted=False)
    assert mails(world) == []  # nothing came since
    world.approve(reviewer, world.reply(pair, "Again"))
    assert len(mails(world)) == 1


def test_whoever_turns_it_off_is_not_written_to_any_more(world: World) -> None:
    pair, reviewer = world.pair(), world.reviewer()
    world.services.details.change(pair.member, AccountChange(notify_by_email=True))
    world.approve(reviewer, world.reply(pair))
    world.services.details.change(pair.member, AccountChange(notify_by_email=False))
    assert mails(world) == []


def test_every_mail_is_written_in_every_language_with_the_same_gaps() -> None:
    for kind in MailKind:
        gaps = {
            language: {name for _, name, _, _ in Formatter().parse(said[kind].text) if name}
            for language, said in LANGUAGES.items()
        }
        assert len(set(map(frozenset, gaps.values()))) == 1, kind
    assert words(MailKind.RESET, "es-MX") is LANGUAGES["es"][MailKind.RESET]
    assert words(MailKind.RESET, "xx") is LANGUAGES["en"][MailKind.RESET]


def test_a_mail_is_in_the_language_of_whom_it_is_for(world: World) -> None:
    member = world.member()[0]
    world.services.details.change(member, AccountChange(language="es"))
    email = world.services.accounts.account(member).email
    world.services.resets.ask(ResetRequest(email=email))
    assert "código" in words_of(mails(world, email)[0])


def test_a_folder_keeps_the_newest_for_its_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "FOLDER_KEEPS", 3)
    box = FolderTransport(tmp_path / "mail")
    for number in range(5):
        mail = EmailMessage()
        mail["Subject"] = str(number)
        box.send(mail, "elena@example.org")
    assert len(box.files()) == 3
    assert {file.stat().st_mode & 0o777 for file in box.files()} == {0o600}


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://h/path", "smtp://h:99999", "h:25"])
def test_a_wrong_smtp_address_is_named_without_its_password(url: str) -> None:
    with pytest.raises(SettingFault) as fault:
        read_place(url)
    assert "GETTINGOUT_SMTP_URL" in str(fault.value)
    assert "secret" not in repr(read_place("smtps://me:secret@mail.example.org"))
    assert "me:secret" not in repr(Settings(Path("x"), smtp_url="smtps://me:secret@mail.example.org"))


def test_mail_needs_an_address_it_may_be_sent_from(tmp_path: Path) -> None:
    environ = {"GETTINGOUT_SMTP_URL": "smtp://mail.example.org"}
    with pytest.raises(SettingFault, match="GETTINGOUT_MAIL_FROM"):
        load(tmp_path, environ)
    assert load(tmp_path, environ | {"GETTINGOUT_MAIL_FROM": SENDER}).mail_from == SENDER
    with pytest.raises(SettingFault):
        load(tmp_path, environ | {"GETTINGOUT_MAIL_FROM": "a\nb@c"})


def test_a_wrong_smtp_address_is_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingFault, match="SMTP"):
        build_services(Settings(tmp_path, argon2=CHEAP, smtp_url="http://x"))


def test_the_running_server_sends_by_itself_and_the_page_is_the_demos_only(live: Live) -> None:
    email = live.world.services.accounts.account(live.world.member()[0]).email
    live.call("POST", "/v1/password-reset-requests", json={"email": email})
    folder = FolderTransport(live.world.services.settings.mail_folder)
    deadline = time.monotonic() + WAIT_S
    while not folder.files() and time.monotonic() < deadline:
        live.call("GET", "/v1/server")
    assert folder.files()
    assert live.call("GET", "/demo/mail").status == 404


def waiting(world: World) -> list[Row[Any]]:
    """Mails that are still to be sent."""
    with world.services.store.read() as connection:
        return list(connection.execute(table.select()))
