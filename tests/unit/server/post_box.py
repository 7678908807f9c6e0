"""Reads the mail that a server without SMTP has put into its folder."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.unit.server.world import World


def mails(world: World, address: str | None = None) -> list[EmailMessage]:
    """What is in the folder once everything due was delivered, oldest first; all, or to one address."""
    while world.services.postman.deliver_due():
        pass
    folder = world.services.settings.mail_folder
    read = [
        message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)
        for file in sorted(folder.glob("*.eml"), key=lambda each: each.stat().st_mtime_ns)
    ]
    found = [mail for mail in read if isinstance(mail, EmailMessage)]
    return [mail for mail in found if address is None or mail["To"] == address]


def words_of(mail: EmailMessage) -> str:
    """Its text."""
    text: str = mail.get_content()
    return text


def code_in(mail: EmailMessage) -> str:
    """The code it brings."""
    found = re.search(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", words_of(mail))
    assert found is not None, words_of(mail)
    return found[0]
