"""Texts that try to become a page, in the fields that pages show, in a real browser: none runs or loads anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlsplit

import pytest
from jinja2 import Environment
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Error

from contract.contacts import ContactRequest
from contract.facilities import Rule
from server.services.faults import ServiceFault
from server.services.roster import NewPerson
from tests.e2e.chromium import Window
from tests.e2e.showcase import Showcase, build
from tests.e2e.test_pages_for_everybody import press, sign_in, sign_in_at_reader
from tests.markup import CORES, INERT, payloads
from tests.scale import rounds
from tests.unit.server.live import Live

ONWARD: Final = re.compile("^(Next page|Older)")
SHARES: Final = rounds(1, 6)
"""All texts of a soak in one world would make its pages long and slow."""

INJECTED: Final = """
() => [...document.querySelectorAll(
  "script, iframe, object, embed, base, style, video, math, meta[http-equiv], [onerror], [onload], [onfocus], " +
  "[ontoggle], a[href^='javascript:' i], form[action^='//'], link[href^='//'], img[src^='file:']"
)]
  .filter((one) => one.tagName !== "SCRIPT" || !/\\/assets\\/(console|reader)\\.js/.test(one.src))
  .map((one) => one.outerHTML.slice(0, 200))
"""


def everywhere(showcase: Showcase, text: str) -> None:
    """The text in every field that takes it; those that refuse it as it is are none to show."""
    world, services = showcase.world, showcase.world.services
    facility, manager = showcase.facility_id, showcase.manager

    def try_to(*acts: Callable[[], object]) -> None:
        for act in acts:
            try:
                act()
            except (ServiceFault, ValueError):
                continue

    def read() -> None:
        sent = world.send(showcase.pair, text[:500]).id
        world.approve(showcase.reviewer, sent)
        services.inbox.open(showcase.pair.resident, sent)

    def ask() -> None:
        member, _ = world.member(name=text[:60])
        request = ContactRequest(resident_id=showcase.pair.resident.resident.id, relationship=text[:40])
        services.contacts.request(member.member_id, request)

    def rule() -> None:
        _, settings = services.managing.read(manager, facility)
        rules = (Rule(number="6", text=text[:300]), Rule(number=text[:10], text="x"))
        services.managing.change(manager, facility, replace(settings, rules=rules))

    def pause() -> None:
        services.managing.resume(manager, facility)
        services.managing.pause(manager, facility, text[:300])

    try_to(
        read,
        lambda: world.send(showcase.pair, text[:500]),
        lambda: world.reply(showcase.pair, text[:500]),
        lambda: world.refuse(showcase.reviewer, world.reply(showcase.pair, text[:500]), text[:200]),
        ask,
        rule,
        pause,
        lambda: services.word_lists.save(manager, facility, None, text[:40], "", text[:60]),
        lambda: services.roster.add(manager, facility, NewPerson(text[:60], "77", "1234", text[:40])),
        lambda: world.services.staff.add(text[:40], text[:40], "reviewer", "correct horse!", facility),
    )


@pytest.mark.soak_scaled
@pytest.mark.timeout(300)
@pytest.mark.parametrize("share", range(SHARES))
def test_no_text_becomes_a_page(chromium: Chromium, live: Live, share: int) -> None:
    showcase = build(live)
    live.world.pay_in(showcase.pair.member_id, 100_000)
    texts = payloads()[share::SHARES]
    for text in texts:
        everywhere(showcase, text)
    manage = f"/review/manage/{showcase.facility_id}"
    conversation = f"/reader/conversations/{showcase.pair.contact_id}"
    found: list[str] = []

    def look(window: Window) -> None:
        found.extend(window.page.evaluate(INJECTED))
        window.collect()

    def look_through(window: Window, *paths: str) -> None:
        """All pages of these lists."""
        waiting, seen = list(paths), set(paths)
        while waiting:
            window.go(waiting.pop())
            look(window)
            links = window.page.locator("a").filter(has_text=ONWARD)
            onward = links.evaluate_all("links => links.map(one => one.getAttribute('href'))")
            waiting += [path for path in onward if path not in seen]
            seen.update(onward)

    window = Window.open(chromium, live.port)
    sign_in(window, showcase, showcase.manager)
    ends = ("", "/rules", "/words", "/words/new", "/people", "/staff")
    look_through(window, "/review", "/review/requests", "/review/numbers", *(manage + end for end in ends))
    for text in texts:
        for path in (f"/review?member={quote(text[:60])}", f"{manage}/people?q={quote(text[:60])}"):
            window.go(path)
            look(window)
        window.go(f"{manage}/people/import").fill("#text", text)
        press(window.page, "Show what it would do")
        look(window)
        window.go("/review").click("[data-key=next]")
        if window.page.locator("#note").count():
            window.page.check("#refuse")
            window.page.fill("#note", text)
            press(window.page, "Show first")
            look(window)
            window.page.click("[data-key=skip]")
    window.close()
    window = Window.open(chromium, live.port)
    sign_in(window, showcase, showcase.auditor)
    look_through(window, urlsplit(window.page.url).path)
    window.close()
    window = Window.open(chromium, live.port)
    sign_in_at_reader(window, showcase)
    look_through(window, "/reader", conversation, "/reader/news", "/reader/pictures")
    window.close()
    assert not found, "\n".join(found)


@pytest.mark.timeout(300)
def test_a_page_that_forgets_to_escape_is_caught(
    chromium: Chromium, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same look at a page that escapes nothing: all that would run, load or lead away is noticed, one by one."""
    monkeypatch.setattr(
        "server.web.pages.Environment", lambda **asked: Environment(**{**asked, "autoescape": False})
    )
    missed: list[str] = []
    with Live.start(data) as live:
        showcase = build(live)
        window = Window.open(chromium, live.port)
        sign_in(window, showcase, showcase.reviewer)
        live_ones = [one for one in CORES if not one.startswith(INERT)]
        for core in sorted(live_ones, key=lambda one: "refresh" in one):  # the one that leads away comes last
            before = len(window.wrongs)
            typed = quote('">' + core.format(n=1))
            window.go(f"/review?member={typed}")
            try:
                found = window.page.evaluate(INJECTED)
                window.collect()
            except Error:  # it led away while it was looked at
                found = ["elsewhere"]
            if not found and len(window.wrongs) == before:
                missed.append(core)
        window.page.context.close()
    assert missed == []
