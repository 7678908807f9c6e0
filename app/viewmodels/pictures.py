"""Pictures of photos as they come into view: fetched and decoded in workers, kept in memory within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.domain.errors import GettingOutError
from app.domain.gallery import PictureSize
from app.viewmodels.hub import Hub

if TYPE_CHECKING:
    from app.services.session import OpenSession

Wanted = tuple[str, PictureSize]
Fetch = Callable[["OpenSession", str, PictureSize], bytes | None]
MOST_BYTES = 128_000_000
AT_ONCE = 2
"""Fetched side by side; the other network threads are for the member's own words and photos."""
_SIDES = {PictureSize.SMALL: 256, PictureSize.TILE: 480, PictureSize.FULL: 2_048}


class Pictures(QObject):
    """What is wanted and not here is fetched in the order it was asked for; what is no longer wanted is left out."""

    ready = Signal(str, object)  # key, PictureSize
    settled = Signal()  # nothing that is wanted can be fetched now

    def __init__(self, hub: Hub, parent: QObject | None = None, fetch: Fetch | None = None) -> None:
        """`fetch` gives the bytes, on the network lane; of photos in galleries if nothing else is said."""
        super().__init__(parent)
        self._hub = hub
        self._bytes_of = fetch or _of_gallery
        self._images: OrderedDict[Wanted, QImage] = OrderedDict()
        self._bytes = 0
        self._wanted: tuple[Wanted, ...] = ()
        self._line: list[Wanted] = []
        self._running: set[Wanted] = set()
        self._missing: set[Wanted] = set()

    def get(self, key: str, size: PictureSize) -> QImage | None:
        """The picture, None until it is here."""
        image = self._images.get((key, size))
        if image is not None:
            self._images.move_to_end((key, size))
        return image

    @property
    def is_idle(self) -> bool:
        """Whether nothing is being fetched."""
        return not self._running

    def want(self, wanted: tuple[Wanted, ...]) -> None:
        """Exactly these are in view now."""
        self._wanted = wanted
        self._line = [
            each
            for each in dict.fromkeys(wanted)
            if each not in self._images and each not in self._running and each not in self._missing
        ]
        self._work()

    def look_again(self, key: str | None = None) -> None:
        """A picture that was not to be had may be there by now: of this photo, or of any."""
        self._missing = {each for each in self._missing if key is not None and each[0] != key}
        self.want(self._wanted)

    def forget(self, key: str) -> None:
        """This photo is hidden by now."""
        for size in PictureSize:
            image = self._images.pop((key, size), None)
            if image is not None:
                self._bytes -= image.sizeInBytes()

    def clear(self) -> None:
        """Somebody else signs in."""
        self._images.clear()
        self._bytes = 0
        self._wanted = ()
        self._line.clear()
        self._running.clear()
        self._missing.clear()
        self.settled.emit()

    def _work(self) -> None:
        while self._line and len(self._running) < AT_ONCE and self._hub.session is not None:
            wanted = self._line.pop(0)
            self._running.add(wanted)
            self._fetch(wanted)

    def _fetch(self, wanted: Wanted) -> None:
        key, size = wanted

        def failed(_fault: GettingOutError) -> None:
            """Tried again when it comes into view again."""
            self._running.discard(wanted)
            self._line.clear()
            self._tell_settled()

        self._hub.network(
            self,
            lambda session: _image(self._bytes_of(session, key, size), size),
            lambda image: self._on_image(wanted, image),
            failed,
        )

    def _on_image(self, wanted: Wanted, image: QImage | None) -> None:
        self._running.discard(wanted)
        if image is None:
            self._missing.add(wanted)
        else:
            self._keep(wanted, image)
            self.ready.emit(*wanted)
        self._work()
        self._tell_settled()

    def _tell_settled(self) -> None:
        if self.is_idle:
            self.settled.emit()

    def _keep(self, wanted: Wanted, image: QImage) -> None:
        before = self._images.pop(wanted, None)
        self._bytes += image.sizeInBytes() - (0 if before is None else before.sizeInBytes())
        self._images[wanted] = image
        while self._bytes > MOST_BYTES and len(self._images) > 1:
            _, oldest = self._images.popitem(last=False)
            self._bytes -= oldest.sizeInBytes()


def _of_gallery(session: OpenSession, key: str, size: PictureSize) -> bytes | None:
    return session.galleries.picture(key, size)


def _image(content: bytes | None, size: PictureSize) -> QImage | None:
    """On the network lane."""
    from app.imaging.qt import small_jpeg

    return None if content is None else small_jpeg(content, _SIDES[size])
