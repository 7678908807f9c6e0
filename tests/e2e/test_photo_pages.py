"""Profile photos on the pages: reviewed with the picture in view, marked without script, seen by whoever may."""

from __future__ import annotations

import http.client

import pytest

from contract.messages import Region, State
from contract.photos import ProfilePart, ProfilePhoto
from tests.e2e.browser import Browser, Page, is_harmless
from tests.e2e.people import at_reader, at_review
from tests.e2e.showcase import EVERYTHING
from tests.unit.server.live import Live
from tests.unit.server.news import post
from tests.unit.server.pictures import name_of, photo_facility, send_photo, state, up
from tests.unit.server.sharing import share
from tests.unit.server.world import Pair


@pytest.fixture
def pair(live: Live) -> Pair:
    return live.world.pair(facility_id=photo_facility(live.world, 10))


@pytest.fixture
def ruth(live: Live, pair: Pair) -> Browser:
    return at_review(live, pair.resident.resident.facility_id)


@pytest.fixture
def sent(live: Live, pair: Pair) -> ProfilePhoto:
    return send_photo(live.world, pair.member_id, price_cents=10)


def claim(browser: Browser, sent: ProfilePhoto) -> Page:
    browser.get("/review")
    return browser.submit(f"/{sent.parts[0].submission_id}/claim")


def part(live: Live, pair: Pair) -> ProfilePart:
    newest = state(live.world, pair).newest
    assert newest is not None
    return newest.parts[0]


def fetch(browser: Browser, path: str) -> tuple[int, dict[str, str], bytes]:
    """The bytes behind an <img>, with this browser's cookies."""
    connection = http.client.HTTPConnection("127.0.0.1", browser.port, timeout=20)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.jar.items())
    try:
        connection.request("GET", path, headers={"Cookie": cookies})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def pictures(page: Page) -> list[str]:
    """Where the page's pictures come from."""
    return [
        tag.attributes["src"]
        for tag in page.tags
        if tag.name == "img" and "/photos/" in tag.attributes["src"]
    ]


def test_the_queue_names_it_without_showing_it(ruth: Browser, sent: ProfilePhoto) -> None:
    page = ruth.get("/review")
    assert "Profile photo" in page.words
    assert "Elena Rivera for everybody they know here" in page.words
    assert f"One picture number {sent.parts[0].number}" in page.words
    assert pictures(page) == []


def test_the_picture_opens_with_claiming(live: Live, pair: Pair, ruth: Browser, sent: ProfilePhoto) -> None:
    address = f"/review/photos/{sent.parts[0].submission_id}"
    assert fetch(ruth, address)[0] == 404
    assert pictures(ruth.get(f"/review/items/{sent.parts[0].submission_id}")) == []
    page = claim(ruth, sent)
    assert is_harmless(page)
    (source,) = pictures(page)
    assert source.partition("?")[0] == address
    status, headers, data = fetch(ruth, source)
    assert (status, headers["content-type"], headers["x-content-type-options"]) == (
        200,
        "image/jpeg",
        "nosniff",
    )
    assert (
        name_of(data)
        == page.form("/decision").fields["sha256"]
        == up(live.world, pair.member_id).photo.sha256
    )
    assert "96 × 64 pixels" in page.words
    assert "Earlier in this conversation" not in page.words


@pytest.mark.parametrize("who", ["another facility", "another reviewer", "a resident", "nobody"])
def test_nobody_else_gets_the_picture(
    live: Live, pair: Pair, ruth: Browser, sent: ProfilePhoto, who: str
) -> None:
    claim(ruth, sent)
    browser = {
        "another facility": lambda: at_review(live, live.world.facility()),
        "another reviewer": lambda: at_review(live, pair.resident.resident.facility_id),
        "a resident": lambda: at_reader(live, pair),
        "nobody": lambda: Browser(live.port),
    }[who]()
    status, headers, data = fetch(browser, f"/review/photos/{sent.parts[0].submission_id}")
    assert status in (303, 404)
    assert not data.startswith(b"\xff\xd8")
    assert "image" not in headers.get("content-type", "")


def test_a_message_has_no_picture(live: Live, pair: Pair, ruth: Browser) -> None:
    message = live.world.send(pair)
    ruth.get("/review")
    page = ruth.submit(f"/{message.id}/claim")
    assert pictures(page) == []
    assert "cell-0-0" not in page.body
    assert fetch(ruth, f"/review/photos/{message.id}")[0] == 404


def test_approving_delivers_what_was_seen_by_hash(
    live: Live, pair: Pair, ruth: Browser, sent: ProfilePhoto
) -> None:
    page = claim(ruth, sent)
    seen = name_of(fetch(ruth, pictures(page)[0])[2])
    page = ruth.submit("/decision", decision="approve", action="decide")
    assert "Approved." in page.words
    assert (part(live, pair).state, part(live, pair).paid_cents) == (State.DELIVERED, 10)
    linh = at_reader(live, pair)
    (source,) = pictures(linh.page)
    assert name_of(fetch(linh, source)[2]) == seen
    shown = state(live.world, pair).shown
    assert shown is not None
    assert shown.sha256 == seen


def test_what_changed_since_it_was_seen_is_not_approved(
    live: Live, pair: Pair, ruth: Browser, sent: ProfilePhoto
) -> None:
    claim(ruth, sent)
    page = ruth.submit("/decision", decision="approve", action="decide", sha256="0" * 64)
    assert page.status == 409
    assert part(live, pair).state is State.IN_REVIEW


def marked_in(page: Page) -> int:
    """How many parts the small picture of what the sender would see has marked."""
    return page.body.partition('class="regions"')[2].partition("</svg>")[0].count("<rect ")


def test_parts_of_a_picture_are_marked_by_numbers_and_what_is_wrong_with_them_is_said(
    live: Live, pair: Pair, ruth: Browser, sent: ProfilePhoto
) -> None:
    claim(ruth, sent)
    for parts, words in (
        ("40 10 15", "Write four numbers on each line"),
        ("90 10 20 20", "of a part that lies within the picture"),
        ("1 1 1 1\n" * 41, "41 parts are marked; 40 are the most."),
    ):
        page = ruth.submit("/decision", decision="refuse", reason="numbers", parts=parts, action="decide")
        assert page.status == 422
        assert words in page.words
        assert page.form("/decision").fields["parts"].strip() == parts.strip()
    page = ruth.submit(
        "/decision", parts="40 10 15.5 20\n0 0 100 5", reason="numbers", action="preview", **{"cell-5-5": "1"}
    )
    assert "Your marks are on 3 parts of the picture." in page.words
    assert marked_in(page) == 3
    ruth.submit("/decision", action="decide")
    refusal = part(live, pair).refusal
    assert refusal is not None
    found = [(one.x, one.y, one.width, one.height) for one in refusal.regions]
    assert found[0] == pytest.approx((5 / 6, 5 / 6, 1 / 6, 1 / 6))
    assert found[1] == pytest.approx((0.4, 0.1, 0.155, 0.2))
    assert found[2] == pytest.approx((0, 0, 1, 0.05))


def test_refusing_marks_parts_of_the_picture(
    live: Live, pair: Pair, ruth: Browser, sent: ProfilePhoto
) -> None:
    claim(ruth, sent)
    ticked = {"cell-0-0": "1", "cell-0-1": "1", "cell-1-0": "1", "cell-1-1": "1", "cell-5-5": "1"}
    page = ruth.submit("/decision", decision="refuse", reason="numbers", action="preview", **ticked)
    assert "Your marks are on 2 parts of the picture." in page.words
    assert marked_in(page) == 2
    fields = page.form("/decision").fields
    assert {name: fields.get(name) for name in ticked} == ticked
    assert part(live, pair).state is State.IN_REVIEW
    page = ruth.submit("/decision", note="Crop the corner.", action="decide")
    assert "Not approved." in page.words
    refusal = part(live, pair).refusal
    assert refusal is not None
    first, second = refusal.regions
    assert (first.x, first.y, first.width, first.height) == pytest.approx((0, 0, 1 / 3, 1 / 3))
    assert (second.x, second.y, second.width, second.height) == pytest.approx((5 / 6, 5 / 6, 1 / 6, 1 / 6))
    assert (refusal.note, refusal.spans) == ("Crop the corner.", ())
    assert part(live, pair).held_cents == 0


def test_every_box_has_a_name_and_lies_in_the_decision(ruth: Browser, sent: ProfilePhoto) -> None:
    page = claim(ruth, sent)
    checks = [tag.attributes for tag in page.tags if tag.attributes.get("type") == "checkbox"]
    boxes = [check for check in checks if check.get("class") != "zoomed"]  # that one only looks nearer
    assert len({box["name"] for box in boxes}) == 36
    assert {box["form"] for box in boxes} == {page.form("/decision").name}
    for row, column in ((1, 1), (6, 6)):
        assert f"Row {row}, column {column}" in page.words
    page = ruth.submit("/decision", decision="refuse", action="decide", **{"cell-2-2": "1"})
    assert page.status == 422  # no reason chosen: what was ticked is still there
    assert page.form("/decision").fields["cell-2-2"] == "1"


def test_a_whole_grid_of_marks_fits_into_a_form(
    live: Live, pair: Pair, ruth: Browser, sent: ProfilePhoto
) -> None:
    claim(ruth, sent)
    ticked = {f"cell-{row}-{column}": "1" for row in range(6) for column in range(6)}
    ruth.submit("/decision", decision="refuse", reason="numbers", note="No.", action="decide", **ticked)
    refusal = part(live, pair).refusal
    assert refusal is not None
    assert refusal.regions == (Region(x=0, y=0, width=1, height=1),)


def test_a_name_full_of_html_stays_a_name(live: Live, ruth: Browser) -> None:
    name = '"><img src=x onerror=alert(1)>'
    member, _ = live.world.member(name=name)
    resident = live.world.resident(photo_facility(live.world))
    live.world.services.inbox.accept(resident, live.world.ask(member.member_id, resident).id)
    sent = send_photo(live.world, member.member_id)
    browser = at_review(live)
    page = claim(browser, sent)
    assert is_harmless(page), page.body
    assert name in page.words


def test_the_reader_shows_it_beside_the_name_and_only_there(
    live: Live, pair: Pair, ruth: Browser, sent: ProfilePhoto
) -> None:
    linh = at_reader(live, pair)
    conversation, address = f"/reader/conversations/{pair.contact_id}", f"/reader/photos/{pair.contact_id}"
    assert pictures(linh.page) == []
    assert fetch(linh, address)[0] == 404
    claim(ruth, sent)
    ruth.submit("/decision", decision="approve", action="decide")
    for path in ("/reader", conversation):
        (source,) = pictures(linh.get(path))
        status, headers, _ = fetch(linh, source)
        assert (status, headers["cache-control"]) == (200, "private, no-cache")
    assert fetch(somebody_else(live, pair), address)[0] == 404
    live.world.send(pair)
    live.world.services.contacts.block(pair.member_id, pair.contact_id)
    assert fetch(linh, address)[0] == 404
    assert pictures(linh.get("/reader")) == []


def test_it_stands_beside_the_name_in_news_and_photos_too(live: Live) -> None:
    world = live.world
    facility_id = world.facility(features=EVERYTHING)
    pair = world.pair(cents=5_000, facility_id=facility_id)
    reviewer = world.reviewer(facility_id)
    world.approve(reviewer, post(world, pair, [facility_id], 25).parts[0].submission_id)
    world.approve(reviewer, share(world, pair.member_id, 3).parts[0].submission_id)
    waiting = send_photo(world, pair.member_id, 7)
    linh = at_reader(live, pair)
    for path in ("/reader/news", "/reader/pictures"):
        page = linh.get(path)
        assert (pictures(page), "ER" in page.words) == ([], True)
    world.approve(reviewer, waiting.parts[0].submission_id)
    for path in ("/reader/news", "/reader/pictures"):
        page = linh.get(path)
        (source,) = pictures(page)
        assert "ER" not in page.words
        status, _, data = fetch(linh, source)
        assert (status, name_of(data)) == (200, up(world, pair.member_id, 7).photo.sha256)


def somebody_else(live: Live, pair: Pair) -> Browser:
    """Another resident of the same facility, signed in at the reader."""
    number = "990099"
    live.world.resident(pair.resident.resident.facility_id, name="Isaac Begay", number=number)
    browser = Browser(live.port)
    browser.get("/reader")
    browser.submit("/reader/sign-in", booking_number=number, pin="2468")
    return browser
