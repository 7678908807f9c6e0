"""How often a repeating test repeats: a normal run is short, `python3 dev.py soak` runs the full numbers."""

import os


def rounds(normal: int, soak: int) -> int:
    """The number of repetitions for this run; mark the test `soak_scaled` so that soak finds it."""
    return soak if os.environ.get("GETTINGOUT_SOAK") == "1" else normal
