"""A disk that is full or takes nothing: said in its own words, nothing lost, over as soon as it is over."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.errors import StorageFault, StorageFaultKind
from app.domain.values import BlockKind, DraftKept, NoticeKind, SendBlock
from app.storage.sql import Connection
from app.views.notice_words import notice_words
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.unit.app.windowless import Client

LONG = "Words that find no room. " * 20_000  # 500 kB: a long draft is never cut
DISK_BYTES = 4_000_000


@dataclass(frozen=True)
class Disk:
    """A small file system of its own."""

    folder: Path

    def set_writable(self, writable: bool) -> None:
        """Mount it anew; it fails while a file on it is open for writing."""
        mode = "rw" if writable else "ro"
        subprocess.run(["mount", "-o", f"remount,{mode}", str(self.folder)], check=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk of 4 MB; only where the tests may mount one."""
    if sys.platform != "linux":
        pytest.skip("mounting a small disk needs Linux")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting a small disk is not allowed here")
    yield Disk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def on_small_disk(qtbot: QtBot, live: LiveServer, small_disk: Disk, family: Family) -> Iterator[Client]:
    """A member signed in whose files lie on a small disk, the conversation open."""
    client = Client(qtbot, small_disk.folder / "client", live.base_url)
    client.start()
    client.sign_in(family)
    client.open(family.contact_id)
    yield client
    client.stop()


def notice_kind(client: Client) -> NoticeKind | None:
    return None if client.app.notice is None else client.app.notice.kind


def block(client: Client) -> SendBlock | None:
    return client.app.compose.block


def with_database(client: Client, work: Callable[[Connection], None]) -> None:
    session = client.app.hub.session
    assert session is not None
    session.stores.database.read(work)


def fill_up(file: Path) -> None:
    with file.open("wb", buffering=0) as stream:
        while stream.write(bytes(4096)):
            pass


def leave_no_room(connection: Connection) -> None:
    """SQLite takes no page more than there are."""
    connection.execute("PRAGMA max_page_count = 1")


def make_room(connection: Connection) -> None:
    connection.execute("PRAGMA max_page_count = 1000000")


def refuse_writing(connection: Connection) -> None:
    """SQLite answers each write as if the file could only be read."""
    connection.execute("PRAGMA query_only = ON")


def allow_writing(connection: Connection) -> None:
    connection.execute("PRAGMA query_only = OFF")


def test_a_database_without_room_says_the_disk_is_full_until_there_is_room(
    signed_in: Client, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.viewmodels.compose.SAVE_AGAIN_MS", 100)
    compose = signed_in.app.compose
    with_database(signed_in, leave_no_room)
    compose.set_text(LONG)
    signed_in.wait_for(lambda: notice_kind(signed_in) is NoticeKind.STORAGE_FULL)
    assert signed_in.app.notice is not None
    assert notice_words(signed_in.app.notice).title == "The disk is full."
    assert compose.text == LONG
    assert compose.draft_kept is DraftKept.SAVING
    with_database(signed_in, make_room)
    signed_in.wait_for(lambda: compose.draft_kept is DraftKept.KEPT)
    assert notice_kind(signed_in) is None
    signed_in.stop()
    signed_in.start()
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.app.compose.text == LONG)


def test_a_file_that_takes_no_writing_is_not_called_full(signed_in: Client, live: LiveServer) -> None:
    compose = signed_in.app.compose
    signed_in.write("precious")
    with_database(signed_in, refuse_writing)
    compose.send()
    signed_in.wait_for(lambda: notice_kind(signed_in) is NoticeKind.STORAGE_FAILS)
    assert signed_in.app.notice is not None
    words = notice_words(signed_in.app.notice)
    assert "full" not in words.title + words.text
    assert "can't be kept now" in words.text
    assert compose.text == "precious"
    found = block(signed_in)
    assert found is not None
    assert found.kind is BlockKind.STORAGE
    with_database(signed_in, allow_writing)
    compose.send()
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    assert notice_kind(signed_in) is None


def test_a_real_disk_that_fills_up_loses_no_word(on_small_disk: Client, small_disk: Disk) -> None:
    compose = on_small_disk.app.compose
    filler = small_disk.folder / "filler"
    with pytest.raises(OSError, match="No space left"):
        fill_up(filler)
    compose.set_text(LONG)
    on_small_disk.wait_for(lambda: notice_kind(on_small_disk) is NoticeKind.STORAGE_FULL)
    assert compose.text == LONG
    filler.unlink()
    compose.set_text("Short words find room.")
    on_small_disk.wait_for(lambda: compose.draft_kept is DraftKept.KEPT)
    assert notice_kind(on_small_disk) is None
    compose.send()
    on_small_disk.wait_for(lambda: on_small_disk.kinds() == ["pending"])


def test_who_signs_in_on_a_full_disk_hears_that_it_is_full(
    qtbot: QtBot, live: LiveServer, small_disk: Disk, family: Family
) -> None:
    filler = small_disk.folder / "filler"
    with pytest.raises(OSError, match="No space left"):
        fill_up(filler)
    client = Client(qtbot, small_disk.folder / "client", live.base_url)
    client.start()
    try:
        with qtbot.waitSignal(client.app.sign_in.failed, timeout=10_000) as failed:
            client.app.sign_in.sign_in(family.email, PASSWORD, stay=True)
        assert failed.args is not None
        fault: StorageFault = failed.args[0]
        assert fault.kind is StorageFaultKind.FULL
        filler.unlink()
        client.sign_in(family)
    finally:
        client.stop()


def test_a_start_on_a_disk_that_can_only_be_read_says_so_and_keeps_what_is_there(
    on_small_disk: Client, small_disk: Disk, family: Family
) -> None:
    on_small_disk.app.compose.set_text("kept before")
    on_small_disk.stop()
    small_disk.set_writable(False)
    try:
        on_small_disk.start()
        assert on_small_disk.app.session is None
        on_small_disk.wait_for(lambda: notice_kind(on_small_disk) is NoticeKind.STORAGE_FAILS)
        on_small_disk.stop()
    finally:
        small_disk.set_writable(True)
    on_small_disk.start()
    on_small_disk.wait_for(lambda: on_small_disk.app.session is not None)
    on_small_disk.open(family.contact_id)
    on_small_disk.wait_for(lambda: on_small_disk.app.compose.text == "kept before")
