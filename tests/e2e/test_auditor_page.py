"""The auditor's and the manager's looking pages: log, export, numbers; and that nobody else gets them."""

from __future__ import annotations

import re

import pytest

from server.services import audit_log
from tests.e2e.browser import is_harmless
from tests.e2e.people import signed_in
from tests.unit.server.live import Live


def test_an_auditor_comes_to_the_log_and_finds_rows(live: Live) -> None:
    pair = live.world.pair()
    message = live.world.send(pair, "a secret")
    auditor = signed_in(live, live.world.staff("auditor"))
    page = auditor.get("/review")
    assert page.path == "/review/log"
    assert "Elena Rivera" in page.words
    assert "secret" not in page.body
    page = auditor.get(f"/review/log?subject={message.id}&action=sent&since=2026-01-01&until=2026-12-31")
    assert message.id in page.body
    assert is_harmless(page)
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", page.words)
    assert "sha256" in page.words
    assert "No such row" in auditor.get("/review/log?who=nobody").words
    page = auditor.get("/review/log?who=nobody&since=23.11.2026")
    assert (page.status, "for example 2026-11-23" in page.words) == (422, True)
    assert "23.11.2026" in page.body
    for number in range(120):
        live.world.pay_in(pair.member_id, number + 1)
        live.world.services.contacts.block(pair.member_id, pair.contact_id)
        live.world.services.contacts.unblock(pair.member_id, pair.contact_id)
    page = auditor.get("/review/log")
    onward = next(tag.attributes["href"] for tag in page.tags if "before=" in tag.attributes.get("href", ""))
    assert auditor.get(onward).status == 200


def test_the_export_is_saved_and_proves_itself(live: Live) -> None:
    live.world.send(live.world.pair())
    auditor = signed_in(live, live.world.staff("auditor"))
    page = auditor.raw("GET", "/review/log/export", b"", {})
    assert page.headers["content-disposition"].startswith('attachment; filename="audit-')
    verdict = audit_log.verify(page.body.encode().splitlines(), live.world.services.store.key)
    assert verdict.fault is None
    assert verdict.rows > 5


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("reviewer", "/review/log", 403),
        ("reviewer", "/review/log/export", 403),
        ("reviewer", "/review/numbers", 403),
        ("reviewer", "/review/numbers/file", 403),
        ("manager", "/review/log", 403),
        ("manager", "/review/numbers", 200),
        ("auditor", "/review/numbers", 200),
        ("auditor", "/review/batch", 403),
    ],
)
def test_each_role_opens_its_own_pages(live: Live, role: str, path: str, status: int) -> None:
    browser = signed_in(live, live.world.staff(role))
    assert browser.get(path).status == status


def test_numbers_are_shown_and_saved(live: Live) -> None:
    pair = live.world.pair()
    live.world.refuse(live.world.reviewer(), live.world.send(pair).id)
    manager = signed_in(live, live.world.staff("manager"))
    page = manager.get("/review/numbers")
    assert "Rule 6: No telephone numbers of others." in page.words
    assert "half within 0 min nine of ten within 0 min" in page.words
    assert "promised" not in page.words  # of several facilities, which may promise differently
    of_one = signed_in(live, live.world.staff("manager", pair.resident.resident.facility_id))
    assert "promised 48 h" in of_one.get("/review/numbers").words
    assert is_harmless(page)
    file = manager.raw("GET", "/review/numbers/file", b"", {})
    assert file.headers["content-type"].startswith("text/csv")
    assert "not approved,Rule 6: No telephone numbers of others.,1" in file.body


def test_an_auditor_decides_nothing(live: Live) -> None:
    message = live.world.send(live.world.pair())
    auditor = signed_in(live, live.world.staff("auditor"))
    token = auditor.get("/review/log").form("/sign-out").fields["csrf"]
    for ending in ("claim", "skip", "decision", "take-back", "step-back", "renew"):
        page = auditor.post(
            f"/review/items/{message.id}/{ending}", {"csrf": token, "decision": "approve", "whom": "member"}
        )
        assert page.status == 403, ending
    assert auditor.get(f"/review/items/{message.id}").status == 403
