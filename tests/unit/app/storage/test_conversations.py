"""Each row of the list of conversations says the newest thing that matters."""

import pytest

from app.domain.values import FaultKind, RowKind, SendFault
from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.outbox_store import OutboxStore
from contract.messages import State
from tests.unit.app.storage.makers import contact, entry, facility, received, sent

REFUSED = (State.PENDING, State.REFUSED)


class World:
    """The three stores over one database, with Mateo as contact."""

    def __init__(self, database: Database) -> None:
        self.cache = CacheStore(database)
        self.outbox = OutboxStore(database)
        self.drafts = DraftStore(database)
        self.cache.put_facilities([facility()])
        self.cache.put_contacts([contact()])

    def row(self) -> tuple[RowKind, str]:
        """Kind and words of Mateo's row."""
        row = next(row for row in self.cache.conversations() if row.contact_id == "mateo")
        return row.kind, row.text


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def test_before_the_first_sync_is_over_nobody_is_said_to_have_written_nothing(world: World) -> None:
    assert world.row() == (RowKind.LOADING, "")
    world.drafts.save("mateo", "begun meanwhile")
    assert world.row() == (RowKind.DRAFT, "begun meanwhile")
    world.drafts.drop("mateo")
    world.cache.set_cursor(7)
    assert world.row() == (RowKind.NOTHING, "")


def test_a_contact_without_anything_is_listed(world: World) -> None:
    world.cache.set_cursor(7)
    row = world.cache.conversations()[0]
    assert (row.name, row.facility_name) == ("Mateo Rivera", "Cedar Ridge Correctional Center")
    assert (row.kind, row.at, row.unread) == (RowKind.NOTHING, None, 0)


def test_the_last_words_show_when_nothing_else_matters(world: World) -> None:
    world.cache.put_messages([received(3, text="See you soon.")])
    world.cache.mark_read("mateo", 3)
    assert world.row() == (RowKind.WORDS, "See you soon.")


@pytest.mark.parametrize(
    ("states", "kind"),
    [
        ((State.PENDING, State.APPROVED), RowKind.APPROVED),
        ((State.PENDING, State.APPROVED, State.DELIVERED), RowKind.DELIVERED),
        ((State.PENDING, State.APPROVED, State.DELIVERED, State.OPENED), RowKind.OPENED),
        (REFUSED, RowKind.REFUSED),
        ((State.PENDING, State.WITHDRAWN), RowKind.WORDS),
        ((State.PENDING, State.IN_REVIEW), RowKind.WAITING),
        ((State.PENDING, State.REFUSED, State.APPEALED), RowKind.WAITING),
    ],
)
def test_an_own_last_message_says_where_it_stands(
    world: World, states: tuple[State, ...], kind: RowKind
) -> None:
    world.cache.put_messages([received(3), sent(4, states=states)])
    world.cache.mark_read("mateo", 4)
    assert world.row() == (kind, "How are you?")


def test_sealed_words_are_not_shown(world: World) -> None:
    world.cache.put_messages([sent(4, text=None, states=(State.PENDING,))])
    assert world.row() == (RowKind.WAITING, "")


def test_waiting_goes_before_an_unread_answer(world: World) -> None:
    world.cache.put_messages([sent(4, text=None, states=(State.PENDING,)), received(5)])
    assert world.row()[0] is RowKind.WAITING
    assert world.cache.conversations()[0].unread == 1


def test_a_refusal_goes_before_everything_that_waits(world: World) -> None:
    world.cache.put_messages(
        [sent(3, text=None, states=(State.PENDING,)), sent(4, states=REFUSED), received(5)]
    )
    assert world.row()[0] is RowKind.REFUSED


def test_a_refusal_is_over_once_the_member_wrote_anew(world: World) -> None:
    world.cache.put_messages([sent(4, states=REFUSED), sent(5)])
    assert world.row()[0] is RowKind.APPROVED


def test_a_refusal_that_is_being_mended_shows_as_the_draft(world: World) -> None:
    world.cache.put_messages([sent(4, states=REFUSED)])
    world.drafts.save("mateo", "a better one", based_on="local-mateo-4")
    assert world.row() == (RowKind.DRAFT, "a better one")


def test_an_unread_answer_goes_before_a_draft(world: World) -> None:
    world.drafts.save("mateo", "Dear")
    assert world.row() == (RowKind.DRAFT, "Dear")
    world.cache.put_messages([received(5)])
    assert world.row() == (RowKind.WORDS, "I am well.")
    world.cache.mark_read("mateo", 5)
    assert world.row() == (RowKind.DRAFT, "Dear")


def test_what_waits_here_shows_before_what_waits_there(world: World) -> None:
    world.cache.put_messages([sent(4, text=None, states=(State.PENDING,))])
    world.outbox.queue(entry(8, text="first"))
    world.outbox.queue(entry(9, text="second"))
    assert world.row() == (RowKind.QUEUED, "first")
    assert world.cache.conversations()[0].queued_count == 2


def test_what_could_not_be_sent_shows_first(world: World) -> None:
    world.outbox.queue(entry(8, text="first"))
    world.outbox.queue(entry(9, text="second"))
    world.outbox.fail("local-9", SendFault(FaultKind.FUNDS))
    assert world.row() == (RowKind.FAILED, "second")


def test_rows_stand_in_the_order_of_what_happened(world: World) -> None:
    names = {"chidi": "Chidi", "linh": "Linh", "kwame": "Kwame", "rosa": "Rosa", "anna": "Anna"}
    world.cache.put_contacts([contact(key, name) for key, name in names.items()])
    world.cache.put_messages([received(10, "linh"), received(20, "chidi")])
    world.outbox.queue(entry(1, "kwame"))
    world.drafts.save("rosa", "Dear Rosa")
    order = [row.contact_id for row in world.cache.conversations()]
    assert order == ["kwame", "chidi", "linh", "rosa", "anna", "mateo"]
