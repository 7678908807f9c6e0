"""The other two sides, in a real browser if there is one: what reviewers and residents see of all this."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.tour.chromium import Chromium, NoChromium, Shot, find_chromium, open_chromium
from app.tour.pages import ResidentsReader
from app.tour.steps import Steps
from app.tour.story import desk_of, fact

if TYPE_CHECKING:
    from app.viewmodels.app import AppViewModel

TABLET = (820, 1100)


def tell_sides_story(steps: Steps, app: AppViewModel) -> str | None:
    """The pages of both sides; why they are left out, if they are."""
    try:
        with open_chromium(find_chromium()) as chromium:
            _review(steps, app, chromium)
            _reader(steps, app, chromium)
    except NoChromium as reason:
        return str(reason)
    return None


def _review(steps: Steps, app: AppViewModel, chromium: Chromium) -> None:
    from contract.routes import REVIEW

    desk, home = desk_of(app, 0), f"{app.server_address}{REVIEW}"
    item = desk.read("")  # whatever waits
    manager = desk_of(app, 2)
    facility = manager.look_at(f"{home}/manage").link("Cedar Ridge").href
    for title, who, address in (
        ("Review: the queue", desk, home),
        ("Review: one to be read", desk, item.url),
        ("Review: the numbers", manager, f"{home}/numbers"),
        ("Review: settings of a facility", manager, f"{app.server_address}{facility}"),
    ):
        with steps.page_step(title, partial(chromium.take, Shot(address, who.cookies))):
            steps.check("whoever is signed in sees it", "Sign out" in who.look_at(address).text)


def _reader(steps: Steps, app: AppViewModel, chromium: Chromium) -> None:
    from contract.routes import READER

    home = f"{app.server_address}{READER}"
    reader = ResidentsReader(home, fact(app, "residents", "booking_number"), fact(app, "residents", "pin"))
    for title, address in (
        ("Reader: who writes", home),
        ("Reader: a conversation", reader.conversation("Elena Rivera").url),
        ("Reader: photos", f"{home}/pictures"),
    ):
        with steps.page_step(title, partial(chromium.take, Shot(address, reader.cookies, *TABLET))):
            steps.check("whoever is signed in sees it", "Sign out" in reader.look_at(address).text)
