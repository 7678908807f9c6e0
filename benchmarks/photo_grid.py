"""What a gallery of 5,000 photos costs to open, scroll, follow and hold, against one of 50: all from the disk."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from benchmarks._cached import NO_SERVER, Kept, kept_conversations
from benchmarks._client import PaintCount, wait_for
from benchmarks._memory import resident_mib
from benchmarks._report import report

# isort: split
import msgspec
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractSlider, QApplication

from app.config import Settings
from app.domain.gallery import GalleryPhoto, PictureSize
from app.domain.values import Change, ChangeKind
from app.services.engine import build_engine
from app.services.stores import Stores
from app.storage.lane import StorageLane
from app.storage.profile import Profile
from app.viewmodels.app import AppViewModel
from app.viewmodels.photos import PhotosViewModel
from app.views.gallery_page import GalleryPage
from app.widgets.theme import ThemeController
from contract.galleries import Gallery, PhotoPart, SharedPhoto, Viewer
from contract.messages import State, Step
from contract.photos import Photo

COUNTS = {"few": 50, "many": 5_000}
ROUNDS = 7
PAGES = 8
WIDTH, HEIGHT = 1248, 700
PICTURES = 300
"""Different thumbnails; further photos use them again."""
WIDE, HIGH = 640, 480
CONTACT = "contact"
AT = datetime(2026, 11, 23, tzinfo=UTC)
ALL_READ = "all of it there to be scrolled"
PROMISE = "<= 1.5"
MOST = 1.5
MOST_MIB = 30


def main() -> None:
    """Open and scroll both in turns, the small one first: memory is compared after each one's first turn."""
    app = QApplication([])
    theme = ThemeController(app, "light")
    times: dict[str, dict[str, list[float]]] = {}
    held_mib: dict[str, float] = {}
    with _client() as client:
        for _ in range(ROUNDS):
            for name in COUNTS:
                for what, seconds in _look(client, name).items():
                    times.setdefault(what, {}).setdefault(name, []).extend(seconds)
                held_mib.setdefault(name, resident_mib())
    for what, taken in times.items():
        few, many = (statistics.median(taken[name]) for name in COUNTS)
        if what != ALL_READ:
            report(f"photo grid, {what}, 5,000 to 50 photos", many / few, "x", PROMISE, many / few <= MOST)
        report(f"photo grid, {what}, 5,000 photos", many * 1000, "ms", "told, not promised", True)
    more = held_mib["many"] - held_mib["few"]
    report("photo grid, memory of 4,950 more photos", more, "MiB", f"<= {MOST_MIB}", more <= MOST_MIB)
    theme.deleteLater()


@contextmanager
def _client() -> Iterator[AppViewModel]:
    """A signed-in client without its window and without a server, with both galleries on its disk."""
    with kept_conversations({CONTACT: 1}) as kept:
        # In a process of its own, so that what filling takes is not counted as memory of the client.
        filling = multiprocessing.get_context("spawn").Process(target=_fill, args=(kept,))
        filling.start()
        filling.join()
        if filling.exitcode != 0:
            raise SystemExit("the galleries could not be filled")
        settings = Settings(
            data_dir=kept.data_dir,
            user_file=kept.data_dir / "config.toml",
            server_url=NO_SERVER,
            secret_fd=kept.secret_fd(),
        )
        app = AppViewModel(settings, build_engine)
        app.start()
        try:
            wait_for(lambda: not app.is_starting, "the start")
            wait_for(lambda: len(app.photos.galleries) == len(COUNTS), "the galleries")
            yield app
        finally:
            app.shutdown()


def _fill(kept: Kept) -> None:
    """Both galleries as the server would have told them, and their thumbnails as they would have been fetched."""
    lane = StorageLane()
    try:
        stores = Stores.open(lane, Profile(kept.data_dir).database_path(kept.identity), kept.key)
        thumbs = [_thumb(stores, number) for number in range(PICTURES)]
        for name, count in COUNTS.items():
            photos = [_photo(name, number, thumbs[number % PICTURES]) for number in range(count)]
            stores.galleries.put_photos(photos)
        stores.galleries.put_galleries([_gallery(name, count) for name, count in COUNTS.items()], whole=True)
        stores.galleries.set_whole()
        stores.database.close()
    finally:
        lane.close()


def _thumb(stores: Stores, number: int) -> Photo:
    """A picture of noise in large grains, as heavy as a photo's thumbnail is; it is kept."""
    image = Image.effect_noise((WIDE // 8, HIGH // 8), 60 + number % 40).resize((WIDE, HIGH)).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=85)
    data = buffer.getvalue()
    sha256 = hashlib.sha256(data).hexdigest()
    stores.galleries.put_picture(sha256, data)
    return Photo(sha256=sha256, size_bytes=len(data), width=WIDE, height=HIGH)


def _gallery(name: str, count: int) -> Gallery:
    return Gallery(
        id=f"id-{name}",
        local_id=name,
        name=name,
        cover_photo_id=None,
        cover=(),
        photo_count=count,
        waiting_count=0,
        refused_count=0,
        delivered_count=count,
        worst=State.DELIVERED,
        created_at=AT,
        sequence=len(name),
    )


def _photo(name: str, number: int, thumb: Photo) -> SharedPhoto:
    """Delivered to one contact."""
    at = AT + timedelta(minutes=number)
    key = f"{name}-{number}"
    part = PhotoPart(
        facility_id="hall",
        facility_name="Measuring Hall",
        submission_id=f"submission-{key}",
        number=str(number),
        title=f"Photo {number}",
        state=State.DELIVERED,
        version=3,
        steps=tuple(Step(state=state, at=at) for state in (State.PENDING, State.APPROVED, State.DELIVERED)),
        price_cents=25,
        held_cents=0,
        paid_cents=25,
        viewers=(Viewer(contact_id=CONTACT),),
    )
    return SharedPhoto(
        id=f"id-{key}",
        local_id=key,
        gallery_id=f"id-{name}",
        title=f"Photo {number}",
        sent_sha256=thumb.sha256,
        photo=thumb,
        thumbs=(thumb, thumb),
        created_at=at,
        sequence=number + 1,
        parts=(part,),
    )


def _later(photo: SharedPhoto) -> SharedPhoto:
    """The same, opened now."""
    part = photo.parts[0]
    step = Step(state=State.OPENED, at=datetime.now(UTC))
    opened = msgspec.structs.replace(
        part, state=State.OPENED, version=part.version + 1, steps=(*part.steps, step)
    )
    return msgspec.structs.replace(photo, parts=(opened,))


def _look(client: AppViewModel, name: str) -> dict[str, list[float]]:
    """Seconds until the first thumbnails are painted, for each page of scrolling, and for one photo's next step."""
    start = time.perf_counter()
    model = PhotosViewModel(client.hub)
    page = GalleryPage(model)
    page.resize(WIDTH, HEIGHT)
    paints = PaintCount(page.grid)
    page.show()
    model.open_gallery(name)
    wait_for(lambda: bool(model.photos) and _is_whole(model, page), "the first thumbnails")
    page.grid.viewport().update()
    paints.wait_for_one()
    opened_s = [time.perf_counter() - start]
    wait_for(lambda: len(model.photos) == COUNTS[name], "the rest")
    read_s = [time.perf_counter() - start]
    pages_s = [_turn(model, page, paints, number) for number in range(PAGES)]
    followed_s = [_follow(client, model, page, paints)]
    page.hide()
    page.deleteLater()
    model.deleteLater()
    # No event loop ends here, after which they would go by themselves; both would go on following the client.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {
        "first thumbnails": opened_s,
        ALL_READ: read_s,
        "a page further": pages_s,
        "a photo's next step": followed_s,
    }


def _turn(model: PhotosViewModel, page: GalleryPage, paints: PaintCount, number: int) -> float:
    """A page down and up again, so that the small gallery has as many."""
    step = QAbstractSlider.SliderAction
    down = number % 2 == 0
    start = time.perf_counter()
    before = page.grid.in_view
    page.grid.verticalScrollBar().triggerAction(step.SliderPageStepAdd if down else step.SliderPageStepSub)
    wait_for(lambda: page.grid.in_view != before, "the scrolling")
    wait_for(lambda: _is_whole(model, page), "the thumbnails")
    page.grid.viewport().update()
    paints.wait_for_one()
    return time.perf_counter() - start


def _follow(client: AppViewModel, model: PhotosViewModel, page: GalleryPage, paints: PaintCount) -> float:
    """One photo of the open gallery comes a step further."""
    session = client.hub.session
    assert session is not None
    key = model.photos[0].key
    sent = session.stores.galleries.photo(key)
    assert sent is not None
    later = _later(sent)
    start = time.perf_counter()
    session.stores.galleries.put_photos([later])
    client.hub.tell(Change(ChangeKind.PHOTOS, keys=(key,)))
    wait_for(lambda: model.photos[0].shares[0].steps[-1].at == later.parts[0].steps[-1].at, "the next step")
    paints.wait_for_one()
    return time.perf_counter() - start


def _is_whole(model: PhotosViewModel, page: GalleryPage) -> bool:
    shown = page.grid.in_view
    return bool(shown) and all(
        model.picture(photo.key, PictureSize.TILE) for photo in shown if isinstance(photo, GalleryPhoto)
    )


if __name__ == "__main__":
    main()
