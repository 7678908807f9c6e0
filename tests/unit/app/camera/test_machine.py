"""The camera's states, one after another, with a clock that the test turns."""

from __future__ import annotations

import pytest

from app.camera.info import Diagnosis
from app.camera.states import CameraReason, CameraState
from tests.unit.app.camera.stage import NOTHING_FOUND, TICK_S, A, B, Stage

Told = tuple[CameraState, CameraReason | None]
OPENING: Told = (CameraState.OPENING, None)
LIVE: Told = (CameraState.LIVE, None)
STALLED: Told = (CameraState.STALLED, CameraReason.NO_PICTURE)
UNPLUGGED: Told = (CameraState.LOST, CameraReason.UNPLUGGED)
STUCK: Told = (CameraState.FAILED, CameraReason.STUCK)
SILENT: Told = (CameraState.FAILED, CameraReason.NO_PICTURE)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_it_is_off_and_does_nothing_until_it_is_started(stage: Stage) -> None:
    stage.pass_time(10)
    stage.machine.listed((A,))
    assert stage.told == (CameraState.OFF, None)
    assert (stage.looks, stage.opened, stage.statuses) == (0, [], [])


def test_it_lists_before_it_opens_and_is_live_only_with_the_first_picture(stage: Stage) -> None:
    stage.machine.start(None, permitted=True)
    assert (stage.looks, stage.opened, stage.told) == (1, [], OPENING)
    stage.machine.listed((A, B))
    assert stage.opened == [(1, A)]
    stage.machine.opened(1)
    assert stage.told == OPENING
    stage.frame()
    assert stage.told == LIVE
    assert stage.machine.status.camera == A
    assert stage.remembered == [A.key]


def test_the_remembered_camera_is_opened_and_not_the_first_one() -> None:
    stage = Stage(key=B.key)
    stage.start(A, B)
    assert stage.opened == [(1, B)]


def test_a_remembered_camera_that_is_not_there_is_waited_for_and_no_other_is_opened() -> None:
    stage = Stage(key=B.key)
    stage.start(A)
    assert stage.told == (CameraState.ABSENT, CameraReason.UNPLUGGED)
    assert stage.machine.cameras == (A,)
    stage.pass_time(30)
    assert stage.opened == []
    stage.machine.listed((A, B))
    assert stage.opened == [(1, B)]
    stage.frame()
    assert stage.told == LIVE


@pytest.mark.parametrize("why", [CameraReason.NONE_PLUGGED_IN, CameraReason.NO_SUPPORT])
def test_without_any_camera_it_says_why_and_waits_for_one(stage: Stage, why: CameraReason) -> None:
    stage.machine.start(None, permitted=True)
    stage.machine.listed((), why)
    assert stage.told == (CameraState.ABSENT, why)
    stage.machine.listed((B,))
    assert stage.opened == [(1, B)]


def test_nobody_is_asked_twice_and_nothing_is_opened_before_the_answer(stage: Stage) -> None:
    stage.machine.start(None, permitted=None)
    stage.machine.listed((A,))
    stage.pass_time(60)
    assert stage.told == (CameraState.ASKING, None)
    assert (stage.looks, stage.opened) == (0, [])
    stage.machine.answered(permitted=True)
    stage.machine.listed((A,))
    assert stage.opened == [(1, A)]


def test_no_is_no(stage: Stage) -> None:
    stage.machine.start(None, permitted=None)
    stage.machine.answered(permitted=False)
    assert stage.told == (CameraState.DENIED, CameraReason.NOT_ALLOWED)
    stage.pass_time(60)
    assert (stage.looks, stage.opened) == (0, [])
    stage.machine.start(None, permitted=True)
    assert stage.told == OPENING


def test_an_answer_after_the_stop_opens_nothing(stage: Stage) -> None:
    stage.machine.start(None, permitted=None)
    stage.machine.stop()
    stage.machine.answered(permitted=True)
    assert stage.told == (CameraState.OFF, None)
    assert stage.looks == 0


def test_opening_is_called_slow_after_two_seconds_and_given_up_after_eight(stage: Stage) -> None:
    stage.start(A)
    stage.pass_time(1.875)
    assert not stage.machine.status.slow
    stage.pass_time(TICK_S)
    assert (stage.told, stage.machine.status.slow) == (OPENING, True)
    stage.pass_time(5.875)
    assert stage.told == OPENING
    stage.pass_time(TICK_S)
    assert stage.told == SILENT
    assert stage.dropped == [1]


def test_the_first_picture_is_awaited_for_five_seconds(stage: Stage) -> None:
    stage.start(A)
    stage.pass_time(3)
    stage.machine.opened(1)
    stage.pass_time(4.875)
    assert stage.told == OPENING
    stage.pass_time(TICK_S)
    assert (stage.told, stage.dropped) == (SILENT, [1])


def test_another_format_gets_the_time_of_another_opening(stage: Stage) -> None:
    stage.start(A)
    stage.machine.opened(1)
    stage.pass_time(4)
    stage.machine.opening(1)
    stage.pass_time(7.875)
    assert stage.told == OPENING
    stage.pass_time(TICK_S)
    assert stage.told == SILENT


def test_a_list_that_never_comes_is_said(stage: Stage) -> None:
    stage.machine.start(None, permitted=True)
    stage.pass_time(8)
    assert stage.told == (CameraState.FAILED, CameraReason.BROKEN)
    stage.machine.listed((A,))
    assert stage.opened == [(1, A)]


def test_a_second_without_a_picture_is_a_stall_and_the_next_picture_ends_it(stage: Stage) -> None:
    stage.live()
    stage.pass_time(5, with_frames=True)
    assert stage.told == LIVE
    stage.pass_time(0.875)
    assert stage.told == LIVE
    stage.pass_time(TICK_S)
    assert stage.told == STALLED
    stage.frame()
    assert stage.told == LIVE
    assert stage.dropped == []


def test_four_seconds_without_a_picture_begin_a_new_session(stage: Stage) -> None:
    first = stage.live()
    stage.pass_time(3.875)
    assert stage.dropped == []
    stage.pass_time(TICK_S)
    assert stage.dropped == [first]
    stage.machine.listed((A,))
    assert stage.opened == [(1, A), (2, A)]
    assert stage.told == STALLED  # until there is a picture again
    stage.frame()
    assert stage.told == LIVE


def test_an_older_session_sets_no_state(stage: Stage) -> None:
    old = stage.live()
    stage.pass_time(4)
    stage.machine.listed((A,))
    stage.frame(old)
    stage.machine.opened(old)
    stage.machine.opening(old)
    assert stage.told == STALLED
    stage.frame()
    stage.machine.lost(old, NOTHING_FOUND)
    stage.machine.could_not_open(old, Diagnosis(CameraReason.IN_USE, "Cheese"))
    stage.machine.ended(old)
    assert stage.told == LIVE


def test_two_sessions_that_hang_are_enough(stage: Stage) -> None:
    stage.live()
    stage.pass_time(4)
    stage.machine.listed((A,))
    stage.pass_time(8)
    assert stage.dropped == [1, 2]
    stage.pass_time(0.5)
    stage.machine.listed((A,))
    assert stage.told == STUCK
    stage.pass_time(60)
    stage.machine.listed((A,))
    assert len(stage.opened) == 2
    assert stage.told == STUCK


def test_stuck_ends_with_the_plug_pulled_and_put_back(stage: Stage) -> None:
    test_two_sessions_that_hang_are_enough(stage)
    stage.machine.listed(())
    assert stage.told == UNPLUGGED
    looks = stage.looks
    stage.machine.ended(1)  # the driver lets go of them
    assert stage.looks == looks + 1
    stage.machine.ended(2)
    stage.machine.listed(())
    stage.machine.listed((A,))
    stage.frame()
    assert stage.told == LIVE


def test_a_camera_that_vanishes_from_the_list_is_lost_at_once_though_pictures_come(stage: Stage) -> None:
    stage.live()
    stage.machine.listed((B,))
    assert (stage.told, stage.dropped) == (UNPLUGGED, [1])
    stage.machine.ended(1)
    stage.pass_time(60)
    assert len(stage.opened) == 1
    again = type(A)(A.key, A.name, 4, A.backend)
    stage.machine.listed((again, B))
    assert stage.opened[-1] == (2, again)
    assert stage.told == UNPLUGGED
    stage.frame()
    assert stage.told == LIVE


def test_bad_reads_are_a_loss_and_the_camera_is_tried_again_with_longer_pauses(stage: Stage) -> None:
    stage.live()
    stage.lose()
    assert stage.told == (CameraState.LOST, CameraReason.NO_PICTURE)
    pauses = []
    for _ in range(6):
        began, looks = stage.now, stage.looks
        while stage.looks == looks:
            stage.pass_time(TICK_S)
        pauses.append(stage.now - began)
        stage.machine.listed((A,))
        stage.fail()
    assert pauses == [0.5, 1.0, 2.0, 4.0, 4.0, 4.0]


def test_a_camera_that_was_live_long_enough_is_tried_again_soon(stage: Stage) -> None:
    for seconds, pause in ((0.5, 0.5), (0.5, 1.0), (3.0, 0.5)):
        stage.live() if not stage.opened else stage.frame()
        stage.pass_time(seconds, with_frames=True)
        stage.lose()
        looks = stage.looks
        stage.pass_time(pause - TICK_S)
        assert stage.looks == looks
        stage.pass_time(TICK_S)
        assert stage.looks == looks + 1
        stage.machine.listed((A,))


def test_a_camera_coming_back_may_fail_twice_before_its_reason_is_said(stage: Stage) -> None:
    stage.live()
    stage.machine.listed(())
    stage.machine.ended(1)
    stage.machine.listed((A,))
    for _ in range(2):
        stage.fail(Diagnosis(CameraReason.NOT_ALLOWED))
        assert stage.told == UNPLUGGED
        stage.pass_time(1)
        stage.machine.listed((A,))
    stage.fail(Diagnosis(CameraReason.NOT_ALLOWED))
    assert stage.told == (CameraState.FAILED, CameraReason.NOT_ALLOWED)


def test_the_program_that_uses_it_is_named_and_it_opens_by_itself_when_that_ends(stage: Stage) -> None:
    stage.start(A)
    stage.fail(Diagnosis(CameraReason.IN_USE, "Cheese"))
    assert stage.told == (CameraState.FAILED, CameraReason.IN_USE)
    assert stage.machine.status.holder == "Cheese"
    stage.pass_time(0.5)
    stage.machine.listed((A,))
    assert stage.told == (CameraState.FAILED, CameraReason.IN_USE)  # no flicker
    stage.frame()
    assert stage.told == LIVE


def test_a_camera_held_by_our_own_hanging_session_is_not_called_in_use(stage: Stage) -> None:
    stage.start(A)
    stage.pass_time(8)
    stage.pass_time(0.5)
    stage.machine.listed((A,))
    stage.fail(Diagnosis(CameraReason.IN_USE, "GettingOut"))
    assert stage.told == SILENT
    assert stage.machine.status.holder is None


def test_a_session_that_breaks_without_a_word_is_a_failure(stage: Stage) -> None:
    stage.live()
    stage.machine.ended(1)
    stage.pass_time(0.5)
    assert stage.looks == 2
    stage.machine.listed((A,))
    stage.machine.ended(2)
    stage.pass_time(1)
    stage.machine.listed((A,))
    stage.machine.ended(3)
    assert stage.told == (CameraState.FAILED, CameraReason.BROKEN)


def test_a_device_gone_between_list_and_opening_is_absent_and_not_failed(stage: Stage) -> None:
    stage.start(A)
    stage.fail(Diagnosis(CameraReason.UNPLUGGED))
    assert stage.told == (CameraState.ABSENT, CameraReason.UNPLUGGED)


def test_choosing_another_camera_waits_until_the_first_is_given_back(stage: Stage) -> None:
    stage.live(A, B)
    stage.machine.choose(B.key)
    assert (stage.told, stage.dropped) == (OPENING, [1])
    stage.machine.listed((A, B))
    assert len(stage.opened) == 1
    stage.machine.ended(1)
    stage.machine.listed((A, B))
    assert stage.opened[-1] == (2, B)
    stage.frame()
    assert stage.remembered == [A.key, B.key]


def test_a_camera_that_is_chosen_is_named_and_never_the_one_before(stage: Stage) -> None:
    stage.live(A, B)
    stage.machine.choose(B.key)
    assert stage.machine.status.camera == B
    stage.machine.ended(1)
    stage.machine.listed((A,))
    assert stage.told == (CameraState.ABSENT, CameraReason.UNPLUGGED)
    assert stage.machine.status.camera in (B, None)
    stage.machine.choose("usb:9:9:C#0")
    stage.machine.listed((A,))
    assert stage.machine.status.camera is None
    stage.machine.choose(A.key)
    assert stage.machine.status.camera == A


def test_a_session_that_does_not_end_is_waited_for_a_second_at_most(stage: Stage) -> None:
    stage.live(A, B)
    stage.machine.choose(B.key)
    stage.machine.listed((A, B))
    stage.pass_time(1)
    stage.machine.listed((A, B))
    assert stage.opened[-1] == (2, B)


def test_choosing_the_camera_that_is_shown_changes_nothing(stage: Stage) -> None:
    stage.live()
    stage.machine.choose(A.key)
    assert (stage.told, stage.dropped) == (LIVE, [])


def test_choosing_while_off_is_kept_for_the_next_start(stage: Stage) -> None:
    stage.machine.choose(B.key)
    assert stage.told == (CameraState.OFF, None)
    stage.start(A, B)
    assert stage.opened == [(1, B)]


def test_starting_again_tries_again_at_once(stage: Stage) -> None:
    stage.start(A)
    stage.fail(Diagnosis(CameraReason.NOT_ALLOWED))
    stage.machine.start(None, permitted=True)
    assert stage.told == OPENING
    stage.machine.listed((A,))
    assert stage.opened[-1] == (2, A)


@pytest.mark.parametrize("moment", ["listing", "opening", "opened", "live", "stalled", "failed", "absent"])
def test_a_stop_ends_everything_whatever_is_going_on(stage: Stage, moment: str) -> None:
    if moment == "listing":
        stage.machine.start(None, permitted=True)
    elif moment == "absent":
        stage.start()
    else:
        stage.start(A)
    if moment in ("opened", "live", "stalled"):
        stage.machine.opened(1)
    if moment in ("live", "stalled"):
        stage.frame()
    if moment == "stalled":
        stage.pass_time(2)
    if moment == "failed":
        stage.fail(Diagnosis(CameraReason.BROKEN))
    stage.machine.stop()
    assert stage.told == (CameraState.OFF, None)
    if moment in ("opening", "opened", "live", "stalled"):
        assert stage.dropped == [1]
    looks, opened = stage.looks, list(stage.opened)
    stage.machine.listed((A, B))
    stage.machine.listed(())
    stage.frame(1)
    stage.machine.lost(1, NOTHING_FOUND)
    stage.machine.ended(1)
    stage.pass_time(60)
    assert stage.told == (CameraState.OFF, None)
    assert (stage.looks, stage.opened) == (looks, opened)


def test_pictures_that_look_covered_are_a_hint_in_the_live_state(stage: Stage) -> None:
    stage.live()
    stage.machine.hint(CameraReason.COVERED)
    assert stage.told == (CameraState.LIVE, CameraReason.COVERED)
    stage.frame()
    assert stage.told == (CameraState.LIVE, CameraReason.COVERED)
    stage.machine.hint(None)
    assert stage.told == LIVE
    stage.machine.stop()
    stage.machine.hint(CameraReason.COVERED)
    states = [status.state for status in stage.statuses]
    assert states[-1] is CameraState.OFF


def test_every_state_is_told_once(stage: Stage) -> None:
    stage.live()
    stage.pass_time(3, with_frames=True)
    stage.machine.stop()
    stage.machine.stop()
    states = [status.state for status in stage.statuses]
    # Opening twice: the second time with the camera's name.
    assert states == [CameraState.OPENING, CameraState.OPENING, CameraState.LIVE, CameraState.OFF]
