"""The news at the reader: approved posts of the people somebody is connected with, at the facility where they are.

Reading does the fan-out: a post knows its facilities, and whoever reads brings the people they are connected with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, insert, or_, select

from contract.facilities import Feature
from contract.limits import PAGE_SIZE
from contract.messages import State
from contract.photos import Photo
from server.services import submissions
from server.services.faces import faces_of
from server.services.faults import NotFound
from server.services.message_views import DELIVERED
from server.services.paging import cursor_for, cut, place_of
from server.services.post_parts import PICTURE
from server.services.residents import ResidentCaller
from server.services.sizes import sizes_of
from server.services.standing import MUTUAL
from server.store.tables import (
    contacts,
    facilities,
    members,
    post_openings,
    posts,
    resident_stays,
    submission_steps,
)
from server.store.tables import submissions as table
from server.store.work import Actor, Store

SHOWN: Final = min(30, PAGE_SIZE)


@dataclass(frozen=True)
class NewsItem:
    """A post as its reader may see it; the text of one that was not opened comes with opening it."""

    id: str
    contact_id: str
    member_name: str
    relationship: str
    text: str | None
    characters: int
    at: datetime
    opened_at: datetime | None
    has_photo: bool = False
    sizes: tuple[Photo, ...] = ()
    """The whole photo, then its thumbnails, once it was opened."""

    face_sha256: str | None = None
    """The profile photo of who posted it, once approved here."""


@dataclass(frozen=True)
class NewsPage:
    """A page of posts, newest first."""

    items: tuple[NewsItem, ...]
    next: str | None


class NewsService:
    """What a resident reads of the posts of their people."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, caller: ResidentCaller, cursor: str | None = None) -> NewsPage:
        """Posts for them, newest first."""
        conditions = [] if cursor is None else [table.c.sequence < place_of(cursor, int)]
        with self._store.read() as connection:
            rows = _rows(connection, caller, *conditions, limit=SHOWN + 1)
        found, more = cut(rows, SHOWN)
        return NewsPage(
            items=tuple(item for _, item in found),
            next=cursor_for(found[-1][0]) if more else None,
        )

    def unopened(self, caller: ResidentCaller) -> int:
        """How many are new to them."""
        with self._store.read() as connection:
            return connection.execute(
                select(func.count()).select_from(_FROM).where(_readable(caller), post_openings.c.at.is_(None))
            ).scalar_one()

    def open(self, caller: ResidentCaller, submission_id: str) -> NewsItem:
        """The post with its text; its member is told who opened it, where the facility tells. Raises NotFound."""
        with self._store.write() as work:
            rows = _rows(work.connection, caller, table.c.id == submission_id)
            if not rows:
                raise NotFound
            item = rows[0][1]
            if item.opened_at is None:
                found = submissions.find(work.connection, submission_id)
                assert found is not None
                work.connection.execute(
                    insert(post_openings).values(
                        submission_id=submission_id, contact_id=item.contact_id, at=work.now
                    )
                )
                submissions.open_it(work, found)
                actor = Actor("resident", caller.resident.id)
                work.log(actor, "opened", (found.kind.value, found.id), facility_id=found.facility_id)
            return _rows(work.connection, caller, table.c.id == submission_id)[0][1]

    def picture(self, caller: ResidentCaller, submission_id: str, size: int) -> str:
        """The name of the photo's bytes in a post they have opened: as it was approved (0) or a thumbnail of it.

        Raises NotFound.
        """
        with self._store.read() as connection:
            rows = _rows(connection, caller, table.c.id == submission_id)
        sizes = rows[0][1].sizes if rows else ()
        if not 0 <= size < len(sizes):
            raise NotFound
        return sizes[size].sha256


_FROM: Final = (
    contacts.join(members, members.c.id == contacts.c.member_id)
    .join(table, and_(table.c.member_id == contacts.c.member_id, table.c.post_id.is_not(None)))
    .join(facilities, facilities.c.id == table.c.facility_id)
    .join(posts, posts.c.id == table.c.post_id)
    .outerjoin(
        post_openings,
        and_(post_openings.c.submission_id == table.c.id, post_openings.c.contact_id == contacts.c.id),
    )
)

_APPROVED_AT: Final = (
    select(submission_steps.c.at)
    .where(submission_steps.c.submission_id == table.c.id, submission_steps.c.state == State.APPROVED.value)
    .correlate(table)
    .scalar_subquery()
)
"""When it was passed on: of a changed photo not when it was offered, but once its member had accepted it."""


def _readable(caller: ResidentCaller) -> ColumnElement[bool]:
    """Approved where they are, of people they were connected with when it was posted and still are."""
    return and_(
        contacts.c.resident_id == caller.resident.id,
        MUTUAL,
        contacts.c.since <= table.c.created_at,
        or_(
            table.c.facility_id == caller.resident.facility_id,
            # Approved while they lived there: it came along when they moved.
            select(resident_stays.c.left_at)
            .where(
                resident_stays.c.resident_id == caller.resident.id,
                resident_stays.c.facility_id == table.c.facility_id,
                resident_stays.c.left_at >= _APPROVED_AT,
            )
            .exists(),
        ),
        table.c.state.in_(DELIVERED),
    )


def _rows(
    connection: Connection,
    caller: ResidentCaller,
    *conditions: ColumnElement[bool],
    limit: int | None = None,
) -> list[tuple[int, NewsItem]]:
    """Each with its place in the order; nothing where the facility has no news any more."""
    statement = (
        select(
            table.c.sequence,
            facilities.c.features,
            table.c.id,
            contacts.c.id,
            members.c.name,
            contacts.c.relationship,
            table.c.text,
            table.c.characters,
            table.c.created_at,
            post_openings.c.at,
            PICTURE,
        )
        .select_from(_FROM)
        .where(_readable(caller), *conditions)
        .order_by(table.c.sequence.desc())
        .limit(limit)
    )
    rows = [row for row in connection.execute(statement) if Feature.NEWS.value in row[1]]
    opened = [str(row[-1]) for row in rows if row[-1] is not None and row[-2] is not None]
    sizes = sizes_of(connection, opened)
    faces = faces_of(connection, caller.resident.id, [row[3] for row in rows])
    return [(row[0], _item(row[2:], sizes, faces)) for row in rows]


def _item(row: Sequence[Any], sizes: Mapping[str, tuple[Photo, ...]], faces: Mapping[str, str]) -> NewsItem:
    post_id, contact_id, name, relationship, text, characters, at, opened_at, sha256 = row
    is_open = opened_at is not None
    return NewsItem(
        id=post_id,
        contact_id=contact_id,
        member_name=name,
        relationship=relationship,
        text=text if is_open else None,
        characters=characters,
        at=at,
        opened_at=opened_at,
        has_photo=sha256 is not None,
        sizes=sizes[sha256] if is_open and sha256 is not None else (),
        face_sha256=faces.get(contact_id),
    )
