"""Every page in a real browser: nothing against WCAG 2.2 AA or its policy, nothing too wide at 320 pixels."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from litestar import Response
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from contract.payments import NewPayment
from server.services.staff import StaffMember
from server.web import pages
from server.web.pages import Pages
from tests.e2e.chromium import Window
from tests.e2e.people import PIN, booking_number
from tests.e2e.showcase import Showcase, build
from tests.unit.server.live import Live
from tests.unit.server.world import PASSWORD

TEMPLATES = Path(pages.HERE / "templates")
PARTS = {"layout", "parts", "console/frame", "console/fields", "console/manage_frame", "reader/frame"}
ELSEWHERE = {"console/codes", "demo/mail", "kept"}
"""Codes and mail are pages of the demo world only; words given back are a page that needs a session that is over."""


@pytest.fixture
def showcase(live: Live) -> Showcase:
    return build(live)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The templates that were shown."""
    names: set[str] = set()
    show = Pages._page

    def noting(
        self: Pages, template: str, status: int, values: Mapping[str, object], headers: Mapping[str, str]
    ) -> Response[str]:
        names.add(template.removesuffix(".html"))
        return show(self, template, status, values, headers)

    monkeypatch.setattr(Pages, "_page", noting)
    return names


def sign_in(window: Window, showcase: Showcase, staff: StaffMember) -> None:
    page = window.go("/review")
    page.fill("#username", staff.username)
    page.fill("#password", PASSWORD)
    page.fill("#code", showcase.world.code())
    page.click("main button")
    page.wait_for_url(lambda url: "sign-in" not in url)


def sign_in_at_reader(window: Window, showcase: Showcase) -> None:
    page = window.go("/reader")
    page.fill("#booking_number", booking_number(showcase.live, showcase.pair))
    page.fill("#pin", PIN)
    page.click("button")
    page.wait_for_url(lambda url: "sign-in" not in url)


def checkout(showcase: Showcase) -> str:
    """Where the test provider's page for a payment lies."""
    here = f"http://127.0.0.1:{showcase.live.port}"
    begun = showcase.world.services.payments.begin(
        showcase.pair.member_id, str(uuid.uuid4()), NewPayment(amount_cents=500), here
    )
    assert begun.checkout_url is not None
    return begun.checkout_url.removeprefix(here)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def look(window: Window, where: str) -> Iterator[str]:
    for dark, width in ((False, 320), (True, 1280)):
        for fault in window.faults(dark=dark, width=width, look_only=dark):
            yield f"{where} {'dark' if dark else 'light'} {width}: {fault}"
    window.collect()


@pytest.mark.timeout(360)
def test_every_page_is_for_everybody(chromium: Chromium, showcase: Showcase, shown: set[str]) -> None:
    faults: list[str] = []
    manage = f"/review/manage/{showcase.facility_id}"
    person = showcase.pair.resident.resident.id
    conversation = f"/reader/conversations/{showcase.pair.contact_id}"

    window = Window.open(chromium, showcase.live.port)
    for path in ("/review/sign-in", "/reader/sign-in"):
        window.go(path)
        faults += look(window, path)
    sign_in(window, showcase, showcase.reviewer)
    for path in ("/review", "/review/requests", "/review/batch", f"/review/items/{showcase.appealed}"):
        window.go(path)
        faults += look(window, path)
    for item in (showcase.held, showcase.photo):
        press(window.go(f"/review/items/{item}"), "Read")
        window.page.check("#refuse")
        window.page.select_option("#reason", "numbers")
        faults += look(window, f"refusing {item}")
    window.page.check("#offer")
    window.page.fill("#cut-top", "20")
    press(window.page, "Show first")
    faults += look(window, "offering a changed photo")
    window.close()

    window = Window.open(chromium, showcase.live.port)
    sign_in(window, showcase, showcase.second)
    press(window.go(f"/review/items/{showcase.appealed}"), "Read")
    faults += look(window, "the appeal")
    window.close()

    window = Window.open(chromium, showcase.live.port)
    sign_in(window, showcase, showcase.manager)
    word_list = f"{manage}/words/{showcase.word_list}"
    ends = (
        "",
        "/rules",
        "/asking",
        "/words",
        "/words/new",
        "/people",
        f"/people/{person}",
        "/people/import",
        "/staff",
    )
    for path in ("/review/numbers", word_list, *(manage + end for end in ends)):
        window.go(path)
        faults += look(window, path)
    window.go(f"{manage}/people/import").fill("#text", "booking_number,name,pin\n7,Ana,1234\n8,Bea,x")
    press(window.page, "Show what it would do")
    faults += look(window, "the preview of a file")
    press(window.go(word_list), "Try on last month")
    faults += look(window, "a rehearsal")
    window.go(f"{manage}/staff").get_by_role("button", name="New codes").last.click()
    faults += look(window, "new codes")
    window.close()

    everywhere = Window.open(chromium, showcase.live.port)
    showcase.world.facility()
    sign_in(everywhere, showcase, showcase.world.staff("manager"))
    for path in ("/review/manage", "/review/items/nowhere"):
        everywhere.go(path)
        faults += look(everywhere, path)
    everywhere.close()

    window = Window.open(chromium, showcase.live.port)
    sign_in(window, showcase, showcase.auditor)
    window.go("/review/log")
    faults += look(window, "the log")
    window.close()

    window = Window.open(chromium, showcase.live.port)
    window.go(checkout(showcase))
    faults += look(window, "paying by card")
    window.close()

    window = Window.open(chromium, showcase.live.port)
    sign_in_at_reader(window, showcase)
    for path in ("/reader", conversation, f"{conversation}/block", "/reader/news", "/reader/pictures"):
        window.go(path)
        faults += look(window, path)
    window.close()

    assert not faults, "\n".join(faults)
    every = {path.relative_to(TEMPLATES).with_suffix("").as_posix() for path in TEMPLATES.rglob("*.html")}
    included = {name for name in every if "/item_" in name}
    assert every - PARTS - ELSEWHERE - included - shown == set(), "no test looks at these"


def test_what_is_wrong_with_a_page_is_found(chromium: Chromium, live: Live) -> None:
    """The seeded faults: pale words, a field without a name, something too wide, a script, a foreign picture."""
    window = Window.open(chromium, live.port)
    window.go("/review/sign-in")
    window.page.evaluate(
        """() => {
          document.querySelector("h1").style.color = "#ddd";
          document.querySelector("label[for=password]").remove();
          const wide = document.createElement("p");
          wide.style.width = "900px";
          wide.textContent = "wide";
          document.querySelector("main").append(wide);
          const image = document.createElement("img");
          image.src = "https://elsewhere.example/x.png";
          image.alt = "";
          document.body.append(image);
          const script = document.createElement("script");
          script.textContent = "alert(1)";
          document.body.append(script);
        }"""
    )
    found = "\n".join(window.faults(width=320))
    assert "color-contrast" in found
    assert "label" in found
    assert "wide in 320" in found
    window.collect()
    wrongs = "\n".join(window.wrongs)
    assert "script-src" in wrongs
    assert "elsewhere.example" in wrongs
    window.page.context.close()
