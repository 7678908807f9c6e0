"""Signing in and out, staying signed in, being signed out by the server; and what stays on this computer."""

from pathlib import Path

import pytest

from app.domain.errors import (
    ConfigFault,
    EmailTaken,
    GettingOutError,
    Offline,
    Refused,
    StorageFault,
    Throttled,
    WrongCredentials,
)
from app.domain.values import Connection, NoticeKind, StorageMode
from server.services.faults import SignedOut
from tests.unit.app.live import PASSWORD, Family, LiveServer
from tests.unit.app.windowless import Client, no_secrets


def fault_of(client: Client, email: str, password: str = PASSWORD) -> GettingOutError:
    with client.qtbot.waitSignal(client.app.sign_in.failed) as failed:
        client.app.sign_in.sign_in(email, password, True)
    assert failed.args is not None
    fault: GettingOutError = failed.args[0]
    return fault


def test_a_wrong_password_is_said_plainly(client: Client, family: Family) -> None:
    client.start()
    assert isinstance(fault_of(client, family.email, "not the password"), WrongCredentials)
    assert not client.app.sign_in.busy
    assert client.app.session is None


def test_an_account_can_be_created(client: Client) -> None:
    client.start()
    client.app.sign_in.register("Kwame Mensah", "kwame@example.org", PASSWORD, True)
    client.wait_for(lambda: client.app.session is not None)
    client.wait_online()
    assert client.app.account.account is not None
    assert client.app.account.account.name == "Kwame Mensah"
    client.wait_for(lambda: client.app.balance is not None)


def test_an_account_that_exists_or_a_weak_password_is_refused(client: Client, family: Family) -> None:
    client.start()
    with client.qtbot.waitSignal(client.app.sign_in.failed) as taken:
        client.app.sign_in.register("Elena", family.email, PASSWORD, True)
    assert taken.args is not None
    assert isinstance(taken.args[0], EmailTaken)
    with client.qtbot.waitSignal(client.app.sign_in.failed) as weak:
        client.app.sign_in.register("Elena", "other@example.org", "short", True)
    assert weak.args is not None
    assert isinstance(weak.args[0], Refused)
    assert weak.args[0].field == "password"


def test_no_server_is_said_and_found_again(client: Client, live: LiveServer, family: Family) -> None:
    live.stop()
    client.start()
    assert isinstance(fault_of(client, family.email), Offline)
    client.wait_for(lambda: client.app.connection is Connection.OFFLINE)
    live.start()
    client.app.try_now()
    client.wait_online()
    client.sign_in(family)


def test_who_stays_signed_in_sees_their_messages_without_a_server(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    signed_in.send("Kept for tomorrow.")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    live.approve(live.received(family.member_id)[0].id)
    signed_in.wait_for(lambda: signed_in.kinds() == ["delivered"])
    signed_in.stop()
    live.stop()
    signed_in.start()
    assert signed_in.app.session is not None
    assert signed_in.app.session.name == "Elena Rivera"
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.texts() == ["Kept for tomorrow."])
    signed_in.wait_for(lambda: signed_in.app.connection is Connection.OFFLINE)
    notice = signed_in.app.notice
    assert notice is not None
    assert notice.kind is NoticeKind.OFFLINE


def test_who_does_not_stay_leaves_nothing_behind(client: Client, family: Family) -> None:
    client.start()
    client.app.sign_in.set_stay(False)
    assert client.app.sign_in.storage_mode is StorageMode.MEMORY_BY_CHOICE
    client.sign_in(family, stay=False)
    assert client.app.storage_mode is StorageMode.MEMORY_BY_CHOICE
    notice = client.app.notice
    assert notice is not None
    assert notice.kind is NoticeKind.MEMORY_ONLY
    client.stop()
    assert [path for path in client.folder.rglob("*") if path.is_file()] == []
    client.start()
    assert client.app.session is None


def test_without_a_keyring_it_is_said_before_typing(client: Client) -> None:
    client.secrets = no_secrets()
    client.start()
    client.wait_for(lambda: not client.app.sign_in.can_stay)
    assert client.app.storage_mode is StorageMode.MEMORY_NO_KEYRING


def test_signing_out_keeps_the_draft_encrypted_and_names_nobody(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    signed_in.app.compose.set_text("unfinished words")
    signed_in.app.sign_out()
    assert signed_in.app.session is None
    assert signed_in.app.compose.text == ""
    signed_in.wait_for(lambda: signed_in.app.sign_in.draft_waiting)
    everything = b"".join(path.read_bytes() for path in signed_in.folder.rglob("*") if path.is_file())
    for private in ("unfinished", "Elena", "Mateo", family.email):
        assert private.encode() not in everything
    signed_in.sign_in(family)
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "unfinished words")
    assert not signed_in.app.sign_in.draft_waiting


def test_signing_out_ends_the_session_on_the_server(signed_in: Client, live: LiveServer) -> None:
    session = signed_in.app.hub.session
    assert session is not None
    token = signed_in.secrets.get(next(iter(_token_names(signed_in))))
    assert token is not None
    signed_in.app.sign_out()
    signed_in.wait_for(lambda: _has_ended(live, token))
    assert not _token_names(signed_in)


def test_unsent_words_are_opened_also_without_staying(signed_in: Client, family: Family) -> None:
    signed_in.app.compose.set_text("still here")
    signed_in.app.sign_out()
    signed_in.wait_for(lambda: signed_in.app.sign_in.draft_waiting)
    signed_in.sign_in(family, stay=False)
    assert signed_in.app.storage_mode is StorageMode.KEPT
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "still here")
    assert not _token_names(signed_in)


def test_a_revoked_session_hides_everything_and_goes_on_after_signing_in(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    signed_in.app.compose.set_text("half a thought")
    live.revoke_everything(family)
    signed_in.wait_for(lambda: signed_in.app.session is None)
    assert signed_in.app.connection is Connection.SIGNED_OUT
    notice = signed_in.app.notice
    assert notice is not None
    assert notice.kind is NoticeKind.SIGNED_OUT
    assert signed_in.app.conversations.model.rowCount() == 0
    assert signed_in.app.conversation.model.rowCount() == 0
    signed_in.wait_for(lambda: signed_in.app.sign_in.draft_waiting)
    signed_in.sign_in(family)
    assert signed_in.app.notice is None
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "half a thought")


def test_who_decides_to_stay_after_a_revocation_has_everything_kept_from_then_on(
    client: Client, live: LiveServer, family: Family
) -> None:
    client.start()
    client.sign_in(family, stay=False)
    client.open(family.contact_id)
    live.stop()
    client.wait_for(lambda: client.app.connection is Connection.OFFLINE)
    client.send("queued in memory")
    client.app.compose.set_text("half a thought")
    live.start()
    live.revoke_everything(family)
    client.app.try_now()
    client.wait_for(lambda: client.app.session is None)
    client.sign_in(family, stay=True)
    assert client.app.storage_mode is StorageMode.KEPT
    client.open(family.contact_id)
    client.wait_for(lambda: client.kinds() == ["pending"])
    client.wait_for(lambda: client.app.compose.text == "half a thought")
    client.stop()
    client.start()
    assert client.app.session is not None
    client.open(family.contact_id)
    client.wait_for(lambda: client.app.compose.text == "half a thought")
    assert len(live.received(family.member_id)) == 1


def test_who_does_not_stay_after_a_revocation_leaves_nothing_behind_from_then_on(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    live.revoke_everything(family)
    signed_in.wait_for(lambda: signed_in.app.session is None)
    signed_in.app.sign_in.set_stay(False)
    signed_in.sign_in(family, stay=False)
    assert signed_in.app.storage_mode is StorageMode.MEMORY_BY_CHOICE
    signed_in.open(family.contact_id)
    signed_in.send("not on this disk")
    signed_in.stop()
    signed_in.start()
    assert signed_in.app.session is None
    assert not signed_in.app.sign_in.draft_waiting


def test_what_was_queued_before_a_revocation_is_sent_after_signing_in(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    live.stop()
    signed_in.wait_for(lambda: signed_in.app.connection is Connection.OFFLINE)
    signed_in.send("queued in the dark")
    live.start()
    live.revoke_everything(family)
    signed_in.app.try_now()
    signed_in.wait_for(lambda: signed_in.app.session is None)
    signed_in.sign_in(family)
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])


def test_somebody_else_neither_sees_nor_sends_what_the_first_left(
    signed_in: Client, live: LiveServer, family: Family
) -> None:
    live.stop()
    signed_in.wait_for(lambda: signed_in.app.connection is Connection.OFFLINE)
    signed_in.send("from Elena")
    signed_in.app.compose.set_text("Elena's draft")
    live.start()
    live.revoke_everything(family)
    signed_in.app.try_now()
    signed_in.wait_for(lambda: signed_in.app.session is None)
    other = live.add_family("kwame@example.org")
    signed_in.sign_in(other)
    signed_in.open(other.contact_id)
    assert signed_in.texts() == []
    assert signed_in.app.compose.text == ""
    signed_in.send("from Kwame")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    assert live.received(family.member_id) == ()
    assert len(live.received(other.member_id)) == 1
    signed_in.app.sign_out()
    signed_in.wait_for(lambda: signed_in.app.sign_in.draft_waiting)
    signed_in.sign_in(family)
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])
    signed_in.wait_for(lambda: signed_in.app.compose.text == "Elena's draft")


def test_a_second_copy_on_the_same_profile_says_so_and_leaves_the_first_alone(
    signed_in: Client, family: Family
) -> None:
    second = Client(signed_in.qtbot, signed_in.folder, signed_in.server_url, signed_in.secrets)
    try:
        second.start()
        assert second.app.session is None
        notice = second.app.notice
        assert notice is not None
        assert notice.kind is NoticeKind.STORAGE_IN_USE
        second.wait_online()
        assert isinstance(fault_of(second, family.email), StorageFault)
    finally:
        second.stop()
    signed_in.send("undisturbed")
    signed_in.wait_for(lambda: signed_in.kinds() == ["pending"])


def test_another_server_is_used_at_once_and_after_a_restart(
    client: Client, live: LiveServer, tmp_path: Path
) -> None:
    other = LiveServer(tmp_path / "other-server")
    other.start()
    try:
        theirs = other.add_family("rosa@example.org")
        client.start()
        client.wait_online()
        with client.qtbot.waitSignal(client.app.sign_in.server_url_changed):
            client.app.sign_in.set_server(other.base_url)
        client.sign_in(theirs)
        assert other.base_url in (client.folder / "config.toml").read_text()
        client.stop()
    finally:
        other.stop()


def test_an_address_that_can_not_be_used_changes_nothing(client: Client, family: Family) -> None:
    client.start()
    client.wait_online()
    with client.qtbot.waitSignal(client.app.sign_in.failed) as failed:
        client.app.sign_in.set_server("http://somewhere.example.org")
    assert failed.args is not None
    assert isinstance(failed.args[0], ConfigFault)
    client.sign_in(family)


def test_an_attempt_made_before_everything_is_up_is_not_lost(client: Client, family: Family) -> None:
    client.prepare()
    client.app.start()
    client.app.sign_in.sign_in(family.email, PASSWORD, True)
    client.wait_for(lambda: client.app.session is not None)


def test_closing_at_any_moment_of_the_start_leaves_nothing_running(client: Client) -> None:
    client.prepare()
    client.app.start()
    client.stop()
    client.prepare()
    client.stop()


def _has_ended(live: LiveServer, token: str) -> bool:
    try:
        live.services.accounts.caller(token)
    except SignedOut:
        return True
    return False


def _token_names(client: Client) -> list[str]:
    values: dict[str, str] = vars(client.secrets)["_values"]
    return [name for name in values if name.startswith("token-")]


@pytest.mark.parametrize(
    ("name", "version", "connection", "kind"),
    [
        ("CLIENT_VERSION", "0.0.1", Connection.CLIENT_TOO_OLD, NoticeKind.CLIENT_TOO_OLD),
        ("API_VERSION", "1.9", Connection.SERVER_TOO_OLD, NoticeKind.SERVER_TOO_OLD),
    ],
)
def test_versions_that_do_not_fit_are_said_and_nothing_is_lost(
    signed_in: Client,
    family: Family,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    version: str,
    connection: Connection,
    kind: NoticeKind,
) -> None:
    signed_in.app.compose.set_text("written before")
    signed_in.stop()
    monkeypatch.setattr(f"app.api.server.{name}", version)
    signed_in.start()
    signed_in.wait_for(lambda: signed_in.app.connection is connection)
    notice = signed_in.app.notice
    assert notice is not None
    assert notice.kind is kind
    signed_in.open(family.contact_id)
    signed_in.wait_for(lambda: signed_in.app.compose.text == "written before")


def test_too_many_tries_say_until_when(client: Client, family: Family) -> None:
    client.start()
    faults = [fault_of(client, family.email, "wrong password") for _ in range(12)]
    throttled = next(fault for fault in faults if isinstance(fault, Throttled))
    assert throttled.retry_at is not None
