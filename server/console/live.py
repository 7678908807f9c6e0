"""What pages ask by themselves, by script: how much waits, and that somebody still works on an item."""

from __future__ import annotations

from litestar import Controller, MediaType, Response, get, post
from litestar.params import FromPath

from server.console.desk import AtDesk, Caller
from server.services.faults import WrongState
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
        try:
            desk.services.review.renew(caller.staff, item_id)
        except WrongState:
            return Response("", status_code=409, media_type=MediaType.TEXT, headers=dict(HEADERS))
        item = desk.services.review.item(caller.staff, item_id)
        until = item.lease_until or desk.services.store.clock()
        words = when(until, desk.services.store.clock(), zone(item.facility_time_zone))
        return Response(words, status_code=200, media_type=MediaType.TEXT, headers=dict(HEADERS))
