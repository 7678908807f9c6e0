"""Pictures that are dropped onto a widget or pasted from the clipboard, delivered as if they had been chosen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.domain.errors import GettingOutError, PictureFault, PictureFaultKind
from app.views.file_picker import FilePicker, PickedPicture

_ENCODED = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
    "image/avif",
    "image/tiff",
    "image/bmp",
    "image/gif",
)
"""Kinds that arrive as the file's own bytes, which is better than what the other program made of them."""


class PictureDrops(QObject):
    """Watches one widget and all that is in it; what its children take themselves stays theirs."""

    picked = Signal(object)  # PickedPicture
    files_given = Signal(object)  # tuple of paths, instead of `picked` where several are taken
    failed = Signal(object)  # PictureFault

    def __init__(self, widget: QWidget, picker: FilePicker, *, takes_several: bool = False) -> None:
        super().__init__(widget)
        self._takes_several = takes_several
        self._widget = widget
        self._picker = picker
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), widget)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)

    def paste(self) -> None:
        """Takes what is in the clipboard; words that are no picture are told as such."""
        self._take(QGuiApplication.clipboard().mimeData(), self.tr("Pasted photo"))

    def take(self, mime: QMimeData) -> None:
        """What a box for words was given and does not want."""
        self._take(mime, self.tr("Pasted photo"))

    def _take(self, mime: QMimeData, name: str) -> None:
        files = tuple(url.toLocalFile() for url in mime.urls() if url.isLocalFile())
        if files and self._takes_several:
            self.files_given.emit(files)
            return
        work = picture_of(mime, name)
        if work is None:
            self.failed.emit(PictureFault(PictureFaultKind.NOT_A_PICTURE))
            return
        request = self._picker.request(self)
        request.picked.connect(self._on_picked)
        request.failed.connect(self._on_failed)
        request.make(work)

    def _on_picked(self, picture: PickedPicture) -> None:
        self.picked.emit(picture)

    def _on_failed(self, fault: GettingOutError) -> None:
        self.failed.emit(fault)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Takes pictures and files, leaves everything else to others."""
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            if not may_hold_picture(event.mimeData()):
                return False
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._take(event.mimeData(), self.tr("Dropped photo"))
            return True
        if isinstance(event, (QDragEnterEvent, QDragMoveEvent)) and may_hold_picture(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return True
        return False


def may_hold_picture(mime: QMimeData) -> bool:
    """A file of this computer, or a picture."""
    return any(url.isLocalFile() for url in mime.urls()) or mime.hasImage() or _encoded(mime) is not None


def is_rather_picture(mime: QMimeData) -> bool:
    """Whether somebody who gives this to a box for words means a picture: files always, else what has no words."""
    has_files = any(url.isLocalFile() for url in mime.urls())
    return has_files or (may_hold_picture(mime) and not mime.hasText())


def picture_of(mime: QMimeData, name: str) -> Callable[[], PickedPicture] | None:
    """What a worker does to get the picture; None if there is none. Reads the clipboard here, in the GUI thread."""
    files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    if files:
        return lambda: _file(files[0])
    kind = _encoded(mime)
    if kind is not None:
        data = bytes(mime.data(kind).data())
        if data:
            return lambda: PickedPicture(data, name)
    image = QImage(mime.imageData()) if mime.hasImage() else QImage()
    return None if image.isNull() else (lambda: PickedPicture(_png(image), name))


def _encoded(mime: QMimeData) -> str | None:
    return next((kind for kind in _ENCODED if mime.hasFormat(kind)), None)


def _file(path: str) -> PickedPicture:
    from app.imaging.opening import read_file

    return PickedPicture(read_file(Path(path)), Path(path).name, path)


def _png(image: QImage) -> bytes:
    """Loses nothing; compressed a little, for speed."""
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, QByteArray(b"png"))
    writer.setQuality(80)
    if not writer.write(image):
        raise PictureFault(PictureFaultKind.DAMAGED)
    return bytes(kept.data())
