"""Paying in by card in tests: beginning, typing a card on the provider's page, bringing its notices by hand."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select, update

from contract.payments import NewPayment, Payment
from server.payments.provider import sign
from server.payments.test_bank import course_of
from server.payments.test_provider import NAME, TestProvider
from server.store.tables import test_notices
from tests.unit.server.world import World

CENTS = 2_000


@dataclass(frozen=True)
class Letter:
    """A notice on its way: its words, and the signature it would be brought with."""

    body: bytes
    signature: str


def provider(world: World) -> TestProvider:
    """The world's provider."""
    found = world.services.payments.provider
    assert isinstance(found, TestProvider)
    return found


def begin(world: World, member_id: str, cents: int = CENTS, key: str | None = None) -> Payment:
    """A payment, begun."""
    new = NewPayment(amount_cents=cents)
    return world.services.payments.begin(member_id, key or str(uuid.uuid4()), new, "http://127.0.0.1:1")


def checkout_of(payment: Payment) -> str:
    """The id of the provider's page."""
    assert payment.checkout_url is not None
    return payment.checkout_url.rpartition("/")[2]


def type_card(world: World, payment: Payment, card: str) -> None:
    """As the member does on the provider's page."""
    course = course_of(card)
    assert course is not None
    provider(world).pay(checkout_of(payment), course)


def letters(world: World) -> list[Letter]:
    """Every notice that is due and was not brought, in the order they were written; now they count as brought."""
    table, now = test_notices.c, world.services.store.clock()
    with world.services.store.write() as work:
        due = work.connection.execute(
            select(table.id, table.body)
            .where(table.brought_at.is_(None), table.due_at <= now)
            .order_by(table.due_at)
        ).all()
        work.connection.execute(
            update(test_notices).where(table.id.in_([row.id for row in due])).values(brought_at=now)
        )
    found = [row.body.encode() for row in due]
    found.sort(key=lambda body: int(body.split(b'"number": ')[1].split(b",")[0]))
    return [Letter(body, sign(provider(world)._key, body, now)) for body in found]


def bring(world: World, letter: Letter) -> bool:
    """To the service; whether it is about a payment it knows."""
    return world.services.payments.take_notice(NAME, letter.body, letter.signature)


def bring_all(world: World) -> None:
    """Everything that is due."""
    for letter in letters(world):
        assert bring(world, letter)
