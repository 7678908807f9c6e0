"""Galleries and shared photos on the live server: facilities that take photos, and a reviewer who decides on them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import func, select

from contract.audience import Audience, AudienceKind
from contract.facilities import Feature, Prices, Rule
from contract.galleries import NewGallery, NewSharedPhoto, SharedPhoto
from contract.messages import Region, State
from contract.offers import Change
from contract.posts import Post
from server.pictures.rebuild import Rebuilt
from server.services.facilities import NewFacility
from server.services.staff import StaffMember
from server.store.tables import shared_photos, submissions
from server.store.tables.facilities import Reason
from tests.unit.app.live import OPERATOR, PASSWORD, Family, LiveServer
from tests.unit.app.live_photos import jpeg

MARK = Region(x=0.25, y=0.125, width=0.5, height=0.25)
COVERED = Change(boxes=(MARK,))
PRICE_CENTS = 25


@dataclass
class GalleryWorld:
    """A live server whose facilities take photos for 25 cents, and one reviewer of all of them."""

    live: LiveServer
    _staff: StaffMember | None = None

    def add_family(
        self, email: str = "elena@example.org", funds_cents: int = 1_000, facilities: int = 1
    ) -> Family:
        """A member with one contact at each facility."""
        member_id = self.live.add_member(email)
        contact_id = resident_id = ""
        for number in range(facilities):
            facility_id = self.add_facility(f"Facility {number + 1} of {email}")
            resident_id = self.live.add_resident(facility_id, f"Resident {number + 1}")
            contact_id = self.live.connect(member_id, resident_id)
        if funds_cents:
            self.live.pay_in(member_id, funds_cents)
        return Family(email, member_id, contact_id, resident_id)

    def add_facility(self, name: str, price_cents: int = PRICE_CENTS) -> str:
        """A facility with messages and photos, whose rule 11 can be broken."""
        return self.live.services.facilities.add(
            NewFacility(
                name=name,
                city="Anytown",
                region="NM",
                time_zone="UTC",
                release_delay_s=0,
                features=(Feature.MESSAGES, Feature.PHOTOS),
                rules=(Rule(number="11", text="No licence plates."),),
                reasons=(Reason(code="plate", rule="11", text="No licence plates.", title="Plates"),),
                prices=_prices(price_cents),
            ),
            OPERATOR,
        )

    def set_price(self, family: Family, price_cents: int) -> None:
        """A photo costs something else by now, wherever this member's would go."""
        for contact in self.live.services.contacts.page(family.member_id).items:
            self.live.services.facilities.set_prices(contact.facility_id, _prices(price_cents), OPERATOR)

    def share(self, family: Family, title: str = "The garden", facilities: int = 1) -> SharedPhoto:
        """A photo that some other computer of the member shared with everybody, without a child process."""
        services, member = self.live.services, family.member_id
        sent_sha256 = put_up(self.live, member, len(title))
        gallery = services.galleries.make(member, str(uuid4()), NewGallery(name="Our garden"))
        new = NewSharedPhoto(
            sent_sha256=sent_sha256,
            title=title,
            gallery_id=gallery.id,
            audience=Audience(kind=AudienceKind.EVERYBODY),
            price_cents=PRICE_CENTS * facilities,
        )
        return services.shared_photos.share(member, str(uuid4()), new)

    def photos(self, family: Family) -> tuple[SharedPhoto, ...]:
        """Every photo of this member the server has, newest first."""
        return self.live.services.shared_photos.page(family.member_id).items

    def galleries(self, family: Family) -> list[str]:
        """The names of this member's galleries, newest first."""
        return [each.name for each in self.live.services.galleries.page(family.member_id).items]

    def states(self, family: Family) -> list[State]:
        """Where every part of every photo stands."""
        return [part.state for photo in self.photos(family) for part in photo.parts]

    def approve(self, photo: SharedPhoto, place: int = 0) -> None:
        """The reviewer of one facility passes it on."""
        review, staff = self.live.services.review, self._reviewer()
        item = review.claim(staff, photo.parts[place].submission_id)
        review.approve(staff, item.id, item.version, item.sha256)

    def refuse(self, photo: SharedPhoto, place: int = 0) -> None:
        """The reviewer of one facility does not, for rule 11, and marks where."""
        review, staff = self.live.services.review, self._reviewer()
        item = review.claim(staff, photo.parts[place].submission_id)
        review.refuse(staff, item.id, item.version, item.sha256, "plate", "Crop it.", (), (MARK,))

    def offer(self, photo: SharedPhoto | Post, change: Change = COVERED, place: int = 0) -> str:
        """The reviewer of one facility offers it, or the photo of a post, changed; the SHA-256 of what is offered."""
        services, staff = self.live.services, self._reviewer()
        item = services.review.claim(staff, photo.parts[place].submission_id)
        shown = services.offers.preview(staff, item.id, change).sha256
        services.offers.offer(
            staff, item.id, item.version, item.sha256, change, shown, "plate", "Without the plate it is fine."
        )
        return shown

    def take_back(self, photo: SharedPhoto) -> None:
        """The reviewer thinks better of it."""
        self.live.services.review.take_back(self._reviewer(), photo.parts[0].submission_id)

    def decide_appeal(self, photo: SharedPhoto, *, is_approved: bool) -> None:
        """Somebody else at the facility decides what was appealed."""
        review = self.live.services.review
        other = self.live.services.staff.add("omar", "Omar", "manager", PASSWORD)
        item = review.claim(other, photo.parts[0].submission_id)
        if is_approved:
            review.approve(other, item.id, item.version, item.sha256)
        else:
            review.refuse(
                other, item.id, item.version, item.sha256, "plate", "It is still there.", (), (MARK,)
            )

    def ever_taken(self, family: Family) -> int:
        """How many photos the server ever took of this member, deleted ones too."""
        return self._count(select(func.count()).where(shared_photos.c.member_id == family.member_id))

    def ever_submitted(self, family: Family) -> int:
        """How many submissions came of them."""
        mine = select(shared_photos.c.id).where(shared_photos.c.member_id == family.member_id)
        return self._count(select(func.count()).where(submissions.c.photo_id.in_(mine)))

    def held_cents(self, family: Family) -> int:
        """What is on hold of this member's money."""
        return self.live.services.vouchers.balance(family.member_id).held_cents

    def _count(self, statement: object) -> int:
        with self.live.services.store.read() as connection:
            return int(connection.execute(statement).scalar_one())  # type: ignore[call-overload]

    def _reviewer(self) -> StaffMember:
        if self._staff is None:
            self._staff = self.live.services.staff.add("rosa", "Rosa", "manager", PASSWORD)
        return self._staff


def put_up(live: LiveServer, member_id: str, seed: int) -> str:
    """A photo put up from some other computer of the member, without a child process; the SHA-256 it goes by."""
    sent = jpeg(seed, 320)
    made = Rebuilt(sent.data, sent.sha256, 320, 320, (Rebuilt(sent.data, sent.sha256, 320, 320),))
    return live.services.uploads.keep(member_id, sent.sha256, made).sent_sha256


def _prices(photo_cents: int) -> Prices:
    return Prices(message_cents=25, photo_cents=photo_cents, status_cents=25, profile_photo_cents=0)
