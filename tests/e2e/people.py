"""Who walks through the pages in the tests: a reviewer or a resident at a browser of a live server."""

from __future__ import annotations

from tests.e2e.browser import Browser
from tests.unit.server.live import Live
from tests.unit.server.world import PASSWORD, Pair

PIN = "2468"


def at_review(live: Live, facility_id: str | None = None) -> Browser:
    """A new reviewer, signed in at the review page."""
    staff = live.world.reviewer(facility_id)
    browser = Browser(live.port)
    browser.get("/review")
    page = browser.submit("/review/sign-in", username=staff.username, password=PASSWORD)
    assert page.path == "/review", page.words
    return browser


def at_reader(live: Live, pair: Pair) -> Browser:
    """The pair's resident, signed in at the reader."""
    number = _booking_number(live, pair)
    browser = Browser(live.port)
    browser.get("/reader")
    page = browser.submit("/reader/sign-in", booking_number=number, pin=PIN)
    assert page.path == "/reader", page.words
    return browser


def _booking_number(live: Live, pair: Pair) -> str:
    resident = pair.resident.resident
    found = live.world.services.residents.find(pair.member_id, resident.facility_id, resident.name)
    return found.items[0].booking_number
