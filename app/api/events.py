"""The stream of what changes on the server, ended from another thread by closing its connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import requests
from sseclient import SSEClient

from app.api.transport import Transport, decode, reading
from app.domain.errors import Offline, ServerFault
from contract import routes
from contract.events import Event

MEDIA_TYPE: Final = "text/event-stream"
READ_TIMEOUT_S: Final = 25.0
"""The server's heart beats every 10 s; two beats missed and the connection is gone."""
MAX_EVENT_BYTES: Final = 1_000_000
CHUNK_BYTES: Final = 65_536


class EventsApi:
    """Opens the stream of events."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def open(self, last_event_id: int, read_timeout_s: float = READ_TIMEOUT_S) -> EventStream:
        """The stream that goes on after the event of this sequence, 0 for the first time; it connects when read."""
        return EventStream(self._transport, last_event_id, read_timeout_s)


class EventStream:
    """Events as they come, read by one thread. Ends quietly after `close`.

    Reading raises Offline if the connection breaks or falls silent, and whatever a refused request means.
    """

    def __init__(self, transport: Transport, last_event_id: int, read_timeout_s: float) -> None:
        self._transport = transport
        self._last_event_id = last_event_id
        self._read_timeout_s = read_timeout_s
        self._sockets = transport.part_of_sockets()
        self._closed = False

    def __iter__(self) -> Iterator[Event]:
        """Connect, and give one event after the other."""
        headers = {"Cache-Control": "no-store"}
        if self._last_event_id:
            headers["Last-Event-ID"] = str(self._last_event_id)
        stream = self._transport.stream(
            routes.EVENTS, MEDIA_TYPE, headers, self._read_timeout_s, self._sockets
        )
        try:
            with stream as response:
                for raw in SSEClient(_pieces(response)).events():
                    yield decode(raw.data, Event)
        except Offline:
            if not self._closed:
                raise
        except UnicodeDecodeError:
            raise ServerFault("event is not UTF-8") from None

    def close(self) -> None:
        """End the stream from any thread, also while it connects; whoever reads it finds its end at once."""
        self._closed = True
        self._sockets.shut()


def _pieces(response: requests.Response) -> Iterator[bytes]:
    """The body as it arrives. Its end is an error: a stream has none, and what was cut off is no whole event."""
    since_event = 0
    with reading():
        while piece := response.raw.read1(CHUNK_BYTES, decode_content=True):
            blank = max(piece.rfind(b"\n\n"), piece.rfind(b"\r\n\r\n"))
            since_event = since_event + len(piece) if blank < 0 else len(piece) - blank
            if since_event > MAX_EVENT_BYTES:
                raise ServerFault("event too large")
            yield piece
    raise Offline("stream ended")
