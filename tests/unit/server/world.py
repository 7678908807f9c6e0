"""A small world on a real encrypted database: facilities, people, money, and a clock the test turns."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from contract.accounts import Registration
from contract.contacts import Contact, ContactRequest
from contract.facilities import Feature, Prices, Rule
from contract.messages import Message, NewMessage
from server.config import CHEAP, Settings
from server.services import ledger
from server.services.accounts import MemberCaller
from server.services.bundle import Services, build_services
from server.services.check import check
from server.services.codes import code_at
from server.services.facilities import NewFacility
from server.services.residents import ResidentCaller
from server.services.staff import StaffMember
from server.store.tables import vouchers
from server.store.tables.facilities import Reason
from server.store.work import Actor
from tests.databases import server_environment, url_of
from tests.many_worlds import expect_many_worlds

KEY = bytes(range(32))
expect_many_worlds()

OPERATOR = Actor("operator", "")
PASSWORD = "correct horse battery"
PRICE = 25
CODE_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def as_a_program(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """Lets commands of the server that run in this process find the world of a folder."""
    for name, value in server_environment(folder, KEY).items():
        monkeypatch.setenv(name, value)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Forward by a timedelta's arguments."""
        self.now += timedelta(**by)


@dataclass
class Pair:
    """A member and a resident who are connected, and what both need to act."""

    member: MemberCaller
    token: str
    resident: ResidentCaller
    contact_id: str

    @property
    def member_id(self) -> str:
        """The member's id."""
        return self.member.member_id


@dataclass
class World:
    """Services, a clock, and shortcuts through them."""

    services: Services
    clock: Clock = field(default_factory=Clock)
    made: int = 0

    @classmethod
    def open(cls, folder: Path, *, secret: str | None = None) -> World:
        """On the database of `folder`, new or there already; `secret` as of an embedded backend."""
        clock = Clock()
        settings = Settings(
            folder,
            db_key=KEY,
            database_url=url_of(folder),
            argon2=CHEAP,
            embedded_secret=secret,
            payments="test",
        )
        return cls(build_services(settings, clock), clock)

    def facility(
        self,
        *,
        features: tuple[Feature, ...] = (Feature.MESSAGES, Feature.REPLIES),
        approves_contacts: bool = False,
        sender_sees_pending: bool = False,
        message_cents: int = PRICE,
        release_delay_s: int = 0,
    ) -> str:
        """A facility; its id."""
        self.made += 1
        return self.services.facilities.add(
            NewFacility(
                f"Facility {self.made}",
                "Bend",
                "OR",
                "America/Los_Angeles",
                features,
                rules=(Rule(number="6", text="No telephone numbers of others."),),
                reasons=(Reason(code="numbers", rule="6", text="No telephone numbers of others."),),
                prices=Prices(
                    message_cents=message_cents, photo_cents=25, status_cents=25, profile_photo_cents=0
                ),
                approves_contacts=approves_contacts,
                sender_sees_pending=sender_sees_pending,
                release_delay_s=release_delay_s,
            ),
            OPERATOR,
        )

    def resident(
        self, facility_id: str, name: str = "Linh Trần", number: str | None = None
    ) -> ResidentCaller:
        """Somebody at the facility, signed in at the reader."""
        self.made += 1
        number = number or f"{self.made:06}"
        self.services.residents.add(facility_id, name, number, "2468", OPERATOR)
        signed_in = self.services.residents.sign_in(number, "2468", facility_id)
        return self.services.residents.whoami(signed_in.token)

    def member(self, cents: int = 1_000, name: str = "Elena Rivera") -> tuple[MemberCaller, str]:
        """A member with money, signed in; the caller and the token."""
        self.made += 1
        email = f"member{self.made}@example.org"
        signed_in = self.services.accounts.register(Registration(name=name, email=email, password=PASSWORD))
        caller = self.services.accounts.caller(signed_in.token)
        if cents:
            self.pay_in(caller.member_id, cents)
        return caller, signed_in.token

    def pay_in(self, member_id: str, cents: int) -> None:
        """Money by a voucher from nowhere in particular."""
        with self.services.store.write() as work:
            work.connection.execute(
                insert(vouchers).values(
                    code_sha256=secrets.token_hex(32),
                    ending="test",
                    amount_cents=cents,
                    made_at=work.now,
                    used_at=work.now,
                    used_by=member_id,
                )
            )
            ledger.deposit(work, member_id, cents, "test")

    def ask(self, member_id: str, resident: ResidentCaller) -> Contact:
        """A request to be connected."""
        request = ContactRequest(resident_id=resident.resident.id, relationship="sister")
        return self.services.contacts.request(member_id, request)

    def pair(self, cents: int = 1_000, facility_id: str | None = None) -> Pair:
        """Two people who are connected, at a facility of their own or the one given."""
        resident = self.resident(facility_id or self.facility())
        member, token = self.member(cents)
        contact = self.ask(member.member_id, resident)
        self.services.inbox.accept(resident, contact.id)
        return Pair(member, token, resident, contact.id)

    def reviewer(self, facility_id: str | None = None) -> StaffMember:
        """A reviewer, for one facility or all."""
        return self.staff("reviewer", facility_id)

    def staff(self, role: str, facility_id: str | None = None, name: str = "Ruth") -> StaffMember:
        """Somebody of the staff, with the codes of `code`."""
        self.made += 1
        return self.services.staff.add(
            f"{role}{self.made}", name, role, PASSWORD, facility_id, code_secret=CODE_SECRET
        )

    def code(self) -> str:
        """What the apps of all staff show now."""
        return code_at(CODE_SECRET, self.services.store.clock())

    def send(
        self, pair: Pair, text: str = "Hello", *, key: str | None = None, price_cents: int = PRICE
    ) -> Message:
        """A message of the pair's member."""
        new = NewMessage(contact_id=pair.contact_id, text=text, price_cents=price_cents)
        return self.services.messages.send(pair.member_id, key or str(uuid.uuid4()), new)

    def approve(self, reviewer: StaffMember, submission_id: str) -> None:
        """Claimed, read, approved."""
        item = self.services.review.claim(reviewer, submission_id)
        self.services.review.approve(reviewer, item.id, item.version, item.sha256)

    def refuse(self, reviewer: StaffMember, submission_id: str, note: str | None = None) -> None:
        """Claimed, read, not approved."""
        item = self.services.review.claim(reviewer, submission_id)
        self.services.review.refuse(reviewer, item.id, item.version, item.sha256, "numbers", note)

    def reply(self, pair: Pair, text: str = "Hi!") -> str:
        """A reply of the pair's resident; its id."""
        return self.services.inbox.reply(pair.resident, pair.contact_id, text, str(uuid.uuid4())).id

    def faults(self) -> list[str]:
        """What `check` finds."""
        return check(self.services.store)

    def close(self) -> None:
        """Lets go of the database."""
        self.services.close()
