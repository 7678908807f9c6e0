"""Posts: whom one reaches, queued, paged from the cache and then from the server, withdrawn, hidden, mended."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from app.domain.errors import NotFound, WrongState
from app.domain.gallery import PhotoProgress
from app.domain.posts import (
    FeedFilter,
    PostAudience,
    PostItem,
    PostPartItem,
    PostsPage,
    draft_name,
)
from app.domain.values import Change, ChangeKind
from app.services.link import Link
from app.services.mended_posts import newest_posts, part_of_draft, sent_again
from app.services.post_outbox import CHANGED, PostOutbox
from app.services.post_photos import PostPhotosService
from app.services.present_posts import audience_info, contact_item, post_item, waiting_item
from app.services.stores import Stores
from app.storage.post_rows import PostsEdge
from app.storage.post_store import KeptPost
from contract.contacts import Contact, ContactState
from contract.facilities import Facility
from contract.offers import OfferOutcome
from contract.posts import Post

PAGE = 30
_HIDDEN_THAT_MAY_ASK = 200
"""An offer has a last day: one that still waits is of one of the newest."""


class PostsService:
    """Blocking; what only needs this computer belongs on the storage lane, the rest on the network lane."""

    def __init__(self, link: Link, stores: Stores, outbox: PostOutbox, now: Callable[[], datetime]) -> None:
        self._link = link
        self._stores = stores
        self._outbox = outbox
        self._now = now
        self.photos = PostPhotosService(link, stores)

    def audience(self, *, has_photo: bool = False) -> PostAudience:
        """Whom a post would reach now, as far as this computer knows."""
        cache = self._stores.cache
        if cache.account() is None:
            return PostAudience()
        return audience_info(cache.contacts(), cache.facilities(), has_photo=has_photo)

    def queue(
        self,
        local_id: str,
        text: str,
        facility_ids: tuple[str, ...],
        price_cents: int,
        mends: str | None,
        photo: str | None = None,
    ) -> tuple[Change, ...]:
        """Take a post into the outbox and its draft out, in one transaction. Doing it twice does it once.

        `photo` is the SHA-256 of the draft's photo, if that is to go with it.

        A draft that was taken back keeps its key as long as the server is not known to have it.
        """

        def work() -> None:
            draft = self._stores.drafts.get(draft_name(mends))
            earlier = draft.based_on if draft is not None else None
            taken = earlier is not None and self._stores.cache.post(earlier) is None
            key = earlier if earlier is not None and taken else local_id
            kept = KeptPost(key, text, facility_ids, price_cents, self._now(), mends, photo=photo)
            self._stores.posts.queue(kept)

        self._stores.together(work)
        return CHANGED

    def newest(self, at_least: int = PAGE, shown: FeedFilter = FeedFilter()) -> PostsPage:  # noqa: B008 (frozen)
        """What waits here, then the newest held here, own and of contacts, as far as there is no gap between them."""
        cache, hidden = self._stores.cache, shown.is_hidden
        contacts = cache.contacts()
        facilities = {facility.id: facility for facility in cache.facilities()}
        waiting: list[PostItem] = []
        found: list[tuple[list[PostItem], PostsEdge]] = []
        if shown.has_mine:
            if not hidden:
                waiting = [
                    self._waiting_item(kept, contacts, facilities) for kept in self._stores.posts.waiting()
                ]
            posts = cache.posts(None, at_least + 1, hidden=hidden)
            others = cache.posts(None, at_least + 1, hidden=not hidden)
            mended = sent_again([*posts, *others])
            items = [post_item(post, contacts, facilities, mended) for post in posts]
            found.append((items, cache.posts_edge(hidden=hidden)))
        if shown.has_theirs:
            readable = _readable(contacts, shown.contact_id)
            told = cache.contact_posts(readable, None, at_least + 1, hidden=hidden)
            found.append(([contact_item(post) for post in told], cache.contact_posts_edge(hidden=hidden)))
        return _merged(waiting, found, at_least)

    def fetch_older(self, shown: FeedFilter = FeedFilter()) -> None:  # noqa: B008 (frozen)
        """One more page from the server of each kind shown that is not held to its end.

        Of one contact as many as it takes to come to a post of theirs, or to the end.
        """
        hidden = shown.is_hidden
        if shown.has_mine and not self._stores.cache.posts_edge(hidden=hidden).complete:
            self._fetch_mine(hidden=hidden)
        if shown.has_theirs:
            with suppress(NotFound):  # a server that knows of none
                self._fetch_theirs(shown.contact_id, hidden=hidden)

    def _fetch_mine(self, *, hidden: bool) -> None:
        cache = self._stores.cache
        edge = cache.posts_edge(hidden=hidden)
        cache.put_posts_page(
            self._link.api.posts.page(edge.cursor, hidden=hidden), edge.cursor, hidden=hidden
        )

    def _fetch_theirs(self, only: str | None, *, hidden: bool) -> None:
        cache = self._stores.cache
        edge = cache.contact_posts_edge(hidden=hidden)
        while not edge.complete:
            page = self._link.api.posts.contact_page(edge.cursor, hidden=hidden)
            cache.put_contact_posts_page(page, edge.cursor, hidden=hidden)
            if only is None or any(post.contact_id == only for post in page.items):
                return
            edge = cache.contact_posts_edge(hidden=hidden)

    def authors(self) -> tuple[tuple[str, str], ...]:
        """Contacts whose posts can be read, by name: id and name."""
        return tuple(
            (contact.id, contact.name)
            for contact in self._stores.cache.contacts()
            if contact.state is ContactState.ACCEPTED
        )

    def hidden_asks(self) -> tuple[datetime, ...]:
        """Until when each hidden post that is known here waits for an answer to a changed photo, the soonest first."""
        asked = (
            [
                part.offer.until
                for part in post.parts
                if part.offer is not None and part.offer.outcome is OfferOutcome.WAITING
            ]
            for post in self._stores.cache.posts(None, _HIDDEN_THAT_MAY_ASK, hidden=True)
        )
        return tuple(sorted(min(days) for days in asked if days))

    def withdraw(self, key: str, submission_id: str | None = None) -> tuple[Change, ...]:
        """Take back what waits for approval, at one facility or at all; WrongState if it was decided before."""
        post = self._known(key)
        try:
            if submission_id is None:
                present = self._link.api.posts.withdraw(post.id)
            else:
                present = self._link.api.posts.withdraw_part(submission_id)
        except WrongState:
            self._stores.cache.put_posts([self._link.api.posts.get(post.id)])
            raise
        self._stores.cache.put_posts([present])
        return CHANGED

    def hide(self, key: str, hidden: bool = True) -> tuple[Change, ...]:
        """Leave it out of the feed, or bring it back."""
        api = self._link.api.posts
        if self._stores.cache.contact_post(key) is not None:
            self._stores.cache.put_contact_posts([api.hide_of_contact(key, hidden)])
            return CHANGED
        post = self._known(key)
        self._stores.cache.put_posts([api.hide(post.id) if hidden else api.show(post.id)])
        return CHANGED

    def progress(self) -> PhotoProgress | None:
        """The post whose photo goes up this moment, and how far it is; of any thread."""
        return self._outbox.progress

    def take_back(self, key: str) -> tuple[Change, ...]:
        """Turn a post that waits here into the draft again."""
        return self._outbox.take_back(key)

    def send_anyway(self, key: str) -> tuple[Change, ...]:
        """Send a post that stayed here, at the present price, to where it still reaches somebody."""
        kept = self._stores.posts.get(key)
        if kept is None:
            raise NotFound(key)
        audience = self.audience(has_photo=kept.photo is not None)
        prices = {place.facility_id: place.price_cents for place in audience.places}
        gone = kept.fault.facility_ids if kept.fault is not None else ()
        places = tuple(one for one in kept.facility_ids if one in prices and one not in gone)
        if not places:
            raise NotFound(key)
        return self._outbox.retry(key, sum(prices[one] for one in places), places)

    def edit_again(self, key: str, submission_id: str) -> tuple[Change, ...]:
        """Words and photo of a part that was not approved become its draft, unless one is begun already.

        On the network lane: a photo that is not kept here is fetched. NotFound, Offline.
        """
        post = self._known(key)
        name = draft_name(submission_id)
        if post.text is None:
            raise NotFound(key)
        if self._stores.drafts.get(name) is None:
            if post.has_photo and self.photos.kept(name) is None:
                self.photos.bring_back(post, name)
            self._stores.drafts.save(name, post.text)
        return (Change(ChangeKind.DRAFT, name),)

    def part_to_mend(self, draft: str | None) -> PostPartItem | None:
        """What this draft is sent again for; None for the post to everybody, and where that has moved on."""
        cache = self._stores.cache
        posts = newest_posts(cache)
        found = part_of_draft(posts, draft)
        if found is None:
            return None
        post, wanted = found
        facilities = {facility.id: facility for facility in cache.facilities()}
        parts = post_item(post, cache.contacts(), facilities, sent_again(posts)).parts
        return next(
            (part for part in parts if part.submission_id == wanted.submission_id and part.can_be_mended),
            None,
        )

    def item(self, key: str) -> PostItem | None:
        """One post, wherever it is."""
        return next((item for item in self.newest(PAGE).items if item.key == key), None)

    def _waiting_item(
        self, kept: KeptPost, contacts: Sequence[Contact], facilities: Mapping[str, Facility]
    ) -> PostItem:
        has_photo = kept.photo is not None
        audience = audience_info(contacts, tuple(facilities.values()), has_photo=has_photo)
        photo = self.photos.kept(kept.local_id) if has_photo else None
        return waiting_item(kept, facilities, audience, None if photo is None else photo.size)

    def _known(self, key: str) -> Post:
        post = self._stores.cache.post(key)
        if post is None:
            raise NotFound(key)
        return post


def _readable(contacts: Sequence[Contact], only: str | None) -> list[str]:
    """Whose posts may be read: those connected now, or the one of them that is asked for."""
    return [
        contact.id
        for contact in contacts
        if contact.state is ContactState.ACCEPTED and only in (None, contact.id)
    ]


def _merged(
    waiting: Sequence[PostItem], found: Sequence[tuple[list[PostItem], PostsEdge]], at_least: int
) -> PostsPage:
    """By the server's order; nothing beyond where one of the kinds has a gap."""
    floor = 0
    has_more = False
    for items, edge in found:
        is_short = len(items) <= at_least
        if edge.known and is_short and not edge.complete:
            has_more = True
            floor = max(floor, items[-1].sequence if items else 0)
        has_more = has_more or not is_short
    every = sorted((one for items, _ in found for one in items), key=_place, reverse=True)
    shown = [one for one in every[:at_least] if one.sequence >= floor]
    is_unknown = not any(edge.known for _, edge in found)
    return PostsPage((*reversed(waiting), *shown), has_more or len(shown) < len(every) or is_unknown)


def _place(item: PostItem) -> int:
    return item.sequence
