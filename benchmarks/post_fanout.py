"""What a post to 2,000 contacts at 12 facilities costs the server in time and rows, against one to 20 at as many."""

from __future__ import annotations

import secrets
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._crowd import Poster, poster, row_count
from benchmarks._report import report
from server.config import CHEAP, Settings
from server.services.bundle import Services, build_services

MANY, FEW = 2_000, 20
ROUNDS = 25
"""Within what one member may post in an hour, the first ones included."""


def main() -> None:
    """Measure both in turns on one database."""
    with TemporaryDirectory(prefix="gettingout-bench-") as folder:
        services = build_services(
            Settings(data_dir=Path(folder), db_key=secrets.token_bytes(32), argon2=CHEAP)
        )
        try:
            _measure(services)
        finally:
            services.close()


def _measure(services: Services) -> None:
    many, few = poster(services, MANY), poster(services, FEW)
    rows = {who: _rows(services, who) for who in (many, few)}
    times: dict[Poster, list[float]] = {many: [], few: []}
    for turn in range(ROUNDS):
        for who in (many, few) if turn % 2 else (few, many):
            start = time.perf_counter()
            who.post(services, f"Everybody is well, number {turn}.")
            times[who].append(time.perf_counter() - start)
    ratio = statistics.median(times[many]) / statistics.median(times[few])
    report("post to 2,000 contacts at 12 facilities to one to 20, time", ratio, "x", "<= 1.2", ratio <= 1.2)
    share = rows[many] / rows[few]
    report("post to 2,000 contacts at 12 facilities to one to 20, rows", share, "x", "<= 1.2", share <= 1.2)
    report("rows of a post at 12 facilities", rows[many], "rows", "told, not promised", True)
    report("post to 2,000 contacts", statistics.median(times[many]) * 1_000, "ms", "told, not promised", True)


def _rows(services: Services, who: Poster) -> int:
    before = row_count(services)
    who.post(services, "The first one.")
    return row_count(services) - before


if __name__ == "__main__":
    main()
