"""Sends the posts that wait on this computer: in order, each once, its photo first, quietly again after a fault."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

from app.domain.errors import (
    Cancelled,
    GettingOutError,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    NotReached,
    Offline,
    PictureRefused,
    PriceChanged,
    Refused,
    SignedOut,
    Throttled,
    UploadMissing,
    VersionFault,
    WrongState,
)
from app.domain.gallery import PhotoProgress
from app.domain.posts import PostFault, PostFaultKind
from app.domain.values import Change, ChangeKind
from app.services.going_up import GoingUp
from app.services.one_at_a_time import OneAtATime
from app.services.pauses import Pauses
from app.services.post_wire import PostWire
from app.storage.post_photo_store import KeptPostPhoto, PostPhotoStore
from app.storage.post_store import KeptPost, PostStore
from contract.posts import NewPost

CHANGED = (Change(ChangeKind.POSTS),)


class PostOutbox:
    """One drain at a time. A post that needs its member steps out of the line; what comes after it goes on."""

    def __init__(
        self,
        wire: PostWire,
        store: PostStore,
        photos: PostPhotoStore,
        tell: Callable[[Change], None],
        clock: Callable[[], float] = time.monotonic,
        new_pauses: Callable[[], Pauses] = Pauses,
    ) -> None:
        self._wire = wire
        self._store = store
        self._photos = photos
        self._tell = tell
        self._clock = clock
        self._pauses = new_pauses()
        self._offline_pauses = new_pauses()
        self._turns = OneAtATime()
        self._guard = threading.Lock()
        self._in_flight: str | None = None
        self._wanted_back: str | None = None
        self._not_before = 0.0
        self._going_up = GoingUp(tell, ChangeKind.POST_UPLOAD)

    @property
    def progress(self) -> PhotoProgress | None:
        """The post whose photo goes up this moment, and how far it is; of any thread."""
        return self._going_up.progress

    def drain(self, at_once: bool = False) -> float | None:
        """Send what can be sent; `at_once` forgets the pauses. A call during another makes that one look again.

        Returns in how many seconds to come again, None if nothing waits for a pause. Raises SignedOut and VersionFault.
        """
        if at_once:
            self._forget_pauses()
        return self._turns.run(self._drain)

    def take_back(self, local_id: str) -> tuple[Change, ...]:
        """Turn a waiting post into the draft again; NotFound if it does not wait any more.

        One that is on the wire this moment comes back if it turns out that it did not arrive.
        """
        with self._guard:
            if self._in_flight == local_id:
                self._wanted_back = local_id
                return ()
        return self._take_back(local_id)

    def retry(self, local_id: str, price_cents: int, facility_ids: tuple[str, ...]) -> tuple[Change, ...]:
        """The member wants a post that stayed to be sent, at this price, to these facilities."""
        if self._store.get(local_id) is None:
            raise NotFound(local_id)
        self._store.retry(local_id, price_cents, facility_ids)
        self._forget_pauses()
        return CHANGED

    def release_funded(self, left_cents: int) -> bool:
        """Posts that only lacked money go back into the line as far as this much reaches; whether any did."""
        released = False
        for kept in self._store.waiting():
            if kept.fault is None:
                left_cents -= kept.price_cents
            elif kept.fault.kind is PostFaultKind.FUNDS and kept.price_cents <= left_cents:
                left_cents -= kept.price_cents
                self._store.retry(kept.local_id, kept.price_cents, kept.facility_ids)
                released = True
        return released

    def claimed_cents(self) -> int:
        """What the posts that wait here will cost once they leave by themselves."""
        return sum(
            kept.price_cents
            for kept in self._store.waiting()
            if kept.fault is None or kept.fault.kind is PostFaultKind.FUNDS
        )

    def waiting_count(self) -> int:
        """How many wait here, also those that need the member."""
        return len(self._store.waiting())

    def _take_back(self, local_id: str) -> tuple[Change, ...]:
        name = self._store.take_back(local_id)
        if name is None:
            raise NotFound(local_id)
        return (*CHANGED, Change(ChangeKind.DRAFT, name))

    def _drain(self) -> float | None:
        while (kept := self._next()) is not None:
            try:
                self._send_one(kept)
            except Offline:
                return self._offline_pauses.next_s()
            self._offline_pauses.reset()
        left_s = self._not_before - self._clock()
        return left_s if left_s > 0 and self._has_line() else None

    def _has_line(self) -> bool:
        return any(kept.fault is None for kept in self._store.waiting())

    def _next(self) -> KeptPost | None:
        if self._not_before > self._clock():
            return None
        return next((kept for kept in self._store.waiting() if kept.fault is None), None)

    def _send_one(self, kept: KeptPost) -> None:
        with self._guard:
            self._in_flight = kept.local_id
        try:
            present = self._store.get(kept.local_id)  # it may have been taken back before it was marked
            if present is not None and present.fault is None:
                self._attempt(present)
        finally:
            with self._guard:
                self._in_flight = None
                wanted_back, self._wanted_back = self._wanted_back, None
            if self.progress is not None:
                self._going_up.end()
                self._tell(Change(ChangeKind.POST_UPLOAD, keys=(kept.local_id,)))
            if wanted_back is not None and self._store.get(wanted_back) is not None:
                for change in self._take_back(wanted_back):
                    self._tell(change)

    def _attempt(self, kept: KeptPost) -> None:
        photo = None if kept.photo is None else self._photos.get(kept.local_id)
        if kept.photo is not None and (photo is None or photo.photo.sha256 != kept.photo):
            self._store.fail(kept.local_id, PostFault(PostFaultKind.PICTURE))
            self._tell(CHANGED[0])
            return
        try:
            if photo is not None and not photo.is_uploaded:
                self._put_up(kept.local_id, photo)
            if self._wanted_back == kept.local_id:
                return
            post = self._wire.send(kept.local_id, _order(kept))
        except Cancelled:
            return
        except UploadMissing as fault:
            self._photos.set_uploaded(kept.local_id, False)
            if photo is not None and not photo.is_uploaded:
                self._pause(fault)  # it was put up a moment ago
        except (SignedOut, VersionFault, Offline):
            raise
        except KeyReused:
            # The server has another post under this key. A new key keeps both apart; the member decides.
            self._store.renew(kept.local_id, str(uuid4()), PostFault(PostFaultKind.KEY))
        except GettingOutError as fault:
            needs_member = _post_fault(fault)
            if needs_member is None:
                self._pause(fault)
            else:
                self._store.fail(kept.local_id, needs_member)
        else:
            self._store.settle(kept.local_id, post)
            self._pauses.reset()
        self._tell(CHANGED[0])

    def _put_up(self, local_id: str, photo: KeptPostPhoto) -> None:
        hear = self._going_up.listener(local_id)
        self._wire.upload(photo.photo.sha256, photo.photo.data, hear, lambda: self._wanted_back == local_id)
        self._photos.set_uploaded(local_id, True)

    def _pause(self, fault: GettingOutError) -> None:
        pause_s = self._pauses.next_s()
        if isinstance(fault, Throttled) and fault.retry_at is not None:
            pause_s = max(pause_s, min((fault.retry_at - datetime.now(UTC)).total_seconds(), 3600.0))
        self._not_before = self._clock() + pause_s

    def _forget_pauses(self) -> None:
        self._pauses.reset()
        self._offline_pauses.reset()
        self._not_before = 0.0


def _order(kept: KeptPost) -> NewPost:
    return NewPost(
        text=kept.text,
        facility_ids=kept.facility_ids,
        price_cents=kept.price_cents,
        mends=kept.mends,
        sent_sha256=kept.photo,
    )


def _post_fault(fault: GettingOutError) -> PostFault | None:
    """Why the member must decide; None for a fault of the server, which is tried again."""
    match fault:
        case NotEnoughFunds():
            return PostFault(PostFaultKind.FUNDS, fault.price_cents, fault.missing_cents)
        case PriceChanged():
            return PostFault(PostFaultKind.PRICE, price_cents=fault.price_cents)
        case NotReached():
            return PostFault(PostFaultKind.NOT_REACHED, facility_ids=fault.facility_ids)
        case PictureRefused():
            return PostFault(PostFaultKind.PICTURE, reason=fault.reason)
        case Refused():
            return PostFault(PostFaultKind.TEXT)
        case WrongState() | NotFound():
            return PostFault(PostFaultKind.DECIDED)
        case _:
            return None
