"""A photo in a post, in the real window at a real server: added, priced, posted, refused, mended, never lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from app.domain.posts import PostFaultKind
from app.domain.values import StepKind
from app.tour.hands import CONTROL
from app.widgets.button import LinkButton
from app.widgets.framed_photo import FramedPhoto
from app.widgets.notice import NoticeCard
from app.widgets.state_line import StateLine
from contract.messages import Region
from tests.unit.app.live import Family, LiveServer
from tests.unit.app.live_posts import news_family, posted
from tests.views.on_news import open_news, snowman
from tests.views.test_news_view import cards, composer, post, states, texts
from tests.views.with_window import Desk


@pytest.fixture
def home(live: LiveServer) -> tuple[Family, list[str]]:
    """A contact where photos are passed on, and one where they are not."""
    return news_family(live, 25, 30, with_photos=1)


@pytest.fixture
def family(home: tuple[Family, list[str]]) -> Family:
    return home[0]


@pytest.fixture
def file(tmp_path: Path) -> str:
    return snowman(tmp_path)


@pytest.fixture
def news(signed_in: Desk) -> Desk:
    open_news(signed_in)
    signed_in.until(lambda: signed_in.app.post_compose.audience.places)
    return signed_in


def through_the_editor(desk: Desk) -> None:
    desk.until(lambda: desk.hands.sees("edit_photo") and desk.app.edit_photo.picture is not None)
    desk.hands.click("edit_next")
    desk.hands.click("edit_next")
    desk.until(lambda: not desk.hands.sees("edit_photo"))


def add(desk: Desk, file: str) -> None:
    desk.program.screens.sheets.picker.answer_with(file)
    desk.hands.click("post_photo_upload")
    through_the_editor(desk)
    desk.until(lambda: desk.hands.sees("post_photo") and desk.app.post_compose.photo.look is not None)


def shown(desk: Desk) -> list[FramedPhoto]:
    found = desk.program.window.findChildren(FramedPhoto, "post_picture")
    return [one for one in found if one.isVisible() and one.picture is not None]


def refuse(live: LiveServer, submission_id: str) -> None:
    """With a part of the photo marked."""
    live.refuse(submission_id, regions=(Region(x=0.25, y=0.25, width=0.5, height=0.5),))


def test_the_whole_truth_stands_there_before_it_is_posted(news: Desk, file: str) -> None:
    assert texts(news, "post_photo_cost") == [
        "With one photo it costs 50¢. You can also drop or paste it here."
    ]
    assert texts(news, "audience_sum") == ["55¢"]
    add(news, file)
    news.until(lambda: texts(news, "audience_sum") == ["50¢"])
    assert texts(news, "audience_place") == ["Cedar Ridge"]
    assert texts(news, "audience_left_out") == [
        "Harbor Point takes no photos. Without the photo they would get it."
    ]
    news.hands.click("post_photo_remove")
    news.until(lambda: texts(news, "audience_sum") == ["55¢"])
    assert texts(news, "audience_left_out") == []


def test_it_is_posted_followed_refused_and_mended_there_only_with_its_mark(
    live: LiveServer, news: Desk, family: Family, file: str
) -> None:
    add(news, file)
    post(news, "The biggest snowman!")
    (sent,) = posted(live, family)
    assert (sent.has_photo, [part.price_cents for part in sent.parts]) == (True, [50])
    assert texts(news, "post_text") == [
        "Your photo and your words (20 characters) show here again once approved."
    ]
    assert not news.hands.sees("post_photo")
    refuse(live, sent.parts[0].submission_id)
    news.until(lambda: states(news) == [StepKind.REFUSED])
    news.until(lambda: len(shown(news)) == 1 and news.hands.sees("post_why"))
    news.hands.click("post_why")
    news.until(lambda: news.hands.sees("post_reason"))
    assert "Parts of the photo are marked" in news.hands.find("post_reason", NoticeCard).text
    news.hands.click("post_mend")
    news.until(lambda: news.hands.sees("post_photo") and composer(news).text == "The biggest snowman!")
    news.hands.click("post_photo_edit")
    news.until(lambda: news.hands.sees("edit_photo") and news.app.edit_photo.picture is not None)
    editor = news.program.screens.sheets.posting.sheet
    assert editor is not None
    assert [(mark.x, mark.width) for mark in editor.marks] == [(0.25, 0.5)]
    assert news.app.edit_photo.origin is not None
    assert news.app.edit_photo.origin.path == file
    news.hands.click("edit_next")
    news.hands.click("edit_next")
    news.until(lambda: not news.hands.sees("edit_photo"))
    news.hands.click("post_send")
    news.until(lambda: len(posted(live, family)) == 2)
    again = posted(live, family)[0]
    assert (again.mends, again.has_photo) == (sent.parts[0].submission_id, True)
    live.approve(again.parts[0].submission_id)
    news.until(lambda: len(shown(news)) == 2)


def test_a_post_is_appealed_once_and_somebody_else_decides_on_words_and_photo(
    live: LiveServer, news: Desk, family: Family, file: str
) -> None:
    add(news, file)
    post(news, "The biggest snowman!")
    part_id = posted(live, family)[0].parts[0].submission_id
    refuse(live, part_id)
    news.until(lambda: states(news) == [StepKind.REFUSED])
    news.until(lambda: news.hands.sees("post_why"))
    line, why = news.hands.find("post_part", StateLine), news.hands.find("post_why", LinkButton)
    middles = [part.mapTo(news.program.window, part.contentsRect().center()).y() for part in (line, why)]
    assert abs(middles[0] - middles[1]) <= 1, "the link stands lower or higher than its line"
    news.hands.click("post_why")
    news.until(lambda: news.hands.sees("post_appeal"))
    news.hands.click("post_appeal")
    news.until(lambda: news.hands.sees("appeal") and news.app.appeal.can_send)
    assert "50¢ is on hold until then" in texts(news, "appeal_means")[0]
    news.hands.type("It is only a snowman.")
    news.hands.press(Qt.Key.Key_Return, CONTROL)
    news.until(lambda: states(news) == [StepKind.APPEALED])
    news.until(lambda: news.hands.sees("post_appealed") and not news.hands.sees("post_appeal"))
    assert not news.hands.sees("post_mend")
    assert len(shown(news)) == 1
    live.approve(part_id, by="noor")
    news.until(lambda: states(news) == [StepKind.DELIVERED])
    news.until(lambda: any(words.endswith("after your appeal") for words in texts(news, "post_part")))


def test_a_draft_keeps_its_photo_when_the_window_is_closed(news: Desk, file: str) -> None:
    add(news, file)
    news.close()
    news.open()
    news.until(lambda: news.app.session is not None and QApplication.focusWidget() is not None)
    news.hands.press(Qt.Key.Key_2, CONTROL)
    news.until(lambda: news.hands.sees("post_photo") and news.app.post_compose.photo.look is not None)
    assert not composer(news).send.isEnabled()
    news.until(lambda: texts(news, "audience_sum") == ["50¢"])


def test_offline_it_waits_with_its_photo_and_can_be_taken_back_whole(
    live: LiveServer, news: Desk, family: Family, file: str
) -> None:
    live.stop()
    news.until(lambda: news.app.post_compose.offline)
    add(news, file)
    for _ in range(2):
        composer(news).box.edit.selectAll()
        news.hands.type("Good morning!")
        news.until(lambda: news.app.post_compose.can_post)
        news.hands.click("post_send")
        news.until(lambda: news.hands.sees("post_kept") and len(shown(news)) == 1)
        assert not news.hands.sees("post_photo")
        news.hands.click("post_edit")
        news.until(lambda: news.hands.sees("post_photo") and not cards(news))
    news.until(lambda: news.app.post_compose.can_post)
    news.hands.click("post_send")
    news.until(lambda: news.hands.sees("post_kept"))
    live.start()
    news.app.try_now()
    news.until(lambda: states(news) == [StepKind.PENDING])
    (sent,) = posted(live, family)
    assert sent.has_photo


def test_a_photo_that_was_lost_on_this_computer_never_lets_the_post_go_without_it(
    live: LiveServer, news: Desk, family: Family, file: str
) -> None:
    live.stop()
    news.until(lambda: news.app.post_compose.offline)
    add(news, file)
    news.hands.type("Good morning!")
    news.until(lambda: news.app.post_compose.can_post)
    news.hands.click("post_send")
    news.until(lambda: news.hands.sees("post_kept"))
    session = news.app.hub.session
    assert session is not None
    kept = session.stores.posts.waiting()[0]
    assert kept.photo is not None
    session.stores.post_photos.drop(kept.local_id, kept.photo)
    live.start()
    news.app.try_now()
    news.until(lambda: news.hands.sees("post_fault"))
    fault = cards(news)[0].item
    assert fault is not None
    assert fault.fault is not None
    assert fault.fault.kind is PostFaultKind.PICTURE
    assert posted(live, family) == ()


def test_a_picture_is_pasted_into_the_box_and_words_stay_words(news: Desk, file: str) -> None:
    edit = composer(news).box.edit
    clipboard = QApplication.clipboard()
    words = QMimeData()
    words.setText("Only words")
    clipboard.setMimeData(words)
    news.hands.press(Qt.Key.Key_V, CONTROL)
    news.until(lambda: edit.text == "Only words")
    image = QMimeData()
    image.setImageData(QImage.fromData(Path(file).read_bytes()))
    clipboard.setMimeData(image)
    news.hands.press(Qt.Key.Key_V, CONTROL)
    through_the_editor(news)
    news.until(lambda: news.hands.sees("post_photo"))
    news.hands.click("post_photo_remove")
    news.until(lambda: not news.hands.sees("post_photo"))
    files = QMimeData()
    files.setUrls([QUrl.fromLocalFile(file)])
    edit.insertFromMimeData(files)
    through_the_editor(news)
    news.until(lambda: news.hands.sees("post_photo"))
    assert edit.text == "Only words"


def test_where_nobody_can_get_a_photo_none_is_asked_for(live: LiveServer, desk: Desk) -> None:
    family, _ = news_family(live, 25)
    desk.sign_in(family)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(lambda: texts(desk, "post_photo_cost") == ["Nobody on your contact list can get a photo now."])
