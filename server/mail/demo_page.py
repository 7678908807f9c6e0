"""The mails of the demo world as a page: whoever looks around there has no mail account to look into."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

from litestar import Response, Router, get

from contract.routes import DEMO_MAIL
from server.mail.transports import FolderTransport
from server.web.pages import Pages

SHOWN: Final = 50


@dataclass(frozen=True)
class ShownMail:
    """One mail, to be read."""

    to: str
    subject: str
    at: str
    text: str


def demo_mail_router(folder: Path, pages: Pages) -> Router:
    """`/demo/mail`, newest first. Added in the demo world only, where passwords are no secret either."""
    box = FolderTransport(folder)

    @get("/", sync_to_thread=True)
    def demo_mail() -> Response[str]:
        return pages.show("demo/mail.html", mails=[_read(file) for file in box.files()[:SHOWN]])

    return Router(path=DEMO_MAIL, route_handlers=[demo_mail], include_in_schema=False)


def _read(file: Path) -> ShownMail:
    message = message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body()
    return ShownMail(
        str(message["To"]),
        str(message["Subject"]),
        f"{message['Date'].datetime:%Y-%m-%d %H:%M:%S UTC}",
        body.get_content() if body is not None else "",
    )
