"""Uploads whose bytes are slow in coming, stop, or break off, over a real socket: nobody holds a place for ever."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import pytest

from contract import routes
from contract.problems import Problem, ProblemType
from server.pictures.gate import Gate, Patience
from tests.unit.server.live import WAIT_S, Live
from tests.unit.server.pictures import jpeg, name_of


@pytest.fixture
def gate(live: Live) -> Gate:
    """The server's own."""
    gate: Gate = live.server._app.state.gate
    return gate


@contextmanager
def upload(live: Live, name: str | None = None) -> Iterator[socket.socket]:
    """An upload whose head was sent; its bytes are the test's to send."""
    _, token = live.world.member()
    head = (
        f"PUT {routes.path(routes.UPLOAD, sha256=name or name_of(jpeg()))} HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg())}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", live.port), WAIT_S) as wire:
        wire.sendall(head.encode())
        yield wire


def answer(wire: socket.socket) -> Problem:
    """What the server says, up to where it ends the connection."""
    said = b""
    while piece := wire.recv(4_096):
        said += piece
    return msgspec.json.decode(said.partition(b"\r\n\r\n")[2], type=Problem)


def drip(wire: socket.socket) -> None:
    """A byte at a time for as long as somebody takes them."""
    wire.settimeout(0.01)
    for byte in jpeg():
        wire.sendall(bytes([byte]))
        try:
            if wire.recv(1, socket.MSG_PEEK):
                break
        except TimeoutError:
            continue
    wire.settimeout(WAIT_S)


def until_empty(live: Live, gate: Gate) -> None:
    """Until no upload is inside any more; each call gives the server its turn."""
    for _ in range(1_000):
        if not gate._inside.total():
            return
        live.call("GET", routes.SERVER)
    raise AssertionError("a place was never given back")


def test_one_that_never_ends_is_told_to_come_back_and_gives_its_place_to_others(
    live: Live, gate: Gate
) -> None:
    gate.patience = Patience(whole_s=0.3, silent_s=WAIT_S)
    with upload(live) as wire:
        drip(wire)
        problem = answer(wire)
    assert (problem.kind, problem.status) == (ProblemType.UNAVAILABLE, 503)
    assert "took too long" in problem.detail
    until_empty(live, gate)


def test_one_that_falls_silent_is_told_too(live: Live, gate: Gate) -> None:
    gate.patience = Patience(whole_s=WAIT_S, silent_s=0.2)
    with upload(live) as wire:
        wire.sendall(jpeg()[:100])
        assert answer(wire).detail.endswith("100 bytes of it came.")
    until_empty(live, gate)


def test_one_that_is_slow_but_comes_is_taken(live: Live, gate: Gate) -> None:
    gate.patience = Patience(whole_s=WAIT_S, silent_s=WAIT_S)
    with upload(live, "0" * 64) as wire:  # of another name, so that no child has to decode it
        for start in range(0, len(jpeg()), 2_000):
            wire.sendall(jpeg()[start : start + 2_000])
        assert b" 422 " in wire.recv(100)


def test_one_that_is_broken_off_is_no_fault_of_the_server(
    live: Live, gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), upload(live) as wire:
        wire.sendall(jpeg()[:100])
        while not gate._inside.total():
            live.call("GET", routes.SERVER)
        wire.close()
        until_empty(live, gate)
    assert [record.levelname for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert any("broken off at PUT" in record.message for record in caplog.records)
