"""The staff's way in: name, password and code, back to the page one was on, and what each role may open."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.services.codes import STEP_S
from server.web.site import way_back
from tests.e2e.browser import Browser
from tests.e2e.people import at_review, signed_in
from tests.unit.server.live import Live
from tests.unit.server.world import PASSWORD


def test_a_code_opens_the_page_once_and_says_so(live: Live) -> None:
    ruth = live.world.reviewer()
    signed_in(live, ruth)
    browser = Browser(live.port)
    browser.get("/review")
    page = browser.submit(
        "/review/sign-in", username=ruth.username, password=PASSWORD, code=live.world.code()
    )
    assert page.status == 401
    assert "A code opens only once; wait for the next one." in page.words


def test_after_thirty_idle_minutes_signing_in_leads_back_to_the_page(live: Live) -> None:
    who = live.world.reviewer()
    browser = signed_in(live, who)
    live.world.clock.move(minutes=31)
    page = browser.get("/review/requests")
    assert page.path == "/review/sign-in?next=/review/requests"
    assert "You come back to the page you were on." in page.words
    wrong = browser.submit("/review/sign-in", username=who.username, password="wrong", code="000000")
    assert wrong.status == 401
    live.world.clock.move(seconds=STEP_S)
    page = browser.submit("/review/sign-in", username=who.username, password=PASSWORD, code=live.world.code())
    assert page.path == "/review/requests"
    assert browser.get("/review/sign-in?next=/review/requests").path == "/review/requests"


@pytest.mark.parametrize(
    "asked",
    [
        "https://evil.example/review/",
        "//evil.example/review/",
        "/review/../reader",
        "/review//evil.example",
        "/reviewer",
        "/review/\\evil.example",
        "/review/sign-out",
        "/review/items/x?a=b\r\nSet-Cookie: x=y",
        "/review/items/x#y",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_that_is_not_ours_leads_nowhere(asked: str) -> None:
    assert way_back("/review", asked) == "/review"


@pytest.mark.parametrize(
    "asked", ["/review/items/0f-1_a", "/review/log?actor=x&page=%20", "/review/requests"]
)
def test_our_own_pages_are_found_again(asked: str) -> None:
    assert way_back("/review", asked) == asked


def test_codes_are_shown_in_the_demo_world_only(live: Live, data: Path) -> None:
    page = Browser(live.port).get("/review/codes")
    assert page.status == 404
    assert "Codes of the demo" not in at_review(live).get("/review/sign-in").body
