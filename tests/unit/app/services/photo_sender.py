"""A child process of test_photo_kill: keeps and sends one photo after the other, and says what was kept."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

from msgspec.structs import replace

from app.api.client import Api
from app.api.transport import Transport
from app.services.pauses import Pauses
from app.services.photo_outbox import PhotoOutbox
from app.services.stores import Stores
from app.storage.lane import StorageLane
from tests.unit.app.live_photos import jpeg
from tests.unit.app.photo_makers import kept


def main() -> None:
    """For ever: what waits from the last life goes out first. "too-early" says so before it is true."""
    url, token, database, *rest = sys.argv[1:]
    transport = Transport(url)
    transport.set_token(token)
    api = Api(transport)
    stores = Stores.open(StorageLane(), Path(database), bytes(32))
    outbox = PhotoOutbox(
        lambda: api.photos, stores.photos, lambda _: None, new_pauses=lambda: Pauses(0.01, 0.05)
    )
    photo = jpeg(3, 64)
    while True:
        while stores.photos.is_waiting:
            outbox.drain(at_once=True)
        local_id = str(uuid.uuid4())
        if "too-early" in rest:
            say(f"kept {local_id}")
        outbox.queue(replace(kept(local_id), photo=photo))
        if "too-early" not in rest:
            say(f"kept {local_id}")


def say(words: str) -> None:
    """One line, at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


main()
