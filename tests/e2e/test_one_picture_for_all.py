"""What the reviewer approved is what sender and resident get, by hash (rule S3), and it is pixels only (rule S2)."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PIL import Image, ImageDraw
from PIL.JpegImagePlugin import JpegImageFile
from sqlalchemy import update

from contract import routes
from contract.galleries import NewSharedPhoto, SharedPhoto
from contract.photos import NewProfilePhoto
from server.pictures.rebuild import Rebuilt
from server.services import photo_parts
from server.services.submissions import Submission
from server.store.tables import submissions
from server.store.work import Work
from server.web.picture import picture
from tests.e2e.browser import Browser
from tests.e2e.people import at_reader, at_review
from tests.e2e.test_photo_pages import fetch, pictures
from tests.polyglots import MARK, with_segment
from tests.unit.server.live import Live
from tests.unit.server.pictures import encoded, jpeg, name_of, photo_facility, put, up
from tests.unit.server.sharing import EVERYBODY, gallery, present
from tests.unit.server.world import PRICE, Pair

EXIFTOOL = shutil.which("exiftool")
TOLD_OF_ANY_JPEG = {"SourceFile", "ExifTool", "File", "JFIF", "Composite"}


@dataclass(frozen=True)
class Everybody:
    """Who looks at a photo: its sender, a reviewer, and the resident it is for."""

    live: Live
    pair: Pair
    ruth: Browser

    def put_up(self, data: bytes) -> str:
        """Through the child, over HTTP; the name it was sent under."""
        answer = put(self.live, self.pair.token, data)
        assert answer.status == 200, answer.body
        return name_of(data)

    def share(self, data: bytes) -> SharedPhoto:
        """Put up and shared with everybody."""
        new = NewSharedPhoto(
            sent_sha256=self.put_up(data),
            title="Lake",
            gallery_id=gallery(self.live.world, self.pair.member_id).id,
            audience=EVERYBODY,
            price_cents=PRICE,
        )
        services = self.live.world.services
        return services.shared_photos.share(self.pair.member_id, str(uuid.uuid4()), new)

    def review(self, submission_id: str) -> bytes:
        """What the reviewer sees behind the page's <img>; then it is approved on that page."""
        self.ruth.get("/review")
        page = self.ruth.submit(f"/{submission_id}/claim")
        (source,) = set(pictures(page))
        status, _, seen = fetch(self.ruth, source)
        assert status == 200
        assert any(tag.attributes.get("href") == source for tag in page.tags if tag.name == "a")
        self.ruth.submit("/decision", decision="approve", action="decide")
        return seen

    def fetched(self, sha256: str) -> bytes:
        """What the sender's client gets."""
        answer = self.live.call("GET", routes.path(routes.PHOTO, sha256=sha256), token=self.pair.token)
        assert (answer.status, name_of(answer.body)) == (200, sha256)
        return answer.body


@pytest.fixture
def everybody(live: Live) -> Everybody:
    pair = live.world.pair(facility_id=photo_facility(live.world))
    return Everybody(live, pair, at_review(live, pair.resident.resident.facility_id))


def full_of_notes() -> bytes:
    """Notes of every kind, and a preview of something else."""
    image = Image.effect_noise((900, 700), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E], exif[0x010F], exif[0x013B] = MARK.decode(), "A camera of somebody", "Somebody"
    exif.get_ifd(0x8825).update({1: "N", 2: (41.0, 24.0, 12.0), 3: "E", 4: (2.0, 10.0, 26.0)})
    xmp = b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>" + MARK + b"</x:xmpmeta>"
    data = encoded(image, exif=exif, comment=MARK, icc_profile=MARK * 20, dpi=(240, 240))
    for marker, content in ((0xE1, xmp), (0xED, b"Photoshop 3.0\0" + MARK), (0xE2, b"MPF\0" + jpeg(3))):
        data = with_segment(data, marker, content)
    return data


def two_in_one() -> bytes:
    """A second picture behind the first, as films and some telephones have it."""
    return with_segment(jpeg(4, (300, 200)), 0xE2, b"MPF\0" + jpeg(5, (300, 200)))


def two_colours() -> bytes:
    """Printing colours with a mark of Adobe's, which programs turn the right way round or not."""
    return encoded(Image.effect_noise((300, 200), 80).convert("CMYK"))


def tiny_words() -> bytes:
    """Words that can only be read with all the pixels."""
    image = Image.new("RGB", (2_048, 1_536), "#ddd")
    ImageDraw.Draw(image).text((1_900, 1_500), "meet at gate 4", fill="#ccc")
    return encoded(image, quality=80)


def look_at_it_together(everybody: Everybody, data: bytes) -> None:
    """The whole way of a photo; whoever looks at it gets the very same bytes, made anew from pixels."""
    sent = everybody.share(data)
    submission_id = sent.parts[0].submission_id
    seen = everybody.review(submission_id)
    kept = present(everybody.live.world, everybody.pair.member_id, sent.id)
    assert kept.photo is not None
    assert kept.photo.sha256 == name_of(seen) != name_of(data)
    # By name here and below: pytest's own account of how two pictures differ takes minutes.
    assert name_of(everybody.fetched(kept.photo.sha256)) == name_of(seen)
    linh = at_reader(everybody.live, everybody.pair)
    linh.get("/reader/pictures")
    linh.submit("/open")
    assert name_of(fetch(linh, f"/reader/pictures/{submission_id}/0")[2]) == name_of(seen)
    with JpegImageFile(io.BytesIO(data)) as before, Image.open(io.BytesIO(seen)) as after:
        assert (after.format, after.size, after.mode) == ("JPEG", before.size, "RGB")
    assert seen.count(b"\xff\xd8\xff") == 1


@pytest.mark.parametrize("made", [full_of_notes, two_in_one, two_colours, tiny_words])
def test_reviewer_sender_and_resident_get_the_very_same_bytes(
    everybody: Everybody, made: Callable[[], bytes]
) -> None:
    look_at_it_together(everybody, made())


def keeps_what_was_sent(_: Everybody, change: pytest.MonkeyPatch) -> None:
    """The server takes a picture as it came, second picture and all."""
    change.setattr("server.services.uploads.rebuild", lambda given: Rebuilt(given, name_of(given), 300, 200))


def hands_on_another_size(everybody: Everybody, change: pytest.MonkeyPatch) -> None:
    """The resident is given a thumbnail for the photo."""
    album = everybody.live.world.services.album
    right = album.picture
    change.setattr(album, "picture", lambda caller, photo_id, size: right(caller, photo_id, max(size, 1)))


def exchanges_it_after_the_decision(everybody: Everybody, change: pytest.MonkeyPatch) -> None:
    """Between approval and delivery another picture takes its place."""
    world = everybody.live.world
    other = up(world, everybody.pair.member_id, 7).photo.sha256
    deliver = photo_parts.deliver

    def exchange(work: Work, part: Submission) -> None:
        deliver(work, part)
        work.connection.execute(update(submissions).where(submissions.c.id == part.id).values(sha256=other))

    change.setattr(photo_parts, "deliver", exchange)


def shows_the_reviewer_a_cleaner_one(everybody: Everybody, change: pytest.MonkeyPatch) -> None:
    """The page of the reviewer shows bytes of its own making."""
    change.setattr(
        "server.console.photos.picture",
        lambda sha256, _, headers: picture(sha256, lambda: jpeg(9, (300, 200)), headers),
    )


@pytest.mark.parametrize(
    "fault",
    [
        keeps_what_was_sent,
        hands_on_another_size,
        exchanges_it_after_the_decision,
        shows_the_reviewer_a_cleaner_one,
    ],
)
def test_a_server_that_shows_one_thing_and_hands_on_another_would_be_found_out(
    everybody: Everybody,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[Everybody, pytest.MonkeyPatch], None],
) -> None:
    fault(everybody, monkeypatch)
    with pytest.raises(AssertionError):
        look_at_it_together(everybody, two_in_one())


@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool (libimage-exiftool-perl) is not installed")
def test_nothing_but_pixels_leaves_the_server_on_any_path(everybody: Everybody) -> None:
    data = full_of_notes()
    assert told_by_exiftool(data) > TOLD_OF_ANY_JPEG, "the notes are there to be found"
    for what, left in everything_that_leaves(everybody, data):
        assert told_by_exiftool(left) <= TOLD_OF_ANY_JPEG, what
        assert MARK not in left, what


def everything_that_leaves(everybody: Everybody, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Each path of a shared photo and of a profile photo, with the bytes that come out."""
    world, pair = everybody.live.world, everybody.pair
    sent = everybody.share(data)
    submission_id = sent.parts[0].submission_id
    yield "the review page", everybody.review(submission_id)
    kept = present(world, pair.member_id, sent.id)
    assert kept.photo is not None
    assert [max(one.width, one.height) for one in kept.thumbs] == [256, 640]
    for one in (kept.photo, *kept.thumbs):
        yield f"the sender's {one.width} pixels", everybody.fetched(one.sha256)
    linh = at_reader(everybody.live, pair)
    linh.get("/reader/pictures")
    linh.submit("/open")
    for size in range(3):
        yield f"the reader's size {size}", fetch(linh, f"/reader/pictures/{submission_id}/{size}")[2]
    profile = world.services.profile_photos.send(
        pair.member_id, str(uuid.uuid4()), NewProfilePhoto(sent_sha256=name_of(data), price_cents=0)
    )
    world.approve(world.reviewer(), profile.parts[0].submission_id)
    shown = world.services.profile_photos.state(pair.member_id).shown
    assert shown is not None
    yield "the profile photo", everybody.fetched(shown.sha256)
    status, _, beside = fetch(linh, f"/reader/photos/{pair.contact_id}")
    assert status == 200
    yield "the profile photo at the reader", beside


def told_by_exiftool(data: bytes) -> set[str]:
    """The groups in which exiftool finds anything."""
    assert EXIFTOOL is not None
    told = subprocess.run(
        [EXIFTOOL, "-j", "-G", "-a", "-u", "-"], input=data, capture_output=True, check=True
    )
    return {name.split(":")[0] for name in json.loads(told.stdout)[0]}
