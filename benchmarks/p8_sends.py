"""P8: how many durable sends a second the backend takes from 16 members at once, against bare durable commits."""

from __future__ import annotations

import secrets
import statistics
import threading
import time
import uuid
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text

from benchmarks._report import report
from benchmarks._world import PRICE_CENTS, World, Writer, running_world
from contract.messages import NewMessage
from server.store.engine import open_sqlite

MEMBERS = 16
SENDS_EACH = 60
COMMITS = 1_500
WORDS = "Abuela wants to know what you would like to eat first when you are home. " * 3


def main() -> None:
    """Measure both on the same disk, one after the other."""
    commits = commits_per_second()
    with running_world(MEMBERS) as world:
        sends, waits_s = sends_per_second(world)
    ratio = sends / commits
    report("P8 sends to bare commits", ratio, "x", ">= 0.10", ratio >= 0.10)
    slow = sorted(waits_s)[int(len(waits_s) * 0.99)] / statistics.median(waits_s)
    report("P8 99th percentile to median", slow, "x", "<= 4", slow <= 4)
    report("P8 sends a second", sends, "1/s", "told, not promised", True)


def commits_per_second() -> float:
    """One row, one commit, on the same kind of database with the same durability."""
    with TemporaryDirectory(prefix="gettingout-bench-") as folder:
        database = open_sqlite(Path(folder) / "bare.db", secrets.token_bytes(32))
        try:
            with database.write() as connection:
                connection.execute(text("CREATE TABLE rows (id INTEGER PRIMARY KEY, words TEXT)"))
            insert = text("INSERT INTO rows (words) VALUES (:words)")
            start = time.perf_counter()
            for _ in range(COMMITS):
                with database.write() as connection:
                    connection.execute(insert, {"words": WORDS})
            return COMMITS / (time.perf_counter() - start)
        finally:
            database.close()


def sends_per_second(world: World) -> tuple[float, list[float]]:
    """Accepted sends a second over all members, and how long each took in seconds."""
    waits_s: list[float] = []
    go = threading.Barrier(MEMBERS + 1)
    threads = [
        threading.Thread(target=_write_many, args=(world, writer, go, waits_s)) for writer in world.writers
    ]
    for thread in threads:
        thread.start()
    go.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    elapsed_s = time.perf_counter() - start
    if len(waits_s) != MEMBERS * SENDS_EACH:
        raise SystemExit("some sends were not accepted; the figure would be a lie")
    return len(waits_s) / elapsed_s, waits_s


def _write_many(world: World, writer: Writer, go: threading.Barrier, waits_s: list[float]) -> None:
    api = world.api(writer)
    message = NewMessage(contact_id=writer.contact_id, text=WORDS, price_cents=PRICE_CENTS)
    try:
        api.messages.send(str(uuid.uuid4()), message)  # the connection and the caches are warm after it
        go.wait()
        for _ in range(SENDS_EACH):
            start = time.perf_counter()
            api.messages.send(str(uuid.uuid4()), message)
            waits_s.append(time.perf_counter() - start)
    finally:
        api.close()


if __name__ == "__main__":
    main()
