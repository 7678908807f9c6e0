"""A profile photo is never lost, sent twice or paid unasked: offline, ended sessions, closing, prices, withdrawal."""

from __future__ import annotations

from pathlib import Path

from app.domain.photos import PhotoPurpose
from app.domain.values import Connection, StepKind
from app.views.sheets.edit_photo import EditPhotoSheet
from app.widgets.avatar import Avatar
from app.widgets.notice import NoticeBar, NoticeCard
from app.widgets.state_line import StateLine
from app.widgets.waiting_photo import WaitingPhoto
from contract.messages import State
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_photos import PhotoWorld
from tests.views.on_editor import editor
from tests.views.photos.way import choose, kind, notice, open_account, send, send_one
from tests.views.with_window import Desk, no_keyring


def test_what_is_missing_is_said_before_any_camera_or_chooser_opens(
    desk: Desk, world: PhotoWorld, live: LiveServer
) -> None:
    family = world.add_family("poor@example.org", funds_cents=20, prices_cents=(25, 10))
    desk.sign_in(family)
    open_account(desk)
    assert "A new photo costs 35¢, only where it is approved" in desk.hands.words("account_photo_price")
    for button in ("account_photo_take", "account_photo_choose"):
        desk.hands.click(button)
        assert notice(desk).text == "15¢ is missing. A new photo costs 35¢ and your balance has 20¢ for it."
        assert desk.program.screens.sheets.sheet is None
    live.pay_in(family.member_id, 100)
    desk.until(lambda: not desk.hands.sees("account_photo_notice"))
    desk.hands.click("account_photo_take")
    assert desk.hands.sees("take_photo")


def test_each_facility_has_its_own_line_and_its_own_money(
    desk: Desk, world: PhotoWorld, live: LiveServer, picture: Path
) -> None:
    family = world.add_family("many@example.org", prices_cents=(25, 10))
    desk.sign_in(family)
    send_one(desk, picture)
    desk.until(lambda: desk.app.balance and desk.app.balance.held_cents == 35)
    names = {part.facility_name: number for number, part in enumerate(world.parts(family))}
    cheap = next(number for name, number in names.items() if name.startswith("Facility 2"))
    world.approve(family, cheap)
    shown = desk.hands.find("account_photo_shown", Avatar)
    desk.until(lambda: shown.picture)

    def lines() -> list[str]:
        window = desk.program.window
        found = window.findChildren(StateLine, "account_photo_part")
        return sorted(line.text for line in found if line.isVisible())

    desk.until(lambda: len(lines()) == 2 and "paid" in lines()[1])
    first, second = lines()
    assert "Facility 1" in first
    assert "25¢ on hold" in first
    assert "10¢ paid" in second
    assert world.states(family).count(State.PENDING) == 1


def test_withdrawing_gives_the_money_back_and_leaves_the_photo_to_be_mended(
    desk: Desk, world: PhotoWorld, live: LiveServer, picture: Path
) -> None:
    family = world.add_family("back@example.org", prices_cents=(25,))
    desk.sign_in(family)
    send_one(desk, picture)
    desk.hands.click("account_photo_withdraw")
    desk.until(lambda: kind(desk) is StepKind.WITHDRAWN)
    desk.until(lambda: desk.app.balance and desk.app.balance.held_cents == 0)
    assert not desk.hands.sees("account_photo_withdraw")
    assert desk.hands.words("account_photo_sentence").startswith("You withdrew the photo")
    notice(desk)
    desk.hands.click("account_photo_action")
    editor(desk)


def test_a_photo_made_without_a_connection_outlives_the_program_and_goes_out_once(
    desk: Desk, family: Family, live: LiveServer, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    open_account(desk)
    live.stop()
    desk.until(lambda: desk.app.connection is Connection.OFFLINE)
    choose(desk, picture)
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.QUEUED)
    assert desk.hands.find("account_photo_caption", StateLine).text == "Kept here"
    bar = desk.hands.find("notice_bar", NoticeBar)
    desk.until(lambda: "your photo waits here and is sent once" in bar.text)
    desk.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_account(desk)
    desk.until(lambda: kind(desk) is StepKind.QUEUED)
    waiting = desk.hands.find("account_photo_waiting", WaitingPhoto)
    desk.until(lambda: waiting.picture)
    live.start()
    desk.app.try_now()
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    assert world.sent_count(family) == 1


def restart(desk: Desk) -> None:
    """Closed as a person does, and opened again at My Account."""
    assert desk.program.screens.may_close()  # nothing is lost, so nothing is asked
    desk.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_account(desk)


def go_on(desk: Desk) -> EditPhotoSheet:
    """Go On Editing."""
    desk.until(lambda: desk.hands.sees("account_photo_edited"))
    desk.hands.click("account_photo_go_on_editing")
    return editor(desk)


def test_a_photo_in_the_editor_is_there_again_after_the_window_was_closed(
    desk: Desk, family: Family, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    open_account(desk)
    assert not desk.hands.sees("account_photo_edited")
    choose(desk, picture)
    desk.app.edit_photo.set_brightness(50)
    desk.app.edit_photo.zoom_to(2.0)
    before = desk.app.edit_photo.edits
    picture.unlink()
    restart(desk)
    desk.until(lambda: desk.hands.sees("account_photo_edited"))
    said = desk.hands.find("account_photo_edited", NoticeCard).text
    assert said == "You were editing a photo. It is kept on this computer, with what you changed."
    go_on(desk)
    assert desk.app.edit_photo.edits == before
    assert not desk.hands.sees("account_photo_edited")
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    restart(desk)
    assert desk.app.edit_keeping.left(PhotoPurpose.PROFILE) == ()
    assert not desk.hands.sees("account_photo_edited")
    assert world.sent_count(family) == 1


def test_a_photo_that_came_back_goes_on_with_reason_and_frame_and_is_gone_once_thrown_away(
    desk: Desk, family: Family, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    send_one(desk, picture)
    world.refuse(family)
    desk.until(lambda: kind(desk) is StepKind.REFUSED)
    notice(desk)
    desk.hands.click("account_photo_action")
    marks = editor(desk).canvas.marks
    assert marks
    desk.app.edit_photo.zoom_to(1.5)
    restart(desk)
    sheet = go_on(desk)
    assert sheet.canvas.marks == marks  # though the edit it is opened with is another one by now
    assert desk.hands.find("edit_reason", NoticeCard).text
    sheet.leave()
    desk.hands.click("confirm_go_on")
    desk.until(lambda: not desk.hands.sees("edit_photo"))
    restart(desk)
    assert not desk.hands.sees("account_photo_edited")


def test_where_nothing_is_kept_the_window_is_not_closed_over_a_photo_without_asking(
    desk: Desk, family: Family, picture: Path
) -> None:
    desk.close()
    desk.secrets = no_keyring()
    desk.open()
    desk.sign_in(family)
    open_account(desk)
    choose(desk, picture)
    desk.app.edit_photo.set_brightness(50)
    assert not desk.program.window.close()
    desk.until(lambda: desk.hands.sees("confirm_stay"))
    desk.hands.click("confirm_stay")
    desk.until(lambda: not desk.hands.sees("confirm_stay"))
    assert editor(desk).holds_work
    assert desk.app.edit_photo.edits.brightness == 50


def test_a_session_that_ends_in_the_editor_gives_the_photo_back_to_its_member_alone(
    desk: Desk, family: Family, live: LiveServer, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    open_account(desk)
    choose(desk, picture)
    desk.app.edit_photo.set_brightness(50)
    live.revoke_everything(family)
    desk.until(lambda: desk.hands.sees("sign_in_view"))
    assert not desk.hands.sees("edit_photo")
    desk.sign_in(family)
    editor(desk)
    assert desk.app.edit_photo.edits.brightness == 50
    live.revoke_everything(family)
    desk.until(lambda: desk.hands.sees("sign_in_view"))
    stranger = world.add_family("stranger@example.org")
    desk.sign_in(stranger)
    open_account(desk)
    assert desk.program.screens.sheets.sheet is None
    assert desk.app.edit_photo.picture is None


def test_a_session_that_ends_over_a_photo_just_taken_gives_it_back_too(
    desk: Desk, family: Family, live: LiveServer
) -> None:
    desk.sign_in(family)
    open_account(desk)
    desk.hands.click("account_photo_take")
    desk.until(lambda: desk.app.take_photo.can_shoot)
    desk.hands.click("shutter")
    desk.until(lambda: desk.hands.sees("use_photo"))
    live.revoke_everything(family)
    desk.until(lambda: desk.hands.sees("sign_in_view"))
    desk.sign_in(family)
    assert editor(desk).holds_work


def test_a_price_that_changed_meanwhile_is_paid_only_after_a_yes(
    desk: Desk, family: Family, live: LiveServer, world: PhotoWorld, picture: Path
) -> None:
    desk.sign_in(family)
    open_account(desk)
    live.stop()
    desk.until(lambda: desk.app.connection is Connection.OFFLINE)
    choose(desk, picture)
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.QUEUED)
    live.start()
    world.set_price(family, 25)
    desk.app.try_now()
    desk.until(lambda: kind(desk) is StepKind.FAILED)
    assert notice(desk).text.startswith("The price is 25¢ by now.")
    assert world.sent_count(family) == 0
    desk.hands.click("account_photo_action")
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    desk.until(lambda: desk.app.balance and desk.app.balance.held_cents == 25)
    assert world.sent_count(family) == 1


def test_a_photo_waits_for_a_first_contact_and_goes_there_for_its_price_when_wished(
    desk: Desk, live: LiveServer, world: PhotoWorld, picture: Path
) -> None:
    facility_id = world.add_facility("Lonely Hill", 25)
    member_id = live.add_member("alone@example.org")
    live.pay_in(member_id, 100)
    alone = Family("alone@example.org", member_id, "", "")
    desk.sign_in(alone)
    open_account(desk)
    assert "waits until you have a contact" in desk.hands.words("account_photo_price")
    choose(desk, picture)
    send(desk)
    desk.until(lambda: kind(desk) is StepKind.PENDING)
    assert "waits for your first contact" in desk.hands.words("account_photo_sentence")
    live.connect(member_id, live.add_resident(facility_id))
    desk.until(lambda: desk.app.profile_photo.standing.waits_for_wish)
    assert notice(desk).text.startswith("You have a contact now.")
    desk.hands.click("account_photo_action")
    desk.until(lambda: desk.app.balance and desk.app.balance.held_cents == 25)
    assert world.states(alone) == [State.PENDING]
