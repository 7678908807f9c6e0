"""One member with so many contacts at 12 facilities, written in bulk, to measure what a post to all of them costs."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import func, insert, select

from benchmarks._world import pay_in
from contract.accounts import Registration
from contract.contacts import ContactState
from contract.facilities import Feature
from contract.posts import NewPost
from server.services.bundle import Services
from server.services.facilities import NewFacility
from server.services.standing import ResidentState
from server.store.tables import METADATA, contacts, residents
from server.store.work import Actor

FACILITIES = 12
PRICE_CENTS = 25
_OPERATOR = Actor("operator", "bench")


@dataclass(frozen=True)
class Poster:
    """A member, and where their contacts are."""

    member_id: str
    facility_ids: tuple[str, ...]

    def post(self, services: Services, text: str) -> None:
        """One post to everybody."""
        new = NewPost(
            text=text, facility_ids=self.facility_ids, price_cents=PRICE_CENTS * len(self.facility_ids)
        )
        services.posts.send(self.member_id, str(uuid.uuid4()), new)


def poster(services: Services, people: int) -> Poster:
    """A member with $10,000 and `people` accepted contacts, spread over facilities of their own."""
    places = tuple(
        services.facilities.add(
            NewFacility(f"Hall {number}", "Anytown", "XX", "UTC", features=(Feature.NEWS,)), _OPERATOR
        )
        for number in range(FACILITIES)
    )
    number = uuid.uuid4().hex
    signed_in = services.accounts.register(
        Registration(name="Poster", email=f"{number}@example.org", password=f"long-enough-{number}")
    )
    member_id = signed_in.account.id
    rows = [(str(uuid.uuid4()), str(uuid.uuid4()), places[place % FACILITIES]) for place in range(people)]
    pay_in(services, member_id)
    with services.store.write() as work:
        work.connection.execute(
            insert(residents),
            [
                {
                    "id": resident_id,
                    "facility_id": facility_id,
                    "name": f"Resident {place}",
                    "search_name": f" resident {place}",
                    "booking_number": str(place),
                    "booking_key": f"{number}{place}",
                    "pin_hash": "",
                    "state": ResidentState.ACTIVE.value,
                    "since": work.now,
                    "created_at": work.now,
                }
                for place, (_, resident_id, facility_id) in enumerate(rows)
            ],
        )
        work.connection.execute(
            insert(contacts),
            [
                {
                    "id": contact_id,
                    "member_id": member_id,
                    "resident_id": resident_id,
                    "relationship": "friend",
                    "state": ContactState.ACCEPTED.value,
                    "since": work.now,
                    "unread": 0,
                    "read_mark": 0,
                    "created_at": work.now,
                }
                for contact_id, resident_id, _ in rows
            ],
        )
    return Poster(member_id, places)


def row_count(services: Services) -> int:
    """All rows of all tables."""
    with services.store.read() as connection:
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in METADATA.sorted_tables
        )
