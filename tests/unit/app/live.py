"""A real server on loopback inside the test's process, with a small world, and staff and residents who act in it."""

from __future__ import annotations

import atexit
import secrets
import shutil
import socket
import tempfile
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path

from contract.accounts import Credentials, PasswordChange, Registration
from contract.contacts import ContactRequest
from contract.facilities import Feature, Prices, Rule
from contract.limits import VOUCHER_ALPHABET
from contract.messages import Message, NewMessage, Region, Span
from contract.money import Redemption
from contract.offers import Change
from contract.vouchers import check_sign
from server.app import build_app
from server.config import CHEAP, Settings
from server.pages import family_pages
from server.services.bundle import Services, build_services
from server.services.facilities import NewFacility
from server.services.residents import ResidentCaller, ResidentPerson
from server.services.staff import StaffMember
from server.services.standing import ResidentState
from server.serving import Server
from server.store.tables.facilities import Reason
from server.store.work import Actor, utc_now
from tests.many_worlds import expect_many_worlds

expect_many_worlds()

OPERATOR = Actor("operator", "tests")
PASSWORD = "a-long-test-password"
PIN = "2468"
KEY = bytes(range(32))


def voucher_code() -> str:
    """A well-formed code nobody has sold yet."""
    body = "".join(secrets.choice(VOUCHER_ALPHABET[:-1]) for _ in range(11))
    return body + check_sign(body)


@cache
def _empty_world() -> Path:
    """A server's folder whose database is new, to be copied: migrating anew for each test would take longer."""
    folder = Path(tempfile.mkdtemp(prefix="gettingout-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    build_services(Settings(data_dir=folder, db_key=KEY, payments="test", argon2=CHEAP)).close()
    return folder


@dataclass
class Family:
    """A member with a contact, as the server knows them."""

    email: str
    member_id: str
    contact_id: str
    resident_id: str


@dataclass
class LiveServer:
    """Can be stopped and started again on the same port and data, as after a crash of the machine it runs on."""

    folder: Path
    port: int = 0
    clock: Callable[[], datetime] = utc_now
    services: Services = field(init=False)
    _staff: dict[str, StaffMember] = field(default_factory=dict)
    _server: Server | None = None
    _thread: threading.Thread | None = None

    @property
    def base_url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, before: Callable[[], None] = lambda: None) -> None:
        """Returns when it listens; `before` is done when there are services that nobody reaches yet."""
        settings = Settings(
            data_dir=self.folder,
            port=self.port,
            db_key=KEY,
            payments="test",
            argon2=CHEAP,
        )
        if not self.folder.exists():
            shutil.copytree(_empty_world(), self.folder)
        self.services = build_services(settings, self.clock)
        before()
        try:
            app = build_app(settings, self.services, family_pages)
        except BaseException:
            self.services.close()
            raise
        # Named TCP, or asyncio would not switch off waiting for full packets: 40 ms in every answer.
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen()
        self.port = listener.getsockname()[1]
        self._server = Server(app, {"port": self.port})
        self._thread = threading.Thread(target=self._server.run, args=([listener],), name="live-server")
        self._thread.start()

    def stop(self) -> None:
        """Harmless if it does not run."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self._server = self._thread = None

    def add_facility(self, name: str = "Cedar Ridge Correctional Center", price_cents: int = 25) -> str:
        """A facility with messages and replies, whose rule 6 can be broken."""
        return self.services.facilities.add(
            NewFacility(
                name=name,
                city="Anytown",
                region="NM",
                time_zone="UTC",
                release_delay_s=0,
                features=(Feature.MESSAGES, Feature.REPLIES),
                rules=(Rule(number="6", text="No phone numbers of others."),),
                reasons=(Reason(code="phone", rule="6", text="No phone numbers of others.", title="Phones"),),
                prices=prices(price_cents),
            ),
            OPERATOR,
        )

    def token_of(self, family: Family) -> str:
        """A token of theirs, as of a device that has signed in."""
        return self.services.accounts.sign_in(Credentials(email=family.email, password=PASSWORD)).token

    def add_resident(self, facility_id: str, name: str = "Mateo Rivera") -> str:
        """Somebody to write to."""
        return self.services.residents.add(facility_id, name, secrets.token_hex(4), PIN, OPERATOR)

    def add_member(self, email: str = "elena@example.org", name: str = "Elena Rivera") -> str:
        """A member without contacts or money; gives the id."""
        registration = Registration(name=name, email=email, password=PASSWORD)
        return self.services.accounts.register(registration).account.id

    def connect(self, member_id: str, resident_id: str) -> str:
        """An accepted contact."""
        request = ContactRequest(resident_id=resident_id, relationship="brother")
        contact = self.services.contacts.request(member_id, request)
        self.services.contacts.accept(resident_id, contact.id)
        return contact.id

    def add_family(self, email: str = "elena@example.org", funds_cents: int = 1_000) -> Family:
        """A member with an accepted contact at a facility of their own, and money."""
        facility_id = self.add_facility(f"Facility of {email}")
        resident_id = self.add_resident(facility_id)
        member_id = self.add_member(email)
        contact_id = self.connect(member_id, resident_id)
        if funds_cents:
            self.pay_in(member_id, funds_cents)
        return Family(email, member_id, contact_id, resident_id)

    def sell_voucher(self, amount_cents: int) -> str:
        """A code that can be paid in once."""
        code = voucher_code()
        self.services.vouchers.make(code, amount_cents, OPERATOR)
        return code

    def pay_in(self, member_id: str, amount_cents: int) -> None:
        """Money on the member's balance."""
        redemption = Redemption(code=self.sell_voucher(amount_cents))
        self.services.vouchers.redeem(member_id, str(uuid.uuid4()), redemption)

    def received(self, member_id: str) -> tuple[Message, ...]:
        """Every message of this member the server has, newest first."""
        return self.services.messages.page(member_id).items

    def approve(self, message_id: str, by: str = "ruth") -> None:
        """A reviewer passes it on."""
        item = self.services.review.claim(self._reviewer(by), message_id)
        self.services.review.approve(self._reviewer(by), message_id, item.version, item.sha256)

    def refuse(
        self,
        message_id: str,
        start: int = 0,
        end: int = 3,
        by: str = "ruth",
        regions: tuple[Region, ...] = (),
    ) -> None:
        """A reviewer does not pass it on, for rule 6, and marks where, of its picture too."""
        item = self.services.review.claim(self._reviewer(by), message_id)
        self.services.review.refuse(
            self._reviewer(by),
            message_id,
            item.version,
            item.sha256,
            "phone",
            "Take the number out.",
            [Span(start=start, end=end)],
            regions,
        )

    def offer(self, submission_id: str, change: Change, by: str = "ruth") -> str:
        """A reviewer offers its photo changed, for rule 6; the SHA-256 of what is offered."""
        services, staff = self.services, self._reviewer(by)
        item = services.review.claim(staff, submission_id)
        shown = services.offers.preview(staff, item.id, change).sha256
        services.offers.offer(
            staff, item.id, item.version, item.sha256, change, shown, "phone", "Without the sign it is fine."
        )
        return shown

    def take_back(self, submission_id: str, by: str = "ruth") -> None:
        """The reviewer thinks better of an offer."""
        self.services.review.take_back(self._reviewer(by), submission_id)

    def answer(self, family: Family, text: str) -> None:
        """The resident writes back, and a reviewer passes it on."""
        resident = self._resident(family)
        reply = self.services.inbox.reply(resident, family.contact_id, text, str(uuid.uuid4()))
        self.approve(reply.id)

    def write_history(self, family: Family, number: int) -> None:
        """So many approved messages of the member, written by some other computer of theirs."""
        self.pay_in(family.member_id, 25 * number)
        for place in range(number):
            self.approve(self.send(family, f"words {place}"))

    def spend(self, family: Family, cents: int) -> None:
        """The member writes messages for so much on some other computer."""
        for _ in range(cents // 25):
            self.send(family, "elsewhere")

    def suspend(self, family: Family) -> None:
        """Nobody can write to the resident for now."""
        self.services.residents.set_state(OPERATOR, family.resident_id, ResidentState.SUSPENDED)

    def set_features(self, family: Family, features: tuple[Feature, ...]) -> None:
        """From now on the facility of the family's contact has these."""
        contact = self.services.contacts.get(family.member_id, family.contact_id)
        self.services.facilities.set_features(contact.facility_id, features, OPERATOR)

    def revoke_everything(self, family: Family) -> None:
        """The member changes the password somewhere else, which ends every other session."""
        accounts = self.services.accounts
        credentials = Credentials(email=family.email, password=PASSWORD)
        for new in (PASSWORD + "-new", PASSWORD):
            signed_in = accounts.sign_in(credentials)
            accounts.change_password(
                accounts.caller(signed_in.token), PasswordChange(current=credentials.password, new=new)
            )
            credentials = Credentials(email=family.email, password=new)

    def send(self, family: Family, text: str) -> str:
        """A message of the member, written on some other computer of theirs; its id."""
        wanted = NewMessage(contact_id=family.contact_id, text=text, price_cents=25)
        return self.services.messages.send(family.member_id, str(uuid.uuid4()), wanted).id

    def _resident(self, family: Family) -> ResidentCaller:
        person = ResidentPerson(family.resident_id, "Mateo Rivera", "", "")
        return ResidentCaller(person, "")

    def _reviewer(self, name: str = "ruth") -> StaffMember:
        if name not in self._staff:
            self._staff[name] = self.services.staff.add(name, name.title(), "manager", PASSWORD)
        return self._staff[name]


def prices(message_cents: int) -> Prices:
    """Prices that differ in what a message costs."""
    return Prices(message_cents=message_cents, photo_cents=25, status_cents=25, profile_photo_cents=0)
