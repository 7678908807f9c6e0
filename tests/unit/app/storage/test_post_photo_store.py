"""The photo of a post stays with its words: in draft and outbox, back again, through damage and a move to disk."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from app.domain.photos import ExportedPhoto, PhotoEdits, PhotoOrigin, Size
from app.domain.posts import EVERYBODY, PostFault, PostFaultKind
from app.storage import rescue, schema
from app.storage.cache_store import CacheStore
from app.storage.carry import carry_over
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.lane import StorageLane
from app.storage.post_photo_store import KeptPostPhoto, PostPhotoStore
from app.storage.post_store import KeptPost, PostStore
from app.storage.sql import connect
from contract.messages import State
from contract.posts import Post
from tests.unit.app.storage.makers import KEY

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SAMPLE = Path(__file__).parents[3] / "contract" / "samples" / "1.0" / "Post.photo.json"


def photo(content: bytes = b"a snowman") -> KeptPostPhoto:
    sha256 = hashlib.sha256(content).hexdigest()
    return KeptPostPhoto(
        ExportedPhoto(content, sha256, Size(640, 480)),
        PhotoEdits(brightness=10),
        PhotoOrigin("/home/elena/snow.jpg", "snow.jpg", "0" * 64),
    )


def post(kept: KeptPostPhoto | None, local_id: str = "post-1") -> KeptPost:
    sha256 = None if kept is None else kept.photo.sha256
    return KeptPost(local_id, "Snow!", ("cedar",), 55, NOW, photo=sha256)


@pytest.fixture
def posts(database: Database) -> PostStore:
    return PostStore(database)


@pytest.fixture
def photos(database: Database) -> PostPhotoStore:
    return PostPhotoStore(database)


def told(*states: State) -> Post:
    """What the server says of it, with a part in each of these states."""
    sample = msgspec.json.decode(SAMPLE.read_bytes(), type=Post)
    parts = tuple(
        msgspec.structs.replace(part, state=state) for part, state in zip(sample.parts, states, strict=False)
    )
    return msgspec.structs.replace(sample, local_id="post-1", parts=parts)


def test_it_goes_into_the_outbox_and_back_into_the_draft_with_its_words(
    database: Database, posts: PostStore, photos: PostPhotoStore
) -> None:
    photos.put(EVERYBODY, photo())
    assert photos.has_drafts
    DraftStore(database).save(EVERYBODY, "Snow!")
    posts.queue(post(photo()))
    assert (photos.get(EVERYBODY), photos.get("post-1")) == (None, photo())
    assert not photos.has_drafts
    assert posts.take_back("post-1") == EVERYBODY
    assert (photos.get(EVERYBODY), photos.get("post-1")) == (photo(), None)


def test_one_that_comes_back_to_another_photo_is_there_after_it(
    posts: PostStore, photos: PostPhotoStore
) -> None:
    photos.put(EVERYBODY, photo())
    posts.queue(post(photo()))
    newer = photo(b"an igloo")
    photos.put(EVERYBODY, newer)
    posts.take_back("post-1")
    assert photos.get(EVERYBODY) == newer
    posts.queue(post(newer, "post-2"))
    assert (photos.get("post-2"), photos.get(EVERYBODY)) == (newer, photo())


def test_another_edit_takes_the_place_of_the_one_before(photos: PostPhotoStore) -> None:
    photos.put(EVERYBODY, photo())
    photos.put(EVERYBODY, photo(b"brighter"), replaces=photo().photo.sha256)
    assert photos.get(EVERYBODY) == photo(b"brighter")
    photos.drop(EVERYBODY, photo(b"brighter").photo.sha256)
    assert photos.get(EVERYBODY) is None


def pasted(content: bytes = b"a snowman", original: bytes = b"from the clipboard") -> KeptPostPhoto:
    """One of which no file has the original."""
    origin = PhotoOrigin(None, "pasted.png", hashlib.sha256(original).hexdigest())
    return msgspec.structs.replace(photo(content), origin=origin, original=original)


def originals(database: Database) -> list[bytes]:
    """All that are kept."""
    rows = database.read(lambda one: one.execute("SELECT content FROM post_original").fetchall())
    return [bytes(row[0]) for row in rows if isinstance(row[0], bytes)]


def test_what_a_photo_was_made_of_is_found_wherever_its_words_go(
    database: Database, posts: PostStore, photos: PostPhotoStore
) -> None:
    def found(owner: str) -> bytes | None:
        kept = photos.get(owner)
        assert kept is not None
        assert kept == msgspec.structs.replace(pasted(), original=None)
        return photos.original(kept)

    photos.put(EVERYBODY, pasted())
    assert found(EVERYBODY) == b"from the clipboard"
    posts.queue(post(pasted()))
    assert found("post-1") == b"from the clipboard"
    posts.renew("post-1", "post-9", PostFault(PostFaultKind.KEY))
    assert found("post-9") == b"from the clipboard"
    posts.take_back("post-9")
    assert found(EVERYBODY) == b"from the clipboard"
    posts.queue(post(pasted()))
    CacheStore(database).put_posts([told(State.PENDING, State.REFUSED)])
    photos.copy("post-1", "news:part-1")
    photos.drop("news:part-1", pasted().photo.sha256)
    assert found("post-1") == b"from the clipboard"
    CacheStore(database).put_posts([told(State.OPENED, State.WITHDRAWN)])
    assert originals(database) == []


def test_what_a_photo_was_made_of_goes_with_the_photo_and_is_never_anothers(
    database: Database, photos: PostPhotoStore
) -> None:
    photos.put(EVERYBODY, pasted())
    photos.put(EVERYBODY, pasted(b"brighter"), replaces=pasted().photo.sha256)
    assert originals(database) == [b"from the clipboard"]
    photos.put(EVERYBODY, photo(b"an igloo"), replaces=pasted(b"brighter").photo.sha256)
    assert originals(database) == []
    photos.put(EVERYBODY, pasted(b"an igloo"))
    photos.put(EVERYBODY, photo(b"an igloo"))
    assert photos.original(photo(b"an igloo")) is None
    photos.put(EVERYBODY, pasted(b"an igloo", b"from the camera"))
    photos.drop(EVERYBODY, photo(b"an igloo").photo.sha256)
    assert originals(database) == []


def test_a_damaged_original_leaves_the_photo_and_is_never_opened(
    database: Database, photos: PostPhotoStore
) -> None:
    photos.put(EVERYBODY, pasted())
    database.write(lambda one: one.execute("UPDATE post_original SET content = ?", (b"from the\0\0",)))
    assert photos.original(pasted()) is None
    assert photos.get(EVERYBODY) is not None


def test_an_original_lies_on_the_disk_encrypted(
    database: Database, path: Path, photos: PostPhotoStore
) -> None:
    secret = b"the face of Elena" * 500
    photos.put(EVERYBODY, pasted(original=secret))
    database.close()
    on_disk = b"".join(file.read_bytes() for file in path.parent.iterdir() if file.is_file())
    assert len(on_disk) > len(secret)
    assert secret[:17] not in on_disk


def test_a_rescue_and_a_move_to_the_disk_take_the_original_along(
    lane: StorageLane, path: Path, database: Database, photos: PostPhotoStore
) -> None:
    memory = Database.open(lane, None, None)
    PostPhotoStore(memory).put(EVERYBODY, pasted())
    for _ in range(2):
        carry_over(memory, database)
    memory.close()
    assert (photos.original(pasted()), len(originals(database))) == (b"from the clipboard", 1)
    database.close()
    assert rescue.rescue(path, KEY).complete
    again = Database.open(lane, path, KEY)
    assert PostPhotoStore(again).original(pasted()) == b"from the clipboard"
    again.close()


def test_a_file_of_before_originals_were_kept_takes_them_and_is_rescued(
    lane: StorageLane, path: Path
) -> None:
    path.parent.mkdir()
    for is_damaged in (True, False):
        old = connect(path, KEY)
        schema.migrate(old, schema.MIGRATIONS[:9])
        old.close()
        if is_damaged:
            assert rescue.rescue(path, KEY).complete
        database = Database.open(lane, path, KEY)
        PostPhotoStore(database).put(EVERYBODY, pasted())
        assert PostPhotoStore(database).original(pasted()) == b"from the clipboard"
        database.close()
        path.unlink()


def test_a_post_without_its_photo_leaves_it_in_the_draft(posts: PostStore, photos: PostPhotoStore) -> None:
    photos.put(EVERYBODY, photo())
    posts.queue(post(None))
    assert photos.get(EVERYBODY) == photo()


@pytest.mark.parametrize(
    ("states", "is_kept"),
    [
        ((State.PENDING, State.DELIVERED), True),
        ((State.DELIVERED, State.REFUSED), True),
        ((State.DELIVERED, State.OFFERED), True),
        ((State.OPENED, State.WITHDRAWN), False),
    ],
)
def test_it_is_kept_as_long_as_it_can_come_back_to_its_member(
    database: Database, posts: PostStore, photos: PostPhotoStore, states: tuple[State, ...], is_kept: bool
) -> None:
    photos.put(EVERYBODY, photo())
    posts.queue(post(photo()))
    CacheStore(database).put_posts([told(*states)])
    assert posts.waiting() == []
    assert (photos.get("post-1") is not None) is is_kept


def test_a_new_key_takes_the_photo_along(posts: PostStore, photos: PostPhotoStore) -> None:
    photos.put(EVERYBODY, photo())
    posts.queue(post(photo()))
    posts.renew("post-1", "post-9", PostFault(PostFaultKind.KEY))
    assert (photos.get("post-1"), photos.get("post-9")) == (None, photo())


def test_a_rescue_brings_words_and_photo_and_never_half_a_picture(
    lane: StorageLane, path: Path, database: Database, posts: PostStore, photos: PostPhotoStore
) -> None:
    photos.put(EVERYBODY, photo())
    posts.queue(post(photo()))
    photos.put(EVERYBODY, photo(b"an igloo"))
    database.write(
        lambda connection: connection.execute(
            "UPDATE post_photo SET picture = ? WHERE owner = ?", (b"an ig\0\0\0", EVERYBODY)
        )
    )
    database.close()
    report = rescue.rescue(path, KEY)
    again = Database.open(lane, path, KEY)
    assert PostStore(again).waiting() == [post(photo())]
    assert PostPhotoStore(again).get("post-1") == photo()
    assert PostPhotoStore(again).get(EVERYBODY) is None
    assert (report.complete, report.photos) == (False, 1)
    again.close()


def test_a_file_of_before_there_were_photos_is_migrated_and_rescued(lane: StorageLane, path: Path) -> None:
    path.parent.mkdir()
    for is_damaged in (True, False):
        old = connect(path, KEY)
        schema.migrate(old, schema.MIGRATIONS[:5])
        old.execute(
            "INSERT INTO post VALUES (NULL, 'post-1', ?, ?, 25, ?, NULL, NULL)",
            (b"Snow!", b'["cedar"]', NOW.isoformat()),
        )
        old.close()
        if is_damaged:
            assert rescue.rescue(path, KEY).complete
        database = Database.open(lane, path, KEY)
        (kept,) = PostStore(database).waiting()
        assert (kept.text, kept.photo) == ("Snow!", None)
        database.close()
        path.unlink()


def test_it_is_carried_from_memory_to_the_disk_once(lane: StorageLane, database: Database) -> None:
    memory = Database.open(lane, None, None)
    PostPhotoStore(memory).put(EVERYBODY, photo())
    PostStore(memory).queue(post(photo()))
    PostPhotoStore(memory).put(EVERYBODY, photo(b"an igloo"))
    for _ in range(2):
        carry_over(memory, database)
    memory.close()
    assert PostStore(database).waiting() == [post(photo())]
    assert PostPhotoStore(database).get("post-1") == photo()
    assert PostPhotoStore(database).get(EVERYBODY) == photo(b"an igloo")
    count = database.read(lambda one: one.execute("SELECT count(*) FROM post_photo").fetchone())
    assert count is not None
    assert count[0] == 2
