"""The numbers of reviewing, as a page with bars and as a file."""

from __future__ import annotations

from typing import Final

from litestar import Controller, Response, get

from server.console.desk import AtDesk, Caller
from server.services.numbers import DAYS, numbers
from server.web.forms import WebRequest
from server.web.table_file import table_file

SHOWN: Final = 30
"""Reasons, and people, on the page; the file has all."""


class NumberPages(Controller):
    """For managers and auditors."""

    path = "/numbers"

    @get("/", sync_to_thread=True)
    def show(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """The last 30 days, and what waits now."""
        found = numbers(desk.services.store, caller.staff)
        here = caller.staff.facility_id
        promise = desk.services.facilities.get(here).promise_hours * 60 if here else None
        waits = [("half within", found.median_minutes), ("nine of ten within", found.ninetieth_minutes)]
        longest = max(minutes or 0 for _, minutes in (*waits, ("", promise))) or 1
        return desk.show(
            request,
            caller,
            "numbers.html",
            numbers=found,
            days=DAYS,
            waits=waits,
            promise=promise,
            longest=longest,
            most_waiting=max(count for _, count in found.ages) or 1,
            most_refused=max([count for _, count in found.reasons] or [0]) or 1,
            most_decided=max([one.approved + one.refused for one in found.deciders] or [0]) or 1,
            shown=SHOWN,
        )

    @get("/file", sync_to_thread=True)
    def file(self, desk: AtDesk, caller: Caller) -> Response[bytes]:
        """The same as CSV."""
        found = numbers(desk.services.store, caller.staff)
        rows: list[tuple[object, ...]] = [
            ("what", "name", "number"),
            ("decided", f"in {DAYS} days", found.decided),
            ("wait in minutes", "median", found.median_minutes),
            ("wait in minutes", "90th of 100", found.ninetieth_minutes),
            *(("waits now", words, count) for words, count in found.ages),
            *(("not approved", words, count) for words, count in found.reasons),
            *(("approved by", one.name, one.approved) for one in found.deciders),
            *(("not approved by", one.name, one.refused) for one in found.deciders),
            ("appeals", "asked", found.appeals),
            ("appeals", "approved", found.appeals_approved),
            ("changed photos", "offered", found.offers),
            ("changed photos", "accepted", found.offers_accepted),
        ]
        return table_file("numbers.csv", rows)
