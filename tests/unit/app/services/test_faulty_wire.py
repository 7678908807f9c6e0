"""Faults on the wire (promise R6): whatever happens to request or answer, each message is submitted exactly once."""

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from app.api.client import Api
from app.api.transport import Transport
from app.domain.errors import Offline, ServerFault, WrongState
from app.domain.values import Change
from app.services.outbox import OutboxService
from app.services.pauses import Pauses
from app.services.stores import Stores
from app.storage.outbox_store import OutboxEntry
from contract.accounts import Credentials
from contract.messages import State
from server.services.check import check
from tests.faulty_wire import Fault, FaultyWire
from tests.scale import rounds
from tests.unit.app.live import PASSWORD, Family, LiveServer

NOW = datetime(2025, 11, 24, 14, 0, tzinfo=UTC)


@pytest.fixture
def wire(live: LiveServer) -> Iterator[FaultyWire]:
    wire = FaultyWire(live.port)
    yield wire
    wire.close()


@pytest.fixture
def api(wire: FaultyWire, family: Family) -> Iterator[Api]:
    """A client that is soon impatient, signed in through the wire."""
    transport = Transport(f"http://127.0.0.1:{wire.port}", read_timeout_s=0.3, body_timeout_s=0.3)
    api = Api(transport)
    signed_in = api.accounts.sign_in(Credentials(email=family.email, password=PASSWORD))
    transport.set_token(signed_in.token)
    yield api
    api.close()


@pytest.fixture
def outbox(api: Api, stores: Stores) -> OutboxService:
    changes: list[Change] = []
    return OutboxService(api.messages.send, stores.outbox, changes.append, new_pauses=Pauses)


def queue(stores: Stores, family: Family, number: int) -> str:
    local_id = f"00000000-0000-4000-8000-{number:012}"
    stores.outbox.queue(OutboxEntry(local_id, family.contact_id, f"words {number}", 25, NOW))
    return local_id


def drain(outbox: OutboxService, stores: Stores, tries: int = 20) -> None:
    """Look at the outbox again and again, as the clock of the pauses does."""
    for _ in range(tries):
        if not stores.outbox.waiting():
            return
        outbox.drain(at_once=True)
    raise AssertionError("messages still wait")


def assert_once(live: LiveServer, family: Family, local_ids: list[str]) -> None:
    arrived = [message.local_id for message in reversed(live.received(family.member_id))]
    assert arrived == local_ids[-100:]  # a page
    assert live.services.vouchers.balance(family.member_id).held_cents == 25 * len(local_ids)
    assert check(live.services.store) == []


@pytest.mark.parametrize("fault", list(Fault))
def test_a_message_arrives_once_whatever_happens_to_it(
    fault: Fault, wire: FaultyWire, outbox: OutboxService, stores: Stores, live: LiveServer, family: Family
) -> None:
    local_ids = [queue(stores, family, number) for number in range(3)]
    wire.faults = [fault, Fault.NONE, fault, fault]
    drain(outbox, stores)
    assert_once(live, family, local_ids)
    cached = [message.local_id for message in reversed(stores.cache.thread_page(family.contact_id))]
    assert cached == local_ids or not stores.cache.edge(family.contact_id).known


@pytest.mark.soak_scaled
def test_messages_arrive_once_in_order_through_faults_by_chance(
    wire: FaultyWire, outbox: OutboxService, stores: Stores, live: LiveServer, family: Family
) -> None:
    dice = random.Random(11)
    quick = [fault for fault in Fault if fault not in (Fault.STALL, Fault.TRICKLE)]
    live.pay_in(family.member_id, 100_000)
    local_ids = [queue(stores, family, number) for number in range(rounds(30, 400))]
    wire.faults = [dice.choice(quick) for _ in range(2 * len(local_ids))]
    drain(outbox, stores, tries=10 * len(local_ids))
    assert_once(live, family, local_ids)


def test_a_client_that_forgot_its_key_would_be_caught(
    wire: FaultyWire, api: Api, stores: Stores, live: LiveServer, family: Family
) -> None:
    """The seeded fault: a fresh key for every try."""
    forgetful = OutboxService(
        lambda _, message: api.messages.send(str(uuid4()), message), stores.outbox, lambda _: None
    )
    local_id = queue(stores, family, 0)
    wire.faults = [Fault.REPLY_DROPPED]
    drain(forgetful, stores)
    with pytest.raises(AssertionError):
        assert_once(live, family, [local_id])


def test_a_request_that_comes_again_much_later_changes_nothing(
    wire: FaultyWire, outbox: OutboxService, stores: Stores, live: LiveServer, family: Family
) -> None:
    local_ids = [queue(stores, family, number) for number in range(3)]
    drain(outbox, stores)
    for number in (2, 0, 1, 0):
        assert wire.replay(number).startswith(b"HTTP/1.1 201 ")
    assert_once(live, family, local_ids)
    live.approve(live.received(family.member_id)[-1].id)
    assert wire.replay(0).startswith(b"HTTP/1.1 201 ")
    assert len(live.received(family.member_id)) == 3


def test_words_changed_after_an_answer_was_lost_are_not_sent_twice(
    wire: FaultyWire, outbox: OutboxService, stores: Stores, live: LiveServer, family: Family
) -> None:
    local_id = queue(stores, family, 0)
    wire.faults = [Fault.REPLY_DROPPED]
    outbox.drain()
    outbox.take_back(local_id)
    draft = stores.drafts.get(family.contact_id)
    assert draft is not None
    assert draft.based_on == local_id
    stores.outbox.queue(OutboxEntry(local_id, family.contact_id, "words mended", 25, NOW))
    outbox.drain(at_once=True)
    assert_once(live, family, [local_id])
    [kept] = stores.outbox.waiting()
    assert kept.fault is not None
    assert kept.fault.kind.value == "key"
    assert kept.text == "words mended"


@pytest.mark.parametrize("fault", list(Fault))
def test_an_appeal_holds_its_price_once_whatever_happens_to_it(
    fault: Fault, wire: FaultyWire, api: Api, live: LiveServer, family: Family
) -> None:
    message_id = live.send(family, "Call her: 555 0142")
    live.refuse(message_id)
    wire.faults = [fault, fault]
    for _ in range(3):
        with suppress(Offline, ServerFault):
            api.appeals.ask(message_id, "It is her own.")
    wire.faults = []
    assert api.messages.get(message_id).state is State.APPEALED
    assert live.services.vouchers.balance(family.member_id).held_cents == 25
    assert check(live.services.store) == []
    with pytest.raises(WrongState):  # other words after an answer that was lost: nothing is asked twice
        api.appeals.ask(message_id, "Please.")
    assert live.services.vouchers.balance(family.member_id).held_cents == 25
