"""Several texts on one page: each is approved by itself, with the version and hash that were read."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import Final

from litestar import Controller, Response, get, post

from server.console.desk import PATH, AtDesk, Caller, Desk
from server.console.live import renewed
from server.console.queue import row
from server.services import queueing
from server.services.faults import NotFound, WrongState
from server.services.queueing import QueueFilter
from server.services.review_queue import ReviewItem
from server.services.staff import StaffCaller
from server.web.forms import Form, WebRequest, form_of
from server.web.pages import go_to
from server.web.words import many, zone

MOST: Final = 10
TEXTS: Final = QueueFilter(plain_texts=True)


class BatchPages(Controller):
    """The texts somebody reads now, all on one page."""

    path = "/batch"

    @get("/", sync_to_thread=True)
    def read(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """What is leased to whoever asks, with the text of each."""
        return self._page(request, desk, caller, [])

    @post("/claim", sync_to_thread=True)
    def claim(self, desk: AtDesk, caller: Caller) -> Response[str]:
        """Takes the oldest texts that nobody reads, up to ten in all."""
        mine = {item.id for item in _mine(desk, caller)}
        free = queueing.free(desk.services.store, caller.staff, wanted=TEXTS)
        for submission_id in [one for one in free if one not in mine][: MOST - len(mine)]:
            with suppress(WrongState):  # somebody was quicker
                desk.services.review.claim(caller.staff, submission_id)
        return go_to(f"{PATH}/batch")

    @post("/renew", sync_to_thread=True)
    def renew(self, desk: AtDesk, caller: Caller) -> Response[str]:
        """Ten more minutes for all of them; answers with their end, or 409 when none is theirs any more."""
        return renewed(desk, caller, [item.id for item in _mine(desk, caller)])

    @post("/approve", sync_to_thread=True)
    def approve(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """Fields `id-N`, `version-N`, `sha256-N`, and `ok-N` where it is to be approved."""
        form = form_of(request)
        told = [
            _approve(desk, caller, form, place)
            for place in range(MOST)
            if form.word(f"ok-{place}") and form.word(f"id-{place}")
        ]
        if not told:
            return self._page(
                request, desk, caller, ["Nothing is ticked, so nothing was decided."], status=422
            )
        done = sum(1 for one in told if not one)
        words = [f"{many(done, 'text is', 'texts are')} approved.", *[one for one in told if one]]
        return self._page(request, desk, caller, words, status=200 if done == len(told) else 409)

    def _page(
        self, request: WebRequest, desk: Desk, caller: StaffCaller, told: list[str], status: int = 200
    ) -> Response[str]:
        now = desk.services.store.clock()
        items = [(item, row(item, now), zone(item.facility_time_zone)) for item in _mine(desk, caller)]
        return desk.show(
            request, caller, "batch.html", status=status, items=items, told=told, has_room=len(items) < MOST
        )


def _mine(desk: Desk, caller: StaffCaller) -> list[ReviewItem]:
    page = queueing.page(desk.services.store, caller.staff, replace(TEXTS, mine=True), size=MOST)
    return [desk.services.review.item(caller.staff, item.id) for item in page.items]


def _approve(desk: Desk, caller: StaffCaller, form: Form, place: int) -> str:
    """Empty when it was approved, else what stands in the way, in a sentence."""
    version = form.word(f"version-{place}")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        if desk.services.review.item(caller.staff, form.word(f"id-{place}")).held:
            return (
                f"Text {place + 1} of the list was not approved: a word list holds it, so it is read alone."
            )
        desk.services.review.approve(
            caller.staff, form.word(f"id-{place}"), seen, form.word(f"sha256-{place}")
        )
    except (WrongState, NotFound):
        return (
            f"Text {place + 1} of the list was not approved: it is not as you saw it, or not yours any more."
        )
    return ""
