"""Fills an empty database with the demo world, through the services and in one transaction.

Nothing is written past the rules: every hold, capture, event and audit row comes from the same code that serves
everybody, only with a clock that walks through the last weeks.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select

from contract.accounts import Registration
from contract.audience import Audience, AudienceKind
from contract.contacts import ContactRequest, ReadMark
from contract.galleries import NewGallery, NewSharedPhoto
from contract.messages import NewMessage, Region, Span
from contract.money import Redemption
from contract.photos import NewProfilePhoto
from server.config import Settings
from server.demo import album, people, places, portrait
from server.demo.album import Shared
from server.demo.letters import LETTERS, Letter
from server.demo.people import ELENA, Member, Resident, Staff
from server.services.bundle import Services, build_services, wire
from server.services.residents import ResidentCaller, ResidentPerson
from server.services.review_queue import ReviewItem
from server.services.staff import StaffMember
from server.services.standing import ResidentState
from server.store.joined import JoinedStore
from server.store.tables import facilities
from server.store.work import Actor, Clock, utc_now

BEGAN: Final = 41
"""Days ago everything began."""

ZONE: Final = ZoneInfo("America/Denver")
OPERATOR: Final = Actor("operator", "")

TIES: Final = (
    (40, ELENA, people.MATEO, "sister"),
    (40, ELENA, people.YUSUF, "niece"),
    (39, ELENA, people.CHIDI, "friend, from the choir"),
    (39, ELENA, people.LINH, "cousin"),
    (38, ELENA, people.SAMIRA, "sister-in-law"),
    (37, ELENA, people.DANIEL, "friend, from work"),
    (36, ELENA, people.ISAAC, "neighbor"),
    (35, people.KWAME, people.CHIDI, "friend"),
    (34, people.KWAME, people.ISAAC, "friend, from the book group"),
    (33, people.ROSA, people.LINH, "friend from school"),
    (32, people.ROSA, people.TOMAS, "sister"),
)
"""Connected: days ago, who asked whom, and as what."""


def seed(settings: Settings, clock: Clock = utc_now) -> None:
    """Fills the database of these settings, if it has no facility yet; all of it or, after an error, nothing."""
    base = build_services(settings, clock)
    try:
        with base.store.read() as connection:
            is_empty = connection.execute(select(facilities.c.id).limit(1)).one_or_none() is None
        if is_empty:
            _fill(base, clock())
    finally:
        base.close()


def _fill(base: Services, now: datetime) -> None:
    hands = _Hands(now)
    with base.store.write() as work:
        world = _World(wire(base.settings, JoinedStore(base.store, work, hands.read)), hands)
        world.begin()
        world.play()
        hands.moment = now
        work.now = now


class _Hands:
    """The clock of the history: shows whatever moment it was set to, never one to come."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.moment = self.at(BEGAN, "09:00")

    def read(self) -> datetime:
        """The moment it is set to."""
        return self.moment

    def at(self, days: int, clock: str) -> datetime:
        """The moment when it was `clock` so many days ago, in the demo's time zone."""
        day = self._now.astimezone(ZONE).date() - timedelta(days=days)
        return min(datetime.combine(day, time.fromisoformat(clock), ZONE), self._now)


class _World:
    """People and what they do, as services see it."""

    def __init__(self, services: Services, hands: _Hands) -> None:
        self._services = services
        self._hands = hands
        self._facilities: dict[str, str] = {}
        self._prices: dict[str, int] = {}
        self._photo_prices: dict[str, int] = {}
        self._members: dict[Member, str] = {}
        self._residents: dict[Resident, ResidentCaller] = {}
        self._staff: dict[Staff, StaffMember] = {}
        self._contacts: dict[tuple[Member, Resident], str] = {}
        self._acts: list[tuple[datetime, Callable[[], None]]] = []

    def begin(self) -> None:
        """Places, people, money: everything that is there before the first letter."""
        services = self._services
        for new in places.facilities():
            self._facilities[new.name] = services.facilities.add(new, OPERATOR)
            self._prices[new.name] = new.prices.message_cents
            self._photo_prices[new.name] = new.prices.photo_cents
        for one in people.RESIDENTS:
            facility_id = self._facilities[one.facility]
            resident_id = services.residents.add(
                facility_id, one.name, one.booking_number, people.PIN, OPERATOR
            )
            person = ResidentPerson(resident_id, one.name, facility_id, one.facility)
            self._residents[one] = ResidentCaller(person, session_id="")
        for staff in people.STAFF:
            self._staff[staff] = services.staff.add(
                staff.username,
                staff.name,
                staff.role,
                people.REVIEW_PASSWORD,
                self._facilities.get(staff.facility),
                OPERATOR,
                staff.code_secret,
            )
        for place, name, rule, words in places.WORD_LISTS:
            services.word_lists.save(
                self._staff[people.GRACE], self._facilities[place], None, name, rule, words
            )
        for voucher in people.VOUCHERS:
            services.vouchers.make(voucher.code, voucher.amount_cents, OPERATOR)
        for member in people.MEMBERS:
            self._register(member)

    def play(self) -> None:
        """Everything that happened since, in the order it happened."""
        for days, member, resident, relationship in TIES:
            self._connect(days, member, resident, relationship)
        # Two requests that nobody has answered yet: one waits for the person, one for the facility.
        self._plan(self._hands.at(3, "19:20"), lambda: self._ask(ELENA, people.TOMAS, "friend from school"))
        self._plan(self._hands.at(2, "20:30"), lambda: self._ask(people.ROSA, people.ISAAC, "old neighbor"))
        self._plan(self._hands.at(5, "11:00"), self._move_samira)
        self._show_portrait()
        self._share_album()
        for letter in LETTERS:
            self._write(letter)
        for at, act in sorted(self._acts, key=lambda planned: planned[0]):
            self._hands.moment = at
            act()

    def _plan(self, at: datetime, act: Callable[[], None]) -> None:
        self._acts.append((at, act))

    def _register(self, member: Member) -> None:
        signed_in = self._services.accounts.register(
            Registration(
                name=member.name,
                email=member.email,
                password=member.password,
                time_zone=member.time_zone,
                device_name="Computer at the library",
            )
        )
        self._members[member] = signed_in.account.id
        for voucher in people.PAID_IN[member]:
            self._services.vouchers.make(voucher.code, voucher.amount_cents, OPERATOR)
            self._services.vouchers.redeem(
                signed_in.account.id, str(uuid.uuid4()), Redemption(code=voucher.code)
            )
        self._services.accounts.sign_out(self._services.accounts.caller(signed_in.token))

    def _connect(self, days: int, member: Member, resident: Resident, relationship: str) -> None:
        approved_first = resident.facility == people.HARBOR_POINT
        self._plan(self._hands.at(days, "10:00"), lambda: self._ask(member, resident, relationship))
        if approved_first:
            self._plan(
                self._hands.at(days, "13:00"),
                lambda: self._services.review.approve_contact(
                    self._staff[people.OMAR], self._contacts[member, resident]
                ),
            )
        self._plan(
            self._hands.at(days, "17:00"),
            lambda: self._services.inbox.accept(self._residents[resident], self._contacts[member, resident]),
        )

    def _ask(self, member: Member, resident: Resident, relationship: str) -> None:
        asked = self._services.contacts.request(
            self._members[member],
            ContactRequest(resident_id=self._residents[resident].resident.id, relationship=relationship),
        )
        self._contacts[member, resident] = asked.id

    def _move_samira(self) -> None:
        self._services.residents.set_state(
            self._staff[people.GRACE].actor,
            self._residents[people.SAMIRA].resident.id,
            ResidentState.BEING_MOVED,
        )

    def _show_portrait(self) -> None:
        """Elena's first profile photo: sent the day after her first contact said yes, approved the next morning."""
        sent: list[str] = []
        self._plan(self._hands.at(39, "12:00"), lambda: sent.append(self._send_portrait()))
        self._plan(self._hands.at(38, "08:45"), lambda: self._approve_portrait(sent[0]))

    def _send_portrait(self) -> str:
        member_id, made = self._members[ELENA], portrait.elena()
        upload = self._services.uploads.keep(member_id, made.sha256, made)
        new = NewProfilePhoto(sent_sha256=upload.sent_sha256, price_cents=0)
        return self._services.profile_photos.send(member_id, str(uuid.uuid4()), new).parts[0].submission_id

    def _approve_portrait(self, submission_id: str) -> None:
        item = self._services.review.claim(self._staff[people.RUTH], submission_id)
        self._services.review.approve(self._staff[people.RUTH], item.id, item.version, item.sha256)

    def _share_album(self) -> None:
        """Elena's photos: shared, decided on, opened."""
        galleries: dict[str, str] = {}
        for photo in album.PHOTOS:
            sent_at = self._hands.at(photo.days, "18:30")
            decided_at = sent_at + timedelta(hours=photo.wait_h)
            number: list[str] = []
            self._plan(sent_at, partial(self._share, photo, galleries, number))
            self._plan(decided_at, partial(self._decide_photo, photo, number))
            if photo.opened_by is not None:
                self._plan(decided_at + timedelta(hours=3), partial(self._see_photo, photo.opened_by, number))

    def _share(self, photo: Shared, galleries: dict[str, str], number: list[str]) -> None:
        member_id, made = self._members[ELENA], album.draw(photo)
        if photo.gallery not in galleries:
            new_gallery = NewGallery(name=photo.gallery)
            made_gallery = self._services.galleries.make(member_id, str(uuid.uuid4()), new_gallery)
            galleries[photo.gallery] = made_gallery.id
        upload = self._services.uploads.keep(member_id, made.sha256, made)
        people_of_it = tuple(self._contacts[ELENA, one] for one in photo.to)
        new = NewSharedPhoto(
            sent_sha256=upload.sent_sha256,
            title=photo.title,
            gallery_id=galleries[photo.gallery],
            audience=Audience(kind=AudienceKind.CONTACTS, contact_ids=people_of_it),
            price_cents=self._photo_prices[photo.to[0].facility],
        )
        shared = self._services.shared_photos.share(member_id, str(uuid.uuid4()), new)
        number.append(shared.parts[0].submission_id)

    def _decide_photo(self, photo: Shared, number: list[str]) -> None:
        review, ruth = self._services.review, self._staff[people.RUTH]
        item = review.claim(ruth, number[0])
        if not photo.reason:
            review.approve(ruth, item.id, item.version, item.sha256)
            return
        mark = Region(x=0.5, y=0.0, width=0.5, height=0.5)
        review.refuse(ruth, item.id, item.version, item.sha256, photo.reason, regions=(mark,))

    def _see_photo(self, resident: Resident, number: list[str]) -> None:
        self._services.album.open(self._residents[resident], number[0])

    def _write(self, letter: Letter) -> None:
        """Plans a letter's whole way: written, claimed, decided, opened or read."""
        sent_at = self._hands.at(letter.days, letter.clock)
        number: list[str] = []
        self._plan(sent_at, lambda: number.append(self._send(letter)))
        if letter.wait_h is None:
            return
        decided_at = sent_at + timedelta(hours=letter.wait_h)
        claimed: list[ReviewItem] = []
        self._plan(decided_at - timedelta(minutes=3), lambda: claimed.append(self._claim(letter, number[0])))
        self._plan(decided_at, lambda: self._decide(letter, claimed[0]))
        if letter.seen_h is not None:
            seen_at = decided_at + timedelta(hours=letter.seen_h)
            self._plan(seen_at, lambda: self._see(letter, number[0]))

    def _send(self, letter: Letter) -> str:
        contact_id = self._contacts[letter.member, letter.resident]
        key = str(uuid.uuid4())
        if letter.reply:
            resident = self._residents[letter.resident]
            return self._services.inbox.reply(resident, contact_id, letter.text, key).id
        price = self._prices[letter.resident.facility]
        new = NewMessage(contact_id=contact_id, text=letter.text, price_cents=price)
        return self._services.messages.send(self._members[letter.member], key, new).id

    def _claim(self, letter: Letter, submission_id: str) -> ReviewItem:
        return self._services.review.claim(self._reviewer(letter), submission_id)

    def _decide(self, letter: Letter, item: ReviewItem) -> None:
        reviewer = self._reviewer(letter)
        if not letter.marked:
            self._services.review.approve(reviewer, item.id, item.version, item.sha256)
            return
        start = item.text.index(letter.marked)
        self._services.review.refuse(
            reviewer,
            item.id,
            item.version,
            item.sha256,
            places.PHONE_NUMBERS,
            None,
            [Span(start=start, end=start + len(letter.marked))],
        )

    def _see(self, letter: Letter, submission_id: str) -> None:
        if not letter.reply:
            self._services.inbox.open(self._residents[letter.resident], submission_id)
            return
        member_id = self._members[letter.member]
        sequence = self._services.messages.get(member_id, submission_id).sequence
        contact_id = self._contacts[letter.member, letter.resident]
        self._services.contacts.mark_read(member_id, contact_id, ReadMark(sequence=sequence))

    def _reviewer(self, letter: Letter) -> StaffMember:
        return self._staff[people.RUTH if letter.resident.facility == people.CEDAR_RIDGE else people.OMAR]
