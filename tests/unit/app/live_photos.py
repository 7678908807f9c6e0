"""Profile photos on the live server: facilities that take them, real JPEGs, and a reviewer who decides on them."""

from __future__ import annotations

import hashlib
import io
import random
from dataclasses import dataclass

from PIL import Image
from sqlalchemy import func, select

from app.domain.photos import ExportedPhoto, Size
from contract.facilities import Feature, Prices, Rule
from contract.messages import Region, State
from contract.photos import ProfilePart, ProfilePhotos
from server.services.facilities import NewFacility
from server.services.staff import StaffMember
from server.store.tables import profile_photos
from server.store.tables.facilities import Reason
from tests.unit.app.live import OPERATOR, PASSWORD, Family, LiveServer

MARK = Region(x=0.25, y=0.125, width=0.5, height=0.25)


def jpeg(seed: int = 1, side: int = 320) -> ExportedPhoto:
    """A JPEG as the editor exports it; another one for each seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", (side, side), tuple(chance.randrange(60, 220) for _ in range(3)))
    for _ in range(30):
        x, y = chance.randrange(side), chance.randrange(side)
        image.paste(tuple(chance.randrange(256) for _ in range(3)), (x, y, x + 40, y + 40))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=88)
    data = buffer.getvalue()
    return ExportedPhoto(data, hashlib.sha256(data).hexdigest(), Size(side, side))


@dataclass
class PhotoWorld:
    """A live server whose facilities take profile photos, and one reviewer of all of them."""

    live: LiveServer
    _staff: StaffMember | None = None

    def add_family(
        self,
        email: str = "elena@example.org",
        funds_cents: int = 1_000,
        prices_cents: tuple[int, ...] = (0,),
        *,
        sees_pending: bool = False,
    ) -> Family:
        """A member with one contact at a facility of each price."""
        member_id = self.live.add_member(email)
        contact_id = resident_id = ""
        for number, price_cents in enumerate(prices_cents, start=1):
            facility_id = self.add_facility(f"Facility {number} of {email}", price_cents, sees_pending)
            resident_id = self.live.add_resident(facility_id)
            contact_id = self.live.connect(member_id, resident_id)
        if funds_cents:
            self.live.pay_in(member_id, funds_cents)
        return Family(email, member_id, contact_id, resident_id)

    def add_facility(self, name: str, price_cents: int = 0, sees_pending: bool = False) -> str:
        """A facility with messages and profile photos, whose rule 3 can be broken."""
        return self.live.services.facilities.add(
            NewFacility(
                name=name,
                city="Anytown",
                region="NM",
                time_zone="UTC",
                release_delay_s=0,
                features=(Feature.MESSAGES, Feature.PROFILE_PHOTOS),
                rules=(Rule(number="3", text="Faces must be seen."),),
                reasons=(Reason(code="face", rule="3", text="Faces must be seen.", title="Faces"),),
                prices=Prices(
                    message_cents=25, photo_cents=25, status_cents=25, profile_photo_cents=price_cents
                ),
                sender_sees_pending=sees_pending,
            ),
            OPERATOR,
        )

    def set_price(self, family: Family, price_cents: int) -> None:
        """A profile photo costs something else by now, wherever this member's would go."""
        prices = Prices(message_cents=25, photo_cents=25, status_cents=25, profile_photo_cents=price_cents)
        for place in self.state(family).reached:
            self.live.services.facilities.set_prices(place.facility_id, prices, OPERATOR)

    def state(self, family: Family) -> ProfilePhotos:
        """The profile photo as the server has it."""
        return self.live.services.profile_photos.state(family.member_id)

    def parts(self, family: Family) -> tuple[ProfilePart, ...]:
        """The newest photo at each facility."""
        newest = self.state(family).newest
        return () if newest is None else newest.parts

    def approve(self, family: Family, place: int = 0) -> None:
        """The reviewer of one facility passes the newest photo on."""
        review, staff = self.live.services.review, self._reviewer()
        item = review.claim(staff, self.parts(family)[place].submission_id)
        review.approve(staff, item.id, item.version, item.sha256)

    def refuse(self, family: Family, place: int = 0, region: Region = MARK) -> None:
        """The reviewer of one facility does not, for rule 3, and marks where."""
        review, staff = self.live.services.review, self._reviewer()
        item = review.claim(staff, self.parts(family)[place].submission_id)
        review.refuse(staff, item.id, item.version, item.sha256, "face", "Take the cap off.", (), (region,))

    def states(self, family: Family) -> list[State]:
        """Where the newest photo stands at each facility."""
        return [part.state for part in self.parts(family)]

    def sent_count(self, family: Family) -> int:
        """How many photos the server ever took of this member."""
        statement = select(func.count()).where(profile_photos.c.member_id == family.member_id)
        with self.live.services.store.read() as connection:
            return connection.execute(statement).scalar_one()

    def _reviewer(self) -> StaffMember:
        if self._staff is None:
            self._staff = self.live.services.staff.add("rosa", "Rosa", "manager", PASSWORD)
        return self._staff
