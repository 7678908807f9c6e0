"""One signed-in member: what they keep on this computer, and every use case on top of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.values import AccountInfo, Change, StorageMode
from app.services.account import AccountService
from app.services.contacts import ContactsService
from app.services.drafts import DraftsService
from app.services.link import Link
from app.services.messages import MessagesService
from app.services.money import MoneyService
from app.services.outbox import OutboxService
from app.services.stores import Stores
from app.services.sync import SyncService, TellConnection
from app.storage.profile import LastAccount
from contract.messages import Message, NewMessage

Tell = Callable[[Change], None]


@dataclass(frozen=True, slots=True)
class OpenSession:
    """The services of one account, over one set of stores and the way to the server."""

    identity: LastAccount
    info: AccountInfo
    mode: StorageMode
    stores: Stores
    messages: MessagesService
    outbox: OutboxService
    drafts: DraftsService
    contacts: ContactsService
    money: MoneyService
    account: AccountService
    new_sync: Callable[[TellConnection], SyncService]
    """A fresh one for each run of the thread "events"."""


def open_session(
    identity: LastAccount, info: AccountInfo, mode: StorageMode, stores: Stores, link: Link, tell: Tell
) -> OpenSession:
    """Put the services of one account together; `tell` is called on whatever lane a change comes from."""

    def now() -> datetime:
        return datetime.now(UTC) + link.clock_offset

    def send(local_id: str, message: NewMessage) -> Message:
        return link.api.messages.send(local_id, message)

    messages = MessagesService(link, stores, now)

    def new_sync(tell_connection: TellConnection) -> SyncService:
        return SyncService(link, stores, messages, tell, tell_connection)

    return OpenSession(
        identity=identity,
        info=info,
        mode=mode,
        stores=stores,
        messages=messages,
        outbox=OutboxService(send, stores.outbox, tell),
        drafts=DraftsService(stores),
        contacts=ContactsService(link, stores),
        money=MoneyService(link, stores, messages),
        account=AccountService(link, stores),
        new_sync=new_sync,
    )
