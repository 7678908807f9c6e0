"""What the server said, kept for starting quickly and reading offline; all of it can be loaded again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec

from app.domain.values import ConversationRow, SearchHit
from app.storage import contact_rows, message_rows, photo_rows, post_rows
from app.storage.conversation_rows import conversation_rows
from app.storage.database import Database
from app.storage.message_rows import Body
from app.storage.schema import CACHE_TABLE_NAMES
from app.storage.search_rows import search
from app.storage.sql import Connection, fetch, fetch_one
from contract.accounts import Account
from contract.contacts import Contact
from contract.facilities import Facility
from contract.messages import Message, Messages
from contract.money import Balance, Movement
from contract.photos import ProfilePhotos
from contract.posts import ContactPost, ContactPosts, Post, Posts

T = TypeVar("T")
PAGE = 60


class Edge(msgspec.Struct, frozen=True):
    """How far back a conversation is held: ask the server with `cursor` for older ones, unless `complete`.

    Not `known`: no page of it was stored yet; ask for the newest page first, with cursor None.
    """

    cursor: str | None
    complete: bool
    known: bool


class CacheStore:
    """Every `put_…` is one transaction; with `event_sequence` the cursor moves in the same one, never back."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_account(self, account: Account, event_sequence: int | None = None) -> None:
        """The signed-in member."""
        self._put(lambda connection: _put_value(connection, "account", account), event_sequence)

    def account(self) -> Account | None:
        """The signed-in member, as last told."""
        return self._database.read(lambda connection: _value(connection, "account", Account))

    def put_balance(self, balance: Balance, event_sequence: int | None = None) -> None:
        """The money."""
        self._put(lambda connection: _put_value(connection, "balance", balance), event_sequence)

    def balance(self) -> Balance | None:
        """The money, as last told."""
        return self._database.read(lambda connection: _value(connection, "balance", Balance))

    def put_profile_photos(self, told: ProfilePhotos, event_sequence: int | None = None) -> None:
        """The profile photo; an older standing never replaces a newer one."""
        self._put(lambda connection: photo_rows.put_profile_photos(connection, told), event_sequence)

    def profile_photos(self) -> ProfilePhotos | None:
        """The profile photo, as last told."""
        return self._database.read(photo_rows.profile_photos)

    def put_picture(self, sha256: str, content: bytes) -> None:
        """The bytes of a picture."""
        self._put(lambda connection: photo_rows.put_picture(connection, sha256, content), None)

    def picture(self, sha256: str) -> bytes | None:
        """The bytes of a picture, if they were fetched."""
        return self._database.read(lambda connection: photo_rows.picture(connection, sha256))

    def missing_pictures(self) -> list[str]:
        """Hashes of pictures that are to be shown and were not fetched yet."""
        return self._database.read(photo_rows.missing_pictures)

    def put_posts(self, posts: Sequence[Post], event_sequence: int | None = None) -> None:
        """Posts as they stand; an older standing never replaces a newer one."""
        self._put(lambda connection: post_rows.put_posts(connection, posts), event_sequence)

    def put_posts_page(self, page: Posts, asked: str | None, *, hidden: bool = False) -> None:
        """A page of posts; `asked` is the cursor it was asked with, None for the newest page."""
        self._put(lambda connection: post_rows.put_page(connection, page, asked, hidden=hidden), None)

    def posts_edge(self, *, hidden: bool = False) -> post_rows.PostsEdge:
        """How far back posts are held without a gap."""
        return self._database.read(lambda connection: post_rows.edge(connection, hidden=hidden))

    def posts(
        self, before_sequence: int | None = None, limit: int = PAGE, *, hidden: bool = False
    ) -> list[Post]:
        """A page of posts that are not hidden, or of those that are, newest first."""
        return self._database.read(
            lambda connection: post_rows.posts_page(connection, before_sequence, limit, hidden=hidden)
        )

    def post(self, key: str) -> Post | None:
        """One post by its local id or the server's id."""
        return self._database.read(lambda connection: post_rows.post_by_key(connection, key))

    def put_contact_posts(self, posts: Sequence[ContactPost], event_sequence: int | None = None) -> None:
        """What contacts posted."""
        self._put(lambda connection: post_rows.put_contact_posts(connection, posts), event_sequence)

    def put_contact_posts_page(self, page: ContactPosts, asked: str | None, *, hidden: bool = False) -> None:
        """A page of it; `asked` is the cursor it was asked with, None for the newest page."""
        self._put(lambda connection: post_rows.put_contact_page(connection, page, asked, hidden=hidden), None)

    def contact_posts_edge(self, *, hidden: bool = False) -> post_rows.PostsEdge:
        """How far back it is held without a gap."""
        return self._database.read(lambda connection: post_rows.contact_edge(connection, hidden=hidden))

    def contact_posts(
        self,
        contact_ids: Sequence[str],
        before_sequence: int | None = None,
        limit: int = PAGE,
        *,
        hidden: bool = False,
    ) -> list[ContactPost]:
        """A page of what these contacts posted and is not hidden, or of what is, newest first."""
        return self._database.read(
            lambda connection: post_rows.contact_posts_page(
                connection, contact_ids, before_sequence, limit, hidden=hidden
            )
        )

    def contact_post(self, post_id: str) -> ContactPost | None:
        """One of them."""
        return self._database.read(lambda connection: post_rows.contact_post(connection, post_id))

    def put_facilities(self, facilities: Sequence[Facility], event_sequence: int | None = None) -> None:
        """Facilities, by their ids."""
        self._put(lambda connection: contact_rows.put_facilities(connection, facilities), event_sequence)

    def facility(self, facility_id: str) -> Facility | None:
        """One facility."""
        return self._database.read(lambda connection: contact_rows.facility(connection, facility_id))

    def facilities(self) -> list[Facility]:
        """All facilities by name."""
        return self._database.read(contact_rows.facilities)

    def put_contacts(
        self, contacts: Sequence[Contact], event_sequence: int | None = None, *, whole: bool = False
    ) -> None:
        """Contacts, by their ids; `whole` says that this is the list, and who is missing in it is gone."""
        self._put(
            lambda connection: contact_rows.put_contacts(connection, contacts, whole=whole), event_sequence
        )

    def contacts(self) -> list[Contact]:
        """All contacts by name; read mark and unread count as they stand on this computer."""
        return self._database.read(contact_rows.contacts)

    def contact(self, contact_id: str) -> Contact | None:
        """One contact."""
        return self._database.read(lambda connection: contact_rows.contact(connection, contact_id))

    def mark_read(self, contact_id: str, sequence: int) -> None:
        """Everything up to `sequence` has been read here; never moves back."""
        self._put(lambda connection: contact_rows.mark_read(connection, contact_id, sequence), None)

    def unsent_read_marks(self) -> dict[str, int]:
        """Read marks the server has not been told yet, by contact."""
        return self._database.read(contact_rows.unsent_read_marks)

    def read_mark_sent(self, contact_id: str, sequence: int) -> None:
        """The server knows this read mark."""
        self._put(lambda connection: contact_rows.read_mark_sent(connection, contact_id, sequence), None)

    def put_messages(self, messages: Sequence[Message], event_sequence: int | None = None) -> None:
        """Messages as they stand; an older standing never replaces a newer one."""
        self._put(lambda connection: message_rows.put_messages(connection, messages), event_sequence)

    def put_page(self, contact_id: str, page: Messages, asked: str | None) -> None:
        """A page of one conversation; `asked` is the cursor it was asked with, None for the newest page."""
        self._put(
            lambda connection: message_rows.put_page(connection, contact_id, page.items, asked, page.next),
            None,
        )

    def edge(self, contact_id: str) -> Edge:
        """How far back the conversation is held without a gap."""
        return self._database.read(
            lambda connection: Edge(*message_rows.older_cursor(connection, contact_id))
        )

    def start_over(self) -> None:
        """The server can't tell what was missed: pages stored from now on are no sequel to what is held."""

        def work(connection: Connection) -> None:
            connection.execute(
                "UPDATE cache_conversation SET held_from = NULL, older_cursor = NULL, complete = 0"
            )

        self._put(work, None)

    def thread_page(
        self, contact_id: str, before_sequence: int | None = None, limit: int = PAGE
    ) -> list[Message]:
        """A page without a gap, newest first, older than `before_sequence`; empty where the cache ends."""
        return self._database.read(
            lambda connection: message_rows.thread_page(connection, contact_id, before_sequence, limit)
        )

    def message(self, key: str) -> Message | None:
        """One message by its local id or the server's id."""
        return self._database.read(lambda connection: message_rows.message_by_key(connection, key))

    def with_photos(self, before_sequence: int | None, limit: int) -> list[Message]:
        """Messages that came with a photo, of all conversations, newest first."""
        return self._database.read(
            lambda connection: message_rows.with_photos(connection, before_sequence, limit)
        )

    def count_with_photos(self) -> int:
        """How many messages came with a photo."""
        return self._database.read(message_rows.count_with_photos)

    def conversations(self) -> list[ConversationRow]:
        """One row per contact, the newest first."""
        return self._database.read(conversation_rows)

    def search(self, words: str, limit: int = 50) -> list[SearchHit]:
        """Readable messages that hold all the words; nothing typed is ever an error."""
        return self._database.read(lambda connection: search(connection, words, limit))

    def put_movements(self, movements: Sequence[Movement]) -> None:
        """Movements of the money; they never change."""

        def work(connection: Connection) -> None:
            connection.executemany(
                "INSERT OR REPLACE INTO cache_movement (id, sequence, message_id, body) VALUES (?, ?, ?, ?)",
                [(each.id, each.sequence, each.message_id, msgspec.json.encode(each)) for each in movements],
            )

        self._put(work, None)

    def movements(self, before_sequence: int | None = None, limit: int = PAGE) -> list[Movement]:
        """A page of movements, newest first."""
        before = 2**62 if before_sequence is None else before_sequence
        sql = "SELECT body FROM cache_movement WHERE sequence < ? ORDER BY sequence DESC LIMIT ?"
        return self._movements(sql, before, limit)

    def movements_of(self, message_id: str) -> list[Movement]:
        """The movements of one message, oldest first."""
        sql = "SELECT body FROM cache_movement WHERE message_id = ? ORDER BY sequence"
        return self._movements(sql, message_id)

    def cursor(self) -> int:
        """Sequence of the newest event that was applied; 0 before the first."""
        return self._database.read(lambda connection: _value(connection, "cursor", int) or 0)

    def set_cursor(self, sequence: int) -> None:
        """Everything up to this event is in the cache now, because it was loaded anew; may move back."""
        self._put(lambda connection: _put_value(connection, "cursor", sequence), None)

    def wipe(self) -> None:
        """Forget everything the server said; what waits and what is being written stays."""

        def work(connection: Connection) -> None:
            for table in CACHE_TABLE_NAMES:
                connection.execute(f"DELETE FROM {table}")

        self._put(work, None)

    def _put(self, work: Callable[[Connection], object], event_sequence: int | None) -> None:
        def whole(connection: Connection) -> None:
            work(connection)
            if event_sequence is not None:
                known = _value(connection, "cursor", int) or 0
                _put_value(connection, "cursor", max(known, event_sequence))

        self._database.write(whole)

    def _movements(self, sql: str, *parameters: str | int) -> list[Movement]:
        def work(connection: Connection) -> list[Movement]:
            rows = fetch(connection, sql, parameters, Body)
            return [msgspec.json.decode(row.body, type=Movement) for row in rows]

        return self._database.read(work)


def _put_value(connection: Connection, name: str, value: object) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO cache_value (name, body) VALUES (?, ?)", (name, msgspec.json.encode(value))
    )


def _value(connection: Connection, name: str, kind: type[T]) -> T | None:
    row = fetch_one(connection, "SELECT body FROM cache_value WHERE name = ?", (name,), Body)
    return None if row is None else msgspec.json.decode(row.body, type=kind)
