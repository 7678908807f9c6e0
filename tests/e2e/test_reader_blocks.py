"""A family that blocks and one that ends the connection look the same at the reader, on every page (threat T3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from contract.facilities import Feature
from tests.e2e.people import at_reader
from tests.unit.server.live import Live
from tests.unit.server.news import news_and_photos, post
from tests.unit.server.pictures import send_photo
from tests.unit.server.sharing import share
from tests.unit.server.world import OPERATOR, Pair, World

EVERYTHING = (
    Feature.MESSAGES,
    Feature.REPLIES,
    Feature.NEWS,
    Feature.PHOTOS,
    Feature.PROFILE_PHOTOS,
)
End = Callable[[World, Pair], object]


def ends(world: World, pair: Pair) -> object:
    return world.services.contacts.end(pair.member_id, pair.contact_id)


def blocks(world: World, pair: Pair) -> object:
    return world.services.contacts.block(pair.member_id, pair.contact_id)


def family(live: Live, *, writes: bool) -> Pair:
    """Connected with somebody; with everything there is between them, or with nothing yet."""
    world = live.world
    facility_id = news_and_photos(world)
    world.services.facilities.set_features(facility_id, EVERYTHING, OPERATOR)
    pair = world.pair(facility_id=facility_id)
    if writes:
        reviewer = world.reviewer(facility_id)
        world.approve(reviewer, send_photo(world, pair.member_id).parts[0].submission_id)
        opened = world.send(pair, "Read already").id
        world.approve(reviewer, opened)
        world.services.inbox.open(pair.resident, opened)
        world.approve(reviewer, world.send(pair, "Not opened").id)
        world.approve(reviewer, world.reply(pair, "Thanks"))
        world.approve(reviewer, post(world, pair, [facility_id], 25).parts[0].submission_id)
        world.approve(reviewer, share(world, pair.member_id, 3, price_cents=30).parts[0].submission_id)
        world.reply(pair, "Waits for approval")
        world.send(pair, "Waits too")
    return pair


def seen(live: Live, pair: Pair, end: End) -> list[tuple[int, str, list[str]]]:
    """Status, words and pictures of every page after the end, and what a form answers that was there before it."""
    reader, stale = at_reader(live, pair), at_reader(live, pair)
    here = f"/reader/conversations/{pair.contact_id}"
    stale.get(here)
    end(live.world, pair)
    pages = [
        reader.get(path) for path in ("/reader", here, "/reader/news", "/reader/pictures", f"{here}/block")
    ]
    pages.append(stale.submit("/replies", text="Still there?"))
    assert pages[-1].status != 403
    return [
        (
            page.status,
            _plain(page.words),
            [tag.attributes["src"].partition("?")[0][:16] for tag in page.tags if tag.name == "img"],
        )
        for page in pages
    ]


@pytest.mark.parametrize("writes", [True, False])
def test_a_block_can_not_be_told_from_an_end(live: Live, writes: bool) -> None:
    found = [seen(live, family(live, writes=writes), end) for end in (ends, blocks)]
    assert found[0] == found[1]
    assert ("Read already" in found[0][1][1]) is writes


def test_a_request_of_a_family_that_blocks_or_takes_it_back_answers_alike(live: Live) -> None:
    answers = [[_answered(live, end, what) for what in ("accept", "decline")] for end in (ends, blocks)]
    assert answers[0] == answers[1]
    assert all("not waiting any more" in words for words in answers[0])


def test_a_block_that_shows_would_be_noticed(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fault seeded: a blocked connection stays in the list."""
    monkeypatch.setattr("server.services.inbox_threads._ENDED", ())
    with pytest.raises(AssertionError):
        test_a_block_can_not_be_told_from_an_end(live, False)


def _answered(live: Live, end: End, what: str) -> str:
    """What the page says to somebody who answers a request that was there a moment ago."""
    world = live.world
    resident = world.resident(news_and_photos(world))
    member, token = world.member()
    pair = Pair(member, token, resident, world.ask(member.member_id, resident).id)
    reader = at_reader(live, pair)
    assert "Elena Rivera" in reader.get("/reader").words
    end(world, pair)
    page = reader.submit(f"/{pair.contact_id}/{what}")
    return f"{page.status} {_plain(page.words)}"


def _plain(words: str) -> str:
    """Without the clock and the facility's own number."""
    return " ".join(word for word in words.split() if not any(sign.isdigit() for sign in word))
