"""Photos that were prepared and not shared: there again after a restart, with titles, gallery and audience."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.gallery import AudienceKind, PreparedChoice
from app.domain.photos import Rect
from app.domain.values import StepKind
from app.views.name_field import NameField
from app.views.sheets.edit_photo import EditPhotoSheet
from app.widgets.notice import NoticeCard
from tests.unit.app.live import Family
from tests.unit.app.live_gallery import MARK, GalleryWorld
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


def prepare(desk: Desk, *paths: str) -> None:
    """Chosen and opened; the sheet is there."""
    upload(desk, *paths)
    desk.until(lambda: desk.hands.sees("share_photo") and desk.app.prepare_photos.is_ready)
    desk.until(lambda: bool(desk.app.share_photo.people))


def titles(desk: Desk) -> list[str]:
    """As they stand in the fields."""
    return [field.text for field in desk.hands.all_of("share_title") if isinstance(field, NameField)]


def kept(desk: Desk) -> list[str]:
    """The titles of what the disk has, after all that was handed to it before."""
    found: list[list[str]] = []
    desk.app.hub.storage(
        desk.app,
        lambda session: [photo.title for photo in session.sharing.prepared()[0].values()],
        found.append,
    )
    desk.until(lambda: found)
    return found[0]


def left(desk: Desk) -> str:
    """What the tab says of photos that are not shared yet."""
    desk.until(lambda: desk.hands.sees("photos_left"))
    return desk.hands.find("photos_left", NoticeCard).text


def refuse_and_mend(desk: Desk, gallery_world: GalleryWorld, family: Family, path: str) -> None:
    """Shared whole, not approved, cut in the editor beside the reviewer's frame; the list is there."""
    upload(desk, path)
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
    assert framed(desk) == [AS_SENT]
    desk.app.edit_photo.cut_to_shape(1.0)
    desk.app.edit_photo.turn(1)
    through_the_editor(desk)


def editor(desk: Desk) -> EditPhotoSheet:
    """With its picture."""
    desk.until(lambda: desk.hands.sees("edit_photo") and desk.app.edit_photo.picture is not None)
    return desk.hands.find("edit_photo", EditPhotoSheet)


def reason(desk: Desk) -> str:
    """What stands beside the tools of why it was not approved."""
    return desk.hands.find("edit_reason", NoticeCard).text


def framed(desk: Desk) -> list[Rect]:
    """What the canvas frames, in fractions of the upright picture."""
    size, marks = desk.app.edit_photo.size, editor(desk).canvas.marks
    return [
        Rect(m.x / size.width, m.y / size.height, m.width / size.width, m.height / size.height) for m in marks
    ]


AS_SENT = Rect(MARK.x, MARK.y, MARK.width, MARK.height)


@pytest.mark.parametrize("has_original", [True, False])
def test_why_a_photo_was_not_approved_stands_beside_the_tools_again_after_a_restart(
    signed_in: Desk,
    gallery_world: GalleryWorld,
    family: Family,
    pictures: tuple[str, ...],
    has_original: bool,
) -> None:
    desk = signed_in
    open_photos(desk)
    refuse_and_mend(desk, gallery_world, family, pictures[0])
    desk.hands.click("share_edit")
    editor(desk)
    assert framed(desk) == [AS_SENT]  # where it was, though the photo was cut and turned since
    assert "No licence plates." in reason(desk)
    through_the_editor(desk)
    desk.close()
    if not has_original:
        Path(pictures[0]).unlink()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_photos(desk)
    left(desk)
    desk.hands.click("photos_go_on")
    desk.until(lambda: desk.hands.sees("share_photo") and desk.app.prepare_photos.is_ready)
    desk.hands.click("share_edit")
    editor(desk)
    assert "No licence plates." in reason(desk)
    assert "Crop it." in reason(desk)
    if has_original:
        assert framed(desk) == [AS_SENT]
        assert "The reviewer framed the place." in reason(desk)
    else:  # what was prepared stands in for it: no frame is drawn where nobody drew it, and none is spoken of
        assert framed(desk) == []
        assert "The reviewer framed" not in reason(desk)


def test_another_file_in_the_editor_takes_the_reason_with_it(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    refuse_and_mend(desk, gallery_world, family, pictures[0])
    desk.hands.click("share_edit")
    assert editor(desk).canvas.marks
    desk.program.screens.sheets.picker.answer_with(pictures[1])
    editor(desk).stage.other_file_requested.emit()
    desk.until(lambda: desk.app.edit_photo.origin and desk.app.edit_photo.origin.path == pictures[1])
    through_the_editor(desk)
    (item,) = desk.app.prepare_photos.items
    assert item.review is None
    assert item.replaces is not None


def test_after_a_restart_one_goes_on_where_one_was(
    signed_in: Desk, gallery_world: GalleryWorld, family: Family, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    prepare(desk, *pictures[:2])
    for field, title in zip(desk.hands.all_of("share_title"), ("Our porch", "The lake"), strict=True):
        assert isinstance(field, NameField)
        field.set_text(title)
    desk.hands.find("share_gallery_name", NameField).set_text("Summer")
    desk.hands.click("share_everybody")
    assert desk.program.screens.may_close()  # nothing is lost, so nothing is asked
    desk.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_photos(desk)
    assert left(desk).startswith("2 photos are not shared yet. They are kept on this computer")
    desk.hands.click("photos_go_on")
    desk.until(lambda: desk.hands.sees("share_photo") and desk.app.share_photo.reach.places)
    assert titles(desk) == ["Our porch", "The lake"]
    assert desk.hands.find("share_gallery_name", NameField).text == "Summer"
    assert desk.app.share_photo.choice.kind is AudienceKind.EVERYBODY
    desk.hands.click("share_share")
    desk.until(lambda: not desk.hands.sees("share_photo"))
    assert not desk.hands.sees("photos_left")
    open_gallery(desk)
    desk.until(lambda: kinds(desk) == {StepKind.PENDING})
    assert {photo.title for photo in gallery_world.photos(family)} == {"Our porch", "The lake"}
    desk.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_photos(desk)
    assert kept(desk) == []
    assert not desk.hands.sees("photos_left")
    assert gallery_world.ever_taken(family) == 2


def test_titles_and_choice_are_kept_while_one_still_is_at_it(
    signed_in: Desk, pictures: tuple[str, ...]
) -> None:
    desk = signed_in
    open_photos(desk)
    prepare(desk, pictures[0], pictures[1])
    field = desk.hands.find("share_title", NameField)
    field.set_text("Our porch")
    desk.hands.find("share_gallery_name", NameField).set_text("Summer")
    desk.until(lambda: kept(desk) == ["Our porch", "garden 1"])  # nothing was closed: a kill loses nothing
    choice: list[PreparedChoice] = []
    desk.app.hub.storage(desk.app, lambda session: session.sharing.prepared()[1], choice.append)
    desk.until(lambda: choice)
    assert choice[0].gallery_name == "Summer"


def test_later_or_never_is_asked_and_further_photos_join_those_that_wait(
    signed_in: Desk, pictures: tuple[str, ...]
) -> None:
    desk, hands = signed_in, signed_in.hands
    open_photos(desk)
    prepare(desk, *pictures[:2])
    desk.program.screens.sheets.sheet.leave()  # type: ignore[union-attr] # as Esc does
    assert "You find them under Photos" in words(desk)
    hands.click("confirm_stay")
    desk.until(lambda: not hands.sees("share_photo"))
    assert left(desk).startswith("2 photos are not shared yet.")
    prepare(desk, pictures[2])
    assert titles(desk) == ["garden 0", "garden 1", "garden 2"]
    desk.until(lambda: kept(desk) == ["garden 0", "garden 1", "garden 2"])
    desk.program.screens.sheets.sheet.leave()  # type: ignore[union-attr]
    hands.click("confirm_go_on")
    desk.until(lambda: not hands.sees("share_photo"))
    assert not hands.sees("photos_left")
    assert kept(desk) == []
