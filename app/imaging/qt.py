"""The one place where pixels become a picture of Qt; a small JPEG becomes one without the libraries of the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

if TYPE_CHECKING:
    from app.imaging.apply import Pixels


def to_image(pixels: Pixels) -> QImage:
    """A `QImage` of its own: the array may be changed or reused afterwards. Any thread may call this."""
    import numpy as np  # an idle window shows a small JPEG and needs none of this

    rows = np.ascontiguousarray(pixels)
    height, width, _ = rows.shape
    return QImage(rows.data, width, height, width * 3, QImage.Format.Format_RGB888).copy()


def small_jpeg(content: bytes, side: int) -> QImage | None:
    """A JPEG that covers a square of `side` pixels, no larger than needed; None if it is none. For any thread.

    Nothing but a JPEG is tried, whatever the bytes look like: they came from a server.
    """
    source = QBuffer()
    source.setData(QByteArray(content))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(source, QByteArray(b"jpeg"))
    reader.setDecideFormatFromContent(False)
    whole = reader.size()
    if not whole.isValid():
        return None
    covering = whole.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
    if covering.width() < whole.width():
        reader.setScaledSize(covering)
    image = reader.read()
    return None if image.isNull() else image
