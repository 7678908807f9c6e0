"""P1: from the start of the process to the painted sign-in window, against a bare QMainWindow."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks._report import report

ROUNDS = 9


def main() -> None:
    """Start both in turns; the first round only warms the disk."""
    bare_s: list[float] = []
    ours_s: list[float] = []
    for _ in range(ROUNDS + 1):
        bare_s.append(seconds_to_paint("bare"))
        with TemporaryDirectory(prefix="gettingout-bench-") as folder:
            ours_s.append(seconds_to_paint("app", "--data", folder, home=Path(folder)))
    bare, ours = statistics.median(bare_s[1:]), statistics.median(ours_s[1:])
    report("P1 start to sign-in", ours / bare, "x", "<= 1.6", ours / bare <= 1.6)
    report("P1 start to sign-in, seconds", ours, "s", "told, not promised", True)


def seconds_to_paint(*arguments: str, home: Path | None = None, secret_fd: int | None = None) -> float:
    """Seconds from starting the process to its word that it has painted; `secret_fd` is handed over and closed."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # a user's second start finds compiled files
    if home is not None:
        environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_RUNTIME_DIR": str(home)}
    passed = () if secret_fd is None else (secret_fd,)
    command = [sys.executable, "-m", "benchmarks._painted", *arguments]
    if secret_fd is not None:
        command += ["--secret-fd", str(secret_fd)]
    start = time.perf_counter()
    with subprocess.Popen(
        command,
        pass_fds=passed,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        elapsed_s = time.perf_counter() - start
        process.wait()
    for descriptor in passed:
        os.close(descriptor)
    if line != "painted\n":
        raise SystemExit(f"{arguments[0]} never painted")
    return elapsed_s


if __name__ == "__main__":
    main()
