"""Pictures made on the spot for tests: photographs of nothing in particular, windows, pages and their files."""

from __future__ import annotations

import functools
import io
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from app.imaging.apply import Pixels


def photo(width: int = 640, height: int = 480, *, seed: int = 1, noise: float = 4.0) -> Pixels:
    """Soft light, shapes with real edges and a camera's noise: what a photograph has in common with others."""
    return _photo(width, height, seed, noise).copy()


@functools.lru_cache(maxsize=8)
def _photo(width: int, height: int, seed: int, noise: float) -> Pixels:
    rng = np.random.default_rng(seed)
    light = cv2.resize(_normal(rng, (5, 6, 3), 40) + 130, (width, height), interpolation=cv2.INTER_CUBIC)
    image = Image.fromarray(as_pixels(light))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = (int(rng.integers(0, length)) for length in (width, height))
        across, down = (
            int(rng.integers(width // 20, width // 5)),
            int(rng.integers(height // 20, height // 4)),
        )
        red, green, blue = (int(part) for part in rng.integers(20, 235, 3))
        draw.ellipse((x - across, y - down, x + across, y + down), fill=(red, green, blue))
    values = cv2.GaussianBlur(np.asarray(image, np.float32), (0, 0), 0.8)  # no lens is as sharp as a drawing
    return as_pixels(values if noise == 0 else values + _normal(rng, (height, width, 3), noise))


def blurred(pixels: Pixels, sigma: float, noise: float = 2.0) -> Pixels:
    """Out of focus, and then noisy, as it happens in a camera."""
    values = cv2.GaussianBlur(pixels.astype(np.float32), (0, 0), sigma)
    return as_pixels(values + _normal(np.random.default_rng(7), pixels.shape, noise))


def lit(pixels: Pixels, factor: float, least: float = 0.0) -> Pixels:
    """Under more or less light."""
    return as_pixels(pixels * factor + least)


def as_pixels(values: npt.ArrayLike) -> Pixels:
    """Numbers as the 8 bits of a pixel."""
    pixels: Pixels = np.clip(np.asarray(values), 0, 255).astype(np.uint8)
    return pixels


def _normal(rng: np.random.Generator, shape: tuple[int, ...], spread: float) -> npt.NDArray[np.float32]:
    return rng.standard_normal(shape, np.float32) * np.float32(spread)


def screenshot(width: int = 900, height: int = 700, *, dark: bool = False) -> Pixels:
    """A window with a bar, bubbles and text."""
    ground, bar, bubble, ink = (
        ("#101014", "#202030", "#2a3a55", "#e8e8e8") if dark else ("#f4f4f2", "#2b4fa8", "#dfe7f7", "#202020")
    )
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width, 56), fill=bar)
    font = ImageFont.load_default(18)
    for row, top in enumerate(range(80, height - 80, 90)):
        left = 30 if row % 2 else width // 3
        draw.rounded_rectangle((left, top, left + width // 2, top + 70), 14, fill=bubble)
        draw.text(
            (left + 14, top + 10),
            "We saw the ducks by the lake again\nand Tom asked about you",
            fill=ink,
            font=font,
        )
    return np.asarray(image).copy()


def page(width: int = 900, height: int = 1200, *, seed: int = 3) -> Pixels:
    """A sheet with lines of text, photographed by hand: uneven light, noise, a slight tilt."""
    image = Image.new("L", (width, height), 235)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(20)
    for top in range(80, height - 80, 34):
        draw.text(
            (70, top),
            "The hearing is moved to the third of March, at nine in the morning.",
            fill=40,
            font=font,
        )
    rng = np.random.default_rng(seed)
    light = rng.uniform(0.75, 1.0, (3, 3)).astype(np.float32)
    shade = cv2.resize(light, (width, height), interpolation=cv2.INTER_CUBIC)
    sheet = np.asarray(image.rotate(2, fillcolor=235), np.float32)
    values = cv2.GaussianBlur((sheet * shade).astype(np.float32), (0, 0), 0.7) + _normal(rng, sheet.shape, 3)
    return np.repeat(as_pixels(values)[:, :, np.newaxis], 3, axis=2)


def encoded(pixels: Pixels, form: str = "JPEG", **options: Any) -> bytes:
    """The pixels as a file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, form, **options)
    return file.getvalue()
