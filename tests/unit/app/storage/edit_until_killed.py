"""A child process of test_edit_store: edits a photo on and on, and says after each edit what the disk acknowledged."""

import sys
from pathlib import Path

import msgspec

from app.domain.photos import PhotoEdits
from app.storage.database import Database
from app.storage.edit_store import EditStore
from app.storage.lane import StorageLane
from tests.unit.app.storage.makers import KEY, edited


def main() -> None:
    """For ever, a photo after the other, each edited ten times; "too-early" says so before it is true."""
    too_early = "too-early" in sys.argv
    store = EditStore(Database.open(StorageLane(), Path(sys.argv[1]), KEY))
    number = 10 * len(store.all())
    last = ""
    while True:
        number += 1
        photo = edited(number // 10)
        edits = PhotoEdits(turns=1, zoom=float(number))
        if too_early:
            say(f"{photo.local_id} {number}")
        if photo.local_id != last:
            store.keep(msgspec.structs.replace(photo, edits=edits))
        else:
            store.write(photo.local_id, edits)
        last = photo.local_id
        if not too_early:
            say(f"{photo.local_id} {number}")


def say(words: str) -> None:
    """One line, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


main()
