"""The audit chain (rule S8): whatever is done to the table is found, and the first bad row is named."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, func, insert, select, text, update

from server.services.check import audit_fault, check
from server.store.guards import APPEND_ONLY, drop_guards
from server.store.seal import GENESIS, Anchor, AnchorForged, AuditFields, Head, row_hash
from server.store.tables import audit, journal_head
from server.store.types import to_micros
from tests.databases import copy_world, drop_worlds
from tests.scale import rounds
from tests.unit.server.world import START, World

Row = dict[str, object]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory, database: str) -> Iterator[Path]:
    """A folder with a database that has lived a little, its guards taken away as an intruder would."""
    folder = tmp_path_factory.mktemp(f"history-{database}")
    world = World.open(folder)
    pair, reviewer = world.pair(), world.reviewer()
    for number in range(12):
        message = world.send(pair, f"message {number}")
        (world.approve if number % 2 else world.refuse)(reviewer, message.id)
        world.clock.move(minutes=7)
    with world.services.store.database.write() as connection:
        drop_guards(connection, APPEND_ONLY)
    world.close()
    yield folder
    drop_worlds(folder)


@pytest.fixture
def tampered(history: Path, folder: Path) -> Iterator[World]:
    """A copy to be tampered with."""
    world = World.open(copy_world(history, folder / "history"))
    yield world
    world.close()


def test_an_honest_history_is_whole(tampered: World) -> None:
    assert check(tampered.services.store) == []


def test_hundreds_of_manipulations_are_found_and_the_first_bad_row_is_named(tampered: World) -> None:
    store = tampered.services.store
    dice = random.Random(8)
    manipulations = [change, remove, swap, truncate, insert_row, append_row, renumber]
    with store.read() as connection:
        count = connection.execute(select(func.count()).select_from(audit)).scalar_one()
    for number in range(rounds(350, 5_000)):
        manipulate = manipulations[number % len(manipulations)]
        with store.database.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            first_bad = manipulate(connection, dice, count)
            fault = audit_fault(store, connection)
            assert fault is not None, manipulate.__name__
            assert fault.startswith(f"Audit row {first_bad} "), (manipulate.__name__, fault)
            connection.rollback()
    assert check(store) == []


def test_every_field_of_a_row_is_sealed(tampered: World) -> None:
    store = tampered.services.store
    for column in audit.c:
        if column.name in ("number", "hash"):
            continue
        with store.database.engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            other = "x" if column.name != "at" else START + timedelta(seconds=1)
            connection.execute(update(audit).where(audit.c.number == 3).values({column.name: other}))
            fault = audit_fault(store, connection)
            assert fault == "Audit row 3 was changed or inserted.", column.name
            connection.rollback()


def test_text_moved_from_one_field_to_the_next_is_noticed() -> None:
    one = AuditFields(1, 0, "a", "bc", "", "", "", "", "")
    other = AuditFields(1, 0, "ab", "c", "", "", "", "", "")
    assert row_hash(b"key", GENESIS, one) != row_hash(b"key", GENESIS, other)


def test_a_chain_made_anew_without_the_key_is_found(tampered: World) -> None:
    store = tampered.services.store
    with store.database.write() as connection:
        connection.execute(update(audit).where(audit.c.number == 4).values(actor_id="somebody else"))
        reseal(connection, b"another key", 4)
    assert check(store) == ["Audit row 4 was changed or inserted."]


def test_rows_cut_off_with_the_head_set_back_are_found(tampered: World) -> None:
    store = tampered.services.store
    with store.database.write() as connection:
        kept = connection.execute(select(audit.c.hash).where(audit.c.number == 9)).scalar_one()
        connection.execute(delete(audit).where(audit.c.number > 9))
        connection.execute(update(journal_head).values(audit_number=9, audit_hash=kept))
    (fault,) = check(store)
    assert fault.startswith("Audit row 10 is missing")


def test_an_emptied_audit_is_found(tampered: World) -> None:
    store = tampered.services.store
    with store.database.write() as connection:
        connection.execute(delete(audit))
        connection.execute(update(journal_head).values(audit_number=0, audit_hash=GENESIS))
    (fault,) = check(store)
    assert fault.startswith("Audit row 1 is missing")


def test_a_head_that_disagrees_is_found(tampered: World) -> None:
    store = tampered.services.store
    with store.database.write() as connection:
        connection.execute(update(journal_head).values(audit_hash="0" * 64))
    (fault,) = check(store)
    assert fault.startswith("The audit's head says row")


def test_a_missing_or_forged_anchor_is_found(history: Path, folder: Path) -> None:
    for number, (content, fault) in enumerate(
        (
            (b"", "The anchor of the audit is missing."),
            (b"x" * 144, "The anchor of the audit was changed by somebody without its key."),
        )
    ):
        copy = copy_world(history, folder / str(number))
        (copy / "seal" / "audit.anchor").write_bytes(content)
        world = World.open(copy)
        assert check(world.services.store) == [fault]
        world.close()


def test_a_check_that_trusts_the_rows_own_hash_would_be_noticed(
    tampered: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault seeded: comparing nothing."""
    monkeypatch.setattr("server.services.check.row_hash", lambda *_: _Any())
    with pytest.raises(AssertionError):
        test_every_field_of_a_row_is_sealed(tampered)


class _Any:
    """Equal to everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = object.__hash__


def test_an_anchor_half_written_leaves_the_one_before(tmp_path: Path) -> None:
    path, key = tmp_path / "anchor", bytes(32)
    anchor = Anchor(path, key)
    assert anchor.read() is None
    first, second = Head(4, "a" * 64), Head(5, "b" * 64)
    anchor.write(first)
    anchor.write(second)
    assert anchor.read() == second
    anchor.close()
    content = bytearray(path.read_bytes())
    content[72 + 40 :] = bytes(72 - 40)
    path.write_bytes(content)
    torn = Anchor(path, key)
    assert torn.read() == first
    torn.close()
    stranger = Anchor(path, bytes(31) + b"\1")
    with pytest.raises(AnchorForged):
        stranger.read()
    stranger.close()


def test_the_key_and_the_anchor_are_for_the_service_alone(history: Path) -> None:
    for name in ("audit.key", "audit.anchor"):
        assert (history / "seal" / name).stat().st_mode & 0o077 == 0


def change(connection: Connection, dice: random.Random, count: int) -> int:
    """Another word in one field."""
    number = dice.randint(1, count)
    column = dice.choice(["actor_kind", "actor_id", "action", "subject_id", "facility_id", "details", "hash"])
    kept = connection.execute(select(audit.c[column]).where(audit.c.number == number)).scalar_one()
    connection.execute(
        update(audit).where(audit.c.number == number).values({column: kept[::-1] + dice.choice("abc")})
    )
    return number


def remove(connection: Connection, dice: random.Random, count: int) -> int:
    """One row less, not the last."""
    number = dice.randint(1, count - 1)
    connection.execute(delete(audit).where(audit.c.number == number))
    return number


def swap(connection: Connection, dice: random.Random, count: int) -> int:
    """Two rows in each other's place."""
    first, second = sorted(dice.sample(range(1, count + 1), 2))
    for old, new in ((first, -1), (second, first), (-1, second)):
        connection.execute(update(audit).where(audit.c.number == old).values(number=new))
    return first


def truncate(connection: Connection, dice: random.Random, count: int) -> int:
    """The end cut off, the head in the database set back to match."""
    last = dice.randint(1, count - 1)
    connection.execute(delete(audit).where(audit.c.number > last))
    kept = connection.execute(select(audit.c.hash).where(audit.c.number == last)).scalar_one()
    connection.execute(update(journal_head).values(audit_number=last, audit_hash=kept))
    return last + 1


def insert_row(connection: Connection, dice: random.Random, count: int) -> int:
    """A row in between, everything after it moved on."""
    number = dice.randint(1, count)
    connection.execute(text("UPDATE audit SET number = -number WHERE number >= :number"), {"number": number})
    connection.execute(text("UPDATE audit SET number = 1 - number WHERE number < 0"))
    connection.execute(insert(audit).values(_forged(connection, number)))
    return number


def append_row(connection: Connection, dice: random.Random, count: int) -> int:
    """A row at the end, sealed with a key of the intruder's own."""
    row = _forged(connection, count + 1)
    connection.execute(insert(audit).values(row))
    reseal(connection, dice.randbytes(32), count + 1)
    return count + 1


def renumber(connection: Connection, dice: random.Random, count: int) -> int:
    """A gap in the numbers."""
    number = dice.randint(1, count)
    connection.execute(text("UPDATE audit SET number = -number WHERE number >= :number"), {"number": number})
    connection.execute(text("UPDATE audit SET number = 2 - number WHERE number < 0"))
    return number


def reseal(connection: Connection, key: bytes, start: int) -> None:
    """Makes the chain anew from `start` on, head included, as somebody could who has another key."""
    previous = GENESIS
    for row in connection.execute(select(audit).order_by(audit.c.number)).mappings().all():
        if row["number"] >= start:
            fields = {name: row[name] for name in AuditFields.__dataclass_fields__ if name != "at_micros"}
            made = row_hash(key, previous, AuditFields(at_micros=to_micros(row["at"]), **fields))
            connection.execute(update(audit).where(audit.c.number == row["number"]).values(hash=made))
            previous = made
            connection.execute(update(journal_head).values(audit_number=row["number"], audit_hash=made))
        else:
            previous = row["hash"]


def _forged(connection: Connection, number: int) -> Row:
    row = dict(connection.execute(select(audit).order_by(audit.c.number).limit(1)).mappings().one())
    return {**row, "number": number, "subject_id": "forged"}
