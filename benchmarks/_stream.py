"""Run in a process of its own: a camera of 1280 × 720 at 30 on the loopback network, so that its cost is not ours.

`python -m benchmarks._stream` writes its address on stdout and serves until stdin ends.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

WIDTH, HEIGHT, FPS = 1280, 720, 30
KINDS = 60
"""So many different pictures, drawn once."""


@contextmanager
def stream() -> Iterator[str]:
    """The address of a camera in a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks._stream"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def main() -> None:
    """Serve."""
    from tests.mjpeg_camera import MjpegCamera

    with MjpegCamera(WIDTH, HEIGHT, FPS, kinds=KINDS) as camera:
        sys.stdout.write(camera.address + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
