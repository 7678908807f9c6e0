"""P1b: from the start of the process to Messages painted from the cache, against a bare QMainWindow."""

from __future__ import annotations

import statistics

from benchmarks._cached import NO_SERVER, Kept, kept_conversations
from benchmarks._report import report
from benchmarks.p1_start import seconds_to_paint

ROUNDS = 9
CONTACTS = 20
MESSAGES = 10_000


def main() -> None:
    """Start both in turns; the first round only warms the disk."""
    bare_s: list[float] = []
    ours_s: list[float] = []
    with kept_conversations({f"contact-{n}": MESSAGES // CONTACTS for n in range(CONTACTS)}) as kept:
        for _ in range(ROUNDS + 1):
            bare_s.append(seconds_to_paint("bare"))
            ours_s.append(_seconds_to_messages(kept))
    bare, ours = statistics.median(bare_s[1:]), statistics.median(ours_s[1:])
    report("P1b start to Messages from the cache", ours / bare, "x", "<= 2.2", ours / bare <= 2.2)
    report("P1b start to Messages, seconds", ours, "s", "told, not promised", True)


def _seconds_to_messages(kept: Kept) -> float:
    return seconds_to_paint(
        "--until-rows",
        "conversations",
        "app",
        "--data",
        str(kept.data_dir),
        "--server",
        NO_SERVER,
        home=kept.data_dir,
        secret_fd=kept.secret_fd(),
    )


if __name__ == "__main__":
    main()
