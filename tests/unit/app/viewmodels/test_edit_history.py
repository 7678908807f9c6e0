"""Every step of an edit, back and forth."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.photos import PhotoEdits
from app.viewmodels.edit_history import EditHistory


def bright(value: int) -> PhotoEdits:
    """An edit told by its brightness."""
    return PhotoEdits(brightness=value)


def test_a_movement_is_one_step_however_many_values_it_passes() -> None:
    history = EditHistory()
    history.begin()
    for value in range(1, 30):
        history.put(bright(value))
    history.end()
    history.undo()
    assert history.present == bright(0)
    assert not history.can_undo
    history.redo()
    assert history.present == bright(29)


def test_a_movement_that_comes_back_is_no_step() -> None:
    history = EditHistory()
    history.begin()
    history.put(bright(5))
    history.put(bright(0))
    history.end()
    assert not history.can_undo


def test_taking_back_in_the_middle_of_a_movement_ends_it() -> None:
    history = EditHistory()
    history.begin()
    history.put(bright(5))
    assert history.can_undo
    history.undo()
    assert history.present == bright(0)
    assert not history.is_moving
    history.redo()
    assert history.present == bright(5)


def test_a_new_step_forgets_what_was_taken_back() -> None:
    history = EditHistory()
    history.put(bright(1))
    history.undo()
    history.put(bright(2))
    assert not history.can_redo


@given(st.lists(st.integers(-100, 100), max_size=30))
def test_all_of_it_can_be_taken_back_and_done_again(values: list[int]) -> None:
    history = EditHistory()
    for value in values:
        history.put(bright(value))
    last = history.present
    while history.can_undo:
        history.undo()
    assert history.present == bright(0)
    while history.can_redo:
        history.redo()
    assert history.present == last
