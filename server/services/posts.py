"""Posts of members: sent exactly once to every facility named, read again, withdrawn, hidden."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import insert, update

from contract.audience import Shared
from contract.events import EventKind
from contract.limits import PAGE_SIZE
from contract.messages import State
from contract.posts import NewPost, Post, Posts
from contract.problems import FieldReason
from server.services import fields, ledger, post_parts, post_views, submissions
from server.services.faults import InvalidField, NotEnoughFunds, NotFound, PriceChanged, WrongState
from server.services.messages import answered_before, body_digest, remember
from server.services.paging import cursor_for, cut, place_of
from server.services.post_parts import SentPost
from server.services.submissions import Kind, Submission
from server.services.throttle import RateLimit
from server.services.uploads import kept_as
from server.store.tables import posts
from server.store.tables import submissions as table
from server.store.work import Actor, Store, Work

SENDS_AN_HOUR: Final = 60
"""Where a post costs nothing, more would only fill the journal and the queues (threat T19)."""


class PostService:
    """The member's side of posts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sending = RateLimit(SENDS_AN_HOUR, timedelta(hours=1))

    def send(self, member_id: str, key: str | None, new: NewPost) -> Post:
        """Takes a post in: key, post, one submission and hold for each facility, events and audit in one transaction
        (rule R1).

        The same key with the same body gives the post again, as it is now. Raises InvalidField, KeyReused, NotFound,
        WrongState (what it mends is not refused), UploadMissing, NotReached, PriceChanged, NotEnoughFunds and
        Throttled; after any of them the key is still free and nothing changed.
        """
        key = fields.key(key)
        if len(set(new.facility_ids)) != len(new.facility_ids):
            raise InvalidField("facility_ids", FieldReason.WRONG)
        body_sha256 = body_digest("post", new, came_later=("sent_sha256",))
        what = Shared.STATUS if new.sent_sha256 is None else Shared.STATUS_WITH_PHOTO
        actor = Actor("member", member_id)
        with self._store.write() as work:
            sent_before = answered_before(work.connection, member_id, key, body_sha256)
            if sent_before is not None:
                return self._view(work, self._own(work, member_id, sent_before))
            if new.mends is not None:
                self._may_mend(work, member_id, new.mends, new.facility_ids)
            sha256 = None if new.sent_sha256 is None else kept_as(work, member_id, new.sent_sha256)
            places = post_parts.reached(work.connection, member_id, new.facility_ids, what)
            text, characters = fields.body("text", new.text, min(place.characters for place in places))
            price_cents = sum(place.price_cents for place in places)
            if new.price_cents != price_cents:
                raise PriceChanged(price_cents)
            available = ledger.balance(work.connection, member_id).available_cents
            if available < price_cents:
                raise NotEnoughFunds(price_cents, available)
            self._sending.count(member_id, work.now)
            post = _add(work, member_id, key, new, sha256)
            for place in places:
                post_parts.submit(work, actor, post, place, text, characters)
            remember(work, member_id, key, body_sha256, post.id)
            _tell(work, post)
            return self._view(work, post)

    def page(self, member_id: str, cursor: str | None = None, hidden: bool = False) -> Posts:
        """The member's own, newest first; with `hidden` those that were hidden, and only them."""
        conditions = [
            posts.c.member_id == member_id,
            posts.c.hidden_at.is_not(None) if hidden else posts.c.hidden_at.is_(None),
        ]
        if cursor is not None:
            conditions.append(posts.c.sequence < place_of(cursor, int))
        with self._store.read() as connection:
            found, more = cut(post_parts.sent(connection, *conditions, limit=PAGE_SIZE + 1), PAGE_SIZE)
            items = tuple(post_views.views(connection, found, self._store.clock()))
        return Posts(items=items, next=cursor_for(items[-1].sequence) if more else None)

    def get(self, member_id: str, post_id: str) -> Post:
        """One post. Raises NotFound."""
        with self._store.read() as connection:
            found = post_views.of_member(connection, member_id, [post_id], self._store.clock())
        if post_id not in found:
            raise NotFound
        return found[post_id]

    def withdraw_part(self, member_id: str, submission_id: str) -> Post:
        """Takes it back at one facility, before it is decided on there. Raises NotFound, WrongState."""
        with self._store.read() as connection:
            found = submissions.find(connection, submission_id)
        if found is None or found.post_id is None:
            raise NotFound
        return self.withdraw(member_id, found.post_id, submission_id)

    def withdraw(self, member_id: str, post_id: str, submission_id: str | None = None) -> Post:
        """Takes back what is not decided on yet, at one facility or at all; again is harmless.

        Raises NotFound, WrongState when all that was asked for is decided.
        """
        with self._store.write() as work:
            post = self._own(work, member_id, post_id)
            found = _parts(work, post, submission_id)
            if not found:
                raise NotFound
            actor = Actor("member", member_id)
            moved = [part for part in found if submissions.withdraw(work, actor, part, "by its sender")]
            present = self._view(work, post)
            if not moved and all(part.state is not State.WITHDRAWN for part in found):
                raise WrongState(found[-1].state, post=present)
            return present

    def hide(self, member_id: str, post_id: str, hidden: bool = True) -> Post:
        """Leaves it out of its member's feed, or shows it there again; nobody else sees a difference."""
        with self._store.write() as work:
            post = self._own(work, member_id, post_id)
            if (post.hidden_at is not None) is not hidden:
                hidden_at: datetime | None = work.now if hidden else None
                work.connection.execute(
                    update(posts).where(posts.c.id == post.id).values(hidden_at=hidden_at)
                )
                _tell(work, post)
            return self._view(work, self._own(work, member_id, post_id))

    def _may_mend(
        self, work: Work, member_id: str, submission_id: str, facility_ids: tuple[str, ...]
    ) -> None:
        before = submissions.find(work.connection, submission_id)
        if before is None or before.member_id != member_id or before.kind is not Kind.POST:
            raise NotFound
        if facility_ids != (before.facility_id,):
            raise InvalidField("facility_ids", FieldReason.WRONG)
        if before.state is not State.REFUSED:
            post = self._own(work, member_id, str(before.post_id))
            raise WrongState(before.state, post=self._view(work, post))

    def _own(self, work: Work, member_id: str, post_id: str) -> SentPost:
        found = post_parts.sent(work.connection, posts.c.id == post_id, posts.c.member_id == member_id)
        if not found:
            raise NotFound
        return found[0]

    def _view(self, work: Work, post: SentPost) -> Post:
        return post_views.views(work.connection, [post], work.now)[0]


def _add(work: Work, member_id: str, key: str, new: NewPost, sha256: str | None) -> SentPost:
    post = SentPost(
        id=str(uuid.uuid4()),
        member_id=member_id,
        local_id=key,
        mends=new.mends,
        sequence=work.next_sequence(),
        created_at=work.now,
        hidden_at=None,
        sent_sha256=new.sent_sha256,
        sha256=sha256,
    )
    work.connection.execute(insert(posts).values(vars(post)))
    return post


def _parts(work: Work, post: SentPost, submission_id: str | None) -> list[Submission]:
    found = post_parts.parts(work.connection, table.c.post_id == post.id)
    return [part for part in found if submission_id in (None, part.id)]


def _tell(work: Work, post: SentPost) -> None:
    work.tell(post.member_id, EventKind.POST_CHANGED.value, post.id)
