"""A damaged database is set aside, never deleted; what waits is carried over, or the loss is named."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.errors import StorageFault
from app.storage import rescue, wal
from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.lane import StorageLane
from app.storage.outbox_store import OutboxStore
from app.storage.rescue import RescueReport
from tests.scale import rounds
from tests.unit.app.storage.makers import KEY, OTHER_KEY, contact, entry, sent

PAGE = 4096
QUEUED = 40
DRAFTS = 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a full outbox and drafts, closed; and the same as a crash leaves it, with its log."""
    folder = tmp_path_factory.mktemp("whole")
    lane = StorageLane()
    database = Database.open(lane, folder / "client.db", KEY)
    for number in range(QUEUED):
        OutboxStore(database).queue(entry(number, f"contact-{number % 3}", f"words of {number} " * 20))
    for number in range(DRAFTS):
        DraftStore(database).save(f"friend-{number}", f"draft {number} " * 20)
    CacheStore(database).put_contacts([contact()])
    CacheStore(database).put_messages([sent(number, text="hello " * 30) for number in range(1, 300)])
    crashed = folder / "crashed"
    crashed.mkdir()
    for name in ("client.db", "client.db-wal"):
        shutil.copy(folder / name, crashed / name)
    database.close()
    lane.close()
    assert not (folder / "client.db-wal").exists()
    return folder


@pytest.fixture
def opened(lane: StorageLane) -> Iterator[Callable[[Path, bytes], Database]]:
    """Opens databases and closes them at the end."""
    databases: list[Database] = []

    def open_one(path: Path, key: bytes = KEY) -> Database:
        databases.append(Database.open(lane, path, key))
        return databases[-1]

    yield open_one
    for database in databases:
        database.close()


def copy_of(source: Path, target: Path) -> Path:
    """The database files alone, in a folder of their own."""
    target.mkdir(parents=True)
    for name in ("client.db", "client.db-wal"):
        if (source / name).exists():
            shutil.copy(source / name, target / name)
    return target / "client.db"


def flip(file: Path, offset: int, bit: int = 0) -> None:
    """One wrong bit."""
    content = bytearray(file.read_bytes())
    content[offset] ^= 1 << bit
    file.write_bytes(bytes(content))


def use_everything(database: Database) -> None:
    """Touch every part of the file, as a session does."""
    cache = CacheStore(database)
    cache.contacts()
    cache.conversations()
    cache.thread_page("mateo", None, 1000)
    cache.search("hello")
    cache.put_messages([sent(number, text="hello " * 30) for number in range(1, 300)])
    cache.thread_page("mateo", None, 1000)


def assert_nothing_lost_in_silence(database: Database, path: Path, before: bytes) -> None:
    """All words are there, or the report says that some may not be; a file that was set aside is whole."""
    outbox = [each.local_id for each in OutboxStore(database).waiting()]
    drafts = DraftStore(database).all()
    assert outbox == sorted(outbox, key=lambda each: int(each.removeprefix("local-")))
    for each in OutboxStore(database).waiting():
        assert each.text == f"words of {each.local_id.removeprefix('local-')} " * 20
    report = database.rescue
    if len(outbox) < QUEUED or len(drafts) < DRAFTS:
        assert report is not None
        assert not report.complete
    if report is not None:
        assert path.with_name(report.aside).read_bytes() == before


def flip_bits_of_the_file(folder: Path, work: Path, opened: Callable[[Path], Database], count: int) -> int:
    """Damage the closed database in many places, one at a time; how often all words were there at once."""
    chance = random.Random(7)
    size = (folder / "client.db").stat().st_size
    whole = 0
    for number in range(count):
        path = copy_of(folder, work / str(number))
        flip(path, chance.randrange(size), chance.randrange(8))
        before = path.read_bytes()
        database = opened(path)
        use_everything(database)
        assert_nothing_lost_in_silence(database, path, before)
        whole += len(OutboxStore(database).waiting()) == QUEUED
        database.close()
        shutil.rmtree(path.parent)
    return whole


def flip_bits_of_the_log(folder: Path, work: Path, opened: Callable[[Path], Database], count: int) -> None:
    """Damage the log that a crash left, in many places, one at a time."""
    chance = random.Random(8)
    size = (folder / "crashed" / "client.db-wal").stat().st_size
    for number in range(count):
        path = copy_of(folder / "crashed", work / str(number))
        log = path.with_name("client.db-wal")
        flip(log, chance.randrange(size), chance.randrange(8))
        before = log.read_bytes()
        database = opened(path)
        use_everything(database)
        report = database.rescue
        if len(OutboxStore(database).waiting()) < QUEUED or len(DraftStore(database).all()) < DRAFTS:
            assert report is not None
            assert not report.complete
        if report is not None:
            assert path.with_name(report.aside + "-wal").read_bytes() == before
        database.close()
        shutil.rmtree(path.parent)


@pytest.mark.soak_scaled
def test_a_wrong_bit_anywhere_loses_no_words_in_silence(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database]
) -> None:
    count = rounds(40, 2_000)
    assert flip_bits_of_the_file(folder, tmp_path, opened, count) > count / 2  # most of the file is cache


@pytest.mark.soak_scaled
def test_a_wrong_bit_in_the_log_of_a_crash_loses_no_words_in_silence(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database]
) -> None:
    flip_bits_of_the_log(folder, tmp_path, opened, rounds(40, 2_000))


def test_a_rescue_that_claims_to_be_complete_would_be_noticed(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rescue, "_salvage", lambda *_: ([], True))
    with pytest.raises(AssertionError):
        flip_bits_of_the_file(folder, tmp_path, opened, 40)


def test_a_log_taken_for_whole_would_be_noticed(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal, "committed_frames", lambda _: 0)
    with pytest.raises(AssertionError):
        flip_bits_of_the_log(folder, tmp_path, opened, 40)


def test_a_whole_log_of_a_crash_is_simply_read(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database]
) -> None:
    database = opened(copy_of(folder / "crashed", tmp_path / "copy"))
    assert len(OutboxStore(database).waiting()) == QUEUED
    assert len(DraftStore(database).all()) == DRAFTS
    assert database.rescue is None


@pytest.mark.parametrize("pages", [2, 20, 45])
def test_a_file_that_was_cut_off_gives_its_words_back(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database], pages: int
) -> None:
    path = copy_of(folder, tmp_path / "copy")
    os.truncate(path, path.stat().st_size - pages * PAGE + 17)
    before = path.read_bytes()
    database = opened(path)
    assert_nothing_lost_in_silence(database, path, before)
    assert len(OutboxStore(database).waiting()) == QUEUED


def _cut_to(size: int) -> Callable[[Path], object]:
    return lambda path: os.truncate(path, size)


@pytest.mark.parametrize(
    "spoil",
    [
        _cut_to(0),
        _cut_to(1),
        _cut_to(PAGE - 1),
        _cut_to(PAGE),
        lambda path: path.write_bytes(bytes(path.stat().st_size)),
        lambda path: path.write_bytes(b"This is not a database.\n" * 400),
        lambda path: path.write_bytes(b"SQLite format 3\x00" + bytes(5000)),
    ],
    ids=["empty", "one byte", "less than a page", "one page", "zeros", "a text", "a plain database"],
)
def test_what_is_no_database_is_set_aside_and_named(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database], spoil: Callable[[Path], object]
) -> None:
    path = copy_of(folder, tmp_path / "copy")
    spoil(path)
    before = path.read_bytes()
    database = opened(path)
    report = database.rescue
    assert report is not None
    assert (report.complete, report.outbox, report.drafts) == (False, 0, 0)
    assert path.with_name(report.aside).read_bytes() == before
    assert OutboxStore(database).queue(entry(1))


def test_a_wrong_key_sets_the_file_aside_unchanged(
    folder: Path, tmp_path: Path, opened: Callable[..., Database]
) -> None:
    path = copy_of(folder, tmp_path / "copy")
    report = opened(path, OTHER_KEY).rescue
    assert report is not None
    assert not report.complete
    again = copy_of(path.parent, tmp_path / "again")
    shutil.copy(path.with_name(report.aside), again)
    assert len(OutboxStore(opened(again)).waiting()) == QUEUED


def test_the_report_stays_until_somebody_has_seen_it(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database]
) -> None:
    path = copy_of(folder, tmp_path / "copy")
    flip(path, 100)
    first = opened(path)
    assert first.rescue is not None
    first.close()
    second = opened(path)
    assert second.rescue == first.rescue
    second.confirm_rescue()
    second.close()
    assert opened(path).rescue is None


def test_damage_found_while_working_is_healed_and_told(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database]
) -> None:
    path = copy_of(folder, tmp_path / "copy")
    content = bytearray(path.read_bytes())
    for page in range(len(content) // PAGE // 2, len(content) // PAGE):
        content[page * PAGE + 50] ^= 1
    path.write_bytes(bytes(content))
    told: list[RescueReport] = []
    database = opened(path)
    database.on_rescue = told.append
    for _ in range(2):
        use_everything(database)
    assert told or database.rescue is not None
    assert len(CacheStore(database).thread_page("mateo", None, 1000)) == 299
    assert OutboxStore(database).queue(entry(99))


def test_a_crash_in_the_middle_of_a_rescue_is_carried_on(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, step in enumerate(("_write_fresh", "_set_aside", "_crash_after_setting_aside")):
        path = copy_of(folder, tmp_path / str(number))
        os.truncate(path, path.stat().st_size - 2 * PAGE)
        with monkeypatch.context() as patch:
            original = rescue._set_aside

            def crash(*arguments: object, step: str = step, original: Callable[..., None] = original) -> None:
                if step == "_crash_after_setting_aside":
                    original(*arguments)
                raise KeyboardInterrupt

            patch.setattr(rescue, "_write_fresh" if step == "_write_fresh" else "_set_aside", crash)
            with pytest.raises(KeyboardInterrupt):
                opened(path)
        database = opened(path)
        assert len(OutboxStore(database).waiting()) == QUEUED
        assert len(DraftStore(database).all()) == DRAFTS
        assert database.rescue is not None
        assert database.rescue.complete
        assert len(list(path.parent.glob("client.db.damaged-*[0-9Z]"))) == 1


def test_no_room_for_the_rescue_leaves_everything_for_the_next_start(
    folder: Path, tmp_path: Path, opened: Callable[[Path], Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copy_of(folder, tmp_path / "copy")
    os.truncate(path, path.stat().st_size - 2 * PAGE)
    before = path.read_bytes()

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(rescue, "_write_fresh", no_room)
        with pytest.raises(StorageFault, match="full"):
            opened(path)
    assert path.read_bytes() == before
    assert len(OutboxStore(opened(path)).waiting()) == QUEUED


def test_half_a_text_is_never_rescued_as_a_whole_one(
    tmp_path: Path, lane: StorageLane, opened: Callable[[Path], Database]
) -> None:
    path = tmp_path / "client.db"
    database = opened(path)
    OutboxStore(database).queue(entry(1, text="short"))
    for number in range(2, 30):
        OutboxStore(database).queue(entry(number, text="long " * 3_000))
    database.close()
    os.truncate(path, path.stat().st_size // PAGE // 2 * PAGE)
    database = opened(path)
    texts = {each.text for each in OutboxStore(database).waiting()}
    assert texts <= {"short", "long " * 3_000}
    assert database.rescue is not None
    assert not database.rescue.complete
