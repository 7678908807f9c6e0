"""Which account was signed in last, at which server, and where its files lie; nothing secret, no name, no address."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import msgspec

from app.storage.disk import disk_fault
from app.storage.sql import KEY_BYTES

EMBEDDED = "embedded"
"""Stands for the embedded backend, whose address is another one at every start."""

WAITING_MARK = "unsent"
"""An empty file in the folder of an account whose words wait to be sent."""


class LastAccount(msgspec.Struct, frozen=True):
    """`server` is the configured address, or EMBEDDED."""

    server: str
    account_id: str


class Profile:
    """The folder with everything the client keeps on this computer."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir
        self._file = data_dir / "profile.json"

    def last(self, server: str) -> LastAccount | None:
        """Who was signed in last at this server; None if nobody, or if the file can't be read."""
        account_id = self._read().get(server)
        return None if account_id is None else LastAccount(server, account_id)

    def remember(self, account: LastAccount) -> None:
        """This account is signed in now; StorageFault if that can't be written."""
        self._write({**self._read(), account.server: account.account_id})

    def forget(self, server: str) -> None:
        """Nobody is signed in at this server any more; what the account keeps here stays."""
        accounts = self._read()
        if accounts.pop(server, None) is not None:
            self._write(accounts)

    def database_path(self, account: LastAccount) -> Path:
        """The account's encrypted database."""
        return self._folder / "accounts" / _short(account) / "client.db"

    def set_waiting(self, account: LastAccount, waiting: bool) -> None:
        """Remember beside the account's database whether unsent words are in it, readable without its key."""
        mark = self.database_path(account).with_name(WAITING_MARK)
        try:
            if waiting:
                mark.touch(mode=0o600)
            else:
                mark.unlink(missing_ok=True)
        except OSError as error:
            raise disk_fault(error, "mark") from error

    def erase(self, account: LastAccount) -> None:
        """Delete everything the account kept here; StorageFault if that can't be done."""
        folder = self.database_path(account).parent
        try:
            if folder.is_dir():
                shutil.rmtree(folder)
        except OSError as error:
            raise disk_fault(error, "account's folder") from error

    def is_waiting(self, account: LastAccount) -> bool:
        """Whether this account left unsent words here."""
        return self.database_path(account).with_name(WAITING_MARK).exists()

    def anybody_waits(self) -> bool:
        """Whether some account left unsent words here; never whose."""
        return any((self._folder / "accounts").glob(f"*/{WAITING_MARK}"))

    @property
    def backend_folder(self) -> Path:
        """Where the embedded backend keeps its own things."""
        return self._folder / "backend"

    def _read(self) -> dict[str, str]:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.DecodeError):
            return {}

    def _write(self, accounts: dict[str, str]) -> None:
        fresh = self._file.with_suffix(".new")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with fresh.open("wb") as file:
                file.write(msgspec.json.encode(accounts))
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._file)
        except OSError as error:
            raise disk_fault(error, "profile") from error


def token_name(account: LastAccount) -> str:
    """Under which name the secrets hold the account's session token."""
    return f"token-{_short(account)}"


def key_name(account: LastAccount) -> str:
    """Under which name the secrets hold the key of the account's database, in hex."""
    return f"database-{_short(account)}"


BACKEND_KEY_NAME = "database-backend"
"""Under which name the secrets hold the key of the embedded backend's database, in hex."""


def new_database_key() -> bytes:
    """A fresh random key for a database."""
    return os.urandom(KEY_BYTES)


def _short(account: LastAccount) -> str:
    """A name for the account that says nothing about it."""
    return hashlib.sha256(f"{account.server}\n{account.account_id}".encode()).hexdigest()[:24]
