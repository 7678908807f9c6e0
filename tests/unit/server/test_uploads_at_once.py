"""Many uploads at once: everybody else is answered meanwhile, whoever is one too many is told before sending a byte."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import datetime

import pytest

from contract import routes
from contract.photos import Upload
from contract.problems import ProblemType
from server.pictures.gate import Gate
from tests.unit.server.live import WAIT_S, Answer, Live
from tests.unit.server.pictures import jpeg, name_of, put

MANY = 12
INSIDE = 6


class StuckDecoders:
    """Takes pictures in as always, but only once it is let; counts how many are at it."""

    def __init__(self, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
        self.may_go_on = threading.Event()
        self._begun = threading.Semaphore(0)
        self._take = live.world.services.uploads.take
        monkeypatch.setattr(live.world.services.uploads, "take", self._slowly)

    def wait_for_one(self) -> None:
        """Until one more is at it."""
        assert self._begun.acquire(timeout=WAIT_S)

    def _slowly(self, member_id: str, sent_sha256: str, given: bytes) -> Upload:
        self._begun.release()
        assert self.may_go_on.wait(WAIT_S)
        return self._take(member_id, sent_sha256, given)


@contextmanager
def full_house(live: Live, gate: Gate) -> Iterator[list[Future[Answer]]]:
    """As many uploads as may be inside, from a member each, none of them done."""
    tokens = [live.world.member()[1] for _ in range(INSIDE)]
    with ThreadPoolExecutor(INSIDE) as threads:
        sent = [threads.submit(put, live, token, jpeg(number)) for number, token in enumerate(tokens)]
        while gate._inside.total() < INSIDE:
            live.call("GET", routes.SERVER)
        yield sent


@pytest.fixture
def gate(live: Live, monkeypatch: pytest.MonkeyPatch) -> Gate:
    """The server's own, with room for a few."""
    gate: Gate = live.server._app.state.gate
    monkeypatch.setattr(gate, "_inside_at_most", INSIDE)
    return gate


@pytest.fixture
def decoders(live: Live, monkeypatch: pytest.MonkeyPatch) -> Iterator[StuckDecoders]:
    stuck = StuckDecoders(live, monkeypatch)
    yield stuck
    stuck.may_go_on.set()


def announce(live: Live, token: str, patience_s: float = WAIT_S) -> bytes:
    """An upload whose bytes never come: what the server says to its head alone."""
    head = (
        f"PUT {routes.path(routes.UPLOAD, sha256=name_of(jpeg()))} HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg())}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", live.port), patience_s) as wire:
        wire.sendall(head.encode())
        said = b""
        while b"\r\n\r\n" not in said:
            said += wire.recv(4_096)
        return said


def test_others_are_answered_while_all_decoders_are_busy(
    live: Live, gate: Gate, decoders: StuckDecoders
) -> None:
    asker, token = live.world.pair(), live.world.member()[1]
    with full_house(live, gate) as sent:
        decoders.wait_for_one()
        for _ in range(20):
            assert live.call("GET", routes.BALANCE, token=asker.token).status == 200
        assert live.send(asker).status == 201
        late = put(live, token, jpeg(99)).problem
        assert late.kind is ProblemType.THROTTLED
        assert isinstance(late.retry_at, datetime)
        assert b" 429 " in announce(live, token)
        assert not any(one.done() for one in sent)
        decoders.may_go_on.set()
        assert [one.result().status for one in sent] == [200] * INSIDE
    assert gate._inside.total() == 0
    assert put(live, token, jpeg(99)).status == 200


def test_a_gate_that_lets_all_in_is_noticed(
    live: Live, gate: Gate, decoders: StuckDecoders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seeded: nobody is counted at the door, so that the server waits for bytes it has no room for."""
    token = live.world.member()[1]
    with full_house(live, gate):
        monkeypatch.setattr(gate, "inside", lambda _: nullcontext())
        with pytest.raises(TimeoutError):
            announce(live, token, patience_s=0.5)
        decoders.may_go_on.set()


def test_all_who_send_at_once_are_taken_in_each_once(live: Live) -> None:
    tokens = [live.world.member()[1] for _ in range(MANY)]
    with ThreadPoolExecutor(MANY) as threads:
        answers = list(threads.map(lambda token: put(live, token, jpeg(7)), tokens))
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    kept = {one.sha256 for one in live.world.services.objects.listed()}
    assert answers[0].json["photo"]["sha256"] in kept
