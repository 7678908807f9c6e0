"""A photo in the editor is never lost: there again after a restart, a kill or a sign-out, with the same edit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.domain.gallery import AudienceKind
from app.domain.photos import Rect
from app.domain.values import Connection, StepKind
from app.storage.profile import key_name, token_name
from app.views.name_field import NameField
from app.views.sheets.edit_photo import EditPhotoSheet
from app.widgets.notice import NoticeCard
from tests.scale import rounds
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_gallery import MARK, GalleryWorld
from tests.views.on_editor import editor, kept
from tests.views.sharing.on_photos import (
    kinds,
    open_gallery,
    open_photos,
    share,
    through_the_editor,
    upload,
    words,
)
from tests.views.with_window import Desk

ROOT = Path(__file__).parents[3]


def edit(desk: Desk, path: str, brightness: int = 40) -> None:
    """A file in the editor, changed."""
    upload(desk, path)
    editor(desk)
    desk.app.edit_photo.turn(1)
    desk.app.edit_photo.set_brightness(brightness)


def restart(desk: Desk) -> None:
    """Closed as a person does, and opened again at the Photos tab."""
    assert desk.program.screens.may_close()  # nothing is lost, so nothing is asked
    desk.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_photos(desk)


def offered(desk: Desk) -> str:
    """What the tab says of a photo that was being edited."""
    desk.until(lambda: desk.hands.sees("photos_edited"))
    return desk.hands.find("photos_edited", NoticeCard).text


def go_on(desk: Desk) -> EditPhotoSheet:
    """Go On Editing."""
    offered(desk)
    desk.hands.click("photos_go_on_editing")
    return editor(desk)


def test_a_photo_in_the_editor_is_there_again_after_the_window_was_closed_though_its_file_is_gone(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    assert not desk.hands.sees("photos_edited")
    edit(desk, pictures[0])
    before = desk.app.edit_photo.edits
    Path(pictures[0]).unlink()
    restart(desk)
    assert offered(desk) == ("You were editing a photo. It is kept on this computer, with what you changed.")
    sheet = go_on(desk)
    assert desk.app.edit_photo.edits == before
    assert sheet.holds_work
    assert not desk.hands.sees("photos_edited")
    through_the_editor(desk)
    share(desk, gallery="Our garden")
    open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    assert kept(desk) == ()
    restart(desk)
    assert kept(desk) == ()
    assert not desk.hands.sees("photos_edited")
    assert gallery_world.ever_taken(family) == 1


def test_a_photo_from_the_camera_is_there_again_too(signed_in: Desk) -> None:
    desk = signed_in
    open_photos(desk)
    desk.hands.click("empty_take")
    desk.until(lambda: desk.app.take_photo.can_shoot)
    desk.hands.click("shutter")
    desk.until(lambda: desk.hands.sees("use_photo"))
    desk.hands.click("use_photo")
    editor(desk)
    size = desk.app.edit_photo.size
    restart(desk)
    go_on(desk)
    assert desk.app.edit_photo.size == size


def test_what_is_left_in_the_editor_on_purpose_is_really_gone(
    signed_in: Desk, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    edit(desk, pictures[0])
    restart(desk)
    go_on(desk).leave()
    assert "what you changed here is gone" in words(desk)
    desk.hands.click("confirm_stay")
    assert len(kept(desk)) == 1
    editor(desk).leave()
    desk.hands.click("confirm_go_on")
    desk.until(lambda: not desk.hands.sees("edit_photo"))
    assert not desk.hands.sees("photos_edited")
    assert kept(desk) == ()
    upload(desk, pictures[1])
    editor(desk)
    desk.app.edit_keeping.flush()
    assert len(kept(desk)) == 1
    editor(desk).leave()  # nothing was changed, so nothing is asked
    assert kept(desk) == ()
    restart(desk)
    assert not desk.hands.sees("photos_edited")


def test_two_that_were_left_are_both_offered_and_another_file_takes_the_place_of_the_first(
    signed_in: Desk, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    edit(desk, pictures[0])
    restart(desk)
    edit(desk, pictures[1], 60)
    desk.program.screens.sheets.picker.answer_with(pictures[2])
    editor(desk).stage.other_file_requested.emit()
    desk.until(lambda: desk.app.edit_photo.origin and desk.app.edit_photo.origin.path == pictures[2])
    restart(desk)
    assert offered(desk).startswith("You were editing 2 photos. They are kept on this computer")
    assert [each.name for each in kept(desk)] == ["garden_0.jpg", "garden_2.jpg"]
    go_on(desk)
    assert desk.app.edit_photo.edits.brightness == 0
    through_the_editor(desk)
    desk.program.screens.sheets.sheet.leave()  # type: ignore[union-attr] # as Esc does
    desk.hands.click("confirm_stay")
    assert offered(desk).startswith("You were editing a photo.")
    go_on(desk)
    assert desk.app.edit_photo.edits.brightness == 40


def test_a_photo_that_is_mended_goes_on_with_reason_frame_title_and_whom_it_was_for(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    upload(desk, pictures[0])
    through_the_editor(desk)
    share(desk, gallery="Our garden")
    grid = open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    gallery_world.refuse(gallery_world.photos(family)[0])
    desk.until(lambda: kinds(desk) == {StepKind.REFUSED})
    grid.setFocus()
    grid.go_to(0)
    desk.until(lambda: desk.hands.sees("panel_mend"))
    desk.hands.click("panel_mend")
    editor(desk)
    desk.app.edit_photo.cut_to_shape(1.0)
    restart(desk)
    sheet = go_on(desk)
    assert "No licence plates." in desk.hands.find("edit_reason", NoticeCard).text
    size = desk.app.edit_photo.size
    assert sheet.canvas.marks == (
        Rect(MARK.x * size.width, MARK.y * size.height, MARK.width * size.width, MARK.height * size.height),
    )
    assert sheet.holds_work  # the cut is a change, though the photo was opened with it
    through_the_editor(desk)
    (field,) = (field for field in desk.hands.all_of("share_title") if isinstance(field, NameField))
    assert field.text == "garden 0"
    desk.until(lambda: desk.app.share_photo.people and desk.app.share_photo.reach.places)
    assert desk.app.share_photo.choice.kind is AudienceKind.CHOSEN
    desk.hands.click("share_share")
    desk.until(lambda: not desk.hands.sees("share_photo"))
    desk.until(lambda: [photo.parts[0].state.value for photo in gallery_world.photos(family)] == ["pending"])


def test_mending_the_same_photo_goes_on_where_it_was_left(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    upload(desk, pictures[0])
    through_the_editor(desk)
    share(desk, gallery="Our garden")
    open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    gallery_world.refuse(gallery_world.photos(family)[0])
    desk.until(lambda: kinds(desk) == {StepKind.REFUSED})
    key = desk.app.photos.photos[0].key
    desk.program.screens.sheets.sharing.mend(key)
    editor(desk)
    desk.app.edit_photo.set_brightness(33)
    restart(desk)
    offered(desk)
    desk.program.screens.sheets.sharing.mend(key)
    editor(desk)
    assert desk.app.edit_photo.edits.brightness == 33
    assert len(kept(desk)) == 1


def test_a_prepared_photo_that_was_edited_again_keeps_its_place(
    signed_in: Desk, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    upload(desk, *pictures[:2])
    desk.until(lambda: desk.hands.sees("share_photo") and desk.app.prepare_photos.is_ready)
    desk.hands.all_of("share_edit")[0].click()  # type: ignore[attr-defined]
    editor(desk)
    desk.app.edit_photo.set_brightness(25)
    restart(desk)
    desk.until(lambda: desk.hands.sees("photos_left"))
    go_on(desk)
    through_the_editor(desk)
    assert [item.edits.brightness for item in desk.app.prepare_photos.items] == [25, 0]
    assert kept(desk) == ()


def test_a_session_that_ends_gives_the_photo_back_to_its_member_alone(
    signed_in: Desk,
    live: LiveServer,
    gallery_world: GalleryWorld,
    family: Family,
    pictures: tuple[str, ...],
) -> None:
    desk = signed_in
    open_photos(desk)
    edit(desk, pictures[0])
    live.revoke_everything(family)
    desk.until(lambda: desk.hands.sees("sign_in_view"))
    assert not desk.hands.sees("edit_photo")
    desk.sign_in(family)
    editor(desk)
    assert desk.app.edit_photo.edits.brightness == 40
    desk.app.sign_out()
    desk.until(lambda: desk.hands.sees("sign_in_view"))
    desk.sign_in(gallery_world.add_family("stranger@example.org"))
    open_photos(desk)
    assert kept(desk) == ()
    assert not desk.hands.sees("photos_edited")
    assert desk.app.edit_photo.picture is None
    desk.app.sign_out()
    desk.until(lambda: desk.hands.sees("sign_in_view"))
    desk.sign_in(family)
    open_photos(desk)
    go_on(desk)
    assert desk.app.edit_photo.edits.brightness == 40


def test_a_picture_that_was_damaged_on_this_computer_is_said_to_be_and_offered_no_more(
    signed_in: Desk, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    edit(desk, pictures[0])
    Path(pictures[0]).unlink()
    restart(desk)
    offered(desk)
    session = desk.app.hub.session
    assert session is not None
    session.stores.database.write(
        lambda connection: connection.execute("UPDATE editing_picture SET content = zeroblob(9)")
    )
    desk.hands.click("photos_go_on_editing")
    desk.until(lambda: desk.hands.sees("photos_fault"))
    desk.app.connection_changed.emit(Connection.ONLINE)  # as when the server is reached only now
    assert "is damaged" in desk.hands.find("photos_fault", NoticeCard).text
    assert not desk.hands.sees("photos_edited")
    assert kept(desk) == ()


def test_a_picture_that_can_not_be_opened_now_is_offered_again(
    signed_in: Desk, pictures: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = signed_in
    open_photos(desk)
    edit(desk, pictures[0])
    restart(desk)
    offered(desk)

    def no_memory(*_arguments: object, **_options: object) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr("app.imaging.opening.open_picture", no_memory)
        desk.hands.click("photos_go_on_editing")
        desk.until(lambda: "too little memory" in words(desk))
    desk.hands.find("edit_photo", EditPhotoSheet).leave()
    go_on(desk)
    assert desk.app.edit_photo.edits.brightness == 40


def kill_while_editing(desk: Desk, live: LiveServer, picture: str, lines: int, *options: str) -> int:
    """The real window in a process of its own, killed while it is edited there; the last edit it called kept."""
    session = desk.app.hub.session
    assert session is not None
    names = (token_name(session.identity), key_name(session.identity))
    secrets = {name: desk.secrets.get(name) for name in names}
    desk.close()
    command = [sys.executable, "-m", "tests.views.sharing.edit_until_killed"]
    process = subprocess.Popen(
        [*command, str(desk.folder), live.base_url, picture, *options],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps(secrets) + "\n")
    process.stdin.flush()
    said = [process.stdout.readline() for _ in range(lines)]
    process.kill()
    said += process.stdout.readlines()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    return [int(line) for line in said if line.endswith("\n")][-1]


def kill_often(desk: Desk, live: LiveServer, picture: str, times: int, *options: str) -> None:
    """Whatever was called kept is offered, with that edit or a later one; then it is thrown away."""
    for number in range(times):
        brightness = kill_while_editing(desk, live, picture, number % 3 + 1, *options)
        open_photos(desk)
        assert len(kept(desk)) == 1, "lost"
        sheet = go_on(desk)
        assert desk.app.edit_photo.edits.brightness >= brightness, "lost"
        sheet.leave()
        desk.hands.click("confirm_go_on")
        assert kept(desk) == ()


@pytest.mark.soak_scaled
@pytest.mark.timeout(600)
def test_a_kill_in_the_middle_of_editing_loses_nothing_that_was_kept(
    signed_in: Desk, live: LiveServer, pictures: tuple[str, ...]
) -> None:
    kill_often(signed_in, live, pictures[0], rounds(2, 30))


def test_a_client_that_says_kept_before_it_is_would_be_found_out(
    signed_in: Desk, live: LiveServer, pictures: tuple[str, ...]
) -> None:
    with pytest.raises(AssertionError, match="lost"):
        kill_often(signed_in, live, pictures[0], 3, "too-early")
