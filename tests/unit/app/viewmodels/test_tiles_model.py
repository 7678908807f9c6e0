"""Tiles change by the fewest steps: what is chosen and where one has scrolled stay as they were."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.viewmodels.roles import VALUE_ROLE
from app.viewmodels.tiles_model import TilesModel
from tests.scale import rounds

Tile = tuple[str, int]


def key_of(tile: Tile) -> str:
    return tile[0]


def spoken(tile: Tile) -> str:
    return f"{tile[0]} is {tile[1]}"


@pytest.fixture
def model(qtbot: QtBot) -> TilesModel[Tile]:
    model: TilesModel[Tile] = TilesModel(key_of, spoken)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setParent(model)
    return model


def keys(model: TilesModel[Tile]) -> list[str]:
    return [model.index(row).data(VALUE_ROLE)[0] for row in range(model.rowCount())]


def test_a_chosen_tile_stays_chosen_when_others_come_go_and_change_their_order(
    model: TilesModel[Tile],
) -> None:
    model.apply([("a", 1), ("b", 1), ("c", 1), ("d", 1)])
    chosen = QPersistentModelIndex(model.index(2))
    model.apply([("x", 1), ("c", 2), ("a", 1), ("y", 1)])
    assert keys(model) == ["x", "c", "a", "y"]
    assert chosen.row() == 1
    assert chosen.data(VALUE_ROLE) == ("c", 2)


def test_only_what_changed_is_told(model: TilesModel[Tile], qtbot: QtBot) -> None:
    model.apply([("a", 1), ("b", 1)])
    with qtbot.assertNotEmitted(model.rowsInserted), qtbot.waitSignal(model.dataChanged) as told:
        model.apply([("a", 1), ("b", 2)])
    assert told.args is not None
    assert told.args[0].row() == 1


def test_one_step_takes_thousands(model: TilesModel[Tile], qtbot: QtBot) -> None:
    model.apply([("last", 0)])
    steps: list[tuple[int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: steps.append((first, last)))
    model.apply([*((str(n), n) for n in range(5000)), ("last", 0)])
    assert steps == [(0, 4999)]


def test_a_touched_tile_is_told_and_a_strange_key_is_not(model: TilesModel[Tile], qtbot: QtBot) -> None:
    model.apply([("a", 1)])
    with qtbot.waitSignal(model.dataChanged):
        model.touch("a")
    with qtbot.assertNotEmitted(model.dataChanged):
        model.touch("nobody")
    assert (model.key_at(0), model.key_at(1), model.place_of("nobody")) == ("a", None, -1)


@pytest.mark.soak_scaled
def test_any_list_becomes_any_other(model: TilesModel[Tile]) -> None:
    chance = random.Random(11)
    for _ in range(rounds(60, 3_000)):
        count = chance.randrange(12)
        wanted = [(each, chance.randrange(3)) for each in chance.sample("abcdefghijkl", count)]
        model.apply(wanted)
        assert list(model.rows) == wanted
        assert [model.place_of(key) for key, _ in wanted] == list(range(count))
