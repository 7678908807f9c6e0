"""The event stream: server-sent events that resume where a client left off; no thread waits with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Final

import msgspec
from litestar import get
from litestar.concurrency import sync_to_thread
from litestar.params import FromQuery, HeaderParameter
from litestar.response import Stream

from contract import routes
from contract.events import Event, EventKind
from contract.problems import FieldReason
from contract.problems import ProblemType as P
from server.routes.access import member_only, signed_in
from server.routes.problems import Api, answers
from server.services.accounts import MemberCaller
from server.services.bundle import Services
from server.services.faults import InvalidField
from server.streams import Streams

HEARTBEAT_S: Final = 10.0
_NEWEST_POSSIBLE: Final = 2**53


@get(
    routes.EVENTS,
    guards=[member_only],
    media_type="text/event-stream",
    responses=answers(P.INVALID_FIELD, P.SIGNED_OUT),
)
async def events(
    request: Api,
    last_event_id: Annotated[str | None, HeaderParameter(name="Last-Event-ID")] = None,
    after: FromQuery[str | None] = None,
) -> Stream:
    """What changes for the member from now on, or from after the event named; HELLO comes first."""
    resume = _sequence("Last-Event-ID", last_event_id)
    if resume is None:
        resume = _sequence("after", after)
    services, caller = await sync_to_thread(signed_in, request)
    streams: Streams = request.app.state.streams
    return Stream(
        _stream(services, caller, streams, resume),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(
    services: Services, caller: MemberCaller, streams: Streams, resume: int | None
) -> AsyncGenerator[bytes, None]:
    with streams.bell(caller.member_id) as bell:
        newest = await sync_to_thread(services.events.newest)
        yield _hello(services, newest)
        # A cursor from the future belongs to another database: HELLO tells the client to load everything.
        cursor = newest if resume is None or resume > newest else resume
        while not streams.is_closed:
            bell.clear()
            news = await sync_to_thread(services.events.after, caller, cursor)
            cursor = news.cursor
            if news.events:
                yield b"".join(_line(event) for event in news.events)
            if news.over:
                if not any(event.kind is EventKind.SIGNED_OUT for event in news.events):
                    yield _line(_signed_out(services, cursor))
                return
            if news.more:
                continue
            while not streams.is_closed:
                try:
                    await asyncio.wait_for(bell.wait(), HEARTBEAT_S)
                    break
                except TimeoutError:
                    yield b":\n\n"


def _hello(services: Services, newest: int) -> bytes:
    event = Event(sequence=newest, kind=EventKind.HELLO, at=services.store.clock())
    return b"event: %s\ndata: %s\n\n" % (event.kind.value.encode(), msgspec.json.encode(event))


def _signed_out(services: Services, cursor: int) -> Event:
    return Event(sequence=cursor, kind=EventKind.SIGNED_OUT, at=services.store.clock())


def _line(event: Event) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (
        event.sequence,
        event.kind.value.encode(),
        msgspec.json.encode(event),
    )


def _sequence(field: str, text: str | None) -> int | None:
    if text is None or text == "":
        return None
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _NEWEST_POSSIBLE:
        raise InvalidField(field, FieldReason.WRONG)
    return int(text)
