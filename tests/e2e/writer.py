"""A client without a window that queues and sends without end, made to be killed: `python -m tests.e2e.writer …`."""

from __future__ import annotations

import argparse
import sys
import threading
import uuid
from datetime import UTC, datetime
from pathlib import Path

from app.api.client import Api
from app.api.transport import Transport
from app.domain.values import Change
from app.services.outbox import OutboxService
from app.services.pauses import Pauses
from app.services.stores import Stores
from app.storage.lane import StorageLane
from app.storage.outbox_store import OutboxEntry
from contract.messages import Message, NewMessage

PRICE_CENTS = 25
MOST_WAITING = 20
_NEVER = threading.Event()


class Writer:
    """The real stores, outbox and client; `fault` seeds the mistake that the tests must find."""

    def __init__(self, options: argparse.Namespace, token: str, key: bytes) -> None:
        transport = Transport(options.url, None)
        transport.set_token(token)
        self._api = Api(transport)
        self._contact_id: str = options.contact
        self._fault: str = options.fault
        self._stops_when_sent: bool = options.stop_when_sent
        self._stores = Stores.open(StorageLane(), options.database, key)
        self._outbox = OutboxService(
            self._send, self._stores.outbox, _ignore, new_pauses=lambda: Pauses(0.01, 0.05)
        )

    def write_for_ever(self) -> None:
        """Queue one message after the other, saying each one's text once it is safe, and send between."""
        while True:
            if self._outbox.waiting_count() < MOST_WAITING:
                self._queue()
            self._send_waiting()

    def finish(self) -> None:
        """Send whatever waits, and end."""
        while self._outbox.waiting_count():
            self._send_waiting()
        _say("done")

    def _queue(self) -> None:
        words = f"message {uuid.uuid4()}"
        entry = OutboxEntry(str(uuid.uuid4()), self._contact_id, words, PRICE_CENTS, datetime.now(UTC))
        if self._fault == "says-too-early":
            _say(f"kept {words}")
            self._stores.outbox.queue(entry)
        else:
            self._stores.outbox.queue(entry)
            _say(f"kept {words}")

    def _send_waiting(self) -> None:
        pause_s = self._outbox.drain()
        if pause_s:
            _NEVER.wait(pause_s)

    def _send(self, local_id: str, message: NewMessage) -> Message:
        key = str(uuid.uuid4()) if self._fault == "new-key-each-time" else local_id
        answer = self._api.messages.send(key, message)
        if self._stops_when_sent:
            _say("accepted")
            _NEVER.wait()
        return answer


def main() -> None:
    """The token and the database's key come by stdin, where `ps` does not show them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--contact", required=True)
    parser.add_argument("--database", type=Path, required=True)
    parser.add_argument("--fault", default="", choices=["", "says-too-early", "new-key-each-time"])
    parser.add_argument("--stop-when-sent", action="store_true")
    parser.add_argument("--finish", action="store_true")
    options = parser.parse_args()
    token, key = sys.stdin.readline().split()
    writer = Writer(options, token, bytes.fromhex(key))
    if options.finish:
        writer.finish()
    else:
        writer.write_for_ever()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def _ignore(_: Change) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    import os

    os._exit(0)  # the storage lane is a thread that nobody else ends here
