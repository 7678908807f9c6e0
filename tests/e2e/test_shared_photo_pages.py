"""Shared photos on the pages: reviewed with title and people in view, opened by whom they are for and nobody else."""

from __future__ import annotations

import pytest

from contract.galleries import SharedPhoto
from contract.messages import Region, State
from server.services.faults import NotFound
from tests.e2e.browser import Browser
from tests.e2e.people import at_reader, at_review
from tests.e2e.test_photo_pages import fetch, pictures
from tests.unit.server.live import Live
from tests.unit.server.pictures import name_of, photo_facility, up
from tests.unit.server.sharing import present, share
from tests.unit.server.world import PRICE, Pair


@pytest.fixture
def pair(live: Live) -> Pair:
    return live.world.pair(facility_id=photo_facility(live.world))


@pytest.fixture
def ruth(live: Live, pair: Pair) -> Browser:
    return at_review(live, pair.resident.resident.facility_id)


@pytest.fixture
def sent(live: Live, pair: Pair) -> SharedPhoto:
    return share(live.world, pair.member_id, title="Lake <b>&")


def test_a_reviewer_sees_the_picture_its_title_and_whom_it_is_for(
    live: Live, ruth: Browser, pair: Pair, sent: SharedPhoto
) -> None:
    line = ruth.get("/review")
    assert "for people they chose" in line.words
    page = ruth.submit(f"/{sent.parts[0].submission_id}/claim")
    assert "Lake <b>&" in page.words
    assert pair.resident.resident.name in page.words
    (place,) = set(pictures(page))
    status, headers, data = fetch(ruth, place)
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert name_of(data) == up(live.world, pair.member_id).photo.sha256


def test_what_is_not_approved_carries_the_ticked_parts(
    live: Live, ruth: Browser, pair: Pair, sent: SharedPhoto
) -> None:
    ruth.get("/review")
    ruth.submit(f"/{sent.parts[0].submission_id}/claim")
    told = {"decision": "refuse", "reason": "numbers", "cell-0-0": "1", "cell-0-1": "1", "action": "decide"}
    ruth.submit("/decision", **told)
    part = present(live.world, pair.member_id, sent.id).parts[0]
    assert part.refusal is not None
    (region,) = part.refusal.regions
    assert (region.x, region.y) == (0, 0)
    assert region == Region(x=0, y=0, width=2 / 6, height=1 / 6)


def test_whom_it_is_for_opens_it_and_its_sender_is_told_by_whom(
    live: Live, pair: Pair, sent: SharedPhoto
) -> None:
    linh = at_reader(live, pair)
    assert "/reader/pictures" not in linh.get("/reader").text
    live.world.approve(live.world.reviewer(), sent.parts[0].submission_id)
    page = linh.get("/reader")
    assert "1 new" in page.words
    page = linh.get("/reader/pictures")
    assert pictures(page) == []
    assert "Lake" not in page.words
    path = f"/reader/pictures/{sent.parts[0].submission_id}"
    assert fetch(linh, f"{path}/0")[0] == 404
    page = linh.submit("/open")
    assert "Lake <b>&" in page.words
    status, headers, data = fetch(linh, f"{path}/0")
    assert (status, headers["x-content-type-options"], headers["cache-control"]) == (
        200,
        "nosniff",
        "private, no-cache",
    )
    assert name_of(data) == up(live.world, pair.member_id).photo.sha256
    assert {fetch(linh, f"{path}/{size}")[0] for size in (1, 2)} == {200}
    assert {fetch(linh, f"{path}/{size}")[0] for size in (3, 4_000)} == {404}
    part = present(live.world, pair.member_id, sent.id).parts[0]
    assert part.state is State.OPENED
    assert [one.opened_at is not None for one in part.viewers] == [True]
    assert part.paid_cents == PRICE


def test_nobody_else_gets_it(live: Live, pair: Pair, sent: SharedPhoto) -> None:
    album, submission_id = live.world.services.album, sent.parts[0].submission_id
    neighbour = live.world.pair(facility_id=pair.resident.resident.facility_id)
    stranger = live.world.pair(facility_id=photo_facility(live.world))
    live.world.approve(live.world.reviewer(), submission_id)
    album.open(pair.resident, submission_id)
    other = at_reader(live, stranger)
    assert "Lake" not in other.get("/reader/pictures").words
    assert fetch(other, f"/reader/pictures/{submission_id}/0")[0] == 404
    assert album.page(neighbour.resident).items == ()
    for ask in (album.open, lambda who, one: album.picture(who, one, 0)):
        with pytest.raises(NotFound):
            ask(neighbour.resident, submission_id)
