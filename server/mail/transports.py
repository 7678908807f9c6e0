"""Where mails go: to an SMTP server, or into a folder where there is none to ask."""

from __future__ import annotations

import contextlib
import os
import smtplib
import ssl
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from server.config import SettingFault

TIMEOUT_S: Final = 20
FOLDER_KEEPS: Final = 200
"""Newest mails in a folder; older ones are deleted."""

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class MailAway(Exception):
    """The mail could not be handed over now; later it may be."""


class MailImpossible(Exception):
    """This mail will never be taken: its address is none."""


class Transport(Protocol):
    """Takes mails over. Raises MailAway and MailImpossible."""

    def send(self, message: EmailMessage, address: str) -> None:
        """One mail to one address."""


@dataclass(frozen=True)
class SmtpPlace:
    """An SMTP server. Without TLS from the first byte it must offer STARTTLS, unless it is on this machine."""

    host: str
    port: int
    is_tls: bool
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"SmtpPlace({self.host}:{self.port})"


def read_place(url: str) -> SmtpPlace:
    """`smtps://user:password@host:465` or `smtp://…:587`. Raises SettingFault, which never repeats the password."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as fault:
        raise SettingFault("GETTINGOUT_SMTP_URL is no address") from fault
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.path.strip("/"):
        raise SettingFault("GETTINGOUT_SMTP_URL must be smtp://host:port or smtps://host:port")
    is_tls = parts.scheme == "smtps"
    return SmtpPlace(
        parts.hostname,
        port or (465 if is_tls else 587),
        is_tls,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


class SmtpTransport:
    """Hands each mail to an SMTP server on a connection of its own."""

    def __init__(self, place: SmtpPlace, sender: str) -> None:
        self._place = place
        self._sender = sender

    def send(self, message: EmailMessage, address: str) -> None:
        """Raises MailAway when the server can't be reached or says no for now, MailImpossible for a no for ever."""
        try:
            with self._connection() as connection:
                self._hand_over(connection, message, address)
        except (OSError, smtplib.SMTPException) as fault:  # its words may hold the address
            raise MailAway(type(fault).__name__) from None

    def _hand_over(self, connection: smtplib.SMTP, message: EmailMessage, address: str) -> None:
        try:
            connection.send_message(message, self._sender, [address])
        except smtplib.SMTPRecipientsRefused as fault:
            if _is_final(fault):
                raise MailImpossible(type(fault).__name__) from None
            raise
        except smtplib.SMTPNotSupportedError as fault:  # an address with letters that server can't write
            raise MailImpossible(type(fault).__name__) from None

    def _connection(self) -> smtplib.SMTP:
        place = self._place
        if place.is_tls:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                place.host, place.port, timeout=TIMEOUT_S, context=ssl.create_default_context()
            )
        else:
            connection = smtplib.SMTP(place.host, place.port, timeout=TIMEOUT_S)
        try:
            connection.ehlo()
            if not place.is_tls and (connection.has_extn("starttls") or place.host not in LOOPBACK):
                connection.starttls(context=ssl.create_default_context())
                connection.ehlo()
            if place.user:
                connection.login(place.user, place.password)
        except BaseException:
            connection.close()
            raise
        return connection


class FolderTransport:
    """Puts mails into a folder, for the program that brings its own backend: one file each, newest last by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, message: EmailMessage, address: str) -> None:
        """Raises MailAway when the disk does not take it."""
        sent_at = message["Date"].datetime if message["Date"] else datetime.now().astimezone()
        name = f"{sent_at:%Y%m%dT%H%M%S}-{uuid.uuid4().hex[:12]}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = self.folder / f"{name}.new"
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                file.write(bytes(message))
            fresh.replace(self.folder / name)
            for old in self.files()[FOLDER_KEEPS:]:
                with contextlib.suppress(FileNotFoundError):
                    old.unlink()
        except OSError as fault:
            raise MailAway(type(fault).__name__) from None

    def files(self) -> list[Path]:
        """Every mail, newest first."""
        return sorted(self.folder.glob("*.eml"), reverse=True)


def _is_final(fault: smtplib.SMTPRecipientsRefused) -> bool:
    return all(500 <= code < 600 for code, _ in fault.recipients.values())
