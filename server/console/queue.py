"""The queue: what waits for a decision, the oldest promise first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode

from litestar import Controller, Response, get, post

from contract.messages import State
from server.console.desk import PATH, AtDesk, Caller, Desk
from server.services import queueing
from server.services.queueing import QueueFilter
from server.services.review_queue import QueueItem
from server.services.staff import Role, StaffCaller
from server.services.submissions import PICTURES, Kind
from server.web.forms import WebRequest
from server.web.pages import go_to
from server.web.words import lasted

FILTER_CHARACTERS: Final = 80
URGENT: Final = 0.8
"""The part of the promise after which something is urgent."""

EVERYBODY: Final = "everybody they are connected with here"
"""Whom a post is for."""
KINDS: Final = {
    Kind.MESSAGE: "Message",
    Kind.REPLY: "Reply",
    Kind.PROFILE_PHOTO: "Profile photo",
    Kind.PHOTO: "Photo",
    Kind.POST: "Post",
    Kind.RESIDENT_POST: "Post from here",
}
NAMES: Final = {
    Kind.MESSAGE: "Messages",
    Kind.REPLY: "Replies",
    Kind.PROFILE_PHOTO: "Profile photos",
    Kind.PHOTO: "Photos",
    Kind.POST: "News",
    Kind.RESIDENT_POST: "News from here",
}
ZERO: Final = timedelta(0)


@dataclass(frozen=True)
class Row:
    """One line of the queue as the page shows it; `tone` is "", "waiting" or "refused" by the age.

    `reader` is empty for a profile photo: everybody who is connected with the sender there sees it.
    """

    id: str
    number: str
    kind: str
    is_photo: bool
    has_picture: bool
    sender: str
    reader: str
    facility: str
    characters: int
    waits: str
    promise_hours: int
    tone: str
    due: str
    urgent: bool
    reader_of_staff: str | None
    minutes_left: int
    mine: bool
    appealed: bool
    barred: bool
    held: bool


class QueuePages(Controller):
    """Looking at the queue, and taking the oldest of it."""

    @get("/", sync_to_thread=True)
    def queue(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """What of the queue is wanted, as `wanted_by` reads it; `after` leads on."""
        if caller.staff.role is Role.AUDITOR:
            return go_to(f"{PATH}/log")
        now = desk.services.store.clock()
        wanted = wanted_by(request)
        desk.services.review.end_leases()
        page = queueing.page(
            desk.services.store, caller.staff, wanted, request.query_params.get("after") or None
        )
        rows = [row(item, now) for item in page.items]
        facility = caller.staff.facility_id
        found = queueing.counts_by_kind(desk.services.store, caller.staff)
        return desk.show(
            request,
            caller,
            "queue.html",
            counts=desk.services.review.counts(caller.staff, found),
            rows=rows,
            wanted=wanted,
            kinds=[
                (kind.value, NAMES[kind], count)
                for kind in Kind
                if (count := found.get(kind.value, 0)) or wanted.kind == kind.value
            ],
            appeals=found.get("appeal", 0),
            held=found.get("held", 0),
            is_filtered=wanted != QueueFilter(),
            address=address(wanted),
            within=within(wanted),
            onward=address(wanted, after=page.next) if page.next else "",
            first=not request.query_params.get("after"),
            oldest=lasted(now - min(item.created_at for item in page.items)) if page.items else "",
            most_shown=queueing.MOST_SHOWN,
            workload=queueing.workload(desk.services.store, caller.staff),
            facility=desk.services.facilities.get(facility) if facility else None,
            many_facilities=facility is None,
        )

    @post("/next", sync_to_thread=True)
    def claim_next(self, request: WebRequest, desk: AtDesk, caller: Caller) -> Response[str]:
        """Takes the oldest that nobody else reads, of what is wanted."""
        return next_page(request, desk, caller, None, "")


def wanted_by(request: WebRequest) -> QueueFilter:
    """What of the queue somebody works through: `kind`, `member`, `resident`, `mine`, `appeals`, `held`.

    The addresses of items carry it too, so that the next one is of the same kind.
    """
    asked = request.query_params
    return QueueFilter(
        kind=asked.get("kind", ""),
        member=asked.get("member", "").strip()[:FILTER_CHARACTERS],
        resident=asked.get("resident", "").strip()[:FILTER_CHARACTERS],
        mine=bool(asked.get("mine")),
        appeals=bool(asked.get("appeals")),
        held=bool(asked.get("held")),
    )


def address(wanted: QueueFilter, path: str = PATH, **more: str) -> str:
    """The queue, or another page, with this filter; the first page of the queue, if no more is said."""
    return path + within(wanted, **more)


def within(wanted: QueueFilter, **more: str) -> str:
    """The filter as the end of an address; empty where everything is wanted."""
    fields = {name: "1" if value is True else value for name, value in asdict(wanted).items() if value}
    return f"?{urlencode({**fields, **more})}" if fields or more else ""


def next_page(
    request: WebRequest, desk: Desk, caller: StaffCaller, after_id: str | None, done: str
) -> Response[str]:
    """Leads to the next of what is wanted, claimed, or back to the queue; `done` is what the page says happened."""
    wanted = wanted_by(request)
    found = desk.services.review.claim_oldest(caller.staff, after_id, wanted)
    if found is None:
        return go_to(address(wanted, done=done or "none"))
    more = {"done": done} if done else {}
    return go_to(address(wanted, f"{PATH}/items/{found}", **more))


def row(item: QueueItem, now: datetime) -> Row:
    """The line for one item: age beside the promise, waiting from half of it, refused past it."""
    since = item.appealed_at or item.created_at
    age, promise = now - since, item.promise_at - since
    left_of_promise = promise - age
    kind = Kind(item.kind)
    resident = item.resident_name or ""
    is_reply = kind in (Kind.REPLY, Kind.RESIDENT_POST)
    left = (item.lease_until - now).total_seconds() if item.lease_until else 0
    return Row(
        id=item.id,
        number=item.number,
        kind=KINDS[kind],
        is_photo=kind in PICTURES,
        has_picture=item.picture_sha256 is not None,
        sender=resident if is_reply else item.member_name,
        reader=EVERYBODY
        if kind in (Kind.POST, Kind.RESIDENT_POST)
        else item.member_name
        if is_reply
        else resident,
        facility=item.facility_name,
        characters=item.characters,
        waits=lasted(age),
        promise_hours=item.promise_hours,
        tone="refused" if age > promise else "waiting" if age * 2 > promise else "",
        due=f"{lasted(-left_of_promise)} late"
        if left_of_promise < ZERO
        else f"due in {lasted(left_of_promise)}",
        urgent=age >= promise * URGENT,
        reader_of_staff=item.leased_by_name,
        minutes_left=max(1, round(left / 60)),
        mine=item.mine,
        appealed=item.state is State.APPEALED,
        barred=item.barred,
        held=item.held,
    )
