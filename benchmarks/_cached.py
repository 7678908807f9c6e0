"""A client that stayed signed in and holds so many messages, made on this computer alone for measuring."""

from __future__ import annotations

import json
import multiprocessing
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from app.services.stores import Stores
from app.storage.lane import StorageLane
from app.storage.profile import LastAccount, Profile, key_name, new_database_key, token_name
from contract.accounts import Account
from contract.contacts import Contact, ContactState
from contract.facilities import Facility, Feature, Prices
from contract.messages import Direction, Message, Messages, State, Step
from contract.money import Balance

NO_SERVER = "http://127.0.0.1:9"
"""Loopback, and nothing listens there: only what is kept here counts."""
START = datetime(2025, 1, 1, 12, 0, tzinfo=UTC)
_BATCH = 5_000
_WORDS = "Your brother fixed that porch light, the moths are back and the cat sits there. "


@dataclass(frozen=True)
class Kept:
    """The data folder and what the secret store would hold."""

    data_dir: Path
    identity: LastAccount
    key: bytes

    def secret_fd(self) -> int:
        """A descriptor for one start, which reads the session's token and the database's key from it."""
        reading, writing = os.pipe()
        values = {token_name(self.identity): "0" * 64, key_name(self.identity): self.key.hex()}
        with os.fdopen(writing, "w") as file:
            json.dump(values, file)
        return reading


@contextmanager
def kept_conversations(lengths: Mapping[str, int]) -> Iterator[Kept]:
    """A conversation of so many messages per contact id; gone afterwards."""
    with TemporaryDirectory(prefix="gettingout-bench-") as folder:
        profile = Profile(Path(folder))
        kept = Kept(Path(folder), LastAccount(NO_SERVER, "member"), new_database_key())
        profile.remember(kept.identity)
        # In a process of its own, so that what filling takes is not counted as memory of the client.
        filling = multiprocessing.get_context("spawn").Process(target=_fill_file, args=(kept, dict(lengths)))
        filling.start()
        filling.join()
        if filling.exitcode != 0:
            raise SystemExit("the cache could not be filled")
        yield kept


def _fill_file(kept: Kept, lengths: Mapping[str, int]) -> None:
    lane = StorageLane()
    try:
        stores = Stores.open(lane, Profile(kept.data_dir).database_path(kept.identity), kept.key)
        _fill(stores, lengths)
        stores.database.close()
    finally:
        lane.close()


def _fill(stores: Stores, lengths: Mapping[str, int]) -> None:
    cache = stores.cache
    cache.put_account(
        Account(id="member", name="Bench Member", email="b@example.org", time_zone="UTC", created_at=START)
    )
    cache.put_balance(Balance(available_cents=1_250, held_cents=0))
    cache.put_facilities([_facility()])
    cache.put_contacts([_contact(contact_id) for contact_id in lengths], whole=True)
    sequence = 0
    for contact_id, length in lengths.items():
        cache.put_page(contact_id, Messages(items=()), None)
        for begin in range(0, length, _BATCH):
            size = min(_BATCH, length - begin)
            cache.put_messages([_message(contact_id, sequence + index + 1) for index in range(size)])
            sequence += size


def _message(contact_id: str, sequence: int) -> Message:
    """Every third was received; lengths differ as in life."""
    at = START + timedelta(minutes=3 * sequence)
    is_sent = sequence % 3 > 0
    text = (_WORDS * (1 + sequence % 6)).strip()
    states = (State.PENDING, State.APPROVED, State.DELIVERED) if is_sent else (State.DELIVERED,)
    return Message(
        id=f"id-{sequence}",
        number=f"{sequence:08}",
        contact_id=contact_id,
        direction=Direction.SENT if is_sent else Direction.RECEIVED,
        local_id=f"local-{sequence}" if is_sent else None,
        text=text,
        characters=len(text),
        state=states[-1],
        version=len(states),
        sequence=sequence,
        price_cents=25 if is_sent else 0,
        held_cents=0,
        paid_cents=25 if is_sent else 0,
        created_at=at,
        steps=tuple(Step(state=state, at=at) for state in states),
    )


def _contact(contact_id: str) -> Contact:
    return Contact(
        id=contact_id,
        resident_id=f"resident-{contact_id}",
        name=f"Resident {contact_id}",
        facility_id="hall",
        relationship="friend",
        state=ContactState.ACCEPTED,
        since=START,
        read_mark=10_000_000,
        unread=0,
    )


def _facility() -> Facility:
    return Facility(
        id="hall",
        name="Measuring Hall",
        city="Anytown",
        region="XX",
        time_zone="UTC",
        currency="USD",
        features=(Feature.MESSAGES, Feature.REPLIES),
        prices=Prices(message_cents=25, photo_cents=25, status_cents=25, profile_photo_cents=0),
        rules=(),
        message_characters=500,
        promise_hours=48,
        usual_wait_minutes=None,
        sender_sees_pending=False,
        approves_contacts=False,
    )
