"""The photo that waits: put up, ordered once, quiet after a fault, and waiting for its member where it must."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

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
    ServerFault,
    SignedOut,
    Throttled,
    UploadMissing,
)
from app.domain.profile_photo import PhotoFault, PhotoFaultKind
from app.domain.values import Change, ChangeKind
from app.services.pauses import Pauses
from app.services.photo_outbox import PhotoOutbox
from app.services.stores import Stores
from app.storage.photo_rows import PhotoState
from contract.messages import State
from contract.photos import NewProfilePhoto, ProfilePhoto, Upload
from tests.unit.app.photo_makers import kept, part, sent, shown

PIECES = 4


class Wire:
    """Answers as the script says, else takes everything; `during` happens after each quarter of an upload."""

    def __init__(self) -> None:
        self.uploads: list[GettingOutError] = []
        self.submits: list[GettingOutError] = []
        self.has: set[str] = set()
        self.told: list[str] = []
        self.taken: list[tuple[str, int]] = []
        self.during: Callable[[], None] = lambda: None
        self.before_answer: Callable[[], None] = lambda: None

    def upload(
        self,
        sha256: str,
        content: bytes,
        progress: Callable[[float], None],
        is_cancelled: Callable[[], bool],
        /,
    ) -> Upload:
        self.told.append("upload")
        for piece in range(PIECES + 1):
            if is_cancelled():
                raise Cancelled
            progress(piece / PIECES)
            self.during()
        if self.uploads:
            raise self.uploads.pop(0)
        self.has.add(sha256)
        return Upload(sent_sha256=sha256, photo=shown(content))

    def submit(self, local_id: str, photo: NewProfilePhoto, /) -> ProfilePhoto:
        self.told.append("submit")
        if self.submits:
            raise self.submits.pop(0)
        if photo.sent_sha256 not in self.has:
            raise UploadMissing
        if (local_id, photo.price_cents) not in self.taken:
            self.taken.append((local_id, photo.price_cents))
        self.before_answer()
        return sent(local_id, part(State.PENDING), sequence=len(self.taken))

    def withdraw(self, photo_id: str, /) -> ProfilePhoto:
        self.told.append("withdraw")
        return sent(photo_id.removeprefix("server-"), part(State.WITHDRAWN, steps=2), withdrawn=True)


class Post:
    """A photo outbox on real stores, a scripted wire, and a clock that stands until it is moved."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.wire = Wire()
        self.changes: list[Change] = []
        self.time_s = 1000.0
        self.service = PhotoOutbox(
            lambda: self.wire,
            stores.photos,
            self.changes.append,
            clock=lambda: self.time_s,
            new_pauses=lambda: Pauses(chance=lambda: 0.0),
        )

    def restart(self) -> None:
        """What only lived in the program is gone."""
        changed = Post(self.stores)
        changed.wire = self.wire
        self.__dict__.update(changed.__dict__)

    @property
    def fault(self) -> PhotoFault | None:
        found = self.stores.photos.waiting()
        assert found is not None
        return found.fault


@pytest.fixture
def post(stores: Stores) -> Post:
    return Post(stores)


def test_a_photo_is_put_up_and_ordered_once_and_its_progress_is_told(post: Post) -> None:
    shares: list[float] = []
    post.wire.during = lambda: shares.append(post.service.progress.share if post.service.progress else -1)
    post.service.queue(kept(price_cents=50))
    assert post.service.drain() is None
    assert post.service.drain() is None
    assert post.wire.told == ["upload", "submit"]
    assert post.wire.taken == [("photo-1", 50)]
    assert shares == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert [change.kind for change in post.changes].count(ChangeKind.UPLOAD) == PIECES + 1
    assert post.service.progress is None
    found = post.stores.photos.kept()
    assert found is not None
    assert found.state is PhotoState.SENT


def test_without_an_answer_it_waits_with_growing_pauses(post: Post) -> None:
    post.wire.uploads = [Offline(), Offline(), Offline()]
    post.service.queue(kept())
    assert [post.service.drain() for _ in range(3)] == [1.0, 2.0, 4.0]
    assert post.fault is None
    assert post.stores.has_unsent
    assert post.service.drain() is None
    assert post.wire.taken == [("photo-1", 0)]


def test_what_was_put_up_before_a_crash_is_only_ordered_after_it(post: Post) -> None:
    post.wire.submits = [Offline()]
    post.service.queue(kept())
    assert post.service.drain() == 1.0
    post.restart()
    post.service.drain()
    assert post.wire.told == ["upload", "submit", "submit"]
    assert post.wire.taken == [("photo-1", 0)]


def test_a_lost_answer_is_asked_for_again_with_the_same_key(post: Post) -> None:
    def lose_it() -> None:
        post.wire.before_answer = lambda: None
        raise Offline

    post.wire.before_answer = lose_it
    post.service.queue(kept())
    assert post.service.drain() == 1.0
    post.service.drain()
    assert post.wire.taken == [("photo-1", 0)]


def test_a_picture_the_server_has_lost_is_put_up_again_at_once(post: Post) -> None:
    post.wire.submits = [Offline()]
    post.service.queue(kept())
    post.service.drain()
    post.wire.has.clear()
    assert post.service.drain() is None
    assert post.wire.told == ["upload", "submit", "submit", "upload", "submit"]
    assert post.wire.taken == [("photo-1", 0)]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (NotEnoughFunds(50, 20, 30), PhotoFault(PhotoFaultKind.FUNDS, 50, 20, 30)),
        (PriceChanged(75), PhotoFault(PhotoFaultKind.PRICE, price_cents=75)),
        (PictureRefused("damaged"), PhotoFault(PhotoFaultKind.PICTURE, reason="damaged")),
        (CannotWriteNow("feature_off"), PhotoFault(PhotoFaultKind.NOT_NOW, reason="feature_off")),
    ],
)
def test_what_needs_the_member_waits_for_them_and_is_not_tried_again(
    post: Post, answer: GettingOutError, fault: PhotoFault
) -> None:
    post.wire.submits = [answer]
    post.service.queue(kept(price_cents=50))
    assert post.service.drain(at_once=True) is None
    assert post.service.drain(at_once=True) is None
    assert post.fault == fault
    assert post.wire.told == ["upload", "submit"]
    post.service.retry("photo-1", 75)
    post.service.drain()
    assert post.wire.taken == [("photo-1", 75)]


def test_a_fault_of_the_server_is_tried_again_after_a_pause(post: Post) -> None:
    post.wire.submits = [ServerFault("status 500")]
    post.service.queue(kept())
    assert post.service.drain() == 1.0
    assert post.service.drain() == 1.0
    post.time_s += 1.1
    assert post.service.drain() is None
    assert post.wire.taken == [("photo-1", 0)]


def test_a_pause_the_server_asks_for_is_kept_and_told(post: Post) -> None:
    again_at = datetime.now(UTC) + timedelta(minutes=30)
    post.wire.uploads = [Throttled(again_at)]
    post.service.queue(kept())
    pause_s = post.service.drain()
    assert pause_s is not None
    assert 1700 < pause_s <= 1800
    assert post.service.again_at == again_at
    assert post.service.drain(at_once=True) is None
    assert post.service.again_at is None
    assert not post.stores.has_unsent


def test_a_session_that_ended_leaves_the_photo_where_it_is(post: Post) -> None:
    post.wire.submits = [SignedOut()]
    post.service.queue(kept())
    with pytest.raises(SignedOut):
        post.service.drain()
    assert post.fault is None


def test_another_photo_under_the_same_key_is_never_mixed_up(post: Post) -> None:
    post.wire.submits = [KeyReused()]
    post.service.queue(kept(original=b"still"))
    post.service.drain()
    found = post.stores.photos.waiting()
    assert found is not None
    assert found.local_id != "photo-1"
    assert post.fault == PhotoFault(PhotoFaultKind.KEY)
    assert post.stores.photos.original(found.local_id) == b"still"


def test_money_that_came_lets_it_go_again(post: Post) -> None:
    post.wire.submits = [NotEnoughFunds(50, 20, 30)]
    post.service.queue(kept(price_cents=50))
    post.service.drain()
    assert post.service.claimed_cents() == 50
    assert not post.service.release_funded(49)
    assert post.service.release_funded(50)
    assert post.fault is None


def test_one_that_waits_is_taken_back_and_stays_here(post: Post) -> None:
    post.service.queue(kept())
    post.service.take_back("photo-1")
    assert post.service.drain(at_once=True) is None
    assert post.wire.told == []
    assert post.service.waiting_count() == 0
    assert post.stores.photos.get("photo-1") is not None
    with pytest.raises(NotFound):
        post.service.take_back("photo-1")


def test_one_taken_back_while_it_goes_up_stops_there(post: Post) -> None:
    post.wire.during = lambda: post.service.take_back("photo-1")
    post.service.queue(kept())
    post.service.drain()
    assert post.wire.taken == []
    found = post.stores.photos.get("photo-1")
    assert found is not None
    assert found.state is PhotoState.BACK


def test_one_taken_back_while_it_arrives_is_withdrawn_there(post: Post) -> None:
    post.wire.before_answer = lambda: post.service.take_back("photo-1")
    post.service.queue(kept())
    post.service.drain()
    assert post.wire.told == ["upload", "submit", "withdraw"]
    standing = post.stores.cache.profile_photos()
    assert standing is not None
    assert standing.newest is not None
    assert standing.newest.withdrawn_at is not None


def test_a_newer_photo_ends_the_upload_of_the_one_before(post: Post) -> None:
    def replace_it() -> None:
        post.wire.during = lambda: None
        post.service.queue(kept("photo-2", b"another"))

    post.wire.during = replace_it
    post.service.queue(kept())
    assert post.service.drain() is None
    assert post.wire.taken == [("photo-2", 0)]
    assert post.wire.told == ["upload", "upload", "submit"]
