"""How often a repeating test repeats: a normal run is short, `python3 dev.py soak` runs the full numbers."""

import os

from tests.databases import Cluster


def rounds(normal: int, soak: int) -> int:
    """The number of repetitions for this run; mark the test `soak_scaled` so that soak finds it.

    A normal run asks the second database a quarter as often: each of its statements is a way there and back.
    """
    if os.environ.get("GETTINGOUT_SOAK") == "1":
        return soak
    return normal if Cluster.of_environment() is None else max(1, normal // 4)
