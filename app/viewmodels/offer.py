"""One changed photo that a facility offers: beside which picture of the member's, how it stands, and their answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from app.domain.errors import GettingOutError
from app.domain.gallery import PictureSize
from app.domain.offers import Offered, OfferWish
from app.domain.values import Change, ChangeKind, Connection
from app.viewmodels.hub import Hub
from app.viewmodels.pictures import Pictures

if TYPE_CHECKING:
    from app.services.session import OpenSession

_FOLLOWED = (ChangeKind.PHOTOS, ChangeKind.POSTS, ChangeKind.ALL)


class OfferViewModel(QObject):
    """State of the sheet in which a member answers; of a photo in a gallery, or of one in a post."""

    changed = Signal()  # offered, own, other, is_busy: read again
    gone = Signal()  # there is no such offer (any more)
    answered = Signal(object)  # Offered, as it stands since
    failed = Signal(object)  # GettingOutError: WrongState, Offline, …

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self._wish: OfferWish | None = None
        self._offered: Offered | None = None
        self._is_busy = False
        self._pictures = Pictures(hub, self, _bytes_of)
        self._pictures.ready.connect(self._on_picture_ready)
        hub.changed.connect(self._on_changed)
        hub.connection_changed.connect(self._on_connection_changed)
        hub.session_changed.connect(self._on_session_changed)

    @property
    def offered(self) -> Offered | None:
        """The offer as it stands; None while it is being read."""
        return self._offered

    @property
    def own(self) -> QImage | None:
        """The member's own photo, None while it is not here."""
        return None if self._offered is None else self._picture(self._offered.own_sha256)

    @property
    def other(self) -> QImage | None:
        """The changed one, likewise."""
        return None if self._offered is None else self._picture(self._offered.offer.sha256)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._is_busy

    def open(self, wish: OfferWish) -> None:
        """Read this one; ends in `changed` or `gone`."""
        self.close()
        self._wish = wish
        self._read()

    def close(self) -> None:
        """Show none."""
        self._wish = self._offered = None
        self._is_busy = False
        self._pictures.clear()

    def answer(self, *, accepts: bool) -> None:
        """Yes or no to the bytes that are shown; ends in `answered` or `failed`."""
        wish, offered = self._wish, self._offered
        if wish is None or offered is None or self._is_busy or (accepts and self.other is None):
            return
        self._is_busy = True
        self.changed.emit()
        sha256 = offered.offer.sha256
        self._hub.network(
            self,
            lambda session: session.offers.answer(wish, sha256, accepts=accepts),
            self._hub.tell_all,  # what it means is read with everything else that changed
            lambda fault: self._on_failed(wish, fault),
        )

    def _read(self) -> None:
        wish = self._wish
        if wish is not None:
            self._hub.storage(
                self,
                lambda session: session.offers.offered(wish),
                lambda offered: self._on_read(wish, offered),
            )

    def _picture(self, sha256: str) -> QImage | None:
        return self._pictures.get(sha256, PictureSize.FULL)

    def _on_read(self, wish: OfferWish, offered: Offered | None) -> None:
        if wish is not self._wish:
            return
        was_asked, self._offered = self._is_busy, offered
        if offered is None:
            self.gone.emit()
            return
        names = (offered.own_sha256, offered.offer.sha256)
        self._pictures.want(tuple((name, PictureSize.FULL) for name in names))
        if was_asked and not offered.offer.waits:
            self._is_busy = False
            self.answered.emit(offered)
        else:
            self.changed.emit()

    def _on_failed(self, wish: OfferWish, fault: GettingOutError) -> None:
        if wish is self._wish:
            self._is_busy = False
            self.failed.emit(fault)
            self._read()

    def _on_picture_ready(self, _sha256: str, _size: PictureSize) -> None:
        self.changed.emit()

    def _on_changed(self, change: Change) -> None:
        if change.kind in _FOLLOWED:
            self._read()

    def _on_connection_changed(self, connection: Connection) -> None:
        if connection is Connection.ONLINE:
            self._pictures.look_again()

    def _on_session_changed(self, _session: OpenSession | None) -> None:
        self.close()


def _bytes_of(session: OpenSession, sha256: str, _size: PictureSize) -> bytes | None:
    return session.offers.picture(sha256)
