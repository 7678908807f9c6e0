"""A photograph of 24 megapixels made in code, with the detail and noise that make a camera's files heavy."""

from __future__ import annotations

import io
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from PIL import Image

from app.imaging.cv import cv2

T = TypeVar("T")
WIDTH, HEIGHT = 6000, 4000
QUALITY = 92


def photo_file(width: int = WIDTH, height: int = HEIGHT) -> bytes:
    """The JPEG of a phone or camera: about 7 MB at 24 megapixels."""
    rng = np.random.default_rng(24)
    values = np.zeros((height, width, 3), np.float32)
    for cells, spread in ((8, 45.0), (60, 22.0), (400, 9.0)):
        layer = rng.normal(0, spread, (cells * height // width + 2, cells, 3)).astype(np.float32)
        values += cv2.resize(layer, (width, height), interpolation=cv2.INTER_CUBIC)
    grain = rng.normal(0, 5, (height // 2, width // 2, 3)).astype(np.float32)
    values += cv2.resize(grain, (width, height)) + 125
    file = io.BytesIO()
    Image.fromarray(np.clip(values, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def medians(works: tuple[Callable[[], T], ...], rounds: int) -> tuple[float, ...]:
    """Seconds each piece of work takes, done in turns, so that whatever else the machine does falls on all alike."""
    times: list[list[float]] = [[] for _ in works]
    for work in works:
        work()
    for _ in range(rounds):
        for taken, work in zip(times, works, strict=True):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
    return tuple(statistics.median(taken) for taken in times)
