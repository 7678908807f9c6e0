"""Sends the photo that waits on this computer: put up, then ordered, exactly once, quietly again after a fault."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol
from uuid import uuid4

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
from app.domain.profile_photo import PhotoFault, PhotoFaultKind, UploadProgress
from app.domain.values import Change, ChangeKind
from app.services.one_at_a_time import OneAtATime
from app.services.pauses import Pauses
from app.storage.photo_rows import PhotoState
from app.storage.photo_store import KeptPhoto, PhotoStore
from contract.photos import NewProfilePhoto, ProfilePhoto, Upload

Tell = Callable[[Change], None]
TOLD_SHARE = 0.01


class PhotoWire(Protocol):
    """What is asked of the server; every call may be repeated without harm."""

    def upload(
        self,
        sha256: str,
        content: bytes,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
        /,
    ) -> Upload:
        """Put the picture up under its hash."""

    def submit(self, local_id: str, photo: NewProfilePhoto, /) -> ProfilePhoto:
        """Make it the profile photo, with its key."""

    def withdraw(self, photo_id: str, /) -> ProfilePhoto:
        """Take it back."""


class PhotoOutbox:
    """One drain at a time, as of the outbox for messages. `clock` counts seconds and never jumps."""

    def __init__(
        self,
        wire: Callable[[], PhotoWire],
        store: PhotoStore,
        tell: Tell,
        clock: Callable[[], float] = time.monotonic,
        new_pauses: Callable[[], Pauses] = Pauses,
    ) -> None:
        self._wire = wire
        self._store = store
        self._tell = tell
        self._clock = clock
        self._pauses = new_pauses()
        self._offline_pauses = new_pauses()
        self._not_before = 0.0
        self._turns = OneAtATime()
        self._guard = threading.Lock()
        self._in_flight: str | None = None
        self._stopped: str | None = None
        self._wanted_back: str | None = None
        self._progress: UploadProgress | None = None
        self._again_at: datetime | None = None

    @property
    def progress(self) -> UploadProgress | None:
        """How far the photo is that goes up this moment; of any thread."""
        return self._progress

    @property
    def again_at(self) -> datetime | None:
        """Until when the server wants nothing more of this account, if it said so (UTC)."""
        return self._again_at

    def drain(self, at_once: bool = False) -> float | None:
        """Send what can be sent; `at_once` forgets the pauses. A call during another makes that one look again.

        Returns in how many seconds to come again, None if nothing waits for a pause. Raises SignedOut and VersionFault.
        """
        if at_once:
            self._forget_pauses()
        return self._turns.run(self._drain)

    def queue(self, kept: KeptPhoto) -> None:
        """Take a photo in, in place of the one before; that one's upload ends. Doing it twice does it once."""
        if self._store.queue(kept):
            self._stop_in_flight()
            self._forget_pauses()

    def take_back(self, local_id: str) -> None:
        """Keep a photo here that was to be sent; NotFound if it does not wait any more.

        One that is on the wire this moment stops where it is; if it arrived nevertheless, it is withdrawn there.
        """
        with self._guard:
            if self._in_flight == local_id:
                self._stopped = self._wanted_back = local_id
                return
        self._take_back(local_id)

    def retry(self, local_id: str, price_cents: int) -> None:
        """The member wants a photo that stayed to be sent, at this price."""
        if self._store.get(local_id) is None:
            raise NotFound(local_id)
        self._store.retry(local_id, price_cents)
        self._forget_pauses()

    def release_funded(self, left_cents: int) -> bool:
        """A photo that only lacked money goes back into the line if this much is left for it; whether it did."""
        kept = self._waiting_facts()
        if kept is None or kept.fault is None or kept.fault.kind is not PhotoFaultKind.FUNDS:
            return False
        if kept.price_cents > left_cents:
            return False
        self._store.retry(kept.local_id, kept.price_cents)
        return True

    def claimed_cents(self) -> int:
        """What the photo that waits here will cost once it leaves by itself."""
        kept = self._waiting_facts()
        if kept is None or (kept.fault is not None and kept.fault.kind is not PhotoFaultKind.FUNDS):
            return 0
        return kept.price_cents

    def waiting_count(self) -> int:
        """How many photos wait here, also one that needs the member."""
        return int(self._store.is_waiting)

    def _drain(self) -> float | None:
        while (kept := self._next()) is not None:
            try:
                self._send(kept)
            except Offline:
                return self._offline_pauses.next_s()
            self._offline_pauses.reset()
        return self._soonest()

    def _next(self) -> KeptPhoto | None:
        if self._not_before > self._clock() or not self._store.is_waiting:
            return None
        kept = self._store.waiting()
        return kept if kept is not None and kept.fault is None else None

    def _soonest(self) -> float | None:
        left_s = self._not_before - self._clock()
        kept = self._waiting_facts() if left_s > 0 else None
        return left_s if kept is not None and kept.fault is None else None

    def _waiting_facts(self) -> KeptPhoto | None:
        """What waits here, without its picture."""
        kept = self._store.facts()
        return kept if kept is not None and kept.state is PhotoState.WAITING else None

    def _send(self, kept: KeptPhoto) -> None:
        with self._guard:
            self._in_flight = kept.local_id
        sent: ProfilePhoto | None = None
        try:
            if self._still_waits(kept.local_id):  # it may have been taken back before it was marked
                sent = self._attempt(kept)
        finally:
            with self._guard:
                self._in_flight = self._stopped = self._progress = None
                wanted_back, self._wanted_back = self._wanted_back, None
            if wanted_back is not None:
                self._bring_back(wanted_back, sent)
            self._tell(Change(ChangeKind.PROFILE_PHOTO))

    def _attempt(self, kept: KeptPhoto) -> ProfilePhoto | None:
        """One try; the photo as the server has it now, None if it does not."""
        self._again_at = None
        try:
            if not kept.is_uploaded:
                self._put_up(kept)
            wanted = NewProfilePhoto(sent_sha256=kept.photo.sha256, price_cents=kept.price_cents)
            if self._stopped == kept.local_id:
                return None
            sent = self._wire().submit(kept.local_id, wanted)
        except Cancelled:
            return None
        except (SignedOut, VersionFault, Offline):
            raise
        except UploadMissing as fault:
            self._store.set_uploaded(kept.local_id, False)
            if not kept.is_uploaded:
                self._pause(fault)  # it was put up a moment ago
        except KeyReused:
            # The server has another photo under this key. A new key keeps both apart; the member decides.
            self._store.renew(kept.local_id, str(uuid4()), PhotoFault(PhotoFaultKind.KEY))
        except GettingOutError as fault:
            needs_member = _photo_fault(fault)
            if needs_member is None:
                self._pause(fault)
            else:
                self._store.fail(kept.local_id, needs_member)
        else:
            self._store.settle(sent)
            if sent.local_id != kept.local_id:
                self._pause(ServerFault("answered for another photo"))
                return None
            self._pauses.reset()
            return sent
        return None

    def _put_up(self, kept: KeptPhoto) -> None:
        def tell_share(share: float) -> None:
            before = self._progress
            if before is None or share - before.share >= TOLD_SHARE or share >= 1.0:
                self._progress = UploadProgress(kept.local_id, share)
                self._tell(Change(ChangeKind.UPLOAD, keys=(kept.local_id,)))

        photo = kept.photo
        self._wire().upload(photo.sha256, photo.data, tell_share, lambda: self._stopped == kept.local_id)
        self._store.set_uploaded(kept.local_id, True)

    def _bring_back(self, local_id: str, sent: ProfilePhoto | None) -> None:
        """What was taken back while it was on the wire, now that it is known whether it arrived."""
        if sent is None:
            self._take_back(local_id)
            return
        try:
            self._store.settle(self._wire().withdraw(sent.id))
        except GettingOutError:
            return  # it stands there as sent, with its way to withdraw it

    def _take_back(self, local_id: str) -> None:
        if not self._still_waits(local_id):
            raise NotFound(local_id)
        self._store.take_back(local_id)

    def _still_waits(self, local_id: str) -> bool:
        kept = self._waiting_facts()
        return kept is not None and kept.local_id == local_id

    def _stop_in_flight(self) -> None:
        with self._guard:
            self._stopped = self._in_flight

    def _pause(self, fault: GettingOutError) -> None:
        pause_s = self._pauses.next_s()
        if isinstance(fault, Throttled) and fault.retry_at is not None:
            self._again_at = fault.retry_at
            pause_s = max(pause_s, min((fault.retry_at - datetime.now(UTC)).total_seconds(), 3600.0))
        self._not_before = self._clock() + pause_s

    def _forget_pauses(self) -> None:
        self._pauses.reset()
        self._offline_pauses.reset()
        self._not_before = 0.0


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
        case PictureRefused() | Refused():
            return PhotoFault(PhotoFaultKind.PICTURE, reason=fault.reason)
        case _:
            return None
