"""Parts built at need: once, whichever thread asks first, and only when somebody asks."""

from __future__ import annotations

import threading
import time

from app.services.at_need import Whole, at_need

ASKING = 8


class House(Whole):
    def __init__(self) -> None:
        super().__init__()
        self.built: list[object] = []

    @at_need
    def kitchen(self) -> object:
        """Where bread is baked."""
        time.sleep(0.01)  # long enough for the others to come
        self.built.append(object())
        return self.built[-1]

    @at_need
    def table(self) -> tuple[object, str]:
        return (self.kitchen, "table")


def test_nothing_is_built_before_somebody_asks() -> None:
    assert House().built == []


def test_it_is_built_once_however_many_ask_at_once() -> None:
    house, gate, found = House(), threading.Barrier(ASKING), []

    def ask() -> None:
        gate.wait()
        found.append(house.kitchen)

    asking = [threading.Thread(target=ask) for _ in range(ASKING)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()
    assert found == house.built * ASKING
    assert len(house.built) == 1


def test_a_part_may_need_another() -> None:
    house = House()
    assert house.table[0] is house.kitchen


def test_two_owners_have_their_own() -> None:
    assert House().kitchen is not House().kitchen


def test_the_class_tells_what_it_is() -> None:
    assert House.kitchen.__doc__ == "Where bread is baked."
