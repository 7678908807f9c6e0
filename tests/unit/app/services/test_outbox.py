"""The outbox: in order per contact, exactly once, quiet after a fault, and waiting for the member where it must."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.domain.errors import (
    CannotWriteNow,
    ClientTooOld,
    GettingOutError,
    KeyReused,
    NotEnoughFunds,
    NotFound,
    Offline,
    PriceChanged,
    Refused,
    ServerFault,
    SignedOut,
    StorageFault,
    StorageFaultKind,
    Throttled,
)
from app.domain.values import BalanceInfo, Change, ChangeKind, FaultKind, SendFault
from app.services.outbox import OutboxService
from app.services.pauses import Pauses
from app.services.stores import Stores
from app.storage.outbox_store import OutboxEntry
from contract.messages import Direction, Message, NewMessage, State

NOW = datetime(2025, 11, 24, 14, 0, tzinfo=UTC)


class Wire:
    """Stands for the one call of the interface the outbox makes; answers as the script says, else takes everything."""

    def __init__(self) -> None:
        self.script: dict[str, list[GettingOutError]] = {}
        self.tried: list[str] = []
        self.taken: list[str] = []
        self.during: Callable[[str], None] | None = None

    def __call__(self, local_id: str, message: NewMessage, /) -> Message:
        self.tried.append(local_id)
        if self.during is not None:
            self.during(local_id)
        waiting = self.script.get(local_id, [])
        if waiting:
            raise waiting.pop(0)
        self.taken.append(local_id)
        return Message(
            id=f"server-{local_id}",
            number="1",
            contact_id=message.contact_id,
            direction=Direction.SENT,
            local_id=local_id,
            text=None,
            characters=len(message.text),
            state=State.PENDING,
            version=1,
            sequence=len(self.taken),
            price_cents=message.price_cents,
            held_cents=message.price_cents,
            paid_cents=0,
            created_at=NOW,
            steps=(),
        )


class Post:
    """An outbox on real stores, a scripted wire, and a clock that stands until it is moved."""

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.wire = Wire()
        self.changes: list[Change] = []
        self.time_s = 1000.0
        self.service = OutboxService(
            self.wire,
            stores.outbox,
            self.changes.append,
            clock=lambda: self.time_s,
            new_pauses=lambda: Pauses(chance=lambda: 0.0),
        )

    def queue(self, local_id: str, contact_id: str = "mateo", price_cents: int = 25) -> None:
        self.stores.outbox.queue(OutboxEntry(local_id, contact_id, f"words of {local_id}", price_cents, NOW))

    def waiting(self) -> dict[str, SendFault | None]:
        return {entry.local_id: entry.fault for entry in self.stores.outbox.waiting()}


@pytest.fixture
def post(stores: Stores) -> Post:
    return Post(stores)


def test_messages_leave_in_the_order_they_were_written(post: Post) -> None:
    for number in ("1", "2", "3"):
        post.queue(number)
    assert post.service.drain() is None
    assert post.wire.taken == ["1", "2", "3"]
    assert post.waiting() == {}
    assert [change.keys for change in post.changes if change.keys] == [("1",), ("2",), ("3",)]


def test_without_an_answer_everything_waits_with_growing_pauses(post: Post) -> None:
    post.queue("1")
    post.queue("2", "chidi")
    post.wire.script["1"] = [Offline(), Offline(), Offline()]
    assert [post.service.drain() for _ in range(3)] == [1.0, 2.0, 4.0]
    assert post.wire.tried == ["1", "1", "1"]
    assert post.stores.outbox.waiting()[0].tries == 3
    assert post.service.drain() is None
    assert post.wire.taken == ["1", "2"]


def test_a_server_fault_holds_up_its_own_contact_only(post: Post) -> None:
    post.queue("1")
    post.queue("2")
    post.queue("3", "chidi")
    post.wire.script["1"] = [ServerFault()]
    assert post.service.drain() == 1.0
    assert post.wire.taken == ["3"]
    post.time_s += 0.5
    assert post.service.drain() == 0.5
    assert post.wire.taken == ["3"]
    post.time_s += 0.5
    assert post.service.drain() is None
    assert post.wire.taken == ["3", "1", "2"]


def test_trying_now_forgets_the_pauses(post: Post) -> None:
    post.queue("1")
    post.wire.script["1"] = [ServerFault()]
    assert post.service.drain() is not None
    assert post.service.drain(at_once=True) is None
    assert post.wire.taken == ["1"]


def test_a_throttled_send_waits_as_long_as_the_server_says(post: Post) -> None:
    post.queue("1")
    post.wire.script["1"] = [Throttled(datetime.max.replace(tzinfo=UTC))]
    assert post.service.drain() == 3600.0


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (NotEnoughFunds(25, 10, 15), SendFault(FaultKind.FUNDS, 25, 10, 15)),
        (PriceChanged(30), SendFault(FaultKind.PRICE, price_cents=30)),
        (CannotWriteNow("suspended"), SendFault(FaultKind.CANNOT_WRITE, reason="suspended")),
        (Refused("text", "too_long", 500, 501), SendFault(FaultKind.TEXT, reason="too_long", limit=500)),
        (NotFound(), SendFault(FaultKind.UNKNOWN_CONTACT)),
    ],
)
def test_what_needs_the_member_stays_with_its_reason_and_lets_the_next_go(
    post: Post, answer: GettingOutError, fault: SendFault
) -> None:
    post.queue("1")
    post.queue("2")
    post.wire.script["1"] = [answer]
    assert post.service.drain() is None
    assert post.waiting() == {"1": fault}
    assert post.wire.taken == ["2"]
    post.service.drain()
    assert post.wire.tried == ["1", "2"]


def test_a_key_used_before_is_replaced_and_never_sent_by_itself(post: Post) -> None:
    post.queue("1")
    post.wire.script["1"] = [KeyReused()]
    assert post.service.drain() is None
    [(fresh, fault)] = post.waiting().items()
    assert fresh != "1"
    assert fault == SendFault(FaultKind.KEY)
    assert post.service.drain() is None
    assert post.wire.tried == ["1"]
    post.service.retry(fresh, 25)
    post.service.drain()
    assert post.wire.taken == [fresh]


@pytest.mark.parametrize("fault", [SignedOut(), ClientTooOld("9.0")])
def test_a_session_that_ended_stops_everything_and_loses_nothing(post: Post, fault: GettingOutError) -> None:
    post.queue("1")
    post.queue("2", "chidi")
    post.wire.script["1"] = [fault]
    with pytest.raises(type(fault)):
        post.service.drain()
    assert post.waiting() == {"1": None, "2": None}
    assert post.service.drain() is None
    assert post.wire.taken == ["1", "2"]


def test_money_that_came_in_sends_what_it_reaches_for_oldest_first(post: Post) -> None:
    for number in ("1", "2", "3"):
        post.queue(number)
        post.wire.script[number] = [NotEnoughFunds(25, 10, 15)]
    post.service.drain()
    assert post.service.release_funded(BalanceInfo(24, 0)) == ()
    assert post.service.release_funded(BalanceInfo(50, 0))
    post.service.drain()
    assert post.wire.taken == ["1", "2"]
    assert list(post.waiting()) == ["3"]


def test_the_price_the_member_agreed_to_is_the_one_that_is_sent(post: Post) -> None:
    post.queue("1")
    post.wire.script["1"] = [PriceChanged(30)]
    post.service.drain()
    post.service.retry("1", 30)
    seen: list[int] = []
    post.wire.during = lambda _: seen.extend(entry.price_cents for entry in post.stores.outbox.waiting())
    post.service.drain()
    assert seen == [30]


def test_claimed_money_counts_what_leaves_by_itself(post: Post) -> None:
    post.queue("1")
    post.queue("2", price_cents=30)
    post.queue("3", price_cents=40)
    post.stores.outbox.fail("2", SendFault(FaultKind.FUNDS))
    post.stores.outbox.fail("3", SendFault(FaultKind.TEXT))
    assert post.service.claimed_cents() == 55
    assert post.service.waiting_count() == 3


def test_a_message_on_the_wire_comes_back_if_it_did_not_arrive(post: Post) -> None:
    post.queue("1")
    post.wire.script["1"] = [Offline()]
    post.wire.during = lambda local_id: told.extend(post.service.take_back(local_id))
    told: list[Change] = []
    post.service.drain()
    assert told == []
    assert Change(ChangeKind.DRAFT, "mateo") in post.changes
    assert post.waiting() == {}
    draft = post.stores.drafts.get("mateo")
    assert draft is not None
    assert (draft.text, draft.based_on) == ("words of 1", "1")


def test_a_message_on_the_wire_that_arrives_does_not_come_back(post: Post) -> None:
    post.queue("1")
    post.wire.during = lambda local_id: told.extend(post.service.take_back(local_id))
    told: list[Change] = []
    post.service.drain()
    assert post.wire.taken == ["1"]
    assert post.stores.drafts.get("mateo") is None
    assert post.service.drain() is None


def test_a_message_taken_back_is_the_draft_again(post: Post) -> None:
    post.queue("1")
    post.stores.drafts.save("mateo", "begun meanwhile")
    post.service.take_back("1")
    draft = post.stores.drafts.get("mateo")
    assert draft is not None
    assert draft.text == "words of 1\n\nbegun meanwhile"
    assert post.service.drain() is None
    assert post.wire.tried == []
    with pytest.raises(NotFound):
        post.service.take_back("1")


def test_one_taken_back_just_before_its_turn_is_not_sent(post: Post) -> None:
    post.queue("1")
    post.queue("2")

    def take_back(local_id: str) -> None:
        if local_id == "1":
            post.service.take_back("2")

    post.wire.during = take_back
    post.service.drain()
    assert post.wire.taken == ["1"]


def test_asking_during_a_drain_makes_it_look_again(post: Post) -> None:
    post.queue("1")

    def more(local_id: str) -> None:
        if local_id == "1":
            post.queue("2", "chidi")
            assert post.service.drain() is None

    post.wire.during = more
    post.service.drain()
    assert post.wire.taken == ["1", "2"]


def test_an_answer_the_disk_does_not_take_is_asked_for_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.queue("1")

    def full(local_id: str, message: Message) -> None:
        raise StorageFault(StorageFaultKind.FULL)

    with monkeypatch.context() as patch:
        patch.setattr(post.stores.outbox, "settle", full)
        with pytest.raises(StorageFault):
            post.service.drain()
    assert post.waiting() == {"1": None}
    post.service.drain()
    assert post.wire.tried == ["1", "1"]
    assert post.waiting() == {}


def test_pauses_grow_to_a_minute_and_are_shortened_by_chance() -> None:
    longest = Pauses(chance=lambda: 0.0)
    assert [longest.next_s() for _ in range(8)] == [1, 2, 4, 8, 16, 32, 60, 60]
    longest.reset()
    assert longest.next_s() == 1
    shortest = Pauses(chance=lambda: 1.0)
    assert [shortest.next_s() for _ in range(3)] == [0.5, 1, 2]
