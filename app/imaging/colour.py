"""Brings every kind of decoded pixels to the one the program works with: red, green, blue, 8 bits, sRGB, on white."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageCms

from app.imaging.apply import Pixels

_log = logging.getLogger(__name__)

BAND_ROWS = 128
"""So many rows are changed at once: fast, since they stay in the processor's cache, and without a second picture."""
_PROFILE_SPACES = {"RGB": "RGB ", "CMYK": "CMYK", "L": "GRAY", "LAB": "Lab "}
_UNSEEN = 2
"""A profile that moves no colour by more than this is sRGB under another name, and is left out."""

Convert = Callable[[Image.Image], Image.Image]


def to_srgb(image: Image.Image, icc: bytes | None) -> Pixels:
    """The pixels of a decoded picture; `icc` is its colour profile, ignored where it doesn't fit or is damaged.

    Raises ValueError for a mode that is not known.
    """
    prepare = _preparation(image)
    to_colour = _colour(prepare(image.crop((0, 0, 1, 1))).mode, icc)
    out = np.empty((image.height, image.width, 3), np.uint8)
    for top in range(0, image.height, BAND_ROWS):
        bottom = min(top + BAND_ROWS, image.height)
        band = prepare(image.crop((0, top, image.width, bottom)))
        out[top:bottom] = np.asarray(_on_white(band, to_colour))
    return out


def _preparation(image: Image.Image) -> Convert:
    """From the mode as decoded to L, LA, RGB, RGBA, CMYK or LAB."""
    mode = image.mode
    if mode in ("L", "LA", "RGB", "RGBA", "CMYK", "LAB"):
        if mode in ("L", "RGB") and "transparency" in image.info:
            return lambda band: band.convert("RGBA")
        return lambda band: band
    if mode in ("P", "PA"):
        has_alpha = mode == "PA" or "transparency" in image.info
        return lambda band: band.convert("RGBA" if has_alpha else "RGB")
    if mode.startswith("I;16"):
        return lambda band: _grey(np.asarray(band) >> 8)
    if mode in ("I", "F"):
        low, high = _range(image)
        return lambda band: _grey((np.nan_to_num(np.asarray(band, np.float64)) - low) * (255 / (high - low)))
    simpler = {"1": "L", "La": "LA", "RGBa": "RGBA", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}
    if mode not in simpler:
        raise ValueError(f"unknown mode {mode}")
    return lambda band: band.convert(simpler[mode])


def _grey(values: npt.NDArray[np.generic]) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def _range(image: Image.Image) -> tuple[float, float]:
    """Black and white of numbers that say neither: 0…1, 0…255 or 0…65535 if they fit, else from least to most."""
    values = np.nan_to_num(np.asarray(image, np.float64), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    for white in (1.0, 255.0, 65535.0):
        if low >= 0 and high <= white:
            return 0.0, white
    return low, high if high > low else low + 1


def _colour(mode: str, icc: bytes | None) -> Convert:
    """From the colours of a picture without alpha to sRGB."""
    colours = mode.removesuffix("A") if mode != "CMYK" else mode
    transform = _transform(colours, icc)
    if transform is None:
        return lambda band: band.convert("RGB")
    return lambda band: ImageCms.applyTransform(band, transform) or band


def _transform(mode: str, icc: bytes | None) -> ImageCms.ImageCmsTransform | None:
    """None where nothing is to be done, or where the profile can't be used."""
    if mode == "LAB":
        return ImageCms.buildTransform(
            ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), mode, "RGB"
        )
    if not icc:
        return None
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc))
        if profile.profile.xcolor_space != _PROFILE_SPACES[mode]:
            return None
        transform = ImageCms.buildTransform(
            profile,
            ImageCms.createProfile("sRGB"),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError) as fault:
        _log.info("colour profile left out: %s", type(fault).__name__)
        return None
    return None if _changes_nothing(transform, mode) else transform


def _changes_nothing(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    """Whether it is the profile of sRGB itself, which most pictures carry."""
    if mode == "CMYK":
        return False
    steps = np.arange(0, 256, 17, dtype=np.uint8)
    if mode == "L":
        probe = Image.fromarray(steps[np.newaxis, :])
    else:
        cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
        probe = Image.fromarray(np.ascontiguousarray(cube))
    changed = np.asarray(ImageCms.applyTransform(probe, transform), np.int16)
    return int(np.abs(changed - np.asarray(probe.convert("RGB"), np.int16)).max()) <= _UNSEEN


def _on_white(band: Image.Image, to_colour: Convert) -> Image.Image:
    """The band in sRGB, what shows through replaced by white paper."""
    if band.mode not in ("LA", "RGBA"):
        return to_colour(band)
    alpha = band.getchannel("A")
    least, most = alpha.getextrema()
    if most == 0:
        return Image.new("RGB", band.size, "white")
    colours = to_colour(band.convert(band.mode.removesuffix("A")))
    if least == 255:
        return colours
    paper = Image.new("RGB", band.size, "white")
    paper.paste(colours, mask=alpha)
    return paper
