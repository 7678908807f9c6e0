"""The resident's side of photos: those that were delivered to them, opening one, and which bytes they may fetch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, func, select, update

from contract.messages import State
from contract.photos import Photo
from server.services import submissions
from server.services.faces import faces_of
from server.services.faults import NotFound
from server.services.message_views import DELIVERED, steps_of
from server.services.paging import cursor_for, cut, place_of
from server.services.residents import ResidentCaller
from server.services.sizes import sizes_of
from server.services.submissions import Kind
from server.store.tables import contacts, members, submission_audience
from server.store.tables import submissions as table
from server.store.work import Actor, Store

SHOWN: Final = 24


@dataclass(frozen=True)
class AlbumPhoto:
    """One photo for this person; its title and sizes (the whole, then the thumbnails) come with opening it."""

    id: str
    contact_id: str
    member_name: str
    relationship: str
    title: str | None
    sizes: tuple[Photo, ...]
    at: datetime
    opened_at: datetime | None
    face_sha256: str | None
    """The profile photo of who sent it, once approved here; only while the two are connected."""


@dataclass(frozen=True)
class _Row:
    id: str
    contact_id: str
    member_name: str
    relationship: str
    title: str
    sha256: str
    sequence: int
    opened_at: datetime | None


@dataclass(frozen=True)
class AlbumPage:
    """A page of photos, newest first."""

    items: tuple[AlbumPhoto, ...]
    next: str | None


class AlbumService:
    """What a resident sees of photos. Galleries and later titles are their member's own: nobody has approved those."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(self, caller: ResidentCaller, cursor: str | None = None) -> AlbumPage:
        """The photos of everybody, newest first. Raises InvalidField for an invented cursor."""
        conditions = [] if cursor is None else [table.c.sequence < place_of(cursor, int)]
        with self._store.read() as connection:
            statement = _theirs(caller, *conditions).order_by(table.c.sequence.desc()).limit(SHOWN + 1)
            rows, more = cut([_Row(*row) for row in connection.execute(statement)], SHOWN)
            steps = steps_of(connection, [row.id for row in rows])
            sizes = sizes_of(connection, [row.sha256 for row in rows if row.opened_at])
            faces = faces_of(connection, caller.resident.id, [row.contact_id for row in rows])
        items = tuple(
            AlbumPhoto(
                id=row.id,
                contact_id=row.contact_id,
                member_name=row.member_name,
                relationship=row.relationship,
                title=row.title if row.opened_at else None,
                sizes=sizes[row.sha256] if row.opened_at else (),
                at=next(step.at for step in steps[row.id] if step.state is State.DELIVERED),
                opened_at=row.opened_at,
                face_sha256=faces.get(row.contact_id),
            )
            for row in rows
        )
        return AlbumPage(items, cursor_for(rows[-1].sequence) if more else None)

    def unopened(self, caller: ResidentCaller) -> int:
        """How many wait to be opened."""
        rows = _theirs(caller, submission_audience.c.opened_at.is_(None)).subquery()
        with self._store.read() as connection:
            return connection.execute(select(func.count()).select_from(rows)).scalar_one()

    def has_any(self, caller: ResidentCaller) -> bool:
        """Whether there is anything to show."""
        with self._store.read() as connection:
            return connection.execute(_theirs(caller).limit(1)).one_or_none() is not None

    def open(self, caller: ResidentCaller, submission_id: str) -> None:
        """Opens a photo; the first time its sender is told by whom, where the facility tells. Raises NotFound."""
        with self._store.write() as work:
            row = self._one(work.connection, caller, submission_id)
            if row.opened_at is not None:
                return
            work.connection.execute(
                update(submission_audience)
                .where(
                    submission_audience.c.submission_id == submission_id,
                    submission_audience.c.contact_id == row.contact_id,
                )
                .values(opened_at=work.now)
            )
            found = submissions.matching(work.connection, table.c.id == submission_id)[0]
            submissions.open_it(work, found)
            actor = Actor("resident", caller.resident.id)
            work.log(actor, "opened", (Kind.PHOTO.value, submission_id), facility_id=found.facility_id)

    def picture(self, caller: ResidentCaller, submission_id: str, size: int) -> str:
        """The name of the bytes they may see: of one they have opened, as it was approved (0) or a thumbnail of it.

        Raises NotFound.
        """
        with self._store.read() as connection:
            row = self._one(connection, caller, submission_id)
            if row.opened_at is None:
                raise NotFound
            sizes = sizes_of(connection, [row.sha256])[row.sha256]
        if not 0 <= size < len(sizes):
            raise NotFound
        return sizes[size].sha256

    def _one(self, connection: Connection, caller: ResidentCaller, submission_id: str) -> _Row:
        row = connection.execute(_theirs(caller, table.c.id == submission_id)).one_or_none()
        if row is None:
            raise NotFound
        return _Row(*row)


def _theirs(
    caller: ResidentCaller, *conditions: ColumnElement[bool]
) -> Select[str, str, str, str, str, str, int, datetime | None]:
    """What was delivered to this person; the columns are the fields of a row, in their order."""
    return (
        select(
            table.c.id,
            contacts.c.id,
            members.c.name,
            contacts.c.relationship,
            table.c.text,
            table.c.sha256,
            table.c.sequence,
            submission_audience.c.opened_at,
        )
        .select_from(submission_audience)
        .join(contacts, contacts.c.id == submission_audience.c.contact_id)
        .join(table, table.c.id == submission_audience.c.submission_id)
        .join(members, members.c.id == table.c.member_id)
        .where(
            contacts.c.resident_id == caller.resident.id,
            table.c.kind == Kind.PHOTO.value,
            table.c.state.in_(DELIVERED),
            *conditions,
        )
    )
