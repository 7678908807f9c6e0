"""What the Photos tab and the Share Photo task ask of their view models: state as properties, changes as signals."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage

from app.domain.gallery import (
    AudienceChoice,
    AudiencePerson,
    AudiencePlace,
    AudienceReach,
    GalleryCard,
    GalleryPhoto,
    PictureSize,
    PreparedPhoto,
    UploadsStanding,
)
from app.domain.prices import PriceLine


class PhotosModel(Protocol):
    """All galleries, the open one's photos, their pictures, and what is on its way up."""

    @property
    def galleries_changed(self) -> SignalInstance: ...
    @property
    def gallery_changed(self) -> SignalInstance: ...
    @property
    def photos_changed(self) -> SignalInstance: ...
    @property
    def uploads_changed(self) -> SignalInstance: ...
    @property
    def progress_changed(self) -> SignalInstance: ...
    @property
    def picture_ready(self) -> SignalInstance: ...
    @property
    def loading_changed(self) -> SignalInstance: ...
    @property
    def terms_changed(self) -> SignalInstance: ...
    @property
    def failed(self) -> SignalInstance: ...
    @property
    def mend_ready(self) -> SignalInstance: ...
    @property
    def gallery_created(self) -> SignalInstance: ...
    @property
    def is_loading(self) -> bool: ...
    @property
    def is_online(self) -> bool: ...
    @property
    def takes_photos(self) -> bool: ...
    @property
    def price_line(self) -> PriceLine: ...
    @property
    def galleries(self) -> tuple[GalleryCard, ...]: ...
    @property
    def gallery_id(self) -> str | None: ...
    @property
    def photos(self) -> tuple[GalleryPhoto, ...]: ...
    @property
    def uploads(self) -> UploadsStanding: ...

    def photo(self, key: str) -> GalleryPhoto | None:
        """A photo of the open gallery."""

    def picture(self, key: str, size: PictureSize) -> QImage | None:
        """Its picture, None while it is not here."""

    def want_pictures(self, wanted: tuple[tuple[str, PictureSize], ...]) -> None:
        """Exactly these are in view now."""

    def progress(self, key: str) -> float | None:
        """How far it is on its way up."""

    def open_gallery(self, gallery_id: str) -> None:
        """Shows one."""

    def close_gallery(self) -> None:
        """Shows all."""

    def create_gallery(self, name: str) -> None:
        """Ends in `gallery_created`."""

    def rename_gallery(self, gallery_id: str, name: str) -> None:
        """Another name."""

    def delete_gallery(self, gallery_id: str) -> None:
        """With its photos."""

    def set_cover(self, gallery_id: str, key: str) -> None:
        """Another cover."""

    def rename(self, key: str, title: str) -> None:
        """Another title."""

    def move(self, keys: tuple[str, ...], gallery_id: str) -> None:
        """Into another gallery."""

    def delete(self, keys: tuple[str, ...]) -> None:
        """For good."""

    def cancel(self, keys: tuple[str, ...]) -> None:
        """Those on their way up."""

    def cancel_all(self) -> None:
        """All on their way up."""

    def withdraw(self, key: str) -> None:
        """Wherever it still waits."""

    def send_anyway(self, key: str) -> None:
        """The member has agreed to the price, or thinks it works by now."""

    def mend(self, key: str) -> None:
        """Ends in `mend_ready`."""


class ShareModel(Protocol):
    """Whom photos can be shared with, what that costs, and sharing them."""

    @property
    def people_changed(self) -> SignalInstance: ...
    @property
    def reach_changed(self) -> SignalInstance: ...
    @property
    def shared(self) -> SignalInstance: ...
    @property
    def failed(self) -> SignalInstance: ...
    @property
    def busy_changed(self) -> SignalInstance: ...
    @property
    def people(self) -> tuple[AudiencePerson, ...]: ...
    @property
    def facilities(self) -> tuple[AudiencePlace, ...]: ...
    @property
    def choice(self) -> AudienceChoice: ...
    @property
    def reach(self) -> AudienceReach: ...
    @property
    def is_busy(self) -> bool: ...

    def begin(self, prepared: tuple[PreparedPhoto, ...]) -> None:
        """These photos are going to be shared."""

    def begin_further(self, key: str) -> None:
        """This photo, with more people."""

    def set_choice(self, choice: AudienceChoice) -> None:
        """Who can see it."""

    def share(self, titles: tuple[str, ...], gallery_id: str) -> None:
        """Into the outbox; ends in `shared` or `failed`."""
