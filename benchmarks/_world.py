"""A backend with members who may write, made for measuring: one facility, one resident and one contact each."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from app.api.client import Api
from app.api.transport import Transport
from app.backend_process import EmbeddedBackend
from contract.accounts import Registration
from contract.contacts import ContactRequest
from contract.facilities import Feature
from contract.limits import VOUCHER_ALPHABET
from contract.money import Redemption
from contract.vouchers import check_sign
from server.config import CHEAP, Settings
from server.services.bundle import Services, build_services
from server.services.facilities import NewFacility
from server.store.work import Actor

PRICE_CENTS = 25
FEATURES = (Feature.MESSAGES, Feature.REPLIES)
REVIEWER = ("bench-reviewer", "bench-reviewer-2026", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
"""User name, password and the secret of the codes of who decides here."""
_OPERATOR = Actor("operator", "bench")


@dataclass(frozen=True)
class Writer:
    """One member who is signed in and may write to one contact."""

    token: str
    contact_id: str


@dataclass(frozen=True)
class World:
    """A running backend and who may write on it."""

    base_url: str
    secret: str
    writers: tuple[Writer, ...]

    def api(self, writer: Writer) -> Api:
        """A client of that member's own; close it."""
        transport = Transport(self.base_url, self.secret)
        transport.set_token(writer.token)
        return Api(transport)


@contextmanager
def running_world(members: int) -> Iterator[World]:
    """The world behind a real backend process, gone afterwards."""
    with TemporaryDirectory(prefix="gettingout-bench-") as folder:
        data_dir = Path(folder)
        key = secrets.token_bytes(32)
        writers = populate(data_dir, key, members)
        secret = secrets.token_urlsafe(32)
        backend = EmbeddedBackend(data_dir, demo=False, secret=secret, db_key=key)
        backend.start()
        try:
            yield World(backend.wait_ready(30).base_url, secret, writers)
        finally:
            backend.stop()


def populate(
    data_dir: Path, key: bytes, members: int, features: tuple[Feature, ...] = FEATURES
) -> tuple[Writer, ...]:
    """A new database in that folder with so many members, each with $10,000 and somebody to write to."""
    services = build_services(Settings(data_dir=data_dir, db_key=key, argon2=CHEAP))
    try:
        return _people(services, members, features)
    finally:
        services.close()


def _people(services: Services, members: int, features: tuple[Feature, ...]) -> tuple[Writer, ...]:
    facility_id = services.facilities.add(
        NewFacility(
            name="Measuring Hall",
            city="Anytown",
            region="XX",
            time_zone="UTC",
            features=features,
            release_delay_s=0,  # what is measured is the way to the screen, not the time to think again
        ),
        _OPERATOR,
    )
    username, password, code_secret = REVIEWER
    services.staff.add(username, "Bench Reviewer", "reviewer", password, facility_id, code_secret=code_secret)
    return tuple(_writer(services, facility_id, number) for number in range(members))


def _writer(services: Services, facility_id: str, number: int) -> Writer:
    resident_id = services.residents.add(
        facility_id, f"Resident {number}", f"{number + 1:06}", "2468", _OPERATOR
    )
    signed_in = services.accounts.register(
        Registration(
            name=f"Member {number}", email=f"member{number}@example.org", password=f"long-enough-{number}-x"
        )
    )
    member_id = signed_in.account.id
    contact = services.contacts.request(
        member_id, ContactRequest(resident_id=resident_id, relationship="friend")
    )
    services.contacts.accept(resident_id, contact.id)
    pay_in(services, member_id)
    return Writer(signed_in.token, contact.id)


def pay_in(services: Services, member_id: str) -> None:
    """$10,000 by a voucher that was sold for it, so that the books stay whole."""
    body = "".join(secrets.choice(VOUCHER_ALPHABET[:-1]) for _ in range(11))
    code = body + check_sign(body)
    services.vouchers.make(code, 1_000_000, _OPERATOR)
    services.vouchers.redeem(member_id, str(uuid.uuid4()), Redemption(code=code))
