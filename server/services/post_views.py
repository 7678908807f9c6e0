"""Posts in their member's eyes: every part's journey, who has opened it, and the text while it is not hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select

from contract.limits import PAGE_SIZE
from contract.messages import State
from contract.photos import Photo
from contract.posts import Post, PostOpening, PostPart
from server.services import post_parts
from server.services.message_views import (
    REASONED,
    Openness,
    expected_by,
    journey,
    openness,
    refusals_of,
    steps_of,
)
from server.services.offered import offers_of
from server.services.post_parts import SentPost
from server.services.profile_views import visible
from server.services.sizes import sizes_of
from server.services.submissions import Submission
from server.store.tables import facilities, post_openings, posts, thumbs
from server.store.tables import submissions as table


def of_member(connection: Connection, member_id: str, ids: Sequence[str], now: datetime) -> dict[str, Post]:
    """These posts of the member by their id; others are left out."""
    if not ids:
        return {}
    found = post_parts.sent(connection, posts.c.id.in_(ids), posts.c.member_id == member_id)
    return {post.id: post for post in views(connection, found, now)}


def views(connection: Connection, found: Sequence[SentPost], now: datetime) -> list[Post]:
    """Each as it is now, in the same order; a constant number of queries."""
    if not found:
        return []
    by_post: dict[str, list[Submission]] = defaultdict(list)
    for part in post_parts.parts(connection, table.c.post_id.in_([post.id for post in found])):
        by_post[str(part.post_id)].append(part)
    every = [part for parts in by_post.values() for part in parts]
    open_at = openness(connection, {part.facility_id for part in every})
    told = _parts(connection, every, open_at, now)
    shown = {post.id for post in found if visible(by_post[post.id], open_at)}
    sizes = sizes_of(connection, [post.sha256 for post in found if post.sha256 and post.id in shown])
    return [_view(post, by_post[post.id], post.id in shown, sizes, told) for post in found]


def may_see(connection: Connection, member_id: str, sha256: str) -> bool:
    """Whether these are the bytes, or a thumbnail, of the photo of a post of theirs that is not hidden now."""
    small = select(thumbs.c.picture_sha256).where(thumbs.c.sha256 == sha256)
    mine = (posts.c.member_id == member_id, or_(posts.c.sha256 == sha256, posts.c.sha256.in_(small)))
    found = [post.id for post in post_parts.sent(connection, *mine)]
    by_post: dict[str, list[Submission]] = defaultdict(list)
    for part in post_parts.parts(connection, table.c.post_id.in_(found)):
        by_post[str(part.post_id)].append(part)
    open_at = openness(connection, {part.facility_id for parts in by_post.values() for part in parts})
    return any(visible(parts, open_at) for parts in by_post.values())


def _view(
    post: SentPost,
    parts: Sequence[Submission],
    is_visible: bool,
    sizes: Mapping[str, tuple[Photo, ...]],
    told: Mapping[str, PostPart],
) -> Post:
    pictures = sizes.get(post.sha256 or "", ()) if is_visible else ()
    return Post(
        id=post.id,
        local_id=post.local_id,
        text=parts[0].text if is_visible else None,
        characters=parts[0].characters,
        created_at=post.created_at,
        sequence=post.sequence,
        parts=tuple(
            sorted(
                (told[part.id] for part in parts), key=lambda part: (part.facility_name, part.submission_id)
            )
        ),
        mends=post.mends,
        hidden_at=post.hidden_at,
        has_photo=post.sha256 is not None,
        photo=pictures[0] if pictures else None,
        thumbs=pictures[1:],
    )


def _parts(
    connection: Connection, found: Sequence[Submission], open_at: Mapping[str, Openness], now: datetime
) -> dict[str, PostPart]:
    ids = [part.id for part in found]
    steps = steps_of(connection, ids)
    reasons = refusals_of(connection, [part.id for part in found if part.state in REASONED])
    offered = offers_of(connection, ids)
    opened = _openings(
        connection,
        [part.id for part in found if open_at[part.facility_id].told(part.state) is State.OPENED],
    )
    named = select(facilities.c.id, facilities.c.name).where(
        facilities.c.id.in_({part.facility_id for part in found})
    )
    names = {row.id: row.name for row in connection.execute(named)}
    return {
        part.id: PostPart(
            facility_id=part.facility_id,
            facility_name=names[part.facility_id],
            submission_id=part.id,
            number=str(part.number),
            state=open_at[part.facility_id].told(part.state),
            version=part.version,
            steps=journey(steps[part.id], open_at[part.facility_id].told(part.state)),
            price_cents=part.price_cents,
            held_cents=part.held_cents,
            paid_cents=part.paid_cents,
            opened=tuple(opened[part.id][:PAGE_SIZE]),
            expected_by=expected_by(part, open_at[part.facility_id], now),
            refusal=reasons.get(part.id),
            offer=offered.get(part.id),
        )
        for part in found
    }


def _openings(connection: Connection, ids: Sequence[str]) -> dict[str, list[PostOpening]]:
    columns = post_openings.c
    statement = (
        select(columns.submission_id, columns.contact_id, columns.at)
        .where(columns.submission_id.in_(ids))
        .order_by(columns.at, columns.contact_id)
    )
    found: dict[str, list[PostOpening]] = defaultdict(list)
    for submission_id, contact_id, at in connection.execute(statement):
        found[submission_id].append(PostOpening(contact_id=contact_id, at=at))
    return found
