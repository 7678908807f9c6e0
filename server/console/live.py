"""What pages ask by themselves, by script: how much waits, and that somebody still works on an item."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from litestar import Controller, MediaType, Response, get, post
from litestar.params import FromPath

from server.console.desk import AtDesk, Caller, Desk
from server.services.faults import WrongState
from server.services.staff import StaffCaller
from server.web.forms import WebRequest
from server.web.pages import HEADERS
from server.web.words import when, zone


class LivePages(Controller):
    """Two small answers that are no pages."""

    @get("/counts", sync_to_thread=True)
    def counts(self, request: WebRequest, desk: AtDesk) -> Response[dict[str, int]]:
        """How much waits; asking keeps no session open."""
        staff = desk.caller(request, is_use=False).staff
        counts = desk.services.review.waiting(staff)
        found = {"submissions": counts.submissions, "requests": counts.contact_requests}
        return Response(found, media_type=MediaType.JSON, headers=dict(HEADERS))

    @post("/items/{item_id:str}/renew", sync_to_thread=True)
    def renew(self, desk: AtDesk, caller: Caller, item_id: FromPath[str]) -> Response[str]:
        """Ten more minutes; answers with their end in the facility's time, or 409."""
        return renewed(desk, caller, [item_id])


def renewed(desk: Desk, caller: StaffCaller, ids: Sequence[str]) -> Response[str]:
    """Ten more minutes for those of them that are still theirs; 409 when none is."""
    until = ""
    for item_id in ids:
        with suppress(WrongState):  # decided, taken back by its sender, or somebody else's by now
            desk.services.review.renew(caller.staff, item_id)
            item = desk.services.review.item(caller.staff, item_id)
            now = desk.services.store.clock()
            until = when(item.lease_until or now, now, zone(item.facility_time_zone))
    status = 200 if until else 409
    return Response(until, status_code=status, media_type=MediaType.TEXT, headers=dict(HEADERS))
