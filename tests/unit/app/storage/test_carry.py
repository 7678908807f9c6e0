"""What waits in memory is carried to the disk whole, in its order, and once only."""

from collections.abc import Iterator

import pytest

from app.storage.carry import carry_over
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.lane import StorageLane
from app.storage.outbox_store import OutboxStore
from tests.unit.app.storage.makers import entry


@pytest.fixture
def memory(lane: StorageLane) -> Iterator[Database]:
    """What a session that does not stay keeps."""
    memory = Database.open(lane, None, None)
    yield memory
    memory.close()


def test_messages_go_behind_those_that_wait_already(memory: Database, database: Database) -> None:
    OutboxStore(database).queue(entry(1))
    for number in (2, 3):
        OutboxStore(memory).queue(entry(number))
    carry_over(memory, database)
    waiting = [each.local_id for each in OutboxStore(database).waiting()]
    assert waiting == [entry(number).local_id for number in (1, 2, 3)]
    OutboxStore(database).queue(entry(4))
    assert OutboxStore(database).waiting()[-1].local_id == entry(4).local_id


def test_two_drafts_to_one_contact_lose_no_word(memory: Database, database: Database) -> None:
    DraftStore(database).save("mateo", "from last week")
    DraftStore(memory).save("mateo", "from today \ud83d")
    DraftStore(memory).save("linh", "alone", based_on="1")
    carry_over(memory, database)
    drafts = DraftStore(database).all()
    assert drafts["mateo"].text == "from last week\n\nfrom today \ud83d"
    assert (drafts["linh"].text, drafts["linh"].based_on) == ("alone", "1")


def test_carrying_again_doubles_nothing(memory: Database, database: Database) -> None:
    OutboxStore(memory).queue(entry(1))
    DraftStore(database).save("mateo", "from last week")
    DraftStore(memory).save("mateo", "from today")
    for _ in range(2):
        carry_over(memory, database)
    assert len(OutboxStore(database).waiting()) == 1
    assert DraftStore(database).all()["mateo"].text == "from last week\n\nfrom today"
