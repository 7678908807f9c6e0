"""How long other requests take while 100 members put up the dearest photo at once, against an idle backend."""

from __future__ import annotations

import hashlib
import http.client
import itertools
import json
import multiprocessing
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from urllib.parse import urlsplit

from benchmarks._report import report
from benchmarks._world import PRICE_CENTS, World, Writer, running_world
from contract import routes
from tests.hostile import dearest

UPLOADS = 100
IDLE_ROUNDS = 400
PAUSE_S = 0.02
MEASURED_S = 60.0
"""Under a full load; whoever is not done by then is not waited for."""


def main() -> None:
    """Idle first, then meanwhile; one member asks on, and 100 others upload from another process."""
    name, photo = max(dearest(), key=lambda one: one[1].count(b"\xff\xda") * len(one[1]))
    with running_world(UPLOADS + 1) as world:
        asker, uploaders = world.writers[0], world.writers[1:]
        client = Asker(world, asker)
        client.ask(IDLE_ROUNDS // 4)
        idle = client.ask(IDLE_ROUNDS)
        spawning = multiprocessing.get_context("spawn")
        over, taken, failed = spawning.Event(), spawning.Value("i", 0), spawning.Value("i", 0)
        tokens = [one.token for one in uploaders]
        sender = spawning.Process(
            target=upload_all, args=(world.base_url, world.secret, tokens, photo, over, taken, failed)
        )
        sender.start()
        started = time.perf_counter()
        busy = client.ask_while(lambda: sender.is_alive() and time.perf_counter() - started < MEASURED_S)
        took_s = time.perf_counter() - started
        over.set()
        sender.terminate()  # those inside are not waited for
        sender.join()
        client.close()
        if failed.value:
            raise SystemExit("some uploads were not taken in; the figure would be a lie")
    at_idle, at_work = percentile_95(idle), percentile_95(busy)
    report("uploads at once: 95th percentile to idle", at_work / at_idle, "x", "<= 2", at_work <= 2 * at_idle)
    report(
        "uploads at once: median to idle",
        statistics.median(busy) / statistics.median(idle),
        "x",
        "told",
        True,
    )
    report("uploads at once: 95th percentile at idle", at_idle * 1000, "ms", "told", True)
    report(
        f"uploads at once: taken in of {UPLOADS} ({name}, {len(photo):,} bytes)",
        taken.value,
        "1",
        "told",
        True,
    )
    report("uploads at once: seconds it was measured", took_s, "s", "told", True)
    report("uploads at once: requests in between", len(busy), "1", "told", True)


def percentile_95(waits_s: Sequence[float]) -> float:
    """Only one of twenty took longer."""
    return sorted(waits_s)[int(len(waits_s) * 0.95)]


class Asker:
    """A member who reads the balance, reads the account, and sends a message, again and again."""

    def __init__(self, world: World, writer: Writer) -> None:
        self._wire = _wire(world.base_url)
        self._headers = _headers(world.secret, writer.token)
        self._contact_id = writer.contact_id

    def ask(self, rounds: int) -> list[float]:
        """How long each request took, in seconds."""
        return [self._one(number) for number in range(rounds)]

    def ask_while(self, goes_on: Callable[[], bool]) -> list[float]:
        """The same as long as something else goes on."""
        return [self._one(number) for number in itertools.takewhile(lambda _: goes_on(), itertools.count())]

    def close(self) -> None:
        """Ends its connection."""
        self._wire.close()

    def _one(self, number: int) -> float:
        time.sleep(PAUSE_S)
        started = time.perf_counter()
        if number % 3 < 2:
            self._wire.request("GET", (routes.BALANCE, routes.ACCOUNT)[number % 3], headers=self._headers)
        else:
            body = {"contact_id": self._contact_id, "text": "Sleep well.", "price_cents": PRICE_CENTS}
            key = {routes.IDEMPOTENCY_KEY: str(uuid.uuid4()), "Content-Type": "application/json"}
            self._wire.request("POST", routes.MESSAGES, json.dumps(body), {**self._headers, **key})
        answer = self._wire.getresponse()
        answer.read()
        if answer.status not in (200, 201):
            raise SystemExit(f"a request was answered with {answer.status}")
        return time.perf_counter() - started


def upload_all(
    base_url: str,
    secret: str,
    tokens: Sequence[str],
    photo: bytes,
    over: Event,
    taken: Synchronized[int],
    failed: Synchronized[int],
) -> None:
    """All at once; whoever is told when to come back does, until it is over."""

    def one(token: str) -> None:
        try:
            _upload(base_url, _headers(secret, token), photo, over, taken)
        except (OSError, RuntimeError, http.client.HTTPException):
            if not over.is_set():
                failed.value += 1
                raise

    threads = [threading.Thread(target=one, args=(token,), daemon=True) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _upload(
    base_url: str, headers: dict[str, str], photo: bytes, over: Event, taken: Synchronized[int]
) -> None:
    path = routes.path(routes.UPLOAD, sha256=hashlib.sha256(photo).hexdigest())
    while not over.is_set():
        wire = _wire(base_url)
        try:
            wire.request("PUT", path, photo, {**headers, "Content-Type": "image/jpeg"})
            answer = wire.getresponse()
            body = answer.read()
        finally:
            wire.close()
        if answer.status == 200:
            with taken.get_lock():
                taken.value += 1
            return
        if answer.status != 429:
            raise RuntimeError(f"an upload was answered with {answer.status}")
        come_back_at = datetime.fromisoformat(json.loads(body)["retry_at"])
        over.wait(max(0.0, (come_back_at - datetime.now(UTC)).total_seconds()))


def _wire(base_url: str) -> http.client.HTTPConnection:
    place = urlsplit(base_url)
    return http.client.HTTPConnection(place.hostname or "", place.port, timeout=120)


def _headers(secret: str, token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", routes.EMBEDDED_SECRET: secret}


if __name__ == "__main__":
    main()
