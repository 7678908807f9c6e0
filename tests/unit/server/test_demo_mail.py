"""The demo's page of mails: newest first, words stay words, strict headers; there in the demo only."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from server.config import CHEAP, Settings
from server.mail.demo_page import demo_mail_router
from server.mail.transports import FolderTransport
from server.pages import page_routers
from server.services.bundle import build_services
from server.web.pages import Pages
from tests.unit.server.world import KEY

HOSTILE = "<script>alert(1)</script>"


def test_mails_are_read_newest_first_and_nothing_in_them_runs(tmp_path: Path) -> None:
    box = FolderTransport(tmp_path)
    for number, words in enumerate(("the first", f"the second {HOSTILE}")):
        mail = EmailMessage()
        mail["To"] = "elena@example.org"
        mail["Subject"] = f"Mail {number} {HOSTILE}"
        mail["Date"] = f"Mon, 2 Mar 2026 09:0{number}:00 +0000"
        mail.set_content(words)
        box.send(mail, "elena@example.org")
    with TestClient(
        Litestar([demo_mail_router(tmp_path, Pages(https=False))], logging_config=None)
    ) as client:
        answer = client.get("/demo/mail")
    assert answer.status_code == 200
    assert answer.text.index("the second") < answer.text.index("the first")
    assert "<script" not in answer.text
    assert "script-src" not in answer.headers["content-security-policy"]


def test_an_empty_box_says_so(tmp_path: Path) -> None:
    with TestClient(
        Litestar([demo_mail_router(tmp_path, Pages(https=False))], logging_config=None)
    ) as client:
        assert "No mail was written yet" in client.get("/demo/mail").text


def test_the_page_is_there_in_the_demo_without_smtp_only(tmp_path: Path) -> None:
    found = {}
    for name, demo, smtp_url in (
        ("demo", True, None),
        ("real", False, None),
        ("demo with smtp", True, "smtp://localhost"),
    ):
        settings = Settings(tmp_path / name, db_key=KEY, argon2=CHEAP, demo=demo, smtp_url=smtp_url)
        services = build_services(settings)
        try:
            found[name] = "/demo/mail" in {router.path for router in page_routers(services)}
        finally:
            services.close()
    assert found == {"demo": True, "real": False, "demo with smtp": False}
