"""Signing in, staying signed in, and signing out; decides what this computer keeps."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from app.domain.closing import ClosedInfo
from app.domain.errors import GettingOutError, SecretsUnavailable, StorageFault
from app.domain.values import AccountInfo, Change, StorageMode
from app.services.link import Link
from app.services.present import account_info
from app.services.session import OpenSession
from app.services.stores import Stores
from app.storage.carry import carry_over
from app.storage.lane import StorageLane
from app.storage.profile import LastAccount, Profile, key_name, new_database_key, token_name
from app.storage.secrets import Secrets
from contract.accounts import Credentials, Registration, SignedIn
from contract.closing import Closing


class SessionService:
    """Holds the one session that is open. Every method blocks, one after the other, and belongs on the network lane.

    A session that was ended by the server stays open without a token, so that nothing unsent is lost: whoever signs
    in as the same member goes on with it, anybody else gets their own.
    """

    def __init__(
        self,
        link: Link,
        secrets: Secrets,
        profile: Profile,
        lane: StorageLane,
        server: str,
        tell: Callable[[Change], None],
    ) -> None:
        self._link = link
        self._secrets = secrets
        self._profile = profile
        self._lane = lane
        self._server = server
        self._tell = tell
        self._open: OpenSession | None = None
        self._closed: LastAccount | None = None
        self._turn = threading.RLock()

    @property
    def draft_waiting(self) -> bool:
        """Whether unsent words wait here for somebody; never whose."""
        if self._open is not None and self._open.stores.has_unsent:
            return True
        return self._profile.anybody_waits()

    def storage_mode(self, stay: bool) -> StorageMode:
        """What would be kept, to be told before anybody types."""
        if not self._secrets.available:
            return StorageMode.MEMORY_NO_KEYRING
        return StorageMode.KEPT if stay else StorageMode.MEMORY_BY_CHOICE

    def restore(self) -> OpenSession | None:
        """The session kept from last time, from this computer alone; None if somebody has to sign in.

        StorageFault if its database can't be opened: the token stays, and the next start may do better.
        """
        with self._turn:
            return self._restore()

    def sign_in(self, email: str, password: str, stay: bool, code: str = "") -> OpenSession:
        """WrongCredentials, CodeNeeded, WrongCode, Throttled, Offline, SecretsUnavailable, StorageFault."""
        wanted = Credentials(email=email, password=password, device_name=_device_name(), code=code)
        with self._turn:
            return self._begin(self._link.api.accounts.sign_in(wanted), stay)

    def register(self, name: str, email: str, password: str, time_zone: str, stay: bool) -> OpenSession:
        """EmailTaken, Refused with the field, Throttled, Offline, SecretsUnavailable, StorageFault."""
        wanted = Registration(
            name=name, email=email, password=password, time_zone=time_zone, device_name=_device_name()
        )
        with self._turn:
            return self._begin(self._link.api.accounts.register(wanted), stay)

    def close_account(self, password: str, payout_cents: int, code: str) -> ClosedInfo:
        """Close the account that is open; when its session ends here, nothing of it stays on this computer.

        WrongCredentials, CodeNeeded, WrongCode, PriceChanged, Throttled, Offline; nothing is closed then.
        """
        closed = self._link.api.accounts.close(
            Closing(password=password, payout_cents=payout_cents, code=code)
        )
        with self._turn:
            if self._open is not None:
                self._closed = self._open.identity
            return ClosedInfo(closed.payout_cents, closed.records_until)

    def ask_reset(self, email: str) -> None:
        """Have a code for a new password sent; nothing says whether there is an account. Throttled, Offline."""
        self._link.api.accounts.ask_reset(email)

    def reset_password(self, email: str, code: str, new: str) -> None:
        """Another password by that code; nobody is signed in. WrongCode, Refused (field `new`), Throttled."""
        self._link.api.accounts.reset(email, code, new)

    def lose_session(self) -> None:
        """The server ended the session: its token is worth nothing any more, what is unsent stays."""
        with self._turn:
            self._link.set_token(None)
            if self._open is not None:
                self._forget_token(self._open.identity)
                if not self._erase_closed():
                    self._mark_waiting(self._open)

    def sign_out(self) -> None:
        """End the session here in any case, and on the server if it answers."""
        with self._turn:
            if self._open is not None:
                self._forget_token(self._open.identity)
            if self._erase_closed():
                self._link.set_token(None)
                return
            session, self._open = self._open, None
            if session is None:
                return
            self._end_on_server()
            self._leave(session)

    def close(self) -> None:
        """The program ends; who stays signed in stays so."""
        with self._turn:
            session, self._open = self._open, None
            if session is not None:
                self._mark_waiting(session)
                session.stores.database.close()

    def _restore(self) -> OpenSession | None:
        identity = self._profile.last(self._server)
        if identity is None or not self._secrets.available:
            return None
        try:
            token = self._secrets.get(token_name(identity))
            key = self._secrets.get(key_name(identity))
        except SecretsUnavailable:
            return None
        if token is None or key is None:
            return None
        stores = Stores.open(self._lane, self._profile.database_path(identity), bytes.fromhex(key))
        self._link.set_token(token)
        account = stores.cache.account()
        info = AccountInfo(identity.account_id, "", "", "UTC") if account is None else account_info(account)
        self._open = OpenSession(identity, info, StorageMode.KEPT, stores, self._link, self._tell)
        return self._open

    def _begin(self, signed_in: SignedIn, stay: bool) -> OpenSession:
        identity = LastAccount(self._server, signed_in.account.id)
        self._link.set_token(signed_in.token)
        session: OpenSession | None = None
        try:
            session = self._session_for(identity, account_info(signed_in.account), stay)
            session.stores.cache.put_account(signed_in.account)
            if stay and session.mode is StorageMode.KEPT:
                self._secrets.set(token_name(identity), signed_in.token)
                self._profile.remember(identity)
        except GettingOutError:
            self._end_on_server()
            if session is not None and session is not self._open:
                session.stores.database.close()
            raise
        before, self._open = self._open, session
        if before is not None and before is not session:
            self._leave(before)
        return session

    def _session_for(self, identity: LastAccount, info: AccountInfo, stay: bool) -> OpenSession:
        """The one that is open if it keeps what is wanted now; else another, with what waits in that one."""
        before = self._open
        if before is not None and before.identity != identity:
            self.close()
            before = None
        mode = self._mode_for(identity, stay, before)
        if before is not None and before.mode is mode:
            return before
        stores = self._open_stores(identity, mode)
        if before is not None:
            try:
                carry_over(before.stores.database, stores.database)
            except GettingOutError:
                stores.database.close()
                raise
        return OpenSession(identity, info, mode, stores, self._link, self._tell)

    def _mode_for(self, identity: LastAccount, stay: bool, before: OpenSession | None) -> StorageMode:
        mode = self.storage_mode(stay)
        if mode is StorageMode.KEPT:
            return mode
        if before is None:
            waits = mode is StorageMode.MEMORY_BY_CHOICE and self._profile.is_waiting(identity)
        else:
            waits = before.mode is StorageMode.KEPT and before.stores.has_unsent
        # Unsent words that are on the disk go on from there, however one signs in.
        return StorageMode.KEPT if waits else mode

    def _open_stores(self, identity: LastAccount, mode: StorageMode) -> Stores:
        if mode is not StorageMode.KEPT:
            return Stores.open(self._lane, None, None)
        key = self._secrets.get(key_name(identity))
        if key is None:
            key = new_database_key().hex()
            self._secrets.set(key_name(identity), key)
        return Stores.open(self._lane, self._profile.database_path(identity), bytes.fromhex(key))

    def _leave(self, session: OpenSession) -> None:
        """Close it; of one that was kept only what is unsent stays on the disk."""
        if session.mode is StorageMode.KEPT:
            session.stores.cache.wipe()
            self._mark_waiting(session)
        session.stores.database.close()

    def _erase_closed(self) -> bool:
        """Of an account that was closed nothing stays, not even what is unsent: nobody could ever send it."""
        session = self._open
        if session is None or session.identity != self._closed:
            return False
        self._open = self._closed = None
        session.stores.database.close()
        with suppress(SecretsUnavailable, StorageFault):
            self._profile.erase(session.identity)
            self._secrets.delete(key_name(session.identity))
        return True

    def _end_on_server(self) -> None:
        """Best effort: a session that is not ended now stays on the list of devices."""
        try:
            self._link.api.accounts.sign_out()
        except GettingOutError:
            pass
        finally:
            self._link.set_token(None)

    def _forget_token(self, identity: LastAccount) -> None:
        try:
            self._secrets.delete(token_name(identity))
            self._profile.forget(identity.server)
        except (SecretsUnavailable, StorageFault):
            return  # the server knows it is over; restoring with it ends at the first call

    def _mark_waiting(self, session: OpenSession) -> None:
        if session.mode is StorageMode.KEPT:
            try:
                self._profile.set_waiting(session.identity, session.stores.has_unsent)
            except StorageFault:
                return  # only the hint on the sign-in view is missing; the words are in the database


def _device_name() -> str:
    """What the list of devices shows: the kind of system, never a computer's or a person's name."""
    names = {"darwin": "Mac", "win32": "Windows computer", "linux": "Linux computer"}
    return names.get(sys.platform, "Computer")
