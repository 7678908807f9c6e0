"""The stream of events: read as it comes, resumed where it ended, ended from another thread at any moment."""

import threading
from collections.abc import Callable

import msgspec
import pytest

from app.api import events
from app.api.client import Api
from app.api.events import EventStream
from app.domain.errors import Offline, ServerFault, SignedOut
from contract.events import EventKind
from contract.problems import MEDIA_TYPE
from tests.unit.app.api.raw_server import Connection, RawServer, Request, head

Serve = Callable[..., RawServer]
Client = Callable[..., Api]
HEAD = head(200, "text/event-stream; charset=utf-8", "Transfer-Encoding: chunked")


def chunk(content: bytes) -> bytes:
    """One chunk of a chunked body."""
    return f"{len(content):x}\r\n".encode() + content + b"\r\n"


def event(sequence: int, kind: str = "balance_changed", **members: object) -> bytes:
    """One event as the server writes it; HELLO has no id."""
    body = {"sequence": sequence, "kind": kind, "at": "2025-11-20T12:00:00Z", **members}
    number = b"" if kind == "hello" else f"id: {sequence}\n".encode()
    return number + f"event: {kind}\n".encode() + b"data: " + msgspec.json.encode(body) + b"\n\n"


def stream(*pieces: bytes, ends: bool = False) -> Callable[[Request, Connection], bool]:
    """Answers with these pieces, then stays silent or ends."""

    def answer(_: Request, connection: Connection) -> bool:
        connection.send(HEAD)
        for piece in pieces:
            connection.send(chunk(piece))
        if ends:
            connection.send(b"0\r\n\r\n")
        else:
            connection.stall()
        return False

    return answer


def read(opened: EventStream, count: int) -> list[int]:
    """The sequences of the first events; the stream is closed afterwards."""
    found: list[int] = []
    for each in opened:
        found.append(each.sequence)
        if len(found) == count:
            opened.close()
    return found


def test_events_are_read_as_they_come_past_the_beats_of_the_heart(serve: Serve, client: Client) -> None:
    server = serve(stream(b":\n\n", event(5, "hello"), b":\n\n", event(6) + event(7), b":\n\n"))
    assert read(client(server).events.open(0), 3) == [5, 6, 7]


def test_the_stream_goes_on_after_the_last_event(serve: Serve, client: Client) -> None:
    server = serve(stream(event(43)))
    api = client(server)
    api.transport.set_token("t0ken")
    read(api.events.open(42), 1)
    read(api.events.open(0), 1)
    assert server.requests[0].headers["last-event-id"] == "42"
    assert server.requests[0].headers["accept"].startswith("text/event-stream")
    assert server.requests[0].headers["authorization"] == "Bearer t0ken"
    assert "last-event-id" not in server.requests[1].headers


def test_an_event_may_be_cut_into_pieces_anywhere(serve: Serve, client: Client) -> None:
    whole = event(1, "hello") + event(2, note="Größe 👪").replace(b"\n", b"\r\n") + event(3)
    for size in (1, 2, 3, 7):
        pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
        assert read(client(serve(stream(*pieces))).events.open(0), 3) == [1, 2, 3]


def test_what_a_newer_server_tells_is_passed_on_as_unknown(serve: Serve, client: Client) -> None:
    opened = client(serve(stream(event(9, "weather_changed", sun=True)))).events.open(0)
    for each in opened:
        assert (each.kind, each.sequence) == (EventKind.UNKNOWN, 9)
        opened.close()


def test_a_stream_that_ends_is_offline_and_half_an_event_is_none(serve: Serve, client: Client) -> None:
    for pieces in ((event(1), event(2)[:-1]), (event(1), b"id: 3\ndata: {}"), (event(1),)):
        found: list[int] = []
        with pytest.raises(Offline):
            found.extend(each.sequence for each in client(serve(stream(*pieces, ends=True))).events.open(0))
        assert found in ([], [1])


def test_a_stream_that_falls_silent_is_offline(serve: Serve, client: Client) -> None:
    following = iter(client(serve(stream(event(1)))).events.open(0, read_timeout_s=0.2))
    assert next(following).sequence == 1
    with pytest.raises(Offline):
        next(following)


def test_nonsense_in_the_stream_is_a_server_fault(
    serve: Serve, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "MAX_EVENT_BYTES", 5_000)
    for pieces in ([b"data: {\n\n"], [b"data: 7\n\n"], [b"data: \xff\n\n"], [b"data: " + b"x" * 1_000] * 9):
        with pytest.raises(ServerFault):
            list(client(serve(stream(*pieces))).events.open(0))


def test_a_page_instead_of_a_stream_is_a_server_fault(serve: Serve, client: Client) -> None:
    server = serve(lambda _, each: each.reply(b"<html>", 200, "text/html"))
    with pytest.raises(ServerFault):
        list(client(server).events.open(0))


def test_a_session_that_is_over_is_signed_out(serve: Serve, client: Client) -> None:
    body = b'{"type": "urn:gettingout:problem:signed-out", "title": "t", "status": 401}'
    server = serve(lambda _, each: each.reply(body, 401, MEDIA_TYPE))
    with pytest.raises(SignedOut):
        list(client(server).events.open(0))


def end_from_outside(opened: EventStream, reached: threading.Event, end: Callable[[], None]) -> list[str]:
    """Read on a thread of its own, end from this one; how the reading ended."""
    outcome: list[str] = []

    def follow() -> None:
        try:
            for each in opened:
                outcome.append(str(each.sequence))
                reached.set()
            outcome.append("ended")
        except Offline:
            outcome.append("offline")

    thread = threading.Thread(target=follow)
    thread.start()
    assert reached.wait(10)
    end()
    thread.join(10)
    assert not thread.is_alive()
    return outcome


def test_closing_ends_the_wait_for_the_next_event_quietly(serve: Serve, client: Client) -> None:
    opened = client(serve(stream(event(1)))).events.open(0)
    assert end_from_outside(opened, threading.Event(), opened.close) == ["1", "ended"]


def test_closing_the_client_ends_the_stream_too(serve: Serve, client: Client) -> None:
    api = client(serve(stream(event(1))))
    assert end_from_outside(api.events.open(0), threading.Event(), api.close) == ["1", "offline"]


def test_closing_ends_a_stream_that_is_not_answered(serve: Serve, client: Client) -> None:
    reached = threading.Event()

    def never(_: Request, connection: Connection) -> bool:
        reached.set()
        connection.stall()
        return False

    opened = client(serve(never)).events.open(0)
    assert end_from_outside(opened, reached, opened.close) == ["ended"]


def test_a_stream_closed_before_it_is_read_ends_at_once(serve: Serve, client: Client) -> None:
    opened = client(serve(stream(event(1)))).events.open(0)
    opened.close()
    opened.close()
    assert list(opened) == []


def test_closing_a_stream_leaves_other_calls_alone(serve: Serve, client: Client) -> None:
    def answer(request: Request, connection: Connection) -> bool:
        if request.target == "/v1/events":
            return stream(event(1))(request, connection)
        return connection.reply(b'{"available_cents": 1, "held_cents": 0}')

    api = client(serve(answer))
    assert read(api.events.open(0), 1) == [1]
    assert api.money.balance().available_cents == 1
