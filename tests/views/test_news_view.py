"""The News tab in the real window: who gets it and what it costs, posting, and what follows, at a real server."""

from __future__ import annotations

import uuid
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QWidget

from app.domain.values import Connection, DraftKept, StepKind
from app.tour.hands import CONTROL
from app.views.post_card import PostCard
from app.widgets.composer import Composer
from app.widgets.notice import NoticeCard
from app.widgets.state_line import StateLine
from contract.facilities import Feature
from contract.posts import NewPost
from server.services.standing import ResidentState
from tests.unit.app.live import OPERATOR, Family, LiveServer
from tests.unit.app.live_posts import news_family, part_id, posted, set_price, told
from tests.views.with_window import Desk

SAYING = (StateLine, QLabel)
SEALED = "Your words (11 characters) show here again once approved."
LINE = "The cat sits at the porch light every night as if it were television. "


def composer(desk: Desk) -> Composer:
    return desk.hands.find("post_composer", Composer)


def cards(desk: Desk) -> list[PostCard]:
    """On the screen, from the top."""
    found = [card for card in desk.program.window.findChildren(PostCard) if card.isVisible()]
    return sorted(found, key=lambda card: card.y())


def texts(desk: Desk, name: str) -> list[str]:
    """What every visible label or line of this name says, in the order of the screen."""
    found = [one for one in desk.program.window.findChildren(QWidget, name) if one.isVisible()]
    found.sort(key=lambda one: one.mapToGlobal(one.rect().topLeft()).y())
    said = [
        one.text if isinstance(one, StateLine) else one.text() for one in found if isinstance(one, SAYING)
    ]
    return [words.replace("\u2068", "").replace("\u2069", "") for words in said]


def states(desk: Desk) -> list[StepKind]:
    """Of the newest post, by facility."""
    shown = cards(desk)
    item = shown[0].item if shown else None
    return [] if item is None else [part.kind for part in item.parts]


@pytest.fixture
def places() -> tuple[int, ...]:
    """What a post costs at each facility."""
    return (25, 30)


@pytest.fixture
def home(live: LiveServer, places: tuple[int, ...]) -> tuple[Family, list[str]]:
    return news_family(live, *places)


@pytest.fixture
def facility_ids(home: tuple[Family, list[str]]) -> list[str]:
    return home[1]


@pytest.fixture
def family(home: tuple[Family, list[str]]) -> Family:
    """A member with $10.00 and one contact at each facility with news."""
    return home[0]


@pytest.fixture
def news(signed_in: Desk) -> Desk:
    """The News tab, the keyboard in the box."""
    signed_in.hands.press(Qt.Key.Key_2, CONTROL)
    signed_in.until(lambda: composer(signed_in).box.edit.hasFocus())
    signed_in.until(lambda: signed_in.app.post_compose.audience.places)
    return signed_in


def post(desk: Desk, words: str = "The snow is here! School is closed tomorrow.") -> None:
    """Typed and posted; returns once the server has it."""
    before = len(cards(desk))
    desk.hands.type(words)
    desk.until(lambda: desk.app.post_compose.can_post)
    desk.hands.click("post_send")
    desk.until(lambda: len(cards(desk)) > before and states(desk))


def test_it_says_who_gets_it_what_it_costs_and_who_does_not_before_posting(
    live: LiveServer, desk: Desk, family: Family
) -> None:
    without = live.add_facility("Lakeview")
    live.connect(family.member_id, live.add_resident(without, "Yusuf Demir"))
    with_news = live.add_facility("Quiet Hills")
    live.services.facilities.set_features(with_news, (Feature.MESSAGES, Feature.NEWS), OPERATOR)
    moved = live.add_resident(with_news, "Samira Haddad")
    live.connect(family.member_id, moved)
    live.services.residents.set_state(OPERATOR, moved, ResidentState.BEING_MOVED)
    desk.sign_in(family)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(lambda: texts(desk, "audience_place") == ["Cedar Ridge", "Harbor Point"])
    assert texts(desk, "audience_people") == ["Mateo Rivera", "Linh Trần"]
    assert texts(desk, "audience_sum") == ["55¢"]
    (reads,) = texts(desk, "audience_reads")
    assert "Balance after posting $9.45." in reads
    assert "read 2 times, once at each facility" in reads
    why = texts(desk, "audience_left_out")
    assert why[0].startswith("Is being moved since")
    assert why[1] == "Lakeview has no news."
    assert composer(desk).price_line.text == "55¢ · 2 people at 2 facilities"


def test_a_post_is_kept_sent_and_followed_at_every_facility(
    live: LiveServer, news: Desk, family: Family, facility_ids: list[str]
) -> None:
    post(news)
    assert composer(news).text == ""
    assert states(news) == [StepKind.PENDING, StepKind.PENDING]
    news.until(lambda: texts(news, "post_summary") == ["Waiting at 2"])
    assert texts(news, "post_text")[0].startswith("Your words (44 characters) show here again")
    news.until(lambda: news.app.balance is not None and news.app.balance.available_cents == 945)
    live.approve(part_id(live, family, facility_ids[0]))
    live.refuse(part_id(live, family, facility_ids[1]), 4, 8)
    news.until(lambda: states(news) == [StepKind.DELIVERED, StepKind.REFUSED])
    news.until(lambda: texts(news, "post_summary") == ["Approved at 1, not approved at 1"])
    assert texts(news, "post_text") == ["The snow is here! School is closed tomorrow."]
    assert texts(news, "post_part")[1].endswith("30¢ is back in your balance")
    news.until(lambda: news.hands.sees("post_why"))
    news.hands.click("post_why")
    news.until(lambda: news.hands.sees("post_reason"))
    reason = news.hands.find("post_reason", NoticeCard)
    assert "Rule" in reason.text
    assert "snow" in reason.text.partition("Marked:")[2]


def test_what_was_not_approved_is_edited_and_sent_again_there_only(
    live: LiveServer, news: Desk, family: Family, facility_ids: list[str]
) -> None:
    post(news)
    live.refuse(part_id(live, family, facility_ids[1]))
    news.until(lambda: StepKind.REFUSED in states(news))
    news.until(lambda: news.hands.sees("post_why"))
    news.hands.click("post_why")
    news.until(lambda: news.hands.sees("post_mend"))
    news.hands.click("post_mend")
    news.until(lambda: composer(news).text.startswith("The snow is here!"))
    assert "Harbor Point, there only" in news.hands.find("post_mending", NoticeCard).text
    assert texts(news, "audience_place") == ["Harbor Point"]
    composer(news).box.edit.selectAll()
    post(news, "Snow, at last.")
    newest = posted(live, family)[0]
    assert [part.facility_id for part in newest.parts] == [facility_ids[1]]
    assert newest.mends is not None
    assert not news.hands.sees("post_mending")
    assert texts(news, "audience_place") == ["Cedar Ridge", "Harbor Point"]
    news.until(lambda: any("sent again" in words for words in texts(news, "post_part")))
    mending = cards(news)[0].item
    assert mending is not None
    cards(news)[0].hide_requested.emit(mending.key)
    news.until(lambda: len(cards(news)) == 1)
    assert any("sent again" in words for words in texts(news, "post_part"))


def test_it_is_withdrawn_at_one_facility_and_hidden_and_brought_back(
    live: LiveServer, news: Desk, family: Family
) -> None:
    post(news)
    news.until(lambda: news.hands.sees("post_part_withdraw"))
    news.hands.click("post_part_withdraw")
    news.until(lambda: sorted(kind.value for kind in states(news)) == ["pending", "withdrawn"])
    news.until(lambda: news.hands.sees("post_hide"))
    news.hands.click("post_hide")
    news.until(lambda: not cards(news))
    assert posted(live, family) == ()
    choose(news, "Hidden")
    news.until(lambda: len(cards(news)) == 1)
    assert not news.hands.sees("news_notice")  # it stands there, with the way back on it
    choose(news, "Everything")
    news.until(lambda: not cards(news))
    news.hands.click("news_notice_action")
    news.until(lambda: len(cards(news)) == 1)
    assert len(posted(live, family)) == 1


@pytest.mark.parametrize("places", [(25,)])
def test_withdrawing_what_was_decided_meanwhile_says_so(
    live: LiveServer, news: Desk, family: Family, facility_ids: list[str]
) -> None:
    post(news)
    card = cards(news)[0]
    item = card.item
    assert item is not None
    live.approve(part_id(live, family, facility_ids[0]))
    card.withdraw_requested.emit(item.key, item.parts[0].submission_id)
    news.until(lambda: states(news) == [StepKind.DELIVERED])
    news.until(lambda: news.hands.sees("news_notice"))


def test_the_495th_to_505th_character_are_counted_marked_and_answered(news: Desk) -> None:
    box = composer(news)
    news.hands.type((LINE * 8)[:494])
    for number in range(495, 506):
        news.hands.type("x")
        left = 500 - number
        words = f"{left} left" if left >= 0 else f"−{-left}"
        news.until(lambda words=words: box.countdown.text == words)  # type: ignore[misc]
        assert box.send.isEnabled() == (left >= 0)
        marks = box.box.edit.extraSelections()
        assert len(box.text) == number
        if left < 0:
            assert (marks[0].cursor.selectionStart(), marks[0].cursor.selectionEnd()) == (500, number)
            assert "Nothing is cut" in box.reason_line.text
        else:
            assert marks == []
    news.hands.press(Qt.Key.Key_Return, CONTROL)
    assert len(box.text) == 505
    assert not cards(news)


def test_too_little_balance_says_the_missing_sum_and_keeps_the_draft(
    live: LiveServer, desk: Desk, family: Family
) -> None:
    live.spend(family, 950)
    desk.sign_in(family)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(lambda: desk.app.post_compose.audience.places)
    desk.hands.type("Good morning!")
    desk.until(lambda: composer(desk).notice.isVisible())
    assert composer(desk).notice.text.startswith("5¢ is missing. This post costs 55¢")
    desk.hands.click("post_send")
    desk.until(lambda: desk.hands.sees("voucher_code"))
    assert composer(desk).text == "Good morning!"
    desk.until(lambda: desk.app.post_compose.draft_kept is DraftKept.KEPT)


def test_another_price_is_agreed_to_before_anything_is_posted(
    live: LiveServer, news: Desk, family: Family, facility_ids: list[str]
) -> None:
    news.hands.type("Good morning!")
    set_price(live, facility_ids[0], 40)
    news.until(lambda: composer(news).notice.isVisible())
    assert "costs 70¢; it was 55¢" in composer(news).notice.text
    assert not composer(news).send.isEnabled()
    composer(news).notice.action.click()
    news.until(lambda: composer(news).send.isEnabled())
    news.hands.click("post_send")
    news.until(lambda: len(posted(live, family)) == 1)
    assert [part.price_cents for part in posted(live, family)[0].parts] == [40, 30]


def test_a_draft_is_there_again_after_the_window_was_closed(news: Desk, family: Family) -> None:
    news.hands.type("Half a thought")
    news.until(lambda: news.app.post_compose.draft_kept is DraftKept.KEPT)
    news.close()
    news.open()
    news.until(lambda: news.app.session is not None and QApplication.focusWidget() is not None)
    news.hands.press(Qt.Key.Key_2, CONTROL)
    news.until(lambda: composer(news).text == "Half a thought")


def test_offline_it_is_kept_here_and_goes_out_once_by_itself(
    live: LiveServer, news: Desk, family: Family
) -> None:
    live.stop()
    news.until(lambda: news.app.post_compose.offline)
    news.hands.type("Good morning!")
    news.until(lambda: composer(news).send.text() == "Post when online" and composer(news).send.isEnabled())
    news.hands.click("post_send")
    news.until(
        lambda: texts(news, "post_kept") == ["Kept on this computer · goes out by itself when you are online"]
    )
    live.start()
    news.app.try_now()
    news.until(lambda: states(news) == [StepKind.PENDING] * 2)
    assert len(posted(live, family)) == 1


def test_one_that_is_kept_here_can_be_edited_again(live: LiveServer, news: Desk, family: Family) -> None:
    live.stop()
    news.until(lambda: news.app.post_compose.offline)
    news.hands.type("Good mroning!")
    news.until(lambda: news.app.post_compose.can_post)
    news.hands.click("post_send")
    news.until(lambda: news.hands.sees("post_edit"))
    news.hands.click("post_edit")
    news.until(lambda: composer(news).text == "Good mroning!" and not cards(news))
    live.start()
    news.app.try_now()
    news.until(lambda: not news.app.post_compose.offline)
    assert posted(live, family) == ()


def feed(desk: Desk) -> list[str]:
    """The words of the cards, from the top."""
    return texts(desk, "post_text")


def choose(desk: Desk, words: str) -> None:
    """One line of the filter."""
    box = desk.hands.find("news_filter", QComboBox)
    place = box.findText(words)
    assert place >= 0, words
    box.setCurrentIndex(place)
    box.activated.emit(place)


def test_what_a_contact_posts_arrives_in_the_feed_once_it_is_approved(
    live: LiveServer, family: Family, news: Desk
) -> None:
    post(news, "My own post")
    told(live, family, "We planted beans.")
    news.until(lambda: feed(news) == ["We planted beans.", SEALED])
    assert texts(news, "post_author") == ["Mateo Rivera", "You"]


def test_the_feed_is_filtered_to_mine_theirs_and_one_contact(
    live: LiveServer, family: Family, news: Desk
) -> None:
    post(news, "My own post")
    told(live, family, "We planted beans.")
    news.until(lambda: len(feed(news)) == 2)
    for words, wanted in (
        ("Mine", [SEALED]),
        ("Theirs", ["We planted beans."]),
        ("Mateo Rivera", ["We planted beans."]),
        ("Linh Trần", []),
        ("Everything", ["We planted beans.", SEALED]),
    ):
        choose(news, words)
        news.until(partial(_shows, news, wanted))
    choose(news, "Linh Trần")
    news.until(lambda: "Nothing from this contact yet" in " ".join(texts(news, "news_empty")))


def test_a_contacts_post_is_hidden_and_brought_back(live: LiveServer, family: Family, news: Desk) -> None:
    told(live, family, "We planted beans.")
    news.until(lambda: feed(news) == ["We planted beans."])
    news.hands.click("post_hide")
    news.until(lambda: feed(news) == [])
    assert live.services.resident_posts.page(family.member_id).items == ()
    news.hands.click("news_notice_action")
    news.until(lambda: feed(news) == ["We planted beans."])


def test_what_was_hidden_elsewhere_stands_under_hidden_and_can_be_shown_again(
    live: LiveServer, family: Family, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.resident_posts.PAGE_SIZE", 1)
    place = live.services.contacts.get(family.member_id, family.contact_id).facility_id
    for words in ("Mine, hidden", "Mine, shown"):
        new = NewPost(text=words, facility_ids=(place,), price_cents=25)
        post_id = live.services.posts.send(family.member_id, str(uuid.uuid4()), new).id
        live.approve(posted(live, family)[0].parts[0].submission_id)
        if words == "Mine, hidden":
            live.services.posts.hide(family.member_id, post_id)
    for words in ("Theirs, first", "Theirs, second"):
        live.services.resident_posts.hide(family.member_id, told(live, family, words))
    desk.sign_in(family)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(partial(_shows, desk, ["Mine, shown"]))
    choose(desk, "Hidden")
    desk.until(lambda: feed(desk) == ["Theirs, second"] and desk.hands.sees("news_older"))
    desk.hands.click("news_older")
    desk.until(partial(_shows, desk, ["Theirs, second", "Theirs, first", "Mine, hidden"]))
    assert not desk.hands.sees("post_hide")
    desk.hands.click("post_show")
    desk.until(lambda: "Theirs, second" not in feed(desk))
    choose(desk, "Everything")
    desk.until(partial(_shows, desk, ["Theirs, second", "Mine, shown"]))
    choose(desk, "Mine")
    desk.until(partial(_shows, desk, ["Mine, shown"]))


def test_with_nothing_hidden_it_says_what_would_stand_there(news: Desk) -> None:
    choose(news, "Hidden")
    news.until(lambda: any("Nothing is hidden" in words for words in texts(news, "news_empty")))
    assert not news.hands.sees("news_older")


def test_of_one_contact_what_lies_below_many_posts_of_others_is_found(
    live: LiveServer, family: Family, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.resident_posts.PAGE_SIZE", 2)
    contacts = live.services.contacts.page(family.member_id).items
    linh = next(one.resident_id for one in contacts if one.name == "Linh Trần")
    told(live, family, "From Linh, long ago", by=linh)
    for number in range(5):
        told(live, family, f"From Mateo {number}")
    desk.sign_in(family)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(lambda: feed(desk))
    choose(desk, "Linh Trần")
    desk.until(partial(_shows, desk, ["From Linh, long ago"]))
    desk.until(lambda: not desk.hands.sees("news_older"))


def test_a_filter_chosen_offline_says_why_there_is_nothing_and_can_be_asked_again(
    live: LiveServer, family: Family, news: Desk
) -> None:
    live.services.resident_posts.hide(family.member_id, told(live, family, "Seen on another computer"))
    news.until(lambda: feed(news) == [])
    live.stop()
    news.until(lambda: news.app.connection is not Connection.ONLINE)
    choose(news, "Hidden")
    news.until(lambda: "no connection" in news.hands.find("news_notice", NoticeCard).text)
    live.start()
    news.until(lambda: news.app.connection is Connection.ONLINE)
    news.hands.click("news_older")
    news.until(partial(_shows, news, ["Seen on another computer"]))
    news.until(lambda: not news.hands.sees("news_notice"))


def test_older_posts_of_both_come_page_by_page_in_one_order(
    live: LiveServer, family: Family, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.services.resident_posts.PAGE_SIZE", 2)
    monkeypatch.setattr("server.services.posts.PAGE_SIZE", 3)
    monkeypatch.setattr("app.viewmodels.news.PAGE", 4)
    place = live.services.contacts.get(family.member_id, family.contact_id).facility_id
    wanted = []
    for number in range(4):
        told(live, family, f"Theirs {number}")
        new = NewPost(text=f"Mine {number}", facility_ids=(place,), price_cents=25)
        live.services.posts.send(family.member_id, str(uuid.uuid4()), new)
        live.approve(posted(live, family)[0].parts[0].submission_id)
        wanted += [f"Theirs {number}", f"Mine {number}"]
    desk.sign_in(family)
    desk.hands.press(Qt.Key.Key_2, CONTROL)
    desk.until(partial(_begins, desk, wanted[::-1]))
    while desk.hands.sees("news_older"):
        before = len(feed(desk))
        desk.hands.click("news_older")
        desk.until(partial(_has_more, desk, before))
        desk.until(partial(_begins, desk, wanted[::-1]))
    desk.until(partial(_shows, desk, wanted[::-1]))


def _shows(desk: Desk, wanted: list[str]) -> bool:
    return feed(desk) == wanted


def _has_more(desk: Desk, before: int) -> bool:
    return len(feed(desk)) > before or not desk.hands.sees("news_older")


def _begins(desk: Desk, wanted: list[str]) -> bool:
    """Once the cards lie in their places, they are the first of these, in this order."""
    seen = feed(desk)
    return bool(seen) and seen == wanted[: len(seen)]
