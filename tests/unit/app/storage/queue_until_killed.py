"""A child process of test_kill: writes to a database and says after each write what the disk has acknowledged."""

import sys
from pathlib import Path

from app.storage.cache_store import CacheStore
from app.storage.database import Database
from app.storage.draft_store import DraftStore
from app.storage.lane import StorageLane
from app.storage.outbox_store import OutboxStore
from tests.unit.app.storage.makers import KEY, entry, sent


def main() -> None:
    """Queue, draft and settle for ever, after the number given; "too-early" says so before it is true."""
    too_early = "too-early" in sys.argv
    database = Database.open(StorageLane(), Path(sys.argv[1]), KEY)
    outbox, drafts, cache = OutboxStore(database), DraftStore(database), CacheStore(database)
    number = int(sys.argv[2])
    while True:
        number += 1
        drafts.save("mateo", f"draft {number}")
        say(f"draft {number}")
        if too_early:
            say(f"queued {number}")
        outbox.queue(entry(number, text=f"words {number} " * 30))
        if not too_early:
            say(f"queued {number}")
        if number % 3 == 0:
            message = sent(number)
            say(f"settling {number}")
            outbox.settle(f"local-{number}", message)
            say(f"settled {number}")
        if number % 7 == 0:
            cache.put_messages([sent(each, "linh") for each in range(number, number + 50)])


def say(words: str) -> None:
    """One line, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


main()
