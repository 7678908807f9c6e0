"""Parts of posts that were not approved and are sent again: which one a draft is for, and which were sent already."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.domain.posts import draft_name
from app.storage.cache_store import CacheStore
from contract.messages import State
from contract.posts import Post, PostPart

_LOOKED_THROUGH: Final = 500


def newest_posts(cache: CacheStore) -> list[Post]:
    """The member's newest posts among which a mended one is looked for, also those they hid from their news."""
    return [*cache.posts(None, _LOOKED_THROUGH), *cache.posts(None, _LOOKED_THROUGH, hidden=True)]


def part_of_draft(posts: Iterable[Post], draft: str | None) -> tuple[Post, PostPart] | None:
    """The part that a draft is sent again for, with its post; None for the post to everybody."""
    for post in posts:
        for part in post.parts:
            if draft_name(part.submission_id) == draft:
                return post, part
    return None


def sent_again(posts: Iterable[Post]) -> frozenset[str]:
    """The parts that need no further try: what mends them waits, or was approved."""
    return frozenset(post.mends for post in posts if post.mends and _counts(post))


def _counts(post: Post) -> bool:
    return any(part.state not in (State.REFUSED, State.WITHDRAWN) for part in post.parts)
