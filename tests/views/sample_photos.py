"""Galleries and photos made up in memory, behind the signals and commands of the real view model."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
from PySide6.QtCore import QObject, QPointF, Signal
from PySide6.QtGui import QColor, QImage, QLinearGradient, QPainter

from app.domain.gallery import (
    GalleryCard,
    GalleryPhoto,
    PhotoProgress,
    PhotoShare,
    PictureSize,
    UploadsStanding,
)
from app.domain.offers import Offered, OfferWish, PhotoOffer
from app.domain.photos import Rect
from app.domain.prices import PriceLine
from app.domain.profile_photo import PhotoFault, PhotoFaultKind
from app.domain.values import Refusal, Step, StepKind

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
KINDS = (
    StepKind.QUEUED,
    StepKind.PENDING,
    StepKind.IN_REVIEW,
    StepKind.REFUSED,
    StepKind.APPROVED,
    StepKind.DELIVERED,
    StepKind.OPENED,
)


def picture(key: str, width: int = 640, height: int = 480) -> QImage:
    """One that differs for each key."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    hue = sum(key.encode()) * 37 % 360
    sky = QLinearGradient(QPointF(0, 0), QPointF(0, height))
    sky.setColorAt(0, QColor.fromHsv(hue, 90, 170))
    sky.setColorAt(1, QColor.fromHsv((hue + 40) % 360, 50, 235))
    painter = QPainter(image)
    painter.fillRect(image.rect(), sky)
    painter.setBrush(QColor.fromHsv((hue + 180) % 360, 120, 150))
    painter.drawEllipse(width // 3, height // 3, height // 2, height // 2)
    painter.end()
    return image


def share(kind: StepKind, **more: object) -> PhotoShare:
    """At Cedar Ridge, for Mateo."""
    at = NOW - timedelta(hours=4)
    refusal = None
    regions: tuple[Rect, ...] = ()
    if kind is StepKind.REFUSED:
        note = "Crop the photo a little above it and send it again."
        refusal = Refusal("11", "no readable licence plates.", note, (), NOW + timedelta(days=20))
        regions = (Rect(0.35, 0.6, 0.3, 0.15),)
    waits = kind.waits_for_approval
    made = PhotoShare(
        share_key="s",
        facility_id="cedar",
        facility_name="Cedar Ridge",
        kind=kind,
        names=("Mateo Rivera",),
        contact_ids=("mateo",),
        steps=(Step(StepKind.PENDING, at), Step(kind, NOW - timedelta(hours=1))),
        number="4QK-7PX",
        price_cents=25,
        held_cents=25 if waits else 0,
        paid_cents=25 if kind in (StepKind.APPROVED, StepKind.DELIVERED, StepKind.OPENED) else 0,
        expected_by=NOW + timedelta(hours=9) if waits else None,
        refusal=refusal,
        regions=regions,
    )
    return msgspec.structs.replace(made, **more)


def photo(number: int, kind: StepKind | None, gallery_id: str = "g0") -> GalleryPhoto:
    """The photo of this number in one state."""
    is_here = kind in (StepKind.QUEUED, StepKind.FAILED)
    return GalleryPhoto(
        key=f"p{number}",
        gallery_id=gallery_id,
        title=f"Grandpa's car, washed, number {number}",
        at=NOW - timedelta(minutes=number),
        kind=kind,
        kind_at=NOW - timedelta(hours=1),
        photo_id=None if is_here else f"id{number}",
        width=2048,
        height=1536,
        shares=() if is_here or kind is None else (share(kind),),
        fault=PhotoFault(PhotoFaultKind.FUNDS, 25, 10, 15) if kind is StepKind.FAILED else None,
        price_cents=25,
    )


def offered_photo(number: int) -> GalleryPhoto:
    """The photo of this number, for which Cedar Ridge offers a changed one."""
    offer = PhotoOffer(
        sha256="a" * 64,
        at=NOW,
        until=NOW + timedelta(days=7),
        rule="11",
        text="No readable licence plates.",
        note="Without the plate it is fine.",
        boxes=1,
        is_cut=True,
        outcome="waiting",
        width=640,
        height=480,
    )
    there = share(StepKind.OFFERED, offer=offer, submission_id="s", held_cents=25)
    return msgspec.structs.replace(photo(number, StepKind.OFFERED), shares=(there,))


class SamplePhotos(QObject):
    """What was commanded stands in `asked`; what is shown is put in with `fill`."""

    galleries_changed = Signal()
    gallery_changed = Signal()
    photos_changed = Signal()
    uploads_changed = Signal()
    progress_changed = Signal(object)
    picture_ready = Signal(str, object)
    loading_changed = Signal(bool)
    terms_changed = Signal()
    failed = Signal(object)
    mend_ready = Signal(object)
    gallery_created = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_loading = False
        self.is_online = True
        self.takes_photos = True
        self.price_line = PriceLine(25, 1250)
        self.galleries: tuple[GalleryCard, ...] = ()
        self.gallery_id: str | None = None
        self.photos: tuple[GalleryPhoto, ...] = ()
        self.uploads = UploadsStanding()
        self.asked: list[tuple[object, ...]] = []
        self.wanted: list[tuple[tuple[str, PictureSize], ...]] = []
        self.shares: dict[str, float] = {}
        self._pictures: dict[str, QImage] = {}
        self.has_pictures = True

    def fill(self, galleries: int, photos: int) -> None:
        """So many galleries, and so many photos in the open one."""
        worst = (StepKind.PENDING, StepKind.OPENED, StepKind.REFUSED, StepKind.DELIVERED, None)
        names = (
            "Sofi's first winter",
            "Abuela's kitchen",
            "Amina's graduation",
            "Lake trip",
            "From the window",
        )
        self.galleries = tuple(
            GalleryCard(
                f"g{number}",
                names[number % 5],
                12 + number,
                tuple(f"p{number * 3 + each}" for each in range(3)),
                worst[number % 5],
                2,
                ("Chidi Okafor", "Isaac Begay"),
            )
            for number in range(galleries)
        )
        self.photos = tuple(photo(number, KINDS[number % len(KINDS)]) for number in range(photos))
        self.galleries_changed.emit()
        self.photos_changed.emit()

    def put(self, *photos: GalleryPhoto) -> None:
        """Exactly these photos in the open gallery."""
        self.photos = photos
        self.photos_changed.emit()

    def photo(self, key: str) -> GalleryPhoto | None:
        """The photo of this key."""
        return next((each for each in self.photos if each.key == key), None)

    def picture(self, key: str, size: PictureSize) -> QImage | None:
        """One that differs for each key."""
        if not self.has_pictures:
            return None
        if key not in self._pictures:
            self._pictures[key] = picture(key)
        return self._pictures[key]

    def want_pictures(self, wanted: tuple[tuple[str, PictureSize], ...]) -> None:
        """Noted."""
        self.wanted.append(wanted)

    def progress(self, key: str) -> float | None:
        """As told with `send`."""
        return self.shares.get(key)

    def send(self, key: str, part: float) -> None:
        """So far is this photo."""
        self.shares[key] = part
        self.progress_changed.emit(PhotoProgress(key, part))

    def open_gallery(self, gallery_id: str) -> None:
        """Shows it."""
        self.gallery_id = gallery_id
        self.gallery_changed.emit()
        self.photos_changed.emit()

    def close_gallery(self) -> None:
        """Back to all."""
        self.gallery_id = None
        self.gallery_changed.emit()

    def create_gallery(self, name: str) -> None:
        """At once."""
        self.asked.append(("create_gallery", name))
        card = GalleryCard(f"g{len(self.galleries)}", name, 0)
        self.galleries = (*self.galleries, card)
        self.galleries_changed.emit()
        self.gallery_created.emit(card)

    def rename_gallery(self, gallery_id: str, name: str) -> None:
        """Noted."""
        self.asked.append(("rename_gallery", gallery_id, name))

    def delete_gallery(self, gallery_id: str) -> None:
        """Noted."""
        self.asked.append(("delete_gallery", gallery_id))

    def set_cover(self, gallery_id: str, key: str) -> None:
        """Noted."""
        self.asked.append(("set_cover", gallery_id, key))

    def rename(self, key: str, title: str) -> None:
        """Noted."""
        self.asked.append(("rename", key, title))

    def move(self, keys: tuple[str, ...], gallery_id: str) -> None:
        """Noted."""
        self.asked.append(("move", keys, gallery_id))

    def delete(self, keys: tuple[str, ...]) -> None:
        """Noted."""
        self.asked.append(("delete", keys))

    def cancel(self, keys: tuple[str, ...]) -> None:
        """Noted."""
        self.asked.append(("cancel", keys))

    def cancel_all(self) -> None:
        """Noted."""
        self.asked.append(("cancel_all",))

    def withdraw(self, key: str) -> None:
        """Noted."""
        self.asked.append(("withdraw", key))

    def send_anyway(self, key: str) -> None:
        """Noted."""
        self.asked.append(("send_anyway", key))

    def mend(self, key: str) -> None:
        """Noted."""
        self.asked.append(("mend", key))


def offered_of(photo: GalleryPhoto) -> Offered:
    """What is offered at its one facility."""
    (there,) = photo.shares
    assert there.offer is not None
    return Offered(there.offer, "b" * 64, there.facility_name, there.names, there.price_cents)


class SampleOffer(QObject):
    """An offer as the sheet asks for it; what was answered stands in `asked`."""

    changed = Signal()
    gone = Signal()
    answered = Signal(object)
    failed = Signal(object)

    def __init__(self, offered: Offered) -> None:
        super().__init__()
        self._there = offered
        self.offered: Offered | None = None
        self.has_pictures = True
        self.is_busy = False
        self.asked: list[tuple[str, object]] = []

    @property
    def own(self) -> QImage | None:
        """A picture."""
        return self._picture("#806040")

    @property
    def other(self) -> QImage | None:
        """Another."""
        return self._picture("#408060")

    def open(self, wish: OfferWish) -> None:
        """Noted, and shown at once."""
        self.asked.append(("open", wish))
        self.put(self._there)

    def close(self) -> None:
        """Noted."""
        self.asked.append(("close", None))

    def answer(self, *, accepts: bool) -> None:
        """Noted; it is on its way until the test says how it went."""
        self.asked.append(("answer", accepts))
        self.is_busy = True
        self.changed.emit()

    def put(self, offered: Offered) -> None:
        """How it stands by now."""
        self.offered = offered
        self.changed.emit()

    def _picture(self, colour: str) -> QImage | None:
        if not self.has_pictures or self.offered is None:
            return None
        image = QImage(640, 480, QImage.Format.Format_RGB32)
        image.fill(QColor(colour))
        return image
