"""What waits to be sent: taken in once, in order, given back whole, settled exactly once."""

import pytest

from app.domain.values import FaultKind, SendFault
from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.outbox_store import OutboxEntry, OutboxStore
from contract.messages import State
from tests.unit.app.storage.makers import START, entry, moment, sent


@pytest.fixture
def outbox(database: Database) -> OutboxStore:
    return OutboxStore(database)


@pytest.fixture
def drafts(database: Database) -> DraftStore:
    return DraftStore(database)


def test_a_queued_message_takes_the_place_of_its_draft(outbox: OutboxStore, drafts: DraftStore) -> None:
    drafts.save("mateo", "Thinking of you.")
    drafts.save("linh", "another")
    assert outbox.queue(entry(1))
    assert outbox.waiting() == [entry(1)]
    assert list(drafts.all()) == ["linh"]


def test_a_double_click_queues_once(outbox: OutboxStore) -> None:
    assert outbox.queue(entry(1))
    assert not outbox.queue(entry(1))
    assert len(outbox.waiting()) == 1


def test_what_was_sent_before_is_not_queued_again(outbox: OutboxStore, drafts: DraftStore) -> None:
    outbox.queue(entry(1))
    outbox.settle("local-1", sent(1))
    drafts.save("mateo", "the next one")
    assert not outbox.queue(OutboxEntry("local-mateo-1", "mateo", "again", 25, START))
    assert outbox.waiting() == []
    assert list(drafts.all()) == ["mateo"]


def test_the_order_is_that_of_queueing_whatever_the_clock_says(outbox: OutboxStore) -> None:
    for number in (3, 1, 2):
        outbox.queue(entry(number))
    assert [each.created_at for each in outbox.waiting()] == [moment(3), moment(1), moment(2)]


def test_a_place_in_the_queue_is_never_given_twice(outbox: OutboxStore) -> None:
    outbox.queue(entry(1))
    outbox.queue(entry(2))
    outbox.take_back("local-2")
    outbox.queue(entry(3))
    outbox.queue(entry(2))
    assert [each.local_id for each in outbox.waiting()] == ["local-1", "local-3", "local-2"]


@pytest.mark.parametrize(
    "text", ["👨‍👩‍👧‍👦" * 500, "\u202eright to left", "a\ud800b", "a\x00b", "\n\n", "Tomás Linh Trần"]
)
def test_every_text_comes_back_as_it_was(outbox: OutboxStore, text: str) -> None:
    outbox.queue(entry(1, text=text))
    assert outbox.waiting()[0].text == text
    assert outbox.take_back("local-1") == text


def test_a_fault_is_kept_until_the_member_tries_again(outbox: OutboxStore) -> None:
    fault = SendFault(FaultKind.FUNDS, price_cents=25, balance_cents=10, missing_cents=15)
    outbox.queue(entry(1))
    outbox.tried("local-1")
    outbox.fail("local-1", fault)
    kept = outbox.get("local-1")
    assert kept is not None
    assert (kept.fault, kept.tries) == (fault, 1)
    outbox.retry("local-1", 30)
    assert outbox.get("local-1") == OutboxEntry("local-1", "mateo", "Thinking of you.", 30, moment(1))


def test_taking_back_makes_a_draft_of_it(outbox: OutboxStore, drafts: DraftStore) -> None:
    outbox.queue(entry(1))
    assert outbox.take_back("local-1") == "Thinking of you."
    assert outbox.waiting() == []
    assert drafts.all()["mateo"].text == "Thinking of you."


def test_taking_back_does_not_swallow_a_draft_begun_in_the_meantime(
    outbox: OutboxStore, drafts: DraftStore
) -> None:
    outbox.queue(entry(1))
    drafts.save("mateo", "And another thing:")
    assert outbox.take_back("local-1") == "Thinking of you.\n\nAnd another thing:"
    assert drafts.all()["mateo"].text == "Thinking of you.\n\nAnd another thing:"


def test_what_has_left_can_not_be_taken_back(outbox: OutboxStore, drafts: DraftStore) -> None:
    outbox.queue(entry(1))
    outbox.settle("local-1", sent(1))
    assert outbox.take_back("local-1") is None
    assert drafts.all() == {}


def test_settling_moves_it_from_the_outbox_to_the_cache(database: Database, outbox: OutboxStore) -> None:
    outbox.queue(entry(1))
    outbox.queue(entry(2))
    outbox.settle("local-1", sent(1))
    assert [each.local_id for each in outbox.waiting()] == ["local-2"]
    assert CacheStore(database).message("local-mateo-1") == sent(1)


def test_an_event_that_is_quicker_than_the_answer_settles_too(
    database: Database, outbox: OutboxStore
) -> None:
    outbox.queue(OutboxEntry("local-mateo-5", "mateo", "Hello", 25, START))
    CacheStore(database).put_messages([sent(5)], event_sequence=5)
    assert outbox.waiting() == []
    outbox.settle("local-mateo-5", sent(5))
    assert len(CacheStore(database).thread_page("mateo")) == 1


def test_a_late_answer_does_not_undo_what_an_event_told(database: Database, outbox: OutboxStore) -> None:
    cache = CacheStore(database)
    outbox.queue(OutboxEntry("local-mateo-5", "mateo", "Hello", 25, START))
    cache.put_messages([sent(5)])
    outbox.settle("local-mateo-5", sent(5, text=None, states=(State.PENDING,)))
    kept = cache.message("local-mateo-5")
    assert kept is not None
    assert kept.state is State.APPROVED


def test_words_whose_key_was_used_for_others_stay(database: Database, outbox: OutboxStore) -> None:
    outbox.queue(OutboxEntry("local-mateo-5", "mateo", "my other words", 25, START))
    outbox.fail("local-mateo-5", SendFault(FaultKind.KEY))
    CacheStore(database).put_messages([sent(5)])
    assert [each.text for each in outbox.waiting()] == ["my other words"]


def test_one_conversation_can_be_asked_for(outbox: OutboxStore) -> None:
    outbox.queue(entry(1, "mateo"))
    outbox.queue(entry(2, "linh"))
    assert [each.local_id for each in outbox.waiting_for("linh")] == ["local-2"]
    assert outbox.get("local-9") is None
