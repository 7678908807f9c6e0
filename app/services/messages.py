"""Messages: queued, paged from the cache and then from the server, withdrawn, searched, marked as read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from app.domain.errors import NotFound, Offline, ServerFault, WrongState
from app.domain.values import Change, ChangeKind, SearchHit, ThreadItem
from app.services.link import Link
from app.services.present import message_key, queued_item, thread_item
from app.services.stores import Stores
from app.storage.outbox_store import OutboxEntry
from contract.messages import Direction, Message

PAGE = 60
Now = Callable[[], datetime]


class ThreadPage(msgspec.Struct, frozen=True):
    """Messages of one conversation, oldest first; `older` says whether there are more before them."""

    items: tuple[ThreadItem, ...]
    older: bool


class MessagesService:
    """Blocking; what only needs this computer belongs on the storage lane, the rest on the network lane."""

    def __init__(self, link: Link, stores: Stores, now: Now) -> None:
        self._link = link
        self._stores = stores
        self._now = now

    def queue(self, local_id: str, contact_id: str, text: str, price_cents: int) -> ThreadItem:
        """Take a message into the outbox and its draft out, in one transaction. Doing it twice does it once.

        A draft that was taken back from the outbox keeps its key as long as the server is not known to have it: if
        its first words arrived after all, the server says so instead of taking both.
        """
        return self._stores.together(lambda: self._queue(local_id, contact_id, text, price_cents))

    def newest(self, contact_id: str, at_least: int = PAGE) -> ThreadPage:
        """The newest messages held here, those that wait at the end."""
        messages = self._stores.cache.thread_page(contact_id, None, at_least)
        waiting = self._stores.outbox.waiting_for(contact_id)
        queued = tuple(queued_item(entry) for entry in waiting)
        return ThreadPage(self._items(contact_id, messages) + queued, self._has_older(contact_id, messages))

    def held_before(self, contact_id: str, sequence: int) -> ThreadPage:
        """The page before this sequence as far as it is held here."""
        messages = self._stores.cache.thread_page(contact_id, sequence, PAGE)
        return ThreadPage(self._items(contact_id, messages), self._has_older(contact_id, messages))

    def before(self, contact_id: str, sequence: int | None) -> ThreadPage:
        """The page before this sequence (None: the newest), asking the server where the cache ends."""
        while True:
            messages = self._stores.cache.thread_page(contact_id, sequence, PAGE)
            if messages or not self.fetch_older(contact_id):
                return ThreadPage(self._items(contact_id, messages), self._has_older(contact_id, messages))

    def fetch_older(self, contact_id: str) -> bool:
        """Ask the server for the page beyond what is held without a gap; False if all is held already."""
        edge = self._stores.cache.edge(contact_id)
        if edge.complete:
            return False
        page = self._link.api.messages.page(contact_id, edge.cursor)
        self._stores.cache.put_page(contact_id, page, edge.cursor)
        return True

    def fetch_newest(self, contact_id: str) -> None:
        """Ask the server for the newest page."""
        page = self._link.api.messages.page(contact_id, None)
        self._stores.cache.put_page(contact_id, page, None)

    def item(self, key: str) -> ThreadItem | None:
        """One message as it stands, None if it is gone."""
        entry = self._stores.outbox.get(key)
        if entry is not None:
            return queued_item(entry)
        message = self._stores.cache.message(key)
        return None if message is None else thread_item(message, self._read_mark(message.contact_id))

    def price_now(self, key: str) -> int | None:
        """What a waiting message would cost by now, as far as this computer knows."""
        entry = self._stores.outbox.get(key)
        contact = None if entry is None else self._stores.cache.contact(entry.contact_id)
        facility = None if contact is None else self._stores.cache.facility(contact.facility_id)
        if entry is None or facility is None:
            return None
        told = entry.fault.price_cents if entry.fault is not None else None
        return told if told is not None else facility.prices.message_cents

    def withdraw(self, key: str) -> tuple[Change, ...]:
        """Take back what waits for approval; WrongState (and the row up to date) if it was decided before."""
        message = self._stores.cache.message(key)
        if message is None:
            raise NotFound(key)
        try:
            present = self._link.api.messages.withdraw(message.id)
        except WrongState:
            self._stores.cache.put_messages([self._link.api.messages.get(message.id)])
            raise
        self._stores.cache.put_messages([present])
        return self.changed(present)

    def mark_read(self, contact_id: str) -> tuple[Change, ...]:
        """Everything held of this conversation has been read; nothing changes if it had been before."""
        contact = self._stores.cache.contact(contact_id)
        newest = self._newest_received(contact_id)
        if contact is None or newest is None or (newest <= contact.read_mark and not contact.unread):
            return ()
        self._stores.cache.mark_read(contact_id, newest)
        return (Change(ChangeKind.CONVERSATIONS, contact_id),)

    def send_read_marks(self) -> None:
        """Tell the server what has been read here; what can't be told now is told at the next connection."""
        for contact_id, sequence in self._stores.cache.unsent_read_marks().items():
            try:
                self._link.api.contacts.mark_read(contact_id, sequence)
            except NotFound:
                pass  # the contact is gone, and its mark with it
            except (Offline, ServerFault):
                return
            self._stores.cache.read_mark_sent(contact_id, sequence)

    def search(self, words: str) -> tuple[SearchHit, ...]:
        """Messages that hold these words, the newest first."""
        return tuple(self._stores.cache.search(words))

    def changed(self, message: Message) -> tuple[Change, ...]:
        """What a new standing of this message changes on the screen."""
        changes = (
            Change(ChangeKind.THREAD, message.contact_id, (message_key(message),)),
            Change(ChangeKind.CONVERSATIONS, message.contact_id),
        )
        if message.photo is None:
            return changes
        return (*changes, Change(ChangeKind.PHOTOS, keys=(message.id,)), Change(ChangeKind.GALLERIES))

    def _queue(self, local_id: str, contact_id: str, text: str, price_cents: int) -> ThreadItem:
        draft = self._stores.drafts.get(contact_id)
        earlier = draft.based_on if draft is not None else None
        if earlier is not None and self.item(earlier) is None:
            local_id = earlier
        entry = OutboxEntry(local_id, contact_id, text, price_cents, self._now())
        self._stores.outbox.queue(entry)
        return queued_item(entry)

    def _items(self, contact_id: str, newest_first: list[Message]) -> tuple[ThreadItem, ...]:
        mark = self._read_mark(contact_id)
        return tuple(thread_item(message, mark) for message in reversed(newest_first))

    def _has_older(self, contact_id: str, messages: list[Message]) -> bool:
        if messages and self._stores.cache.thread_page(contact_id, messages[-1].sequence, 1):
            return True
        return not self._stores.cache.edge(contact_id).complete

    def _read_mark(self, contact_id: str) -> int:
        contact = self._stores.cache.contact(contact_id)
        return 0 if contact is None else contact.read_mark

    def _newest_received(self, contact_id: str) -> int | None:
        """Sequence of the newest reply in the newest page; an unread one is never further back than its page."""
        for message in self._stores.cache.thread_page(contact_id, None, PAGE):
            if message.direction is Direction.RECEIVED:
                return message.sequence
        return None
