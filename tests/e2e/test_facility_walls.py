"""No data of one facility in another's pages: every query that the pages make is bound to whoever asks (threat T13).

Everything in console and reader is asked for as somebody of one facility while another one is full of the same things.
Every statement that the driver runs meanwhile is noted, whichever way it came there. Asked again after a third facility
was filled, each must give the very same rows: a query that is not bound sees more.
"""

from __future__ import annotations

import ast
import json
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final

import pytest
from sqlalchemy import event, select, true

import server
from contract.contacts import ContactState
from contract.galleries import PhotoPart
from contract.messages import Region
from contract.offers import Change
from contract.posts import PostPart
from server.services.staff import StaffMember
from server.store.tables import METADATA, contacts
from tests.e2e.page_walk import WALK, Ask, browsers, routes_of, walk
from tests.e2e.showcase import Showcase, build
from tests.unit.server.live import Live
from tests.unit.server.news import post
from tests.unit.server.pictures import rebuilt, up
from tests.unit.server.sharing import share

SERVER: Final = Path(server.__file__).parent
PAGES: Final = (SERVER / "console", SERVER / "reader")
SERVICES: Final = SERVER / "services"

BOUND_TO_NO_FACILITY: Final = {
    "FROM journal_head": "the server's one counter, which every unit of work reads and moves",
    "FROM audit WHERE audit.number <=": "how many rows an exported log withholds",
    "FROM audit WHERE audit.number >": "an exported log: of others' rows number and seal alone, or it proved nothing",
    "lease_until <=": "leases that are over, everybody's, given back before anybody looks",
    "lower(facilities.name) AS": "the names of facilities, which are public, at the reader's sign-in",
}
"""The statements that may see more when more is there, by what is in them, and why."""

BESIDE: Final = {
    "end_leases",
    "release_due",
    "apply_planned",
    "deliver_due",
    "bring_due",
    "sweep",
    "forget_due",
    "newest",
}
"""What the server does by itself every now and then, for nobody's page."""

ASKS_NOTHING: Final = {"codes.code_at", "services.store.clock", "services.objects.get"}
"""What pages call in `server.services` that asks the database for nothing."""

_STAFF: Final = "/review/manage/{facility_id:str}/staff/{staff_id:str}"
_PERSON: Final = "/review/manage/{facility_id:str}/people/{person_id:str}"
ONE_WAY: Final = {
    **{f"{_STAFF}/{end}": {("facility_id",)} for end in ("codes", "end")},
    **{f"{_PERSON}/{end}": {("facility_id",)} for end in ("state", "housing", "pin", "transfer")},
}
"""Forms that follow the person, who is one's own, wherever the address says they are."""


@dataclass
class Ear:
    """Hears every statement that is run for a request, and who in `server/services` wanted it."""

    statements: dict[str, str] = field(default_factory=dict)  # SQL with its values → the file that made it
    askers: set[str] = field(default_factory=set)  # module.function of services on the way there

    def hear(self, sql: str) -> None:
        """Called by the driver, on the thread that runs the statement."""
        way: list[tuple[Path, str]] = []
        frame: FrameType | None = sys._getframe(1)
        while frame is not None:
            path = Path(frame.f_code.co_filename)
            if path.is_relative_to(SERVER):
                way.append((path, frame.f_code.co_name))
            frame = frame.f_back
        if not way or way[-1][1] in BESIDE:
            return
        makers = [path.name for path, _ in way if path.parent == SERVICES] or [way[0][0].name]
        self.askers |= {f"{path.stem}.{name}" for path, name in way if path.parent == SERVICES}
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            self.statements.setdefault(sql, makers[0])


@contextmanager
def listening(live: Live) -> Iterator[Ear]:
    """An ear at every connection of the server."""
    ear = Ear()
    engine = live.world.services.store.database.engine

    def put_on(connection: Any, _record: object, _proxy: object) -> None:
        connection.set_trace_callback(ear.hear)

    def take_off(connection: Any, _record: object) -> None:
        if connection is not None:  # thrown away by the pool
            connection.set_trace_callback(None)

    event.listen(engine, "checkout", put_on)
    event.listen(engine, "checkin", take_off)
    try:
        yield ear
    finally:
        event.remove(engine, "checkout", put_on)
        event.remove(engine, "checkin", take_off)


def things_of(showcase: Showcase) -> dict[str, str]:
    """What addresses and fields of the walk name, in this facility."""
    world, services, pair = showcase.world, showcase.world.services, showcase.pair
    resident = pair.resident
    world.made += 1
    with services.store.read() as connection:
        rows = connection.execute(
            select(contacts.c.id, contacts.c.state).where(contacts.c.resident_id == resident.resident.id)
        )
        by_state = {state: contact_id for contact_id, state in rows}
    services.resident_posts.post(resident, "We planted beans.", str(uuid.uuid4()))
    picture, text = (
        services.review.item(showcase.reviewer, one) for one in (showcase.photo, showcase.waiting)
    )
    thread = services.inbox.thread(resident, pair.contact_id).items
    in_a_post = up(world, pair.member_id, 5).sent_sha256
    to_offer: dict[str, PhotoPart | PostPart] = {
        "offered": share(world, pair.member_id, 4).parts[0],
        "offered_post": post(world, pair, [showcase.facility_id], 50, sent_sha256=in_a_post).parts[0],
    }
    offers: dict[str, str] = {}
    for name, part in to_offer.items():
        item = services.review.claim(showcase.reviewer, part.submission_id)
        change = Change(crop=Region(x=0.1, y=0, width=0.9, height=1))
        made = services.offers.preview(showcase.reviewer, item.id, change)
        services.review.put_back(showcase.reviewer, item.id)
        offers |= {
            name: item.id,
            f"{name}_version": str(item.version),
            f"{name}_sha256": item.sha256,
            f"{name}_changed_sha256": made.sha256,
        }
    photo = up(world, pair.member_id, 6).sent_sha256
    with_photo = post(world, pair, [showcase.facility_id], 50, sent_sha256=photo)
    world.approve(showcase.reviewer, with_photo.parts[0].submission_id)
    words = (resident, pair.contact_id, "Me in the yard", str(uuid.uuid4()))
    return {
        "facility_id": showcase.facility_id,
        "waiting": showcase.waiting,
        "held": showcase.held,
        "appealed": showcase.appealed,
        "delivered": showcase.delivered,
        "photo": showcase.photo,
        "photo_version": str(picture.version),
        "photo_sha256": picture.sha256,
        "waiting_version": str(text.version),
        "waiting_sha256": text.sha256,
        "asked": by_state[ContactState.WAITING_FOR_FACILITY.value],
        "asks": by_state[ContactState.WAITING_FOR_PERSON.value],
        "contact_id": pair.contact_id,
        "person_id": resident.resident.id,
        "list_id": showcase.word_list,
        "staff_id": showcase.second.id,
        "new": "new",
        "reply": next(one.id for one in thread if one.own),
        "answer": services.inbox.reply(*words, rebuilt(8)).id,
        "post_id": services.news.page(resident).items[0].id,
        "own_post": services.resident_posts.own(resident).items[0].id,
        "photo_id": services.album.page(resident).items[0].id,
        "size": "0",
        **offers,
        "made": str(world.made),
    }


def rows_of(live: Live) -> dict[str, set[tuple[object, ...]]]:
    """Every row of the database."""
    with live.world.services.store.read() as connection:
        return {
            table.name: {
                tuple(json.dumps(cell, default=str) for cell in row)
                for row in connection.execute(table.select())
            }
            for table in METADATA.sorted_tables
            if table.name not in ("journal_head", "throttle")
        }


def signs_in(rows: Mapping[str, set[tuple[object, ...]]]) -> set[str]:
    """What would give a row away on a page: ids, sums over bytes, names of facilities."""
    cells = {
        str(cell) for name, found in rows.items() if name != "audit" for row in found for cell in row
    }  # the seals of an exported log tell nothing
    return {
        found
        for cell in cells
        for found in re.findall(r"[0-9a-f]{8}-[0-9a-f-]{27}|Facility \d+|[0-9a-f]{64}", cell)
    }


@dataclass(frozen=True)
class Walls:
    """Two facilities that know nothing of each other, and somebody who works at all of them."""

    live: Live
    here: Showcase
    there: Showcase
    roaming: StaffMember
    things: Mapping[str, str]
    foreign: Mapping[str, str]
    before: dict[str, set[tuple[object, ...]]]  # every row of the other facility
    signs: set[str]


def raise_walls(live: Live) -> Walls:
    """The world of these tests."""
    here = build(live)
    roaming = live.world.reviewer()
    live.world.approve(roaming, live.world.send(here.pair, "Read by somebody from the head office.").id)
    things = things_of(here)
    first = rows_of(live)
    there = build(live)
    foreign = things_of(there)
    all_rows = rows_of(live)
    before = {name: found - first[name] for name, found in all_rows.items()}
    return Walls(live, here, there, roaming, things, foreign, before, signs_in(before) - signs_in(first))


def more_elsewhere(walls: Walls) -> None:
    """More of everything at the other facility, a third one, and decisions there by the one who works everywhere."""
    world, there = walls.live.world, walls.there
    services, pair = world.services, there.pair
    world.facility()
    services.review.claim(walls.roaming, there.waiting)
    world.approve(walls.roaming, world.send(pair, "Read by the same person there.").id)
    world.refuse(walls.roaming, world.send(pair, "And this was not approved.").id)
    world.approve(walls.roaming, world.reply(pair, "One more from the second."))
    world.approve(there.reviewer, post(world, pair, [there.facility_id], 25).parts[0].submission_id)
    world.approve(there.reviewer, share(world, pair.member_id, 5).parts[0].submission_id)
    services.resident_posts.post(pair.resident, "We planted garlic.", str(uuid.uuid4()))
    services.word_lists.save(there.manager, there.facility_id, None, "Ropes", "6", "rope*")
    world.send(pair, "Held for a rope.")
    world.ask(world.member(name="Nadia Petrova")[0].member_id, world.resident(there.facility_id))
    world.staff("manager", there.facility_id)


def answers(live: Live, statements: Mapping[str, str]) -> dict[str, list[tuple[object, ...]]]:
    """What each gives now."""
    with live.world.services.store.read() as connection:
        return {sql: [tuple(row) for row in connection.exec_driver_sql(sql)] for sql in statements}


def is_excused(sql: str) -> bool:
    """Whether it is one of those that are bound to no facility for a reason."""
    return any(words in " ".join(sql.split()) for words in BOUND_TO_NO_FACILITY)


@dataclass
class Findings:
    """What a walk through everything found that must not be."""

    shown: list[str] = field(default_factory=list)  # pages with something of the other facility
    changed: dict[str, set[tuple[object, ...]]] = field(
        default_factory=dict
    )  # rows of it that are not as they were
    unbound: list[str] = field(default_factory=list)  # queries that see more when there is more elsewhere


def walk_through(walls: Walls, asks: tuple[Ask, ...] = WALK) -> tuple[Findings, Ear]:
    """As the people of one facility, through everything there is."""
    found, people = Findings(), browsers(walls.here)
    with listening(walls.live) as ear:
        for ask, path, page in walk(asks, people, walls.things):
            assert page.status < 500, f"{ask.method} {path}: {page.status}"
            if ask.who != "nobody":  # the names of facilities stand where one signs in
                found.shown += [f"{ask.who} {path}: {sign}" for sign in walls.signs if sign in page.body]
    found.changed = changed(walls)
    asked = {sql: maker for sql, maker in ear.statements.items() if not is_excused(sql)}
    then = answers(walls.live, asked)
    more_elsewhere(walls)
    now = answers(walls.live, asked)
    found.unbound = [f"{asked[sql]}: {sql}" for sql in asked if then[sql] != now[sql]]
    return found, ear


def changed(walls: Walls) -> dict[str, set[tuple[object, ...]]]:
    """The rows of the other facility that are not there any more as they were."""
    kept = rows_of(walls.live)
    return {name: lost for name, found in walls.before.items() if (lost := found - kept[name])}


def calls_of_pages() -> set[str]:
    """What the pages call in `server.services`, read from their source: `module.function`."""
    found: set[str] = set()
    for path in (file for folder in PAGES for file in folder.glob("*.py")):
        tree = ast.parse(path.read_text())
        modules = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "server.services"
            for alias in node.names
        }
        functions = {
            alias.asname or alias.name: f"{node.module.removeprefix('server.services.')}.{alias.name}"
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith("server.services.")
            and node.module
            for alias in node.names
            if alias.name.islower()
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func
            if isinstance(called, ast.Name) and called.id in functions:
                found.add(functions[called.id])
            elif (
                isinstance(called, ast.Attribute)
                and isinstance(called.value, ast.Name)
                and called.value.id in modules
            ):
                found.add(f"{called.value.id}.{called.attr}")
            elif isinstance(called, ast.Attribute) and ast.unparse(called.value).partition(".services.")[1]:
                found.add(f"services.{ast.unparse(called).partition('.services.')[2]}")
    return found


def module_of(live: Live, call: str) -> str:
    """A call of a service by the module it is written in."""
    if not call.startswith("services."):
        return call
    _, name, method = call.split(".", 2)
    part: object = getattr(live.world.services, name)
    owner = next(one for one in type(part).__mro__ if method in vars(one))
    return f"{owner.__module__.rpartition('.')[2]}.{method}"


def test_every_query_of_every_page_is_bound_to_the_facility_of_whoever_asks(live: Live) -> None:
    found, ear = walk_through(raise_walls(live))
    assert not found.unbound, "\n\n".join(found.unbound)
    assert (found.shown, found.changed) == ([], {})
    called = {module_of(live, call) for call in calls_of_pages() - ASKS_NOTHING}
    assert called - ear.askers == set(), "called by a page, and not asked for here: add it to the walk"
    assert {(ask.method, ask.route) for ask in WALK} == routes_of(live), "a route that is not walked through"
    assert len(ear.statements) > 150


def test_a_query_without_its_wall_is_found(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    walls = raise_walls(live)
    monkeypatch.setattr(StaffMember, "reach", lambda _: true())
    monkeypatch.setattr("server.services.news._readable", lambda _: true())
    few = tuple(ask for ask in WALK if ask.method == "GET" and ask.route in ("/review", "/reader/news"))
    found, _ = walk_through(walls, few)
    assert {one.partition(":")[0] for one in found.unbound} >= {"queueing.py", "review.py", "news.py"}
    assert {one.split()[1].partition(":")[0] for one in found.shown} >= {"/review", "/reader/news"}


def test_a_row_that_a_stranger_changed_is_found(live: Live) -> None:
    walls = raise_walls(live)
    walls.live.world.services.review.step_back(walls.there.reviewer, walls.there.waiting, "member")
    assert changed(walls) == {}  # more is there, and what was there is as it was
    walls.live.world.services.review.claim(walls.there.second, walls.there.waiting)
    assert set(changed(walls)) >= {"submissions"}


def test_the_things_of_another_facility_are_as_unknown_as_none_and_stay_as_they_are(live: Live) -> None:
    walls = raise_walls(live)
    people = browsers(walls.here)
    unknown = {name: str(uuid.uuid4()) for name in walls.foreign} | {"size": "0", "new": "new", "made": "0"}
    differing = []
    for ask in (ask for ask in WALK if set(ask.places) - {"size", "new"}):
        ways = {(one,) for one in ask.places} - ONE_WAY.get(ask.route, set()) | {ask.places}
        for way in ways - {("new",), ("size",)}:
            answered = [
                next(walk((ask,), people, {**walls.things, **{name: others[name] for name in way}}))[2].status
                for others in (walls.foreign, unknown)
            ]
            if answered[0] != answered[1] or answered[0] == 200:
                differing.append(f"{ask.who} {ask.method} {ask.route} {way}: {answered}")
    assert not differing, "\n".join(differing)
    assert changed(walls) == {}
