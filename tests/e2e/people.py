"""Who walks through the pages in the tests: a reviewer or a resident at a browser of a live server."""

from __future__ import annotations

from server.services.staff import StaffMember
from tests.e2e.browser import Browser
from tests.unit.server.live import Live
from tests.unit.server.world import PASSWORD, Pair

PIN = "2468"


def at_review(live: Live, facility_id: str | None = None) -> Browser:
    """A new reviewer, signed in at the review page."""
    return signed_in(live, live.world.reviewer(facility_id))


def signed_in(live: Live, staff: StaffMember) -> Browser:
    """Somebody of the staff, signed in at the review page; once in 30 seconds of the world's clock."""
    browser = Browser(live.port)
    browser.get("/review")
    page = browser.submit(
        "/review/sign-in", username=staff.username, password=PASSWORD, code=live.world.code()
    )
    assert page.status == 200, page.words
    return browser


def at_reader(live: Live, pair: Pair) -> Browser:
    """The pair's resident, signed in at the reader."""
    number = booking_number(live, pair)
    browser = Browser(live.port)
    browser.get("/reader")
    page = browser.submit("/reader/sign-in", booking_number=number, pin=PIN)
    assert page.path == "/reader", page.words
    return browser


def booking_number(live: Live, pair: Pair) -> str:
    """What the pair's resident signs in with."""
    resident = pair.resident.resident
    found = live.world.services.finding.find(pair.member_id, resident.facility_id, resident.name)
    return found.items[0].booking_number
