"""A child process of test_prepared_store: keeps photos and titles, and says after each what the disk acknowledged."""

import sys
from pathlib import Path

from app.domain.gallery import AudienceChoice, AudienceKind, PreparedChoice
from app.storage.database import Database
from app.storage.lane import StorageLane
from app.storage.prepared_store import PreparedStore
from tests.unit.app.storage.makers import KEY, prepared

EVERYBODY = PreparedChoice(AudienceChoice(AudienceKind.EVERYBODY), None, "Summer")


def main() -> None:
    """For ever; "too-early" says so before it is true."""
    too_early = "too-early" in sys.argv
    store = PreparedStore(Database.open(StorageLane(), Path(sys.argv[1]), KEY))
    number = len(store.all()[0])
    while True:
        number += 1
        if too_early:
            say(f"{number}")
        store.keep(f"local-{number}", prepared(number), EVERYBODY)
        store.write({f"local-{number}": f"title {number}"}, EVERYBODY)
        if not too_early:
            say(f"{number}")


def say(words: str) -> None:
    """One line, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


main()
