"""Offering a changed photo in place of one that can't be approved as it is, and the sender's answer to it.

The reviewer sees the very bytes before they offer them, the sender before they accept; those are delivered, without
another look. Their price stays held meanwhile, and is captured or set free by exactly one answer (rule R4).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from contract.galleries import SharedPhoto
from contract.limits import OFFER_DAYS, REASON_CHARACTERS
from contract.messages import State
from contract.offers import Change, OfferAnswer, OfferOutcome
from contract.posts import Post
from contract.problems import FieldReason
from server.objects.store import Objects
from server.pictures.changes import checked, in_pixels
from server.pictures.gate import AT_ONCE, COME_BACK_AFTER
from server.pictures.rebuild import PictureRefused, PictureSlow, Rebuilt, rebuild
from server.services import (
    fields,
    ledger,
    offered,
    photo_parts,
    photo_views,
    post_parts,
    post_views,
    submissions,
    telling,
    uploads,
)
from server.services.deciding import Deciding, delay_of
from server.services.facilities import measure_waits
from server.services.faults import InvalidField, NotFound, PictureDeclined, Throttled, WrongState
from server.services.offered import StoredOffer
from server.services.staff import REVIEWING, StaffMember
from server.services.submissions import OFFERED_CHANGED, Kind, Submission
from server.store.tables import offers, pictures, shared_photos
from server.store.tables import submissions as table
from server.store.tables.facilities import Reason
from server.store.work import SERVICE, Actor, Store, Work

BUSY_S: Final = 5.0


class OfferService(Deciding):
    """What reviewers offer and members answer; a photo is offered changed while it is reviewed for the first time."""

    def __init__(self, store: Store, objects: Objects) -> None:
        super().__init__(store)
        self._objects = objects
        self._turns = threading.BoundedSemaphore(AT_ONCE)

    def preview(self, who: StaffMember, submission_id: str, change: Change) -> Rebuilt:
        """The picture as it would be offered: the same change of the same photo always gives the same bytes.

        Only for whoever is reading it. Raises Forbidden, InvalidField (crop, boxes, change), NotFound, PictureDeclined,
        Throttled, WrongState.
        """
        who.must_be(REVIEWING)
        with self._store.read() as connection:
            found = self._find(connection, who, submission_id)
            picture = post_parts.picture_of(connection, found) if found.kind in OFFERED_CHANGED else None
            if picture is None:
                raise InvalidField("change", FieldReason.WRONG)
            if found.state is not State.IN_REVIEW or found.lease_staff_id != who.id:
                raise WrongState(found.state)
            told = in_pixels(checked(change), *_size(connection, picture))
        with self._turn():
            try:
                return rebuild(self._objects.get(picture), change=told)
            except PictureRefused as refusal:
                raise PictureDeclined(refusal.reason) from None
            except PictureSlow:
                raise Throttled(self._store.clock() + COME_BACK_AFTER) from None

    def offer(
        self,
        who: StaffMember,
        submission_id: str,
        version: int,
        sha256: str,
        change: Change,
        offered_sha256: str,
        code: str,
        note: str | None = None,
    ) -> None:
        """Offers the change, if it makes exactly the bytes that the reviewer saw (`offered_sha256`).

        The picture is kept before the row that names it. The sender can accept it for `OFFER_DAYS`; until then the
        price stays held. Raises as `preview`, and InvalidField for code, note and offered_sha256.
        """
        words = fields.body("note", note, REASON_CHARACTERS)[0] if note and note.strip() else None
        made = self.preview(who, submission_id, change)
        if made.sha256 != offered_sha256:
            raise InvalidField("offered_sha256", FieldReason.WRONG)
        with uploads.put(self._objects, made), self._store.write() as work:
            found = self._find(work.connection, who, submission_id)
            reason = self._reason(work, found, code, words)
            if found.state is not State.IN_REVIEW:
                raise WrongState(found.state)
            self._decide(work, who, found, version, sha256, State.OFFERED, decided_at=work.now)
            uploads.write_down(work, made)
            self._keep(work, who, found, change, made.sha256, reason, words)
            submissions.add_step(work, found.id, State.OFFERED)
            submissions.tell(work, found)
            telling.offered(work, found)
            self._log(work, who, "offered", found, code=reason.code, offered_sha256=made.sha256)
            measure_waits(work, found.facility_id)

    def answer(self, member_id: str, submission_id: str, answer: OfferAnswer) -> SharedPhoto:
        """Yes or no, once; the same again gives the photo as it is now. Raises NotFound, WrongState.

        An accepted one is approved as those bytes, after the facility's release delay if it has one; a declined one is
        not approved, for the reason that came with the offer, and can be appealed against.
        """
        self.lapse_due()
        with self._store.write() as work:
            found = _asked(work, member_id, submission_id, Kind.PHOTO)
            is_so = self._take(work, found, answer)
            photo = _photo(work, found)
            if not is_so:
                raise WrongState(found.state, photo=photo)
            return photo

    def answer_for_post(self, member_id: str, submission_id: str, answer: OfferAnswer) -> Post:
        """The same for the photo of a post at one facility: with an accepted one its text is approved as it is."""
        self.lapse_due()
        with self._store.write() as work:
            found = _asked(work, member_id, submission_id, Kind.POST)
            is_so = self._take(work, found, answer)
            post = _post(work, found)
            if not is_so:
                raise WrongState(found.state, post=post)
            return post

    def lapse_due(self) -> int:
        """Ends the offers nobody has answered in time; called from time to time and before an answer. How many."""
        due = (offers.c.outcome == OfferOutcome.WAITING.value, offers.c.until < self._store.clock())
        with self._store.read() as connection:
            if connection.execute(select(offers.c.submission_id).where(*due).limit(1)).one_or_none() is None:
                return 0
        lapsed = 0
        with self._store.write() as work:
            for offer in offered.stored(work.connection, *due):
                found = submissions.find(work.connection, offer.submission_id)
                if found is not None:
                    lapsed += self._refuse(work, SERVICE, found, offer, OfferOutcome.LAPSED)
        return lapsed

    def _take(self, work: Work, found: Submission, answer: OfferAnswer) -> bool:
        """Makes it so; False when it is another offer than was seen, or over with another outcome."""
        offer = offered.find(work.connection, found.id)
        if offer is None or offer.sha256 != answer.sha256:
            return False
        wanted = OfferOutcome.ACCEPTED if answer.accepts else OfferOutcome.DECLINED
        if offer.outcome != OfferOutcome.WAITING.value:
            return offer.outcome == wanted.value
        actor = Actor("member", found.member_id)
        if answer.accepts:
            return self._accept(work, actor, found, offer)
        return self._refuse(work, actor, found, offer, OfferOutcome.DECLINED)

    def _accept(self, work: Work, actor: Actor, found: Submission, offer: StoredOffer) -> bool:
        """Paid and passed on as the offered bytes; False when it is not to be answered any more."""
        offered.end(work, found.id, OfferOutcome.ACCEPTED)
        delay = delay_of(work.connection, found.facility_id)
        values = {"release_at": work.now + delay} if delay else offered.approved(work, found)
        moved = submissions.move(
            work,
            found.id,
            _unanswered(offer),
            State.OFFERED if delay else State.APPROVED,
            approved_by=offer.staff_id,
            **values,
        )
        if not moved:
            return False
        _log(work, actor, "offer accepted", found, offer)
        if delay:
            submissions.tell(work, found)
        else:
            self._release(work, found, offer.staff_id)
        return True

    def _refuse(
        self, work: Work, actor: Actor, found: Submission, offer: StoredOffer, outcome: OfferOutcome
    ) -> bool:
        """Not approved after all, for the reason that came with the offer, the price free again; False as `_accept`."""
        if not submissions.move(work, found.id, _unanswered(offer), State.REFUSED, held_cents=0):
            return False
        offered.end(work, found.id, outcome)
        ledger.release(work, found.member_id, found.held_cents, found.purpose)
        reason = Reason(code=offer.code, rule=offer.rule, text=offer.text)
        self._keep_reason(work, offer.staff_id, found, reason, offer.note, (), offer.change.boxes)
        submissions.add_step(work, found.id, State.REFUSED)
        submissions.tell(work, found)
        if outcome is OfferOutcome.LAPSED:
            telling.refused(work, found)
        _log(work, actor, f"offer {outcome.value}", found, offer)
        return True

    def _keep(
        self,
        work: Work,
        who: StaffMember,
        found: Submission,
        change: Change,
        sha256: str,
        reason: Reason,
        note: str | None,
    ) -> None:
        work.connection.execute(delete(offers).where(offers.c.submission_id == found.id))
        work.connection.execute(
            insert(offers).values(
                submission_id=found.id,
                version=found.version,
                staff_id=who.id,
                original_sha256=found.sha256,
                sha256=sha256,
                change=change,
                code=reason.code,
                rule=reason.rule,
                text=reason.text,
                note=note,
                at=work.now,
                until=work.now + timedelta(days=OFFER_DAYS),
                outcome=OfferOutcome.WAITING.value,
            )
        )

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """One of the few children at once. Raises Throttled when all are busy for long."""
        if not self._turns.acquire(timeout=BUSY_S):
            raise Throttled(self._store.clock() + COME_BACK_AFTER)
        try:
            yield
        finally:
            self._turns.release()


def _unanswered(offer: StoredOffer) -> list[ColumnElement[bool]]:
    """The submission still is what the offer was made for, and nobody has answered."""
    return [
        table.c.state == State.OFFERED.value,
        table.c.release_at.is_(None),
        table.c.version == offer.version,
        table.c.sha256 == offer.original_sha256,
    ]


def _asked(work: Work, member_id: str, submission_id: str, kind: Kind) -> Submission:
    """The submission that its member was asked about. Raises NotFound."""
    found = submissions.find(work.connection, submission_id)
    if found is None or found.member_id != member_id or found.kind is not kind:
        raise NotFound
    return found


def _photo(work: Work, found: Submission) -> SharedPhoto:
    """The photo of a submission, which its member still has. Raises NotFound."""
    there = (shared_photos.c.id == found.photo_id, shared_photos.c.deleted_at.is_(None))
    photos = photo_views.photo_views(work.connection, photo_parts.stored(work.connection, *there), work.now)
    if not photos:
        raise NotFound
    return photos[0]


def _post(work: Work, found: Submission) -> Post:
    """The post of a submission."""
    post_id = str(found.post_id)
    return post_views.of_member(work.connection, found.member_id, [post_id], work.now)[post_id]


def _size(connection: Connection, sha256: str) -> tuple[int, int]:
    width, height = connection.execute(
        select(pictures.c.width, pictures.c.height).where(pictures.c.sha256 == sha256)
    ).one()
    return width, height


def _log(work: Work, actor: Actor, action: str, found: Submission, offer: StoredOffer) -> None:
    work.log(
        actor,
        action,
        (found.kind.value, found.id),
        facility_id=found.facility_id,
        version=found.version,
        sha256=found.sha256,
        offered_sha256=offer.sha256,
    )
