"""Prints one figure of a benchmark as the JSON line that `python3 dev.py bench` collects."""

import json
import sys


def report(name: str, value: float, unit: str, promise: str, holds: bool) -> None:
    """`promise` is the wording to reach, such as "<= 1.6"; a missed one never fails the run."""
    line = {"name": name, "value": round(value, 4), "unit": unit, "promise": promise, "holds": holds}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
