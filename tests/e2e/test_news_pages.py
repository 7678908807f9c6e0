"""Posts at the pages: read and decided on in the console, opened in the reader, over real HTTP."""

from __future__ import annotations

import uuid

import pytest

from contract.messages import State
from tests.e2e.browser import Page
from tests.e2e.people import at_reader, at_review
from tests.e2e.test_photo_pages import fetch, pictures
from tests.unit.server.live import Live
from tests.unit.server.news import news_and_photos, news_facility, post
from tests.unit.server.pictures import name_of, up
from tests.unit.server.world import Pair


@pytest.fixture
def pair(live: Live) -> Pair:
    return live.world.pair(facility_id=news_facility(live.world))


def test_a_reviewer_reads_a_post_and_its_contact_opens_it_once_approved(live: Live, pair: Pair) -> None:
    facility_id = pair.resident.resident.facility_id
    sent = post(live.world, pair, [facility_id], 25, "Snow <b>at last</b>")
    reader = at_reader(live, pair)
    assert "1 new" not in reader.get("/reader").words
    assert "Nothing yet" in reader.get("/reader/news").words
    review = at_review(live, facility_id)
    queue = review.get("/review")
    assert "Post" in queue.words
    assert "everybody they are connected with here" in queue.words
    item = review.submit("/review/next")
    assert "Snow <b>at last</b>" in item.words
    assert "everybody they are connected with here" in item.words
    review.submit("/decision", decision="approve", action="decide")
    assert "1 new" in reader.get("/reader").words
    page = reader.get("/reader/news")
    assert "New post" in page.words
    assert "Snow" not in page.words
    assert "Snow <b>at last</b>" in reader.submit("/open").words
    part = live.world.services.posts.get(pair.member_id, sent.id).parts[0]
    assert (part.state, [one.contact_id for one in part.opened]) == (State.OPENED, [pair.contact_id])


def shown_in(page: Page) -> list[str]:
    sources = [tag.attributes["src"] for tag in page.tags if tag.name == "img"]
    return [source for source in sources if source.startswith("/reader/news/")]


def test_a_photo_in_a_post_is_read_with_it_marked_on_it_and_seen_once_opened(live: Live) -> None:
    world = live.world
    facility_id = news_and_photos(world)
    pair = world.pair(facility_id=facility_id)
    sent_sha256 = up(world, pair.member_id).sent_sha256
    refused, passed = (
        post(world, pair, [facility_id], 55, text, sent_sha256=sent_sha256) for text in ("One", "Two")
    )
    review = at_review(live, facility_id)
    assert "3 characters and a picture" in review.get("/review").words
    item = review.submit(f"/{refused.parts[0].submission_id}/claim")
    assert "One decision is for both" in item.words
    (place,) = set(pictures(item))
    status, _, data = fetch(review, place)
    assert (status, name_of(data)) == (200, up(world, pair.member_id).photo.sha256)
    told = {"decision": "refuse", "reason": "numbers", "mark": "One", "cell-0-0": "1"}
    shown = review.submit("/decision", **told, action="preview")
    assert "Your marks are on 1 part of the picture. Your mark on “One”." in shown.words
    review.submit("/decision", **told, action="decide")
    refusal = world.services.posts.get(pair.member_id, refused.id).parts[0].refusal
    assert refusal is not None
    assert (len(refusal.spans), len(refusal.regions)) == (1, 1)
    assert review.get(f"/review/items/{passed.parts[0].submission_id}").words.count("SHA-256") == 2
    review.submit("/decision", decision="approve", action="decide")
    reader = at_reader(live, pair)
    page = reader.get("/reader/news")
    assert "with a photo" in page.words
    path = f"/reader/news/{passed.parts[0].submission_id}/photo"
    assert shown_in(page) == []
    assert fetch(reader, f"{path}/0")[0] == 404
    assert shown_in(reader.submit("/open")) == [f"{path}/2"]
    status, headers, data = fetch(reader, f"{path}/0")
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert name_of(data) == up(world, pair.member_id).photo.sha256
    assert fetch(reader, f"{path}/9")[0] == 404


def test_a_reader_without_news_is_not_offered_any(live: Live) -> None:
    reader = at_reader(live, live.world.pair())
    assert "What your people post" not in reader.get("/reader").words


def test_a_resident_posts_sees_where_it_stands_and_takes_one_back(live: Live, pair: Pair) -> None:
    reader = at_reader(live, pair)
    page = reader.get("/reader/news")
    assert "What you post" in page.words
    reader.submit("/reader/news/own", text="We planted <b>beans</b>.")
    assert "Waiting for approval" in reader.get("/reader/news").words
    reader.submit("/withdraw")
    assert "Withdrawn" in reader.get("/reader/news").words
    reader.submit("/reader/news/own", text="Now with &amp; words")
    review = at_review(live, pair.resident.resident.facility_id)
    queue = review.get("/review")
    assert "Post from here" in queue.words
    item = review.submit("/review/next")
    assert "Now with &amp; words" in item.words
    assert "I know Linh" in item.words
    review.submit("/decision", decision="approve", action="decide")
    assert "Approved" in reader.get("/reader/news").words
    (seen,) = live.world.services.resident_posts.page(pair.member_id).items
    assert seen.text == "Now with &amp; words"


def test_a_post_that_can_not_be_taken_says_why_and_loses_no_word(live: Live, pair: Pair) -> None:
    reader = at_reader(live, pair)
    reader.get("/reader/news")
    words = "much too long " * 40
    page = reader.submit("/reader/news/own", text=words)
    assert page.status == 422
    assert "too long" in page.words
    assert words.strip() in page.words
    assert live.world.services.resident_posts.own(pair.resident).items == ()


def test_a_post_that_was_not_approved_comes_back_into_the_form(live: Live, pair: Pair) -> None:
    live.world.services.resident_posts.post(pair.resident, "Call 555", str(uuid.uuid4()))
    live.world.refuse(
        live.world.reviewer(), live.world.services.resident_posts.own(pair.resident).items[0].id
    )
    reader = at_reader(live, pair)
    page = reader.get("/reader/news")
    assert "Not approved" in page.words
    assert "Rule 6" in page.words
    post_id = live.world.services.resident_posts.own(pair.resident).items[0].id
    assert "Edit and post again" in page.words
    assert "Call 555" in reader.get(f"/reader/news?again={post_id}").form("/reader/news/own").fields["text"]
