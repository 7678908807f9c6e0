"""The rows of a conversation change one by one, so that nothing jumps under the reader's eyes."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QAbstractItemModel
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.values import StepKind, ThreadItem
from app.viewmodels.roles import DAY_ROLE, VALUE_ROLE
from app.viewmodels.thread_model import ThreadModel

NOON = datetime(2025, 11, 20, 12, 0, tzinfo=UTC)


def row(key: str, sequence: int, *, hours: int | None = None, text: str = "words") -> ThreadItem:
    """A row; sequence 0 waits here."""
    at = NOON + timedelta(hours=sequence if hours is None else hours)
    kind = StepKind.PENDING if sequence else StepKind.QUEUED
    return ThreadItem(key, "mateo", True, text, len(text), at, kind, sequence=sequence)


class Told:
    """What a model tells its views, in order."""

    def __init__(self, model: QAbstractItemModel) -> None:
        self.events: list[str] = []
        model.rowsInserted.connect(lambda _parent, first, last: self.events.append(f"+{first}-{last}"))
        model.rowsRemoved.connect(lambda _parent, first, last: self.events.append(f"-{first}-{last}"))
        model.rowsMoved.connect(lambda _a, first, _b, _c, to: self.events.append(f"{first}>{to}"))
        model.dataChanged.connect(lambda first, _last: self.events.append(f"~{first.row()}"))
        model.modelReset.connect(lambda: self.events.append("reset"))


@pytest.fixture
def model() -> ThreadModel:
    model = ThreadModel()
    QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )  # complains about every step a view could not follow
    model.replace_all([row("a", 1), row("b", 2)])
    return model


def keys(model: ThreadModel) -> str:
    return "".join(item.key for item in model.items)


def test_a_new_message_comes_last(model: ThreadModel) -> None:
    told = Told(model)
    model.put(row("c", 3))
    assert keys(model) == "abc"
    assert told.events == ["+2-2"]


def test_one_that_arrives_late_takes_its_place(model: ThreadModel) -> None:
    model.put(row("d", 4))
    told = Told(model)
    model.put(row("c", 3))
    assert keys(model) == "abcd"
    assert told.events == ["+2-2", "~3"]


def test_a_step_changes_one_row(model: ThreadModel) -> None:
    told = Told(model)
    model.put(row("a", 1, text="now readable"))
    assert model.items[0].text == "now readable"
    assert told.events == ["~0", "~1"]
    model.put(row("a", 1, text="now readable"))
    assert told.events == ["~0", "~1"]


def test_waiting_messages_stay_behind_all_others_in_the_order_of_writing(model: ThreadModel) -> None:
    model.put(row("x", 0))
    model.put(row("y", 0))
    model.put(row("c", 3))
    assert keys(model) == "abcxy"
    model.put(row("x", 0, text="with a reason"))
    assert keys(model) == "abcxy"


def test_a_message_that_leaves_keeps_its_row_or_moves_to_its_place(model: ThreadModel) -> None:
    model.put(row("x", 0))
    model.put(row("y", 0))
    told = Told(model)
    model.put(row("x", 3))
    assert keys(model) == "abxy"
    assert not any(">" in event for event in told.events)
    model.put(row("z", 0))
    model.put(row("z", 4))
    assert keys(model) == "abxzy"
    assert "4>3" in told.events


def test_a_row_may_move_towards_the_end(model: ThreadModel) -> None:
    model.put(row("c", 3))
    told = Told(model)
    model.put(row("a", 9))
    assert keys(model) == "bca"
    assert told.events[0] == "0>3"


def test_older_pages_come_in_front_once(model: ThreadModel) -> None:
    model.replace_all([row("c", 3), row("d", 4)])
    told = Told(model)
    model.prepend([row("a", 1), row("b", 2), row("c", 3)])
    assert keys(model) == "abcd"
    assert told.events == ["+0-1", "~2"]
    model.prepend([row("a", 1)])
    assert keys(model) == "abcd"
    assert model.oldest_sequence == 1


def test_merging_drops_what_has_gone_and_leaves_what_is_older(model: ThreadModel) -> None:
    model.put(row("gone", 4))
    model.put(row("x", 0))
    model.put(row("y", 0))
    told = Told(model)
    model.merge([row("b", 2), row("c", 3), row("y", 0)])
    assert keys(model) == "abcy"
    assert "reset" not in told.events


def test_days_begin_in_the_zone_of_the_member(model: ThreadModel) -> None:
    model.replace_all([row("a", 1, hours=0), row("b", 2, hours=11), row("c", 3, hours=13)])

    def days(zone: str) -> list[date | None]:
        model.set_zone(ZoneInfo(zone))
        return [model.data(model.index(place), DAY_ROLE) for place in range(3)]  # type: ignore[misc]

    assert days("UTC") == [date(2025, 11, 20), None, date(2025, 11, 21)]
    assert days("Pacific/Auckland") == [date(2025, 11, 21), None, None]
    assert model.data(model.index(0), VALUE_ROLE) == model.items[0]


def test_removing_the_first_of_a_day_tells_the_next(model: ThreadModel) -> None:
    told = Told(model)
    model.remove("a")
    assert told.events == ["-0-0", "~0"]
    model.remove("a")
    assert keys(model) == "b"
