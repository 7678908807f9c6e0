"""Posts as the server said last, in the cache, and how far back they are held."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from app.storage import post_photo_rows
from app.storage.sql import Connection, fetch, fetch_one
from contract.messages import State
from contract.posts import ContactPost, ContactPosts, Post, Posts

_MAY_COME_BACK = (State.PENDING, State.IN_REVIEW, State.APPEALED, State.OFFERED, State.REFUSED)
"""Where its photo, with its edit, may be needed again."""

_EDGES = ("posts_edge", "hidden_posts_edge")
_CONTACT_EDGES = ("contact_posts_edge", "hidden_contact_posts_edge")
"""What is shown in the feed and what was hidden from it are two lists of the server, each with its own edge."""


class _BodyRow(msgspec.Struct, frozen=True, array_like=True):
    body: bytes


class _ReachedRow(msgspec.Struct, frozen=True, array_like=True):
    reached: int


class PostsEdge(msgspec.Struct, frozen=True):
    """How far back posts are held: ask the server with `cursor` for older ones, unless `complete`."""

    cursor: str | None = None
    complete: bool = False
    known: bool = False


def put_posts(connection: Connection, posts: Iterable[Post]) -> None:
    """Posts as they stand; an older standing never replaces a newer one. What the server has waits here no more.

    The photo of one that can't come back to its member any more is dropped: the server has it.
    """
    for post in posts:
        connection.execute("DELETE FROM post WHERE local_id = ?", (post.local_id,))
        if not any(part.state in _MAY_COME_BACK for part in post.parts):
            post_photo_rows.drop(connection, post.local_id)
        known = fetch_one(connection, "SELECT reached FROM cache_post WHERE id = ?", (post.id,), _ReachedRow)
        reached = _reached(post)
        if known is None or reached >= known.reached:
            connection.execute(
                "INSERT OR REPLACE INTO cache_post (id, local_id, sequence, hidden, reached, body)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    post.id,
                    post.local_id,
                    post.sequence,
                    post.hidden_at is not None,
                    reached,
                    msgspec.json.encode(post),
                ),
            )


def put_page(connection: Connection, page: Posts, asked: str | None, *, hidden: bool) -> None:
    """A page; `asked` is the cursor it was asked with, None for the newest, which is no edge where one is known."""
    put_posts(connection, page.items)
    _move_edge(connection, _EDGES[hidden], page.next, asked)


def edge(connection: Connection, *, hidden: bool) -> PostsEdge:
    """How far back they are held without a gap."""
    return _edge(connection, _EDGES[hidden])


def put_contact_posts(connection: Connection, posts: Iterable[ContactPost]) -> None:
    """What contacts posted, as it stands; it is never changed but for being hidden."""
    for post in posts:
        connection.execute(
            "INSERT OR REPLACE INTO cache_contact_post (id, contact_id, sequence, hidden, body)"
            " VALUES (?, ?, ?, ?, ?)",
            (post.id, post.contact_id, post.sequence, post.is_hidden, msgspec.json.encode(post)),
        )


def put_contact_page(connection: Connection, page: ContactPosts, asked: str | None, *, hidden: bool) -> None:
    """As `put_page`, of what contacts posted."""
    put_contact_posts(connection, page.items)
    _move_edge(connection, _CONTACT_EDGES[hidden], page.next, asked)


def contact_edge(connection: Connection, *, hidden: bool) -> PostsEdge:
    """How far back those of contacts are held."""
    return _edge(connection, _CONTACT_EDGES[hidden])


def contact_posts_page(
    connection: Connection, contact_ids: Iterable[str], before: int | None, limit: int, *, hidden: bool
) -> list[ContactPost]:
    """A page of what these contacts posted, either hidden or not, newest first."""
    sql = (
        "SELECT body FROM cache_contact_post WHERE hidden = ? AND sequence < ?"
        " AND contact_id IN (SELECT value FROM json_each(?)) ORDER BY sequence DESC LIMIT ?"
    )
    ids = msgspec.json.encode(list(contact_ids)).decode()
    rows = fetch(connection, sql, (hidden, 2**62 if before is None else before, ids, limit), _BodyRow)
    return [msgspec.json.decode(row.body, type=ContactPost) for row in rows]


def contact_post(connection: Connection, post_id: str) -> ContactPost | None:
    """One of them."""
    sql = "SELECT body FROM cache_contact_post WHERE id = ?"
    row = fetch_one(connection, sql, (post_id,), _BodyRow)
    return None if row is None else msgspec.json.decode(row.body, type=ContactPost)


def posts_page(connection: Connection, before: int | None, limit: int, *, hidden: bool) -> list[Post]:
    """A page of them, either hidden or not, newest first."""
    sql = "SELECT body FROM cache_post WHERE hidden = ? AND sequence < ? ORDER BY sequence DESC LIMIT ?"
    rows = fetch(connection, sql, (hidden, 2**62 if before is None else before, limit), _BodyRow)
    return [msgspec.json.decode(row.body, type=Post) for row in rows]


def post_by_key(connection: Connection, key: str) -> Post | None:
    """One post by its local id or the server's id."""
    sql = "SELECT body FROM cache_post WHERE local_id = ?1 OR id = ?1"
    row = fetch_one(connection, sql, (key,), _BodyRow)
    return None if row is None else msgspec.json.decode(row.body, type=Post)


def _reached(post: Post) -> int:
    """Grows with every step and opening, but for "in review", which ends when nobody reads it any more."""
    steps = sum(step.state is not State.IN_REVIEW for part in post.parts for step in part.steps)
    return steps + sum(len(part.opened) for part in post.parts)


def _move_edge(connection: Connection, name: str, next_cursor: str | None, asked: str | None) -> None:
    if asked is not None or not _edge(connection, name).known:
        found = PostsEdge(next_cursor, next_cursor is None, True)
        connection.execute(
            "INSERT OR REPLACE INTO cache_value (name, body) VALUES (?, ?)",
            (name, msgspec.json.encode(found)),
        )


def _edge(connection: Connection, name: str) -> PostsEdge:
    row = fetch_one(connection, "SELECT body FROM cache_value WHERE name = ?", (name,), _BodyRow)
    return PostsEdge() if row is None else msgspec.json.decode(row.body, type=PostsEdge)
