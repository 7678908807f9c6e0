"""What a message in the list shows: its track, its day, its words as they are."""

from pytestqt.qtbot import QtBot

from app.domain.values import Step, StepKind
from app.widgets.theme import ThemeController
from app.widgets.track import JourneyTrack
from tests.views import look_samples as samples
from tests.views.thread_on_screen import look_at, show


def test_the_track_stands_open_for_the_newest_waiting_message_only(
    qtbot: QtBot, look: ThemeController
) -> None:
    older = samples.sent("older", None, samples.at(12, 0), StepKind.PENDING, held_cents=25)
    thread, model = show(qtbot, [older, samples.SEALED])
    assert look_at(thread, "sealed")[2].facts.has_track
    assert not look_at(thread, "older")[2].facts.has_track
    approved = samples.sent(
        "sealed",
        "Now you can read it.",
        samples.at(14, 2),
        StepKind.APPROVED,
        Step(StepKind.APPROVED, samples.NOW),
    )
    model.replace(1, approved)
    assert look_at(thread, "older")[2].facts.has_track


def test_a_day_is_named_above_its_first_message(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, [samples.TOOTH, samples.BUTTON, samples.DRAWING])
    assert look_at(thread, "tooth")[2].facts.day is not None
    assert look_at(thread, "button")[2].facts.day is not None
    assert look_at(thread, "drawing")[2].facts.day is None


def test_a_found_message_is_brought_into_sight(qtbot: QtBot, look: ThemeController) -> None:
    thread, _ = show(qtbot, samples.long_thread(300))
    thread.reveal(20)
    assert 20 in [row for row, _ in thread.rows_in_sight()]
    assert thread.currentIndex().row() == 20


def test_markup_and_direction_signs_are_shown_as_text(qtbot: QtBot, look: ThemeController) -> None:
    payload = '<img src="file:///etc/passwd">\u202eevil\x00'
    thread, _ = show(qtbot, [samples.received("raw", payload, samples.NOW)])
    found = look_at(thread, "raw")[2]
    assert found.block.text == payload.replace("\x00", "\ufffd")
    thread.viewport().grab()


def test_the_track_stands_upright_where_it_is_narrow(qtbot: QtBot, look: ThemeController) -> None:
    track = JourneyTrack()
    qtbot.addWidget(track)
    track.show_item(samples.SEALED, samples.NOW)
    assert track.heightForWidth(400) == 52
    assert track.heightForWidth(180) > 70
    track.resize(180, track.heightForWidth(180))
    track.grab()


def test_received_words_carry_their_time_and_the_day_stands_above(
    qtbot: QtBot, look: ThemeController
) -> None:
    old = samples.received("old", "Hello", samples.at(9, 5, 30))
    thread, _ = show(qtbot, [old])
    found = look_at(thread, "old")[2]
    assert found.facts.day is not None
    assert found.below == "09:05"


def test_a_narrow_window_wraps_and_cuts_nothing(qtbot: QtBot, look: ThemeController) -> None:
    look.set_text_scale(2.0)
    thread, _ = show(qtbot, [samples.COUSIN, samples.NO_FUNDS, samples.SEALED])
    thread.resize(420, 900)
    for row, _ in thread.rows_in_sight():
        found = thread.rows.look(row)
        assert found is not None
        assert found.bubble.left() >= 0
        assert found.bubble.right() <= thread.viewport().width()
        for placed in found.actions:
            assert placed.rect.left() >= 0
            assert placed.rect.right() <= thread.viewport().width()
