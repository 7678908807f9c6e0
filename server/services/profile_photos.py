"""A member's profile photo: sending it exactly once, replacing the one that waits, withdrawing it, fetching it."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from sqlalchemy import insert, select, update

from contract.events import EventKind
from contract.photos import NewProfilePhoto, ProfilePhoto, ProfilePhotos
from server.services import fields, ledger, profile_parts, profile_views, submissions
from server.services.faults import NotEnoughFunds, NotFound, PriceChanged, WrongState
from server.services.messages import answered_before, body_digest, remember
from server.services.profile_parts import SentPhoto
from server.services.submissions import OPEN
from server.services.throttle import RateLimit
from server.services.uploads import kept_as
from server.store.tables import profile_photos
from server.store.tables import submissions as table
from server.store.work import Actor, Store, Work

REPLACED: Final = "replaced by a newer one"
SENDS_AN_HOUR: Final = 60
"""Each one replaces the one before it, so more would only fill the journal (threat T19)."""


class ProfilePhotoService:
    """The member's side of profile photos."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sending = RateLimit(SENDS_AN_HOUR, timedelta(hours=1))

    def state(self, member_id: str) -> ProfilePhotos:
        """What is shown, what was sent last, and where a new one would go."""
        with self._store.read() as connection:
            return profile_views.state(connection, member_id, self._store.clock())

    def send(self, member_id: str, key: str | None, new: NewProfilePhoto) -> ProfilePhoto:
        """Makes an upload the profile photo: key, photo, one submission and hold for each facility, events and audit in
        one transaction (rule R1). One that waits is replaced, its money back first.

        The same key with the same body gives the photo again, as it is now. Raises InvalidField, KeyReused, Throttled,
        UploadMissing, PriceChanged and NotEnoughFunds; after any of them the key is still free and nothing changed.
        """
        key = fields.key(key)
        body_sha256 = body_digest("profile photo", new)
        actor = Actor("member", member_id)
        with self._store.write() as work:
            sent_before = answered_before(work.connection, member_id, key, body_sha256)
            if sent_before is not None:
                return self._view(work, self._own(work, member_id, sent_before))
            self._sending.count(member_id, work.now)
            sha256 = kept_as(work, member_id, new.sent_sha256)
            places = profile_parts.reached(work.connection, member_id)
            price_cents = sum(place.price_cents for place in places)
            if new.price_cents != price_cents:
                raise PriceChanged(price_cents)
            self._replace(work, actor, member_id)
            available = ledger.balance(work.connection, member_id).available_cents
            if available < price_cents:
                raise NotEnoughFunds(price_cents, available)
            photo = _add(work, member_id, key, new.sent_sha256, sha256)
            for place in places:
                profile_parts.submit(work, actor, photo, place)
            remember(work, member_id, key, body_sha256, photo.id)
            work.tell(member_id, EventKind.PROFILE_PHOTO_CHANGED.value, member_id)
            return self._view(work, photo)

    def withdraw(self, member_id: str, photo_id: str) -> ProfilePhoto:
        """Takes back what is not decided on yet; again is harmless. Raises NotFound, WrongState when all is decided."""
        with self._store.write() as work:
            photo = self._own(work, member_id, photo_id)
            parts = profile_parts.parts(work.connection, photo.id)
            is_over = parts and not any(part.is_open for part in parts)
            if photo.withdrawn_at is None and is_over:
                present = profile_views.state(work.connection, member_id, work.now)
                raise WrongState(parts[-1].state, profile_photos=present)
            if photo.withdrawn_at is None:
                self._take_back(work, Actor("member", member_id), photo, "by its sender")
            return self._view(work, self._own(work, member_id, photo_id))

    def allow(self, member_id: str, sha256: str) -> None:
        """Lets pass whoever may fetch these bytes, exactly as their row: hidden ones are unknown. Raises NotFound."""
        with self._store.read() as connection:
            if not profile_views.may_see(connection, member_id, sha256):
                raise NotFound

    def _replace(self, work: Work, actor: Actor, member_id: str) -> None:
        """One pending photo per member: whatever waits of older ones is withdrawn."""
        waiting = select(table.c.profile_photo_id).where(
            table.c.member_id == member_id,
            table.c.profile_photo_id.is_not(None),
            table.c.state.in_(OPEN),
        )
        names = set(work.connection.execute(waiting).scalars())
        last = profile_parts.newest(work.connection, member_id)
        if (
            last is not None
            and last.withdrawn_at is None
            and not profile_parts.parts(work.connection, last.id)
        ):
            names.add(last.id)
        for photo in profile_parts.sent(work.connection, profile_photos.c.id.in_(names)):
            self._take_back(work, actor, photo, REPLACED)

    def _take_back(self, work: Work, actor: Actor, photo: SentPhoto, why: str) -> None:
        for part in profile_parts.parts(work.connection, photo.id, table.c.state.in_(OPEN)):
            submissions.withdraw(work, actor, part, why)
        work.connection.execute(
            update(profile_photos).where(profile_photos.c.id == photo.id).values(withdrawn_at=work.now)
        )
        work.log(actor, "withdrawn", ("profile photo", photo.id), why=why)
        work.tell(photo.member_id, EventKind.PROFILE_PHOTO_CHANGED.value, photo.member_id)

    def _own(self, work: Work, member_id: str, photo_id: str) -> SentPhoto:
        mine = (profile_photos.c.id == photo_id, profile_photos.c.member_id == member_id)
        found = profile_parts.sent(work.connection, *mine)
        if not found:
            raise NotFound
        return found[0]

    def _view(self, work: Work, photo: SentPhoto) -> ProfilePhoto:
        return profile_views.view(work.connection, photo, work.now)


def _add(work: Work, member_id: str, key: str, sent_sha256: str, sha256: str) -> SentPhoto:
    photo = SentPhoto(
        id=str(uuid.uuid4()),
        member_id=member_id,
        sha256=sha256,
        local_id=key,
        sent_sha256=sent_sha256,
        sequence=work.next_sequence(),
        created_at=work.now,
        withdrawn_at=None,
    )
    work.connection.execute(insert(profile_photos).values(vars(photo)))
    actor = Actor("member", member_id)
    work.log(actor, "sent", ("profile photo", photo.id), sha256=sha256, sent_sha256=sent_sha256)
    return photo
