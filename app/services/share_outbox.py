"""Sends the photos that wait on this computer: each put up, then ordered, exactly once, quietly again after a fault."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import msgspec

from app.domain.errors import (
    Cancelled,
    CannotWriteNow,
    GettingOutError,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    Offline,
    PictureRefused,
    PriceChanged,
    Refused,
    ServerFault,
    SignedOut,
    Throttled,
    UploadMissing,
    VersionFault,
)
from app.domain.gallery import PhotoProgress, UploadsStanding
from app.domain.profile_photo import PhotoFault, PhotoFaultKind
from app.domain.values import Change, ChangeKind
from app.services.going_up import GoingUp
from app.services.one_at_a_time import OneAtATime
from app.services.pauses import Pauses
from app.services.share_wire import ShareWire
from app.storage.gallery_store import GalleryStore
from app.storage.share_rows import ShareState
from app.storage.share_store import KeptGallery, KeptShare, ShareNote, ShareStore
from contract.galleries import (
    Gallery,
    GalleryChange,
    NewGallery,
    NewSharedPhoto,
    SharedPhoto,
)

Tell = Callable[[Change], None]


class ShareOutbox:
    """One drain at a time, one photo at a time; one that needs the member steps out of the line.

    `clock` counts seconds and never jumps.
    """

    def __init__(
        self,
        wire: Callable[[], ShareWire],
        shares: ShareStore,
        galleries: GalleryStore,
        tell: Tell,
        clock: Callable[[], float] = time.monotonic,
        new_pauses: Callable[[], Pauses] = Pauses,
    ) -> None:
        self._wire = wire
        self._shares = shares
        self._galleries = galleries
        self._tell = tell
        self._clock = clock
        self._new_pauses = new_pauses
        self._offline_pauses = new_pauses()
        self._pauses: dict[str, Pauses] = {}
        self._not_before: dict[str, float] = {}
        self._turns = OneAtATime()
        self._guard = threading.Lock()
        self._in_flight: str | None = None
        self._stopped: str | None = None
        self._going_up = GoingUp(tell, ChangeKind.SHARE_UPLOAD)
        self._again_at: dict[str, datetime] = {}
        self._done_count = 0
        self._done_bytes = 0

    @property
    def progress(self) -> PhotoProgress | None:
        """How far the photo is that goes up this moment; of any thread."""
        return self._going_up.progress

    def again_at(self, local_id: str) -> datetime | None:
        """Until when the server does not want this photo, if it said so (UTC)."""
        return self._again_at.get(local_id)

    def standing(self) -> UploadsStanding:
        """All photos on their way up together."""
        line = [note for note in self._shares.notes() if note.is_waiting and note.fault is None]
        if not line:
            self._done_count = self._done_bytes = 0
            return UploadsStanding()
        progress = self._going_up.progress
        begun = [note for note in line if progress is not None and note.local_id == progress.key]
        sent = self._done_bytes + sum(note.size * progress.share for note in begun if progress is not None)
        whole = self._done_bytes + sum(note.size for note in line)
        return UploadsStanding(
            total=self._done_count + len(line),
            waiting=len(line) - len(begun),
            share=sent / max(1, whole),
        )

    def drain(self, at_once: bool = False) -> float | None:
        """Send what can be sent; `at_once` forgets the pauses. A call during another makes that one look again.

        Returns in how many seconds to come again, None if nothing waits for a pause. Raises SignedOut and VersionFault.
        """
        if at_once:
            self.forget_pauses()
        return self._turns.run(self._drain)

    def forget_pauses(self) -> None:
        """Try everything again at once."""
        self._pauses.clear()
        self._not_before.clear()
        self._again_at.clear()
        self._offline_pauses.reset()

    def cancel(self, local_id: str) -> None:
        """The member does not want it any more; one that is on the wire this moment stops where it is.

        If it arrived nevertheless, it is taken out there: that is kept until it is done.
        """
        self._shares.cancel(local_id)
        with self._guard:
            if self._in_flight == local_id:
                self._stopped = local_id

    def make(self, local_id: str) -> None:
        """Make a gallery now that waits to be made; whoever else does so at the same time makes the same one."""
        for gallery in self._shares.new_galleries():
            if gallery.local_id == local_id:
                self._make(gallery)

    def retry(self, local_id: str, price_cents: int) -> None:
        """The member wants a photo that stayed to be sent, at this price; NotFound if it is not kept any more."""
        if self._shares.note(local_id) is None:
            raise NotFound(local_id)
        self._shares.retry(local_id, price_cents)
        self._not_before.pop(local_id, None)

    def release_funded(self, left_cents: int) -> tuple[str, ...]:
        """Photos that only lacked money go back into the line as far as this reaches, oldest first; their keys."""
        released: list[str] = []
        for note in self._shares.notes():
            fault = note.fault
            if not note.is_waiting:
                continue
            if fault is None:
                left_cents -= note.price_cents
            elif fault.kind is PhotoFaultKind.FUNDS and note.price_cents <= left_cents:
                left_cents -= note.price_cents
                self._shares.retry(note.local_id, note.price_cents)
                released.append(note.local_id)
        return tuple(released)

    def claimed_cents(self) -> int:
        """What the photos that wait here will cost once they leave by themselves."""
        waiting = [note for note in self._shares.notes() if note.is_waiting]
        return sum(note.price_cents for note in waiting if _leaves_by_itself(note.fault))

    def waiting_count(self) -> int:
        """How many photos wait here, also those that need the member."""
        return sum(note.is_waiting for note in self._shares.notes())

    def _drain(self) -> float | None:
        try:
            for gallery in self._shares.new_galleries():
                self._make_or_pause(gallery)
            while (note := self._next()) is not None:
                self._send(note.local_id)
        except Offline:
            return self._offline_pauses.next_s()
        self._offline_pauses.reset()
        return self._soonest()

    def _next(self) -> ShareNote | None:
        """The oldest photo without a pause whose gallery is there."""
        now = self._clock()
        known: set[str] | None = None
        for note in self._shares.notes():
            if self._not_before.get(note.local_id, 0.0) > now:
                continue
            if note.state == ShareState.CANCELLED:
                return note
            if note.is_waiting and note.fault is None:
                known = known or {gallery.local_id for gallery in self._galleries.galleries()}
                if note.gallery in known:
                    return note
        return None

    def _soonest(self) -> float | None:
        kept = {note.local_id for note in self._shares.notes() if note.fault is None}
        kept |= {gallery.local_id for gallery in self._shares.new_galleries()}
        ends = [at for local_id, at in self._not_before.items() if local_id in kept]
        return max(0.0, min(ends) - self._clock()) if ends else None

    def _make_or_pause(self, gallery: KeptGallery) -> None:
        """What can't be made holds up its own photos only."""
        if self._not_before.get(gallery.local_id, 0.0) > self._clock():
            return
        try:
            self._make(gallery)
        except (SignedOut, VersionFault, Offline):
            raise
        except GettingOutError as fault:
            self._pause(gallery.local_id, fault)

    def _make(self, gallery: KeptGallery) -> None:
        try:
            made = self._wire().make(gallery.local_id, NewGallery(name=gallery.name))
        except KeyReused:
            made = self._made_before(gallery)  # and renamed here before that was known
        self._shares.settle_gallery(made)
        self._tell(Change(ChangeKind.GALLERIES))

    def _made_before(self, gallery: KeptGallery) -> Gallery:
        cursor: str | None = None
        while True:
            page = self._wire().page(cursor)
            for each in page.items:
                if each.local_id == gallery.local_id:
                    return self._wire().change(each.id, GalleryChange(name=gallery.name))
            cursor = page.next
            if cursor is None:
                raise ServerFault("a gallery's key that is no gallery's")

    def _send(self, local_id: str) -> None:
        with self._guard:
            self._in_flight = local_id
        try:
            kept = self._shares.get(local_id)  # it may have been cancelled before it was marked
            if kept is not None and kept.state is ShareState.CANCELLED:
                self._take_out(kept)
            elif kept is not None and kept.state is ShareState.WAITING and kept.fault is None:
                self._attempt(kept)
        finally:
            with self._guard:
                self._in_flight = self._stopped = None
            self._going_up.end()
            self._tell(Change(ChangeKind.PHOTOS, keys=(local_id,)))

    def _attempt(self, kept: KeptShare) -> None:
        """One try; the fault that needs the member is kept with the photo."""
        self._again_at.pop(kept.local_id, None)
        try:
            if not kept.is_uploaded:
                self._put_up(kept)
            if self._stopped == kept.local_id:
                return
            sent = self._order(kept)
        except Cancelled:
            return
        except (SignedOut, VersionFault, Offline):
            raise
        except UploadMissing as fault:
            self._shares.set_uploaded(kept.local_id, False)
            if not kept.is_uploaded:
                self._pause(kept.local_id, fault)  # it was put up a moment ago
        except KeyReused:
            # The server has another photo under this key. A new key keeps both apart; the member decides.
            self._shares.renew(kept.local_id, str(uuid4()), PhotoFault(PhotoFaultKind.KEY))
            self._tell(Change(ChangeKind.GALLERIES))
        except GettingOutError as fault:
            needs_member = _photo_fault(fault)
            if needs_member is None:
                self._pause(kept.local_id, fault)
            else:
                self._shares.fail(kept.local_id, needs_member)
        else:
            self._shares.settle(sent)
            if sent.local_id != kept.local_id:
                self._pause(kept.local_id, ServerFault("answered for another photo"))
                return
            self._pauses.pop(kept.local_id, None)
            self._done_count += 1
            self._done_bytes += len(kept.photo.data)

    def _order(self, kept: KeptShare) -> SharedPhoto:
        gallery = self._galleries.gallery(kept.gallery)
        if gallery is None:
            raise ServerFault("its gallery is not there any more")
        self._shares.set_attempted(kept.local_id)
        wanted = NewSharedPhoto(
            sent_sha256=kept.photo.sha256,
            title=kept.title,
            gallery_id=gallery.id,
            audience=kept.audience,
            price_cents=kept.price_cents,
            replaces=kept.replaces,
        )
        return self._wire().share(kept.local_id, wanted)

    def _put_up(self, kept: KeptShare) -> None:
        photo, hear = kept.photo, self._going_up.listener(kept.local_id)
        self._wire().upload(photo.sha256, photo.data, hear, lambda: self._stopped == kept.local_id)
        self._shares.set_uploaded(kept.local_id, True)

    def _take_out(self, kept: KeptShare) -> None:
        """Make sure that a photo which was cancelled is nowhere; only then is it forgotten."""
        try:
            sent = self._galleries.photo(kept.local_id)
            if sent is None and kept.is_attempted:
                sent = self._arrived(kept)
            if sent is not None:
                self._delete(sent)
        except (SignedOut, VersionFault, Offline):
            raise
        except GettingOutError as fault:
            self._pause(kept.local_id, fault)
            return
        self._shares.drop(kept.local_id)

    def _arrived(self, kept: KeptShare) -> SharedPhoto | None:
        """The photo whose order nobody knows the answer of: the same order with the same key tells it."""
        if self._galleries.gallery(kept.gallery) is None:
            return None  # gone with its gallery
        try:
            return self._order(kept)
        except (UploadMissing, KeyReused):
            return None
        except GettingOutError as fault:
            if _photo_fault(fault) is None:
                raise
            return None

    def _delete(self, sent: SharedPhoto) -> None:
        with suppress(NotFound):  # somebody was quicker
            self._wire().delete_photo(sent.id)
        self._galleries.put_photos([msgspec.structs.replace(sent, deleted_at=datetime.now(UTC))])

    def _pause(self, local_id: str, fault: GettingOutError) -> None:
        pause_s = self._pauses.setdefault(local_id, self._new_pauses()).next_s()
        if isinstance(fault, Throttled) and fault.retry_at is not None:
            self._again_at[local_id] = fault.retry_at
            pause_s = max(pause_s, min((fault.retry_at - datetime.now(UTC)).total_seconds(), 3600.0))
        self._not_before[local_id] = self._clock() + pause_s


def _leaves_by_itself(fault: PhotoFault | None) -> bool:
    return fault is None or fault.kind is PhotoFaultKind.FUNDS


def _photo_fault(fault: GettingOutError) -> PhotoFault | None:
    """Why the member must decide; None for a fault of the server, which is tried again."""
    match fault:
        case NotEnoughFunds():
            return PhotoFault(
                PhotoFaultKind.FUNDS, fault.price_cents, fault.balance_cents, fault.missing_cents
            )
        case PriceChanged():
            return PhotoFault(PhotoFaultKind.PRICE, price_cents=fault.price_cents)
        case CannotWriteNow():
            return PhotoFault(PhotoFaultKind.NOT_NOW, reason=fault.reason)
        case PictureRefused():
            return PhotoFault(PhotoFaultKind.PICTURE, reason=fault.reason)
        case Refused():
            return PhotoFault(PhotoFaultKind.NOT_NOW, reason=fault.reason)
        case NotFound():
            return PhotoFault(PhotoFaultKind.NOT_NOW)
        case _:
            return None
