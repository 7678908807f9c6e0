"""Where a member's profile photo goes: the facilities it reaches, one submission for each, and what a contact changes.

Nothing is ever charged that the member did not see: what happens by itself, when a contact is accepted, happens only
where it costs nothing (docs/decisions/009).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, select

from contract.facilities import Feature
from contract.messages import State
from contract.photos import Reached
from server.services import submissions
from server.services.standing import MUTUAL, ResidentState
from server.services.submissions import OPEN, Draft, Kind, Submission
from server.store.tables import contacts, facilities, profile_photos, residents
from server.store.tables import submissions as table
from server.store.work import SERVICE, Actor, Work

OVER: Final = (State.REFUSED, State.WITHDRAWN)


@dataclass(frozen=True)
class Place:
    """A facility that the photo reaches: what it costs there and how long it usually takes."""

    facility_id: str
    facility_name: str
    price_cents: int
    promise_hours: int
    usual_wait_minutes: int | None

    def view(self) -> Reached:
        """As the member sees it before sending."""
        return Reached(
            facility_id=self.facility_id, facility_name=self.facility_name, price_cents=self.price_cents
        )


@dataclass(frozen=True)
class SentPhoto:
    """A row of the table: a profile photo that was sent."""

    id: str
    member_id: str
    sha256: str
    local_id: str
    sent_sha256: str
    sequence: int
    created_at: datetime
    withdrawn_at: datetime | None


def reached(connection: Connection, member_id: str, *conditions: ColumnElement[bool]) -> list[Place]:
    """The facilities of the member's accepted contacts that have the feature, by name.

    A contact that is blocked, by either side, or released counts as none (the other side's block stays undisclosed:
    it reads as an end everywhere).
    """
    columns = facilities.c
    statement = (
        select(
            columns.id,
            columns.name,
            columns.profile_photo_cents,
            columns.promise_hours,
            columns.usual_wait_minutes,
            columns.features,
        )
        .select_from(contacts)
        .join(residents, residents.c.id == contacts.c.resident_id)
        .join(facilities, columns.id == residents.c.facility_id)
        .where(
            contacts.c.member_id == member_id,
            MUTUAL,
            residents.c.state != ResidentState.RELEASED.value,
            *conditions,
        )
        .order_by(columns.name, columns.id)
        .distinct()
    )
    return [
        Place(*row[:5])
        for row in connection.execute(statement)
        if Feature.PROFILE_PHOTOS.value in row.features
    ]


def newest(connection: Connection, member_id: str) -> SentPhoto | None:
    """The profile photo that was sent last, whatever became of it."""
    found = sent(connection, profile_photos.c.member_id == member_id, limit=1)
    return found[0] if found else None


def sent(
    connection: Connection, *conditions: ColumnElement[bool], limit: int | None = None
) -> list[SentPhoto]:
    """The profile photos that match, newest first."""
    statement = (
        select(*(profile_photos.c[name] for name in SentPhoto.__dataclass_fields__))
        .where(*conditions)
        .order_by(profile_photos.c.sequence.desc())
        .limit(limit)
    )
    return [_from_row(row) for row in connection.execute(statement)]


def parts(connection: Connection, photo_id: str, *conditions: ColumnElement[bool]) -> list[Submission]:
    """Its submissions, in the order they were taken in."""
    return submissions.matching(connection, table.c.profile_photo_id == photo_id, *conditions)


def submit(work: Work, actor: Actor, photo: SentPhoto, place: Place) -> Submission:
    """Takes the photo in for one facility, with its price held. Raises NotEnoughFunds."""
    taken = submissions.add(
        work,
        Draft(
            kind=Kind.PROFILE_PHOTO,
            member_id=photo.member_id,
            facility_id=place.facility_id,
            local_id=photo.local_id,
            price_cents=place.price_cents,
            promise_hours=place.promise_hours,
            usual_wait_minutes=place.usual_wait_minutes,
            sha256=photo.sha256,
            profile_photo_id=photo.id,
        ),
    )
    work.log(
        actor,
        "sent",
        (Kind.PROFILE_PHOTO.value, taken.id),
        facility_id=place.facility_id,
        sha256=taken.sha256,
        price_cents=taken.price_cents,
    )
    return taken


def arrive(work: Work, member_id: str, facility_id: str) -> None:
    """A contact there is accepted now: a photo that waited for one goes there too, if it costs nothing."""
    photo = newest(work.connection, member_id)
    if photo is None or photo.withdrawn_at is not None:
        return
    known = parts(work.connection, photo.id)
    if any(part.facility_id == facility_id for part in known):
        return
    if known and all(
        part.state in OVER for part in known
    ):  # what others did not approve is not passed around
        return
    places = reached(work.connection, member_id, facilities.c.id == facility_id)
    if places and places[0].price_cents == 0:
        submissions.tell(work, submit(work, SERVICE, photo, places[0]))


def leave(work: Work, actor: Actor, member_id: str, facility_id: str, why: str) -> None:
    """A contact there has ended: with nobody left to see it, a photo that waits there is withdrawn, its money back."""
    waiting = submissions.matching(
        work.connection,
        table.c.member_id == member_id,
        table.c.facility_id == facility_id,
        table.c.kind == Kind.PROFILE_PHOTO.value,
        table.c.state.in_(OPEN),
    )
    if waiting and not reached(work.connection, member_id, facilities.c.id == facility_id):
        for submission in waiting:
            submissions.withdraw(work, actor, submission, why)


def _from_row(row: Any) -> SentPhoto:
    return SentPhoto(*row)
