"""The photo of a post is never lost in the editor: it is there again with its edit, and with the words it was for."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.photos import PhotoPurpose
from app.domain.values import StepKind
from app.views.sheets.edit_photo import EditPhotoSheet
from app.widgets.notice import NoticeCard
from contract.messages import Region
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_posts import news_family, posted
from tests.views.on_editor import editor, kept
from tests.views.on_news import open_news, snowman
from tests.views.test_news_view import composer, post, states
from tests.views.with_window import Desk

SHADE = 40


@pytest.fixture
def family(live: LiveServer) -> Family:
    return news_family(live, 25, with_photos=1)[0]


@pytest.fixture
def file(tmp_path: Path) -> str:
    return snowman(tmp_path)


@pytest.fixture
def news(signed_in: Desk) -> Desk:
    open_news(signed_in)
    signed_in.until(lambda: signed_in.app.post_compose.audience.places)
    return signed_in


def restart(desk: Desk) -> None:
    """Closed as a person does, and opened again at the News tab."""
    assert desk.program.screens.may_close()  # nothing is lost, so nothing is asked
    desk.close()
    desk.open()
    desk.until(lambda: desk.app.session is not None)
    open_news(desk)


def edit(desk: Desk, file: str) -> None:
    """A file in the editor, changed."""
    desk.program.screens.sheets.picker.answer_with(file)
    desk.hands.click("post_photo_upload")
    editor(desk)
    desk.app.edit_photo.set_brightness(SHADE)


def accept(desk: Desk) -> None:
    """Into the post that is shown."""
    desk.hands.click("edit_next")
    desk.hands.click("edit_next")
    desk.until(lambda: not desk.hands.sees("edit_photo"))
    desk.until(lambda: desk.hands.sees("post_photo") and desk.app.post_compose.photo.look is not None)


def go_on(desk: Desk) -> EditPhotoSheet:
    """Go On Editing."""
    desk.until(lambda: desk.hands.sees("post_photo_edited"))
    desk.hands.click("post_photo_go_on_editing")
    return editor(desk)


def refused(desk: Desk, live: LiveServer, family: Family) -> str:
    """The newest post is not approved, for a part of its photo; its submission."""
    submission_id = posted(live, family)[0].parts[0].submission_id
    live.refuse(submission_id, regions=(Region(x=0.25, y=0.25, width=0.5, height=0.5),))
    desk.until(lambda: states(desk) == [StepKind.REFUSED])
    return submission_id


def mend(desk: Desk) -> None:
    """Edit and Send Again, as far as the editor."""
    desk.until(lambda: desk.hands.sees("post_why"))
    desk.hands.click("post_why")
    desk.until(lambda: desk.hands.sees("post_mend"))
    desk.hands.click("post_mend")
    desk.until(lambda: desk.hands.sees("post_photo") and desk.app.post_compose.photo.photo is not None)
    desk.hands.click("post_photo_edit")
    editor(desk)


@pytest.fixture
def mending(news: Desk, live: LiveServer, family: Family, file: str) -> Desk:
    """The photo of a post that was not approved, in the editor and changed there."""
    edit(news, file)
    accept(news)
    post(news, "The biggest snowman!")
    refused(news, live, family)
    mend(news)
    news.app.edit_photo.set_brightness(SHADE + 1)
    return news


def test_it_is_there_again_after_the_window_was_closed_though_its_file_is_gone(
    news: Desk, live: LiveServer, family: Family, file: str
) -> None:
    news.hands.type("The biggest snowman!")
    assert not news.hands.sees("post_photo_edited")
    edit(news, file)
    Path(file).unlink()
    restart(news)
    news.until(lambda: news.hands.sees("post_photo_edited"))
    said = news.hands.find("post_photo_edited", NoticeCard).text
    assert said == "You were editing a photo. It is kept on this computer, with what you changed."
    sheet = go_on(news)
    assert news.app.edit_photo.edits.brightness == SHADE
    assert sheet.holds_work
    accept(news)
    assert kept(news) == ()
    assert composer(news).text == "The biggest snowman!"
    restart(news)
    news.until(lambda: news.hands.sees("post_photo"))
    assert not news.hands.sees("post_photo_edited")
    news.until(lambda: news.app.post_compose.can_post)
    news.hands.click("post_send")
    news.until(lambda: [sent.has_photo for sent in posted(live, family)] == [True])


def test_one_that_is_mended_goes_on_with_its_words_and_its_frame_and_is_sent_there_only(
    mending: Desk, live: LiveServer, family: Family
) -> None:
    marks = editor(mending).canvas.marks
    assert marks
    restart(mending)
    assert composer(mending).text == ""  # the post to everybody
    sheet = go_on(mending)
    assert sheet.canvas.marks == marks
    assert mending.hands.find("edit_reason", NoticeCard).text.startswith("Not approved.")
    assert mending.app.edit_photo.edits.brightness == SHADE + 1
    accept(mending)
    mending.until(lambda: composer(mending).text == "The biggest snowman!")
    assert mending.hands.sees("post_mending")
    mending.hands.click("post_send")
    mending.until(lambda: len(posted(live, family)) == 2)
    again, first = posted(live, family)
    assert (again.mends, again.has_photo) == (first.parts[0].submission_id, True)
    assert kept(mending) == ()


@pytest.mark.parametrize("is_hidden", [False, True])
def test_what_was_sent_again_without_it_leaves_the_photo_to_the_next_post(
    mending: Desk, live: LiveServer, family: Family, is_hidden: bool
) -> None:
    restart(mending)
    mending.until(lambda: mending.hands.sees("post_why"))
    mending.hands.click("post_why")
    mending.hands.click("post_mend")
    mending.until(lambda: mending.hands.sees("post_photo") and mending.app.post_compose.can_post)
    mending.hands.click("post_photo_remove")
    mending.until(lambda: not mending.hands.sees("post_photo"))
    mending.hands.click("post_send")
    mending.until(lambda: len(posted(live, family)) == 2)
    mending.until(lambda: states(mending) == [StepKind.PENDING])
    if is_hidden:
        mending.app.news.hide(posted(live, family)[0].local_id)
        mending.until(lambda: states(mending) == [StepKind.REFUSED])
    go_on(mending)
    accept(mending)
    assert not mending.hands.sees("post_mending")
    assert mending.app.post_compose.mending is None
    restart(mending)
    mending.until(lambda: mending.hands.sees("post_photo"))


def test_what_is_left_in_the_editor_on_purpose_is_really_gone(news: Desk, file: str) -> None:
    edit(news, file)
    restart(news)
    go_on(news).leave()
    news.hands.click("confirm_go_on")
    news.until(lambda: not news.hands.sees("edit_photo"))
    assert kept(news) == ()
    assert not news.hands.sees("post_photo_edited")


def test_a_session_that_ends_gives_it_back_to_its_member_alone(
    news: Desk, live: LiveServer, family: Family, file: str
) -> None:
    edit(news, file)
    live.revoke_everything(family)
    news.until(lambda: news.hands.sees("sign_in_view"))
    assert not news.hands.sees("edit_photo")
    live.add_member("stranger@example.org")
    news.sign_in(Family("stranger@example.org", "", "", ""))
    open_news(news)
    assert kept(news) == ()
    assert not news.hands.sees("post_photo_edited")
    assert news.app.edit_photo.picture is None
    news.app.sign_out()
    news.until(lambda: news.hands.sees("sign_in_view"))
    news.sign_in(family)
    open_news(news)
    go_on(news)
    assert news.app.edit_photo.edits.brightness == SHADE


def test_a_session_that_ends_over_a_mended_one_brings_its_words_back_with_it(
    mending: Desk, live: LiveServer, family: Family
) -> None:
    live.revoke_everything(family)
    mending.until(lambda: mending.hands.sees("sign_in_view"))
    mending.sign_in(family)
    editor(mending)
    assert mending.app.edit_photo.edits.brightness == SHADE + 1
    assert mending.app.edit_keeping.left(PhotoPurpose.POST) == ()
    accept(mending)  # into the tab it was left in
    mending.until(lambda: composer(mending).text == "The biggest snowman!")
    assert mending.hands.sees("post_mending")
