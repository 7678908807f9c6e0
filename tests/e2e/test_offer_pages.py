"""A reviewer offers a changed photo on the page: looks at it first, offers exactly that, and can take it back."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from contract.appeals import NewAppeal
from contract.messages import Region, State
from contract.offers import OfferOutcome
from contract.posts import Post
from server.console.changing import BAD_CUT, NOTHING
from server.console.item import LOOK
from server.web.cells import BAD_BOX
from tests.e2e.browser import Browser, Page, is_harmless
from tests.e2e.people import at_review, signed_in
from tests.e2e.test_photo_pages import fetch, pictures
from tests.unit.server.live import Live
from tests.unit.server.news import post
from tests.unit.server.offering import (
    Sent,
    answer,
    offer_of,
    offering_facility,
    part_of,
    present,
    what_arrived,
)
from tests.unit.server.pictures import name_of, up
from tests.unit.server.sharing import share
from tests.unit.server.world import PRICE, Pair

OFFER = {"decision": "offer", "reason": "numbers", "note": "Without the badge it is fine."}
UPPER = {"cut-bottom": "50"}


@pytest.fixture
def pair(live: Live) -> Pair:
    return live.world.pair(facility_id=offering_facility(live.world))


@pytest.fixture(params=["photo", "post"])
def sent(request: pytest.FixtureRequest, live: Live, pair: Pair) -> Sent:
    """A photo that waits, by itself or in a post."""
    if request.param == "photo":
        return share(live.world, pair.member_id, title="Lake <b>&")
    here, photo = pair.resident.resident.facility_id, up(live.world, pair.member_id)
    return post(live.world, pair, [here], PRICE, "Lake <b>&", sent_sha256=photo.sent_sha256)


@pytest.fixture
def ruth(live: Live, pair: Pair, sent: Sent) -> Browser:
    """At the photo, which is hers for ten minutes."""
    browser = at_review(live, pair.resident.resident.facility_id)
    browser.get("/review")
    browser.submit(f"/{part_of(sent).submission_id}/claim")
    return browser


def changed(page: Page) -> str:
    """Where the page's changed photo comes from."""
    (found,) = [source for source in pictures(page) if "/changed?" in source]
    return found


def test_what_is_shown_first_is_what_is_offered_and_accepted(
    live: Live, pair: Pair, ruth: Browser, sent: Sent
) -> None:
    page = ruth.submit("/decision", **OFFER, **UPPER, **{"cell-0-0": "1"}, action="preview")
    assert is_harmless(page)
    assert "96 × 32 pixels" in page.words
    assert "With it your sentence: Without the badge it is fine." in page.words
    status, headers, data = fetch(ruth, changed(page))
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert page.form("/decision").fields["offered"] == name_of(data)
    assert part_of(present(live.world, pair, sent)).state is State.IN_REVIEW
    page = ruth.submit("/decision", action="decide")
    assert "Offered. The sender sees the changed photo" in page.words
    offer = offer_of(present(live.world, pair, sent))
    assert offer.photo.sha256 == name_of(data)
    assert offer.change.crop == Region(x=0, y=0, width=1, height=0.5)
    assert offer.change.boxes == (Region(x=0, y=0, width=1 / 6, height=1 / 6),)
    page = ruth.get(f"/review/items/{part_of(sent).submission_id}")
    assert "A changed photo is offered to its sender." in page.words
    answer(live.world, pair, present(live.world, pair, sent), accepts=True)
    assert part_of(present(live.world, pair, sent)).state is State.DELIVERED
    assert what_arrived(live.world, pair, sent) == data


def test_a_change_that_was_not_looked_at_is_not_offered(
    live: Live, pair: Pair, ruth: Browser, sent: Sent
) -> None:
    page = ruth.submit("/decision", **OFFER, **UPPER, action="decide")
    assert (page.status, LOOK in page.words) == (422, True)
    assert "cut-bottom=50" in changed(page)
    page = ruth.submit("/decision", **{"cut-bottom": "40"}, action="decide")
    assert (page.status, LOOK in page.words) == (422, True)
    assert part_of(present(live.world, pair, sent)).state is State.IN_REVIEW
    page = ruth.submit("/decision", action="decide")
    assert page.status == 200
    assert offer_of(present(live.world, pair, sent)).photo.height == 38


FAULTY: tuple[tuple[dict[str, str], str], ...] = (
    ({}, NOTHING),
    ({"cut-left": "60", "cut-right": "40"}, BAD_CUT),
    ({"cut-top": "a lot"}, BAD_CUT),
    ({"boxes": "10 10 20"}, BAD_BOX),
    ({"boxes": "90 10 20 20"}, BAD_BOX),
    ({"boxes": "10 10 nan 20"}, BAD_BOX),
    ({"cut-left": "10", "reason": "other", "note": " "}, "write the sentence the sender will read"),
    ({"cut-left": "10", "reason": ""}, "Choose the reason. The sender will read it."),
)
"""What is typed instead, and what is said to it."""


def test_what_is_missing_is_said_and_what_was_typed_stays(ruth: Browser) -> None:
    nothing = dict.fromkeys(("cut-left", "cut-right", "cut-top", "cut-bottom", "boxes"), "")
    for typed, said in FAULTY:
        page = ruth.submit("/decision", **{**OFFER, **nothing, **typed}, action="decide")
        assert page.status == 422
        assert said in page.words
        fields = page.form("/decision").fields
        assert {name: fields[name].strip() for name in typed} == {
            name: value.strip() for name, value in typed.items()
        }
        assert is_harmless(page)


def test_parts_in_numbers_are_covered(live: Live, pair: Pair, ruth: Browser, sent: Sent) -> None:
    page = ruth.submit("/decision", **OFFER, boxes="40 10 15 20\n\n0 0 12.5 100", action="preview")
    asked = parse_qs(urlsplit(changed(page)).query)
    assert asked["boxes"][0].split() == ["40", "10", "15", "20", "0", "0", "12.5", "100"]
    ruth.submit("/decision", action="decide")
    boxes = offer_of(present(live.world, pair, sent)).change.boxes
    assert boxes == (
        Region(x=0.4, y=0.1, width=0.15, height=0.2),
        Region(x=0, y=0, width=0.125, height=1),
    )


def test_only_whoever_reads_it_gets_the_changed_photo(
    live: Live, pair: Pair, ruth: Browser, sent: Sent
) -> None:
    path = f"/review/photos/{part_of(sent).submission_id}/changed?cut-top=10"
    assert fetch(ruth, path)[0] == 200
    for nothing in ("", "?cut-top=95", "?boxes=x"):
        assert fetch(ruth, path.partition("?")[0] + nothing)[0] == 404
    live.world.clock.move(seconds=31)
    assert fetch(at_review(live, pair.resident.resident.facility_id), path)[0] == 404
    assert fetch(at_review(live, live.world.facility()), path)[0] == 404
    assert fetch(Browser(live.port), path)[0] == 303


def test_an_offer_is_taken_back_by_whom_it_is_from_or_a_manager(
    live: Live, pair: Pair, ruth: Browser, sent: Sent
) -> None:
    ruth.submit("/decision", **OFFER, **UPPER, action="preview")
    ruth.submit("/decision", action="decide")
    path = f"/review/items/{part_of(sent).submission_id}"
    live.world.clock.move(seconds=31)
    omar = at_review(live, pair.resident.resident.facility_id)
    assert "/take-back" not in omar.get(path).body
    grace = signed_in(live, live.world.staff("manager", pair.resident.resident.facility_id))
    assert "/take-back" in grace.get(path).body
    ruth.get(path)
    page = ruth.submit("/take-back")
    assert "Taken back. Nothing has left" in page.words
    part = part_of(present(live.world, pair, sent))
    assert (part.state, part.offer) == (State.IN_REVIEW, None)


def test_an_appeal_is_told_of_the_offer_and_offers_nothing(
    live: Live, pair: Pair, ruth: Browser, sent: Sent
) -> None:
    ruth.submit("/decision", **OFFER, **UPPER, action="preview")
    ruth.submit("/decision", action="decide")
    shown = present(live.world, pair, sent)
    answer(live.world, pair, shown, accepts=False)
    part = part_of(present(live.world, pair, sent))
    assert part.offer is not None
    assert part.offer.outcome is OfferOutcome.DECLINED
    assert "It was not approved." in ruth.get(f"/review/items/{part.submission_id}").words
    live.world.services.appeals.appeal(pair.member_id, part.submission_id, NewAppeal(text="It is a toy."))
    live.world.clock.move(seconds=31)
    omar = at_review(live, pair.resident.resident.facility_id)
    omar.get("/review")
    page = omar.submit(f"/{part.submission_id}/claim")
    assert "A changed photo had been offered; its sender declined it." in page.words
    assert "Offer a changed photo" not in page.words
    page = omar.submit("/decision", **OFFER, **UPPER, action="decide")
    assert page.status == 409


def test_words_and_profile_photos_are_never_offered_changed(live: Live, pair: Pair, ruth: Browser) -> None:
    words = post(live.world, pair, [pair.resident.resident.facility_id], 0).parts[0].submission_id
    for submission_id in (live.world.send(pair).id, words):
        ruth.get("/review")
        page = ruth.submit(f"/{submission_id}/claim")
        assert "Offer a changed photo" not in page.words
        assert "cut-top" not in page.body


def test_of_a_post_the_page_says_that_its_words_go_with_the_photo(ruth: Browser, sent: Sent) -> None:
    """And what was typed to be marked in them, before the reviewer thought of an offer, is no part of it."""
    page = ruth.get(f"/review/items/{part_of(sent).submission_id}")
    is_post = isinstance(sent, Post)
    assert ("The words of the post go with it as they are." in page.words) is is_post
    typed = {"mark": "not in the text"} if is_post else {}
    page = ruth.submit("/decision", **OFFER, **UPPER, **typed, action="preview")
    assert (page.status, "96 × 32 pixels" in page.words) == (200, True)
    assert "Offered." in ruth.submit("/decision", action="decide").words
