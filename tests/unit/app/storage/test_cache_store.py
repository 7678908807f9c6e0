"""The cache says what the server said last, pages without gaps, and keeps its cursor in step."""

import msgspec
import pytest

from app.storage.cache_store import CacheStore, Edge
from app.storage.database import Database
from contract.accounts import Account
from contract.contacts import ContactState
from contract.messages import Messages, State
from contract.money import Balance, Movement, MovementKind
from tests.unit.app.storage.makers import START, contact, facility, moment, received, sent


@pytest.fixture
def cache(database: Database) -> CacheStore:
    return CacheStore(database)


def sequences(cache: CacheStore, before: int | None = None, limit: int = 60) -> list[int]:
    """The sequences of one page of the conversation with Mateo."""
    return [message.sequence for message in cache.thread_page("mateo", before, limit)]


def test_account_balance_facilities_and_contacts_come_back(cache: CacheStore) -> None:
    account = Account(id="a", name="Elena Rivera", email="e@example.org", time_zone="UTC", created_at=START)
    balance = Balance(available_cents=1250, held_cents=25)
    assert (cache.account(), cache.balance(), cache.facility("cedar")) == (None, None, None)
    cache.put_account(account)
    cache.put_balance(balance)
    cache.put_facilities([facility()])
    cache.put_contacts([contact("linh", "linh Trần"), contact("chidi", "Chidi Okafor")])
    assert (cache.account(), cache.balance()) == (account, balance)
    assert cache.facilities() == [facility()]
    assert cache.facility("cedar") == facility()
    assert [each.name for each in cache.contacts()] == ["Chidi Okafor", "linh Trần"]


def test_pages_come_newest_first_and_follow_each_other(cache: CacheStore) -> None:
    cache.put_messages([sent(number) for number in range(1, 8)] + [sent(100, "linh")])
    assert sequences(cache, limit=3) == [7, 6, 5]
    assert sequences(cache, before=5, limit=3) == [4, 3, 2]
    assert sequences(cache, before=2, limit=3) == [1]
    assert sequences(cache, before=1) == []


def test_the_order_is_the_server_s_not_that_of_arrival(cache: CacheStore) -> None:
    cache.put_messages([sent(5), sent(2)])
    cache.put_messages([received(3)])
    assert sequences(cache) == [5, 3, 2]


def test_an_older_standing_never_replaces_a_newer_one(cache: CacheStore) -> None:
    approved = sent(1)
    pending = sent(1, text=None, states=(State.PENDING,))
    cache.put_messages([pending, approved, pending])
    assert cache.message("local-mateo-1") == approved


def test_what_nobody_reads_any_more_goes_back_to_pending(cache: CacheStore) -> None:
    cache.put_messages([sent(1, text=None, states=(State.PENDING, State.IN_REVIEW))])
    cache.put_messages([sent(1, text=None, states=(State.PENDING,))])
    kept = cache.message("id-mateo-1")
    assert kept is not None
    assert kept.state is State.PENDING


def test_a_message_that_moved_to_another_contact_leaves_the_first(cache: CacheStore) -> None:
    cache.put_messages([sent(1)])
    cache.put_messages([msgspec.structs.replace(sent(1), contact_id="linh")])
    assert sequences(cache) == []
    assert len(cache.thread_page("linh")) == 1


def test_the_cursor_moves_with_the_event_and_never_back(cache: CacheStore) -> None:
    cache.put_messages([sent(1)], event_sequence=10)
    cache.put_balance(Balance(available_cents=1, held_cents=0), event_sequence=9)
    assert cache.cursor() == 10
    cache.set_cursor(4)
    assert cache.cursor() == 4


def test_what_is_held_is_told_with_the_cursor_to_what_is_older(cache: CacheStore) -> None:
    assert cache.edge("mateo") == Edge(None, complete=False, known=False)
    cache.put_page("mateo", Messages(items=(sent(9), sent(8)), next="to-7"), None)
    assert cache.edge("mateo") == Edge("to-7", complete=False, known=True)
    cache.put_page("mateo", Messages(items=(sent(7), sent(6)), next="to-5"), "to-7")
    assert cache.edge("mateo") == Edge("to-5", complete=False, known=True)
    cache.put_page("mateo", Messages(items=(sent(5),), next=None), "to-5")
    assert cache.edge("mateo") == Edge(None, complete=True, known=True)
    assert sequences(cache) == [9, 8, 7, 6, 5]


def test_the_newest_page_again_does_not_forget_how_far_back_it_reaches(cache: CacheStore) -> None:
    cache.put_page("mateo", Messages(items=(sent(9), sent(8)), next="to-7"), None)
    cache.put_page("mateo", Messages(items=(sent(7),), next=None), "to-7")
    cache.put_page("mateo", Messages(items=(sent(10), sent(9)), next="to-8"), None)
    assert cache.edge("mateo") == Edge(None, complete=True, known=True)
    assert sequences(cache) == [10, 9, 8, 7]


def test_a_gap_is_never_shown_as_if_it_were_none(cache: CacheStore) -> None:
    cache.put_page("mateo", Messages(items=(sent(3), sent(2)), next=None), None)
    cache.start_over()
    cache.put_page("mateo", Messages(items=(sent(30), sent(29)), next="to-28"), None)
    assert sequences(cache) == [30, 29]
    assert cache.edge("mateo") == Edge("to-28", complete=False, known=True)
    cache.put_page("mateo", Messages(items=(sent(28), sent(3)), next="to-2"), "to-28")
    assert sequences(cache) == [30, 29, 28, 3]


def test_an_empty_conversation_is_complete(cache: CacheStore) -> None:
    cache.put_page("mateo", Messages(items=(), next=None), None)
    assert cache.edge("mateo") == Edge(None, complete=True, known=True)
    cache.put_messages([sent(4)])
    assert sequences(cache) == [4]


def test_a_page_asked_for_with_a_forgotten_cursor_changes_no_edge(cache: CacheStore) -> None:
    cache.put_page("mateo", Messages(items=(sent(9),), next="to-8"), None)
    cache.put_page("mateo", Messages(items=(sent(3),), next="to-2"), "to-4")
    assert cache.edge("mateo") == Edge("to-8", complete=False, known=True)
    assert sequences(cache) == [9]


def test_reading_marks_what_is_unread_and_never_goes_back(cache: CacheStore) -> None:
    cache.put_contacts([contact(unread=2)])
    cache.put_messages([received(5), sent(6), received(7)])
    assert [each.unread for each in cache.contacts()] == [2]
    cache.mark_read("mateo", 5)
    assert [(each.read_mark, each.unread) for each in cache.contacts()] == [(5, 1)]
    cache.mark_read("mateo", 3)
    assert [(each.read_mark, each.unread) for each in cache.contacts()] == [(5, 1)]
    cache.put_messages([received(8)])
    assert [each.unread for each in cache.contacts()] == [2]
    cache.mark_read("mateo", 8)
    assert [each.unread for each in cache.contacts()] == [0]


def test_unread_messages_that_are_not_held_here_count_too(cache: CacheStore) -> None:
    cache.put_messages([received(9)])
    cache.put_contacts([contact(unread=4)])
    assert [each.unread for each in cache.contacts()] == [4]


def test_a_read_mark_waits_until_the_server_knows_it(cache: CacheStore) -> None:
    cache.put_contacts([contact(read_mark=2)])
    assert cache.unsent_read_marks() == {}
    cache.mark_read("mateo", 7)
    assert cache.unsent_read_marks() == {"mateo": 7}
    cache.put_contacts([contact(read_mark=2, unread=3)])
    assert [(each.read_mark, each.unread) for each in cache.contacts()] == [(7, 0)]
    assert cache.unsent_read_marks() == {"mateo": 7}
    cache.read_mark_sent("mateo", 7)
    assert cache.unsent_read_marks() == {}


def test_what_was_read_on_another_computer_is_read_here(cache: CacheStore) -> None:
    cache.put_contacts([contact()])
    cache.put_messages([received(5), received(6)])
    cache.put_contacts([contact(read_mark=6)])
    assert [each.unread for each in cache.contacts()] == [0]


def test_a_whole_list_of_contacts_forgets_who_is_gone(cache: CacheStore) -> None:
    cache.put_contacts([contact("mateo"), contact("linh")])
    cache.put_contacts([contact("linh")])
    assert len(cache.contacts()) == 2
    cache.put_contacts([contact("linh")], whole=True)
    assert [each.id for each in cache.contacts()] == ["linh"]
    assert cache.contact("mateo") is None


def test_movements_page_and_are_found_by_their_message(cache: CacheStore) -> None:
    def movement(sequence: int, message_id: str | None) -> Movement:
        return Movement(
            id=f"movement-{sequence}",
            sequence=sequence,
            at=moment(sequence),
            kind=MovementKind.HOLD,
            amount_cents=-25,
            price_cents=25,
            balance_cents=100,
            message_id=message_id,
        )

    cache.put_movements([movement(number, f"id-{number % 2}") for number in range(1, 6)])
    cache.put_movements([movement(3, "id-1")])
    assert [each.sequence for each in cache.movements(limit=2)] == [5, 4]
    assert [each.sequence for each in cache.movements(before_sequence=4)] == [3, 2, 1]
    assert [each.sequence for each in cache.movements_of("id-1")] == [1, 3, 5]


def test_what_another_version_kept_can_still_be_read(cache: CacheStore, database: Database) -> None:
    other = {**msgspec.to_builtins(contact()), "state": "sworn", "novelty": 1}
    del other["read_mark"]
    cache.put_contacts([contact()])
    database.write(
        lambda connection: connection.execute(
            "UPDATE cache_contact SET body = ?", (msgspec.json.encode(other),)
        )
    )
    kept = cache.contacts()[0]
    assert (kept.name, kept.state) == ("Mateo Rivera", ContactState.UNKNOWN)
