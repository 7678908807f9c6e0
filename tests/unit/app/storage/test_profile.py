"""The profile remembers who was signed in where, and says nothing about them."""

from pathlib import Path

import pytest

from app.domain.errors import StorageFault
from app.storage.profile import EMBEDDED, LastAccount, Profile, key_name, new_database_key, token_name

ELENA = LastAccount("https://example.org", "5d1f0b1e-account")
KWAME = LastAccount("https://example.org", "77aa-account")
HERE = LastAccount(EMBEDDED, "5d1f0b1e-account")


def test_the_last_account_of_each_server_is_remembered(tmp_path: Path) -> None:
    Profile(tmp_path).remember(ELENA)
    Profile(tmp_path).remember(HERE)
    Profile(tmp_path).remember(KWAME)
    assert Profile(tmp_path).last("https://example.org") == KWAME
    assert Profile(tmp_path).last(EMBEDDED) == HERE
    assert Profile(tmp_path).last("https://other.example") is None


def test_forgetting_is_for_one_server_only(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    profile.remember(ELENA)
    profile.remember(HERE)
    profile.forget(EMBEDDED)
    profile.forget(EMBEDDED)
    assert profile.last(EMBEDDED) is None
    assert profile.last("https://example.org") == ELENA


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[]", b'{"a": 1}'])
def test_a_damaged_profile_is_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "profile.json").write_bytes(content)
    profile = Profile(tmp_path)
    assert profile.last(EMBEDDED) is None
    profile.remember(HERE)
    assert profile.last(EMBEDDED) == HERE


def test_a_profile_that_can_not_be_written_is_a_storage_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageFault):
        Profile(tmp_path / "file").remember(HERE)


def test_paths_and_names_differ_by_account_and_tell_nothing(tmp_path: Path) -> None:
    profile = Profile(tmp_path)
    accounts = (ELENA, KWAME, HERE)
    paths = {profile.database_path(account) for account in accounts}
    names = {name(account) for account in accounts for name in (token_name, key_name)}
    assert len(paths) == 3
    assert len(names) == 6
    assert not any("account" in name or "example" in name for name in names)
    assert all(path.is_relative_to(tmp_path) for path in paths)
    assert not any(account.account_id in str(path) for account in accounts for path in paths)


def test_keys_are_random_and_long_enough() -> None:
    keys = {new_database_key() for _ in range(50)}
    assert len(keys) == 50
    assert {len(key) for key in keys} == {32}
