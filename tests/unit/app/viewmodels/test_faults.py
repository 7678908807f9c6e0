"""A bad disk, a bad clock, a stalled network, a bug of ours: what is said, and what stays whole."""

import os
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.domain.values import Connection, CrashReport, NoticeKind
from app.storage.sql import connect
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.windowless import Client

WORDS = "words of a member"


def notice_kind(client: Client) -> NoticeKind | None:
    return None if client.app.notice is None else client.app.notice.kind


def database_file(client: Client) -> Path:
    [path] = client.folder.rglob("client.db")
    return path


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_years_off_changes_words_only(qtbot: QtBot, tmp_path: Path, years: int) -> None:
    offset = timedelta(days=365 * years)
    live = LiveServer(tmp_path / "server", clock=lambda: datetime.now(UTC) - offset)
    live.start()
    client = Client(qtbot, tmp_path / "client", live.base_url)
    try:
        family = live.add_family()
        client.start()
        client.sign_in(family)
        client.open(family.contact_id)
        client.wait_for(lambda: notice_kind(client) is NoticeKind.CLOCK_WRONG)
        assert abs(client.app.now() - live.clock()) < timedelta(seconds=30)
        client.send("first")
        client.send("second")
        client.wait_for(lambda: client.kinds() == ["pending", "pending"])
        live.answer(family, "third")
        client.wait_for(lambda: client.texts() == [None, None, "third"])
        days = {item.at.date() for item in client.app.conversation.model.items}
        assert all(abs(day - live.clock().date()) <= timedelta(days=1) for day in days)
        client.app.dismiss_notice()
        assert notice_kind(client) is None
    finally:
        client.stop()
        live.stop()


def test_a_damaged_database_is_set_aside_and_the_unsent_is_carried_over(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    signed_in.app.compose.set_text("unsent words")
    signed_in.stop()
    path = database_file(signed_in)
    _damage_the_contacts(signed_in)
    signed_in.start()
    assert signed_in.app.session is not None
    signed_in.wait_for(lambda: notice_kind(signed_in) is NoticeKind.STORAGE_DAMAGED)
    assert signed_in.app.notice is not None
    assert signed_in.app.notice.waiting == 1
    assert list(path.parent.glob("client.db.damaged-*"))
    signed_in.wait_online()
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "unsent words")
    signed_in.app.dismiss_notice()
    assert notice_kind(signed_in) is None
    signed_in.stop()
    signed_in.start()
    assert notice_kind(signed_in) is not NoticeKind.STORAGE_DAMAGED


def test_damage_found_while_running_loads_everything_anew(signed_in: Client, family: Family) -> None:
    signed_in.send("on the server")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    engine, session = signed_in.app.hub.engine, signed_in.app.hub.session
    assert engine is not None
    assert session is not None
    engine.lane.run(session.stores.database._heal)
    signed_in.wait_for(lambda: notice_kind(signed_in) is NoticeKind.STORAGE_DAMAGED)
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    signed_in.wait_for(lambda: session.stores.cache.cursor() > 0)
    signed_in.wait_for(lambda: session.stores.cache.contact(family.contact_id) is not None)


def test_a_database_restored_on_the_server_is_loaded_anew(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    session = signed_in.app.hub.session
    assert session is not None
    session.stores.cache.set_cursor(2**40)
    session.stores.drafts.save(family.contact_id, "still mine")
    live.stop()
    signed_in.wait_for(lambda: signed_in.app.connection is Connection.OFFLINE)
    live.start()
    signed_in.app.try_now()
    signed_in.wait_online()
    assert 0 < session.stores.cache.cursor() < 2**40
    assert session.drafts.text(family.contact_id) == "still mine"
    assert signed_in.app.conversations.model.rowCount() == 1


class Stalled:
    """A server that takes connections and says nothing, as one behind a dead line does."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.asked = threading.Event()
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, name="stalled")
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                held, _ = self._listener.accept()
            except OSError:
                return
            self._held.append(held)
            self.asked.set()

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()
        for held in self._held:
            held.close()


@pytest.fixture
def stalled() -> Iterator[Stalled]:
    server = Stalled()
    yield server
    server.close()


def test_a_stalled_server_keeps_nobody_from_closing(qtbot: QtBot, stalled: Stalled, tmp_path: Path) -> None:
    client = Client(qtbot, tmp_path, f"http://127.0.0.1:{stalled.port}")
    client.start()
    client.wait_for(stalled.asked.is_set)
    began = datetime.now(UTC)
    client.stop()
    assert datetime.now(UTC) - began < timedelta(seconds=5)


def test_a_bug_of_ours_opens_the_crash_dialog_and_gives_nothing_away(
    signed_in: Client, family: Family, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    session = signed_in.app.hub.session
    assert session is not None

    def broken(*_: object) -> None:
        raise LookupError(WORDS)

    monkeypatch.setattr(session.stores.cache, "search", broken)
    with signed_in.qtbot.waitSignal(signed_in.app.crashed) as crashed:
        signed_in.app.conversations.search("anything")
    assert crashed.args is not None
    report: CrashReport = crashed.args[0]
    assert report.title == "LookupError"
    assert WORDS not in report.text + caplog.text
    signed_in.crashes.clear()


def test_a_bug_while_following_is_said_and_mended_by_trying_again(
    signed_in: Client, live: LiveServer, family: Family, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = signed_in.app.hub.session
    assert session is not None

    def broken(*_: object) -> None:
        raise LookupError

    with monkeypatch.context() as patch:
        patch.setattr(session.stores.cache, "put_balance", broken)
        live.pay_in(family.member_id, 100)
        signed_in.wait_for(lambda: signed_in.app.connection is Connection.SERVER_FAULT)
    signed_in.crashes.clear()
    signed_in.app.try_now()
    signed_in.wait_for(
        lambda: signed_in.app.balance is not None and signed_in.app.balance.available_cents == 1_100
    )


def _damage_the_contacts(client: Client) -> None:
    """Overwrite the page where the contacts begin, as a failing disk does."""
    path = database_file(client)
    values: dict[str, str] = vars(client.secrets)["_values"]
    key = next(bytes.fromhex(value) for name, value in values.items() if name.startswith("database-"))
    connection = connect(path, key)
    row = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'cache_contact'").fetchone()
    connection.close()
    assert row is not None
    with path.open("r+b") as file:
        file.seek(4096 * (int(row[0] or 0) - 1))
        file.write(os.urandom(4096))
