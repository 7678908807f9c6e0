"""P10: an idle client, signed in: its memory against a bare QMainWindow's, and how often it wakes of its own making."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import TypedDict

from benchmarks._report import report
from benchmarks._world import World, running_world

EVENTS = "events"
"""The thread of the event stream, which the server's heartbeats wake."""


class _Figures(TypedDict):
    resident_mib: float
    wake_ups: dict[str, int]
    seconds: float


def main() -> None:
    """Watch both for the same time, at once: neither does anything, so neither is in the other's way."""
    if not sys.platform.startswith("linux"):
        report("P10 idle client", float("nan"), "x", "told on Linux alone", True)
        return
    with running_world(1) as world, TemporaryDirectory(prefix="gettingout-bench-") as folder:
        bare_run, client_run = _start("bare"), _start("app", *_of_member(world), folder)
        bare, client = _figures(bare_run), _figures(client_run)
    ratio = client["resident_mib"] / bare["resident_mib"]
    own = {name: count for name, count in client["wake_ups"].items() if name != EVENTS}
    of_window = sum(bare["wake_ups"].values())
    report("P10 resident memory", ratio, "x", "<= 2.8", ratio <= 2.8)
    report("P10 resident memory, MiB", client["resident_mib"], "MiB", "told, not promised", True)
    more = sum(own.values()) - of_window
    report(f"P10 wake-ups beyond a bare window in {client['seconds']:.0f} s", more, "times", "0", more <= 0)
    report("P10 wake-ups of the event stream", client["wake_ups"].get(EVENTS, 0), "times", "told", True)


def _of_member(world: World) -> tuple[str, ...]:
    return (world.base_url, world.secret, "member0@example.org", "long-enough-0-x")


def _start(*arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "benchmarks._idle", *arguments]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, text=True
    )


def _figures(process: subprocess.Popen[str]) -> _Figures:
    with process:
        output, _ = process.communicate()
    if process.returncode != 0:
        raise SystemExit("an idle window did not stay")
    figures: _Figures = json.loads(output.splitlines()[-1])
    return figures


if __name__ == "__main__":
    main()
