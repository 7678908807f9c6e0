"""Decodes untrusted bytes to upright sRGB pixels, in full or reduced; whatever goes wrong is one `PictureFault`."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import pi_heif  # type: ignore[import-untyped] # has no types of its own
from pi_heif.as_plugin import HeifImageFile  # type: ignore[import-untyped]
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from app.domain.errors import Cancelled, GettingOutError, PictureFault, PictureFaultKind
from app.domain.photos import Size
from app.imaging import essence
from app.imaging.apply import Pixels
from app.imaging.colour import to_srgb
from app.imaging.cv import cv2
from app.imaging.sniffing import PictureKind, kind_of, webp_size
from contract.limits import OPENED_PIXELS

_log = logging.getLogger(__name__)

Image.MAX_IMAGE_PIXELS = OPENED_PIXELS
# Once and for the whole process: `warnings.catch_warnings` around a decode would not be safe in several threads.
warnings.filterwarnings("error", module=r"PIL\.")
# The tags of a TIFF or an EXIF block are notes: one of them being odd is no reason to refuse a picture.
warnings.filterwarnings("ignore", module=r"PIL\.TiffImagePlugin")
pi_heif.options.THUMBNAILS = False
pi_heif.options.DEPTH_IMAGES = False
pi_heif.options.AUX_IMAGES = False

# The classes themselves, not `Image.open`: no other decoder can be reached by any content.
_DECODERS: dict[PictureKind, type[ImageFile.ImageFile]] = {
    PictureKind.JPEG: JpegImagePlugin.JpegImageFile,
    PictureKind.PNG: PngImagePlugin.PngImageFile,
    PictureKind.WEBP: WebPImagePlugin.WebPImageFile,
    PictureKind.HEIC: HeifImageFile,
    PictureKind.AVIF: AvifImagePlugin.AvifImageFile,
    PictureKind.BMP: BmpImagePlugin.BmpImageFile,
    PictureKind.TIFF: TiffImagePlugin.TiffImageFile,
    PictureKind.GIF: GifImagePlugin.GifImageFile,
}
_TURNED_BY_DECODER = frozenset({PictureKind.HEIC, PictureKind.TIFF})
_PACKED_BMP, _LARGEST_PACKED_BMP = (1, 2), 500_000
# Pillow unpacks these one run at a time in Python, so that millions of them would take half a minute.
_DNG_VERSION, _SUBFILE_TYPE, _SUB_PICTURES = 50706, 254, 330


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A picture whose head was read: what it is, its size as it will stand upright, and what decoding it takes."""

    kind: PictureKind
    size: Size
    is_animated: bool
    orientation: int
    parts: essence.Essence


def read_head(data: bytes) -> Source:
    """Find out what some bytes are without decoding their pixels; raises `PictureFault`."""
    kind = kind_of(data)
    with _one_fault():
        parts = _essence(kind, data)
        image = _open(kind, parts)
        try:
            if kind is PictureKind.TIFF:
                _refuse_raw(image)
            size = Size(*image.size)
            is_animated = parts.is_animated or _is_animated(kind, image)
            orientation = _orientation(kind, parts, image)
        finally:
            image.close()
    if size.width < 1 or size.height < 1:
        raise PictureFault(PictureFaultKind.DAMAGED)
    return Source(kind, size.turned if orientation >= 5 else size, is_animated, orientation, parts)


def decode(source: Source, at_least: Size, cancelled: Callable[[], bool]) -> Pixels:
    """The upright pixels, reduced by a whole factor as long as neither side gets smaller than in `at_least`.

    The size comes from that factor, so it is exact for nobody. Raises `PictureFault` and `Cancelled`.
    """
    wanted = at_least.turned if source.orientation >= 5 else at_least
    refuse_if(cancelled)
    with _one_fault():
        image = _open(source.kind, source.parts)
        try:
            if image.mode in ("L", "RGB", "CMYK") and source.kind is PictureKind.JPEG:
                image.draft(None, (wanted.width, wanted.height))
            icc = source.parts.icc or image.info.get("icc_profile")
            image.load()
            _refuse_large(image.size)  # a HEIC may turn out to be of another size
            refuse_if(cancelled)
            pixels = to_srgb(_reduced(image, wanted), icc if isinstance(icc, bytes) else None)
        finally:
            image.close()
    refuse_if(cancelled)
    return upright(pixels, source.orientation)


def refuse_if(cancelled: Callable[[], bool]) -> None:
    """Raises `Cancelled` once nobody wants the result."""
    if cancelled():
        raise Cancelled


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """Pixels turned and mirrored as an EXIF orientation of 1…8 asks."""
    if orientation in (5, 6, 7, 8):
        pixels = np.asarray(cv2.transpose(pixels), dtype=np.uint8)
    flips = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}  # after the transpose: 1 left-right, 0 top-bottom, −1 both
    if orientation in flips:
        pixels = np.asarray(cv2.flip(pixels, flips[orientation]), dtype=np.uint8)
    return pixels


@contextmanager
def _one_fault() -> Iterator[None]:
    """Decoders raise anything at all on damaged bytes: it is the picture's fault, and told as such."""
    try:
        yield
    except GettingOutError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise PictureFault(PictureFaultKind.TOO_MANY_PIXELS, OPENED_PIXELS) from fault
    except Exception as fault:
        _log.info("a picture can't be decoded: %s", type(fault).__name__)
        raise PictureFault(PictureFaultKind.DAMAGED) from fault


def _essence(kind: PictureKind, data: bytes) -> essence.Essence:
    if kind is PictureKind.JPEG:
        return essence.of_jpeg(data)
    if kind is PictureKind.PNG:
        return essence.of_png(data)
    if kind is PictureKind.GIF:
        return essence.of_gif(data)
    if kind is PictureKind.BMP and data[30] in _PACKED_BMP and len(data) > _LARGEST_PACKED_BMP:
        raise PictureFault(PictureFaultKind.UNSUPPORTED)
    return essence.Essence(data)


def _open(kind: PictureKind, parts: essence.Essence) -> Image.Image:
    """The picture with its head read; refused before its decoder makes room for too many pixels."""
    if kind is PictureKind.WEBP:
        _refuse_large(webp_size(parts.data) or (0, 0))
    image = _DECODERS[kind](io.BytesIO(parts.data))
    _refuse_large(image.size)
    return image


def _refuse_large(size: tuple[int, int]) -> None:
    if size[0] * size[1] > OPENED_PIXELS:
        raise PictureFault(PictureFaultKind.TOO_MANY_PIXELS, OPENED_PIXELS)


def _refuse_raw(image: Image.Image) -> None:
    """Raw pictures of cameras look like TIFF and would open as their tiny preview."""
    tags = image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else {}
    if _DNG_VERSION in tags or (tags.get(_SUBFILE_TYPE, 0) & 1 and _SUB_PICTURES in tags):
        raise PictureFault(PictureFaultKind.UNSUPPORTED)


def _is_animated(kind: PictureKind, image: Image.Image) -> bool:
    if kind not in (PictureKind.WEBP, PictureKind.AVIF):
        return False
    return bool(getattr(image, "is_animated", False))


def _orientation(kind: PictureKind, parts: essence.Essence, image: Image.Image) -> int:
    """What is left to be done after the decoder: some turn the picture by themselves."""
    if kind in _TURNED_BY_DECODER:
        return 1
    exif = parts.exif or image.info.get("exif")
    return essence.orientation_of(exif if isinstance(exif, bytes) else None)


def _reduced(image: Image.Image, wanted: Size) -> Image.Image:
    """Made smaller by averaging before anything else is done to it, so that the rest costs little."""
    factor = min(image.width // max(wanted.width, 1), image.height // max(wanted.height, 1))
    if factor < 2:
        return image
    if image.mode in ("P", "PA"):
        has_alpha = image.mode == "PA" or "transparency" in image.info
        image = image.convert("RGBA" if has_alpha else "RGB")
    elif image.mode in ("RGB", "L") and "transparency" in image.info:
        image = image.convert("RGBA")
    elif image.mode == "1":
        image = image.convert("L")
    if image.mode in ("LA", "RGBA"):  # a clear pixel's colour must not bleed into what is seen
        return image.convert("La" if image.mode == "LA" else "RGBa").reduce(factor)
    if image.mode in ("L", "RGB", "CMYK", "F", "I", "RGBa", "La", "RGBX", "YCbCr"):
        return image.reduce(factor)
    return image
