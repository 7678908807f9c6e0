"""Every list of console and reader comes in pages: with more rows than one holds, each row is on exactly one."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pytest

from contract.contacts import ContactRequest
from server.services.roster import NewPerson
from server.web import pages
from tests.e2e.browser import Browser
from tests.e2e.people import at_reader, signed_in
from tests.e2e.showcase import EVERYTHING
from tests.unit.server.live import Live
from tests.unit.server.news import post
from tests.unit.server.sharing import share
from tests.unit.server.world import Pair

TEMPLATES: Final = Path(pages.__file__).parent / "templates"
SIZE: Final = 3
MADE: Final = 7
SIZES: Final = (
    "server.services.contact_requests.PAGE",
    "server.services.managing.STAFF_PAGE",
    "server.services.roster.PAGE",
    "server.console.settings.CHOICES",
    "server.services.inbox_threads.PAGE",
    "server.services.inbox_threads.REQUESTS",
    "server.services.inbox.PAGE_SIZE",
    "server.services.news.SHOWN",
    "server.services.resident_posts.SHOWN",
    "server.services.album.SHOWN",
    "server.services.audit_log.PAGE",
)
"""How many rows fit on a page of each; the queue's own size is an argument."""

PAGED: Final = {
    ("console/queue", "rows"),
    ("console/log", "rows"),
    ("console/requests", "requests"),
    ("console/manage_staff", "colleagues"),
    ("console/manage_people", "people"),
    ("console/manage", "choices"),
    ("reader/inbox", "requests"),
    ("reader/inbox", "threads"),
    ("reader/conversation", "items"),
    ("reader/news", "items"),
    ("reader/news", "own"),
    ("reader/album", "items"),
}
SHORT: Final = {
    ("console/batch", "told"): "a sentence for each of ten texts",
    ("console/batch", "items"): "ten texts at most",
    ("console/codes", "codes"): "the few people of the demo world",
    ("console/elsewhere", "item.audience"): "the people one photo is for",
    ("console/frame", "leaving"): "the last five",
    ("console/item", "earlier"): "the last six",
    ("console/item", "answer.regions"): "forty parts at most",
    ("console/item", "item.reasons"): "forty reasons at most",
    ("console/item", "pieces"): "one text",
    ("console/item_holds", "item.holds"): "the words of one text",
    ("console/item_offer", "typed.changing.by_side"): "four sides",
    ("console/item_photo", "grid"): "the cells over a picture",
    ("console/item_photo", "item.audience"): "the people one photo is for",
    ("console/log", "actions"): "the kinds of actions there are",
    ("console/log", "details[loop.index0]"): "what one row says besides",
    ("console/manage_asking", "caps"): "two numbers",
    ("console/manage_frame", "tabs"): "six tabs",
    ("console/manage_import", "lines"): "500 lines of one file at most",
    ("console/manage_person", "states"): "four states",
    ("console/manage_person", "elsewhere"): "one choice: facilities to transfer somebody to",
    ("console/manage_rules", "rules"): "forty rules at most",
    ("console/manage_rules", "reasons"): "forty reasons at most",
    ("console/manage_settings", "features"): "five features",
    ("console/manage_settings", "numbers"): "three numbers",
    ("console/manage_settings", "planned"): "four prices",
    ("console/manage_settings", "prices"): "four prices",
    ("console/manage_settings", "switches"): "three switches",
    ("console/manage_staff", "roles"): "three roles",
    ("console/manage_word_list", "rules"): "forty rules at most",
    ("console/manage_word_list", "tried.by_word"): "the words of one list",
    ("console/manage_words", "lists"): "twenty lists at most",
    ("console/numbers", "numbers.ages"): "five ages",
    ("console/numbers", "waits"): "two waits",
    ("console/numbers", "numbers.reasons[:shown]"): "thirty; the file has all",
    ("console/numbers", "numbers.deciders[:shown]"): "thirty; the file has all",
    ("console/queue", "kinds"): "six kinds",
    ("console/queue", "workload[:most_shown]"): "the twenty busiest",
    ("reader/sign_in", "facilities"): "one choice: facilities, where two share a number",
}
"""What is never long, and why."""


@dataclass(frozen=True)
class List:
    """Where a list begins, what tells its rows apart, how many fit on a page, and the words that lead on."""

    who: str
    path: str
    marks: Sequence[str]
    onward: str
    size: int = SIZE


def made(make: Callable[[int], str], count: int = MADE) -> list[str]:
    """What tells so many new rows apart."""
    return [make(number) for number in range(count)]


def lists_of(live: Live, pair: Pair) -> list[List]:
    """Fills the facility with more of everything than one page holds."""
    world, services = live.world, live.world.services
    resident, facility = pair.resident, pair.resident.resident.facility_id
    ruth, manager = world.reviewer(facility), world.staff("manager", facility)
    conversation = f"/reader/conversations/{pair.contact_id}"

    def ask(name: str) -> str:
        member, _ = world.member(name=name)
        request = ContactRequest(resident_id=resident.resident.id, relationship="aunt")
        return services.contacts.request(member.member_id, request).id

    def approved(submission_id: str) -> str:
        world.approve(ruth, submission_id)
        return submission_id

    def friend(number: int) -> str:
        contact_id = ask(f"Friend {number}")
        services.inbox.accept(resident, contact_id)
        return f"/reader/conversations/{contact_id}#"

    def own(number: int) -> str:
        services.resident_posts.post(resident, f"From inside {number}.", str(uuid.uuid4()))
        return f"From inside {number}."

    def posted(number: int) -> str:
        part = post(world, pair, [facility], 25, f"From outside {number}.").parts[0].submission_id
        return f'id="p-{approved(part)}"'

    def hired(number: int) -> str:
        services.staff.add(f"hired{number}", f"Hired {number}", "reviewer", "correct horse!", facility)
        return f"hired{number}<"

    def person(number: int) -> str:
        services.roster.add(manager, facility, NewPerson(f"Zed {number}", f"Z{number}", "1234", ""))
        return f"<bdi>Z{number}</bdi>"

    def facility_of(number: int) -> str:
        return f'/review/manage/{world.facility()}"'

    delivered = made(lambda number: f'id="m-{approved(world.send(pair, f"Number {number}.").id)}"')
    photos = made(
        lambda number: f'id="p-{approved(share(world, pair.member_id, number + 2).parts[0].submission_id)}"',
        4,
    )
    friends, posts, owns = made(friend), made(posted), made(own)
    asking = made(lambda number: f"/reader/requests/{ask(f'Asker {number}')}/accept")
    waiting = made(lambda number: world.send(pair, f"Waits {number}.").id, 53)
    people, staff, places = made(person), made(hired), made(facility_of)
    _, settings = services.managing.read(manager, facility)
    services.managing.change(manager, facility, replace(settings, approves_contacts=True))
    requests = made(lambda number: f"/review/requests/{ask(f'Wants {number}')}/approve")
    here = f"/review/manage/{facility}"
    return [
        List(
            "manager",
            "/review?kind=message",
            [f"/review/items/{one}/claim" for one in waiting],
            "Next page",
            50,
        ),
        List(
            "auditor",
            "/review/log?action=claimed",
            [f"{one[6:-1]}</bdi>" for one in delivered],
            "Older rows",
        ),
        List("manager", "/review/requests", requests, "Next page"),
        List("manager", f"{here}/staff", staff, "Next page"),
        List("manager", f"{here}/people", people, "Next page"),
        List("head office", "/review/manage", places, "Next page"),
        List("resident", "/reader", asking, "More requests"),
        List("resident", "/reader", [*friends, f"{conversation}#"], "More people"),
        List("resident", conversation, delivered, "Older messages"),
        List("resident", "/reader/news", posts, "Older posts"),
        List("resident", "/reader/news", owns, "Older posts of yours"),
        List("resident", "/reader/pictures", photos, "Older photos"),
    ]


def through(browser: Browser, one: List) -> list[set[str]]:
    """Which rows each page of the list shows, from the first to the last."""
    found, path = [], one.path
    while path:
        page = browser.get(path)
        assert page.status == 200, path
        found.append({mark for mark in one.marks if mark in page.body})
        path = next((link.href for link in page.links if link.text.strip() == one.onward), "")
        assert len(found) < 60, f"{one.path} never ends"
    return found


def wrong_with(one: List, found: list[set[str]]) -> list[str]:
    """What speaks against it: no second page, too much on one, a row twice or nowhere."""
    seen = Counter(mark for page in found for mark in page)
    faults = [] if len(found) > 1 else ["there is one page only"]
    faults += [f"{len(page)} rows on page {at}" for at, page in enumerate(found) if len(page) > one.size]
    faults += [f"{mark} stands {seen[mark]} times" for mark in one.marks if seen[mark] != 1]
    return [f"{one.path} ({one.onward}): {fault}" for fault in faults]


@pytest.fixture
def lists(live: Live, monkeypatch: pytest.MonkeyPatch) -> tuple[list[List], dict[str, Browser]]:
    """All of them with more rows than a page holds, and who looks at them."""
    world = live.world
    facility = world.facility(features=EVERYTHING)
    pair = world.pair(cents=10_000, facility_id=facility)
    found = lists_of(live, pair)
    people = {
        "manager": signed_in(live, world.staff("manager", facility)),
        "head office": signed_in(live, world.staff("manager")),
        "auditor": signed_in(live, world.staff("auditor", facility)),
        "resident": at_reader(live, pair),
    }
    for name in SIZES:
        monkeypatch.setattr(name, SIZE)
    return found, people


def test_every_list_shows_every_row_on_exactly_one_of_its_pages(
    lists: tuple[list[List], dict[str, Browser]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found, people = lists
    faults = [fault for one in found for fault in wrong_with(one, through(people[one.who], one))]
    assert not faults, "\n".join(faults)
    monkeypatch.setattr("server.services.contact_requests.PAGE", 1_000)  # a list that is not cut
    (requests,) = (one for one in found if one.path == "/review/requests")
    assert wrong_with(requests, through(people["manager"], requests))


def test_every_list_of_a_page_is_paged_or_known_to_be_short() -> None:
    loops = {
        (str(path.relative_to(TEMPLATES).with_suffix("")), re.split(r"[(.]items\(|\(| if ", found)[0])
        for folder in ("console", "reader")
        for path in (TEMPLATES / folder).glob("*.html")
        for found in re.findall(r"{% for [^%]*? in ([^%]*?) %}", path.read_text())
    }
    assert loops - PAGED - set(SHORT) == set(), "page it, or say here why it is never long"
    assert PAGED | set(SHORT) == loops
